package sls_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"logservice-jaeger-datasource/pkg/trace"
	"logservice-jaeger-datasource/tests/emulator"
	"logservice-jaeger-datasource/tests/samples"
)

// TestNothingIsLeftOutOfAListInSilence stores spans that a search finds and then can't list.
func TestNothingIsLeftOutOfAListInSilence(t *testing.T) {
	traceID := func(id string) [2]string { return [2]string{"traceID", id} }
	long := samples.Base.Add(-30 * time.Minute)
	for _, c := range []struct {
		name  string
		rows  []samples.Row
		query trace.SearchQuery
		found int
		told  string
	}{
		{
			"an ID that isn't hexadecimal",
			[]samples.Row{row(samples.Base, "1", ""), row(samples.Base, "2", "", traceID("order-4711"))},
			trace.SearchQuery{Limit: 20, Filter: trace.Filter{Service: "far"}}, 1, "1 more traces are left out: their IDs aren't hexadecimal digits",
		},
		{
			"an ID with more digits than there are",
			[]samples.Row{row(samples.Base, "1", ""), row(samples.Base, "2", "", traceID("abcdef0123456789abcdef0123456789abc"))},
			trace.SearchQuery{Limit: 20, Filter: trace.Filter{Service: "far"}}, 1, "1 more traces were found, but Log Service gave no figures of them, so they are left out; one is abcdef",
		},
		{
			"newest traces that turn out too long",
			[]samples.Row{row(samples.Base, "2", "1"), row(long, "1", "")},
			trace.SearchQuery{Limit: 1, Filter: trace.Filter{TraceDuration: trace.DurationBounds{Max: time.Second}}}, 0, "Only the newest 1 traces with such spans were compared with the trace duration",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			// The large trace's only span lasts longer than any query here looks for.
			store := largeStore(t, emulator.Options{}, 1)
			store.Put(t, "dialects", "awkward", c.rows)
			c.query.Range = aroundBase
			result, err := readerOn(t, store, "dialects", "awkward").Search(t.Context(), c.query)
			require.NoError(t, err)
			require.Len(t, result.Traces, c.found)
			require.Len(t, result.Notices, 1)
			require.Equal(t, trace.Warning, result.Notices[0].Severity)
			require.Contains(t, result.Notices[0].Text, c.told)
		})
	}
}

// TestFiguresAreReadAroundTheirTraces has traces days apart: no statement needs to
// look through all that lies between them.
func TestFiguresAreReadAroundTheirTraces(t *testing.T) {
	store := largeStore(t, emulator.Options{}, 1)
	var rows []samples.Row
	for day := range 40 {
		id := trace.TraceID{High: 0xfa57 << 48, Low: uint64(day + 1)}
		rows = append(rows, row(samples.Base.Add(-time.Duration(day)*24*time.Hour), "1", "", [2]string{"traceID", id.String()}))
	}
	store.Put(t, "dialects", "awkward", rows)
	reader := readerOn(t, store, "dialects", "awkward")
	store.ResetRequests()
	result, err := reader.Search(t.Context(), trace.SearchQuery{Limit: 40, Range: trace.Range{From: samples.Base.Add(-60 * 24 * time.Hour), To: history.To}, Filter: trace.Filter{Service: "far"}})
	require.NoError(t, err)
	require.Len(t, result.Traces, 40)
	require.Empty(t, result.Notices)
	requests := store.Requests()
	require.Len(t, requests, 4, "the index, the search, and two statements for figures")
	for _, figures := range requests[2:] {
		require.Less(t, figures.To-figures.From, int64(30*24*60*60))
	}
}
