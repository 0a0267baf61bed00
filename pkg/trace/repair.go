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
	var notices []Notice
	order, merged := mergeDuplicates(sortedSpans(spans))
	if merged > 0 {
		notices = append(notices, Notice{Info, counted(merged, "span was stored more than once; it is shown once.", "spans were stored more than once; each is shown once.")})
	}
	own := make([]Span, len(order)) // the only copy, however long the trace
	for i, span := range order {
		own[i], order[i] = *span, &own[i]
	}
	position := positions(own)
	renamed := len(position) < len(own)
	if renamed {
		separateIDs(order)
		position = positions(own)
	}
	if lost := dropLostParents(order, position); lost > 0 {
		notices = append(notices, Notice{Warning, counted(lost, "span names a parent that isn't in this trace; it is shown without one.", "spans name a parent that isn't in this trace; they are shown without one.")})
	}
	breakCycles(order, parentsOf(own, position))
	if renamed { // new IDs change the order of spans that began together
		slices.SortStableFunc(own, func(a, b Span) int { return compareSpans(&a, &b) })
	}
	return own, notices
}

// sortedSpans lists spans in the order of compareSpans. Most differ in their start,
// which is compared first, in microseconds, without a look at the span.
func sortedSpans(spans []Span) []*Span {
	type started struct {
		at   int64
		span *Span
	}
	starts := make([]started, len(spans))
	for i := range spans {
		starts[i] = started{spans[i].Start.UnixMicro(), &spans[i]}
	}
	slices.SortStableFunc(starts, func(a, b started) int {
		if a.at != b.at {
			return cmp.Compare(a.at, b.at)
		}
		return compareSpans(a.span, b.span)
	})
	sorted := make([]*Span, len(starts))
	for i := range starts {
		sorted[i] = starts[i].span
	}
	return sorted
}

// positions tells where each ID is; of spans that share one, where the last is.
func positions(spans []Span) map[SpanID]int32 {
	position := make(map[SpanID]int32, len(spans))
	for i := range spans {
		position[spans[i].ID] = int32(i)
	}
	return position
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
func dropLostParents(spans []*Span, position map[SpanID]int32) int {
	lost := 0
	for _, span := range spans {
		if span.Parent == 0 {
			continue
		}
		if _, present := position[span.Parent]; !present {
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
func breakCycles(spans []*Span, parents []int32) {
	const unknown = 0
	walkOf := make([]int32, len(spans)) // the walk, counted from 1, that met the span
	for first := range spans {
		walk, at := int32(first+1), int32(first)
		for walkOf[at] == unknown {
			walkOf[at] = walk
			if parents[at] == none {
				break
			}
			at = parents[at]
		}
		if walkOf[at] == walk && parents[at] != none {
			breakCycle(spans, parents, at)
		}
	}
}

// breakCycle frees the earliest of the spans that one meets going up from a
// span until it is met again.
func breakCycle(spans []*Span, parents []int32, member int32) {
	earliest := member
	for at := parents[member]; at != member; at = parents[at] {
		earliest = min(earliest, at)
	}
	span := spans[earliest]
	if span.Parent == span.ID {
		warn(span, "It names itself as its parent; it is shown without one.")
	} else {
		warn(span, "Its parent, span %s, descends from it; it is shown without a parent.", span.Parent)
	}
	span.Parent, parents[earliest] = 0, none
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
