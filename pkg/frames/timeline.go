package frames

import (
	"slices"
	"time"

	"logservice-jaeger-datasource/pkg/trace"
)

// timeline is when the spans of a trace ran, as the frame of Trace shows them, and
// what of it was their own.
type timeline struct {
	// start and whole are those of the trace.
	start time.Time
	whole time.Duration
	// rows has a row a span, in the order of the spans.
	rows []timedRow
	// first is the row of each ID, the first one if several have it, as in Trace.
	first map[trace.SpanID]int
}

// timedRow is what a timeline knows of one span.
type timedRow struct {
	id       string
	start    time.Time
	duration time.Duration
	// self is the time in which none of the span's children ran.
	self time.Duration
}

func (r timedRow) end() time.Time { return r.start.Add(r.duration) }

func newTimeline(spans []trace.Span) *timeline {
	timed := &timeline{rows: make([]timedRow, len(spans)), first: make(map[trace.SpanID]int, len(spans))}
	known := survey(spans)
	var shown warnings // the trace's frame has them
	var end time.Time
	for i, span := range spans {
		row := timedRow{id: known.spanID(i, &shown), start: known.start(&spans[i], &shown), duration: shown.notNegative(span.Duration)}
		timed.rows[i] = row
		if _, met := timed.first[span.ID]; !met {
			timed.first[span.ID] = i
		}
		if i == 0 || row.start.Before(timed.start) {
			timed.start = row.start
		}
		if row.end().After(end) {
			end = row.end()
		}
	}
	if len(spans) > 0 {
		timed.whole = end.Sub(timed.start)
	}
	timed.setSelfTimes(spans)
	return timed
}

// parent finds the row of a span's parent.
func (t *timeline) parent(span trace.Span) (row int, has bool) {
	if span.Parent == 0 {
		return 0, false
	}
	row, has = t.first[span.Parent]
	return row, has
}

// share of the trace's duration, 0 to 1.
func (t *timeline) share(part time.Duration) float64 {
	if t.whole <= 0 {
		return 0
	}
	return float64(part) / float64(t.whole)
}

func (t *timeline) setSelfTimes(spans []trace.Span) {
	children := map[int][]timedRow{}
	for i, span := range spans {
		if parent, has := t.parent(span); has {
			children[parent] = append(children[parent], t.rows[i])
		}
	}
	for i := range t.rows {
		t.rows[i].self = selfTime(t.rows[i], children[i])
	}
}

// selfTime is what is left of a span without the times in which one or more of its
// children ran. Children that go on after its end, or begin only then, as those
// of a message queue do, take nothing from it for that time.
func selfTime(span timedRow, children []timedRow) time.Duration {
	slices.SortStableFunc(children, func(a, b timedRow) int { return a.start.Compare(b.start) })
	self, reached := span.duration, span.start
	for _, child := range children {
		from, to := child.start, child.end()
		if from.Before(reached) {
			from = reached
		}
		if to.After(span.end()) {
			to = span.end()
		}
		if to.After(from) {
			self -= to.Sub(from)
			reached = to
		}
	}
	return self
}
