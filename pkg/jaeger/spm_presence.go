package jaeger

import (
	"errors"
	"sync"
	"time"
)

// presence remembers whether the query service tells span metrics.
type presence struct {
	mu    sync.Mutex
	lacks string
	asked time.Time
}

// remembered is how long what was seen is taken for granted.
const remembered = 5 * time.Minute

const (
	// lackConfiguration and lackPrometheus are sentences on why there are none, and
	// what to do.
	lackConfiguration = "Jaeger's span metrics, which tell of all spans, are not configured: let Jaeger read them from Prometheus " +
		"(METRICS_STORAGE_TYPE=prometheus in Jaeger 1, metric_backends and jaeger_query.storage.metrics in Jaeger 2), or read the logstore itself."
	lackPrometheus = "Jaeger's span metrics, which tell of all spans, don't come from Prometheus here, and what other stores tell isn't of the time asked for: " +
		"let Jaeger read them from Prometheus (metric_backends in Jaeger 2), or read the logstore itself."
)

// lack is why there were no span metrics a short while ago; empty if there were, or
// if that isn't known.
func (p *presence) lack(now time.Time) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	if now.Sub(p.asked) > remembered {
		return ""
	}
	return p.lacks
}

// knows says whether it was seen a short while ago if there are span metrics.
func (p *presence) knows(now time.Time) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return !p.asked.IsZero() && now.Sub(p.asked) <= remembered
}

// learn looks at what came of asking, and says why there are no span metrics if that
// is what came.
func (p *presence) learn(err error, now time.Time) string {
	lacks := lackOf(err)
	if err != nil && lacks == "" {
		return "" // that tells nothing
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.lacks, p.asked = lacks, now
	return lacks
}

// lackOf reads an error as the absence of span metrics. A query service without them
// says 501 (cmd/jaeger/internal/extension/jaegerquery/internal/http_handler.go); one
// from before Jaeger 1.26 doesn't know the path, and shows the page of its user
// interface or says 404.
func lackOf(err error) string {
	var answer *Error
	switch {
	case errors.As(err, new(otherFiguresError)):
		return lackPrometheus
	case errors.As(err, &answer) && answer.missing():
		return lackConfiguration
	}
	return ""
}
