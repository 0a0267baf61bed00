package sls_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"logservice-jaeger-datasource/pkg/sls"
	"logservice-jaeger-datasource/pkg/trace"
	"logservice-jaeger-datasource/tests/samples"
)

// TestFiltersAgreeWithTheSpans holds what each filter finds by SQL against the
// spans as they are decoded, in a logstore of each dialect and in one of odd
// records of several. (In one that holds every span in all dialects, the spans
// shown are each the best of six, while a filter may find any.)
func TestFiltersAgreeWithTheSpans(t *testing.T) {
	tag := func(key string, operator trace.Operator, value string) trace.SearchQuery {
		return trace.SearchQuery{Filter: trace.Filter{Conditions: []trace.Condition{{Key: key, Operator: operator, Values: []string{value}}}}}
	}
	value := func(s trace.Span, key string) string {
		found, ok := trace.Lookup(s.Tags, key)
		if !ok {
			return ""
		}
		return fmt.Sprint(found)
	}
	filters := []struct {
		name  string
		query trace.SearchQuery
		holds func(trace.Span) bool
	}{
		{"kind server", trace.SearchQuery{Filter: trace.Filter{Kind: trace.KindServer}}, func(s trace.Span) bool { return s.Kind == trace.KindServer }},
		{"kind client", trace.SearchQuery{Filter: trace.Filter{Kind: trace.KindClient}}, func(s trace.Span) bool { return s.Kind == trace.KindClient }},
		{"status error", trace.SearchQuery{Filter: trace.Filter{Status: trace.StatusError}}, trace.Span.Failed},
		{"status ok", trace.SearchQuery{Filter: trace.Filter{Status: trace.StatusOK}}, func(s trace.Span) bool { return s.Status == trace.StatusOK && !s.Failed() }},
		{"status unset", trace.SearchQuery{Filter: trace.Filter{Status: trace.StatusUnset}}, func(s trace.Span) bool { return s.Status == trace.StatusUnset && !s.Failed() }},
		{"tag equals", tag("http.method", trace.Equal, "POST"), func(s trace.Span) bool { return value(s, "http.method") == "POST" }},
		{"tag differs", tag("http.method", trace.NotEqual, "POST"), func(s trace.Span) bool { return !slices.Contains([]string{"", "POST"}, value(s, "http.method")) }},
		{"a number as a tag", tag("http.status_code", trace.Equal, "500"), func(s trace.Span) bool { return value(s, "http.status_code") == "500" }},
		{"at least", trace.SearchQuery{Filter: trace.Filter{SpanDuration: trace.DurationBounds{Min: 20 * time.Millisecond}}}, func(s trace.Span) bool { return s.Duration >= 20*time.Millisecond }},
		{"at most", trace.SearchQuery{Filter: trace.Filter{SpanDuration: trace.DurationBounds{Max: 5 * time.Millisecond}}}, func(s trace.Span) bool { return s.Duration <= 5*time.Millisecond }},
		{"between", trace.SearchQuery{Filter: trace.Filter{SpanDuration: trace.DurationBounds{Min: 3 * time.Millisecond, Max: 30 * time.Millisecond}}},
			func(s trace.Span) bool { return s.Duration >= 3*time.Millisecond && s.Duration <= 30*time.Millisecond }},
	}
	readers := map[string]*sls.Reader{"awkward": readerOn(t, load(t, "awkward"), "dialects", "awkward")}
	sample, err := samples.Load("dialects")
	require.NoError(t, err)
	store := load(t, "dialects")
	for _, logstore := range sample.Logstores {
		if logstore.Name != "dialects" {
			readers[logstore.Name] = readerOn(t, store, "dialects", logstore.Name)
		}
	}
	for logstore, reader := range readers {
		whole := allTraces(t, reader)
		found := 0
		for _, filter := range filters {
			t.Run(logstore+"/"+filter.name, func(t *testing.T) {
				want := []string{}
				for id, spans := range whole {
					if slices.ContainsFunc(spans, filter.holds) {
						want = append(want, id)
					}
				}
				slices.Sort(want)
				filter.query.Range, filter.query.Limit = history, 1000
				result, err := reader.Search(t.Context(), filter.query)
				require.NoError(t, err)
				require.Equal(t, want, idsOf(result.Traces), "%v", result.Statements)
				found += len(want)
			})
		}
		require.Positive(t, found, "no filter finds anything: nothing was held against anything")
	}
}

// TestEveryOperatorAgreesWithTheSpans asks by every operator alone, in a logstore of each
// dialect; TestRandomConditionsAgreeWithTheSpans asks by many together.
func TestEveryOperatorAgreesWithTheSpans(t *testing.T) {
	found := map[trace.Operator]int{}
	for logstore, reader := range dialectReaders(t) {
		whole := allTraces(t, reader)
		for _, c := range []trace.Condition{
			{Key: "http.method", Operator: trace.Equal, Values: []string{"GET", "PUT"}},
			{Key: "http.method", Operator: trace.NotEqual, Values: []string{"GET"}},
			{Key: "http.url", Operator: trace.Fits, Values: []string{`https?://[^/]+/订单\?a=1&b=<\d>`}},
			{Key: "user.name", Operator: trace.Fits, Values: []string{"王.+"}},
			{Key: "http.method", Operator: trace.FitsNot, Values: []string{"P.*"}},
			{Key: "http.status_code", Operator: trace.Greater, Values: []string{"200"}},
			{Key: "http.status_code", Operator: trace.GreaterOrEqual, Values: []string{"2.04e2"}},
			{Key: "http.status_code", Operator: trace.Less, Values: []string{"204"}},
			{Key: "order.id", Operator: trace.LessOrEqual, Values: []string{"9007199254740993"}},
			{Key: "rpc.system", Operator: trace.Exists},
			{Key: "http.method", Operator: trace.Missing},
			{Scope: trace.ScopeSpan, Key: "error", Operator: trace.Missing},
		} {
			t.Run(fmt.Sprintf("%s/%s %s %q", logstore, c.Key, c.Operator, c.Values), func(t *testing.T) {
				found[c.Operator] += max(0, compareConditions(t, reader, whole, trace.Filter{Conditions: []trace.Condition{c}}))
			})
		}
	}
	for _, operator := range trace.Operators {
		require.GreaterOrEqual(t, found[operator], 4, "%s", operator)
	}
}

// allTraces reads every trace that a search without filters lists.
func allTraces(t *testing.T, reader *sls.Reader) map[string][]trace.Span {
	t.Helper()
	listed, err := reader.Search(t.Context(), trace.SearchQuery{Range: history, Limit: 1000})
	require.NoError(t, err)
	whole := map[string][]trace.Span{}
	for _, summary := range listed.Traces {
		id := summary.ID.String()
		whole[id] = readTrace(t, reader, id, history).Spans
	}
	return whole
}
