package sls

import (
	"context"
	"fmt"
	"slices"
	"time"

	"logservice-jaeger-datasource/pkg/trace"
)

// Trace implements trace.Reader. It looks near the range first. It looks as far
// as the configuration allows if the trace isn't there, or if parents of its
// spans aren't.
func (r *Reader) Trace(ctx context.Context, query trace.TraceQuery) (trace.TraceResult, error) {
	c := r.newCall()
	spans, err := r.trace(ctx, c, query)
	return trace.TraceResult{Spans: spans, Account: c.finish()}, err
}

func (r *Reader) trace(ctx context.Context, c *call, query trace.TraceQuery) ([]trace.Span, error) {
	looked := query.Range.Near(r.config.Now())
	found, err := r.records(ctx, c, query.ID, looked)
	if err != nil {
		return nil, r.explainRefusal(ctx, c, err)
	}
	if wide := looked.Widest(r.config.Lookback, r.config.Now()); wide != looked && found.mayGoOn() {
		looked = wide
		if found, err = r.widen(ctx, c, query.ID, wide, found); err != nil {
			return nil, err
		}
	}
	if len(found.spans) == 0 {
		return nil, r.notFound(c, query.ID, looked, found)
	}
	found.explain(c)
	spans, notices := trace.Repair(found.spans)
	for _, notice := range notices {
		c.notice(notice.Severity, notice.Text)
	}
	noteOutside(c, spans, query.Range)
	return spans, nil
}

// widen looks for a trace further away. Of what was found near, nothing is given
// up because the rest can't be read.
func (r *Reader) widen(ctx context.Context, c *call, id trace.TraceID, wide trace.Range, near records) (records, error) {
	found, err := r.records(ctx, c, id, wide)
	switch {
	case len(near.spans) == 0 || ctx.Err() != nil:
		return found, err
	case err != nil:
		c.notice(trace.Warning, fmt.Sprintf("Some parents in this trace lie further away than %s around the chosen time range; looking for them failed: %v", trace.Roughly(trace.Margin), err))
		return near, nil
	case distinct(found.spans) <= distinct(near.spans):
		return near, nil
	}
	c.notice(trace.Info, fmt.Sprintf("Some spans of this trace lie further away than %s around the chosen time range; they are shown, too.", trace.Roughly(trace.Margin)))
	return found, nil
}

func (r *Reader) notFound(c *call, id trace.TraceID, looked trace.Range, found records) error {
	found.explain(c)
	return &trace.NotFoundError{ID: id, Range: looked}
}

// noteOutside tells when a trace lies wholly outside the range that was asked for.
func noteOutside(c *call, spans []trace.Span, asked trace.Range) {
	begin, end := spans[0].Start, spans[0].End()
	for _, span := range spans {
		begin, end = trace.Earlier(begin, span.Start), trace.Later(end, span.End())
	}
	if begin.Before(asked.To) && !end.Before(asked.From) {
		return
	}
	c.notice(trace.Info, fmt.Sprintf("The trace lies outside the chosen time range: it began at %s.", begin.UTC().Format("2006-01-02 15:04:05 MST")))
}

// records is what was read of one trace.
type records struct {
	// total is how many records the service has.
	total int
	spans []trace.Span
	// bad counts records that lack a trace or span ID; lost, spans that paging
	// missed; twice, records beyond the first of a span, where that had to be found out.
	bad, lost, twice int
}

// mayGoOn says whether there may be more further away than was looked: nothing
// was found, or the parents of some spans are missing. Of a trace that was cut
// some always are.
func (f records) mayGoOn() bool {
	return len(f.spans) == 0 || f.total <= trace.MostRead && f.lacksParents()
}

func (f records) lacksParents() bool {
	ids := make(map[trace.SpanID]bool, len(f.spans))
	for _, span := range f.spans {
		ids[span.ID] = true
	}
	return slices.ContainsFunc(f.spans, func(s trace.Span) bool { return s.Parent != 0 && !ids[s.Parent] })
}

// explain tells what of the records isn't among the spans.
func (f records) explain(c *call) {
	if f.bad > 0 {
		c.notice(trace.Warning, fmt.Sprintf("Left out of this trace: %s whose trace ID or span ID can't be read.", trace.Counted(f.bad, "record")))
	}
	if f.total > trace.MostRead {
		c.notice(trace.Warning, fmt.Sprintf("The trace has %d records, of which the first %d were read.", f.total, trace.MostRead))
	}
	if f.twice > 0 {
		c.notice(trace.Info, fmt.Sprintf("Left out of this trace: %s of spans that are there already.", trace.Counted(f.twice, "more record")))
	}
	if f.lost > 0 {
		c.notice(trace.Warning, fmt.Sprintf("Missing from this trace: %s that could not be read, because Log Service changed the order of records between pages. Run the query again.", trace.Counted(f.lost, "span")))
	}
}

// spanIdentity tells spans of one trace apart, as precisely as SQL tells their start.
type spanIdentity struct {
	id    trace.SpanID
	start time.Time
}

func identify(span trace.Span) spanIdentity {
	return spanIdentity{span.ID, span.Start.Truncate(time.Microsecond).UTC()}
}

func distinct(spans []trace.Span) int {
	seen := make(map[spanIdentity]bool, len(spans))
	for _, span := range spans {
		seen[identify(span)] = true
	}
	return len(seen)
}
