package behaviour

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"logservice-jaeger-datasource/pkg/trace"
	"logservice-jaeger-datasource/tests/samples"
)

var traceSorts = []trace.Sort{trace.SortNewest, trace.SortOldest, trace.SortLongest, trace.SortMostSpans, trace.SortMostErrors}

// sorts holds what each order puts first against an order made here, for all traces and
// for those with a service. The samples are small enough for any store to rank them all.
func sorts(ctx context.Context, t *testing.T, s Subject) {
	service := sortedKeys(s.Facts.Services)[0]
	for _, sort := range traceSorts {
		for about, c := range map[string]struct {
			filter trace.Filter
			found  func(samples.TraceFacts) bool
		}{"all": {trace.Filter{}, all}, "service": {trace.Filter{Service: service}, passing(service)}, "errors": {trace.Filter{Status: trace.StatusError}, failed}} {
			about = fmt.Sprintf("%s, %s", sort, about)
			wanted := summariesOf(t, s.Facts.List, c.found)
			slices.SortFunc(wanted, func(a, b trace.Summary) int { return bySort(sort, a, b) })
			result, err := s.Reader.Search(ctx, trace.SearchQuery{Range: s.Range, Filter: c.filter, Sort: sort, Limit: 5})
			require.NoError(t, err, about)
			told(t, result.Account)
			if s.Samples && len(result.Notices) > 0 {
				require.Subset(t, wanted, result.Traces, about)
				require.True(t, slices.IsSortedFunc(result.Traces, func(a, b trace.Summary) int { return bySort(sort, a, b) }), about)
				continue
			}
			require.Equal(t, wanted[:min(5, len(wanted))], result.Traces, about)
		}
	}
}

// bySort says the order in words of its own, so that a mistake in trace.Sort shows.
func bySort(sort trace.Sort, a, b trace.Summary) int {
	first := map[trace.Sort]bool{
		trace.SortLongest: a.Duration > b.Duration, trace.SortMostSpans: a.Spans > b.Spans, trace.SortMostErrors: a.Errors > b.Errors,
	}
	second := map[trace.Sort]bool{
		trace.SortLongest: a.Duration < b.Duration, trace.SortMostSpans: a.Spans < b.Spans, trace.SortMostErrors: a.Errors < b.Errors,
	}
	switch {
	case first[sort]:
		return -1
	case second[sort]:
		return 1
	case a.Start.Equal(b.Start):
		return slices.Compare([]uint64{a.ID.High, a.ID.Low}, []uint64{b.ID.High, b.ID.Low})
	case a.Start.Before(b.Start) == (sort == trace.SortOldest):
		return -1
	default:
		return 1
	}
}

// spanLists holds lists of spans against the spans of the whole traces.
func spanLists(ctx context.Context, t *testing.T, s Subject) {
	service := sortedKeys(s.Facts.Services)[0]
	for about, filter := range map[string]trace.Filter{
		"all": {}, "service": {Service: service}, "tag": {Conditions: []trace.Condition{s.Tag}}, "errors": {Status: trace.StatusError},
	} {
		wanted := spansThat(ctx, t, s, filter)
		require.NotEmpty(t, wanted, about)
		for _, sort := range traceSorts[:3] {
			result, err := s.Reader.Spans(ctx, trace.SpansQuery{
				SearchQuery: trace.SearchQuery{Range: s.Range, Filter: filter, Sort: sort, Limit: 1500}, Columns: []string{s.Tag.Key, "no such tag"},
			})
			require.NoError(t, err, about)
			told(t, result.Account)
			if s.StatusByAPI {
				withoutStatus(wanted)
				withoutStatus(result.Spans)
			}
			require.ElementsMatch(t, wanted, result.Spans, about)
			require.True(t, slices.IsSortedFunc(result.Spans, func(a, b trace.FoundSpan) int { return bySpanSort(sort, a, b) }), about)
		}
		most := (len(wanted) + 1) / 2
		some, err := s.Reader.Spans(ctx, trace.SpansQuery{SearchQuery: trace.SearchQuery{Range: s.Range, Filter: filter, Sort: trace.SortLongest, Limit: most}, Columns: []string{s.Tag.Key, "no such tag"}})
		require.NoError(t, err, about)
		require.Len(t, some.Spans, most, about)
		if s.StatusByAPI {
			withoutStatus(some.Spans)
		}
		require.Subset(t, wanted, some.Spans, about)
	}
}

