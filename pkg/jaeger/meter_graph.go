package jaeger

import (
	"context"
	"errors"
	"strings"

	"logservice-jaeger-datasource/pkg/trace"
)

// graph answers a graph query. If a sample holds all traces, it tells all. Else the
// numbers of calls are those that Jaeger keeps, and the rest is estimated from the
// sample or, for services, told by the span metrics.
func (m *meter) graph(ctx context.Context, taken *ledger, query trace.GraphQuery) (trace.Graph, error) {
	traces, more, failure := m.traces.sample(ctx, taken, query.Range, trace.Filter{}, sampleSize)
	if ctx.Err() != nil {
		return trace.Graph{}, ctx.Err()
	}
	graph := trace.GraphOf(countedWithin(query.Range, traces), query.Quantile)
	if failure != nil || more {
		counts, why, err := m.counts(ctx, taken, query.Range)
		switch {
		case err != nil:
			return trace.Graph{}, err
		case len(counts) > 0:
			graph = m.whole(ctx, taken, query, counts, graph)
			noteEstimates(taken, len(traces), failure)
		case failure != nil:
			return trace.Graph{}, failure
		default:
			taken.notice(trace.Warning, "This graph is of a sample of %s, and there are more: its numbers of calls are of these alone, because %s.", trace.Counted(len(traces), "trace"), why)
		}
	}
	return around(taken, query, graph), ctx.Err()
}

// countedWithin is traces in which a span that began outside a range is no call: it is
// its own parent then, while its children still find it.
func countedWithin(between trace.Range, traces [][]trace.Span) [][]trace.Span {
	counted := make([][]trace.Span, len(traces))
	for i, spans := range traces {
		counted[i] = append([]trace.Span(nil), spans...)
		for j := range counted[i] {
			if span := &counted[i][j]; span.Start.Before(between.From) || !span.Start.Before(between.To) {
				span.Parent = span.ID
			}
		}
	}
	return counted
}

// counts are the numbers of calls that Jaeger keeps, or why there are none. An error is
// one that more requests would meet as well.
func (m *meter) counts(ctx context.Context, taken *ledger, between trace.Range) (counts map[link]int64, why string, err error) {
	counts, err = dependencies(ctx, m.client, taken, between)
	var answer *Error
	switch {
	case err == nil:
		return counts, "Jaeger keeps none for this time range: many stores make them once a day, and some never do", nil
	case !errors.As(err, &answer) || answer.Denied() || answer.Throttled():
		return nil, "", err
	case answer.missing():
		return nil, "this query service doesn't tell the dependencies of services", nil
	}
	return nil, "Jaeger could not tell the dependencies of services: " + strings.TrimRight(answer.Message, "."), nil
}

// whole is the graph of all calls that Jaeger counted.
func (m *meter) whole(ctx context.Context, taken *ledger, query trace.GraphQuery, counts map[link]int64, sample trace.Graph) trace.Graph {
	graph, added := mixed(counts, sample)
	if added > 0 {
		taken.notice(trace.Info, "What Jaeger keeps lacks %d of the connections that are shown: these are estimated from a sample of traces.", added)
	}
	if err := m.measure(ctx, taken, query, graph.Nodes); err != nil {
		taken.notice(trace.Warning, "Jaeger's span metrics could not be read, so errors and latencies of services are not theirs: %s.", strings.TrimRight(err.Error(), "."))
	}
	taken.notice(trace.Info, "Numbers of calls between services are those that Jaeger keeps. Many stores make them once a day, so they may be of another time than the range.")
	return graph
}

// noteEstimates tells what of a graph isn't of all traces.
func noteEstimates(taken *ledger, traces int, failure error) {
	if failure != nil {
		taken.notice(trace.Warning, "Latencies, errors between services and requests from outside are missing, because no traces could be read: %s.", strings.TrimRight(failure.Error(), "."))
		return
	}
	taken.notice(trace.Warning, "Errors, latencies, messages and requests from outside are estimated from a sample of %s, and there are more; where there are span metrics, errors and latencies of services are theirs.", trace.Counted(traces, "trace"))
}

// around keeps what a query is about.
func around(taken *ledger, query trace.GraphQuery, graph trace.Graph) trace.Graph {
	if query.Service != "" {
		graph = graph.Around(query.Service, query.Hops)
	}
	switch {
	case len(graph.Nodes) > 0:
	case query.Service != "":
		taken.notice(trace.Info, "No span of a service %q was found in this time range.", query.Service)
	default:
		taken.notice(trace.Info, "No spans were found in this time range.")
	}
	return graph
}

// measure puts the errors and latencies that the span metrics tell into nodes: those
// of the spans in which a service answers a call. They tell no averages.
func (m *meter) measure(ctx context.Context, taken *ledger, query trace.GraphQuery, nodes []trace.ServiceNode) error {
	if m.known.lack(m.now()) != "" {
		return nil
	}
	services := make([]string, len(nodes))
	for i, node := range nodes {
		services[i] = node.Service
	}
	asked := trace.MetricsQuery{Range: query.Range, Over: trace.OverServerSpans, Measure: trace.MeasureErrorRate}
	read, questions := prepare(asked)
	if latencies := (spmFamily{}); query.Quantile > 0 && twoDecimals(query.Quantile) {
		read.latencies = []spmFamily{latencies}
		questions = append(questions, spmQuestion{spmLatencies, query.Quantile, latencies})
	}
	err := m.answer(ctx, taken, spmRequests(asked, services[:min(len(services), mostMeasured)]), questions)
	if m.known.learn(err, m.now()) != "" {
		return nil
	}
	for i := range nodes {
		read.putInto(&nodes[i])
	}
	return err
}
