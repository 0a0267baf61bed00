package plugin

import (
	"context"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/backend/tracing"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	oteltrace "go.opentelemetry.io/otel/trace"

	"logservice-jaeger-datasource/pkg/trace"
)

// observed is a reader that is watched: each question that goes through it is counted,
// is a span of Grafana's own traces, and is a line of the log at level debug. What people
// look for stands in the statements of that line alone, and no secret anywhere.
type observed struct {
	reader trace.Reader
	// access names the way in.
	access string
	gauges *gauges
}

var _ trace.Reader = observed{}

// begin starts to watch a question; the function is to be called with its end.
func (o observed) begin(ctx context.Context, question string) (context.Context, func(trace.Account, error)) {
	ctx, span := tracing.DefaultTracer().Start(ctx, "store."+question, oteltrace.WithAttributes(attribute.String("store.access", o.access)))
	running := o.gauges.running.WithLabelValues(o.access, question)
	running.Inc()
	began := time.Now()
	return ctx, func(account trace.Account, err error) {
		running.Dec()
		account.Cost.Elapsed = time.Since(began)
		outcome := outcomeOf(err)
		o.gauges.count(o.access, question, outcome, account)
		tell(ctx, o.access, question, outcome, account, err)
		endSpan(span, outcome, account.Cost, err)
	}
}

// outcomeOf names how a question ended.
func outcomeOf(err error) string {
	if err == nil {
		return "ok"
	}
	switch told := explain(err); told.Status {
	case backend.StatusBadRequest:
		return "badRequest"
	case backend.StatusForbidden:
		return "denied"
	case backend.StatusNotFound:
		return "notFound"
	case backend.StatusTooManyRequests:
		return "throttled"
	case backend.StatusTimeout:
		return "timeout"
	case statusCancelled:
		return "cancelled"
	default:
		if told.Source == backend.ErrorSourcePlugin {
			return "pluginError"
		}
		return "storeError"
	}
}

func tell(ctx context.Context, access, question, outcome string, account trace.Account, err error) {
	cost := account.Cost
	fields := []any{
		"access", access, "question", question, "outcome", outcome, "took", cost.Elapsed, "waited", cost.Waited,
		"requests", cost.Requests, "retries", cost.Retries, "rows", cost.Rows, "bytes", cost.Bytes,
		"notices", len(account.Notices), "statements", account.Statements,
	}
	if err != nil {
		fields = append(fields, "error", explain(err).Sentence)
	}
	backend.Logger.FromContext(ctx).Debug("The store was asked", fields...)
}

func endSpan(span oteltrace.Span, outcome string, cost trace.Cost, err error) {
	span.SetAttributes(
		attribute.String("store.outcome", outcome), attribute.Int("store.requests", cost.Requests), attribute.Int("store.retries", cost.Retries),
		attribute.Int64("store.rows", cost.Rows), attribute.Int64("store.bytes", cost.Bytes), attribute.Int64("store.waited_ms", cost.Waited.Milliseconds()),
	)
	if err != nil {
		span.SetStatus(codes.Error, explain(err).Sentence)
	}
	span.End()
}

// Trace implements trace.Reader.
func (o observed) Trace(ctx context.Context, query trace.TraceQuery) (result trace.TraceResult, err error) {
	ctx, end := o.begin(ctx, "trace")
	defer func() { end(result.Account, err) }()
	return o.reader.Trace(ctx, query)
}

// Search implements trace.Reader.
func (o observed) Search(ctx context.Context, query trace.SearchQuery) (result trace.SearchResult, err error) {
	ctx, end := o.begin(ctx, "search")
	defer func() { end(result.Account, err) }()
	return o.reader.Search(ctx, query)
}

// Spans implements trace.Reader.
func (o observed) Spans(ctx context.Context, query trace.SpansQuery) (result trace.SpansResult, err error) {
	ctx, end := o.begin(ctx, "spans")
	defer func() { end(result.Account, err) }()
	return o.reader.Spans(ctx, query)
}

// Metrics implements trace.Reader.
func (o observed) Metrics(ctx context.Context, query trace.MetricsQuery) (result trace.MetricsResult, err error) {
	ctx, end := o.begin(ctx, "metrics")
	defer func() { end(result.Account, err) }()
	return o.reader.Metrics(ctx, query)
}

// MetricsStatement implements trace.Reader. It asks nothing of the store, so there is
// nothing to watch.
func (o observed) MetricsStatement(ctx context.Context, query trace.MetricsQuery) (string, error) {
	return o.reader.MetricsStatement(ctx, query)
}

// ServiceGraph implements trace.Reader.
func (o observed) ServiceGraph(ctx context.Context, query trace.GraphQuery) (result trace.GraphResult, err error) {
	ctx, end := o.begin(ctx, "serviceGraph")
	defer func() { end(result.Account, err) }()
	return o.reader.ServiceGraph(ctx, query)
}

// Services implements trace.Reader.
func (o observed) Services(ctx context.Context, query trace.NamesQuery) (names trace.Names, err error) {
	ctx, end := o.begin(ctx, "services")
	defer func() { end(names.Account, err) }()
	return o.reader.Services(ctx, query)
}

// Operations implements trace.Reader.
func (o observed) Operations(ctx context.Context, query trace.NamesQuery) (names trace.Names, err error) {
	ctx, end := o.begin(ctx, "operations")
	defer func() { end(names.Account, err) }()
	return o.reader.Operations(ctx, query)
}

// TagKeys implements trace.Reader.
func (o observed) TagKeys(ctx context.Context, query trace.NamesQuery) (names trace.Names, err error) {
	ctx, end := o.begin(ctx, "tagKeys")
	defer func() { end(names.Account, err) }()
	return o.reader.TagKeys(ctx, query)
}

// TagValues implements trace.Reader.
func (o observed) TagValues(ctx context.Context, query trace.NamesQuery) (names trace.Names, err error) {
	ctx, end := o.begin(ctx, "tagValues")
	defer func() { end(names.Account, err) }()
	return o.reader.TagValues(ctx, query)
}

// Check implements trace.Reader.
func (o observed) Check(ctx context.Context) (health trace.Health, err error) {
	ctx, end := o.begin(ctx, "check")
	defer func() { end(health.Account, err) }()
	return o.reader.Check(ctx)
}
