package frames

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"time"

	"logservice-jaeger-datasource/pkg/trace"
)

// keyValue is a tag as Grafana reads it: TraceKeyValuePair in @grafana/data. Value
// is a string, bool, int64 or float64.
type keyValue struct {
	Key   string `json:"key"`
	Value any    `json:"value"`
	// Type is bool, int64, float64 or binary, as in Jaeger's model; a text has none.
	Type string `json:"type,omitempty"`
}

// keyValues converts tags, each pair of key and value once: of a repeated one
// Grafana would warn on the span.
func keyValues(tags []trace.Tag) []keyValue {
	return appendKeyValues(make([]keyValue, 0, len(tags)), tags)
}

func appendKeyValues(pairs []keyValue, tags []trace.Tag) []keyValue {
	for i := range tags {
		pair := newKeyValue(&tags[i])
		repeated := false
		for i := len(pairs) - 1; i >= 0 && pairs[i].Key == pair.Key && !repeated; i-- {
			repeated = pairs[i].Value == pair.Value
		}
		if !repeated {
			pairs = append(pairs, pair)
		}
	}
	return pairs
}

// largestExact is the largest integer that JavaScript's numbers hold exactly.
const largestExact = 1<<53 - 1

func newKeyValue(tag *trace.Tag) keyValue {
	pair := keyValue{Key: tag.Key, Value: tag.Value}
	switch value := tag.Value.(type) {
	case string:
	case bool:
		pair.Type = "bool"
	case int64:
		pair.Type = "int64"
		if value > largestExact || value < -largestExact {
			pair.Value = strconv.FormatInt(value, 10)
		}
	case float64:
		pair.Type = "float64"
		if math.IsNaN(value) || math.IsInf(value, 0) { // JSON has no such numbers
			pair.Value = strconv.FormatFloat(value, 'g', -1, 64)
		}
	case []byte:
		pair.Type, pair.Value = "binary", hex.EncodeToString(value)
	case json.RawMessage:
		pair.Value = string(value)
	default:
		pair.Value = fmt.Sprint(value)
	}
	return pair
}

// serviceTags are the attributes of the process, service.name first: links from
// spans to logs look for it there (createSpanLink.tsx in TraceView).
func (w *writer) serviceTags(span *trace.Span) json.RawMessage {
	tags := make([]trace.Tag, 0, len(span.Resource)+1)
	if span.Service != "" {
		tags = append(tags, trace.Tag{Key: "service.name", Value: span.Service})
	}
	for _, tag := range span.Resource {
		if tag.Key != "service.name" {
			tags = append(tags, tag)
		}
	}
	w.pairs = appendKeyValues(w.pairs[:0], tags)
	return w.list()
}

// spanTags are the attributes of the span, and besides them what Grafana looks
// for among tags, too: the kind, and whether the span failed.
func (w *writer) spanTags(span *trace.Span, links []reference) json.RawMessage {
	w.pairs = appendKeyValues(w.pairs[:0], span.Tags)
	add := func(pair keyValue) {
		if _, has := trace.Lookup(span.Tags, pair.Key); !has {
			w.pairs = append(w.pairs, pair)
		}
	}
	if span.Status == trace.StatusError {
		add(keyValue{Key: "error", Value: true, Type: "bool"})
	}
	if span.Kind != trace.KindUnspecified {
		add(keyValue{Key: "span.kind", Value: kindValue(span.Kind)})
	}
	if len(links) > 0 {
		add(keyValue{Key: "links", Value: string(encode(links))})
	}
	return w.list()
}

// kindValues are the kinds as values of tags, made once.
var kindValues = func() map[trace.Kind]any {
	values := map[trace.Kind]any{}
	for _, kind := range trace.Kinds {
		values[kind] = string(kind)
	}
	return values
}()

func kindValue(kind trace.Kind) any {
	if value, ok := kindValues[kind]; ok {
		return value
	}
	return string(kind)
}

// log is an event of a span: TraceLog in @grafana/data.
type log struct {
	// Timestamp is in milliseconds since 1970.
	Timestamp float64    `json:"timestamp"`
	Name      string     `json:"name,omitempty"`
	Fields    []keyValue `json:"fields"`
}

func logs(events []trace.Event, start time.Time, warnings *warnings) []log {
	converted := make([]log, len(events))
	for i, event := range events {
		if !hasTime(event.Time) {
			warnings.add("An event of the record has no time; it is shown at the span's start.")
			event.Time = start
		}
		converted[i] = log{Timestamp: milliseconds(event.Time), Name: event.Name, Fields: keyValues(event.Tags)}
	}
	return converted
}

const stackTraceTag = "exception.stacktrace"

// stackTraces are those of the exceptions that a span recorded
// (https://opentelemetry.io/docs/specs/semconv/exceptions/exceptions-spans/).
func stackTraces(events []trace.Event) []string {
	var traces []string
	for _, event := range events {
		if value, ok := trace.Lookup(event.Tags, stackTraceTag); ok {
			if text, ok := value.(string); ok && text != "" {
				traces = append(traces, text)
			}
		}
	}
	return traces
}
