package emulator

import (
	"net/http"
	"sync"
	"time"
)

// Request is what the server remembers of one API call.
type Request struct {
	// Method, Path and Host are the request's own.
	Method, Path, Host string
	// Project and Logstore are what the request addressed; empty when it
	// addressed none.
	Project, Logstore string
	// Kind is one of the Kind constants; empty when the operation is unknown.
	Kind string
	// Query is the query text of a search, SQL or histogram request.
	Query string
	// From and To are the query's time range in seconds since the epoch.
	From, To int64
	// Line and Offset are the page of a search, as asked.
	Line, Offset int64
	// PowerSQL tells that dedicated SQL was asked for.
	PowerSQL bool
	// Status is the HTTP status answered, and ErrorCode the service's error
	// code, empty on success.
	Status    int
	ErrorCode string
	// AnswerBytes is the length of the answer's body as it was sent.
	AnswerBytes int
	// PlainBytes is the length of the answer's body before it was compressed.
	PlainBytes int
	// Arrived and Finished bracket the work, on the clock of Options.Now.
	// Finished is zero while the request runs.
	Arrived, Finished time.Time
	// Cancelled tells that the client went away before the answer was ready.
	Cancelled bool
}

func (r *Request) describe(q *queryRequest) {
	r.Query, r.From, r.To = q.Query, q.From, q.To
	r.Offset, r.PowerSQL = q.Offset, q.PowerSQL
	if q.Line != nil {
		r.Line = *q.Line
	}
}

type recorder struct {
	mu       sync.Mutex
	requests []Request
	epoch    int
	running  map[*Request]slot
}

// slot is where a running request's final record goes.
type slot struct{ epoch, index int }

func (r *recorder) begin(request *http.Request, now time.Time) *Request {
	r.mu.Lock()
	defer r.mu.Unlock()
	record := &Request{Method: request.Method, Path: request.URL.Path, Host: request.Host, Arrived: now}
	if r.running == nil {
		r.running = map[*Request]slot{}
	}
	r.running[record] = slot{epoch: r.epoch, index: len(r.requests)}
	r.requests = append(r.requests, *record)
	return record
}

func (r *recorder) finish(record *Request, now time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	record.Finished = now
	if at := r.running[record]; at.epoch == r.epoch {
		r.requests[at.index] = *record
	}
	delete(r.running, record)
}

// note publishes what is known of a running request.
func (r *recorder) note(record *Request) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if at, ok := r.running[record]; ok && at.epoch == r.epoch {
		r.requests[at.index] = *record
	}
}

// Requests lists the calls since the last reset, in order of arrival. Calls
// that still run are included, with a zero Finished.
func (s *Server) Requests() []Request {
	s.recorder.mu.Lock()
	defer s.recorder.mu.Unlock()
	return append([]Request(nil), s.recorder.requests...)
}

// ResetRequests forgets the calls made so far.
func (s *Server) ResetRequests() {
	s.recorder.mu.Lock()
	defer s.recorder.mu.Unlock()
	s.recorder.requests = nil
	s.recorder.epoch++
}
