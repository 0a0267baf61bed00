package sls

import (
	"strconv"
	"strings"
)

// A trace instance has scheduled SQL jobs that count calls into a logstore, minute
// by minute (https://www.alibabacloud.com/help/en/sls/trace-data-formats). Every call
// is counted in several records, of which each "version" is finer than the one before.
// The page names no unit of the latencies; they are taken for microseconds, as the
// durations of the spans are that they were summed up from.

// depsVersion is the coarsest, by services alone.
const depsVersion = "service"

// noCaller is the caller of requests that no service made. A service of that name
// can't be told from it.
const noCaller = "None"

// countsCalls says whether a logstore's index has what a graph is made from.
func (s schema) countsCalls() bool {
	for _, field := range []string{"version", "parent_service", "child_service", "n_status_succ", "n_status_fail"} {
		if !s.has(field) {
			return false
		}
	}
	return s.index.Keys["version"].Type == "text"
}

// calls is the statement that sums up what Log Service counted, in the columns of
// graph. The search is for the version as one word in quotes, and compared once more:
// the finer versions' names begin with the same word.
func (s schema) calls(limit int) string {
	succeeded, failed := "coalesce("+s.total("n_status_succ")+", 0e0)", "coalesce("+s.total("n_status_fail")+", 0e0)"
	columns := []column{
		{"way", "case when " + s.text("parent_service") + " = " + quoteSQL(noCaller) + " then " + quoteSQL(wayEntry) + " else " + quoteSQL(wayCall) + " end"},
		{"caller", orEmpty("nullif(" + s.text("parent_service") + ", " + quoteSQL(noCaller) + ")")},
		{"callee", orEmpty(s.text("child_service"))},
		{"messaging", s.queued()},
		{"calls", succeeded + " + " + failed},
		{"errors", failed},
		{"first", `min("__time__")`}, {"last", `max("__time__")`},
	}
	if s.has("sum_latency") {
		columns = append(columns, column{"time", s.total("sum_latency")})
	}
	return `version: "` + depsVersion + `" | ` + selectFrom(columns, "log", []string{`"version" = ` + quoteSQL(depsVersion)}) +
		" group by 1, 2, 3, 4 order by 5 desc, 1, 2, 3, 4 limit " + strconv.Itoa(limit)
}

// total is the sum of a field of numbers; null if there are none.
func (s schema) total(field string) string {
	number := "cast(" + quoteName(field) + " as double)"
	if !isNumber(s.index.Keys[field]) {
		number = "try_" + number
	}
	return "sum(" + number + ")"
}

// queued is true for calls through a queue. Of what the records say of both sides the
// names alone are public, kind among them; a record that tells it otherwise counts as
// a plain call.
func (s schema) queued() string {
	var signs []string
	for _, side := range []struct{ field, kind string }{{"parent_type", "producer"}, {"child_type", "consumer"}} {
		if s.has(side.field) {
			signs = append(signs, "coalesce(lower(try(json_extract_scalar("+quoteName(side.field)+`, '$["kind"]'))) = `+quoteSQL(side.kind)+", false)")
		}
	}
	if len(signs) == 0 {
		return "false"
	}
	return "(" + strings.Join(signs, " or ") + ")"
}
