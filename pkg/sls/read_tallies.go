package sls

import (
	"context"
	"fmt"
	"time"

	"logservice-jaeger-datasource/pkg/parallel"
	"logservice-jaeger-datasource/pkg/trace"
)

const (
	// tallyLag is how long ago a range must have ended for tallies to be asked: the
	// jobs that write them run after the fact, and later still when spans come late.
	tallyLag = 15 * time.Minute
	// tallyRest is how long tallies aren't asked again after they couldn't answer.
	tallyRest = 5 * time.Minute
)

// fromTallies gives the rows of a query from the metrics logstore. used is false
// where the spans have to be asked instead: tallies don't hold what is asked, or they
// can't be read, or they aren't shown to be exact. The only error is the context's.
func (r *Reader) fromTallies(ctx context.Context, c *call, s schema, query trace.MetricsQuery) (found []metricsRow, used bool, err error) {
	over, whole := wholeMinutes(query.Range)
	if !whole || !r.mayUseTallies(query) || !s.tellsBegins(query) {
		return nil, false, nil
	}
	attempt := c.attempt()
	said := r.askTallies(ctx, attempt, s, query, over)
	complete := c.absorb(attempt)
	if ctx.Err() != nil {
		return nil, false, context.Cause(ctx)
	}
	if !complete || !said.exact() {
		r.tallyPause.Store(r.config.Now().Add(tallyRest).UnixNano())
		return nil, false, nil
	}
	c.notice(trace.Info, fmt.Sprintf("Counted by logstore %s, whose total is that of all %d spans that logstore %s has of this time.",
		r.config.MetricsLogstore, said.recorded, r.config.Logstore))
	return said.rows, true, nil
}

// mayUseTallies says whether there are tallies and they can be expected to answer.
func (r *Reader) mayUseTallies(query trace.MetricsQuery) bool {
	now := r.config.Now()
	return r.config.MetricsLogstore != "" && now.UnixNano() >= r.tallyPause.Load() &&
		!query.Range.To.After(now.Add(-tallyLag)) && tallied(query)
}

// wholeMinutes is a range between whole minutes, which tallies don't cross. Grafana
// ends an hour or a day a millisecond early; who counts shows that nothing began then.
func wholeMinutes(r trace.Range) (trace.Range, bool) {
	to := r.To.Add(time.Millisecond).Truncate(time.Minute)
	return trace.Range{From: r.From, To: to}, r.From.Equal(r.From.Truncate(time.Minute)) && !to.Before(r.To)
}

// tallyAnswer is what the metrics logstore says, and what the spans' says against it.
type tallyAnswer struct {
	// answered says that none of the requests was refused.
	answered bool
	rows     []metricsRow
	// counted is the sum over all groups.
	counted int64
	// recorded is how many records lie at the time asked for, began how many of them
	// are spans that began within it, and later how many such spans lie behind it.
	recorded, began, later int
}

// exact says whether tallies give what the spans would. They count a span at the time
// of its record, which some writers set to the span's end, so the spans recorded in
// the range must be those that began in it: none before, none recorded behind it.
func (a tallyAnswer) exact() bool {
	return a.answered && a.recorded == a.began && a.later == 0 && a.counted == int64(a.recorded)
}

// askTallies asks for tallies, and at the same time, without SQL, for all that they
// are to be compared with. Why a request is refused makes no difference: the spans
// answer then, or tell the reason if it is theirs, too.
func (r *Reader) askTallies(ctx context.Context, c *call, s schema, query trace.MetricsQuery, over trace.Range) tallyAnswer {
	var answer tallyAnswer
	statement := tallyStatement(query)
	c.state(statement)
	group, ctx := parallel.NewGroup(ctx)
	group.Go(func() error {
		request := LogsRequest{Logstore: r.config.MetricsLogstore, Query: statement, From: over.From, To: over.To}
		tallies, err := rows(ctx, c, SQL, request, toTally(query))
		for _, one := range tallies {
			answer.rows, answer.counted = append(answer.rows, one.metricsRow), one.counted
		}
		return err
	})
	count := func(found *int, search string, over trace.Range) {
		group.Go(func() (err error) {
			*found, err = c.count(ctx, search, over)
			return err
		})
	}
	began := s.beganWithin(query.Range)
	count(&answer.recorded, "*", over)
	count(&answer.began, began, over)
	count(&answer.later, began, trace.Range{From: over.To, To: recorded(over).To})
	answer.answered = group.Wait() == nil
	return answer
}

// tallyRow is a row of an answer, which repeats the sum over all groups.
type tallyRow struct {
	metricsRow
	counted int64
}

func toTally(query trace.MetricsQuery) func(Row) tallyRow {
	toRow := toMetricsRow(query)
	return func(row Row) tallyRow { return tallyRow{toRow(row), integer(row, "counted")} }
}
