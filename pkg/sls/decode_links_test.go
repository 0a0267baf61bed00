package sls

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"logservice-jaeger-datasource/pkg/trace"
)

func TestDecodeLinks(t *testing.T) {
	one := trace.TraceID{Low: 1}
	ref := func(refType string) []trace.Tag { return []trace.Tag{tag("opentracing.ref_type", refType)} }
	tests := []struct {
		name     string
		row      Row
		parent   trace.SpanID
		want     []trace.Link
		warnings []string
	}{
		{name: "none", row: leastOTLP},
		{
			name: "the documentation's spelling",
			row:  with(leastOTLP, "links", `[{"TraceID":"1","SpanId":"9","TraceState":"a=b","Attributes":{"k":1}}]`),
			want: []trace.Link{{TraceID: one, SpanID: 9, Tags: []trace.Tag{tag("k", int64(1)), tag("w3c.tracestate", "a=b")}}},
		},
		{
			name: "no parent but a child-of reference", parent: 9,
			row: with(leastLegacy, "reference", `[{"refType":"child-of","traceID":"00000000000000000000000000000001","spanID":"9"},{"refType":"child-of","traceID":"1","spanID":"8"}]`),
			want: []trace.Link{
				{TraceID: one, SpanID: 8, Tags: ref("child_of")},
			},
		},
		{
			name: "a child-of reference to another trace is no parent",
			row:  with(leastLegacy, "parentSpanID", "0", "reference", `[{"refType":"child-of","traceID":"2","spanID":"9"}]`),
			want: []trace.Link{{TraceID: trace.TraceID{Low: 2}, SpanID: 9, Tags: ref("child_of")}},
		},
		{
			name: "an OpenTelemetry link to the parent stays", parent: 9,
			row:  with(leastOTLP, "parentSpanID", "0000000000000009", "links", `[{"traceID":"1","spanID":"9"}]`),
			want: []trace.Link{{TraceID: one, SpanID: 9}},
		},
		{name: "a child-of reference to no span", row: with(leastFork, "links", `[{"RefType":"CHILD_OF","SpanID":"0000000000000000","TraceID":"1"}]`)},
		{
			name:     "links to nothing",
			row:      with(leastOTLP, "links", `[{"attribute":{"link":"true"},"spanID":"","traceID":""},{"spanID":"x","traceID":"1"}]`),
			warnings: []string{`One of its links is left out: trace "", span "" names no span.`, `One of its links is left out: trace "1", span "x" names no span.`},
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := decodeSpan(test.row)
			require.NoError(t, err)
			require.Equal(t, test.parent, got.Parent)
			require.Empty(t, cmp.Diff(test.want, got.Links))
			require.Equal(t, test.warnings, got.Warnings)
		})
	}
}
