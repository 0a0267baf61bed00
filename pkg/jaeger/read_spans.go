package jaeger

import (
	"context"
	"slices"

	"logservice-jaeger-datasource/pkg/trace"
)

// Spans implements trace.Reader, from the traces that Jaeger gives: it has no question
// for single spans.
func (r *Reader) Spans(ctx context.Context, query trace.SpansQuery) (trace.SpansResult, error) {
	if err := refuseRaw(query.Filter); err != nil {
		return trace.SpansResult{}, err
	}
	taken := newLedger()
	spans, err := r.spans(ctx, taken, query)
	return trace.SpansResult{Spans: spans, Account: taken.account()}, err
}

// spansOfTrace are the spans found in one trace. long says that the trace may have more
// spans than came.
type spansOfTrace struct {
	spans []trace.FoundSpan
	long  bool
}

func (r *Reader) spans(ctx context.Context, taken *ledger, query trace.SpansQuery) ([]trace.FoundSpan, error) {
	g := &gathering[spansOfTrace]{
		between: query.Range, filter: query.Filter,
		limit: func(services int, whole bool) int {
			return askedFor(query.Limit, services, whole && isNewest(query.Sort))
		},
		keep: func(spans []trace.Span) (spansOfTrace, bool) {
			return spansOfTrace{foundSpans(spans, query), len(spans) == pluginPage}, query.TraceDuration.Hold(trace.Summarize(spans).Duration)
		},
	}
	full, err := g.run(ctx, r, taken)
	if err != nil {
		return nil, err
	}
	var found []trace.FoundSpan
	long := 0
	for _, one := range g.ordered() {
		found = append(found, one.value.spans...)
		if one.value.long {
			long++
		}
	}
	slices.SortFunc(found, query.Sort.CompareSpans)
	has, err := r.served(ctx, taken)
	if err != nil {
		return nil, err
	}
	if has.usesV3() && !has.gateway {
		long = 0 // Jaeger's own storage has no such bound
	}
	noteSpans(taken, full, len(g.kept), long)
	return found[:min(len(found), query.Limit)], nil
}

func noteSpans(taken *ledger, full bool, traces, long int) {
	if full {
		taken.notice(trace.Warning, "These are spans of the %s that Jaeger gave, and ordered among themselves only: it gave as many as it was asked for, and there may be other spans in the time range. "+
			"Narrow the time range, or choose a service and an operation, to see them.", trace.Counted(traces, "trace"))
	}
	if long > 0 {
		taken.notice(trace.Warning, "%s exactly %d spans, which is as many as Jaeger on Log Service reads of one: there may be more.", haveTraces(long), pluginPage)
	}
}

// nest puts under a summary the spans of its trace that match, as they were stored, if the
// query wants them.
func nest(summary *trace.Summary, spans []trace.Span, query trace.SearchQuery) {
	if !query.WantsMatching() {
		return
	}
	found := foundSpans(spans, trace.SpansQuery{SearchQuery: query, Columns: query.TagKeys()})
	slices.SortFunc(found, trace.CompareMatching)
	summary.Matching, summary.Matched = found[:min(len(found), query.SpansPerTrace)], len(found)
}

// foundSpans are those of a trace that meet a query's conditions, each once.
func foundSpans(spans []trace.Span, query trace.SpansQuery) []trace.FoundSpan {
	var found []trace.FoundSpan
	type identity struct {
		id    trace.SpanID
		kind  trace.Kind
		start int64
	}
	seen := map[identity]bool{}
	for _, span := range spans {
		key := identity{span.ID, span.Kind, span.Start.UnixNano()}
		if seen[key] || span.Start.Before(query.Range.From) || !span.Start.Before(query.Range.To) || !meets(span, query.Filter) {
			continue
		}
		seen[key] = true
		one := trace.FoundSpan{TraceID: span.TraceID, ID: span.ID, Service: span.Service, Operation: span.Operation, Kind: span.Kind, Status: span.Outcome(),
			Start: span.Start, Duration: span.Duration}
		for _, tag := range query.Columns {
			value, _ := tagText(span, tag)
			one.Tags = append(one.Tags, value)
		}
		found = append(found, one)
	}
	return found
}
