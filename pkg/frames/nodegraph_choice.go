package frames

import (
	"cmp"
	"fmt"
	"slices"

	"logservice-jaeger-datasource/pkg/trace"
)

// mostNodes is how many spans a node graph may have. Grafana computes where to put
// all of them before it shows the first 200, and from this number on warns that
// it can be slow (layout.ts, and NodeGraphContainer.tsx in Explore).
const mostNodes = 1000

// chooseNodes says which spans a node graph shows, in their order. All of a small
// trace; of a large one the spans that failed, the roots, and the spans that took
// most time by themselves, in this order of importance, each with all the spans
// above it, or not at all: no kept span lacks its parent.
func chooseNodes(spans []trace.Span, timed *timeline) ([]int, []trace.Notice) {
	all := make([]int, len(spans))
	for i := range all {
		all[i] = i
	}
	if len(spans) <= mostNodes {
		return all, nil
	}
	byImportance := slices.Clone(all)
	slices.SortStableFunc(byImportance, func(a, b int) int {
		return cmp.Or(cmp.Compare(group(spans[a]), group(spans[b])), cmp.Compare(timed.rows[b].self, timed.rows[a].self))
	})
	keep := make([]bool, len(spans))
	free := mostNodes
	for _, i := range byImportance {
		path := pathToKept(spans, timed, keep, i, free)
		for _, member := range path {
			keep[member] = true
		}
		if free -= len(path); free == 0 {
			break
		}
	}
	kept := slices.DeleteFunc(all, func(i int) bool { return !keep[i] })
	return kept, []trace.Notice{leftOut(spans, keep, len(kept))}
}

func group(span trace.Span) int {
	switch {
	case span.Failed():
		return 0
	case span.Parent == 0:
		return 1
	}
	return 2
}

// pathToKept lists a span and those above it up to one that is kept; nothing if they
// are too many.
func pathToKept(spans []trace.Span, timed *timeline, keep []bool, at, most int) []int {
	var path []int
	for has := true; has && !keep[at]; {
		if len(path) == most {
			return nil
		}
		path = append(path, at)
		at, has = timed.parent(spans[at])
	}
	return path
}

func leftOut(spans []trace.Span, keep []bool, kept int) trace.Notice {
	failed := 0
	for i, span := range spans {
		if !keep[i] && span.Failed() {
			failed++
		}
	}
	return trace.Notice{Severity: trace.Warning, Text: fmt.Sprintf(
		"The node graph leaves out %d of this trace's %d spans, %d of them failed: it shows failed spans, roots and those with the most self time, each with the spans above it, %d at the most. The trace view shows every span.",
		len(spans)-kept, len(spans), failed, mostNodes)}
}
