package trace

import (
	"cmp"
	"fmt"
	"slices"
)

// Repair makes a whole of the spans of one trace that can be drawn: every ID is
// unique, every parent is there, and no span descends from itself. Its result
// is sorted by start and then by ID, the same for any order of the input, which
// is left as it was. What was done to a span is a warning on it; what was done
// to many is counted in the notices. A whole that needs no repair only gets
// sorted.
func Repair(spans []Span) ([]Span, []Notice) {
	own := slices.Clone(spans)
	sorted := make([]*Span, len(own))
	for i := range own {
		sorted[i] = &own[i]
	}
	slices.SortStableFunc(sorted, compareSpans)
	var notices []Notice
	sorted, merged := mergeDuplicates(sorted)
	if merged > 0 {
		notices = append(notices, Notice{Info, counted(merged, "span was stored more than once; it is shown once.", "spans were stored more than once; each is shown once.")})
	}
	separateIDs(sorted)
	if lost := dropLostParents(sorted); lost > 0 {
		notices = append(notices, Notice{Warning, counted(lost, "span names a parent that isn't in this trace; it is shown without one.", "spans name a parent that isn't in this trace; they are shown without one.")})
	}
	breakCycles(sorted)
	slices.SortStableFunc(sorted, compareSpans) // new IDs change the order of spans that began together
	result := make([]Span, len(sorted))
	for i, span := range sorted {
		result[i] = *span
	}
	return result, notices
}

// compareSpans orders spans by start and ID; those that share both by kind and
// then the one that holds more first, so that equal data give equal results.
func compareSpans(a, b *Span) int {
	if order := a.Start.Compare(b.Start); order != 0 {
		return order
	}
	if order := cmp.Compare(a.ID, b.ID); order != 0 {
		return order
	}
	return cmp.Or(
		cmp.Compare(a.Kind, b.Kind),
		cmp.Compare(richness(b), richness(a)),
		cmp.Compare(b.Duration, a.Duration),
		cmp.Compare(a.Service, b.Service),
		cmp.Compare(a.Operation, b.Operation),
		cmp.Compare(a.Parent, b.Parent),
		cmp.Compare(a.Status, b.Status),
	)
}

// richness counts what a record of a span holds beyond the least.
func richness(s *Span) int {
	return len(s.Tags) + len(s.Resource) + len(s.Events) + len(s.Links)
}

// mergeDuplicates keeps one span, the richest, of those that share ID, kind and
// start: Log Service may store a batch twice when its writer repeats a request.
// It says how many spans had duplicates. The spans must be sorted.
func mergeDuplicates(spans []*Span) (kept []*Span, merged int) {
	repeated := false
	for _, span := range spans {
		if len(kept) > 0 && isDuplicate(kept[len(kept)-1], span) {
			if !repeated {
				merged++
			}
			repeated = true
			continue
		}
		kept, repeated = append(kept, span), false
	}
	return kept, merged
}

func isDuplicate(a, b *Span) bool {
	return a.ID == b.ID && a.Kind == b.Kind && a.Start.Equal(b.Start)
}

// dropLostParents makes roots of the spans whose parent isn't there, and counts them.
func dropLostParents(spans []*Span) int {
	present := make(map[SpanID]bool, len(spans))
	for _, span := range spans {
		present[span.ID] = true
	}
	lost := 0
	for _, span := range spans {
		if span.Parent != 0 && !present[span.Parent] {
			warn(span, "Its parent, span %s, isn't in this trace: it was not stored, is older than what was read, or is still to come.", span.Parent)
			span.Parent, span.ParentLost = 0, true
			lost++
		}
	}
	return lost
}

// breakCycles makes a root of the earliest span of every cycle. Every span has
// at most one parent, so walking up from each span until a known one is met
// visits every span once, however deep the trace.
func breakCycles(spans []*Span) {
	position := make(map[SpanID]int, len(spans))
	for i, span := range spans {
		position[span.ID] = i
	}
	const unknown = 0
	walkOf := make([]int, len(spans)) // the walk, counted from 1, that met the span
	for first := range spans {
		walk, at := first+1, first
		for walkOf[at] == unknown {
			walkOf[at] = walk
			if spans[at].Parent == 0 {
				break
			}
			at = position[spans[at].Parent]
		}
		if walkOf[at] == walk && spans[at].Parent != 0 {
			breakCycle(spans, position, at)
		}
	}
}

// breakCycle frees the earliest of the spans that one meets going up from a
// span until it is met again.
func breakCycle(spans []*Span, position map[SpanID]int, member int) {
	earliest := member
	for at := position[spans[member].Parent]; at != member; at = position[spans[at].Parent] {
		earliest = min(earliest, at)
	}
	span := spans[earliest]
	if span.Parent == span.ID {
		warn(span, "It names itself as its parent; it is shown without one.")
	} else {
		warn(span, "Its parent, span %s, descends from it; it is shown without a parent.", span.Parent)
	}
	span.Parent = 0
}

// warn adds a sentence to a span's warnings, which it may share with the span it was copied from.
func warn(span *Span, format string, args ...any) {
	span.Warnings = append(slices.Clip(span.Warnings), fmt.Sprintf(format, args...))
}

// counted begins a sentence with a number, and ends it accordingly.
func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
