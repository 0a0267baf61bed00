package main

import (
	"context"
	"errors"
	"fmt"

	"logservice-jaeger-datasource/tests/process"
	"logservice-jaeger-datasource/tests/samples"
)

// stepping are the steps by which a trace is read, each time, and those of neighbours of
// the longest.
type stepping struct {
	spans                        int
	rounds, inFlight, neighbours figure
}

func newStepping(spans int) *stepping {
	return &stepping{spans, ofTrace("rounds", "rounds", spans), ofTrace("in_flight", "requests", spans), figure{name: "neighbour_rounds", unit: "rounds"}}
}

// step opens the long trace once, round by round, and adds how many there were. While the
// longest is read, neighbours ask for a small one of the same data source.
func (s *store) step(ctx context.Context, plugin *process.Plugin, beside traceOf, to *stepping) error {
	s.gate.close(beside.id)
	asking := &asking{store: s, plugin: plugin, beside: beside, done: make(chan struct{})}
	asking.ctx, asking.cancel = context.WithCancel(ctx)
	if to.spans == longest {
		go asking.neighbours()
	} else {
		close(asking.done)
	}
	err := s.ask(ctx, plugin, largeTrace, to.spans)
	asking.cancel()
	rounds := s.gate.open()
	<-asking.done
	if err := errors.Join(err, asking.failed); err != nil {
		return err
	}
	count, most := ofLong(rounds)
	to.rounds.values, to.inFlight.values = append(to.rounds.values, count), append(to.inFlight.values, most)
	if to.spans != longest {
		return nil
	}
	if len(asking.rounds) == 0 {
		return errors.New("no neighbour of a long trace was served while that was read")
	}
	to.neighbours.values = append(to.neighbours.values, asking.rounds...)
	return nil
}

// traceOf is a trace and how many spans it has.
type traceOf struct {
	id    string
	spans int
}

// smallTrace is the first of a sample.
func smallTrace(sample samples.Sample) traceOf {
	var small traceOf
	for _, row := range sample.Rows {
		for _, content := range row.Contents {
			if content[0] != "traceID" {
				continue
			}
			if small.id == "" {
				small.id = content[1]
			}
			if content[1] == small.id {
				small.spans++
			}
		}
	}
	return small
}

// asking has neighbours ask one after another until its context ends.
type asking struct {
	store  *store
	plugin *process.Plugin
	beside traceOf
	ctx    context.Context
	cancel context.CancelFunc
	done   chan struct{}
	// rounds has for each neighbour that was served how many rounds went by from its
	// question to its answer.
	rounds []float64
	failed error
}

func (a *asking) neighbours() {
	defer close(a.done)
	for a.ctx.Err() == nil {
		before := len(a.store.gate.soFar())
		err := a.store.ask(a.ctx, a.plugin, fmt.Sprintf(`{"query":%q}`, a.beside.id), a.beside.spans)
		if a.ctx.Err() != nil {
			return // the long trace is there; this one came too late
		}
		if err != nil {
			a.failed = fmt.Errorf("a neighbour of a long trace wasn't served: %w", err)
			return
		}
		a.rounds = append(a.rounds, float64(len(a.store.gate.soFar())-before))
	}
}
