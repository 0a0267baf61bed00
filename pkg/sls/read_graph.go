package sls

import (
	"context"
	"fmt"
	"strings"

	"logservice-jaeger-datasource/pkg/trace"
)

// ServiceGraph implements trace.Reader. The calls are those that Log Service has
// counted itself, if the instance has a logstore of them that serves; otherwise they
// are found among the spans.
func (r *Reader) ServiceGraph(ctx context.Context, query trace.GraphQuery) (trace.GraphResult, error) {
	c := r.newCall()
	graph, err := r.graph(ctx, c, query)
	return trace.GraphResult{Graph: graph, Account: c.finish()}, err
}

func (r *Reader) graph(ctx context.Context, c *call, query trace.GraphQuery) (trace.Graph, error) {
	graph, answered, err := r.graphOfDeps(ctx, c, query)
	if err == nil && !answered {
		graph, err = r.graphOfSpans(ctx, c, query)
	}
	if err != nil {
		return trace.Graph{}, err
	}
	whole := graph
	if query.Service != "" {
		graph = graph.Around(query.Service, query.Hops)
	}
	noteEmptyGraph(c, query, whole, graph)
	return graph, nil
}

// noteEmptyGraph tells why there is no graph.
func noteEmptyGraph(c *call, query trace.GraphQuery, whole, graph trace.Graph) {
	switch {
	case len(graph.Nodes) > 0:
	case len(whole.Nodes) == 0:
		c.notice(trace.Info, "No calls and no requests began in this time range. Choose another one to see who calls whom.")
	default:
		c.notice(trace.Info, fmt.Sprintf("Service %q neither was called in this time range nor called another one, though %s did. Check its name, or choose another time range.",
			query.Service, trace.Counted(len(whole.Nodes), "other service")))
	}
}

// mostRoutes bounds an answer: the pairs of services may be as many as their square.
const mostRoutes = 10_000

// defaultGraphSpans is how many spans a graph is made from unless ReaderConfig says
// otherwise. What a join may take isn't documented; the columns that it needs of so
// many spans come to some 200 MB.
const defaultGraphSpans = 1_000_000

// graphOfSpans counts the calls among the spans.
func (r *Reader) graphOfSpans(ctx context.Context, c *call, query trace.GraphQuery) (trace.Graph, error) {
	s, err := r.indexed(ctx, c)
	if err != nil {
		return trace.Graph{}, err
	}
	if lacking := s.lackingForGraph(); len(lacking) > 0 {
		return trace.Graph{}, &trace.SetupError{Text: fmt.Sprintf("The index of logstore %s has no field for %s, so who calls whom can't be told. "+
			"Add it to the index as a field with analytics on; records written from then on count.", r.config.Logstore, strings.Join(lacking, ", "))}
	}
	over := widened(query.Range)
	spans, err := c.count(ctx, "*", over)
	if err != nil || spans == 0 {
		return trace.Graph{}, err
	}
	one := sampledFrom(spans, r.config.GraphSpans)
	rows, err := sql(ctx, c, s.graph(query, one, mostRoutes), over, toGraphRow)
	if err != nil {
		return trace.Graph{}, err
	}
	if one > 1 {
		c.notice(trace.Warning, fmt.Sprintf("Around this time range there are %d spans, too many to find the caller of each, so the figures are estimated from one trace in %d. Choose a shorter time range for exact ones.", spans, one))
	}
	r.noteGraphRows(c, s, rows, one)
	return toGraph(rows, one, query.Quantile > 0), nil
}

// sampledFrom is of how many traces to take one, so that no more than the most spans
// are looked at.
func sampledFrom(spans, most int) int {
	one := 1
	for one < mostSampled && spans > most*one {
		one *= 2
	}
	return one
}

// lackingForGraph names what no field of the index can answer.
func (s schema) lackingForGraph() []string {
	var lacking []string
	for _, field := range []string{"traceID", "spanID", "parentSpanID"} {
		if s.text(field) == "" {
			lacking = append(lacking, field)
		}
	}
	if s.service() == "" {
		lacking = append(lacking, "service")
	}
	return lacking
}

// noteGraphRows tells what an answer from spans leaves out.
func (r *Reader) noteGraphRows(c *call, s schema, rows []graphRow, one int) {
	lost, unreadable := int64(0), int64(0)
	for _, row := range rows {
		unreadable += row.unreadable
		if row.way == wayLost {
			lost += row.calls * int64(one)
		}
	}
	if lost > 0 {
		c.notice(trace.Info, fmt.Sprintf("%d spans don't count: their parent was not stored, or began long before the range, and being neither server nor consumer spans they are no requests from outside.", lost))
	}
	if unreadable > 0 {
		c.notice(trace.Warning, fmt.Sprintf("The attributes of %d spans are longer than the %d bytes that SQL sees of a field, or aren't JSON, so these may count as if they had not failed. "+
			"Add the tag error to the index as a key of %s, or raise max_text_len in the index of logstore %s.", unreadable, s.index.MaxTextLength, spanTagsField, r.config.Logstore))
	}
	if s.hidesErrors() {
		c.notice(trace.Info, hiddenErrorsText)
	}
	if s.kind() == "" {
		c.notice(trace.Info, "The index has no field for the "+lackingKind+", so calls through queues show as others do, and requests whose caller was not stored don't count.")
	}
	noteFullGraph(c, rows)
}

// noteFullGraph tells that there may be more calls than an answer holds.
func noteFullGraph(c *call, rows []graphRow) {
	if len(rows) == mostRoutes {
		c.notice(trace.Warning, fmt.Sprintf("There are more than %d different calls between services; the rarest are missing. Choose a shorter time range.", mostRoutes))
	}
}
