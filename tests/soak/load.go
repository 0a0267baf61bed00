package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"logservice-jaeger-datasource/tests/process"
	"logservice-jaeger-datasource/tests/samples"
)

// load asks the plugin all that panels ask.
type load struct {
	plugin *process.Plugin
	stores *stores

	answered, refused, cancelled, failed atomic.Int64
	// first is the first thing that must not happen.
	once  sync.Once
	first error
}

// String sums up what came of the questions.
func (l *load) String() string {
	return fmt.Sprintf("%d queries answered, %d told of a fault in a sentence, %d cancelled, %d went wrong", l.answered.Load(), l.refused.Load(), l.cancelled.Load(), l.failed.Load())
}

// wrong is why the load found fault with the plugin, if it did.
func (l *load) wrong() error {
	switch {
	case l.failed.Load() > 0:
		return l.first
	case l.answered.Load() == 0:
		return errors.New("no query was answered")
	}
	return nil
}

func newRandom(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, seed)) }

// start lets so many workers ask until the context ends, and gives what waits for them.
func (l *load) start(ctx context.Context, workers int) (wait func()) {
	var group sync.WaitGroup
	for i := range workers {
		group.Go(func() {
			for random := newRandom(uint64(i + 1)); ctx.Err() == nil; {
				l.ask(ctx, random)
			}
		})
	}
	return group.Wait
}

// ask asks the queries of one panel, or for names, and sometimes leaves before an answer.
func (l *load) ask(ctx context.Context, random *rand.Rand) {
	source, queries := l.stores.logService, logServiceQueries
	if random.IntN(3) == 0 {
		source, queries = l.stores.jaeger, jaegerQueries
	}
	leaves := random.IntN(10) == 0
	if leaves {
		var leave context.CancelFunc
		ctx, leave = context.WithTimeout(ctx, time.Duration(random.IntN(50))*time.Millisecond)
		defer leave()
	}
	if random.IntN(10) == 0 {
		_, err := l.plugin.Resource(ctx, source, "services", fmt.Sprintf("services?from=%d&to=%d", samples.Base.Add(-time.Hour).UnixMilli(), samples.Base.UnixMilli()))
		l.count(leaves || ctx.Err() != nil, nil, err)
		return
	}
	// Ranges are one of a few, so that panels share some questions.
	to := samples.Base.Add(time.Duration(random.IntN(20)) * time.Second)
	var asked []backend.DataQuery
	for i := range 1 + random.IntN(3) {
		asked = append(asked, backend.DataQuery{RefID: string(rune('A' + i)), Interval: time.Minute, TimeRange: backend.TimeRange{From: samples.Base.Add(-time.Hour), To: to}, JSON: []byte(queries[random.IntN(len(queries))])})
	}
	responses, err := l.plugin.Query(ctx, source, asked...)
	l.count(leaves || ctx.Err() != nil, responses, err)
}

// count sums up what came of a panel, which may have left before there was an answer.
func (l *load) count(left bool, responses backend.Responses, err error) {
	if code := status.Code(err); left && (code == codes.Canceled || code == codes.DeadlineExceeded) {
		l.cancelled.Add(1)
		return
	}
	if err != nil {
		l.blame(err)
		return
	}
	for _, response := range responses {
		switch {
		case response.Error == nil:
			l.answered.Add(1)
		case response.ErrorSource == backend.ErrorSourceDownstream:
			l.refused.Add(1)
		default:
			l.blame(fmt.Errorf("an error came that is said to be the plugin's: %w", response.Error))
		}
	}
}

func (l *load) blame(err error) {
	l.failed.Add(1)
	l.once.Do(func() { l.first = err })
}
