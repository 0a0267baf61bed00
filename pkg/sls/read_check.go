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
	health.Problems = slices.Concat(r.checkIndex(ctx, c), r.checkCount(ctx, c, over), r.checkSQL(ctx, c, over), problems)
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
	backs := []time.Duration{time.Hour}
	if r.config.Lookback > time.Hour {
		backs = append(backs, r.config.Lookback)
	}
	for _, back := range backs {
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
			newest = trace.Later(newest, record.start)
		}
	}
	switch {
	case len(records) == 0:
		return where + fmt.Sprintf("It holds no records of the last %s: check that Jaeger's collector writes to it.", trace.Roughly(over.To.Sub(over.From)))
	case len(dialects) == 0:
		return where + fmt.Sprintf("None of its %d newest records is a span: check that the data source names the logstore of the spans.", len(records))
	}
	slices.Sort(dialects)
	return where + fmt.Sprintf("The newest span began %s ago. Spans are written as: %s.",
		trace.Roughly(r.config.Now().Sub(newest)), strings.Join(slices.Compact(dialects), ", "))
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

// checkCount counts the records of the last minute, as reading a trace begins with counting.
func (r *Reader) checkCount(ctx context.Context, c *call, over trace.Range) []string {
	_, err := c.count(ctx, "*", lastMinute(over))
	var problem *Error
	switch {
	case errors.As(err, &problem) && problem.Denied():
		return []string{"Traces by ID need the permission log:GetLogStoreHistogram on logstore " + r.config.Logstore + ": " + err.Error()}
	case err != nil:
		return []string{"The records of logstore " + r.config.Logstore + " can't be counted, so no traces can be read by ID: " + err.Error()}
	}
	return nil
}

func lastMinute(over trace.Range) trace.Range {
	return trace.Range{From: over.To.Add(-time.Minute), To: over.To}
}

// checkSQL runs a statement that costs next to nothing.
func (r *Reader) checkSQL(ctx context.Context, c *call, over trace.Range) []string {
	if _, err := sql(ctx, c, "* | select count(1) as "+`"records"`+" from log limit 1", lastMinute(over), func(Row) int { return 0 }); err != nil {
		return []string{"SQL doesn't work on logstore " + r.config.Logstore + ", so only traces by ID can be read: " + err.Error()}
	}
	return nil
}

// checkProject names the project's logstores; without the permission to list them
// the data source works all the same.
func (r *Reader) checkProject(ctx context.Context, c *call) (sentence string, problems []string) {
	names, err := r.config.Client.Logstores(onRetry(ctx, c.retried))
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
