package models

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// View is a way to look at one trace.
type View string

// The views that exist. A query that names none asks for ViewTrace.
const (
	// ViewTrace draws the spans over time.
	ViewTrace View = "trace"
	// ViewFlameGraph draws where the time of a trace went, call by call.
	ViewFlameGraph View = "flameGraph"
	// ViewStatistics sums up the spans of each operation.
	ViewStatistics View = "statistics"
	// ViewEvents lists what the spans recorded, as log lines.
	ViewEvents View = "events"
)

var views = []View{ViewTrace, ViewFlameGraph, ViewStatistics, ViewEvents}

func (q queryJSON) traceID() (TraceIDQuery, error) {
	view := cmp.Or(View(q.View), ViewTrace)
	if !slices.Contains(views, view) {
		return TraceIDQuery{}, fmt.Errorf("view is %q: use one of %s, or leave it empty", q.View, quoteAll(views))
	}
	return TraceIDQuery{ID: strings.TrimSpace(q.Query), SpanID: strings.TrimSpace(q.SpanID), View: view}, nil
}

// CompareQuery sets one trace against another.
type CompareQuery struct {
	// A and B are texts as TraceIDQuery.ID is: the trace to start from, and the one
	// whose differences from it are asked for.
	A, B string
}

func (q queryJSON) compare() (CompareQuery, error) {
	compare := CompareQuery{A: strings.TrimSpace(q.Query), B: strings.TrimSpace(q.Other)}
	var missing []string
	if compare.A == "" {
		missing = append(missing, `trace A, in the field "query"`)
	}
	if compare.B == "" {
		missing = append(missing, `trace B, in the field "other"`)
	}
	if len(missing) > 0 {
		return CompareQuery{}, fmt.Errorf("two traces are needed to compare them; missing is %s: enter 1 to 32 hexadecimal digits, for example 4bf92f3577b34da6a3ce929d0e0e4736",
			strings.Join(missing, ", and "))
	}
	return compare, nil
}
