package emulator

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// Server is an emulated Log Service endpoint. It is an http.Handler, safe for
// concurrent use. The project of a request is the first label of its Host
// header.
type Server struct {
	options     Options
	credentials map[string]Credential
	recorder    recorder
	faults      faults
	orders      atomic.Uint64

	mu       sync.RWMutex
	projects map[string]*project
}

// New returns a Server without projects.
func New(options Options) *Server {
	options = options.withDefaults()
	return &Server{
		options:     options,
		credentials: options.credentials(),
		projects:    map[string]*project{},
	}
}

// Close gives back what the logstores hold.
func (s *Server) Close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, p := range s.projects {
		p.close()
	}
	s.projects = map[string]*project{}
}

// ServeHTTP answers one API request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c := &call{server: s, request: r, requestID: newRequestID()}
	c.record = s.recorder.begin(r, s.options.Now())
	reply, err := s.answer(c)
	if err != nil {
		reply = errorReply(err)
	}
	c.record.Cancelled = r.Context().Err() != nil
	c.record.Status = reply.status
	c.record.ErrorCode = reply.errorCode
	c.record.AnswerBytes, c.record.PlainBytes = len(reply.body), cmp.Or(reply.plainBytes, len(reply.body))
	s.recorder.finish(c.record, s.options.Now())
	if reply.drop {
		// The way to end a connection without an answer, as net/http has it.
		panic(http.ErrAbortHandler)
	}
	reply.write(w, c.requestID)
}

// answer checks a request, then runs it under the limits and faults in force.
func (s *Server) answer(c *call) (*reply, error) {
	var err error
	if c.body, err = readBody(c.request); err != nil {
		return nil, err
	}
	c.project = projectOfHost(c.request.Host)
	c.record.Project = c.project
	route, err := findRoute(c)
	if err != nil {
		return nil, err
	}
	c.record.Kind = route.kind
	if err := s.authorize(c, route); err != nil {
		return nil, err
	}
	if err := route.prepare(c); err != nil {
		return nil, err
	}
	release, err := s.admit(c)
	if err != nil {
		return nil, err
	}
	defer release()
	return s.run(c, route)
}

func (s *Server) run(c *call, route route) (*reply, error) {
	fault := s.faults.take(c)
	if fault.Hang {
		<-c.request.Context().Done()
		return nil, errClientGone
	}
	if err := wait(c.request.Context(), s.options.Latency+fault.Delay); err != nil {
		return nil, errClientGone
	}
	if fault.Drop {
		return &reply{drop: true}, nil
	}
	if fault.Malformed {
		return &reply{status: http.StatusOK, contentType: "application/json", body: []byte(`{"meta":{"progress":`)}, nil
	}
	if fault.Status != 0 {
		return nil, refuse(fault.Status, fault.Code, "%s", fault.Message)
	}
	c.incomplete = fault.Incomplete
	return route.serve(c)
}

var errClientGone = errors.New("the client closed the connection before the answer")

func wait(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}
