package sls

import (
	"cmp"
	"context"
	"errors"
	"sync"
	"time"

	"logservice-jaeger-datasource/pkg/trace"
)

// call is the conversation with Log Service that answers one question. It takes
// places in the instance's queue, repeats answers that are incomplete, and keeps
// the account. Its methods may be used from many goroutines at once.
type call struct {
	reader *Reader
	ticket *Ticket
	began  time.Time

	mu         sync.Mutex
	account    trace.Account
	incomplete bool
}

func (r *Reader) newCall() *call {
	return &call{reader: r, ticket: r.queue.Ticket(), began: time.Now()}
}

// finish gives the account, with what incomplete answers mean for the reader.
func (c *call) finish() trace.Account {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.account.Cost.Elapsed = time.Since(c.began)
	if c.incomplete {
		c.incomplete = false
		c.account.Notices = append(c.account.Notices, trace.Notice{Severity: trace.Warning, Text: incompleteText})
	}
	return c.account
}

// attempt is a part of the conversation that may come to nothing: incomplete answers
// within it are nobody's loss.
func (c *call) attempt() *call {
	return &call{reader: c.reader, ticket: c.ticket, began: c.began}
}

// absorb takes over what an attempt asked and paid, and says whether all its answers
// were complete.
func (c *call) absorb(attempt *call) (complete bool) {
	attempt.mu.Lock()
	defer attempt.mu.Unlock()
	c.mu.Lock()
	defer c.mu.Unlock()
	asked := attempt.account
	c.account.Statements = append(c.account.Statements, asked.Statements...)
	c.account.Notices = append(c.account.Notices, asked.Notices...)
	c.account.Cost.Requests += asked.Cost.Requests
	c.account.Cost.Retries += asked.Cost.Retries
	c.account.Cost.Waited += asked.Cost.Waited
	c.account.Cost.Rows += asked.Cost.Rows
	c.account.Cost.Bytes += asked.Cost.Bytes
	return !attempt.incomplete
}

const incompleteText = "Log Service answered only in part, also when asked again, so something may be missing. " +
	"Narrow the time range or the filters, or switch on dedicated SQL in the data source's settings."

func (c *call) notice(severity trace.Severity, text string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.account.Notices = append(c.account.Notices, trace.Notice{Severity: severity, Text: text})
}

// state writes a statement into the account.
func (c *call) state(statement string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.account.Statements = append(c.account.Statements, statement)
}

func (c *call) pay(rows, bytes int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.account.Cost.Requests++
	c.account.Cost.Rows += rows
	c.account.Cost.Bytes += bytes
}

// retried counts a request that is sent again.
func (c *call) retried() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.account.Cost.Requests++
	c.account.Cost.Retries++
}

// place waits for a place in the queue, and keeps account of the time.
func (c *call) place(ctx context.Context, kind RequestKind) (release func(), err error) {
	began := time.Now()
	release, err = c.ticket.Acquire(ctx, kind)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.account.Cost.Waited += time.Since(began)
	return release, err
}

func (c *call) markIncomplete() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.incomplete = true
}

// An incomplete answer is asked for again, at growing intervals, since Log
// Service goes on where it stopped; each repetition costs money, so they are few
// (https://www.alibabacloud.com/help/en/sls/getlogs).
const (
	maxRepeats  = 3
	firstRepeat = 100 * time.Millisecond
)

// repeat asks until the answer is complete, at most maxRepeats times over. An answer that
// broke off is asked for again, too, as often as one that never began.
func (c *call) repeat(ctx context.Context, ask func() (complete bool, err error)) error {
	pause := firstRepeat
	for attempt := 0; ; attempt++ {
		complete, err := ask()
		switch {
		case err == nil && complete, err != nil && (!brokeOff(err) || attempt == maxTries-1):
			return err
		case err == nil && attempt == maxRepeats:
			c.markIncomplete()
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(pause):
			pause *= 2
		}
	}
}

// rows asks for logs, those of the spans if the request names no other logstore, and
// makes a value of each row, by make.
func rows[T any](ctx context.Context, c *call, kind RequestKind, request LogsRequest, make func(Row) T) ([]T, error) {
	request.Logstore, request.DedicatedSQL = cmp.Or(request.Logstore, c.reader.config.Logstore), c.reader.config.DedicatedSQL
	var values []T
	err := c.repeat(ctx, func() (bool, error) {
		release, err := c.place(ctx, kind)
		if err != nil {
			return false, err
		}
		defer release()
		values = values[:0]
		meta, err := c.reader.config.Client.Logs(onRetry(ctx, c.retried), request, func(row Row) error {
			values = append(values, make(row))
			return nil
		})
		c.pay(meta.ProcessedRows, meta.ProcessedBytes)
		return meta.Complete, err
	})
	return values, err
}

// sql runs a statement over a stretch of time.
func sql[T any](ctx context.Context, c *call, statement string, over trace.Range, make func(Row) T) ([]T, error) {
	c.state(statement)
	return stated(ctx, c, statement, over, make)
}

// stated is sql for a statement that is in the account already: of statements side by
// side, whichever runs first would be the first there.
func stated[T any](ctx context.Context, c *call, statement string, over trace.Range, make func(Row) T) ([]T, error) {
	values, err := rows(ctx, c, SQL, LogsRequest{Query: statement, From: over.From, To: over.To}, make)
	var refused *Error
	if errors.As(err, &refused) && refused.BadQuery() {
		c.reader.forgetIndex()
	}
	return values, err
}

// count tells how many records a search finds.
func (c *call) count(ctx context.Context, search string, over trace.Range) (int, error) {
	var count int64
	err := c.repeat(ctx, func() (bool, error) {
		release, err := c.place(ctx, Search)
		if err != nil {
			return false, err
		}
		defer release()
		request := HistogramRequest{Logstore: c.reader.config.Logstore, Query: search, From: over.From, To: over.To}
		histogram, err := c.reader.config.Client.Histogram(onRetry(ctx, c.retried), request)
		c.pay(0, 0)
		count = histogram.Count
		return histogram.Complete, err
	})
	return int(count), err
}
