package trace

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func lasting(milliseconds int, span Span) Span {
	span.Duration = time.Duration(milliseconds) * time.Millisecond
	return span
}

func failing(span Span) Span {
	span.Status = StatusError
	return span
}

// cutShop has two roots; below the first a long call, a failed one far down and short ones.
func cutShop() []Span {
	return []Span{
		lasting(100, at(0, 1, 0)),
		lasting(80, at(1, 2, 1)),
		lasting(5, at(2, 3, 1)),
		lasting(4, at(3, 4, 3)),
		failing(lasting(1, at(4, 5, 4))),
		lasting(70, at(5, 6, 2)),
		lasting(1, at(6, 7, 6)),
		lasting(2, at(7, 8, 0)),
	}
}

func TestCut(t *testing.T) {
	for _, c := range []struct {
		most int
		want []SpanID
		told map[SpanID]string
	}{
		{9, []SpanID{1, 2, 3, 4, 5, 6, 7, 8}, nil},
		{8, []SpanID{1, 2, 3, 4, 5, 6, 7, 8}, nil},
		{7, []SpanID{1, 2, 3, 4, 5, 6, 8}, map[SpanID]string{6: "Left out below it: 1 span."}},
		{6, []SpanID{1, 2, 3, 4, 5, 8}, map[SpanID]string{2: "Left out below it: 2 spans."}},
		{5, []SpanID{1, 3, 4, 5, 8}, map[SpanID]string{1: "Left out below it: 3 spans."}},
		{4, []SpanID{1, 3, 4, 8}, map[SpanID]string{1: "Left out below it: 3 spans.", 4: "Left out below it: 1 span."}},
		{2, []SpanID{1, 8}, map[SpanID]string{1: "Left out below it: 6 spans."}},
		{1, []SpanID{1}, map[SpanID]string{1: "Left out below it: 6 spans."}},
	} {
		t.Run(fmt.Sprint(c.most), func(t *testing.T) {
			kept, left := Cut(cutShop(), c.most)
			require.Equal(t, c.want, ids(kept))
			require.Equal(t, 8-len(c.want), left)
			told := map[SpanID]string{}
			for _, span := range kept {
				if len(span.Warnings) > 0 {
					told[span.ID] = span.Warnings[0]
				}
			}
			if c.told == nil {
				c.told = map[SpanID]string{}
			}
			require.Equal(t, c.told, told)
		})
	}
}

func TestCutPrefersFailedRoots(t *testing.T) {
	kept, left := Cut([]Span{lasting(9, at(0, 1, 0)), lasting(8, at(1, 2, 0)), failing(lasting(1, at(2, 3, 0)))}, 2)
	require.Equal(t, []SpanID{1, 3}, ids(kept))
	require.Equal(t, 1, left)
}

var leftOut = regexp.MustCompile(`^Left out below it: (\d+) spans?\.$`)

// randomTrace is repaired, as a reader gives it, of any shape from wide to deep.
func randomTrace(random *rand.Rand) []Span {
	spans := make([]Span, 1+random.IntN(200))
	depth := 1 + random.IntN(len(spans))
	for i := range spans {
		parent := 0
		if i > 0 && random.IntN(30) > 0 {
			parent = max(1, i-random.IntN(depth))
		}
		spans[i] = lasting(random.IntN(50), at(random.IntN(1000), SpanID(i+1), SpanID(parent)))
		if random.IntN(10) == 0 {
			spans[i].Status = StatusError
		}
	}
	repaired, _ := Repair(spans)
	return repaired
}

