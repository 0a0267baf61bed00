package sls

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"logservice-jaeger-datasource/pkg/trace"
)

// mostRows bounds an answer to a metrics query. Log Service gives a million
// (https://www.alibabacloud.com/help/en/sls/user-guide/limit-clause), Grafana draws
// far fewer.
const mostRows = 100_000

// metrics is the statement that answers a metrics query: one row for each bucket of
// each group. With groups, the statement ranks them over the whole range and keeps
// the first; "groups" tells how many there were.
func (s schema) metrics(query trace.MetricsQuery) string {
	from := s.metricsSource(query)
	keys, figures := metricsKeys(query), s.metricsFigures(query, from)
	statement := selectFrom(append(slices.Clone(keys), figures...), from.relation, from.where)
	if len(keys) > 0 {
		statement += " group by " + ordinals(len(keys))
	}
	if len(query.GroupBy) > 0 {
		statement = ranked(query, from, append(keys, figures...), statement)
	}
	if len(keys) > 0 {
		statement += " order by " + ordinals(len(keys))
	}
	return from.search + " | " + statement + " limit " + strconv.Itoa(mostRows)
}

// metricsKeys are what the rows of an answer are told apart by.
func metricsKeys(query trace.MetricsQuery) []column {
	var keys []column
	if query.Step > 0 {
		keys = append(keys, column{"bucket", `"start" - "start" % ` + strconv.FormatInt(query.Step.Microseconds(), 10)})
	}
	if query.Measure.Binned() {
		keys = append(keys, column{"bin", binExpression()})
	}
	for i := range query.GroupBy {
		keys = append(keys, column{groupColumn(i), quoteName(groupColumn(i))})
	}
	return keys
}

// binExpression is the number of the bin that a duration falls in. It compares with
// every bound, since logarithms of whole numbers miss bounds by rounding.
func binExpression() string {
	var text strings.Builder
	text.WriteString("case")
	last := len(trace.DurationBins) - 1
	for i, bound := range trace.DurationBins[1:] {
		fmt.Fprintf(&text, ` when "duration" < %d then %d`, bound.Microseconds(), i)
	}
	fmt.Fprintf(&text, " else %d end", last)
	return text.String()
}

// metricsFigures are the aggregates that a query's measure and its ranking need.
func (s schema) metricsFigures(query trace.MetricsQuery, from source) []column {
	duration := from.counted(`"duration"`)
	figures := []column{{"spans", "count(" + duration + ")"}}
	for _, measure := range []trace.Measure{query.Measure, ranking(query)} {
		switch measure {
		case trace.MeasureErrorRate, trace.MeasureErrorPercentage, trace.MeasureSuccessRate:
			figures = append(figures, column{"failed", "count_if(" + from.and(`"failed"`) + ")"})
		case trace.MeasureAverage, trace.MeasureTotalTime:
			figures = append(figures, column{"time", "sum(" + duration + ")"})
		case trace.MeasureMax:
			figures = append(figures, column{"longest", "max(" + duration + ")"})
		case trace.MeasureQuantiles:
			for i, quantile := range query.Quantiles {
				figures = append(figures, column{quantileColumn(i), "approx_percentile(" + duration + ", " + strconv.FormatFloat(quantile, 'f', -1, 64) + ")"})
			}
		case trace.MeasureApdex:
			satisfied, tolerated := micro(query.ApdexThreshold), micro(4*query.ApdexThreshold)
			figures = append(figures,
				column{"satisfied", "count_if(" + from.and(`not "failed" and "duration" <= `+satisfied) + ")"},
				column{"tolerated", "count_if(" + from.and(`not "failed" and "duration" > `+satisfied+` and "duration" <= `+tolerated) + ")"})
		}
	}
	if from.unseen {
		figures = append(figures, column{"unreadable", `count_if("unreadable")`})
	}
	if query.Exemplars {
		figures = append(figures, s.exemplarFigures(query, from)...)
	}
	return distinctColumns(figures)
}

// and restricts a condition to rows that count.
func (f source) and(condition string) string {
	if f.matches == "" {
		return condition
	}
	return f.matches + " and " + condition
}

