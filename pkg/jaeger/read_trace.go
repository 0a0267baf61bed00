package jaeger

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strconv"
	"time"

	"logservice-jaeger-datasource/pkg/trace"
)

// Trace implements trace.Reader. Where the service takes a stretch of time, it looks
// near the range first, and as far as the configuration allows if the trace isn't
// there, or if parents of its spans aren't.
func (r *Reader) Trace(ctx context.Context, query trace.TraceQuery) (trace.TraceResult, error) {
	taken := newLedger()
	spans, err := r.trace(ctx, taken, query)
	return trace.TraceResult{Spans: spans, Account: taken.account()}, err
}

func (r *Reader) trace(ctx context.Context, taken *ledger, query trace.TraceQuery) ([]trace.Span, error) {
	looked := query.Range.Near(r.config.Now())
	found, err := r.fetch(ctx, taken, query.ID, looked, false)
	if err != nil {
		return nil, err
	}
	if wide := looked.Widest(r.config.Lookback, r.config.Now()); wide != looked && found.mayGoOn() {
		looked = wide
		if found, err = r.widen(ctx, taken, query.ID, wide, found); err != nil {
			return nil, err
		}
	}
	found.explain(taken)
	if len(found.spans) == 0 {
		return nil, &trace.NotFoundError{ID: query.ID, Range: looked}
	}
	spans, notices := trace.Repair(found.spans)
	for _, notice := range notices {
		taken.notice(notice.Severity, "%s", notice.Text)
	}
	noteOutside(taken, spans, query.Range)
	return spans, nil
}

// widen looks for a trace further away. Of what was found near, nothing is given up
// because the rest can't be read.
func (r *Reader) widen(ctx context.Context, taken *ledger, id trace.TraceID, wide trace.Range, near fetched) (fetched, error) {
	found, err := r.fetch(ctx, taken, id, wide, true)
	switch {
	case len(near.spans) == 0 || ctx.Err() != nil:
		return found, err
	case err != nil:
		taken.notice(trace.Warning, "Some parents in this trace lie further away than %s around the chosen time range; looking for them failed: %v", trace.Roughly(trace.Margin), err)
		return near, nil
	case len(found.spans) <= len(near.spans):
		return near, nil
	}
	taken.notice(trace.Info, "Some spans of this trace lie further away than %s around the chosen time range; they are shown, too.", trace.Roughly(trace.Margin))
	return found, nil
}

// noteOutside tells when a trace lies wholly outside the range that was asked for.
func noteOutside(taken *ledger, spans []trace.Span, asked trace.Range) {
	begin, end := spans[0].Start, spans[0].End()
	for _, span := range spans {
		begin, end = trace.Earlier(begin, span.Start), trace.Later(end, span.End())
	}
	if begin.Before(asked.To) && !end.Before(asked.From) {
		return
	}
	taken.notice(trace.Info, "The trace lies outside the chosen time range: it began at %s.", begin.UTC().Format("2006-01-02 15:04:05 MST"))
}

// pluginPage is how many spans aliyun-log-jaeger reads of a trace: one page of a search
// (https://github.com/aliyun/aliyun-log-jaeger/blob/master/sls_store/sls_span_reader.go,
// https://www.alibabacloud.com/help/en/sls/getlogs).
const pluginPage = 100

// fetched is what was read of one trace.
type fetched struct {
	whole
	// total is how many spans the service gave.
	total int
	// everywhere says that the service looked without bounds of time.
	everywhere bool
	// old says that the service may be aliyun-log-jaeger.
	old bool
	// said are errors that the service told beside the trace.
	said []string
}

// take adds a part of the trace.
func (f *fetched) take(id trace.TraceID, part whole) {
	f.bad += part.bad
	f.warnings = append(f.warnings, part.warnings...)
	f.spans = slices.Grow(f.spans, min(len(part.spans), trace.MostRead-len(f.spans)))
	for _, span := range part.spans {
		if span.TraceID != id {
			continue
		}
		f.total++
		if f.total <= trace.MostRead {
			f.spans = append(f.spans, span)
		}
	}
}

