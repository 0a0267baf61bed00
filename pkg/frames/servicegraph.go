package frames

import (
	"fmt"
	"math"
	"strconv"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"logservice-jaeger-datasource/pkg/trace"
)

// GraphForm says what a graph of services is of, and where its links lead.
type GraphForm struct {
	Query trace.GraphQuery
	Link  Link
}

// ServiceGraph makes the two frames that Grafana's node graph draws of services: the
// nodes, one a service, and the edges, one for each caller and callee and way of
// calling. Both keep the order of the graph. What isn't known is an empty text.
//
// Latencies are in milliseconds, rates in requests a second over the whole range. An
// edge is the thicker the more calls went that way, and dashed if these were messages.
//
// The notices say what isn't drawn of a large graph, see chooseServices.
func (f GraphForm) ServiceGraph(graph trace.Graph) (data.Frames, []trace.Notice) {
	graph, notices := chooseServices(graph)
	return data.Frames{
		graphFrame("nodes", f.nodes(graph)),
		graphFrame("edges", f.edges(graph.Edges)),
	}, notices
}

// nodes names the columns. Their displayName is what the panel shows.
//
// An icon in place of the subtitle would hide a node's figures (NodeContents in
// Node.tsx).
func (f GraphForm) nodes(graph trace.Graph) []*data.Field {
	n := len(graph.Nodes)
	names, roles, entries, over := make([]string, n), make([]string, n), make([]string, n), make([]string, n)
	calls := make([]trace.Calls, n)
	population := populations(graph)
	for i, node := range graph.Nodes {
		names[i], calls[i], over[i] = serviceID(node.Service), node.Calls, string(population[node.Service])
		if node.Entries > 0 {
			roles[i], entries[i] = "entry", count(node.Entries)
		}
	}
	id := data.NewField("id", nil, names).SetConfig(&data.FieldConfig{Links: f.linksOfNode()})
	figures := f.figures(calls)
	fields := []*data.Field{id, labelled("title", "Service", names), labelled("subtitle", "Role", roles), figures.latency, figures.rate}
	fields = append(fields, arcs(calls)...)
	return append(fields, figures.requests, figures.failed,
		labelled("detail__entries", "Requests from outside", entries),
		data.NewField(populationField, nil, over))
}

func (f GraphForm) edges(edges []trace.ServiceEdge) []*data.Field {
	n := len(edges)
	ids, callers, callees, ways, dashes := make([]string, n), make([]string, n), make([]string, n), make([]string, n), make([]string, n)
	calls, thickness := make([]trace.Calls, n), make([]float64, n)
	busiest := int64(1)
	for _, edge := range edges {
		busiest = max(busiest, edge.Count)
	}
	for i, edge := range edges {
		// It becomes part of the name of an arrow head, url(#…), which no service's may.
		ids[i] = "edge-" + strconv.Itoa(i+1)
		callers[i], callees[i], calls[i] = serviceID(edge.Caller), serviceID(edge.Callee), edge.Calls
		thickness[i] = 1 + 3*math.Sqrt(float64(edge.Count)/float64(busiest))
		if edge.Messaging {
			ways[i], dashes[i] = "a queue or topic", "6 4"
		}
	}
	figures := f.figures(calls)
	target := data.NewField("target", nil, callees).SetConfig(&data.FieldConfig{Links: f.linksOfEdge()})
	return []*data.Field{
		data.NewField("id", nil, ids), data.NewField("source", nil, callers), target, figures.latency, figures.rate,
		data.NewField("thickness", nil, thickness), data.NewField("strokedasharray", nil, dashes),
		figures.requests, figures.failed, labelled("detail__way", "Through", ways),
	}
}

// serviceID is a service's name and the ID of its node.
func serviceID(service string) string {
	if service == "" {
		return UnknownService
	}
	return service
}

// figureFields tell of calls, a value a node or an edge.
type figureFields struct{ latency, rate, requests, failed *data.Field }

func (f GraphForm) figures(calls []trace.Calls) figureFields {
	n := len(calls)
	latency, rate, requests, failed := make([]string, n), make([]string, n), make([]string, n), make([]string, n)
	for i, c := range calls {
		if c.Latency != nil {
			latency[i] = millisecondsText(*c.Latency)
		}
		rate[i] = f.rate(c.Count)
		requests[i] = count(c.Count)
		if c.Errors != nil && c.Count > 0 {
			failed[i] = fmt.Sprintf("%d (%s)", *c.Errors, percent(float64(*c.Errors)/float64(c.Count)))
		}
	}
	return figureFields{
		latency:  labelled("mainstat", f.latencyName(), latency),
		rate:     labelled("secondarystat", "Requests a second", rate),
		requests: labelled("detail__requests", "Requests", requests),
		failed:   labelled("detail__errors", "Failed", failed),
	}
}

func (f GraphForm) latencyName() string {
	if f.Query.Quantile == 0 {
		return "Average latency"
	}
	return "Latency p" + percentile(strconv.FormatFloat(f.Query.Quantile, 'f', -1, 64))
}

// rate has fewer digits below 1: a node's circle has room for 13 characters.
func (f GraphForm) rate(calls int64) string {
	perSecond := float64(calls) / f.Query.Range.To.Sub(f.Query.Range.From).Seconds()
	digits := 3
	if perSecond < 1 {
		digits = 2
	}
	return figure(perSecond, digits) + " req/s"
}

func count(n int64) string { return strconv.FormatInt(n, 10) }

// arcs are the parts of the ring around a node, which add up to 1. The third is there
// only if a node needs it: one that nobody called, or whose errors the store doesn't
// tell. The panel takes null for a part of the ring (ColorCircle in Node.tsx).
func arcs(calls []trace.Calls) []*data.Field {
	n := len(calls)
	well, failed, unknown := make([]float64, n), make([]float64, n), make([]float64, n)
	needed := false
	for i, c := range calls {
		if c.Errors == nil || c.Count == 0 {
			unknown[i], needed = 1, true
			continue
		}
		failed[i] = float64(*c.Errors) / float64(c.Count)
		well[i] = 1 - failed[i]
	}
	fixed := func(color string) map[string]any { return map[string]any{"mode": "fixed", "fixedColor": color} }
	fields := []*data.Field{
		coloured("arc__success", "Succeeded", well, fixed("green")),
		coloured("arc__errors", "Failed", failed, fixed("red")),
	}
	if needed {
		fields = append(fields, coloured("arc__unknown", "No requests, or not known", unknown, fixed("gray")))
	}
	return fields
}
