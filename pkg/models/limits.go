package models

import (
	"fmt"
	"math"
	"time"
)

// Log Service runs at most so many SQL statements of a project at a time, without
// and with dedicated SQL, and so many searches. The plugin's own defaults and
// upper bounds are the same
// (https://www.alibabacloud.com/help/en/sls/limits-on-query-and-analysis).
const (
	DefaultSQLRequests          = 15
	DefaultDedicatedSQLRequests = 100
	DefaultSearchRequests       = 100
	maxRequests                 = 100
)

// DefaultJaegerRequests bounds the requests to Jaeger's query service in flight. It
// names no limit of its own, and runs each of them as several statements.
const DefaultJaegerRequests = 10

// A trace view draws DefaultMaxSpans in about five seconds on a small machine, and a
// hundred thousand in up to twelve (measured on Grafana 11).
const (
	DefaultMaxSpans = 50_000
	mostMaxSpans    = 100_000
)

// DefaultLookback is how far back a trace ID is looked for, as a user writes it.
// DefaultTimeout bounds one request; Log Service ends a statement after 55 s.
const (
	DefaultLookback = "7d"
	DefaultTimeout  = 60 * time.Second
)

func (s *Settings) setLimits(stored settingsJSON) (err error) {
	searchRequests := DefaultJaegerRequests
	if s.Access == AccessLogService {
		searchRequests = DefaultSearchRequests
		sqlRequests := DefaultSQLRequests
		if s.DedicatedSQL {
			sqlRequests = DefaultDedicatedSQLRequests
		}
		if s.MaxSQLRequests, err = parseMost("maxSqlRequests", stored.MaxSQLRequests, sqlRequests, maxRequests); err != nil {
			return err
		}
	}
	if s.MaxSearchRequests, err = parseMost("maxSearchRequests", stored.MaxSearchRequests, searchRequests, maxRequests); err != nil {
		return err
	}
	if s.MaxSpans, err = parseMost("maxSpans", stored.MaxSpans, DefaultMaxSpans, mostMaxSpans); err != nil {
		return err
	}
	s.Timeout = DefaultTimeout
	if stored.Timeout != nil {
		if *stored.Timeout < 1 {
			return fmt.Errorf("timeout is %d: enter at least 1 second, for example 60", *stored.Timeout)
		}
		// What is longer than a Duration can be is as good as the longest.
		s.Timeout = time.Duration(min(int64(*stored.Timeout), math.MaxInt64/int64(time.Second))) * time.Second
	}
	return nil
}

func parseMost(field string, stored *int, standard, most int) (int, error) {
	if stored == nil {
		return standard, nil
	}
	if *stored < 1 || *stored > most {
		return 0, fmt.Errorf("%s is %d: enter a whole number from 1 to %d, for example %d", field, *stored, most, standard)
	}
	return *stored, nil
}
