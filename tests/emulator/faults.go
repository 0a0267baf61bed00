package emulator

import (
	"strings"
	"sync"
	"time"
)

// Fault is one way to misbehave, for requests that match it. Set at most one
// effect besides Delay.
type Fault struct {
	// Kind limits the fault to one kind of request; empty matches every kind.
	Kind string
	// QueryContains limits the fault to queries that contain this text.
	QueryContains string
	// Times is how many requests are hit; 0 means one, below 0 means all until
	// ClearFaults.
	Times int
	// Status, Code and Message refuse the request in the service's form.
	Status        int
	Code, Message string
	// Incomplete answers a query with progress Incomplete and about half of its
	// rows.
	Incomplete bool
	// Delay is waited before the request goes on.
	Delay time.Duration
	// Hang never answers: the request ends when the client goes away.
	Hang bool
	// Drop closes the connection without an answer.
	Drop bool
	// Malformed answers 200 with a body that is not JSON.
	Malformed bool
}

func (f Fault) matches(c *call) bool {
	if f.Kind != "" && f.Kind != c.record.Kind {
		return false
	}
	return strings.Contains(c.record.Query, f.QueryContains)
}

type faults struct {
	mu     sync.Mutex
	queued []Fault
}

// Fail arms a fault. Faults are tried in the order they were armed.
func (s *Server) Fail(fault Fault) {
	if fault.Times == 0 {
		fault.Times = 1
	}
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	s.faults.queued = append(s.faults.queued, fault)
}

// ClearFaults disarms every fault.
func (s *Server) ClearFaults() {
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	s.faults.queued = nil
}

// take returns the fault that this request is to suffer, or a zero Fault.
func (f *faults) take(c *call) Fault {
	f.mu.Lock()
	defer f.mu.Unlock()
	for i, fault := range f.queued {
		if !fault.matches(c) {
			continue
		}
		f.queued[i].Times--
		if f.queued[i].Times == 0 {
			f.queued = append(f.queued[:i:i], f.queued[i+1:]...)
		}
		return fault
	}
	return Fault{}
}
