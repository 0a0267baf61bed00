package jaeger

import (
	"net/http"
	"time"
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
// implements trace.Reader.
type Reader struct {
	config Config
	client *client
}

// mostAnswerBytes bounds an answer's body.
const mostAnswerBytes = 512 << 20

// NewReader makes a Reader. It asks nothing of the service yet. An error is a sentence
// about the configuration.
func NewReader(config Config) (*Reader, error) {
	client, err := newClient(config.URL, config.HTTP, mostAnswerBytes)
	if err != nil {
		return nil, err
	}
	if config.Now == nil {
		config.Now = time.Now
	}
	return &Reader{config: config, client: client}, nil
}
