package trace

import (
	"slices"
	"time"
)

// Summarize describes a whole trace by its spans, in any order. Spans without a
// service count, but add no name to Services. No spans give a zero Summary.
func Summarize(spans []Span) Summary {
	if len(spans) == 0 {
		return Summary{}
	}
	root, end := &spans[0], time.Time{}
	summary := Summary{ID: spans[0].TraceID, Start: spans[0].Start, Spans: len(spans)}
	for i := range spans {
		span := &spans[i]
		if isBetterRoot(span, root) {
			root = span
		}
		if span.Start.Before(summary.Start) {
			summary.Start = span.Start
		}
		if span.End().After(end) {
			end = span.End()
		}
		if span.Failed() {
			summary.Errors++
		}
		if span.Service != "" {
			summary.Services = append(summary.Services, span.Service)
		}
	}
	summary.Duration = end.Sub(summary.Start)
	summary.RootService, summary.RootOperation = root.Service, root.Operation
	slices.Sort(summary.Services)
	summary.Services = slices.Compact(summary.Services)
	return summary
}

// isBetterRoot puts spans without a parent first, and then the earliest.
func isBetterRoot(a, b *Span) bool {
	if (a.Parent == 0) != (b.Parent == 0) {
		return a.Parent == 0
	}
	return compareSpans(a, b) < 0
}
