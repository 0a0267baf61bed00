package sls

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"logservice-jaeger-datasource/pkg/trace"
)

// Spans implements trace.Reader, by one statement that ranks all spans of the range.
func (r *Reader) Spans(ctx context.Context, query trace.SpansQuery) (trace.SpansResult, error) {
	c := r.newCall()
	spans, err := r.foundSpans(ctx, c, query)
	return trace.SpansResult{Spans: spans, Account: c.finish()}, err
}

func (r *Reader) foundSpans(ctx context.Context, c *call, query trace.SpansQuery) ([]trace.FoundSpan, error) {
	s, err := r.searchSchema(ctx, c)
	if err != nil {
		return nil, err
	}
	if !s.has("spanID") {
		return nil, &trace.SetupError{Text: "The index of logstore " + r.config.Logstore + " has no field spanID with analytics on, so spans can't be listed: " +
			"add it as a text field with analytics, or list traces."}
	}
	if err := checkSpans(query); err != nil {
		return nil, err
	}
	if r.cantFind(c, s, query.Filter) {
		return nil, nil
	}
	over := recorded(query.Range)
	if !query.TraceDuration.IsZero() {
		over = widened(query.Range)
	}
	listed, err := sql(ctx, c, s.foundSpans(query), over, toShown(len(query.Columns)))
	if err != nil {
		return nil, err
	}
	return r.noteShown(c, s, query, listed), nil
}

// checkSpans refuses what can't be asked: a raw search would leave out spans of the
// traces whose duration is in question.
func checkSpans(query trace.SpansQuery) error {
	if query.RawSearch != "" && !query.TraceDuration.IsZero() {
		return &trace.QueryError{Text: "A raw search picks single spans, so spans can't be listed by it and by the duration of their trace: leave one of them out, or list traces."}
	}
	return checkFilter(query.Filter)
}

// shown is a span of a list. sure is false if SQL could not see all that the query asks
// about, hidden true if it could not see all that the list shows.
type shown struct {
	trace.FoundSpan
	sure, hidden bool
}

func toShown(columns int) func(Row) shown {
	return func(row Row) shown {
		var f shown
		f.TraceID, _ = trace.ParseStoredTraceID(text(row, "traceID"))
		f.ID, _ = trace.ParseSpanID(text(row, "spanID"))
		f.Service, f.Operation = text(row, "service"), text(row, "operation")
		if kind := trace.Kind(text(row, "kind")); slices.Contains(trace.Kinds, kind) {
			f.Kind = kind
		}
		f.Status = trace.Status(text(row, "status"))
		f.Start, f.Duration = microTime(integer(row, "start")), time.Duration(integer(row, "duration"))*time.Microsecond
		for i := range columns {
			f.Tags = append(f.Tags, text(row, shownColumn(i)))
		}
		f.sure, f.hidden = text(row, "sure") != "false", text(row, "hidden") == "true"
		return f
	}
}

// noteShown keeps the spans that are sure to be asked for, and tells what isn't there.
func (r *Reader) noteShown(c *call, s schema, query trace.SpansQuery, listed []shown) []trace.FoundSpan {
	var spans []trace.FoundSpan
	nameless, unsure, hidden := 0, 0, 0
	for _, one := range listed {
		switch {
		case one.TraceID.IsZero() || one.ID == 0:
			nameless++
			continue
		case !one.sure:
			unsure++
			continue
		case one.hidden:
			hidden++
		}
		spans = append(spans, one.FoundSpan)
	}
	slices.SortFunc(spans, query.Sort.CompareSpans)
	if nameless > 0 {
		c.notice(trace.Warning, fmt.Sprintf("%s left out: their IDs aren't hexadecimal digits.", areMore(nameless, "span")))
	}
	if unsure > 0 {
		c.notice(trace.Warning, r.unsureText(s, query.Filter, fmt.Sprintf("%d more spans could not be judged: their", unsure)))
	}
	if hidden > 0 {
		c.notice(trace.Warning, hiddenText(s, fmt.Sprintf("%d of these spans", hidden)))
	}
	if lacking := s.lackingTags(query.Columns); len(lacking) > 0 && len(spans) > 0 {
		c.notice(trace.Warning, fmt.Sprintf("The index of logstore %s has no field for %s, so there is nothing in that column. Add it to the index as a field with analytics on; records written from then on show it.", r.config.Logstore, strings.Join(lacking, ", ")))
	}
	if s.hidesErrors() && len(spans) > 0 {
		c.notice(trace.Info, hiddenErrorsText)
	}
	return spans
}

// areMore is a number of things, with a verb.
func areMore(n int, thing string) string {
	if n == 1 {
		return "1 more " + thing + " is"
	}
	return fmt.Sprintf("%d more %ss are", n, thing)
}

// lackingTags names the tags that no field of the index holds.
func (s schema) lackingTags(keys []string) []string {
	var lacking []string
	for _, key := range keys {
		if s.tag(key) == "" {
			lacking = append(lacking, lackingTag(trace.ScopeAny, key))
		}
	}
	return lacking
}