// mayGoOn says whether there may be more elsewhere: nothing was found, or the parents of
// some spans are missing where the service looked near the range only. Of a trace that
// was cut some always are.
func (f fetched) mayGoOn() bool {
	return f.total == 0 || !f.everywhere && f.total <= trace.MostRead && lacksParents(f.spans)
}

func lacksParents(spans []trace.Span) bool {
	ids := make(map[trace.SpanID]bool, len(spans))
	for _, span := range spans {
		ids[span.ID] = true
	}
	return slices.ContainsFunc(spans, func(s trace.Span) bool { return s.Parent != 0 && !ids[s.Parent] })
}

// explain tells what of the trace isn't among the spans.
func (f fetched) explain(taken *ledger) {
	if f.bad > 0 {
		taken.notice(trace.Warning, "Left out of this trace: %s whose trace ID or span ID can't be read.", trace.Counted(f.bad, "record"))
	}
	if f.total > trace.MostRead {
		taken.notice(trace.Warning, "The trace has %d spans, of which the first %d were read.", f.total, trace.MostRead)
	}
	if f.old && f.total+f.bad == pluginPage {
		taken.notice(trace.Warning, "The trace has exactly %d spans, which is as many as Jaeger on Log Service reads of one: there may be more. A data source that reads Log Service directly shows traces whole.", pluginPage)
	}
	for _, warning := range fewOf(f.warnings) {
		taken.notice(trace.Info, "Jaeger says of this trace: %s", plain(warning))
	}
	for _, message := range fewOf(f.said) {
		taken.notice(trace.Warning, "Jaeger says: %s", message)
	}
}

// mostSaid bounds how many sentences of a service are passed on.
const mostSaid = 10

// fewOf are the first of many sentences, and how many there are besides.
func fewOf(sentences []string) []string {
	if len(sentences) <= mostSaid {
		return sentences
	}
	return append(slices.Clone(sentences[:mostSaid]), fmt.Sprintf("%d more of the kind.", len(sentences)-mostSaid))
}

// fetch reads a trace; it is empty if it isn't there. The first generation looks
// everywhere by itself, where it can, and is told a stretch of time only if that didn't
// help: some services that serve its API look no further than a default.
func (r *Reader) fetch(ctx context.Context, taken *ledger, id trace.TraceID, over trace.Range, again bool) (fetched, error) {
	var found fetched
	var refusal error // of the trace, rather than of the service as a whole
	err := r.ask(ctx, taken, func(has generations) error {
		found = fetched{old: !has.usesV3() || has.gateway}
		if has.usesV3() {
			refusal = r.client.get(ctx, taken, "api/v3/traces/"+id.String(), traceValuesV3(has, over), func(body io.Reader) error {
				return readOTLP(body, func(span trace.Span, err error) error {
					var part whole
					part.add(span, err)
					found.take(id, part)
					return nil
				})
			})
			return refusal
		}
		values := url.Values{"raw": {"true"}}
		if again {
			values.Set("start", micros(over.From))
			values.Set("end", micros(over.To))
		}
		found.everywhere = !again
		refusal = r.client.get(ctx, taken, "api/traces/"+id.String(), values, func(body io.Reader) (err error) {
			found.said, err = readV1(body, func(part whole) error { found.take(id, part); return nil })
			return err
		})
		return refusal
	})
	var refused *Error
	if errors.As(refusal, &refused) && refused.NotExist() && errors.Is(err, refused) {
		return fetched{everywhere: found.everywhere}, nil
	}
	return found, err
}

func traceValuesV3(has generations, over trace.Range) url.Values {
	return has.values(map[string]string{
		"start_time": over.From.UTC().Format(time.RFC3339Nano),
		"end_time":   over.To.UTC().Format(time.RFC3339Nano),
		"raw_traces": "true",
	})
}

// values are parameters of v3, given by their old names, as the service knows them.
func (g generations) values(byName map[string]string) url.Values {
	values := url.Values{}
	for name, value := range byName {
		if value == "" {
			continue
		}
		if g.summaries {
			name = camelCase(name)
		}
		values.Set(name, value)
	}
	return values
}

// micros are microseconds since 1970.
func micros(t time.Time) string { return strconv.FormatInt(t.UnixMicro(), 10) }
