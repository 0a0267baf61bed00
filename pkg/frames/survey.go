package frames

import (
	"fmt"
	"time"

	"logservice-jaeger-datasource/pkg/trace"
)

// surveyed is what one span's row must know of the others.
type surveyed struct {
	starts map[trace.SpanID]time.Time
	// earliest is the first known start; zero if none is known.
	earliest time.Time
	// used counts the rows that an ID has been given to.
	used map[trace.SpanID]int
}

func survey(spans []trace.Span) *surveyed {
	known := &surveyed{starts: make(map[trace.SpanID]time.Time, len(spans)), used: make(map[trace.SpanID]int, len(spans))}
	for _, span := range spans {
		known.starts[span.ID] = span.Start
		if hasTime(span.Start) && (known.earliest.IsZero() || span.Start.Before(known.earliest)) {
			known.earliest = span.Start
		}
	}
	return known
}

func hasTime(t time.Time) bool { return t.After(time.UnixMilli(0)) }

// start is when the row begins. Grafana drops spans that begin at 0
// (transform-trace-data.tsx), so one without a time begins where its parent does,
// or else with the trace, or else a millisecond into 1970.
func (s *surveyed) start(span trace.Span, warnings *warnings) time.Time {
	if hasTime(span.Start) {
		return span.Start
	}
	for _, start := range []time.Time{s.starts[span.Parent], s.earliest} {
		if hasTime(start) {
			warnings.add("The record has no start time; the span is shown where its parent or the trace begins.")
			return start
		}
	}
	warnings.add("The record has no start time, and no other span of the trace has one.")
	return time.UnixMilli(1)
}

// spanID is the text of a span's ID, unlike that of every other row.
func (s *surveyed) spanID(span trace.Span, warnings *warnings) string {
	uses := s.used[span.ID]
	s.used[span.ID]++
	if uses == 0 {
		return span.ID.String()
	}
	warnings.add("Another span of this trace has the same ID.")
	return fmt.Sprintf("%s_%d", span.ID, uses)
}

// reference is a link to a span. Grafana adds the parent, from parentSpanID, in
// front of the references of a row, and takes the first one as the parent,
// whatever its type and its trace (transform.ts and selectors/trace.ts in
// TraceView).
type reference struct {
	TraceID string     `json:"traceID"`
	SpanID  string     `json:"spanID"`
	RefType string     `json:"refType,omitempty"`
	Tags    []keyValue `json:"tags,omitempty"`
}

// references gives a span's links as references, and those that would make
// Grafana move a root below another span of its trace as kept, for a tag.
func (s *surveyed) references(span trace.Span) (references, kept []reference) {
	for _, link := range span.Links {
		if link.TraceID == span.TraceID && link.SpanID == span.Parent && len(link.Tags) == 0 {
			continue // the parent, which parentSpanID tells
		}
		to := reference{TraceID: link.TraceID.String(), SpanID: link.SpanID.String(), Tags: keyValues(link.Tags)}
		if _, here := s.starts[link.SpanID]; here && span.Parent == 0 {
			kept = append(kept, to)
			continue
		}
		to.RefType = "FOLLOWS_FROM"
		references = append(references, to)
	}
	return references, kept
}
