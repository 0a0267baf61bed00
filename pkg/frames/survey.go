package frames

import (
	"fmt"
	"time"

	"logservice-jaeger-datasource/pkg/trace"
)

// surveyed is what one span's row must know of the others.
type surveyed struct {
	spans []trace.Span
	// first is the first row of an ID, ids the text of each row's ID.
	first map[trace.SpanID]int32
	ids   []string
	// earliest is the first known start; zero if none is known.
	earliest time.Time
	// used counts the rows that an ID has been given to beyond the first.
	used map[trace.SpanID]int
}

func survey(spans []trace.Span) *surveyed {
	known := &surveyed{spans: spans, first: make(map[trace.SpanID]int32, len(spans)), ids: make([]string, len(spans)), used: map[trace.SpanID]int{}}
	digits := make([]byte, 0, 16*len(spans))
	for i := range spans {
		span := &spans[i]
		digits = appendSpanID(digits, span.ID)
		if hasTime(span.Start) && (known.earliest.IsZero() || span.Start.Before(known.earliest)) {
			known.earliest = span.Start
		}
		if _, repeated := known.first[span.ID]; !repeated {
			known.first[span.ID] = int32(i)
		}
	}
	all := string(digits)
	for i := range known.ids {
		known.ids[i] = all[16*i : 16*i+16]
	}
	return known
}

// appendSpanID is trace.SpanID.String for many.
func appendSpanID(text []byte, id trace.SpanID) []byte {
	const digits = "0123456789abcdef"
	for shift := 60; shift >= 0; shift -= 4 {
		text = append(text, digits[id>>shift&15])
	}
	return text
}

func hasTime(t time.Time) bool { return t.After(time.UnixMilli(0)) }

// start is when the row begins. Grafana drops spans that begin at 0
// (transform-trace-data.tsx), so one without a time begins where its parent does,
// or else with the trace, or else a millisecond into 1970.
func (s *surveyed) start(span *trace.Span, warnings *warnings) time.Time {
	if hasTime(span.Start) {
		return span.Start
	}
	above := time.Time{}
	if parent, ok := s.first[span.Parent]; ok {
		above = s.spans[parent].Start
	}
	for _, start := range []time.Time{above, s.earliest} {
		if hasTime(start) {
			warnings.add("The record has no start time; the span is shown where its parent or the trace begins.")
			return start
		}
	}
	warnings.add("The record has no start time, and no other span of the trace has one.")
	return time.UnixMilli(1)
}

// spanID is the text of a span's ID, unlike that of every other row.
func (s *surveyed) spanID(row int, warnings *warnings) string {
	id := s.spans[row].ID
	if s.first[id] == int32(row) {
		return s.ids[row]
	}
	s.used[id]++
	warnings.add("Another span of this trace has the same ID.")
	return fmt.Sprintf("%s_%d", id, s.used[id])
}

// parentID is the text of the ID of a span's parent; nil for a root.
func (s *surveyed) parentID(span *trace.Span) *string {
	if span.Parent == 0 {
		return nil
	}
	if parent, ok := s.first[span.Parent]; ok {
		return &s.ids[parent]
	}
	id := span.Parent.String()
	return &id
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
func (s *surveyed) references(span *trace.Span) (references, kept []reference) {
	for _, link := range span.Links {
		if link.TraceID == span.TraceID && link.SpanID == span.Parent && len(link.Tags) == 0 {
			continue // the parent, which parentSpanID tells
		}
		to := reference{TraceID: link.TraceID.String(), SpanID: link.SpanID.String(), Tags: keyValues(link.Tags)}
		if _, here := s.first[link.SpanID]; here && span.Parent == 0 {
			kept = append(kept, to)
			continue
		}
		to.RefType = "FOLLOWS_FROM"
		references = append(references, to)
	}
	return references, kept
}
