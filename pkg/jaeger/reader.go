package jaeger

import (
	"net/http"
	"time"

	"logservice-jaeger-datasource/pkg/trace"
)

// Config says where Jaeger's query service is and how it may be used.
type Config struct {
	// URL is the service's base URL, with the path it is served under, if any.
	URL string
	// HTTP sends the requests, with whatever proves who asks.
	HTTP *http.Client
	// Lookback is how far back from now a trace ID is looked for when it isn't in the
	// range asked for.
	Lookback time.Duration
	// MaxRequests bounds the requests in flight.
	MaxRequests int
	// Now tells the time; nil means time.Now.
	Now func() time.Time
}

// Reader answers questions about the traces that one query service serves. It
// implements trace.Reader. Spans are asked for as they are stored, without Jaeger's own
// repairs, so that they look the same as read from Log Service.
type Reader struct {
	config Config
	client *client

	// known is taken out by whoever looks at it or replaces it: unlike a mutex a
	// channel can be waited for with a context.
	known chan knownGenerations
	// sampled keeps the tags of samples for a while.
	sampled tagCache
	// figures is whether there are span metrics.
	figures presence
}

const (
	// mostAnswerBytes bounds an answer's body.
	mostAnswerBytes = 512 << 20
	// defaultRequests are in flight at the most if the configuration says nothing.
	defaultRequests = 10
)

// NewReader makes a Reader. It asks nothing of the service yet. An error is a sentence
// about the configuration.
func NewReader(config Config) (*Reader, error) {
	if config.MaxRequests < 1 {
		config.MaxRequests = defaultRequests
	}
	client, err := newClient(config.URL, config.HTTP, mostAnswerBytes, config.MaxRequests)
	if err != nil {
		return nil, err
	}
	if config.Now == nil {
		config.Now = time.Now
	}
	r := &Reader{config: config, client: client, known: make(chan knownGenerations, 1)}
	r.known <- knownGenerations{}
	return r, nil
}

// traceMargin is how far a trace may reach beyond the range in which one of its spans
// was found.
const traceMargin = time.Hour

// near is the range with a margin, which doesn't reach into the future.
func (r *Reader) near(asked trace.Range) trace.Range {
	late := earlier(asked.To.Add(traceMargin), r.config.Now().Add(time.Minute))
	return trace.Range{From: asked.From.Add(-traceMargin), To: later(asked.To, late)}
}

// widest is how far a trace ID is looked for.
func (r *Reader) widest(near trace.Range) trace.Range {
	if r.config.Lookback <= 0 {
		return near
	}
	now := r.config.Now()
	return trace.Range{From: earlier(near.From, now.Add(-r.config.Lookback)), To: later(near.To, now)}
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
