package trace

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

var began = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func taken(milliseconds int) *time.Duration {
	duration := time.Duration(milliseconds) * time.Millisecond
	return &duration
}

func failed(count int64) *int64 { return &count }

// shop is a request to the site, which asks the cart twice, one of them in vain, and
// leaves a message for the mailer; and one whose caller's span was never stored.
func shop() [][]Span {
	span := func(id, parent SpanID, service string, kind Kind, milliseconds int) Span {
		return Span{ID: id, Parent: parent, Service: service, Kind: kind, Start: began, Duration: time.Duration(milliseconds) * time.Millisecond}
	}
	broken := span(5, 3, "cart", KindServer, 30)
	broken.Status = StatusError
	return [][]Span{
		{
			span(1, 0, "site", KindServer, 100),
			span(2, 1, "site", KindClient, 11), span(3, 1, "site", KindClient, 31),
			span(4, 2, "cart", KindServer, 10), broken,
			span(6, 1, "site", KindProducer, 1), span(7, 6, "mailer", KindConsumer, 50),
		},
		{span(8, 0, "cart", KindServer, 20)},
	}
}

func TestGraphOf(t *testing.T) {
	graph := GraphOf(shop(), 0)
	require.Equal(t, Graph{
		Nodes: []ServiceNode{
			{"cart", Calls{3, failed(1), taken(20)}, 1},
			{"mailer", Calls{1, failed(0), taken(50)}, 0},
			{"site", Calls{1, failed(0), taken(100)}, 1},
		},
		Edges: []ServiceEdge{
			{"site", "cart", false, Calls{2, failed(1), taken(20)}},
			{"site", "mailer", true, Calls{1, failed(0), taken(50)}},
		},
	}, graph)
}

func TestGraphOfGivesAQuantile(t *testing.T) {
	require.Equal(t, taken(30), GraphOf(shop(), 0.9).Edges[0].Latency)
	require.Equal(t, taken(10), GraphOf(shop(), 0.1).Edges[0].Latency)
}

// TestLostParents has spans whose parents were never stored: of a server and of a
// consumer, which are requests, and of others, which nobody is known to have called.
func TestLostParents(t *testing.T) {
	var spans []Span
	for i, kind := range append([]Kind{KindUnspecified}, Kinds...) {
		spans = append(spans, Span{ID: SpanID(i + 1), Parent: 99, Kind: kind, Service: "service of " + string(kind)})
	}
	repaired, _ := Repair(spans)
	var entries []string
	for _, node := range GraphOf([][]Span{repaired}, 0).Nodes {
		require.EqualValues(t, 1, node.Entries)
		entries = append(entries, node.Service)
	}
	require.Equal(t, []string{"service of consumer", "service of server"}, entries)
}

func TestGraphWithinCountsWhatBeganInTheRange(t *testing.T) {
	spans := []Span{{ID: 1, Service: "caller", Start: began}, {ID: 2, Parent: 1, Service: "callee", Start: began.Add(time.Second)}, {ID: 3, Parent: 1, Service: "callee", Start: began.Add(2 * time.Second)}}
	graph := GraphWithin([][]Span{spans}, Range{From: began.Add(time.Second), To: began.Add(2 * time.Second)}, 0)
	require.Equal(t, []ServiceEdge{{"caller", "callee", false, Calls{1, failed(0), taken(0)}}}, graph.Edges)
	require.Equal(t, []ServiceNode{{"callee", Calls{1, failed(0), taken(0)}, 0}, {"caller", Calls{0, failed(0), nil}, 0}}, graph.Nodes)
}

func TestAServiceThatOnlyCallsIsInTheGraph(t *testing.T) {
	traces := [][]Span{{{ID: 1, Parent: 2, Service: "callee"}, {ID: 2, Parent: 3, Service: "caller"}, {ID: 3, Service: "first"}}}
	graph := GraphOf(traces, 0).Around("callee", 1)
	require.Len(t, graph.Nodes, 2)
	require.Equal(t, "caller", graph.Nodes[1].Service)
}

func TestAround(t *testing.T) {
	var chain Graph
	for _, pair := range []string{"ab", "bc", "cd", "de"} {
		chain.Edges = append(chain.Edges, ServiceEdge{Caller: pair[:1], Callee: pair[1:]})
	}
	for _, service := range []string{"a", "b", "c", "d", "e"} {
		chain.Nodes = append(chain.Nodes, ServiceNode{Service: service})
	}
	names := func(graph Graph) (nodes, edges string) {
		for _, node := range graph.Nodes {
			nodes += node.Service
		}
		for _, edge := range graph.Edges {
			edges += edge.Caller + edge.Callee + " "
		}
		return nodes, edges
	}
	for _, tt := range []struct {
		service      string
		hops         int
		nodes, edges string
	}{
		{"c", 1, "bcd", "bc cd "},
		{"c", 2, "abcde", "ab bc cd de "},
		{"c", 10, "abcde", "ab bc cd de "},
		{"a", 1, "ab", "ab "},
		{"elsewhere", 3, "", ""},
	} {
		nodes, edges := names(chain.Around(tt.service, tt.hops))
		require.Equal(t, tt.nodes, nodes, tt.service)
		require.Equal(t, tt.edges, edges, tt.service)
	}
}
