package sls_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"logservice-jaeger-datasource/pkg/trace"
	"logservice-jaeger-datasource/tests/emulator"
	"logservice-jaeger-datasource/tests/samples"
)

// TestTheLongestTraceIsFoundBehindManyNewer has more newer traces than any search sums
// up: only a ranking over the whole range finds it.
func TestTheLongestTraceIsFoundBehindManyNewer(t *testing.T) {
	store := largeStore(t, emulator.Options{}, 1)
	old := samples.Base.Add(-50 * time.Minute)
	rows := []samples.Row{row(old, "1", ""), row(old.Add(7*time.Second), "2", "1")}
	for i := range 1600 {
		id := trace.TraceID{High: 0xfa57 << 48, Low: uint64(i + 1)}
		rows = append(rows, row(samples.Base.Add(-time.Duration(i)*time.Second), "1", "", [2]string{"traceID", id.String()}))
	}
	store.Put(t, "dialects", "awkward", rows)
	reader := readerOn(t, store, "dialects", "awkward")
	query := trace.SearchQuery{Range: trace.Range{From: samples.Base.Add(-time.Hour), To: aroundBase.To}, Filter: trace.Filter{Service: "far"}, Limit: 2}
	for _, sort := range []trace.Sort{trace.SortLongest, trace.SortMostSpans} {
		query.Sort = sort
		store.ResetRequests()
		result, err := reader.Search(t.Context(), query)
		require.NoError(t, err)
		require.Len(t, result.Traces, 2)
		require.Equal(t, 2, result.Traces[0].Spans, sort)
		require.Equal(t, samples.Base, result.Traces[1].Start.UTC(), "of equals the newest comes first")
		require.Empty(t, result.Notices)
		statements := 0
		for _, request := range store.Requests() {
			if request.Kind == emulator.KindSQL {
				statements++
			}
		}
		require.Equal(t, 2, statements, "one that ranks, and one for the figures")
	}
	query.Sort, query.RawSearch = trace.SortLongest, "service: far"
	result, err := reader.Search(t.Context(), query)
	require.NoError(t, err)
	require.Len(t, result.Traces, 2)
	require.Equal(t, 1, result.Traces[0].Spans, "the raw search leaves the rank to the newest ones")
	require.Len(t, result.Notices, 1)
	require.Contains(t, result.Notices[0].Text, "Only the newest 1500 traces with such spans were ranked")
}

// TestSpansTellWhatCantBeSeen lists spans of which SQL sees a part only.
func TestSpansTellWhatCantBeSeen(t *testing.T) {
	attribute := func(value string) [2]string { return [2]string{"attribute", value} }
	long := `{"color":"red","text":"` + strings.Repeat("x", 3000) + `"}`
	condition := trace.Filter{Service: "far", Conditions: []trace.Condition{{Key: "color", Operator: trace.Equal, Values: []string{"red"}}}}
	for _, c := range []struct {
		name    string
		rows    []samples.Row
		query   trace.SpansQuery
		shown   [][]string
		notices []string
	}{
		{"a cell", []samples.Row{row(samples.Base, "1", "", attribute(`{"color":"red"}`)), row(samples.Base.Add(-time.Minute), "2", "1", attribute(long))},
			trace.SpansQuery{SearchQuery: trace.SearchQuery{Filter: trace.Filter{Service: "far"}}, Columns: []string{"color"}},
			[][]string{{"red"}, {""}}, []string{"The attributes of 1 of these spans are longer"}},
		{"a condition", []samples.Row{row(samples.Base, "1", "", attribute(`{"color":"red"}`)), row(samples.Base.Add(-time.Minute), "2", "1", attribute(long))},
			trace.SpansQuery{SearchQuery: trace.SearchQuery{Filter: condition}},
			[][]string{nil}, []string{"1 more spans could not be judged: their attributes are longer"}},
		{"an ID that isn't hexadecimal", []samples.Row{row(samples.Base, "1", ""), row(samples.Base, "2", "", [2]string{"traceID", "order-4711"})},
			trace.SpansQuery{SearchQuery: trace.SearchQuery{Filter: trace.Filter{Service: "far"}}},
			[][]string{nil}, []string{"1 more span is left out: their IDs"}},
		{"a record written twice", []samples.Row{row(samples.Base, "1", ""), row(samples.Base, "1", "")},
			trace.SpansQuery{SearchQuery: trace.SearchQuery{Filter: trace.Filter{Service: "far"}}}, [][]string{nil}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			store := largeStore(t, emulator.Options{}, 1)
			store.Put(t, "dialects", "awkward", c.rows)
			c.query.Range, c.query.Limit = aroundBase, 20
			result, err := readerOn(t, store, "dialects", "awkward").Spans(t.Context(), c.query)
			require.NoError(t, err)
			var shown [][]string
			for _, span := range result.Spans {
				shown = append(shown, span.Tags)
			}
			require.Equal(t, c.shown, shown)
			require.Len(t, result.Notices, len(c.notices))
			for i, text := range c.notices {
				require.Contains(t, result.Notices[i].Text, text)
			}
		})
	}
}

func TestSpansThatCantBeListed(t *testing.T) {
	reader := readerOn(t, load(t, "bookinfo"), "bookinfo", "istio-tracing")
	list := func(filter trace.Filter, columns ...string) (trace.SpansResult, error) {
		return reader.Spans(t.Context(), trace.SpansQuery{SearchQuery: trace.SearchQuery{Range: history, Filter: filter, Limit: 20}, Columns: columns})
	}
	_, err := list(trace.Filter{RawSearch: "a", TraceDuration: trace.DurationBounds{Min: 1}})
	var refused *trace.QueryError
	require.ErrorAs(t, err, &refused)
	result, err := list(trace.Filter{Conditions: []trace.Condition{{Key: "user.id", Operator: trace.Exists}}})
	require.NoError(t, err)
	require.Empty(t, result.Spans)
	require.Contains(t, result.Notices[0].Text, "Nothing can be found by tag user.id")
	result, err = list(trace.Filter{}, "user.id")
	require.NoError(t, err)
	require.Len(t, result.Spans, 20)
	require.Contains(t, result.Notices[0].Text, "has no field for tag user.id (field tags.user.id), so there is nothing in that column")
}
