package plugin

import (
	"context"
	"fmt"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"logservice-jaeger-datasource/pkg/frames"
	"logservice-jaeger-datasource/pkg/models"
	"logservice-jaeger-datasource/pkg/trace"
)

// reading is one of the traces to compare, or why it could not be read.
type reading struct {
	// name is what the query editor calls the trace.
	name string
	id   trace.TraceID
	trace.TraceResult
	err error
}

// compare answers a query that sets one trace against another.
func (d *Datasource) compare(ctx context.Context, query models.Query, asked question) (data.Frames, error) {
	a, b := reading{name: "Trace A"}, reading{name: "Trace B"}
	a.parse(query.Compare.A)
	b.parse(query.Compare.B)
	if err := sentences(a.err, b.err); err != nil {
		return nil, err
	}
	d.readBoth(ctx, &a, &b, asked.between)
	account := both(a, b)
	err := sentences(a.err, b.err)
	answered := data.Frames{frames.Trace(nil)}
	if err == nil {
		var notices []trace.Notice
		answered, notices = frames.Compare(a.Spans, b.Spans, d.link)
		account.Notices = append(account.Notices, notices...)
	}
	frames.Annotate(answered[0], account)
	return answered, err
}

func (r *reading) parse(text string) {
	var err error
	if r.id, err = trace.ParseTraceID(text); err != nil {
		r.err = &requestError{fmt.Errorf("%s: %w", r.name, err)}
	}
}

// readBoth reads two traces side by side. A panic in the goroutine of one would end
// the process, and with it all data sources: it is passed on to whoever answers the
// query.
func (d *Datasource) readBoth(ctx context.Context, a, b *reading, between trace.Range) {
	done := make(chan string, 1)
	go func() {
		var fault string
		defer func() {
			if reason := recover(); reason != nil {
				fault = fmt.Sprintf("%v\n%s", reason, debug.Stack())
			}
			done <- fault
		}()
		d.read(ctx, b, between)
	}()
	d.read(ctx, a, between)
	if fault := <-done; fault != "" {
		panic(fault)
	}
}

func (d *Datasource) read(ctx context.Context, r *reading, between trace.Range) {
	result, err := d.reader.Trace(ctx, trace.TraceQuery{ID: r.id, Range: between})
	r.TraceResult = result
	r.Notices = append(slices.Clip(r.Notices), warned(r.Spans)...)
	if err != nil {
		r.err = fmt.Errorf("%s: %w", r.name, err)
	}
}

// both adds up what two readings took, and says of which trace a notice is.
func both(a, b reading) trace.Account {
	account := trace.Account{Statements: append(slices.Clip(a.Statements), b.Statements...), Cost: a.Cost}
	account.Cost.Requests += b.Cost.Requests
	account.Cost.Rows += b.Cost.Rows
	account.Cost.Bytes += b.Cost.Bytes
	account.Cost.Elapsed = max(account.Cost.Elapsed, b.Cost.Elapsed)
	for _, r := range []reading{a, b} {
		for _, notice := range r.Notices {
			account.Notices = append(account.Notices, trace.Notice{Severity: notice.Severity, Text: r.name + ": " + notice.Text})
		}
	}
	return account
}

// twoErrors are those of both traces, told one after the other.
type twoErrors struct{ a, b error }

func (e *twoErrors) Error() string   { return strings.TrimSuffix(e.a.Error(), ".") + "; " + e.b.Error() }
func (e *twoErrors) Unwrap() []error { return []error{e.a, e.b} }

func sentences(a, b error) error {
	switch {
	case a == nil:
		return b
	case b == nil:
		return a
	}
	return &twoErrors{a, b}
}
