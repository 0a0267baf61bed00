package trace

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
)

var epoch = time.Date(2024, 5, 1, 12, 0, 0, 0, time.UTC)

// at is a span that began some milliseconds after epoch.
func at(milliseconds int, id, parent SpanID) Span {
	return Span{ID: id, Parent: parent, Start: epoch.Add(time.Duration(milliseconds) * time.Millisecond), Duration: time.Millisecond}
}

func of(kind Kind, span Span) Span {
	span.Kind = kind
	return span
}

func warned(span Span, warnings ...string) Span {
	span.Warnings = warnings
	return span
}

// orphan is a span whose parent was never stored.
func orphan(span Span, warnings ...string) Span {
	span.ParentLost = true
	return warned(span, warnings...)
}

func tagged(span Span, keys ...string) Span {
	for _, key := range keys {
		span.Tags = append(span.Tags, Tag{Key: key, Value: "x"})
	}
	return span
}

func TestRepair(t *testing.T) {
	const missing = "Its parent, span 0000000000000063, isn't in this trace: it was not stored, is older than what was read, or is still to come."
	tests := []struct {
		name    string
		spans   []Span
		want    []Span
		notices []Notice
	}{
		{name: "no spans", spans: nil, want: []Span{}},
		{
			name:  "sorts by start, then by ID",
			spans: []Span{at(5, 9, 1), at(5, 3, 1), at(0, 1, 0)},
			want:  []Span{at(0, 1, 0), at(5, 3, 1), at(5, 9, 1)},
		},
		{
			name:  "several roots are left alone",
			spans: []Span{at(0, 1, 0), at(1, 2, 0), at(2, 3, 2)},
			want:  []Span{at(0, 1, 0), at(1, 2, 0), at(2, 3, 2)},
		},
		{
			name:    "of duplicates the richest stays",
			spans:   []Span{at(0, 1, 0), at(1, 2, 1), tagged(at(1, 2, 1), "a", "b"), tagged(at(1, 2, 1), "a"), at(0, 1, 0)},
			want:    []Span{at(0, 1, 0), tagged(at(1, 2, 1), "a", "b")},
			notices: []Notice{{Info, "2 spans were stored more than once; each is shown once."}},
		},
		{
			name:    "one duplicate",
			spans:   []Span{at(0, 1, 0), at(0, 1, 0)},
			want:    []Span{at(0, 1, 0)},
			notices: []Notice{{Info, "1 span was stored more than once; it is shown once."}},
		},
		{
			name:    "a missing parent",
			spans:   []Span{at(0, 1, 0), at(1, 2, 99), at(2, 3, 2)},
			want:    []Span{at(0, 1, 0), orphan(at(1, 2, 0), missing), at(2, 3, 2)},
			notices: []Notice{{Warning, "1 span names a parent that isn't in this trace; it is shown without one."}},
		},
		{
			name:    "two missing parents",
			spans:   []Span{warned(at(1, 2, 99), "said before"), at(2, 3, 99)},
			want:    []Span{orphan(at(1, 2, 0), "said before", missing), orphan(at(2, 3, 0), missing)},
			notices: []Notice{{Warning, "2 spans name a parent that isn't in this trace; they are shown without one."}},
		},
		{
			name:  "its own parent",
			spans: []Span{at(0, 1, 1), at(1, 2, 1)},
			want:  []Span{warned(at(0, 1, 0), "It names itself as its parent; it is shown without one."), at(1, 2, 1)},
		},
		{
			name:  "a cycle is broken at its earliest span, not at the one that leads into it",
			spans: []Span{at(0, 9, 3), at(3, 3, 4), at(2, 4, 5), at(4, 5, 3)},
			want:  []Span{at(0, 9, 3), warned(at(2, 4, 0), "Its parent, span 0000000000000005, descends from it; it is shown without a parent."), at(3, 3, 4), at(4, 5, 3)},
		},
		{
			name: "two cycles",
			spans: []Span{
				at(0, 1, 2), at(1, 2, 1),
				at(2, 3, 4), at(3, 4, 3),
			},
			want: []Span{
				warned(at(0, 1, 0), "Its parent, span 0000000000000002, descends from it; it is shown without a parent."), at(1, 2, 1),
				warned(at(2, 3, 0), "Its parent, span 0000000000000004, descends from it; it is shown without a parent."), at(3, 4, 3),
			},
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			before := slices.Clone(test.spans)
			got, notices := Repair(test.spans)
			require.Empty(t, cmp.Diff(test.want, got))
			require.Equal(t, test.notices, notices)
			require.Equal(t, before, test.spans, "the input is left alone")
		})
	}
}

