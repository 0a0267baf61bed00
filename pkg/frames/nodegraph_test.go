package frames

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"
	"github.com/grafana/grafana-plugin-sdk-go/experimental"
	"github.com/stretchr/testify/require"

	"logservice-jaeger-datasource/pkg/trace"
)

func TestNodeGraphGolden(t *testing.T) {
	tests := []struct {
		name  string
		spans []trace.Span
	}{
		{"node_graph", shop()},
		{"node_graph_placeholders", []trace.Span{{TraceID: traceID, ID: 1}}},
		{"node_graph_empty", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			graph, notices := NodeGraph(tt.spans)
			require.Empty(t, notices)
			require.Len(t, graph, 2)
			experimental.CheckGoldenJSONFrame(t, "testdata", tt.name+"_nodes.golden", graph[0], *update)
			experimental.CheckGoldenJSONFrame(t, "testdata", tt.name+"_edges.golden", graph[1], *update)
		})
	}
}

// texts reads a column of texts.
func texts(t *testing.T, frame *data.Frame, name string) []string {
	t.Helper()
	field, _ := frame.FieldByName(name)
	require.NotNil(t, field, name)
	values := make([]string, field.Len())
	for i := range values {
		values[i] = field.At(i).(string)
	}
	return values
}

// at makes a span that runs from one millisecond of the trace to another.
func at(id, parent trace.SpanID, from, to int) trace.Span {
	return trace.Span{TraceID: traceID, ID: id, Parent: parent, Start: begin.Add(time.Duration(from) * time.Millisecond), Duration: time.Duration(to-from) * time.Millisecond}
}

func TestSelfTime(t *testing.T) {
	tests := []struct {
		name     string
		children []trace.Span
		want     string
	}{
		{"no children", nil, "100 ms (100%)"},
		{"one child", []trace.Span{at(2, 1, 10, 40)}, "70 ms (70%)"},
		{"one after the other", []trace.Span{at(2, 1, 10, 40), at(3, 1, 40, 60)}, "50 ms (50%)"},
		{"side by side", []trace.Span{at(2, 1, 10, 60), at(3, 1, 30, 80)}, "30 ms (30%)"},
		{"one within the other", []trace.Span{at(2, 1, 10, 90), at(3, 1, 30, 40), at(4, 1, 85, 95)}, "15 ms (15%)"},
		{"in any order", []trace.Span{at(4, 1, 85, 95), at(3, 1, 30, 40), at(2, 1, 10, 90)}, "15 ms (15%)"},
		{"children of children count for those", []trace.Span{at(2, 1, 10, 20), at(3, 2, 12, 90)}, "90 ms (90%)"},
		{"all of it", []trace.Span{at(2, 1, 0, 100)}, "0 ms (0%)"},
		{"no longer than nothing", []trace.Span{at(2, 1, 50, 50)}, "100 ms (100%)"},
		{"a clock that runs ahead", []trace.Span{at(2, 1, -20, 30)}, "70 ms (58%)"},
		{"a child that outlasts its parent", []trace.Span{at(2, 1, 80, 200)}, "80 ms (40%)"},
		{"a child that begins when its parent has ended", []trace.Span{at(2, 1, 150, 200)}, "100 ms (50%)"},
		{"a child that ended before its parent began", []trace.Span{at(2, 1, -100, -50)}, "100 ms (50%)"},
		{"a child of a negative duration", []trace.Span{at(2, 1, 50, 30)}, "100 ms (100%)"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			graph, _ := NodeGraph(append([]trace.Span{at(1, 0, 0, 100)}, tt.children...))
			require.Equal(t, tt.want, texts(t, graph[0], "secondarystat")[0])
		})
	}
}

