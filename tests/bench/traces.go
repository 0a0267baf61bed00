package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"logservice-jaeger-datasource/tests/process"
	"logservice-jaeger-datasource/tests/samples"
)

// lengths are the traces that are opened, and how often.
var lengths = []struct{ spans, repeats int }{{1000, repeats}, {10_000, repeats}, {longest, 3}}

// longest is the trace beside which neighbours ask.
const longest = 100_000

// traces opens traces of growing length, each by a process that has asked nothing yet, and
// sees how what it takes grows with them.
func traces(ctx context.Context, binary string) ([]figure, error) {
	sample, err := samples.Load("emojivoto")
	if err != nil {
		return nil, err
	}
	var all []figure
	for _, length := range lengths {
		long, err := samples.LongTrace(sample, length.spans)
		if err != nil {
			return nil, err
		}
		beside := smallTrace(sample)
		both := sample
		both.Rows = slices.Concat(long, sample.Rows)
		s, err := newStore(both, sample.Logstores[0].Name)
		if err != nil {
			return nil, err
		}
		cost, steps := newOpenings(length.spans), newStepping(length.spans)
		for range length.repeats {
			err = errors.Join(
				within(binary, func(plugin *process.Plugin) error { return s.open(ctx, plugin, cost) }),
				within(binary, func(plugin *process.Plugin) error { return s.step(ctx, plugin, beside, steps) }),
			)
			if err != nil {
				break
			}
		}
		s.close()
		if err != nil {
			return nil, err
		}
		all = append(all, measured(cost.took, cost.memory, cost.requests, cost.whole, steps.rounds, steps.inFlight, steps.neighbours)...)
	}
	return all, nil
}

// openings are what it took to open a trace, each time.
type openings struct {
	spans                         int
	took, memory, requests, whole figure
}

func newOpenings(spans int) *openings {
	o := &openings{spans: spans, took: ofTrace("time", "ms", spans), memory: ofTrace("memory", "MiB", spans), requests: ofTrace("requests", "requests", spans)}
	o.whole = figure{name: "trace_process_memory_over_payload", unit: "ratio"}
	return o
}

// ofTrace is a figure of a trace of so many spans.
func ofTrace(what, unit string, spans int) figure {
	return figure{name: fmt.Sprintf("trace_%s_%d_spans", what, spans), unit: unit}
}

// largeTrace asks for the long trace.
var largeTrace = fmt.Sprintf(`{"query":%q}`, samples.LargeTraceID)

// open opens the long trace once, and adds what it took.
func (s *store) open(ctx context.Context, plugin *process.Plugin, to *openings) error {
	rest, restErr := resident(plugin, residentNow)
	began := time.Now()
	requests, err := s.asked(ctx, plugin, largeTrace, to.spans)
	if err != nil {
		return err
	}
	to.took.values = append(to.took.values, float64(time.Since(began))/float64(time.Millisecond))
	to.requests.values = append(to.requests.values, float64(len(requests)))
	peak, err := resident(plugin, residentMost)
	if err := errors.Join(restErr, err); err != nil {
		if errors.Is(err, errUntold) {
			return nil
		}
		return err
	}
	to.memory.values = append(to.memory.values, (peak-rest)/mib)
	if to.spans == longest {
		payload := 0
		for _, request := range requests {
			payload += request.PlainBytes
		}
		to.whole.values = append(to.whole.values, (peak-rest)/float64(payload))
	}
	return nil
}
