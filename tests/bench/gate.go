package main

import (
	"bytes"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"
)

// stillness is how long nothing may happen, neither a request come nor one be answered,
// until those that wait are let through.
const stillness = 150 * time.Millisecond

// gate stands before a store once it is closed. It lets nothing through until all that went
// before is answered and no more requests come, and then all that wait: a round. What a client asks without waiting for
// an answer comes in one round, so that rounds count the steps that wait for each other,
// however slow the machine, which times of arrival don't.
type gate struct {
	behind http.Handler
	// beside tells the requests of neighbours by the trace that they name.
	beside string

	mu      sync.Mutex
	closed  bool
	waiting []chan struct{}
	// serving counts the requests that were let through and aren't answered yet.
	serving int
	now     round
	rounds  []round
	timer   *time.Timer
}

// round is how many requests were let through at once.
type round struct{ long, beside int }

// close begins to hold requests back. Only while nothing is under way.
func (g *gate) close(beside string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.closed, g.beside, g.rounds, g.now = true, beside, nil, round{}
}

// open lets all through from now on, and gives the rounds that there were.
func (g *gate) open() []round {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.closed = false
	g.release()
	return g.rounds
}

// ServeHTTP implements http.Handler.
func (g *gate) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	text, err := io.ReadAll(r.Body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	r.Body = io.NopCloser(bytes.NewReader(text))
	if through := g.arrive(r.URL.RawQuery + string(text)); through != nil {
		<-through
	}
	defer g.answered()
	g.behind.ServeHTTP(w, r)
}

// arrive gives what a request has to wait for, nil while the gate is open.
func (g *gate) arrive(text string) <-chan struct{} {
	g.mu.Lock()
	defer g.mu.Unlock()
	if !g.closed {
		g.serving++
		return nil
	}
	if g.beside != "" && strings.Contains(text, g.beside) {
		g.now.beside++
	} else {
		g.now.long++
	}
	through := make(chan struct{})
	g.waiting = append(g.waiting, through)
	g.await()
	return through
}

// answered counts a request out.
func (g *gate) answered() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.serving--
	g.await()
}

// await lets those through that wait once it is still.
func (g *gate) await() {
	if g.timer != nil {
		g.timer.Stop()
	}
	g.timer = time.AfterFunc(stillness, func() {
		g.mu.Lock()
		defer g.mu.Unlock()
		if g.serving == 0 {
			g.release()
		}
	})
}

// release lets those through that wait.
func (g *gate) release() {
	if len(g.waiting) == 0 {
		return
	}
	g.serving += len(g.waiting)
	for _, through := range g.waiting {
		close(through)
	}
	g.rounds = append(g.rounds, g.now)
	g.waiting, g.now = nil, round{}
}

// soFar are the rounds until now.
func (g *gate) soFar() []round {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.rounds
}

// ofLong counts the rounds that hold requests other than neighbours', and the most of these
// in one.
func ofLong(rounds []round) (count, most float64) {
	for _, r := range rounds {
		if r.long > 0 {
			count++
			most = max(most, float64(r.long))
		}
	}
	return count, most
}
