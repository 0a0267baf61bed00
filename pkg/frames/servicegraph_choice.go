package frames

import (
	"cmp"
	"fmt"
	"slices"

	"logservice-jaeger-datasource/pkg/trace"
)

// shownNodes is how many nodes Grafana shows at first (defaultNodeCountLimit in
// NodeGraph.tsx). The others come when markers at the rim are clicked.
const shownNodes = 200

// chooseServices keeps the services of a graph that can be drawn: all up to
// mostNodes, else those with the most calls, and the edges between them. It says so,
// and where Grafana doesn't show all of them at once.
func chooseServices(graph trace.Graph) (trace.Graph, []trace.Notice) {
	total := len(graph.Nodes)
	if total <= shownNodes {
		return graph, nil
	}
	const advice = "Name a service in the query to see what is around it."
	if total <= mostNodes {
		return graph, []trace.Notice{{Severity: trace.Info, Text: fmt.Sprintf(
			"This graph has %d services, of which Grafana shows %d at first; the others come when the numbers at its rim are clicked. %s", total, shownNodes, advice)}}
	}
	byCalls := slices.Clone(graph.Nodes)
	slices.SortStableFunc(byCalls, func(a, b trace.ServiceNode) int { return cmp.Compare(b.Count, a.Count) })
	kept := map[string]bool{}
	for _, node := range byCalls[:mostNodes] {
		kept[node.Service] = true
	}
	chosen := trace.Graph{
		Nodes: slices.DeleteFunc(slices.Clone(graph.Nodes), func(node trace.ServiceNode) bool { return !kept[node.Service] }),
		Edges: slices.DeleteFunc(slices.Clone(graph.Edges), func(edge trace.ServiceEdge) bool { return !kept[edge.Caller] || !kept[edge.Callee] }),
	}
	return chosen, []trace.Notice{{Severity: trace.Warning, Text: fmt.Sprintf(
		"This graph leaves out %d of %d services and %d of %d ways between them: it has the %d services with the most requests. %s",
		total-mostNodes, total, len(graph.Edges)-len(chosen.Edges), len(graph.Edges), mostNodes, advice)}}
}
