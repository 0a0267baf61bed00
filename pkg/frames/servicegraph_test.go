package frames

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"
	"github.com/grafana/grafana-plugin-sdk-go/experimental"
	"github.com/stretchr/testify/require"

	"logservice-jaeger-datasource/pkg/trace"
)

// calls sums up so many calls.
func calls(count, errors int64, latency time.Duration) trace.Calls {
	return trace.Calls{Count: count, Errors: &errors, Latency: &latency}
}

// store is a graph with an entry, a service that only calls, one that only gets
// messages and one of which little is known.
func store() trace.Graph {
	return trace.Graph{
		Nodes: []trace.ServiceNode{
			{Service: "cart", Calls: trace.Calls{Count: 7}},
			{Service: "cron"},
			{Service: "frontend", Calls: calls(3600, 36, 12345*time.Microsecond), Entries: 3590},
			{Service: "mail", Calls: calls(900, 900, 2*time.Second)},
		},
		Edges: []trace.ServiceEdge{
			{Caller: "cron", Callee: "frontend", Calls: calls(10, 0, 900*time.Microsecond)},
			{Caller: "frontend", Callee: "cart", Calls: trace.Calls{Count: 7}},
			{Caller: "frontend", Callee: "mail", Messaging: true, Calls: calls(900, 900, 2*time.Second)},
		},
	}
}

func graphOf(graph trace.Graph, quantile float64) (data.Frames, []trace.Notice) {
	return GraphForm{
		Query: trace.GraphQuery{Range: trace.Range{From: begin, To: begin.Add(time.Hour)}, Quantile: quantile},
		Link:  Link{DatasourceUID: "sls-1", DatasourceName: "Shop"},
	}.ServiceGraph(graph)
}

func TestServiceGraphGolden(t *testing.T) {
	tests := []struct {
		name     string
		graph    trace.Graph
		quantile float64
	}{
		{"service_graph", store(), 0},
		{"service_graph_quantile", trace.Graph{Nodes: store().Nodes[2:3]}, 0.999},
		{"service_graph_empty", trace.Graph{}, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			graph, notices := graphOf(tt.graph, tt.quantile)
			require.Empty(t, notices)
			require.Len(t, graph, 2)
			experimental.CheckGoldenJSONFrame(t, "testdata", tt.name+"_nodes.golden", graph[0], *update)
			experimental.CheckGoldenJSONFrame(t, "testdata", tt.name+"_edges.golden", graph[1], *update)
		})
	}
}

// TestServiceGraphRings has what Grafana draws the ring around a node from.
func TestServiceGraphRings(t *testing.T) {
	ring := func(graph trace.Graph, row int) map[string]float64 {
		nodes, _ := graphOf(graph, 0)
		parts, sum := map[string]float64{}, 0.0
		for _, field := range nodes[0].Fields {
			if strings.HasPrefix(field.Name, "arc__") {
				part := field.At(row).(float64)
				parts[field.Config.Color["fixedColor"].(string)] = part
				sum += part
			}
		}
		require.InDelta(t, 1, sum, 1e-12)
		return parts
	}
	all := store()
	require.Equal(t, map[string]float64{"green": 0, "red": 0, "gray": 1}, ring(all, 0), "errors that the store doesn't tell")
	require.Equal(t, map[string]float64{"green": 0, "red": 0, "gray": 1}, ring(all, 1), "nobody called it")
	require.Equal(t, map[string]float64{"green": 0.99, "red": 0.01, "gray": 0}, ring(all, 2))
	require.Equal(t, map[string]float64{"green": 0, "red": 1, "gray": 0}, ring(all, 3))
	require.Equal(t, map[string]float64{"green": 0, "red": 1}, ring(trace.Graph{Nodes: all.Nodes[3:]}, 0), "no third part where all is known")
}

func TestServiceGraphFigures(t *testing.T) {
	tests := []struct {
		name        string
		calls       trace.Calls
		rate, share string
	}{
		{"many", calls(4443210, 1, time.Second), "1234 req/s", "1 (0.00002%)"},
		{"one a second", calls(3600, 0, time.Second), "1 req/s", "0 (0%)"},
		{"some", calls(3333, 333, time.Second), "0.93 req/s", "333 (10%)"},
		{"one an hour", calls(1, 1, time.Second), "0.00028 req/s", "1 (100%)"},
		{"none", trace.Calls{}, "0 req/s", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			graph, _ := graphOf(trace.Graph{Nodes: []trace.ServiceNode{{Service: "a", Calls: tt.calls}}}, 0)
			require.Equal(t, []string{tt.rate}, texts(t, graph[0], "secondarystat"))
			require.Equal(t, []string{tt.share}, texts(t, graph[0], "detail__errors"))
		})
	}
}

// TestServiceGraphOfAnUnnamedService checks that the ends of edges are nodes also where
// a service has no name, which no node may lack.
func TestServiceGraphOfAnUnnamedService(t *testing.T) {
	graph, _ := graphOf(trace.Graph{
		Nodes: []trace.ServiceNode{{Service: ""}, {Service: "b", Calls: calls(1, 0, time.Second)}},
		Edges: []trace.ServiceEdge{{Callee: "b", Calls: calls(1, 0, time.Second)}},
	}, 0)
	require.Equal(t, []string{UnknownService, "b"}, texts(t, graph[0], "id"))
	require.Equal(t, []string{UnknownService}, texts(t, graph[1], "source"))
}

