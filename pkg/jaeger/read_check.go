package jaeger

import (
	"context"
	"fmt"
	"strings"
	"time"

	"logservice-jaeger-datasource/pkg/trace"
)

// Check implements trace.Reader: it finds out which API the service has, and looks for a
// trace of the last hour, or of as far back as trace IDs are looked for.
func (r *Reader) Check(ctx context.Context) (trace.Health, error) {
	taken := newLedger()
	if err := r.recheck(ctx); err != nil {
		return trace.Health{Account: taken.account()}, err
	}
	has, err := r.served(ctx, taken)
	if err != nil {
		return trace.Health{Account: taken.account()}, err
	}
	services, err := r.services(ctx, taken)
	if err != nil {
		return trace.Health{Account: taken.account()}, err
	}
	health := trace.Health{Message: fmt.Sprintf("Reached Jaeger's query service at %s. It serves %s. %s", r.client.base.Host+r.client.base.Path, has, listed(services))}
	if !has.usesV3() {
		health.Problems = append(health.Problems, "This service has only Jaeger's older API (/api), as Jaeger on Log Service has: of a trace with more than 100 spans it may give no more than 100. A data source that reads Log Service directly shows traces whole.")
	}
	if len(services) > 0 {
		sentence, problems := r.checkNewest(ctx, taken, services)
		health.Message += sentence
		health.Problems = append(health.Problems, problems...)
	} else {
		health.Problems = append(health.Problems, "Jaeger knows no service yet: check that spans are sent to it, and that it reads the storage that they are written to.")
	}
	health.Account = taken.account()
	return health, nil
}

// recheck forgets what is known of the service, so that a check looks again.
func (r *Reader) recheck(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return &unreachable{host: r.client.base.Host, cause: ctx.Err()}
	case <-r.known:
		r.known <- knownGenerations{}
	}
	return nil
}

// String names the API for a sentence.
func (g generations) String() string {
	parts := []string{}
	if g.v3 {
		parts = append(parts, "/api/v3")
	}
	if g.v1 {
		parts = append(parts, "/api")
	}
	text := strings.Join(parts, " and ")
	if g.summaries {
		text += ", with summaries of traces"
	}
	return text
}

// mostNamed is how many services a sentence names.
const mostNamed = 20

func listed(services []string) string {
	switch {
	case len(services) == 0:
		return "It has no services."
	case len(services) > mostNamed:
		return fmt.Sprintf("It has %d services: %s and %d more.", len(services), strings.Join(services[:mostNamed], ", "), len(services)-mostNamed)
	}
	return fmt.Sprintf("It has %s: %s.", trace.Counted(len(services), "service"), strings.Join(services, ", "))
}

// checkNewest looks for a trace, since that is what the data source is for.
func (r *Reader) checkNewest(ctx context.Context, taken *ledger, services []string) (sentence string, problems []string) {
	now := r.config.Now()
	backs := []time.Duration{time.Hour}
	if r.config.Lookback > time.Hour {
		backs = append(backs, r.config.Lookback)
	}
	for _, back := range backs {
		over := trace.Range{From: now.Add(-back), To: now.Add(time.Minute)}
		for _, service := range services[:min(len(services), sampledServices)] {
			traces, _, err := r.sample(ctx, taken, over, trace.Filter{Service: service}, 1)
			if err != nil {
				return "", []string{"Traces can't be searched: " + err.Error()}
			}
			if len(traces) > 0 {
				return fmt.Sprintf(" A trace that Jaeger gives began %s ago.", trace.Roughly(now.Sub(trace.Summarize(traces[0]).Start))), nil
			}
		}
	}
	return "", []string{fmt.Sprintf("Jaeger gave no trace of the last %s: check that spans are still sent to it.", trace.Roughly(backs[len(backs)-1]))}
}
