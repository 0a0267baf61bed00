package jaeger

import (
	"context"
	"slices"

	"logservice-jaeger-datasource/pkg/trace"
)

// Search implements trace.Reader. Jaeger chooses which traces it gives; each is held
// against the whole filter and summed up as a whole.
func (r *Reader) Search(ctx context.Context, query trace.SearchQuery) (trace.SearchResult, error) {
	if err := refuseRaw(query.Filter); err != nil {
		return trace.SearchResult{}, err
	}
	taken := newLedger()
	traces, err := r.search(ctx, taken, query)
	return trace.SearchResult{Traces: traces, Account: taken.account()}, err
}

func (r *Reader) search(ctx context.Context, taken *ledger, query trace.SearchQuery) ([]trace.Summary, error) {
	var found []trace.Summary
	var full, whole bool
	err := r.ask(ctx, taken, func(has generations) (err error) {
		part := push(query.Filter).by(has)
		whole = part.whole && query.TraceDuration.IsZero()
		if has.summaries && part.whole && len(part.tags) == 0 {
			found, full, err = r.findSummaries(ctx, taken, query)
		} else {
			found, full, err = r.findWhole(ctx, taken, query, has)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	chosen := choose(found, query)
	switch {
	case full && !whole && len(chosen) < query.Limit:
		taken.notice(trace.Warning, "The list may be short: Jaeger can only be asked for a part of these conditions, and of the traces that it gave for that part these meet all of them. Narrow the time range, or choose a service and an operation, to see more.")
	case full && !isNewest(query.Sort):
		taken.notice(trace.Warning, "Only the traces that Jaeger gave are put in order: it gave as many as it was asked for, and there may be others in the time range that come first. Narrow the time range, or add conditions, to have all of them ranked.")
	case full:
		taken.notice(trace.Info, "Jaeger gave as many traces as it was asked for, and doesn't promise that they are the newest: there may be others in the time range.")
	}
	return chosen, nil
}

// isNewest says whether an order is the one in which Jaeger gives traces.
func isNewest(sort trace.Sort) bool { return sort == "" || sort == trace.SortNewest }

// choose applies what only whole traces tell, in the order asked for.
func choose(found []trace.Summary, query trace.SearchQuery) []trace.Summary {
	found = slices.DeleteFunc(found, func(s trace.Summary) bool { return !query.TraceDuration.Hold(s.Duration) })
	slices.SortFunc(found, query.Sort.Compare)
	return found[:min(len(found), query.Limit)]
}

// summed is a trace that was summed up. cut says that it may reach beyond what the
// service read of it.
type summed struct {
	trace.Summary
	cut bool
}

// findWhole downloads traces and sums up each.
func (r *Reader) findWhole(ctx context.Context, taken *ledger, query trace.SearchQuery, has generations) ([]trace.Summary, bool, error) {
	g := &gathering[summed]{
		between: query.Range, filter: query.Filter,
		limit: func(services int, whole bool) int {
			return askedFor(query.Limit, services, whole && isNewest(query.Sort))
		},
		keep: func(spans []trace.Span) (summed, bool) {
			summary := sumUp(spans, query)
			return summed{summary, !summary.Start.Add(summary.Duration).Before(query.Range.To) || lacksParents(spans)}, true
		},
	}
	full, err := g.run(ctx, r, taken)
	if err != nil {
		return nil, false, err
	}
	found := make([]summed, 0, len(g.kept))
	for _, one := range g.ordered() {
		found = append(found, one.value)
	}
	if !has.usesV3() || has.gateway {
		r.mend(ctx, taken, query, found)
	}
	summaries := make([]trace.Summary, len(found))
	for i, one := range found {
		summaries[i] = one.Summary
	}
	return summaries, full, nil
}

// sumUp describes a trace by its spans as they were stored.
func sumUp(spans []trace.Span, query trace.SearchQuery) trace.Summary {
	repaired, _ := trace.Repair(spans)
	summary := trace.Summarize(repaired)
	nest(&summary, spans, query)
	return summary
}

// mostMended bounds how many traces of a search are read again.
const mostMended = 100

// mend reads traces again that may be cut: aliyun-log-jaeger gives only those spans of a
// trace that lie within the range of the search
// (https://github.com/aliyun/aliyun-log-jaeger/blob/master/sls_store/sls_span_reader.go).
func (r *Reader) mend(ctx context.Context, taken *ledger, query trace.SearchQuery, found []summed) {
	cut, long := []*summed{}, 0
	for i := range found {
		if found[i].cut {
			cut = append(cut, &found[i])
		}
	}
	cut = cut[:min(len(cut), mostMended)]
	_ = each(ctx, taken, r.config.MaxRequests, cut, func(ctx context.Context, own *ledger, _ int, one *summed) error {
		whole, err := r.fetch(ctx, own, one.ID, query.Range.Near(r.config.Now()), false)
		if err == nil && len(whole.spans) >= one.Spans {
			one.Summary, one.cut = sumUp(whole.spans, query), false
		}
		return ctx.Err()
	}) // what could not be read again is told below
	left := 0
	for i := range found {
		if found[i].cut {
			left++
		}
		if found[i].Spans == pluginPage {
			long++
		}
	}
	if left > 0 {
		taken.notice(trace.Warning, "%s may lack spans outside the chosen time range: reading them again as a whole failed, or they are too many.", ofTraces(left))
	}
	if long > 0 {
		taken.notice(trace.Warning, "%s exactly %d spans, which is as many as Jaeger on Log Service reads of one: there may be more.", haveTraces(long), pluginPage)
	}
}

func ofTraces(n int) string {
	return trace.Counted(n, "trace") + " of the list"
}

func haveTraces(n int) string {
	if n == 1 {
		return "1 trace of the list has"
	}
	return ofTraces(n) + " have"
}

// services lists the names of all services, sorted.
func (r *Reader) services(ctx context.Context, taken *ledger) (names []string, err error) {
	err = r.ask(ctx, taken, func(has generations) (err error) {
		path := servicesV1
		if has.usesV3() {
			path = servicesV3
		}
		names, err = r.serviceNames(ctx, taken, path)
		return err
	})
	return sorted(names), err
}

// sorted are names without repetitions and empty ones.
func sorted(names []string) []string {
	names = slices.DeleteFunc(slices.Clone(names), func(name string) bool { return name == "" })
	slices.Sort(names)
	return slices.Compact(names)
}

// sample downloads at most so many whole, repaired traces, newest first, that hold a
// span of the range that meets the filter, and the trace as a whole what it says of
// traces. The traces are of the filter's service, or without one of all services. more
// says that there may be others.
func (r *Reader) sample(ctx context.Context, taken *ledger, between trace.Range, filter trace.Filter, most int) (traces [][]trace.Span, more bool, err error) {
	g := &gathering[[]trace.Span]{
		between: between, filter: filter, most: most,
		limit: func(services int, whole bool) int {
			limit := askedFor(most, services, whole)
			switch {
			case services < 2:
				return limit
			case whole:
				return min(limit, max(2*most/services, 5))
			}
			return min(limit, max(10*most/services, 20))
		},
		keep: func(spans []trace.Span) ([]trace.Span, bool) {
			repaired, _ := trace.Repair(spans)
			return repaired, filter.TraceDuration.Hold(trace.Summarize(repaired).Duration)
		},
	}
	full, err := g.run(ctx, r, taken)
	for _, found := range g.newest() {
		traces = append(traces, found.value)
	}
	return traces, full || g.dropped, err
}

// mostExamined bounds how many traces are looked at beyond those wanted of each service.
const mostExamined = 1000

// askedFor is how many traces to ask for of each of so many services. Where they can't
// be asked for all of a filter, or for another order than the newest, more are looked at
// than are wanted.
func askedFor(most, services int, whole bool) int {
	if whole {
		return most
	}
	more := min(max(5*most, 100), 500)
	return max(most, min(more, mostExamined/max(services, 1)))
}