func TestNodeGraphFigures(t *testing.T) {
	tests := []struct {
		name     string
		duration time.Duration
		want     string
	}{
		{"nothing", 0, "0 ms (0%)"},
		{"a nanosecond", 1, "0.000001 ms (100%)"},
		{"microseconds", 123456, "0.123 ms (100%)"},
		{"three digits", 12345678, "12.3 ms (100%)"},
		{"a round number", 7 * time.Millisecond, "7 ms (100%)"},
		{"seconds", 3*time.Second + 123456*time.Microsecond, "3123 ms (100%)"},
		{"a day", 24 * time.Hour, "86400000 ms (100%)"},
		{"none", -1, "0 ms (0%)"},
		{"a small share", 5 * time.Millisecond, "5 ms (0.5%)"},
		{"a smaller share", 12345, "0.0123 ms (0.001%)"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			spans := []trace.Span{{TraceID: traceID, ID: 1, Start: begin, Duration: tt.duration}}
			if strings.Contains(tt.name, "share") {
				spans = append(spans, at(2, 0, 0, 1000))
			}
			graph, _ := NodeGraph(spans)
			require.Equal(t, tt.want, texts(t, graph[0], "mainstat")[0])
		})
	}
}

// TestNodeGraphColours has what Grafana makes the ring of a node from: the first arc
// of 1 if there is one, else the colour's number on its scale.
func TestNodeGraphColours(t *testing.T) {
	failed := at(2, 1, 0, 60)
	failed.Tags = []trace.Tag{{Key: "error", Value: "true"}}
	graph, _ := NodeGraph([]trace.Span{at(1, 0, 0, 100), failed})
	arc, _ := graph[0].FieldByName("arc__errors")
	require.Equal(t, []any{0.0, 1.0}, []any{arc.At(0), arc.At(1)})
	color, _ := graph[0].FieldByName("color")
	require.Equal(t, []any{0.2, 0.3}, []any{color.At(0), color.At(1)}, "half the share: the other half of the scale is red")
	require.Equal(t, []string{"", "error"}, texts(t, graph[0], "detail__status"))
}

// TestNodeGraphNamesTheSpansOfItsTrace compares the node graph with the trace's
// frame, also for spans that the frame had to change.
func TestNodeGraphNamesTheSpansOfItsTrace(t *testing.T) {
	tests := []struct {
		name  string
		spans []trace.Span
		edges []string
	}{
		{"a client and its server share an ID", []trace.Span{
			{ID: 1, Kind: trace.KindClient, Start: begin}, {ID: 1, Kind: trace.KindServer, Start: begin}, {ID: 2, Parent: 1, Start: begin},
		}, []string{"0000000000000001--0000000000000002"}},
		{"a parent that is missing", []trace.Span{{ID: 1, Parent: 9, Start: begin}, {ID: 2, Parent: 1, Start: begin}}, []string{"0000000000000001--0000000000000002"}},
		{"a child before its parent", []trace.Span{{ID: 2, Parent: 1, Start: begin}, {ID: 1, Start: begin.Add(1)}}, []string{"0000000000000001--0000000000000002"}},
		{"no start times", []trace.Span{{ID: 1}, {ID: 2, Parent: 1}}, []string{"0000000000000001--0000000000000002"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			graph, _ := NodeGraph(tt.spans)
			require.Equal(t, texts(t, Trace(tt.spans), "spanID"), texts(t, graph[0], "id"))
			require.Equal(t, tt.edges, texts(t, graph[1], "id"))
			requireGraph(t, graph)
		})
	}
}

// requireGraph checks what the panel fails on: an ID that is used twice, an edge to
// or from nowhere.
func requireGraph(t *testing.T, graph data.Frames) {
	t.Helper()
	ids := texts(t, graph[0], "id")
	known := map[string]bool{}
	for _, id := range ids {
		known[id] = true
	}
	require.Len(t, known, len(ids), "IDs of nodes are unique")
	sources, targets, edges := texts(t, graph[1], "source"), texts(t, graph[1], "target"), map[string]bool{}
	for i, id := range texts(t, graph[1], "id") {
		require.True(t, known[sources[i]] && known[targets[i]], "both ends of %s are there", id)
		edges[id] = true
	}
	require.Len(t, edges, len(sources), "IDs of edges are unique")
}

// large makes a trace of a root and its children, each a millisecond longer than the
// one before, so that the last ones matter most.
func large(n int) []trace.Span {
	spans := []trace.Span{at(1, 0, 0, n)}
	for i := 1; i < n; i++ {
		spans = append(spans, at(trace.SpanID(i+1), 1, 0, i))
	}
	return spans
}

