package sls

import (
	"slices"
	"strconv"

	"logservice-jaeger-datasource/pkg/trace"
)

// A trace instance has scheduled SQL jobs that count its spans, and a logstore of
// what they counted: records of version metric_info, each with how many spans of a
// service, an operation and more there were (total) in a stretch of time
// (https://www.alibabacloud.com/help/en/sls/trace-application). They are called
// tallies here. In which unit their durations are, and what they call a failure, is
// documented nowhere, so only their counts are used.

const tallyVersion = "metric_info"

// tallyFields are the fields of a tally that spans are grouped by.
var tallyFields = map[trace.Property]string{trace.ByService: "service", trace.ByOperation: "name"}

// tallied says whether tallies hold what a query asks for.
func tallied(query trace.MetricsQuery) bool {
	counts := []trace.Measure{trace.MeasureRate, trace.MeasureCount}
	if !slices.Contains(counts, query.Measure) || query.Over != trace.OverSpans || query.Step > 0 || query.CompareWith > 0 || query.Exemplars {
		return false
	}
	if query.Filter.FiltersSpans() || !query.Filter.TraceDuration.IsZero() {
		return false
	}
	for _, key := range query.GroupBy {
		if tallyFields[key.Property] == "" || key.Tag != "" {
			return false
		}
	}
	return len(query.GroupBy) == 0 || slices.Contains(counts, query.TopBy)
}

// tallyStatement is schema.metrics for tallies, with the sum over all groups, also
// those that it leaves out, as "counted". It is the same whatever the type by which
// the index has "total", a double in the documented record.
func tallyStatement(query trace.MetricsQuery) string {
	view := []column{{"version", `"version"`}, {"total", `try_cast("total" as double)`}}
	for i, key := range query.GroupBy {
		view = append(view, column{groupColumn(i), orEmpty(quoteName(tallyFields[key.Property]))})
	}
	keys := metricsKeys(query)
	columns := append(slices.Clone(keys), column{"spans", `cast(sum("total") as bigint)`})
	statement := selectFrom(columns, schema{}.view(view...), []string{`"version" = ` + quoteSQL(tallyVersion), `"total" > 0`})
	if len(keys) > 0 {
		statement += " group by " + ordinals(len(keys))
	}
	columns = append(columns, column{name: "counted"})
	statement = `select *, sum("spans") over () as "counted" from (` + statement + ")"
	if len(keys) > 0 {
		statement = ranked(query, source{}, columns, statement) + " order by " + ordinals(len(keys))
	} else {
		statement = "select " + handedOn(columns) + " from (" + statement + ")"
	}
	return "version: " + quoteSearch(tallyVersion) + " | " + statement + " limit " + strconv.Itoa(mostRows)
}

// tellsBegins says whether a search can tell in which stretch of time spans began,
// and SQL groups them by the same fields as tallies.
func (s schema) tellsBegins(query trace.MetricsQuery) bool {
	if !s.has("start") || s.index.Keys["start"].Type != "long" || s.has("spanID") && s.index.Keys["spanID"].Type != "text" {
		return false
	}
	return !slices.ContainsFunc(query.GroupBy, func(key trace.GroupKey) bool { return !s.has(tallyFields[key.Property]) })
}

// beganWithin finds, without SQL, spans that began within a range, if their start is
// in microseconds. It finds no record that the figures of spans leave out; one that
// they count and that it doesn't find, for its unit or its dialect, makes the counts
// that are compared differ.
func (s schema) beganWithin(r trace.Range) string {
	search := "start in [" + micros(r.From) + " " + micros(r.To) + ")"
	if s.has("spanID") {
		search += ` and spanID: * and not (spanID: "" or spanID: "0" or spanID: ` + quoteSearch(noSpanID) + ")"
	}
	return search
}
