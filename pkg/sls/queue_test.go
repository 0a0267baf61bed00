package sls

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

func acquired(t *testing.T, ticket *Ticket, kind RequestKind) func() {
	t.Helper()
	release, err := ticket.Acquire(t.Context(), kind)
	require.NoError(t, err)
	return release
}

// line queues up requests of a ticket one after another and writes down, when
// each gets its place, under which name. It must run in a synctest bubble.
func line(t *testing.T, order *[]string, ticket *Ticket, name string, count int) {
	t.Helper()
	for i := range count {
		go func() {
			release, err := ticket.Acquire(t.Context(), SQL)
			if err != nil {
				*order = append(*order, err.Error())
				return
			}
			*order = append(*order, fmt.Sprintf("%s%d", name, i))
			// Places are handed on one at a time, so appending needs no lock.
			release()
		}()
		synctest.Wait()
	}
}

func TestQueueTakesTurnsAmongTickets(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		queue := NewQueue(1, 1)
		release := acquired(t, queue.Ticket(), SQL)
		var order []string
		line(t, &order, queue.Ticket(), "many", 4)
		line(t, &order, queue.Ticket(), "few", 2)
		line(t, &order, queue.Ticket(), "one", 1)
		require.Empty(t, order)
		release()
		synctest.Wait()
		require.Equal(t, []string{"many0", "few0", "one0", "many1", "few1", "many2", "many3"}, order)
	})
}

func TestQueueKeepsTheLimitOfEachKind(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		queue := NewQueue(2, 3)
		var inFlight, most [requestKinds]atomic.Int32
		var group sync.WaitGroup
		for range 5 {
			ticket := queue.Ticket()
			for i := range 20 {
				kind := RequestKind(i % 2)
				group.Go(func() {
					release, err := ticket.Acquire(t.Context(), kind)
					if err != nil {
						panic(err)
					}
					now := inFlight[kind].Add(1)
					for seen := most[kind].Load(); now > seen && !most[kind].CompareAndSwap(seen, now); seen = most[kind].Load() {
					}
					time.Sleep(time.Second)
					inFlight[kind].Add(-1)
					release()
				})
			}
		}
		group.Wait()
		require.EqualValues(t, 2, most[SQL].Load())
		require.EqualValues(t, 3, most[Search].Load())
	})
}

func TestQueueHandsOnWhatACancelledWaiterLeaves(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		queue := NewQueue(1, 1)
		release := acquired(t, queue.Ticket(), SQL)
		ctx, cancel := context.WithCancelCause(t.Context())
		gone := errors.New("panel closed")
		var failed error
		leaver := queue.Ticket()
		go func() { _, failed = leaver.Acquire(ctx, SQL) }()
		synctest.Wait()
		var order []string
		line(t, &order, leaver, "same", 1)
		line(t, &order, queue.Ticket(), "next", 1)

		cancel(gone)
		synctest.Wait()
		require.ErrorIs(t, failed, gone)
		require.Empty(t, order)
		release()
		synctest.Wait()
		require.Equal(t, []string{"same0", "next0"}, order)
		acquired(t, queue.Ticket(), SQL)()
	})
}

func TestQueueLosesNoPlaceWhenAWaiterLeavesAsItsTurnComes(t *testing.T) {
	queue := NewQueue(1, 1)
	for range 500 {
		release := acquired(t, queue.Ticket(), SQL)
		ctx, cancel := context.WithCancel(t.Context())
		var waiter sync.WaitGroup
		waiter.Go(func() {
			if own, err := queue.Ticket().Acquire(ctx, SQL); err == nil {
				own()
			}
		})
		var both sync.WaitGroup
		both.Go(release)
		both.Go(cancel)
		both.Wait()
		waiter.Wait()
		require.Equal(t, 1, queue.lanes[SQL].free)
		require.Zero(t, queue.lanes[SQL].turns.Len())
	}
}

// TestQueueLeavesAfterTheGrant is the race of the test above in its worst order.
func TestQueueLeavesAfterTheGrant(t *testing.T) {
	queue := NewQueue(1, 1)
	release := acquired(t, queue.Ticket(), SQL)
	leaver, next := queue.Ticket(), queue.Ticket()
	granted, request := leaver.join(SQL)
	waiting, _ := next.join(SQL)
	release()
	<-granted
	leaver.leave(SQL, granted, request)
	<-waiting
	queue.giveBack(SQL)
	require.Equal(t, 1, queue.lanes[SQL].free)
}

func TestQueueReleaseCountsOnce(t *testing.T) {
	queue := NewQueue(1, 1)
	release := acquired(t, queue.Ticket(), Search)
	release()
	release()
	require.Equal(t, 1, queue.lanes[Search].free)
}

func TestQueueRefusesAnEndedContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	queue := NewQueue(1, 1)
	_, err := queue.Ticket().Acquire(ctx, SQL)
	require.ErrorIs(t, err, context.Canceled)
	require.Equal(t, 1, queue.lanes[SQL].free)
}

func TestQueueDefaultsToTheServicesLimits(t *testing.T) {
	queue := NewQueue(0, -1)
	require.Equal(t, 15, queue.lanes[SQL].free)
	require.Equal(t, 100, queue.lanes[Search].free)
}
