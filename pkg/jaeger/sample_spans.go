package jaeger

import (
	"slices"
	"time"

	"logservice-jaeger-datasource/pkg/trace"
)

// subject is something that counts: a span, or a whole trace, which has its root's
// properties and tags.
type subject struct {
	of       *trace.Span
	traceID  trace.TraceID
	start    time.Time
	duration time.Duration
	failed   bool
	// lot is by chance, for picking one.
	lot uint64
}

// subjectsOf are the spans or traces of a sample that a query is about.
func subjectsOf(traces [][]trace.Span, query trace.MetricsQuery) []subject {
	filter := filterOf(query)
	var found []subject
	for _, spans := range traces {
		whole := trace.Summarize(spans)
		if len(spans) == 0 || !filter.TraceDuration.Hold(whole.Duration) {
			continue
		}
		if query.Over == trace.OverTraces {
			if slices.ContainsFunc(spans, func(span trace.Span) bool { return meets(span, filter) }) {
				found = append(found, subject{rootOf(spans), whole.ID, whole.Start, whole.Duration, whole.Errors > 0, whole.ID.Low})
			}
			continue
		}
		for i := range spans {
			if span := &spans[i]; meets(*span, filter) {
				found = append(found, subject{span, whole.ID, span.Start, span.Duration, span.Failed(), uint64(span.ID)})
			}
		}
	}
	return slices.DeleteFunc(found, func(s subject) bool { return s.start.Before(query.Range.From) || !s.start.Before(query.Range.To) })
}

// filterOf is a query's filter with what its population asks for.
func filterOf(query trace.MetricsQuery) trace.Filter {
	filter := query.Filter
	if query.Over == trace.OverEntrySpans {
		filter.Entry = true
	}
	if query.Over == trace.OverServerSpans && filter.Kind == "" {
		filter.Kind = trace.KindServer
	}
	return filter
}

// rootOf is the first span without a parent, or the first of all. Repaired spans are
// sorted by start.
func rootOf(spans []trace.Span) *trace.Span {
	if i := slices.IndexFunc(spans, func(span trace.Span) bool { return span.Parent == 0 }); i >= 0 {
		return &spans[i]
	}
	return &spans[0]
}

// group is what a subject's series are told apart by.
func (s subject) group(keys []trace.GroupKey) []string {
	var group []string
	for _, key := range keys {
		value := ""
		switch key.Property {
		case trace.ByService:
			value = s.of.Service
		case trace.ByOperation:
			value = s.of.Operation
		case trace.ByKind:
			value = string(s.of.Kind)
		case trace.ByStatus:
			value = string(s.status())
		default:
			value, _ = tagText(*s.of, key.Tag)
		}
		group = append(group, value)
	}
	return group
}

// status is a subject's outcome: a trace failed if any of its spans did.
func (s subject) status() trace.Status {
	if s.failed {
		return trace.StatusError
	}
	return s.of.Outcome()
}
