package frames

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"
	"github.com/grafana/grafana-plugin-sdk-go/experimental"
	"github.com/stretchr/testify/require"

	"logservice-jaeger-datasource/pkg/trace"
)

func TestFlameGraphGolden(t *testing.T) {
	tests := []struct {
		name  string
		spans []trace.Span
	}{
		{"flame_graph", shop()},
		{"flame_graph_several_roots", append(shop(), trace.Span{TraceID: traceID, ID: 9, Start: begin.Add(time.Second), Duration: time.Millisecond})},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			frame, notices := FlameGraph(tt.spans)
			require.Empty(t, notices)
			experimental.CheckGoldenJSONFrame(t, "testdata", tt.name+".golden", frame, *update)
		})
	}
}

// bar is a row of a flame graph, in milliseconds.
type bar struct {
	level, value, self int64
	label              string
}

// bars reads a flame graph.
func bars(t *testing.T, frame *data.Frame) []bar {
	t.Helper()
	read := make([]bar, frame.Rows())
	number := func(field string, row int) int64 {
		column, _ := frame.FieldByName(field)
		return column.At(row).(int64)
	}
	labels := texts(t, frame, "label")
	for row := range read {
		read[row] = bar{number("level", row), number("value", row), number("self", row), labels[row]}
	}
	return read
}

// called makes a span of an operation that runs from one millisecond to another.
func called(operation string, id, parent trace.SpanID, from, to int) trace.Span {
	span := at(id, parent, from, to)
	span.Service, span.Operation = "shop", operation
	return span
}

func TestFlameGraphWidths(t *testing.T) {
	const ms = int64(time.Millisecond)
	tests := []struct {
		name   string
		spans  []trace.Span
		want   []bar
		notice string
	}{
		{"one after the other", []trace.Span{called("a", 1, 0, 0, 100), called("b", 2, 1, 10, 40), called("c", 3, 1, 50, 90)},
			[]bar{{0, 100, 30, "a"}, {1, 30, 30, "b"}, {1, 40, 40, "c"}}, ""},
		{"side by side", []trace.Span{called("a", 1, 0, 0, 100), called("b", 2, 1, 10, 60), called("c", 3, 1, 30, 80)},
			[]bar{{0, 130, 30, "a"}, {1, 50, 50, "b"}, {1, 50, 50, "c"}}, "1 of its spans are wider than they lasted. The trace took 100 ms, and the whole is 130 ms wide."},
		{"a child that outlasts its parent", []trace.Span{called("a", 1, 0, 0, 100), called("b", 2, 1, 80, 200)},
			[]bar{{0, 200, 80, "a"}, {1, 120, 120, "b"}}, "1 of its spans are wider than they lasted. The trace took 200 ms, and the whole is 200 ms wide."},
		{"siblings by start, each followed by its own", []trace.Span{called("a", 1, 0, 0, 100), called("late", 2, 1, 50, 60), called("early", 3, 1, 10, 30), called("below", 4, 3, 10, 20)},
			[]bar{{0, 100, 70, "a"}, {1, 20, 10, "early"}, {2, 10, 10, "below"}, {1, 10, 10, "late"}}, ""},
		{"several roots", []trace.Span{called("b", 2, 0, 50, 60), called("a", 1, 0, 0, 20), called("c", 3, 1, 0, 5)},
			[]bar{{0, 30, 0, ""}, {1, 20, 15, "a"}, {2, 5, 5, "c"}, {1, 10, 10, "b"}}, ""},
		{"nothing", nil, []bar{}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			frame, notices := FlameGraph(tt.spans)
			for i := range tt.want {
				tt.want[i].value *= ms
				tt.want[i].self *= ms
				if tt.want[i].label == "" {
					tt.want[i].label = "Whole trace"
				} else {
					tt.want[i].label = "shop: " + tt.want[i].label
				}
			}
			require.Equal(t, tt.want, bars(t, frame))
			if tt.notice == "" {
				require.Empty(t, notices)
				return
			}
			require.Len(t, notices, 1)
			require.Contains(t, notices[0].Text, tt.notice)
		})
	}
}

