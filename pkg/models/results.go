package models

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Sort names the order of a search's results.
type Sort string

// The orders there are. The last two are for traces only.
const (
	SortNewest     Sort = "newest"
	SortOldest     Sort = "oldest"
	SortLongest    Sort = "longest"
	SortMostSpans  Sort = "mostSpans"
	SortMostErrors Sort = "mostErrors"
)

// Result names what a search lists.
type Result string

// What can be listed.
const (
	ResultTraces Result = "traces"
	ResultSpans  Result = "spans"
)

// MaxColumns is how many tags a list of spans may show: each makes its statement longer.
const MaxColumns = 20

// DefaultSpansPerTrace and MaxSpansPerTrace bound the spans that are shown under their
// trace. The default is that of Tempo's spans per span set
// (https://grafana.com/docs/tempo/latest/api_docs/#search).
const (
	DefaultSpansPerTrace = 3
	MaxSpansPerTrace     = 20
)

var (
	results    = []string{string(ResultTraces), string(ResultSpans)}
	spanSorts  = []string{string(SortNewest), string(SortOldest), string(SortLongest)}
	traceSorts = append(slices.Clone(spanSorts), string(SortMostSpans), string(SortMostErrors))
)

// results reads what a search lists, and in which order.
func (q queryJSON) results(search *SearchQuery) error {
	if err := checkOneOf("result", q.Result, results); err != nil {
		return err
	}
	search.Result = Result(cmp.Or(q.Result, string(ResultTraces)))
	sorts := traceSorts
	if search.Result == ResultSpans {
		sorts = spanSorts
	}
	if slices.Contains(traceSorts, q.Sort) && !slices.Contains(sorts, q.Sort) {
		return fmt.Errorf("sort is %q, which is for traces only: for spans use one of %s, or list traces", q.Sort, quoteAll(sorts))
	}
	if err := checkOneOf("sort", q.Sort, sorts); err != nil {
		return err
	}
	search.Sort = Sort(cmp.Or(q.Sort, string(SortNewest)))
	if search.Result != ResultSpans {
		return q.spansPerTrace(search)
	}
	return q.columns(search)
}

func (q queryJSON) spansPerTrace(search *SearchQuery) error {
	search.SpansPerTrace = DefaultSpansPerTrace
	if q.SpansPerTrace != nil {
		search.SpansPerTrace = *q.SpansPerTrace
	}
	if search.SpansPerTrace < 0 || search.SpansPerTrace > MaxSpansPerTrace {
		return fmt.Errorf("spansPerTrace is %d: enter a whole number from 0 to %d, for example %d", search.SpansPerTrace, MaxSpansPerTrace, DefaultSpansPerTrace)
	}
	return nil
}

func (q queryJSON) columns(search *SearchQuery) error {
	for _, key := range q.Columns {
		if strings.TrimSpace(key) == "" {
			continue // a variable that is empty
		}
		if slices.Contains(search.Columns, key) {
			return fmt.Errorf("columns: %q comes twice: leave one out", key)
		}
		search.Columns = append(search.Columns, key)
	}
	if len(search.Columns) > MaxColumns {
		return fmt.Errorf("columns has %d keys: choose %d at the most", len(search.Columns), MaxColumns)
	}
	return nil
}
