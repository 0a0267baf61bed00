package trace

import (
	"cmp"
	"slices"
	"time"
)

// GraphQuery asks which service calls which, by the spans that began within Range.
type GraphQuery struct {
	Range Range
	// Service keeps what is at most Hops calls away from it, up or down; empty keeps
	// all.
	Service string
	// Hops is at least 1, and says nothing without a Service.
	Hops int
	// Quantile, above 0 and below 1, is the latency to give; zero asks for the average.
	Quantile float64
}

// GraphResult is the answer to a GraphQuery.
type GraphResult struct {
	Graph
	Account
}

// Graph is who calls whom. Nodes are sorted by service; edges by caller, callee and
// then those of messages last. Both ends of every edge are among the nodes.
type Graph struct {
	Nodes []ServiceNode
	Edges []ServiceEdge
}

// ServiceNode is a service, and the calls that it got from others and from outside.
type ServiceNode struct {
	Service string
	// Calls are those of all edges that lead here, and those that no service made.
	Calls
	// Entries is how many of them no service made: requests from outside.
	Entries int64
}

// ServiceEdge is the calls of one service to another. A call is a span whose parent
// belongs to another service.
type ServiceEdge struct {
	Caller, Callee string
	// Messaging says that they went through a queue or a topic: a producer sent them or
	// a consumer got them.
	Messaging bool
	Calls
}

// Calls sums up calls by the spans of who was called.
type Calls struct {
	Count int64
	// Errors is how many failed (see Span.Failed); nil if the store doesn't tell.
	Errors *int64
	// Latency is what GraphQuery.Quantile asks for; nil if the store doesn't tell.
	Latency *time.Duration
}

// Around keeps the services that are at most so many calls away from one, up or down,
// and the edges between these. A service that isn't there leaves nothing.
func (g Graph) Around(service string, hops int) Graph {
	near := map[string]bool{}
	next := []string{service}
	for ; hops >= 0 && len(next) > 0; hops-- {
		var found []string
		for _, name := range next {
			near[name] = true
		}
		for _, edge := range g.Edges {
			if near[edge.Caller] != near[edge.Callee] {
				found = append(found, edge.Caller, edge.Callee)
			}
		}
		next = found
	}
	return Graph{
		Nodes: keep(g.Nodes, func(node ServiceNode) bool { return near[node.Service] }),
		Edges: keep(g.Edges, func(edge ServiceEdge) bool { return near[edge.Caller] && near[edge.Callee] }),
	}
}

func keep[T any](all []T, good func(T) bool) []T {
	var kept []T
	for _, one := range all {
		if good(one) {
			kept = append(kept, one)
		}
	}
	return kept
}

// GraphOf makes a graph of whole traces, each repaired as a Reader gives it. A span
// without a parent is a request from outside; so is one of kind server or consumer
// whose parent is lost. Others whose parent is lost don't count: nothing tells who
// called them. A quantile is that of the spans themselves: the shortest duration that
// more than so large a share of them don't exceed.
func GraphOf(traces [][]Span, quantile float64) Graph {
	return graphOf(traces, quantile, func(Span) bool { return true })
}

// GraphWithin is GraphOf for the spans that began within a range. Who called them may
// have begun before.
func GraphWithin(traces [][]Span, over Range, quantile float64) Graph {
	return graphOf(traces, quantile, func(span Span) bool { return !span.Start.Before(over.From) && span.Start.Before(over.To) })
}

func graphOf(traces [][]Span, quantile float64, counts func(Span) bool) Graph {
	calls := map[route][]Span{}
	for _, spans := range traces {
		byID := make(map[SpanID]*Span, len(spans))
		for i := range spans {
			byID[spans[i].ID] = &spans[i]
		}
		for _, span := range spans {
			if way, ok := routeTo(span, byID[span.Parent]); ok && counts(span) {
				calls[way] = append(calls[way], span)
			}
		}
	}
	return sumUpRoutes(calls, quantile)
}

// routeTo is the way by which a span was called, by another or from outside; there is
// none if its own service did, or if nothing tells who.
func routeTo(span Span, parent *Span) (way route, ok bool) {
	switch {
	case parent == nil:
		return route{callee: span.Service}, !span.ParentLost || span.Kind == KindServer || span.Kind == KindConsumer
	case parent.Service == span.Service:
		return route{}, false
	default:
		messaging := parent.Kind == KindProducer || span.Kind == KindConsumer
		return route{caller: parent.Service, callee: span.Service, called: true, messaging: messaging}, true
	}
}

// route is the way of a call; not called if no service made it.
type route struct {
	caller, callee    string
	called, messaging bool
}

func sumUpRoutes(calls map[route][]Span, quantile float64) Graph {
	var graph Graph
	into, entries := map[string][]Span{}, map[string]int64{}
	var none []Span
	for way, spans := range calls {
		into[way.callee] = append(into[way.callee], spans...)
		if !way.called {
			entries[way.callee] = int64(len(spans))
			continue
		}
		into[way.caller] = append(into[way.caller], none...) // it is there even if nobody calls it
		graph.Edges = append(graph.Edges, ServiceEdge{way.caller, way.callee, way.messaging, sumUp(spans, quantile)})
	}
	for service, spans := range into {
		graph.Nodes = append(graph.Nodes, ServiceNode{service, sumUp(spans, quantile), entries[service]})
	}
	graph.Sort()
	return graph
}

// Sort brings nodes and edges into their order.
func (g Graph) Sort() {
	slices.SortFunc(g.Nodes, func(a, b ServiceNode) int { return cmp.Compare(a.Service, b.Service) })
	slices.SortFunc(g.Edges, func(a, b ServiceEdge) int {
		return cmp.Or(cmp.Compare(a.Caller, b.Caller), cmp.Compare(a.Callee, b.Callee), compareBools(a.Messaging, b.Messaging))
	})
}

func compareBools(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

func sumUp(spans []Span, quantile float64) Calls {
	errors := int64(0)
	durations := make([]time.Duration, len(spans))
	total := time.Duration(0)
	for i, span := range spans {
		if span.Failed() {
			errors++
		}
		durations[i] = span.Duration
		total += span.Duration
	}
	calls := Calls{Count: int64(len(spans)), Errors: &errors}
	if len(spans) > 0 {
		latency := total / time.Duration(len(spans))
		if quantile > 0 {
			slices.Sort(durations)
			latency = durations[min(int(quantile*float64(len(durations))), len(durations)-1)]
		}
		calls.Latency = &latency
	}
	return calls
}
