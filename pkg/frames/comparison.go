package frames

import (
	"cmp"
	"slices"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"logservice-jaeger-datasource/pkg/trace"
)

// Compare sets a trace, B, against another, A, by the operations of their services.
// The spans of each are those of one trace, repaired as a trace.Reader gives them.
// It makes four frames:
//
//   - a table with a row for each operation of either, that whose self time differs
//     most first,
//   - a table of the two traces, as that of Search,
//   - the nodes and the edges of a node graph, in which each operation is a node and
//     an edge leads to each operation that it called in either trace.
//
// What counts as a difference of a node is told at verdictOf. The notices say what
// was left out of a graph that is too large to be drawn, see mostNodes.
func Compare(a, b []trace.Span, link Link) (data.Frames, []trace.Notice) {
	compared := newComparison(a, b)
	nodes, edges, notices := compared.graph()
	return data.Frames{
		compared.table(link),
		Search([]trace.Summary{trace.Summarize(a), trace.Summarize(b)}, nil, link),
		nodes, edges,
	}, notices
}

// comparison holds the operations of two traces.
type comparison struct {
	pairs []operationPair
	// calls lead from an operation to another, each once, in the order in which they
	// first appear.
	calls []operationCall
	// whole is the duration of the longer trace.
	whole time.Duration
}

type operationCall struct{ caller, callee operationName }

// operationPair is one operation in both traces. Where it isn't there, its figures
// are those of no spans.
type operationPair struct {
	name operationName
	a, b *operationFigures
}

// slower is by how much more self time the operation took in B.
func (p operationPair) slower() time.Duration { return p.b.self - p.a.self }

func newComparison(a, b []trace.Span) *comparison {
	timedA, timedB := newTimeline(a), newTimeline(b)
	inA, inB := newOperations(a, timedA), newOperations(b, timedB)
	compared := &comparison{whole: max(timedA.whole, timedB.whole)}
	for _, name := range inA.names {
		compared.pairs = append(compared.pairs, operationPair{name, inA.figures[name], cmp.Or(inB.figures[name], &operationFigures{})})
	}
	for _, name := range inB.names {
		if inA.figures[name] == nil {
			compared.pairs = append(compared.pairs, operationPair{name, &operationFigures{}, inB.figures[name]})
		}
	}
	known := map[operationCall]bool{}
	compared.addCalls(a, timedA, known)
	compared.addCalls(b, timedB, known)
	return compared
}

// addCalls adds the calls of a trace. An operation that calls itself is no call:
// nothing could be drawn of it.
func (c *comparison) addCalls(spans []trace.Span, timed *timeline, known map[operationCall]bool) {
	for _, span := range spans {
		parent, has := timed.parent(span)
		if !has {
			continue
		}
		call := operationCall{operationOf(spans[parent]), operationOf(span)}
		if call.caller != call.callee && !known[call] {
			known[call] = true
			c.calls = append(c.calls, call)
		}
	}
}

// byDifference lists the pairs, that whose self time differs most first.
func (c *comparison) byDifference() []operationPair {
	sorted := slices.Clone(c.pairs)
	slices.SortStableFunc(sorted, func(p, q operationPair) int { return cmp.Compare(q.slower().Abs(), p.slower().Abs()) })
	return sorted
}

// verdict says what became of an operation from A to B.
type verdict int

const (
	same verdict = iota
	slower
	faster
	onlyA
	onlyB
)

// What differs by less than a tenth of itself, or by less than a hundredth of the
// longer trace, is the same: no two runs take exactly as long.
const (
	leastOfItself   = 0.1
	leastOfTheTrace = 0.01
)

// verdictOf judges by the self time of all spans of the operation together.
func (c *comparison) verdictOf(pair operationPair) verdict {
	difference, larger := pair.slower(), max(pair.a.self, pair.b.self)
	switch {
	case pair.b.spans == 0:
		return onlyA
	case pair.a.spans == 0:
		return onlyB
	case float64(difference.Abs()) <= max(leastOfItself*float64(larger), leastOfTheTrace*float64(c.whole)):
		return same
	case difference > 0:
		return slower
	}
	return faster
}
