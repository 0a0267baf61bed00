package jaeger

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"sync"

	"golang.org/x/sync/errgroup"
)

// parallel is an errgroup.Group that doesn't let a panic in one of its goroutines end
// the process, and with it all data sources: Wait panics instead, where whoever answers
// the query can recover.
type parallel struct {
	group *errgroup.Group
	once  sync.Once
	fault string
}

// inParallel makes a group of which at most so many goroutines run at a time. The
// first error cancels the context.
func inParallel(ctx context.Context, most int) (*parallel, context.Context) {
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(most)
	return &parallel{group: group}, ctx
}

var errFault = errors.New("a goroutine panicked")

// Go calls a function in a goroutine.
func (p *parallel) Go(call func() error) {
	p.group.Go(func() (err error) {
		defer func() {
			if reason := recover(); reason != nil {
				p.once.Do(func() { p.fault = fmt.Sprintf("%v\n%s", reason, debug.Stack()) })
				err = errFault
			}
		}()
		return call()
	})
}

// Wait gives the first error once all have ended. It panics, with the goroutine's
// stack, if one of them did.
func (p *parallel) Wait() error {
	err := p.group.Wait()
	if p.fault != "" {
		panic(p.fault)
	}
	return err
}

// each does something for each item, so many at a time. What each took is added in the
// order of the items, so that the same question has the same account.
func each[T any](ctx context.Context, taken *ledger, most int, items []T, do func(ctx context.Context, own *ledger, i int, item T) error) error {
	ledgers := make([]*ledger, len(items))
	group, ctx := inParallel(ctx, most)
	for i, item := range items {
		ledgers[i] = newLedger()
		group.Go(func() error { return do(ctx, ledgers[i], i, item) })
	}
	err := group.Wait()
	for _, own := range ledgers {
		taken.join(own.account())
	}
	return err
}