// randomTrace makes a repaired trace whose spans run side by side, outlast their
// parents, and begin before them.
func randomTrace(random *rand.Rand) []trace.Span {
	spans := make([]trace.Span, 1+random.IntN(60))
	for i := range spans {
		from := random.IntN(100)
		spans[i] = called(string(rune('a'+random.IntN(6))), trace.SpanID(i+1), trace.SpanID(random.IntN(i+1)), from, from+random.IntN(100))
	}
	repaired, _ := trace.Repair(spans)
	return repaired
}

// TestFlameGraphAddsUp checks what Grafana counts on when it lays children on their
// parent, and what the figures mean, for traces of any shape.
func TestFlameGraphAddsUp(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 500 {
		spans := randomTrace(random)
		timed := newTimeline(spans)
		frame, _ := FlameGraph(spans)
		drawn := bars(t, frame)
		self, durations, want := int64(0), []int64{}, []int64{}
		for row, one := range drawn {
			self += one.self
			below := int64(0)
			for _, next := range drawn[row+1:] {
				if next.level <= one.level {
					break
				}
				if next.level == one.level+1 {
					below += next.value
				}
			}
			require.Equal(t, one.value, one.self+below, "a span is as wide as its own time and its children")
			if row == 0 || drawn[row-1].level < one.level {
				require.True(t, row == 0 && one.level == 0 || one.level == drawn[row-1].level+1, "one level at a time")
			}
			if one.label != wholeTrace {
				durations = append(durations, one.value)
			}
		}
		require.Equal(t, drawn[0].value, self, "the whole is all self times")
		for _, row := range timed.rows {
			want = append(want, row.duration.Nanoseconds())
		}
		slices.Sort(durations)
		slices.Sort(want)
		require.Len(t, durations, len(want), "every span is drawn once")
		for i := range want {
			require.GreaterOrEqual(t, durations[i], want[i], "no span is narrower than it lasted")
		}
	}
}

// TestFlameGraphOfSpansOneAfterTheOther has spans that run within their parents, one
// at a time: they are as wide as they lasted.
func TestFlameGraphOfSpansOneAfterTheOther(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	for range 100 {
		var spans []trace.Span
		var fill func(parent trace.SpanID, from, to int)
		fill = func(parent trace.SpanID, from, to int) {
			for from < to {
				begin := from + random.IntN(to-from)
				end := begin + 1 + random.IntN(to-begin)
				id := trace.SpanID(len(spans) + 1)
				spans = append(spans, at(id, parent, begin, end))
				if end-begin > 3 {
					fill(id, begin, end)
				}
				from = end
			}
		}
		spans = append(spans, at(1, 0, 0, 100))
		fill(1, 0, 100)
		repaired, _ := trace.Repair(spans)
		frame, notices := FlameGraph(repaired)
		require.Empty(t, notices)
		require.Equal(t, len(spans), frame.Rows())
		require.Equal(t, int64(100*time.Millisecond), bars(t, frame)[0].value)
	}
}

// TestFlameGraphOfTheDeepestTrace is as large as a trace can be, and as deep.
func TestFlameGraphOfTheDeepestTrace(t *testing.T) {
	var spans []trace.Span
	for i := range 50000 {
		spans = append(spans, at(trace.SpanID(i+1), trace.SpanID(i), i, 50000))
	}
	before := time.Now()
	frame, notices := FlameGraph(spans)
	require.Less(t, time.Since(before), 10*time.Second)
	require.Equal(t, mostLevels, frame.Rows())
	drawn := bars(t, frame)
	require.Equal(t, int64(50000*time.Millisecond), drawn[0].value)
	require.Equal(t, drawn[mostLevels-1].value, drawn[mostLevels-1].self, "the last level has the time of those below")
	require.Len(t, notices, 1)
	require.Equal(t, trace.Warning, notices[0].Severity)
	require.Contains(t, notices[0].Text, "leaves out 49500 spans")
}
