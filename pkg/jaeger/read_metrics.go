package jaeger

import (
	"context"

	"logservice-jaeger-datasource/pkg/trace"
)

// Metrics implements trace.Reader. What Jaeger's span metrics tell comes from these:
// rates, errors and quantiles of spans or server spans, by service and operation, over
// whole steps; a step that isn't over yet has no figures. All else, or all if Jaeger has
// no span metrics, is computed from a sample of traces, with a notice. From such a
// sample there are durations only, unless it holds all traces, and nothing for a query
// that wants exact figures.
func (r *Reader) Metrics(ctx context.Context, query trace.MetricsQuery) (trace.MetricsResult, error) {
	if err := refuseRaw(query.Filter); err != nil {
		return trace.MetricsResult{}, err
	}
	taken := newLedger()
	result, err := r.meter().metrics(ctx, taken, query)
	result.Account = taken.account()
	return result, err
}

// MetricsStatement implements trace.Reader: the requests for the span metrics, one a
// line, or a sentence if there will be a sample. To know, it may ask for the services
// and for one figure.
func (r *Reader) MetricsStatement(ctx context.Context, query trace.MetricsQuery) (string, error) {
	if err := refuseRaw(query.Filter); err != nil {
		return "", err
	}
	return r.meter().statement(ctx, query)
}

func (r *Reader) meter() *meter {
	return &meter{client: r.client, traces: r, known: &r.figures, now: r.config.Now}
}
