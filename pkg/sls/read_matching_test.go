package sls_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"logservice-jaeger-datasource/pkg/sls"
	"logservice-jaeger-datasource/pkg/trace"
	"logservice-jaeger-datasource/tests/emulator"
	"logservice-jaeger-datasource/tests/samples"
)

// TestMatchingSpansAreThoseThatMeetTheFilter holds the spans under each trace, by random
// filters and in a logstore of each dialect, against what Filter.Matches says of the
// spans as they are read one trace at a time.
func TestMatchingSpansAreThoseThatMeetTheFilter(t *testing.T) {
	const rounds = 40
	for logstore, reader := range dialectReaders(t) {
		t.Run(logstore, func(t *testing.T) {
			t.Parallel()
			whole := allTraces(t, reader)
			maker := conditionMaker{rand.New(rand.NewPCG(21, uint64(len(logstore)))), spansOf(whole)}
			slices.SortFunc(maker.spans, func(a, b trace.Span) int { return a.Start.Compare(b.Start) })
			shown := 0
			for range rounds {
				filter := maker.filter()
				if len(filter.Conditions)+len(filter.AnyOf) == 0 || maker.random.IntN(3) == 0 {
					span := pick(maker, maker.spans...)
					filter.Service, filter.Status = span.Service, pick(maker, "", span.Outcome())
					filter.SpanDuration.Min = pick(maker, 0, span.Duration.Truncate(time.Microsecond))
				}
				shown += compareMatching(t, reader, whole, filter, 1+maker.random.IntN(4))
			}
			t.Logf("%d spans shown by %d filters", shown, rounds)
			require.Greater(t, shown, rounds/4)
		})
	}
}

// compareMatching asks by a filter and gives how many spans were shown.
func compareMatching(t *testing.T, reader *sls.Reader, whole map[string][]trace.Span, filter trace.Filter, most int) (shown int) {
	t.Helper()
	result, err := reader.Search(t.Context(), trace.SearchQuery{Range: history, Limit: 1000, Filter: filter, SpansPerTrace: most})
	require.NoError(t, err, "%+v\n%v", filter, result.Statements)
	context := fmt.Sprintf("%+v\n%s", filter, strings.Join(result.Statements, "\n"))
	for _, summary := range result.Traces {
		var want []trace.FoundSpan
		for _, span := range whole[summary.ID.String()] {
			if filter.Matches(span) {
				want = append(want, trace.FoundSpan{TraceID: span.TraceID, ID: span.ID, Service: span.Service, Operation: span.Operation, Kind: span.Kind,
					Status: span.Outcome(), Start: span.Start, Duration: span.Duration, Tags: tagsOf(span, filter.TagKeys())})
			}
		}
		slices.SortFunc(want, trace.CompareMatching)
		if duplicated(spansOf(whole)) && len(want) < summary.Matched {
			continue // a span was stored twice with different tags, of which reading a trace keeps one
		}
		if !noticed(result.Notices, "could not be judged") {
			require.Equal(t, len(want), summary.Matched, context)
		}
		require.LessOrEqual(t, summary.Matched, len(want), context)
		require.Len(t, summary.Matching, min(most, summary.Matched), context)
		if summary.Matched == len(want) && !noticed(result.Notices, "of the matching spans are longer") {
			require.Equal(t, want[:min(most, len(want))], utc(summary.Matching), context)
		}
		shown += len(summary.Matching)
	}
	return shown
}

// tagsOf are the values that a list shows of a span.
func tagsOf(span trace.Span, keys []string) (values []string) {
	for _, key := range keys {
		value := ""
		for _, tags := range [][]trace.Tag{span.Tags, span.Resource} {
			if tag, ok := trace.Lookup(tags, key); ok && value == "" {
				value, _ = trace.TagText(tag)
			}
		}
		values = append(values, value)
	}
	return values
}

func utc(spans []trace.FoundSpan) []trace.FoundSpan {
	for i := range spans {
		spans[i].Start = spans[i].Start.UTC()
	}
	return spans
}

