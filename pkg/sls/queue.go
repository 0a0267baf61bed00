package sls

import (
	"container/list"
	"context"
	"sync"
	"time"
)

// RequestKind says which of the service's limits a request counts against.
type RequestKind int

// The kinds of requests.
const (
	// Search is a request without SQL.
	Search RequestKind = iota
	// SQL is a request with SQL.
	SQL
	requestKinds
)

// What a project may have in flight, as documented; dedicated SQL may have more:
// https://www.alibabacloud.com/help/en/sls/user-guide/log-search-overview and
// https://www.alibabacloud.com/help/en/sls/user-guide/log-analysis-overview
const (
	DefaultSQLLimit    = 15
	DefaultSearchLimit = 100
)

// Queue bounds how many requests are in flight, each kind for itself, and
// shares the places fairly: not among requests, of which one query may have a
// hundred waiting, but among the queries that wait. It may be used from many
// goroutines at once.
type Queue struct {
	mu    sync.Mutex
	lanes [requestKinds]queueLane
	// patience is how long a request waits for a place.
	patience time.Duration
}

// queueLane is the queue for one kind of request.
type queueLane struct {
	free, places int
	// turns holds the tickets that have requests waiting, the next one first.
	turns *list.List
}

// Ticket stands for one query of a user in a Queue.
type Ticket struct {
	queue *Queue
	lines [requestKinds]ticketLine
}

// ticketLine holds what a ticket has waiting in one lane.
type ticketLine struct {
	// waiting holds a channel for each request, to be closed when it gets a place.
	waiting *list.List
	// turn is the ticket's element in the lane's turns, nil if nothing waits.
	turn *list.Element
}

// NewQueue makes a queue with places for so many requests with and without SQL.
// A limit below 1 means the service's own.
func NewQueue(sqlLimit, searchLimit int) *Queue {
	if sqlLimit < 1 {
		sqlLimit = DefaultSQLLimit
	}
	if searchLimit < 1 {
		searchLimit = DefaultSearchLimit
	}
	q := &Queue{patience: defaultPatience}
	q.lanes[SQL] = queueLane{free: sqlLimit, places: sqlLimit, turns: list.New()}
	q.lanes[Search] = queueLane{free: searchLimit, places: searchLimit, turns: list.New()}
	return q
}

// Ticket lets one query take part. It needs no giving back.
func (q *Queue) Ticket() *Ticket {
	t := &Ticket{queue: q}
	for kind := range t.lines {
		t.lines[kind].waiting = list.New()
	}
	return t
}

// Acquire waits for a place. The place is held until release is called, which
// may be done more than once. The error is that of the context, or a *BusyError if the
// queue's patience was at its end first.
func (t *Ticket) Acquire(ctx context.Context, kind RequestKind) (release func(), err error) {
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	busy := &BusyError{Kind: kind, Places: t.queue.lanes[kind].places, Waited: t.queue.patience}
	ctx, cancel := context.WithTimeoutCause(ctx, busy.Waited, busy)
	defer cancel()
	granted, request := t.join(kind)
	select {
	case <-granted:
	case <-ctx.Done():
		t.leave(kind, granted, request)
		return nil, context.Cause(ctx)
	}
	var once sync.Once
	return func() { once.Do(func() { t.queue.giveBack(kind) }) }, nil
}

// join takes a free place at once, or puts a request at the end of the ticket's
// line. As places are handed on when they get free, nobody waits while one is.
func (t *Ticket) join(kind RequestKind) (granted chan struct{}, request *list.Element) {
	t.queue.mu.Lock()
	defer t.queue.mu.Unlock()
	lane, line := &t.queue.lanes[kind], &t.lines[kind]
	granted = make(chan struct{})
	if lane.free > 0 {
		lane.free--
		close(granted)
		return granted, nil
	}
	request = line.waiting.PushBack(granted)
	if line.turn == nil {
		line.turn = lane.turns.PushBack(t)
	}
	return granted, request
}

// leave takes a request back that is no longer wanted. If it got its place at
// the same moment, the place goes to the next.
func (t *Ticket) leave(kind RequestKind, granted chan struct{}, request *list.Element) {
	t.queue.mu.Lock()
	defer t.queue.mu.Unlock()
	select {
	case <-granted:
		t.queue.handOn(kind)
		return
	default:
	}
	lane, line := &t.queue.lanes[kind], &t.lines[kind]
	line.waiting.Remove(request)
	if line.waiting.Len() == 0 {
		lane.turns.Remove(line.turn)
		line.turn = nil
	}
}

func (q *Queue) giveBack(kind RequestKind) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.handOn(kind)
}

// handOn gives a place to the first request of the ticket whose turn it is, and
// puts the ticket at the end if it has more.
func (q *Queue) handOn(kind RequestKind) {
	lane := &q.lanes[kind]
	turn := lane.turns.Front()
	if turn == nil {
		lane.free++
		return
	}
	line := &turn.Value.(*Ticket).lines[kind]
	close(line.waiting.Remove(line.waiting.Front()).(chan struct{}))
	if line.waiting.Len() > 0 {
		lane.turns.MoveToBack(turn)
		return
	}
	lane.turns.Remove(turn)
	line.turn = nil
}
