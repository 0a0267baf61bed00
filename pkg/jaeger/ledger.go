package jaeger

import (
	"fmt"
	"slices"
	"sync"
	"time"

	"logservice-jaeger-datasource/pkg/trace"
)

// ledger collects what one answer took, from requests that may run side by side.
type ledger struct {
	began time.Time

	mu    sync.Mutex
	taken trace.Account
}

func newLedger() *ledger { return &ledger{began: time.Now()} }

// asked notes a request by its path and query, as they are sent.
func (l *ledger) asked(request string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.taken.Statements = append(l.taken.Statements, request)
}

// tried notes that a request was sent, or sent again.
func (l *ledger) tried() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.taken.Cost.Requests++
}

// retried notes that a request is to be sent again.
func (l *ledger) retried() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.taken.Cost.Retries++
}

// waited notes how long a request waited for its turn.
func (l *ledger) waited(time time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.taken.Cost.Waited += time
}

// read notes bytes of an answer's body.
func (l *ledger) read(bytes int64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.taken.Cost.Bytes += bytes
}

// notice adds a sentence to the answer.
func (l *ledger) notice(severity trace.Severity, format string, arguments ...any) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.taken.Notices = append(l.taken.Notices, trace.Notice{Severity: severity, Text: fmt.Sprintf(format, arguments...)})
}

// account is what was taken until now.
func (l *ledger) account() trace.Account {
	l.mu.Lock()
	defer l.mu.Unlock()
	account := l.taken
	account.Statements, account.Notices = slices.Clone(account.Statements), slices.Clone(account.Notices)
	account.Cost.Elapsed = time.Since(l.began)
	return account
}

// join adds what another answer took.
func (l *ledger) join(account trace.Account) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.taken.Statements = append(l.taken.Statements, account.Statements...)
	l.taken.Notices = append(l.taken.Notices, account.Notices...)
	l.taken.Cost.Requests += account.Cost.Requests
	l.taken.Cost.Retries += account.Cost.Retries
	l.taken.Cost.Waited += account.Cost.Waited
	l.taken.Cost.Bytes += account.Cost.Bytes
}