// matchingSpans holds the spans under each trace against those of the whole traces that
// meet the filter, the first by begin.
func matchingSpans(ctx context.Context, t *testing.T, s Subject) {
	service := sortedKeys(s.Facts.Services)[0]
	for about, filter := range map[string]trace.Filter{
		"service": {Service: service}, "tag": {Conditions: []trace.Condition{s.Tag}}, "kind": {Kind: trace.KindServer},
		"trace duration": {Kind: trace.KindClient, TraceDuration: trace.DurationBounds{Min: 10 * time.Millisecond}},
	} {
		wanted := map[trace.TraceID][]trace.FoundSpan{}
		for _, span := range spansThat(ctx, t, s, filter) {
			span.Tags = slices.Clip(span.Tags[:len(filter.TagKeys())])
			if len(span.Tags) == 0 {
				span.Tags = nil
			}
			wanted[span.TraceID] = append(wanted[span.TraceID], span)
		}
		for _, most := range []int{1, 3, 20} {
			result, err := s.Reader.Search(ctx, trace.SearchQuery{Range: s.Range, Filter: filter, Limit: 1000, SpansPerTrace: most})
			require.NoError(t, err, about)
			told(t, result.Account)
			require.NotEmpty(t, result.Traces, about)
			for _, summary := range result.Traces {
				want := wanted[summary.ID]
				slices.SortFunc(want, trace.CompareMatching)
				require.Equal(t, len(want), summary.Matched, about)
				want = want[:min(most, len(want))]
				if s.StatusByAPI {
					withoutStatus(want)
					withoutStatus(summary.Matching)
				}
				require.Equal(t, want, summary.Matching, about)
			}
		}
	}
	for about, query := range map[string]trace.SearchQuery{"no condition": {SpansPerTrace: 3}, "no spans": {Filter: trace.Filter{Service: service}}} {
		query.Range, query.Limit = s.Range, 20
		result, err := s.Reader.Search(ctx, query)
		require.NoError(t, err, about)
		for _, summary := range result.Traces {
			require.Zero(t, summary.Matched, about)
			require.Empty(t, summary.Matching, about)
		}
	}
}

func withoutStatus(spans []trace.FoundSpan) {
	for i := range spans {
		spans[i].Status = ""
	}
}

// bySpanSort looks only at what decides most pairs.
func bySpanSort(sort trace.Sort, a, b trace.FoundSpan) int {
	switch sort {
	case trace.SortLongest:
		return int(b.Duration - a.Duration)
	case trace.SortOldest:
		return a.Start.Compare(b.Start)
	default:
		return b.Start.Compare(a.Start)
	}
}

// spansThat are the spans of the sample that meet a filter, with the tag of the subject
// and one that there isn't.
func spansThat(ctx context.Context, t *testing.T, s Subject, filter trace.Filter) []trace.FoundSpan {
	t.Helper()
	var found []trace.FoundSpan
	for _, spans := range traces(ctx, t, s) {
		for _, span := range spans {
			if !filter.Matches(span) {
				continue
			}
			value := ""
			for _, tags := range [][]trace.Tag{span.Tags, span.Resource} {
				if tag, ok := trace.Lookup(tags, s.Tag.Key); ok && value == "" {
					value, _ = trace.TagText(tag)
				}
			}
			found = append(found, trace.FoundSpan{
				TraceID: span.TraceID, ID: span.ID, Service: span.Service, Operation: span.Operation, Kind: span.Kind, Status: span.Outcome(),
				Start: span.Start, Duration: span.Duration, Tags: []string{value, ""},
			})
		}
	}
	return found
}