// TestCutKeepsItsPromises looks at any traces and any room.
func TestCutKeepsItsPromises(t *testing.T) {
	for seed := range uint64(500) {
		random := rand.New(rand.NewPCG(seed, 7))
		whole := randomTrace(random)
		most := 1 + random.IntN(len(whole)+5)
		again := slices.Clone(whole)
		kept, left := Cut(whole, most)
		require.Equal(t, again, whole, "others may look at the same spans")

		require.Len(t, kept, min(most, len(whole)), "all the room is used")
		require.Equal(t, len(whole)-len(kept), left)
		require.True(t, slices.IsSortedFunc(kept, func(a, b Span) int { return compareSpans(&a, &b) }))
		has := map[SpanID]bool{}
		for _, span := range kept {
			has[span.ID] = true
		}
		told, hidden := 0, 0
		for _, span := range kept {
			require.True(t, span.Parent == 0 || has[span.Parent], "seed %d: span %s lacks its parent", seed, span.ID)
			for _, warning := range span.Warnings {
				if match := leftOut.FindStringSubmatch(warning); match != nil {
					count, err := strconv.Atoi(match[1])
					require.NoError(t, err)
					told += count
				}
			}
		}
		parents, roots := parentsOf(whole, positions(whole)), 0
		for i, span := range whole {
			if parents[i] == none {
				roots++
			}
			if top := topOf(parents, int32(i)); !has[whole[top].ID] {
				hidden++ // below a root that is left out, nobody can tell
			}
			_ = span
		}
		require.Equal(t, left, told+hidden, "seed %d: warnings count what is left out", seed)
		requireOrder(t, whole, parents, has, roots <= most)

		same, _ := Cut(again, most)
		require.Equal(t, kept, same, "the same spans give the same choice")
	}
}

// requireOrder checks what goes before what: no root is left out while there is room,
// and no failed span while a longer one was kept for its own sake.
func requireOrder(t *testing.T, whole []Span, parents []int32, has map[SpanID]bool, roomForRoots bool) {
	t.Helper()
	needed := map[SpanID]bool{} // with what is above roots and failed spans
	leftFailed := false
	for i, span := range whole {
		if !roomForRoots {
			require.True(t, parents[i] == none || !has[span.ID], "only roots are kept where there is no room for all")
			continue
		}
		require.True(t, has[span.ID] || parents[i] != none, "a root is left out")
		if !span.Failed() && parents[i] != none {
			continue
		}
		leftFailed = leftFailed || !has[span.ID]
		for at := int32(i); at != none; at = parents[at] {
			needed[whole[at].ID] = true
		}
	}
	for id := range has {
		require.False(t, roomForRoots && leftFailed && !needed[id], "span %s has the room of one that failed", id)
	}
}

func topOf(parents []int32, at int32) int32 {
	for parents[at] != none {
		at = parents[at]
	}
	return at
}

func TestBelow(t *testing.T) {
	got := Below(cutShop(), 2)
	require.Equal(t, []SpanID{2, 6, 7}, ids(got))
	require.Equal(t, []SpanID{0, 2, 6}, parents(got))
	require.Equal(t, []string{"Its parent, span 0000000000000001, isn't shown: only what is below this span was asked for."}, got[0].Warnings)

	require.Equal(t, []SpanID{1, 2, 3, 4, 5, 6, 7}, ids(Below(cutShop(), 1)))
	require.Empty(t, Below(cutShop(), 1)[0].Warnings)
	require.Equal(t, []SpanID{5}, ids(Below(cutShop(), 5)))
	require.Empty(t, Below(cutShop(), 99))
	require.Empty(t, Below(nil, 1))
}

// TestBelowIsWhatHasTheSpanAboveIt compares with the plain definition.
func TestBelowIsWhatHasTheSpanAboveIt(t *testing.T) {
	for seed := range uint64(200) {
		random := rand.New(rand.NewPCG(seed, 8))
		whole := randomTrace(random)
		again := slices.Clone(whole)
		root := random.IntN(len(whole))
		ofWhole := parentsOf(whole, positions(whole))
		var want []SpanID
		for i, span := range whole {
			at := int32(i)
			for at != none && at != int32(root) {
				at = ofWhole[at]
			}
			if at != none {
				want = append(want, span.ID)
			}
		}
		require.Equal(t, want, ids(Below(whole, whole[root].ID)))
		require.Equal(t, ids(again), ids(whole))
		require.Equal(t, parents(again), parents(whole))
	}
}

// TestCutIsQuickOnAChain would not end with a walk for each span.
func TestCutIsQuickOnAChain(t *testing.T) {
	const length = 100_000
	chain := make([]Span, length)
	for i := range chain {
		chain[i] = lasting(i, at(i, SpanID(i+1), SpanID(i)))
	}
	kept, left := Cut(slices.Clone(chain), length/2)
	require.Len(t, kept, length/2)
	require.Equal(t, length/2, left)
	require.Equal(t, []string{"Left out below it: 50000 spans."}, kept[len(kept)-1].Warnings)
	require.Len(t, Below(chain, length/2), length/2+1)
}