// TestMatchingSpansCostNoFurtherRound counts what searches ask.
func TestMatchingSpansCostNoFurtherRound(t *testing.T) {
	store := load(t, "bookinfo")
	for _, c := range []struct {
		name       string
		query      trace.SearchQuery
		statements int
	}{
		{"no condition", trace.SearchQuery{SpansPerTrace: 3}, 2},
		{"conditions on the trace alone", trace.SearchQuery{SpansPerTrace: 3, Filter: trace.Filter{TraceDuration: trace.DurationBounds{Min: time.Microsecond}}}, 2},
		{"no spans", trace.SearchQuery{Filter: trace.Filter{Kind: trace.KindServer}}, 2},
		{"spans", trace.SearchQuery{SpansPerTrace: 3, Filter: trace.Filter{Kind: trace.KindServer}}, 3},
		{"spans of ranked traces", trace.SearchQuery{SpansPerTrace: 3, Sort: trace.SortLongest, Filter: trace.Filter{Kind: trace.KindServer}}, 3},
		// The traces to compare by duration are summed up by as many statements as it takes; the spans of those that are shown take one.
		{"spans and the trace's duration", trace.SearchQuery{SpansPerTrace: 3, Filter: trace.Filter{Kind: trace.KindServer, TraceDuration: trace.DurationBounds{Min: time.Microsecond}}}, 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			reader := readerOn(t, store, "bookinfo", "istio-tracing")
			c.query.Range, c.query.Limit = history, 20
			store.ResetRequests()
			result, err := reader.Search(t.Context(), c.query)
			require.NoError(t, err)
			require.Len(t, result.Traces, 20)
			statements := 0
			for _, request := range store.Requests() {
				if request.Kind == emulator.KindSQL {
					statements++
				}
			}
			require.Len(t, result.Statements, statements)
			if c.query.WantsMatching() && !c.query.TraceDuration.IsZero() {
				require.Greater(t, statements, 3)
				c.statements = statements
			}
			require.Equal(t, c.statements, statements)
			for _, summary := range result.Traces {
				require.Equal(t, c.query.WantsMatching(), len(summary.Matching) > 0)
			}
		})
	}
}

// TestMatchingSpansTellWhatCantBeSeen searches among spans of which SQL sees a part only.
func TestMatchingSpansTellWhatCantBeSeen(t *testing.T) {
	attribute := func(value string) [2]string { return [2]string{"attribute", value} }
	long := `{"color":"red","text":"` + strings.Repeat("x", 3000) + `"}`
	red := []trace.Condition{{Key: "color", Operator: trace.Equal, Values: []string{"red"}}}
	short := row(samples.Base, "1", "", attribute(`{"color":"red"}`))
	for _, c := range []struct {
		name    string
		rows    []samples.Row
		filter  trace.Filter
		shown   [][]string
		matched int
		notices []string
	}{
		{"all", []samples.Row{short, row(samples.Base.Add(-time.Minute), "2", "1", attribute(`{"color":"red"}`))}, trace.Filter{Service: "far", Conditions: red}, [][]string{{"red"}, {"red"}}, 2, nil},
		{"a condition", []samples.Row{short, row(samples.Base.Add(-time.Minute), "2", "1", attribute(long))}, trace.Filter{Service: "far", Conditions: red},
			[][]string{{"red"}}, 1, []string{"1 more spans of these traces could not be judged: their attributes are longer"}},
		{"a cell", []samples.Row{short, row(samples.Base.Add(time.Second), "2", "1", attribute(long))},
			trace.Filter{AnyOf: [][]trace.Condition{red, {{On: trace.OnService, Operator: trace.Equal, Values: []string{"far"}}}}},
			[][]string{{"red"}, {""}}, 2, []string{"The attributes of 1 of the matching spans are longer"}},
		{"an ID that isn't hexadecimal", []samples.Row{short, row(samples.Base.Add(time.Second), "span-2", "1")}, trace.Filter{Service: "far"},
			[][]string{nil}, 2, []string{"1 more span is left out of the matching spans: their IDs"}},
		{"a record written twice", []samples.Row{short, short}, trace.Filter{Service: "far"}, [][]string{nil}, 1, nil},
		{"a raw search", []samples.Row{short, row(samples.Base.Add(time.Second), "2", "1", [2]string{"service", "near"})}, trace.Filter{RawSearch: "service: near"}, [][]string{nil}, 1, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			store := largeStore(t, emulator.Options{}, 1)
			store.Put(t, "dialects", "awkward", c.rows)
			result, err := readerOn(t, store, "dialects", "awkward").Search(t.Context(), trace.SearchQuery{Range: aroundBase, Limit: 20, Filter: c.filter, SpansPerTrace: 5})
			require.NoError(t, err)
			require.Len(t, result.Traces, 1)
			var shown [][]string
			for _, span := range result.Traces[0].Matching {
				shown = append(shown, span.Tags)
			}
			require.Equal(t, c.shown, shown)
			require.Equal(t, c.matched, result.Traces[0].Matched)
			require.Len(t, result.Notices, len(c.notices), "%v", result.Notices)
			for i, text := range c.notices {
				require.Contains(t, result.Notices[i].Text, text)
			}
		})
	}
}

func TestMatchingSpansThatCantBeRead(t *testing.T) {
	reader := readerOn(t, load(t, "bookinfo"), "bookinfo", "istio-tracing")
	crowded := strings.TrimSuffix(strings.Repeat("duration > 0 and ", 28), " and ")
	result, err := reader.Search(t.Context(), trace.SearchQuery{Range: history, Limit: 20, Filter: trace.Filter{RawSearch: crowded}, SpansPerTrace: 3})
	require.NoError(t, err)
	require.Len(t, result.Traces, 20)
	require.Empty(t, result.Traces[0].Matching)
	require.Len(t, result.Notices, 1)
	require.Contains(t, result.Notices[0].Text, "has no room left for trace IDs")
}
