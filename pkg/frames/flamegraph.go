package frames

import (
	"fmt"
	"slices"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"logservice-jaeger-datasource/pkg/trace"
)

// mostLevels is how deep a flame graph may be. Grafana draws it on one canvas, 22
// pixels a level (constants.ts of its flame graph), and browsers draw nothing on a
// canvas that is taller than some ten thousands, of which dense screens take three
// a pixel.
const mostLevels = 500

// wholeTrace labels what all roots of a trace lie below, if there are several.
const wholeTrace = "Whole trace"

// FlameGraph makes the frame that Grafana's flame graph draws of one trace: each span
// below its parent, depth first, siblings in the order of their start. Figures are
// nanoseconds. The fields are those that grafana/grafana,
// packages/grafana-flamegraph/src/FlameGraph/dataTransform.ts asks for, as
// pkg/tsdb/grafana-pyroscope-datasource gives them.
//
// A flame graph is made for samples, which add up: it lays siblings one after the
// other on top of their parent, so that they must fit. Spans don't add up, they run
// side by side and outlast their parents. So what adds up here is the self time, in
// which none of a span's children ran: a span is as wide as its own self time and all
// of it below. It is never narrower than it lasted, and exactly as wide where its
// children ran one after the other within it. A notice tells when it is wider, and
// when the deepest spans were left out.
func FlameGraph(spans []trace.Span) (*data.Frame, []trace.Notice) {
	timed := newTimeline(spans)
	drawn := newFlames(spans, timed)
	c := &flameColumns{}
	if drawn.roots > 1 {
		c.add(0, drawn.total, 0, wholeTrace)
	}
	for _, i := range drawn.order {
		level := drawn.level[i]
		if level >= mostLevels {
			continue
		}
		self := timed.rows[i].self
		if level == mostLevels-1 {
			self = drawn.value[i] // stands for what is left out below
		}
		c.add(level, drawn.value[i], self, operationOf(spans[i]).String())
	}
	frame := data.NewFrame("Flame graph", c.fields()...)
	frame.Meta = &data.FrameMeta{PreferredVisualization: data.VisTypeFlameGraph}
	return frame, drawn.notices(timed)
}

// flames are the spans of a trace as a flame graph shows them.
type flames struct {
	// order lists the spans depth first.
	order []int
	// level and value are those of each span: how many are above it, and how wide it is.
	level []int
	value []time.Duration
	// total is the width of the whole.
	total time.Duration
	roots int
}

func newFlames(spans []trace.Span, timed *timeline) *flames {
	children, roots := family(spans, timed)
	drawn := &flames{level: make([]int, len(spans)), value: make([]time.Duration, len(spans)), roots: len(roots)}
	waiting := slices.Clone(roots)
	slices.Reverse(waiting)
	for _, root := range roots {
		drawn.level[root] = min(len(roots)-1, 1)
	}
	for len(waiting) > 0 { // as deep as a trace may be, a stack of calls would be large
		next := waiting[len(waiting)-1]
		waiting = waiting[:len(waiting)-1]
		drawn.order = append(drawn.order, next)
		for _, child := range slices.Backward(children[next]) {
			drawn.level[child] = drawn.level[next] + 1
			waiting = append(waiting, child)
		}
	}
	for _, i := range slices.Backward(drawn.order) {
		drawn.value[i] = timed.rows[i].self
		for _, child := range children[i] {
			drawn.value[i] += drawn.value[child]
		}
	}
	for _, root := range roots {
		drawn.total += drawn.value[root]
	}
	return drawn
}

// family tells the children of each span and the spans without a parent, by start.
func family(spans []trace.Span, timed *timeline) (children map[int][]int, roots []int) {
	children = map[int][]int{}
	for i, span := range spans {
		if parent, has := timed.parent(span); has {
			children[parent] = append(children[parent], i)
		} else {
			roots = append(roots, i)
		}
	}
	byStart := func(a, b int) int { return timed.rows[a].start.Compare(timed.rows[b].start) }
	for _, list := range children {
		slices.SortStableFunc(list, byStart)
	}
	slices.SortStableFunc(roots, byStart)
	return children, roots
}

func (f *flames) notices(timed *timeline) []trace.Notice {
	wider, below := 0, 0
	for _, i := range f.order {
		if f.value[i] > timed.rows[i].duration {
			wider++
		}
		if f.level[i] >= mostLevels {
			below++
		}
	}
	var notices []trace.Notice
	if below > 0 {
		notices = append(notices, trace.Notice{Severity: trace.Warning, Text: fmt.Sprintf(
			"The flame graph is %d levels deep at the most, and leaves out %d spans below; those above have their time. The trace view shows every span.", mostLevels, below)})
	}
	if wider > 0 {
		notices = append(notices, trace.Notice{Severity: trace.Info, Text: fmt.Sprintf(
			"Where spans ran side by side, or outside the time of their parent, the flame graph adds up their times: %d of its spans are wider than they lasted. The trace took %s, and the whole is %s wide.",
			wider, millisecondsText(timed.whole), millisecondsText(f.total))})
	}
	return notices
}

// flameColumns are the fields of a flame graph, a value a span.
type flameColumns struct {
	level, value, self []int64
	label              []string
}

func (c *flameColumns) add(level int, value, self time.Duration, label string) {
	c.level, c.label = append(c.level, int64(level)), append(c.label, label)
	c.value, c.self = append(c.value, value.Nanoseconds()), append(c.self, self.Nanoseconds())
}

func (c *flameColumns) fields() []*data.Field {
	return []*data.Field{
		data.NewField("level", nil, c.level),
		data.NewField("value", nil, c.value).SetConfig(&data.FieldConfig{Unit: "ns"}),
		data.NewField("self", nil, c.self).SetConfig(&data.FieldConfig{Unit: "ns"}),
		data.NewField("label", nil, c.label),
	}
}
