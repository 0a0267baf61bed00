package plugin

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"testing"

	"github.com/grafana/grafana-plugin-sdk-go/data"
	"github.com/stretchr/testify/require"

	"logservice-jaeger-datasource/pkg/frames"
	"logservice-jaeger-datasource/pkg/trace"
)

// with adds the node graph to a data source's settings.
func with(settings map[string]any, nodeGraph map[string]any) map[string]any {
	settings = maps.Clone(settings)
	settings["nodeGraph"] = nodeGraph
	return settings
}

func TestTheNodeGraphFollowsItsTraceIfSwitchedOn(t *testing.T) {
	const failed = `{"query":"c0ffee0db0071ed0503e11a0f5e2d7b4"}`
	tests := []struct {
		name     string
		settings map[string]any
		query    string
		want     []string
	}{
		{"by default", bookinfo, failed, []string{"Trace"}},
		{"off", with(bookinfo, map[string]any{"enabled": false}), failed, []string{"Trace"}},
		{"on", with(bookinfo, map[string]any{"enabled": true}), failed, []string{"Trace", "nodes", "edges"}},
		{"on, in a trace instance", with(emojivoto, map[string]any{"enabled": true}), `{"query":"d0d0a7f00d0000005a7e11e0badc0de5"}`, []string{"Trace", "nodes", "edges"}},
		{"on, for a search", with(bookinfo, map[string]any{"enabled": true}), `{"queryType":"search"}`, []string{"Traces"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := connected(t, storeOf(t, tt.settings["project"].(string)), tt.settings)
			response := query(t.Context(), d, tt.query)["A"]
			require.NoError(t, response.Error)
			var names []string
			for _, frame := range response.Frames {
				names = append(names, frame.Name)
			}
			require.Equal(t, tt.want, names)
			if len(names) == 3 {
				requireGraphOf(t, response.Frames)
			}
		})
	}
}

// failedTag is what Grafana's trace view knows a failed span by, in either dialect.
var failedTag = regexp.MustCompile(`"key":"error","value":"?true`)

// requireGraphOf checks that every span of the trace is a node, and every call an edge.
func requireGraphOf(t *testing.T, answered data.Frames) {
	t.Helper()
	spans, nodes, edges := answered[0], answered[1], answered[2]
	require.EqualValues(t, data.VisTypeTrace, spans.Meta.PreferredVisualization)
	require.Equal(t, spans.Rows(), nodes.Rows())
	edge := 0
	for row := range spans.Rows() {
		id := valueAt(spans, "spanID", row)
		require.Equal(t, id, valueAt(nodes, "id", row))
		require.Equal(t, valueAt(spans, "serviceName", row), valueAt(nodes, "title", row))
		failed := 0.0
		if failedTag.Match(valueAt(spans, "tags", row).(json.RawMessage)) {
			failed = 1
		}
		require.Equal(t, failed, valueAt(nodes, "arc__errors", row), "span %s", id)
		if parent := valueAt(spans, "parentSpanID", row).(*string); parent != nil {
			require.Equal(t, *parent, valueAt(edges, "source", edge))
			require.Equal(t, id, valueAt(edges, "target", edge))
			edge++
		}
	}
	require.Equal(t, edges.Rows(), edge)
	require.Positive(t, edge)
}

func TestNodeGraphGolden(t *testing.T) {
	d := connected(t, storeOf(t, "bookinfo"), with(bookinfo, map[string]any{"enabled": true}))
	checkGolden(t, "logservice_bookinfo_node_graph", timeless(query(t.Context(), d, `{"query":"C0FFEE0DB0071ED0503E11A0F5E2D7B4"}`)["A"]))
}

func TestWhatANodeGraphLeavesOutIsToldWithItsTrace(t *testing.T) {
	many := make([]trace.Span, 1234)
	for i := range many {
		many[i] = trace.Span{TraceID: traceID, ID: trace.SpanID(i + 1), Parent: trace.SpanID(i), Start: now}
	}
	result, failure := trace.TraceResult{Spans: many, Account: account}, error(nil)
	d := New(&fake{trace: func(context.Context, trace.TraceQuery) (trace.TraceResult, error) { return result, failure }}, frames.Link{}, nil)
	d.nodeGraph = true
	response := ask(t.Context(), t, d, map[string]string{"A": oneTrace})["A"]
	require.NoError(t, response.Error)
	require.Equal(t, 1234, response.Frames[0].Rows())
	require.Len(t, response.Frames[0].Meta.Notices, 1, "Explore and panels show one notice")
	text := response.Frames[0].Meta.Notices[0].Text
	require.Contains(t, text, fmt.Sprintf("leaves out %d of this trace's 1234 spans", 1234-response.Frames[1].Rows()))
	require.Contains(t, text, "Looked further back.")
	require.Len(t, account.Notices, 1, "the reader's own list is left as it was")

	result.Spans, failure = nil, errors.New("the shelf fell down")
	response = ask(t.Context(), t, d, map[string]string{"A": oneTrace})["A"]
	require.Error(t, response.Error)
	require.Len(t, response.Frames, 1, "an error comes with what was asked, not with a node graph")
}
