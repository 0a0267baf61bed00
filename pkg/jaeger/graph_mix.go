package jaeger

import (
	"math"

	"logservice-jaeger-datasource/pkg/trace"
)

// mixed puts numbers of calls that are of all traces, and a graph that is of some of
// them, together. What only the sample tells is scaled up: an edge's errors and
// messages by its own calls, requests from outside and edges that the counts lack by
// how much larger the counts are on the whole. So errors are never more than calls,
// and a node's calls are the sum of what leads to it. It says how many edges only the
// sample has.
func mixed(counts map[link]int64, sample trace.Graph) (graph trace.Graph, added int) {
	ways := map[link][]trace.ServiceEdge{}
	for _, edge := range sample.Edges {
		way := link{edge.Caller, edge.Callee}
		ways[way] = append(ways[way], edge)
	}
	scale := scaleOf(counts, ways)
	for way, count := range counts {
		graph.Edges = append(graph.Edges, shared(way, count, ways[way])...)
	}
	for way, edges := range ways {
		if _, ok := counts[way]; !ok {
			added++
			graph.Edges = append(graph.Edges, shared(way, scaled(callsOf(edges), scale), edges)...)
		}
	}
	graph.Nodes = nodesOf(graph.Edges, sample, scale)
	graph.Sort()
	return graph, added
}

// scaleOf is how much larger the counts are than the sample, by the edges of both.
func scaleOf(counts map[link]int64, ways map[link][]trace.ServiceEdge) float64 {
	whole, part := 0.0, 0.0
	for way, count := range counts {
		if edges := ways[way]; len(edges) > 0 {
			whole += float64(count)
			part += float64(callsOf(edges))
		}
	}
	if part == 0 || whole < part {
		return 1
	}
	return whole / part
}

func callsOf(edges []trace.ServiceEdge) int64 {
	sum := int64(0)
	for _, edge := range edges {
		sum += edge.Count
	}
	return sum
}

func scaled(count int64, scale float64) int64 { return int64(math.Round(float64(count) * scale)) }

// shared are the edges of one way, that of messages apart, so that they add up to a
// number of calls.
func shared(way link, count int64, sample []trace.ServiceEdge) []trace.ServiceEdge {
	if len(sample) == 0 {
		return []trace.ServiceEdge{{Caller: way.caller, Callee: way.callee, Calls: trace.Calls{Count: count}}}
	}
	var edges []trace.ServiceEdge
	left, of := count, callsOf(sample)
	for i, edge := range sample {
		share := scaled(edge.Count, float64(count)/float64(of))
		if i == len(sample)-1 {
			share = left
		}
		if left -= share; share > 0 {
			edge.Calls = enlarged(edge.Calls, share)
			edges = append(edges, edge)
		}
	}
	return edges
}

// enlarged is calls of which there are so many, with as large a share of errors.
func enlarged(calls trace.Calls, count int64) trace.Calls {
	if calls.Errors != nil && calls.Count > 0 {
		errors := scaled(*calls.Errors, float64(count)/float64(calls.Count))
		calls.Errors = &errors
	}
	calls.Count = count
	return calls
}

// nodesOf are the services at the ends of edges, and those that only got requests from
// outside.
func nodesOf(edges []trace.ServiceEdge, sample trace.Graph, scale float64) []trace.ServiceNode {
	into := map[string][]trace.Calls{}
	for _, edge := range edges {
		into[edge.Callee] = append(into[edge.Callee], edge.Calls)
		into[edge.Caller] = append(into[edge.Caller], []trace.Calls{}...) // it is there even if nobody calls it
	}
	nodes := map[string]trace.ServiceNode{}
	for _, node := range sample.Nodes {
		outside := entriesOf(node, sample.Edges)
		into[node.Service] = append(into[node.Service], enlarged(outside, scaled(outside.Count, scale)))
		nodes[node.Service] = trace.ServiceNode{Entries: scaled(outside.Count, scale), Calls: trace.Calls{Latency: node.Latency}}
	}
	var list []trace.ServiceNode
	for service, calls := range into {
		node := nodes[service]
		node.Service = service
		node.Count, node.Errors = sumOf(calls)
		list = append(list, node)
	}
	return list
}

// entriesOf are a node's requests from outside, with what of its errors no edge has.
func entriesOf(node trace.ServiceNode, edges []trace.ServiceEdge) trace.Calls {
	errors := *node.Errors
	for _, edge := range edges {
		if edge.Callee == node.Service {
			errors -= *edge.Errors
		}
	}
	return trace.Calls{Count: node.Entries, Errors: &errors}
}

// sumOf adds up calls. Errors are nil if they are known of none of them, and if of
// some, then as large a share of the others is taken for failed.
func sumOf(calls []trace.Calls) (count int64, errors *int64) {
	known, failed := int64(0), int64(0)
	for _, one := range calls {
		count += one.Count
		if one.Errors != nil {
			known += one.Count
			failed += *one.Errors
		}
	}
	if known == 0 {
		return count, nil
	}
	failed = scaled(failed, float64(count)/float64(known))
	return count, &failed
}
