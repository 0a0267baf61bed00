// Package sharing lets those who ask the same thing at the same moment share one
// answer.
package sharing

import (
	"context"
	"fmt"
	"runtime/debug"
	"sync"
)

// Flights are the questions that are being answered right now. Nothing is kept once an
// answer is there. The zero value is ready, and may be used from many goroutines at once.
//
// It is not singleflight of golang.org/x/sync, which doesn't know when nobody waits for
// an answer any more: a question that is dropped by all who asked it has to end.
type Flights struct {
	mu     sync.Mutex
	flying map[string]*flight
}

// flight is one question on its way.
type flight struct {
	cancel context.CancelCauseFunc
	// done is closed once the rest is set.
	done  chan struct{}
	value any
	err   error
	// fault is the panic that ended it, with its stack.
	fault string
	// waiting is how many wait for it, guarded by Flights.mu.
	waiting int
}

// Do asks, unless the same is being asked already: then it waits for that answer. Equal
// keys must mean equal questions by those who may see the same. What ask gives may be
// shared, so nobody may change it.
//
// The context that ask gets holds the values of the first caller's. It ends when the
// last caller's has ended, with the same cause; Do then waits for what ask gives, and
// returns it with that cause. Who leaves before others gets the zero value and the cause.
// If ask panics, so does Do, for each caller.
func Do[T any](ctx context.Context, flights *Flights, key string, ask func(context.Context) (T, error)) (T, error) {
	var none T
	if ctx.Err() != nil {
		return none, context.Cause(ctx)
	}
	joined := flights.join(ctx, key, func(ctx context.Context) (any, error) { return ask(ctx) })
	select {
	case <-joined.done:
		flights.leave(key, joined)
		value, err := landed[T](joined)
		return value, err
	case <-ctx.Done():
	}
	if !flights.leave(key, joined) {
		return none, context.Cause(ctx)
	}
	joined.cancel(context.Cause(ctx))
	<-joined.done
	value, _ := landed[T](joined)
	return value, context.Cause(ctx)
}

// landed is what a flight brought.
func landed[T any](f *flight) (T, error) {
	if f.fault != "" {
		panic(f.fault)
	}
	value, _ := f.value.(T) // an interface that is nil is none
	return value, f.err
}

// join takes part in a flight, and starts it if there is none.
func (f *Flights) join(ctx context.Context, key string, ask func(context.Context) (any, error)) *flight {
	f.mu.Lock()
	defer f.mu.Unlock()
	if flying := f.flying[key]; flying != nil {
		flying.waiting++
		return flying
	}
	ctx, cancel := context.WithCancelCause(context.WithoutCancel(ctx))
	started := &flight{cancel: cancel, done: make(chan struct{}), waiting: 1}
	if f.flying == nil {
		f.flying = map[string]*flight{}
	}
	f.flying[key] = started
	go f.fly(ctx, key, started, ask)
	return started
}

// fly gets the answer. A panic would end the process, and with it all data sources.
func (f *Flights) fly(ctx context.Context, key string, flying *flight, ask func(context.Context) (any, error)) {
	defer func() {
		if reason := recover(); reason != nil {
			flying.fault = fmt.Sprintf("%v\n%s", reason, debug.Stack())
		}
		f.forget(key, flying)
		close(flying.done)
		flying.cancel(nil)
	}()
	flying.value, flying.err = ask(ctx)
}

// forget has the next who asks begin anew.
func (f *Flights) forget(key string, flying *flight) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.flying[key] == flying {
		delete(f.flying, key)
	}
}

// leave says whether nobody is left who waits.
func (f *Flights) leave(key string, flying *flight) (last bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	flying.waiting--
	if flying.waiting > 0 {
		return false
	}
	if f.flying[key] == flying {
		delete(f.flying, key)
	}
	return true
}
