package frames

import (
	"cmp"
	"math"
	"slices"
	"time"

	"logservice-jaeger-datasource/pkg/trace"
)

// operationName names an operation of a service; both are there.
type operationName struct{ service, operation string }

func operationOf(span trace.Span) operationName {
	return operationName{cmp.Or(span.Service, UnknownService), cmp.Or(span.Operation, UnknownOperation)}
}

func (n operationName) String() string { return n.service + ": " + n.operation }

// operationFigures sum up the spans of one operation of a service in one trace. The
// zero value has no spans.
type operationFigures struct {
	spans, errors int
	// total adds up the durations of the spans, self what was their own of them.
	total, self time.Duration
	// durations are those of the spans, the shortest first.
	durations []time.Duration
}

// average says how long a span took on average; there must be one.
func (f *operationFigures) average() time.Duration { return f.total / time.Duration(f.spans) }

// quantile is the shortest duration of a span that so large a share of them don't
// exceed; there must be one.
func (f *operationFigures) quantile(share float64) time.Duration {
	rank := int(math.Ceil(share * float64(f.spans)))
	return f.durations[max(rank, 1)-1]
}

// operations are those of one trace.
type operations struct {
	// names are in the order in which they first appear.
	names   []operationName
	figures map[operationName]*operationFigures
	whole   time.Duration
}

func newOperations(spans []trace.Span, timed *timeline) *operations {
	found := &operations{figures: map[operationName]*operationFigures{}, whole: timed.whole}
	for i, span := range spans {
		name, row := operationOf(span), timed.rows[i]
		figures := found.figures[name]
		if figures == nil {
			figures = &operationFigures{}
			found.names, found.figures[name] = append(found.names, name), figures
		}
		figures.spans++
		if span.Failed() {
			figures.errors++
		}
		figures.total += row.duration
		figures.self += row.self
		figures.durations = append(figures.durations, row.duration)
	}
	for _, figures := range found.figures {
		slices.Sort(figures.durations)
	}
	return found
}
