package trace_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"logservice-jaeger-datasource/pkg/trace"
)

func TestFactsOfATagAreJoined(t *testing.T) {
	for _, c := range []struct{ one, other, want trace.Indexing }{
		{"", "", ""},
		{"", trace.Indexed, trace.Indexed},
		{"", trace.IndexUnknown, trace.IndexUnknown},
		{trace.Indexed, trace.Indexed, trace.Indexed},
		{trace.Indexed, trace.NotIndexed, trace.NotIndexed},
	} {
		for _, pair := range [][2]trace.Indexing{{c.one, c.other}, {c.other, c.one}} {
			want := trace.TagFacts{Span: c.want, Resource: trace.IndexUnknown}
			require.Equal(t, want, trace.TagFacts{Span: pair[0]}.With(trace.TagFacts{Span: pair[1], Resource: trace.IndexUnknown}))
		}
	}
}