func micro(d time.Duration) string { return strconv.FormatInt(d.Microseconds(), 10) }

func quantileColumn(i int) string { return fmt.Sprintf("quantile%d", i) }

// exemplarFigures pick the slowest span of a bucket, and one by chance: that with
// the smallest ID, as IDs are drawn by lot. All that is to be known of it comes in
// one text, so that it is of one span: a sort key, the trace, the start, the duration.
func (s schema) exemplarFigures(query trace.MetricsQuery, from source) []column {
	rest := `, ' ', "traceID", ' ', cast("start" as varchar), ' ', cast("duration" as varchar))`
	slow := `concat(lpad(cast("duration" as varchar), 20, '0')` + rest
	lot := `"spanID"`
	if query.Over == trace.OverTraces || !s.has("spanID") {
		lot = `substr("traceID", 17)`
	}
	return []column{
		{"slowest", "max(" + from.counted(slow) + ")"},
		{"ordinary", "min(" + from.counted("concat("+lot+rest) + ")"},
	}
}

// ranked keeps the rows of the groups with the largest weight over the whole range.
// Each step is a sub-query, because a window function can't look at another.
func ranked(query trace.MetricsQuery, from source, columns []column, statement string) string {
	group := partition(query)
	of := " over (partition by " + group + ")"
	order, groups := `"weight" desc, `+group, `"place"`
	weighed := "select *, " + weight(query, of) + ` as "weight"`
	if from.unseen {
		// A group of which no row counts comes last, and is no group to speak of.
		weighed += `, sum("spans")` + of + ` as "total"`
		order = `case when "total" > 0 then 0 else 1 end, ` + order
		groups = `case when "total" > 0 then "place" else 0 end`
	}
	statement = weighed + " from (" + statement + ")"
	statement = "select *, dense_rank() over (order by " + order + `) as "place" from (` + statement + ")"
	statement = "select *, max(" + groups + `) over () as "groups" from (` + statement + ")"
	return "select " + handedOn(columns) + `, "groups" as "groups" from (` + statement + `) where "place" <= ` + strconv.Itoa(query.SeriesLimit)
}

func partition(query trace.MetricsQuery) string {
	groups := make([]string, len(query.GroupBy))
	for i := range query.GroupBy {
		groups[i] = quoteName(groupColumn(i))
	}
	return strings.Join(groups, ", ")
}

// weight is what a query's groups are ranked by, from the figures of all buckets.
func weight(query trace.MetricsQuery, over string) string {
	sum := func(column string) string { return "sum(" + quoteName(column) + ")" + over }
	share := func(part string) string { return "cast(" + part + " as double) / nullif(" + sum("spans") + ", 0)" }
	switch query.TopBy {
	case trace.MeasureErrorRate:
		return sum("failed")
	case trace.MeasureErrorPercentage:
		return share(sum("failed"))
	case trace.MeasureSuccessRate:
		return share("(" + sum("spans") + " - " + sum("failed") + ")")
	case trace.MeasureAverage:
		return share(sum("time"))
	case trace.MeasureTotalTime:
		return sum("time")
	case trace.MeasureMax:
		return `max("longest")` + over
	case trace.MeasureQuantiles:
		return "max(" + quoteName(quantileColumn(0)) + ")" + over
	case trace.MeasureApdex:
		return share("(2 * " + sum("satisfied") + " + " + sum("tolerated") + ")")
	default:
		return sum("spans")
	}
}

func selectFrom(columns []column, relation string, where []string) string {
	selected := make([]string, len(columns))
	for i, c := range columns {
		selected[i] = c.expression + " as " + quoteName(c.name)
	}
	return "select " + strings.Join(selected, ", ") + " from " + relation + " where " + strings.Join(where, " and ")
}

// ordinals are the first n columns, by which a select is grouped or ordered: it
// can't name an alias of its own there.
func ordinals(n int) string {
	numbers := make([]string, n)
	for i := range numbers {
		numbers[i] = strconv.Itoa(i + 1)
	}
	return strings.Join(numbers, ", ")
}
