package trace

import (
	"cmp"
	"fmt"
	"slices"
)

// Cut chooses which spans of a trace to keep if no more than so many can be: the
// roots first, then what failed, then the longest, each with all spans above it, so
// that no kept span lacks its parent. Of equals the earlier ones stay. The spans must
// be repaired and sorted (see Repair); so is what is kept. They are left as they were,
// since others may be looking at the same trace. Left counts the rest. On each kept span a warning counts
// what is left out below it, but for what its kept descendants count.
func Cut(spans []Span, most int) (kept []Span, left int) {
	if len(spans) <= most {
		return spans, 0
	}
	parents := parentsOf(spans, positions(spans))
	keep := choose(spans, parents, most)
	below := countLeft(parents, keep)
	kept = make([]Span, 0, most)
	for i := range spans {
		if !keep[i] {
			continue
		}
		kept = append(kept, spans[i])
		if below[i] > 0 {
			warn(&kept[len(kept)-1], "Left out below it: %s.", Counted(int(below[i]), "span"))
		}
	}
	return kept, len(spans) - len(kept)
}

// none is the position of the parent of a root.
const none = int32(-1)

// parentsOf gives the position of each span's parent, by the positions of all IDs.
func parentsOf(spans []Span, position map[SpanID]int32) []int32 {
	parents := make([]int32, len(spans))
	for i := range spans {
		parent, ok := position[spans[i].Parent]
		if !ok || spans[i].Parent == 0 {
			parent = none
		}
		parents[i] = parent
	}
	return parents
}

// choose marks the spans to keep: it goes through them in the order of their weight
// and takes each with what is above it. What is above the last may use up the room
// before the span itself comes. Each span is met once on the way up, since whatever
// is above a kept span is kept.
func choose(spans []Span, parents []int32, most int) []bool {
	keep := make([]bool, len(spans))
	var chain []int32
	for _, i := range byWeight(spans, parents) {
		chain = chain[:0]
		for at := i; at != none && !keep[at]; at = parents[at] {
			chain = append(chain, at)
		}
		for _, at := range slices.Backward(chain) {
			if most == 0 {
				return keep
			}
			keep[at] = true
			most--
		}
	}
	return keep
}

// byWeight lists the positions of spans, those to keep first.
func byWeight(spans []Span, parents []int32) []int32 {
	type weighed struct {
		at, class int32
		duration  int64
	}
	order := make([]weighed, len(spans))
	for i := range spans {
		class := int32(3)
		failed, root := spans[i].Failed(), parents[i] == none
		switch {
		case failed && root:
			class = 0
		case root:
			class = 1
		case failed:
			class = 2
		}
		order[i] = weighed{int32(i), class, int64(spans[i].Duration)}
	}
	slices.SortFunc(order, func(a, b weighed) int {
		return cmp.Or(cmp.Compare(a.class, b.class), cmp.Compare(b.duration, a.duration), cmp.Compare(a.at, b.at))
	})
	positions := make([]int32, len(order))
	for i, w := range order {
		positions[i] = w.at
	}
	return positions
}

// countLeft counts on kept spans what is left out right below them and further down.
// A root that isn't kept has nobody above it that could tell.
func countLeft(parents []int32, keep []bool) (left []int32) {
	above := make([]int32, len(parents)) // the nearest kept span, or none
	for i := range above {
		above[i] = unknownAbove
	}
	left = make([]int32, len(parents))
	var chain []int32
	for i := range parents {
		chain = chain[:0]
		at := int32(i)
		for at != none && !keep[at] && above[at] == unknownAbove {
			chain = append(chain, at)
			at = parents[at]
		}
		nearest := at
		if at != none && !keep[at] {
			nearest = above[at]
		}
		for _, member := range chain {
			above[member] = nearest
			if nearest != none {
				left[nearest]++
			}
		}
	}
	return left
}

const unknownAbove = int32(-2)

// Below gives the span with an ID and all spans below it, in the order given; none if
// the span isn't there. The spans must be repaired, and are left as they were. The span
// itself becomes a root, with a warning if it was none.
func Below(spans []Span, id SpanID) []Span {
	parents := parentsOf(spans, positions(spans))
	root := slices.IndexFunc(spans, func(s Span) bool { return s.ID == id })
	if root < 0 {
		return nil
	}
	within := descend(parents, int32(root))
	var below []Span
	for i := range spans {
		if !within[i] {
			continue
		}
		below = append(below, spans[i])
		if span := &below[len(below)-1]; i == root && span.Parent != 0 {
			warn(span, "Its parent, span %s, isn't shown: only what is below this span was asked for.", span.Parent)
			span.Parent = 0
		}
	}
	return below
}

// descend marks a span and what is below it. Walking up from each span until one is
// met that is known visits every span once, however deep the trace.
func descend(parents []int32, root int32) []bool {
	within, known := make([]bool, len(parents)), make([]bool, len(parents))
	within[root], known[root] = true, true
	var chain []int32
	for i := range parents {
		chain = chain[:0]
		at := int32(i)
		for at != none && !known[at] {
			chain = append(chain, at)
			at = parents[at]
		}
		inside := at != none && within[at]
		for _, member := range chain {
			within[member], known[member] = inside, true
		}
	}
	return within
}

// SpanNotFoundError says that a trace is there, but a span of it isn't.
type SpanNotFoundError struct {
	ID SpanID
	// Spans counts those that the trace has.
	Spans int
}

// Error implements error.
func (e *SpanNotFoundError) Error() string {
	return fmt.Sprintf("Span %s isn't among the %s of this trace: leave the span ID empty to see the whole trace.", e.ID, Counted(e.Spans, "span"))
}