func TestNodeGraphOfALargeTrace(t *testing.T) {
	failing := func(spans []trace.Span, which ...int) []trace.Span {
		for _, i := range which {
			spans[i].Status = trace.StatusError
		}
		return spans
	}
	chain := func(n int) []trace.Span { // each calls the next, and takes a millisecond by itself
		var spans []trace.Span
		for i := range n {
			spans = append(spans, at(trace.SpanID(i+1), trace.SpanID(i), i, n))
		}
		return spans
	}
	tests := []struct {
		name   string
		spans  []trace.Span
		keeps  []trace.SpanID
		drops  []trace.SpanID
		nodes  int
		failed int
	}{
		{"the largest that is whole", large(mostNodes), []trace.SpanID{1, 2, mostNodes}, nil, mostNodes, 0},
		{"the longest stay", large(3000), []trace.SpanID{1, 2002, 3000}, []trace.SpanID{2, 2001}, mostNodes, 0},
		{"what failed stays", failing(large(3000), 1, 2), []trace.SpanID{1, 2, 3, 2004, 3000}, []trace.SpanID{4, 2003}, mostNodes, 0},
		{"more failed than there is room for", failing(large(1002), allBut0(1002)...), []trace.SpanID{1, 4, 1002}, []trace.SpanID{2, 3}, mostNodes, 2},
		{"a chain keeps its upper end", chain(5000), []trace.SpanID{1, 1000}, []trace.SpanID{1001}, mostNodes, 0},
		{"what failed too far down gives way to the roots", failing(append(chain(1500), at(9999, 0, 0, 1)), 1200), []trace.SpanID{1, 9999}, []trace.SpanID{1201}, mostNodes, 1},
		{"the spans above what failed come with it", failing(append(large(2000), at(5000, 2, 0, 0), at(5001, 5000, 0, 0)), 2001), []trace.SpanID{1, 2, 5000, 5001}, []trace.SpanID{3}, mostNodes, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			graph, notices := NodeGraph(tt.spans)
			ids := texts(t, graph[0], "id")
			require.Len(t, ids, tt.nodes)
			requireGraph(t, graph)
			require.Len(t, texts(t, graph[1], "id"), tt.nodes-roots(tt.spans))
			for _, id := range tt.keeps {
				require.Contains(t, ids, id.String())
			}
			for _, id := range tt.drops {
				require.NotContains(t, ids, id.String())
			}
			requireOrder(t, tt.spans, ids)
			if len(tt.spans) == tt.nodes {
				require.Empty(t, notices)
				return
			}
			require.Len(t, notices, 1)
			require.Equal(t, trace.Warning, notices[0].Severity)
			require.Contains(t, notices[0].Text, fmt.Sprintf("leaves out %d of this trace's %d spans, %d of them failed", len(tt.spans)-tt.nodes, len(tt.spans), tt.failed))
		})
	}
}

func allBut0(n int) []int {
	var which []int
	for i := 1; i < n; i++ {
		which = append(which, i)
	}
	return which
}

func roots(spans []trace.Span) int {
	count := 0
	for _, span := range spans {
		if span.Parent == 0 {
			count++
		}
	}
	return count
}

// requireOrder says that IDs come in the order of the spans.
func requireOrder(t *testing.T, spans []trace.Span, ids []string) {
	t.Helper()
	position := map[string]int{}
	for i, span := range spans {
		position[span.ID.String()] = i
	}
	require.True(t, slices.IsSortedFunc(ids, func(a, b string) int { return position[a] - position[b] }))
}

// TestNodeGraphOfTheLargestTrace is as large as a trace can be, and as deep: it must
// not take quadratic time.
func TestNodeGraphOfTheLargestTrace(t *testing.T) {
	var spans []trace.Span
	for i := range 50000 {
		spans = append(spans, at(trace.SpanID(i+1), trace.SpanID(i), i, 50000))
		spans[i].Status = trace.StatusError
	}
	before := time.Now()
	graph, notices := NodeGraph(spans)
	require.Equal(t, mostNodes, graph[0].Rows())
	require.Len(t, notices, 1)
	require.Less(t, time.Since(before), 10*time.Second)
}
