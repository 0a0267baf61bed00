package jaeger

import (
	"context"

	"logservice-jaeger-datasource/pkg/trace"
)

// ServiceGraph implements trace.Reader. If all traces of the range can be read, the
// graph is of these. Else numbers of calls are those of Jaeger's dependencies, errors
// and latencies of services those of its span metrics as far as there are such, and the
// rest is estimated from a sample of traces, with a notice.
func (r *Reader) ServiceGraph(ctx context.Context, query trace.GraphQuery) (trace.GraphResult, error) {
	taken := newLedger()
	graph, err := r.meter().graph(ctx, taken, query)
	return trace.GraphResult{Graph: graph, Account: taken.account()}, err
}
