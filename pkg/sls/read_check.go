package sls

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"logservice-jaeger-datasource/pkg/trace"
)

// Check implements trace.Reader: it reads the newest records, which is the least
// that the data source needs, and then looks at what else it needs to be useful.
func (r *Reader) Check(ctx context.Context) (trace.Health, error) {
	c := r.newCall()
	newest, over, err := r.newest(ctx, c)
	if err != nil {
		return trace.Health{Account: c.finish()}, err
	}
	logstores, problems := r.checkProject(ctx, c)
	health := trace.Health{Message: r.describe(newest, over) + logstores}
	health.Problems = slices.Concat(r.checkIndex(ctx, c), r.checkSQL(ctx, c, over), problems)
	health.Account = c.finish()
	return health, nil
}

// seen is what one record tells a health check.
type seen struct {
	dialect Dialect
	start   time.Time
	ok      bool
}

// newest reads a page of the newest records, of the last hour if there are any,
// else of as far as trace IDs are looked for.
func (r *Reader) newest(ctx context.Context, c *call) ([]seen, trace.Range, error) {
	now := r.config.Now()
	var over trace.Range
	for _, back := range []time.Duration{time.Hour, max(time.Hour, r.config.Lookback)} {
		over = trace.Range{From: now.Add(-back), To: now.Add(time.Minute)}
		c.state("*")
		request := LogsRequest{Query: "*", From: over.From, To: over.To, Lines: pageSize, Reverse: true}
		records, err := rows(ctx, c, Search, request, func(row Row) seen {
			span, err := decodeSpan(row)
			return seen{dialectOf(row), span.Start, err == nil}
		})
		if err != nil || len(records) > 0 {
			return records, over, err
		}
	}
	return nil, over, nil
}

// describe tells what was reached and what it holds.
func (r *Reader) describe(records []seen, over trace.Range) string {
	where := fmt.Sprintf("Reached project %s, logstore %s. ", r.config.Client.config.Project, r.config.Logstore)
	var dialects []string
	var newest time.Time
	for _, record := range records {
		if record.ok {
			dialects = append(dialects, string(record.dialect))
			newest = later(newest, record.start)
		}
	}
	switch {
	case len(records) == 0:
		return where + fmt.Sprintf("It holds no records of the last %s: check that Jaeger's collector writes to it.", roughly(over.To.Sub(over.From)))
	case len(dialects) == 0:
		return where + fmt.Sprintf("None of its %d newest records is a span: check that the data source names the logstore of the spans.", len(records))
	}
	slices.Sort(dialects)
	return where + fmt.Sprintf("The newest span began %s ago. Spans are written as: %s.",
		roughly(r.config.Now().Sub(newest)), strings.Join(slices.Compact(dialects), ", "))
}

// roughly words a duration for a sentence.
func roughly(d time.Duration) string {
	count := func(n int, unit string) string {
		if n == 1 {
			return "1 " + unit
		}
		return fmt.Sprintf("%d %ss", n, unit)
	}
	switch d = max(d, 0); {
	case d < 2*time.Minute:
		return count(int(d.Seconds()), "second")
	case d < 2*time.Hour:
		return count(int(d.Minutes()), "minute")
	case d < 48*time.Hour:
		return count(int(d.Hours()), "hour")
	default:
		return count(int(d.Hours()/24), "day")
	}
}

func (r *Reader) checkIndex(ctx context.Context, c *call) []string {
	s, err := r.indexed(ctx, c)
	var problem *Error
	switch {
	case errors.As(err, &problem) && problem.Denied():
		return []string{"Search, completion and metrics need the permission log:GetIndex on logstore " + r.config.Logstore + ": " + err.Error()}
	case errors.As(err, &problem) && problem.NoIndex():
		return []string{"Logstore " + r.config.Logstore + " has no index, so nothing can be searched: create one in Log Service's console."}
	case err != nil:
		return []string{"The index of logstore " + r.config.Logstore + " could not be read: " + err.Error()}
	}
	if missing := s.missing(); len(missing) > 0 {
		return []string{fmt.Sprintf("The index of logstore %s lacks %s with analytics on: searches by them find nothing.", r.config.Logstore, strings.Join(missing, ", "))}
	}
	return nil
}

// checkSQL runs a statement that costs next to nothing.
func (r *Reader) checkSQL(ctx context.Context, c *call, over trace.Range) []string {
	last := trace.Range{From: over.To.Add(-time.Minute), To: over.To}
	if _, err := sql(ctx, c, "* | select count(1) as "+`"records"`+" from log limit 1", last, func(Row) int { return 0 }); err != nil {
		return []string{"SQL doesn't work on logstore " + r.config.Logstore + ", so only traces by ID can be read: " + err.Error()}
	}
	return nil
}

// checkProject names the project's logstores; without the permission to list them
// the data source works all the same.
func (r *Reader) checkProject(ctx context.Context, c *call) (sentence string, problems []string) {
	names, err := r.config.Client.Logstores(ctx)
	c.pay(0, 0)
	var problem *Error
	switch {
	case errors.As(err, &problem) && problem.Denied():
		return "", []string{"The permission log:ListLogStores is missing, so the project's logstores can't be named; nothing else needs it."}
	case err != nil:
		return "", []string{"The project's logstores could not be listed: " + err.Error()}
	}
	return " The project's logstores: " + enumerated(names) + ".", nil
}

// mostNamed is how many logstores a sentence names.
const mostNamed = 20

func enumerated(names []string) string {
	if len(names) <= mostNamed {
		return strings.Join(names, ", ")
	}
	return strings.Join(names[:mostNamed], ", ") + fmt.Sprintf(" and %d more", len(names)-mostNamed)
}
