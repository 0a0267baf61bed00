package jaeger

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"logservice-jaeger-datasource/pkg/trace"
)

// subject is something that counts: a span, or a whole trace, which has its root's
// properties and tags.
type subject struct {
	of       *trace.Span
	traceID  trace.TraceID
	start    time.Time
	duration time.Duration
	failed   bool
	// lot is by chance, for picking one.
	lot uint64
}

// subjectsOf are the spans or traces of a sample that a query is about.
func subjectsOf(traces [][]trace.Span, query trace.MetricsQuery) []subject {
	filter := filterOf(query)
	var found []subject
	for _, spans := range traces {
		whole := trace.Summarize(spans)
		if len(spans) == 0 || !within(whole.Duration, filter.TraceDuration) {
			continue
		}
		if query.Over == trace.OverTraces {
			if slices.ContainsFunc(spans, func(span trace.Span) bool { return matches(span, filter) }) {
				found = append(found, subject{rootOf(spans), whole.ID, whole.Start, whole.Duration, whole.Errors > 0, whole.ID.Low})
			}
			continue
		}
		for i := range spans {
			if span := &spans[i]; matches(*span, filter) {
				found = append(found, subject{span, whole.ID, span.Start, span.Duration, span.Failed(), uint64(span.ID)})
			}
		}
	}
	return slices.DeleteFunc(found, func(s subject) bool { return s.start.Before(query.Range.From) || !s.start.Before(query.Range.To) })
}

// filterOf is a query's filter with what its population asks for.
func filterOf(query trace.MetricsQuery) trace.Filter {
	filter := query.Filter
	if query.Over == trace.OverEntrySpans {
		filter.Entry = true
	}
	if query.Over == trace.OverServerSpans && filter.Kind == "" {
		filter.Kind = trace.KindServer
	}
	return filter
}

// rootOf is the first span without a parent, or the first of all. Repaired spans are
// sorted by start.
func rootOf(spans []trace.Span) *trace.Span {
	if i := slices.IndexFunc(spans, func(span trace.Span) bool { return span.Parent == 0 }); i >= 0 {
		return &spans[i]
	}
	return &spans[0]
}

// matches says whether a span meets the conditions on spans.
func matches(span trace.Span, filter trace.Filter) bool {
	for _, tag := range filter.Tags {
		value, ok := tagOf(&span, tag.Key)
		if !ok || (value == tag.Value) != (tag.Operator != trace.NotEqual) {
			return false
		}
	}
	return (filter.Service == "" || filter.Service == span.Service) &&
		(filter.Operation == "" || filter.Operation == span.Operation) &&
		(filter.Kind == "" || filter.Kind == span.Kind) &&
		(filter.Status == "" || filter.Status == statusOf(&span, span.Failed())) &&
		(!filter.Entry || span.Parent == 0) && within(span.Duration, filter.SpanDuration)
}

func within(length time.Duration, bounds trace.DurationBounds) bool {
	return length >= bounds.Min && (bounds.Max == 0 || length <= bounds.Max)
}

// statusOf is a span's status as filters and groups know it: what failed is an error,
// whatever says so.
func statusOf(span *trace.Span, failed bool) trace.Status {
	switch {
	case failed:
		return trace.StatusError
	case span.Status == trace.StatusOK:
		return trace.StatusOK
	}
	return trace.StatusUnset
}

// tagOf is a tag of a span or else of its resource, as text.
func tagOf(span *trace.Span, key string) (string, bool) {
	if key == "service.name" {
		return span.Service, span.Service != ""
	}
	value, ok := trace.Lookup(span.Tags, key)
	if !ok {
		value, ok = trace.Lookup(span.Resource, key)
	}
	if !ok {
		return "", false
	}
	switch value := value.(type) {
	case json.RawMessage:
		return string(value), true
	case []byte:
		return base64.StdEncoding.EncodeToString(value), true
	default:
		return fmt.Sprint(value), true
	}
}

// group is what a subject's series are told apart by.
func (s subject) group(keys []trace.GroupKey) []string {
	var group []string
	for _, key := range keys {
		value := ""
		switch key.Property {
		case trace.ByService:
			value = s.of.Service
		case trace.ByOperation:
			value = s.of.Operation
		case trace.ByKind:
			value = string(s.of.Kind)
		case trace.ByStatus:
			value = string(statusOf(s.of, s.failed))
		default:
			value, _ = tagOf(s.of, key.Tag)
		}
		group = append(group, value)
	}
	return group
}