// links are those of a frame, by title, with the values of a row filled in as Grafana
// does: a link's variables are all known there.
func links(t *testing.T, frame *data.Frame, row int) map[string]string {
	t.Helper()
	filled := map[string]string{}
	for _, field := range frame.Fields {
		if field.Config == nil {
			continue
		}
		for _, link := range field.Config.Links {
			text := link.URL
			if link.Internal != nil {
				require.Equal(t, []string{"sls-1", "Shop"}, []string{link.Internal.DatasourceUID, link.Internal.DatasourceName})
				raw, err := json.Marshal(link.Internal.Query)
				require.NoError(t, err)
				text = string(raw)
			}
			for _, variable := range []string{"${__value.raw}", "${__value.raw:percentencode}"} {
				text = strings.ReplaceAll(text, variable, field.At(row).(string))
			}
			text = strings.ReplaceAll(text, "${__data.fields.population}", fmt.Sprint(at0(frame, "population", row)))
			require.NotContains(t, text, "${", "every variable is one that Grafana knows")
			filled[link.Title] = text
		}
	}
	return filled
}

func at0(frame *data.Frame, name string, row int) any {
	if field, _ := frame.FieldByName(name); field != nil {
		return field.At(row)
	}
	return nil
}

func TestServiceGraphLinks(t *testing.T) {
	graph, _ := graphOf(store(), 0.99)
	require.Equal(t, map[string]string{
		"Traces of this service":         `{"limit":20,"queryType":"search","service":"frontend"}`,
		"Failed traces of this service":  `{"limit":20,"queryType":"search","service":"frontend","status":"error"}`,
		"Latency by operation":           `{"groupBy":["operation"],"measure":"quantiles","over":"serverSpans","quantiles":[0.99],"queryType":"metrics","seriesLimit":20,"service":"frontend","topBy":"count"}`,
		"Requests a second by operation": `{"groupBy":["operation"],"measure":"rate","over":"serverSpans","queryType":"metrics","seriesLimit":20,"service":"frontend","topBy":"count"}`,
		"Dashboard/One service in depth": fmt.Sprintf("/d/lsj-service?var-datasource=sls-1&var-service=frontend&from=%d&to=%d", begin.UnixMilli(), begin.Add(time.Hour).UnixMilli()),
	}, links(t, graph[0], 2))
	require.Contains(t, links(t, graph[0], 3)["Latency by operation"], `"over":"spans"`, "who only gets messages has no spans of kind server")
	require.Contains(t, links(t, graph[0], 1)["Latency by operation"], `"over":"serverSpans"`)
	require.Equal(t, map[string]string{
		"Traces of the service called":        `{"limit":20,"queryType":"search","service":"mail"}`,
		"Failed traces of the service called": `{"limit":20,"queryType":"search","service":"mail","status":"error"}`,
	}, links(t, graph[1], 2))
	average, _ := graphOf(store(), 0)
	require.Contains(t, links(t, average[0], 0)["Latency by operation"], `"quantiles":[0.95]`)
}

// TestTheBoardOfAServiceIsThere looks up what the link to it relies on.
func TestTheBoardOfAServiceIsThere(t *testing.T) {
	raw, err := os.ReadFile("../../src/dashboards/service.json")
	require.NoError(t, err)
	var board struct {
		UID, Title string
		Templating struct{ List []struct{ Name, Type string } }
	}
	require.NoError(t, json.Unmarshal(raw, &board))
	require.Equal(t, ServiceBoard, board.UID)
	require.Contains(t, GraphForm{}.boardLink().Title, board.Title)
	var variables []string
	for _, variable := range board.Templating.List {
		variables = append(variables, variable.Name)
	}
	require.Subset(t, variables, []string{"datasource", "service"})
}

// star is a graph of one service that calls all others, the later ones more often.
func star(n int) trace.Graph {
	graph := trace.Graph{Nodes: []trace.ServiceNode{{Service: "a", Calls: calls(1_000_000, 0, 1), Entries: 1}}}
	for i := 1; i < n; i++ {
		name := fmt.Sprintf("s%04d", i)
		graph.Nodes = append(graph.Nodes, trace.ServiceNode{Service: name, Calls: calls(int64(i), 0, 1)})
		graph.Edges = append(graph.Edges, trace.ServiceEdge{Caller: "a", Callee: name, Calls: calls(int64(i), 0, 1)})
	}
	return graph
}

func TestLargeServiceGraphs(t *testing.T) {
	whole, notices := graphOf(star(200), 0)
	require.Empty(t, notices)
	require.Equal(t, 200, whole[0].Rows())

	folded, notices := graphOf(star(201), 0)
	require.Equal(t, []int{201, 200}, []int{folded[0].Rows(), folded[1].Rows()})
	require.Equal(t, trace.Info, notices[0].Severity)
	require.Contains(t, notices[0].Text, "has 201 services, of which Grafana shows 200 at first")

	cut, notices := graphOf(star(1003), 0)
	require.Equal(t, []int{1000, 999}, []int{cut[0].Rows(), cut[1].Rows()})
	require.Equal(t, trace.Warning, notices[0].Severity)
	require.Contains(t, notices[0].Text, "leaves out 3 of 1003 services and 3 of 1002 ways between them")
	names := texts(t, cut[0], "id")
	require.Equal(t, []string{"a", "s0004"}, names[:2], "those with the fewest requests are gone")
	require.True(t, slices.IsSorted(names))
	for _, end := range append(texts(t, cut[1], "source"), texts(t, cut[1], "target")...) {
		require.Contains(t, names, end)
	}
}
