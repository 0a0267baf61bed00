// Package parallel runs parts of one answer side by side.
package parallel

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"sync"

	"golang.org/x/sync/errgroup"
)

// Group is an errgroup.Group that doesn't let a panic in one of its goroutines end the
// process, and with it all data sources: Wait panics instead, where whoever answers
// the query can recover.
type Group struct {
	group *errgroup.Group
	once  sync.Once
	fault string
}

// NewGroup makes a group whose first error cancels the context that it gives.
func NewGroup(ctx context.Context) (*Group, context.Context) {
	group, ctx := errgroup.WithContext(ctx)
	return &Group{group: group}, ctx
}

// NewBoundedGroup is NewGroup with so many goroutines at a time at the most.
func NewBoundedGroup(ctx context.Context, most int) (*Group, context.Context) {
	g, ctx := NewGroup(ctx)
	g.group.SetLimit(most)
	return g, ctx
}

var errFault = errors.New("a goroutine panicked")

// Go calls a function in a goroutine; in a bounded group it waits until it may.
func (g *Group) Go(call func() error) {
	g.group.Go(func() (err error) {
		defer func() {
			if reason := recover(); reason != nil {
				g.once.Do(func() { g.fault = fmt.Sprintf("%v\n%s", reason, debug.Stack()) })
				err = errFault
			}
		}()
		return call()
	})
}

// Wait gives the first error once all have ended. It panics, with the goroutine's
// stack, if one of them did.
func (g *Group) Wait() error {
	err := g.group.Wait()
	if g.fault != "" {
		panic(g.fault)
	}
	return err
}
