package sls

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"logservice-jaeger-datasource/pkg/trace"
)

// knownDeps is what is known of the logstore of calls, for indexAge.
type knownDeps struct {
	mu   sync.Mutex
	read time.Time
	// schema is that of its index; obstacle is why no graph can be made with it, if so.
	schema   schema
	obstacle error
}

func (k *knownDeps) get(now time.Time) (s schema, serves, known bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.schema, k.obstacle == nil, !k.read.IsZero() && now.Sub(k.read) < indexAge
}

func (k *knownDeps) set(now time.Time, s schema, obstacle error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.read, k.schema, k.obstacle = now, s, obstacle
}

var errCountsNoCalls = errors.New("the index has no fields of counted calls")

const (
	// depsStep is how much time one record counts. Whether its own time is the begin or
	// the end of that isn't documented.
	depsStep = time.Minute
	// depsLag is how late the counted calls may be, as the jobs run some minutes behind;
	// but no more than a tenth of the range may be missing.
	depsLag = 5 * time.Minute
)

// graphOfDeps takes the calls that Log Service has counted itself. It doesn't answer
// where there are none, or not over the whole range: a logstore of them that is
// missing, has no index or may not be read is no error, and not asked again for a
// while. Nor does it answer for a quantile, which can't be read from its sums.
func (r *Reader) graphOfDeps(ctx context.Context, c *call, query trace.GraphQuery) (graph trace.Graph, answered bool, err error) {
	if r.config.DepsLogstore == "" || query.Quantile > 0 {
		return trace.Graph{}, false, nil
	}
	s, serves, err := r.depsSchema(ctx, c)
	if err != nil || !serves {
		return trace.Graph{}, false, err
	}
	calls, err := r.countedCalls(ctx, c, s, query.Range)
	if err != nil || len(calls) == 0 {
		return trace.Graph{}, false, err
	}
	last, covered, err := r.covered(ctx, c, calls, query.Range)
	if err != nil || !covered {
		return trace.Graph{}, false, err
	}
	c.notice(trace.Info, fmt.Sprintf("These calls are those that Log Service counted in logstore %s, the last at %s.", r.config.DepsLogstore, clock(last)))
	noteFullGraph(c, calls)
	calls = slices.DeleteFunc(calls, func(row graphRow) bool { return row.way == wayCall && row.caller == row.callee })
	return toGraph(calls, 1, false), true, nil
}

// clock words a moment, to the minute.
func clock(moment time.Time) string { return moment.UTC().Format("2006-01-02 15:04 UTC") }

// depsSchema is the schema of the logstore of calls, and whether it serves.
func (r *Reader) depsSchema(ctx context.Context, c *call) (schema, bool, error) {
	if s, serves, known := r.deps.get(r.config.Now()); known {
		return s, serves, nil
	}
	index, err := r.config.Client.Index(onRetry(ctx, c.retried), r.config.DepsLogstore)
	c.pay(0, 0)
	if ctx.Err() != nil {
		return schema{}, false, context.Cause(ctx)
	}
	s := schema{index: index}
	if err == nil && !s.countsCalls() {
		err = errCountsNoCalls
	}
	r.deps.set(r.config.Now(), s, err)
	return s, err == nil, nil
}

// countedCalls are the sums over a range; none if the service refuses to give them.
func (r *Reader) countedCalls(ctx context.Context, c *call, s schema, over trace.Range) ([]graphRow, error) {
	statement := s.calls(mostRoutes)
	c.state(statement)
	calls, err := rows(ctx, c, SQL, LogsRequest{Logstore: r.config.DepsLogstore, Query: statement, From: over.From, To: over.To}, toGraphRow)
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	if err != nil {
		r.deps.set(r.config.Now(), s, err)
		return nil, nil
	}
	return calls, nil
}

// covered says whether the counted calls reach from one end of a range to the other,
// near enough, or as far as there are spans; and when the last was counted. What lies
// between isn't looked at.
func (r *Reader) covered(ctx context.Context, c *call, calls []graphRow, over trace.Range) (last time.Time, covered bool, err error) {
	first, last := time.Unix(calls[0].first, 0), time.Unix(calls[0].last, 0)
	for _, row := range calls {
		first, last = trace.Earlier(first, time.Unix(row.first, 0)), trace.Later(last, time.Unix(row.last, 0))
	}
	lag := min(depsLag, over.To.Sub(over.From)/10)
	for _, gap := range []trace.Range{{From: over.From, To: first.Add(-lag)}, {From: last.Add(depsStep + lag), To: over.To}} {
		if gap.To.Sub(gap.From) < time.Second {
			continue
		}
		spans, err := c.count(ctx, "*", gap)
		if err != nil {
			return last, false, err
		}
		if spans > 0 {
			c.notice(trace.Info, fmt.Sprintf("Logstore %s has counted calls from %s to %s only, so the calls are taken from the spans.", r.config.DepsLogstore, clock(first), clock(last)))
			return last, false, nil
		}
	}
	return last, true, nil
}