func TestRepairSharedIDs(t *testing.T) {
	t.Run("a client and a server of one call, as Zipkin records it", func(t *testing.T) {
		got, notices := Repair([]Span{
			at(0, 1, 0),
			of(KindClient, at(1, 2, 1)),
			of(KindServer, at(2, 2, 1)),
			of(KindClient, at(3, 3, 2)),
			of(KindServer, at(4, 3, 2)),
		})
		require.Empty(t, notices)
		require.Len(t, got, 5)
		outer, inner := got[2], got[4]
		require.Equal(t, []SpanID{1, 2, outer.ID, 3, inner.ID}, ids(got))
		require.Equal(t, []SpanID{0, 1, 2, outer.ID, 3}, parents(got), "client, its server, the client within, and its server")
		require.Equal(t, []string{"It shared its ID 0000000000000002 with the client span that called it; it is shown with the ID " + outer.ID.String() + ", as that span's child."}, outer.Warnings)
		require.Empty(t, got[1].Warnings)
	})
	t.Run("a server whose clock is ahead of its client", func(t *testing.T) {
		got, _ := Repair([]Span{of(KindServer, at(0, 2, 0)), of(KindClient, at(1, 2, 0)), at(2, 3, 2)})
		require.Equal(t, []SpanID{2, 0, got[0].ID}, parents(got))
		require.Equal(t, SpanID(2), got[1].ID)
	})
	t.Run("a client and a server that began together", func(t *testing.T) {
		got, _ := Repair([]Span{of(KindServer, at(0, 2, 0)), of(KindClient, at(0, 2, 0))})
		require.Len(t, got, 2)
		require.NotEqual(t, got[0].ID, got[1].ID)
		require.ElementsMatch(t, []SpanID{0, 2}, parents(got))
	})
	t.Run("a client that names itself as its parent isn't its server's child", func(t *testing.T) {
		got, _ := Repair([]Span{of(KindClient, at(0, 2, 2)), of(KindServer, at(1, 2, 2))})
		require.Equal(t, []SpanID{0, 2}, parents(got))
		require.Equal(t, []string{"It names itself as its parent; it is shown without one."}, got[0].Warnings)
	})
	t.Run("two starts: the earlier keeps the ID and its children", func(t *testing.T) {
		got, notices := Repair([]Span{at(0, 1, 0), at(1, 2, 1), at(2, 2, 1), at(3, 3, 2)})
		require.Empty(t, notices)
		require.Equal(t, []SpanID{0, 1, 1, 2}, parents(got))
		require.Equal(t, SpanID(2), got[1].ID)
		require.Equal(t, []string{"It shared its ID 0000000000000002 with another span; it is shown with the ID " + got[2].ID.String() + "."}, got[2].Warnings)
	})
	t.Run("the new IDs are the same each time", func(t *testing.T) {
		spans := []Span{at(0, 1, 0), at(1, 2, 1), at(2, 2, 1), at(3, 2, 1), of(KindServer, at(3, 2, 1))}
		first, _ := Repair(spans)
		slices.Reverse(spans)
		second, _ := Repair(spans)
		require.Empty(t, cmp.Diff(first, second))
	})
}

func ids(spans []Span) []SpanID {
	var ids []SpanID
	for _, span := range spans {
		ids = append(ids, span.ID)
	}
	return ids
}

func parents(spans []Span) []SpanID {
	var parents []SpanID
	for _, span := range spans {
		parents = append(parents, span.Parent)
	}
	return parents
}

// TestRepairDrawsAnything holds random graphs, dense in every defect, against
// what a drawable trace is.
func TestRepairDrawsAnything(t *testing.T) {
	for seed := range uint64(2000) {
		random := rand.New(rand.NewPCG(seed, 7))
		spans := randomSpans(random)
		got, _ := Repair(spans)

		distinct := map[string]bool{}
		for _, span := range spans {
			distinct[fmt.Sprint(span.ID, span.Kind, span.Start)] = true
		}
		require.Len(t, got, len(distinct), "seed %d: no span is lost but duplicates", seed)
		requireDrawable(t, seed, got)

		again, notices := Repair(got)
		require.Empty(t, notices, "seed %d: a repaired trace needs no repair", seed)
		require.Empty(t, cmp.Diff(got, again), "seed %d: a repaired trace needs no repair", seed)

		random.Shuffle(len(spans), func(i, j int) { spans[i], spans[j] = spans[j], spans[i] })
		shuffled, _ := Repair(spans)
		require.Empty(t, cmp.Diff(got, shuffled), "seed %d: the order of the input doesn't matter", seed)
	}
}

func randomSpans(random *rand.Rand) []Span {
	kinds := []Kind{KindUnspecified, KindClient, KindServer}
	spans := make([]Span, 1+random.IntN(12))
	for i := range spans {
		spans[i] = of(kinds[random.IntN(3)], at(random.IntN(4), SpanID(1+random.IntN(6)), SpanID(random.IntN(8))))
	}
	return spans
}

func requireDrawable(t *testing.T, seed uint64, spans []Span) {
	t.Helper()
	byID := map[SpanID]Span{}
	for _, span := range spans {
		require.NotContains(t, byID, span.ID, "seed %d: IDs are unique", seed)
		byID[span.ID] = span
	}
	for _, span := range spans {
		steps := 0
		for at := span; at.Parent != 0; steps++ {
			require.Contains(t, byID, at.Parent, "seed %d: parents are there", seed)
			require.LessOrEqual(t, steps, len(spans), "seed %d: nothing descends from itself", seed)
			at = byID[at.Parent]
		}
	}
	require.True(t, slices.IsSortedFunc(spans, func(a, b Span) int { return compareSpans(&a, &b) }), "seed %d: sorted", seed)
}

// TestRepairDeepChain has a chain whose last span closes a cycle: work that
// grows with the square of the depth would take minutes.
func TestRepairDeepChain(t *testing.T) {
	const depth = 100_000
	spans := make([]Span, depth)
	for i := range spans {
		spans[depth-1-i] = at(i, SpanID(i+1), SpanID(i))
	}
	spans[depth-1].Parent = depth
	began := time.Now()
	got, _ := Repair(spans)
	require.Less(t, time.Since(began), 20*time.Second)
	require.Len(t, got, depth)
	require.Zero(t, got[0].Parent)
	require.Len(t, got[0].Warnings, 1)
	for i := 1; i < depth; i++ {
		if got[i].Parent != SpanID(i) || got[i].Warnings != nil {
			require.Fail(t, "a span of the chain changed", "%+v", got[i])
		}
	}
}

func BenchmarkRepair(b *testing.B) {
	spans := make([]Span, 1500)
	for i := range spans {
		spans[i] = at(i%97, SpanID(i+1), SpanID(i/2))
	}
	for b.Loop() {
		Repair(spans)
	}
}
