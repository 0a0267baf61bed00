package sls

import (
	"context"
	"errors"
	"sync/atomic"
	"time"

	"logservice-jaeger-datasource/pkg/trace"
)

// ReaderConfig says where spans lie and how Log Service may be used.
type ReaderConfig struct {
	Client *Client
	// Logstore holds the spans.
	Logstore string
	// MetricsLogstore holds what a trace instance's scheduled SQL jobs counted of the
	// spans. It answers what it can answer exactly. Empty if there is none.
	MetricsLogstore string
	// DepsLogstore holds the calls between services that Log Service's own jobs count,
	// in a trace instance; empty if there is none. It may be missing, empty or late.
	DepsLogstore string
	// GraphSpans is how many spans a graph of services is made from at the most; of
	// more, only a share of the traces is looked at. Below 1 it means 1,000,000.
	GraphSpans int
	// Lookback is how far back from now a trace ID is looked for when it isn't in
	// the range asked for.
	Lookback time.Duration
	// DedicatedSQL runs SQL on dedicated resources (enhanced SQL), which scan more
	// and cost by CPU time.
	DedicatedSQL bool
	// MaxSQL and MaxSearches bound the requests in flight.
	MaxSQL, MaxSearches int
	// MaxWait is how long a request waits for its place among these before it is given
	// up; zero means a minute.
	MaxWait time.Duration
	// Now tells the time; nil means time.Now.
	Now func() time.Time
}

// Reader answers questions about the spans in one logstore. It implements
// trace.Reader.
type Reader struct {
	config ReaderConfig
	queue  *Queue

	// known is taken out by whoever looks at it or replaces it: unlike a mutex a
	// channel can be waited for with a context.
	known chan knownSchema

	// tallyPause is until when MetricsLogstore isn't asked, since it couldn't answer:
	// nanoseconds since the epoch.
	tallyPause atomic.Int64
	deps       knownDeps
}

// knownSchema is a schema and when it was read; the zero time means never.
type knownSchema struct {
	schema schema
	read   time.Time
}

var _ trace.Reader = (*Reader)(nil)

// NewReader makes a Reader. It asks nothing of the service yet.
func NewReader(config ReaderConfig) *Reader {
	if config.Now == nil {
		config.Now = time.Now
	}
	if config.GraphSpans < 1 {
		config.GraphSpans = defaultGraphSpans
	}
	r := &Reader{config: config, queue: NewQueue(config.MaxSQL, config.MaxSearches), known: make(chan knownSchema, 1)}
	if config.MaxWait > 0 {
		r.queue.patience = config.MaxWait
	}
	r.known <- knownSchema{}
	return r
}

// Time semantics of writers: Jaeger's put a record at the begin of its span,
// OpenTelemetry's at its end. So a span that began within a range may be
// recorded up to its own duration later.
//
// longestSpan is the duration up to which spans are found by their begin.
const longestSpan = time.Hour

// recorded is where the records of spans lie that began within a range.
func recorded(r trace.Range) trace.Range {
	return trace.Range{From: r.From, To: r.To.Add(margin(r, longestSpan))}
}

// widened is where the spans of traces lie that began within a range, or that have a
// span there.
func widened(r trace.Range) trace.Range {
	return trace.Range{From: r.From.Add(-margin(r, trace.Margin)), To: r.To.Add(margin(r, trace.Margin))}
}

// margin is how far beyond a range to look: no more than the range's own length, so
// that a query over a short range past doesn't scan many times what was asked for.
func margin(r trace.Range, most time.Duration) time.Duration {
	return min(most, max(r.To.Sub(r.From), 5*time.Minute))
}

// indexAge is how long an index is taken as known.
const indexAge = 5 * time.Minute

// indexed is the schema of the logstore, read once and kept for a while. Who
// reads it keeps the others waiting, so that many queries at start ask once.
func (r *Reader) indexed(ctx context.Context, c *call) (schema, error) {
	if ctx.Err() != nil {
		return schema{}, context.Cause(ctx)
	}
	var known knownSchema
	select {
	case <-ctx.Done():
		return schema{}, context.Cause(ctx)
	case known = <-r.known:
	}
	defer func() { r.known <- known }()
	if !known.read.IsZero() && r.config.Now().Sub(known.read) < indexAge {
		return known.schema, nil
	}
	index, err := r.config.Client.Index(onRetry(ctx, c.retried), r.config.Logstore)
	c.pay(0, 0)
	if err != nil {
		return schema{}, err
	}
	known = knownSchema{schema{index: index}, r.config.Now()}
	return known.schema, nil
}

// forgetIndex has the index read again by the next query: the service refused a
// statement that the index we know allows, so it may have changed.
func (r *Reader) forgetIndex() {
	select {
	case <-r.known:
		r.known <- knownSchema{}
	default: // it is being read right now
	}
}

// searchSchema is indexed for statements that can't do without some fields.
func (r *Reader) searchSchema(ctx context.Context, c *call) (schema, error) {
	s, err := r.indexed(ctx, c)
	if err != nil {
		return schema{}, err
	}
	if !s.has("traceID") {
		return schema{}, r.lacksTraceID()
	}
	return s, nil
}

func (r *Reader) lacksTraceID() error {
	return &trace.SetupError{Text: "The index of logstore " + r.config.Logstore + " has no field traceID with analytics on, so traces can't be found: " +
		"add it as a text field with analytics, or check that the data source names the logstore of the spans."}
}

// explainRefusal turns the service's refusal of a search for a trace ID into what
// is behind it, if the index tells.
func (r *Reader) explainRefusal(ctx context.Context, c *call, err error) error {
	var refused *Error
	if !errors.As(err, &refused) || !refused.BadQuery() {
		return err
	}
	s, indexErr := r.indexed(ctx, c)
	if _, indexed := s.index.Keys["traceID"]; indexErr != nil || indexed {
		return err
	}
	return r.lacksTraceID()
}
