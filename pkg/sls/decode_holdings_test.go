package sls

import (
	"encoding/base64"
	"encoding/hex"
	"strconv"

	"logservice-jaeger-datasource/pkg/trace"
)

// holding says what a dialect's record holds of a span, by changing the span as
// it was made into what can be read again; whole changes nothing.
type holding func(*trace.Span)

func whole(*trace.Span) {}

func clientAndServerOnly(s *trace.Span) {
	if s.Kind != trace.KindClient && s.Kind != trace.KindServer {
		s.Kind = trace.KindUnspecified
	}
}

// errorTag is how Jaeger's model tells that a span failed.
func errorTag(s *trace.Span) {
	if s.Status == trace.StatusError {
		s.Tags = append(s.Tags, tag("error", "true"))
	}
	noStatus(s)
}

func noStatus(s *trace.Span) { s.Status, s.StatusMessage = trace.StatusUnset, "" }

func noOK(s *trace.Span) {
	if s.Status == trace.StatusOK {
		s.Status = trace.StatusUnset
	}
}

func noScope(s *trace.Span) { s.ScopeName, s.ScopeVersion, s.TraceState = "", "", "" }

func noWarnings(s *trace.Span) { s.Warnings = nil }

func jaegerTags(s *trace.Span) {
	become(s.Tags, jaegerText)
	if s.Kind != "" {
		s.Tags = append(s.Tags, tag("span.kind", string(s.Kind)))
	}
	errorTag(s)
}

func censusTags(s *trace.Span) {
	become(s.Tags, censusText)
	code := map[trace.Status]string{trace.StatusUnset: "0", trace.StatusOK: "0", trace.StatusError: "2"}[s.Status]
	clientAndServerOnly(s)
	s.Tags = append(s.Tags, tag("span.kind", string(s.Kind)), tag("status.code", code), tag("status.message", s.StatusMessage))
}

func jsonTags(s *trace.Span) { become(s.Tags, jsonValue) }

func textResource(s *trace.Span) { become(s.Resource, jaegerText) }

func processResource(s *trace.Span) {
	textResource(s)
	s.Resource = append(s.Resource, tag("ProcessID", "p1"))
}

func censusResource(s *trace.Span) {
	become(s.Resource, censusText)
	names := map[string]string{"host.name": "hostname", "process.pid": "pid", "telemetry.sdk.language": "language"}
	for i, known := range s.Resource {
		if name, ok := names[known.Key]; ok {
			s.Resource[i].Key = name
		}
	}
}

func textEvents(text func(any) any) holding {
	return func(s *trace.Span) {
		for _, event := range s.Events {
			become(event.Tags, text)
		}
	}
}

func jsonEvents(s *trace.Span) { textEvents(jsonValue)(s) }

func references(s *trace.Span) {
	for i := range s.Links {
		s.Links[i].Tags = []trace.Tag{tag("opentracing.ref_type", "follows_from")}
	}
}

func bareLinks(s *trace.Span) {
	for i := range s.Links {
		s.Links[i].Tags = nil
	}
}

func jsonLinks(s *trace.Span) {
	for _, link := range s.Links {
		become(link.Tags, jsonValue)
	}
}

func become(tags []trace.Tag, change func(any) any) {
	for i := range tags {
		tags[i].Value = change(tags[i].Value)
	}
}

// jaegerText is a value as Jaeger prints it: ten digits of a double, bytes in hexadecimal.
func jaegerText(value any) any { return textOf(value, 10, hex.EncodeToString) }

// censusText is a value as the collector of 2020 printed it.
func censusText(value any) any { return textOf(value, -1, base64.StdEncoding.EncodeToString) }

func textOf(value any, digits int, bytes func([]byte) string) any {
	switch value := value.(type) {
	case bool:
		return strconv.FormatBool(value)
	case int64:
		return strconv.FormatInt(value, 10)
	case float64:
		return strconv.FormatFloat(value, 'g', digits, 64)
	case []byte:
		return bytes(value)
	default:
		return value
	}
}

// jsonValue is a value after it was JSON, which has no bytes.
func jsonValue(value any) any {
	if blob, ok := value.([]byte); ok {
		return base64.StdEncoding.EncodeToString(blob)
	}
	return value
}
