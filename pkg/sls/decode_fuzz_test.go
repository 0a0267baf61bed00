package sls

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"logservice-jaeger-datasource/pkg/trace"
)

// FuzzDecodeSpan puts any text into every field that is more than a name, in
// every dialect, and demands a span that can be made into a frame.
func FuzzDecodeSpan(f *testing.F) {
	for _, seed := range [][3]string{
		{`{"a":[1,{"b":null}],"span.kind":"server"}`, `[{"timestamp":"2018-12-03T09:20:00.12+08:00","fields":[{"key":"f","vType":"float64","vNum":4608983858650965606}]}]`, "1543800000123456"},
		{`["late"]`, `[{"TimeUs":1485467191639875,"Fields":{"description":"d"}}]`, "1543800000123"},
		{`[{"refType":"child-of","traceID":"1","spanID":"2"}]`, `[{"attribute":{"event":"e"},"time":"1615882567123456000","name":""}]`, "-1"},
		{`[{"TraceID":"1","SpanId":"9","TraceState":"a=b","Attributes":{"k":1}}]`, `{"a":"b`, "9223372036854775807"},
	} {
		f.Add(seed[0], seed[1], seed[2])
	}
	f.Fuzz(func(t *testing.T, object, list, number string) {
		for _, least := range []Row{leastLegacy, leastCollector, leastFork, leastOTLP} {
			row := with(least,
				"attribute", object, "resource", list, "links", object, "reference", list, "logs", list, "Warnings", object, "statusMessage", object,
				"start", number, "startTime", number, "end", list, "duration", number, "parentSpanID", number, "kind", object, "statusCode", list, "tags.x", object)
			span, err := decodeSpan(row)
			require.NoError(t, err)
			require.GreaterOrEqual(t, span.Duration, time.Duration(0))
			requireWritable(t, span)
		}
		_, _ = decodeSpan(record("traceID", object, "spanID", list))
	})
}

// requireWritable demands that every tag can be written as JSON, as frames do.
func requireWritable(t *testing.T, span trace.Span) {
	t.Helper()
	for _, event := range span.Events {
		span.Tags = append(span.Tags, event.Tags...)
	}
	for _, link := range span.Links {
		span.Tags = append(span.Tags, link.Tags...)
	}
	for _, tag := range append(span.Tags, span.Resource...) {
		_, err := json.Marshal(tag.Value)
		require.NoError(t, err, "tag %q: %#v", tag.Key, tag.Value)
	}
}
