package frames

import (
	"cmp"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"logservice-jaeger-datasource/pkg/trace"
)

// Spans makes the table of spans found, one row a span, in the order given, with a
// column for each key of a tag; a span has as many Tags. Its IDs are links: to the trace,
// and to the span in it. Durations are milliseconds.
func Spans(spans []trace.FoundSpan, keys []string, link Link) *data.Frame {
	frame := spanTable(spans, keys, link)
	// A span that a client and a server share has one ID, so that it takes both IDs and
	// the kind to tell rows apart.
	frame.Meta = &data.FrameMeta{PreferredVisualization: data.VisTypeTable, UniqueRowIDFields: []int{0, 1, 5}}
	return frame
}

func spanTable(spans []trace.FoundSpan, keys []string, link Link) *data.Frame {
	n := len(spans)
	texts := func() []string { return make([]string, n) }
	traceIDs, spanIDs, services, operations, kinds, statuses := texts(), texts(), texts(), texts(), texts(), texts()
	starts, durations := make([]time.Time, n), make([]float64, n)
	tags := make([][]string, len(keys))
	for k := range tags {
		tags[k] = texts()
	}
	for i, span := range spans {
		traceIDs[i], spanIDs[i] = span.TraceID.String(), span.ID.String()
		starts[i], durations[i] = span.Start.UTC(), float64(span.Duration)/float64(time.Millisecond)
		services[i], operations[i] = cmp.Or(span.Service, UnknownService), cmp.Or(span.Operation, UnknownOperation)
		kinds[i], statuses[i] = string(span.Kind), string(span.Status)
		for k := range keys {
			tags[k][i] = span.Tags[k]
		}
	}
	frame := data.NewFrame("Spans",
		data.NewField("traceID", nil, traceIDs).SetConfig(&data.FieldConfig{DisplayNameFromDS: "Trace ID", Links: []data.DataLink{traceLink(link)}}),
		data.NewField("spanID", nil, spanIDs).SetConfig(&data.FieldConfig{DisplayNameFromDS: "Span ID", Links: []data.DataLink{spanLink(link)}}),
		data.NewField("startTime", nil, starts).SetConfig(named("Start time")),
		data.NewField("service", nil, services).SetConfig(named("Service")),
		data.NewField("operation", nil, operations).SetConfig(named("Operation")),
		data.NewField("kind", nil, kinds).SetConfig(figureConfig("Kind", "", 90)),
		data.NewField("status", nil, statuses).SetConfig(figureConfig("Status", "", 80)),
		data.NewField("duration", nil, durations).SetConfig(figureConfig("Duration", "ms", 100)),
	)
	for k, key := range keys {
		frame.Fields = append(frame.Fields, data.NewField(tagField(key), nil, tags[k]).SetConfig(named(key)))
	}
	return frame
}

// tagField names a tag's column so that no tag has the name of another column.
func tagField(key string) string { return "tag." + key }
