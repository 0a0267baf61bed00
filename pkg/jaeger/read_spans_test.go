package jaeger

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"logservice-jaeger-datasource/pkg/trace"
)

func spanNumbers(spans []trace.FoundSpan) string {
	var text []string
	for _, one := range spans {
		text = append(text, fmt.Sprintf("%s%d", one.Service[:1], one.TraceID.Low-1000))
	}
	return strings.Join(text, " ")
}

func TestSpans(t *testing.T) {
	tests := []struct {
		name   string
		filter trace.Filter
		sort   trace.Sort
		want   string
	}{
		{"of a service", trace.Filter{Service: "cart"}, "", "c0 c1 c2 c3 c4 c5"},
		{"of all services", trace.Filter{}, trace.SortOldest, "s5 c5 s4 c4 s3 c3 s2 c2 s1 c1 s0 c0"},
		{"the longest", trace.Filter{}, trace.SortLongest, "c0 c5 s0 s1 s2 s3 s4 s5 c1 c2 c3 c4"},
		{"errors", trace.Filter{Status: trace.StatusError}, "", "c0 c3"},
		{"of long traces", trace.Filter{Service: "site", TraceDuration: trace.DurationBounds{Min: time.Second}}, "", "s0 s5"},
		{"of nobody", trace.Filter{Service: "nobody"}, "", ""},
	}
	for name, server := range servers(shop(6)) {
		reader := server.start(t)
		for _, test := range tests {
			t.Run(name+"/"+test.name, func(t *testing.T) {
				result, err := reader.Spans(t.Context(), trace.SpansQuery{SearchQuery: trace.SearchQuery{Range: lastHour, Filter: test.filter, Sort: test.sort, Limit: 20}})
				require.NoError(t, err)
				require.Equal(t, test.want, spanNumbers(result.Spans), result.Statements)
				require.Empty(t, result.Notices)
				require.Positive(t, result.Cost.Requests)
			})
		}
	}
}

func TestSpansShowTags(t *testing.T) {
	for name, server := range servers(shop(1)) {
		t.Run(name, func(t *testing.T) {
			result, err := server.start(t).Spans(t.Context(), trace.SpansQuery{
				SearchQuery: trace.SearchQuery{Range: lastHour, Filter: trace.Filter{Service: "site"}, Limit: 20}, Columns: []string{"number", "zone", "half", "service.name"},
			})
			require.NoError(t, err)
			require.Equal(t, []trace.FoundSpan{{
				TraceID: trace.TraceID{Low: 1000}, ID: 1, Service: "site", Operation: "GET /", Kind: trace.KindServer, Status: trace.StatusUnset,
				Start: now.Add(-time.Minute), Duration: 100 * time.Millisecond, Tags: []string{"0", "a", "", "site"},
			}}, result.Spans)
		})
	}
}

func TestSpansOfAPartSaySo(t *testing.T) {
	for name, server := range servers(shop(30)) {
		t.Run(name, func(t *testing.T) {
			result, err := server.start(t).Spans(t.Context(), trace.SpansQuery{SearchQuery: trace.SearchQuery{Range: lastHour, Filter: trace.Filter{Service: "cart"}, Limit: 5}})
			require.NoError(t, err)
			require.Len(t, result.Spans, 5)
			require.Len(t, result.Notices, 1)
			require.Contains(t, result.Notices[0].Text, "These are spans of the 5 traces that Jaeger gave")
		})
	}
}

// TestSpansOfALongTrace has as many spans as Jaeger on Log Service reads of a trace.
func TestSpansOfALongTrace(t *testing.T) {
	var spans []trace.Span
	for i := range 120 {
		spans = append(spans, trace.Span{TraceID: trace.TraceID{Low: 7}, ID: trace.SpanID(i + 1), Service: "site", Operation: "step", Start: now.Add(-time.Duration(i+1) * time.Second), Duration: time.Millisecond})
	}
	query := trace.SpansQuery{SearchQuery: trace.SearchQuery{Range: lastHour, Filter: trace.Filter{Service: "site"}, Limit: 1000}}
	cut, err := (&standIn{v1: true, plugin: true, spans: spans}).start(t).Spans(t.Context(), query)
	require.NoError(t, err)
	require.Len(t, cut.Spans, 100)
	require.Len(t, cut.Notices, 1)
	require.Contains(t, cut.Notices[0].Text, "exactly 100 spans")
	whole, err := (&standIn{v3: true, spans: spans}).start(t).Spans(t.Context(), query)
	require.NoError(t, err)
	require.Len(t, whole.Spans, 120)
	require.Empty(t, whole.Notices)
}

func TestSpansRefuseARawSearch(t *testing.T) {
	_, err := (&standIn{v1: true}).start(t).Spans(t.Context(), trace.SpansQuery{SearchQuery: trace.SearchQuery{Range: lastHour, Filter: trace.Filter{RawSearch: "a"}, Limit: 5}})
	var refused *trace.QueryError
	require.ErrorAs(t, err, &refused)
}
