package jaeger

import (
	"net/http"
	"time"
)

// Config says where Jaeger's query service is and how it may be used.
type Config struct {
	// URL is the service's base URL, with the path it is served under, if any.
	URL string
	// HTTP sends the requests, with whatever proves who asks. Errors quote what is
	// answered: where secrets are sent along, HTTP has to take them out of answers.
	HTTP *http.Client
	// Lookback is how far back from now a trace ID is looked for when it isn't in the
	// range asked for.
	Lookback time.Duration
	// MaxRequests bounds the requests in flight.
	MaxRequests int
	// MaxWait is how long a request waits for its place among these before it is given
	// up; zero means a minute.
	MaxWait time.Duration
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
	if config.MaxWait > 0 {
		client.patience = config.MaxWait
	}
	if config.Now == nil {
		config.Now = time.Now
	}
	r := &Reader{config: config, client: client, known: make(chan knownGenerations, 1)}
	r.known <- knownGenerations{}
	return r, nil
}
