package sls

import (
	"fmt"
	"slices"
	"strings"

	"logservice-jaeger-datasource/pkg/trace"
)

// source is what the figures of a metrics query are computed from: a relation with
// one row a span, or a trace, and the conditions on its rows.
type source struct {
	// search is the part of the statement before the bar.
	search   string
	relation string
	where    []string
	// matches is true for rows that count; empty if all do. Rows that don't are there
	// only for what SQL can't see of them to be counted.
	matches string
	// unseen says that rows have a column "unreadable".
	unseen bool
}

// counted is an expression that is null for rows that don't count.
func (f source) counted(expression string) string {
	if f.matches == "" {
		return expression
	}
	return "case when " + f.matches + " then " + expression + " end"
}

// metricsSource makes the source that fits a query's population and filter.
func (s schema) metricsSource(query trace.MetricsQuery) source {
	switch {
	case query.Over == trace.OverTraces:
		return s.wholeTraces(query)
	case !query.Filter.TraceDuration.IsZero():
		return s.spansOfTraces(query)
	default:
		return s.singleSpans(query)
	}
}

// singleSpans has a row for each span that a filter on spans lets through.
func (s schema) singleSpans(query trace.MetricsQuery) source {
	search, matches := s.spanConditions(query)
	f := source{search: search, where: append(s.within(query.Range), s.whole()...)}
	columns := s.spanColumns(query)
	f.judge(matches, s.metricsUnseen(query), &columns)
	f.relation = s.view(columns...)
	return f
}

// spansOfTraces is singleSpans for a filter on the duration of the span's trace,
// which is measured over all records of the trace that lie around the range.
func (s schema) spansOfTraces(query trace.MetricsQuery) source {
	_, matches := s.spanConditions(query)
	f := source{search: "*", where: s.within(query.Range)}
	columns := append(s.spanColumns(query), s.traceIDColumn(), s.spanIDColumn())
	matches = append(matches, bounded(`"traceDuration"`, query.Filter.TraceDuration)...)
	f.judge(matches, s.metricsUnseen(query), &columns)
	f.relation = s.besideTraceDuration(distinctColumns(columns), query.Range)
	return f
}

// besideTraceDuration is a view whose spans have a column for the duration of their
// trace, measured over all of its records that lie around a range.
func (s schema) besideTraceDuration(columns []column, around trace.Range) string {
	const ofTrace = ` over (partition by "traceID")`
	return `(select *, max("start" + "duration")` + ofTrace + ` - min("start")` + ofTrace + ` as "traceDuration" from ` + s.view(columns...) +
		" where " + strings.Join(append(s.within(widened(around)), s.whole("traceID")...), " and ") + ")"
}

// wholeTraces has a row for each trace: its columns are those of spanColumns, for
// the trace.
func (s schema) wholeTraces(query trace.MetricsQuery) source {
	_, matches := s.spanConditions(query)
	f := source{search: "*", where: append(s.within(query.Range), bounded(`"duration"`, query.Filter.TraceDuration)...)}
	columns := append(s.spanColumns(query), s.traceIDColumn(), s.spanIDColumn(), s.kindColumn(), s.rootColumn(), s.failedColumn())
	facts := []string{`min("start") as "start"`, `max("start" + "duration") - min("start") as "duration"`, `bool_or("failed") as "failed"`, `"traceID" as "traceID"`}
	for i, key := range query.GroupBy {
		facts = append(facts, ofRoot(key, groupColumn(i))+" as "+quoteName(groupColumn(i)))
	}
	matched := strings.Join(matches, " and ")
	if matched != "" {
		facts = append(facts, "bool_or("+orTrue(matched)+`) as "matched"`)
		matches = []string{`"matched"`}
	}
	unseen := s.metricsUnseen(query)
	if unseen != "" {
		facts = append(facts, `bool_or("unreadable") as "unreadable"`)
	}
	f.judge(matches, unseen, &columns)
	f.relation = "(select " + strings.Join(facts, ", ") + " from " + s.view(distinctColumns(columns)...) +
		" where " + strings.Join(append(s.within(widened(query.Range)), s.whole("traceID")...), " and ") + ` group by "traceID")`
	return f
}

// ofRoot is a group's value for a whole trace: its root's, but a trace failed if any
// of its spans did.
func ofRoot(key trace.GroupKey, name string) string {
	root := "min_by(" + quoteName(name) + ", " + rootOrder + ")"
	if key.Property == trace.ByStatus {
		return `case when bool_or("failed") then 'error' else ` + root + " end"
	}
	return root
}

// judge keeps the rows that match, and those that can't be judged if there are any.
func (f *source) judge(matches []string, unseen string, columns *[]column) {
	condition := strings.Join(matches, " and ")
	if unseen == "" {
		f.where = append(f.where, matches...)
		return
	}
	f.unseen = true
	*columns = append(*columns, column{unreadableColumn, unseen})
	if condition != "" {
		f.matches = orTrue(condition)
		f.where = append(f.where, "("+f.matches+` or "unreadable")`)
	}
}

// spanConditions are the conditions on single spans: those of the filter, and those
// of the population.
func (s schema) spanConditions(query trace.MetricsQuery) (search string, where []string) {
	search, where = s.conditions(query.Filter)
	switch query.Over {
	case trace.OverServerSpans:
		where = append(where, `"kind" = `+quoteSQL(string(trace.KindServer)))
	case trace.OverEntrySpans:
		where = append(where, `"root"`)
	}
	return search, where
}

// spanColumns are what a query's conditions, groups and figures are made from.
func (s schema) spanColumns(query trace.MetricsQuery) []column {
	columns := []column{s.startColumn(), s.durationColumn()}
	switch query.Over {
	case trace.OverServerSpans:
		columns = append(columns, s.kindColumn())
	case trace.OverEntrySpans:
		columns = append(columns, s.rootColumn())
	}
	if s.has("spanID") {
		columns = append(columns, s.spanIDColumn())
	}
	if query.Exemplars {
		columns = append(columns, s.traceIDColumn())
	}
	if needsFailed(query) {
		columns = append(columns, s.failedColumn())
	}
	columns = append(columns, s.filterColumns(query.Filter)...)
	for i, key := range query.GroupBy {
		columns = append(columns, column{groupColumn(i), orEmpty(s.groupValue(key))})
	}
	return distinctColumns(columns)
}

func groupColumn(i int) string { return fmt.Sprintf("group%d", i) }

// groupValue is what spans are grouped by; empty if no field holds it.
func (s schema) groupValue(key trace.GroupKey) string {
	switch key.Property {
	case trace.ByService:
		return s.service()
	case trace.ByOperation:
		return s.operation()
	case trace.ByKind:
		return s.kind()
	case trace.ByStatus:
		return "case when " + s.failed() + " then 'error' when " + s.succeeded() + " then 'ok' else 'unset' end"
	default:
		return s.tag(key.Tag)
	}
}

// metricsUnseen is true for a record of which SQL can't see all that a query asks.
func (s schema) metricsUnseen(query trace.MetricsQuery) string {
	unseen := []string{s.unsure(query.Filter)}
	ofError := s.unseenTag(trace.ScopeSpan, errorKey)
	if needsFailed(query) {
		unseen = append(unseen, ofError)
	}
	if query.Over == trace.OverServerSpans {
		unseen = append(unseen, s.unseenKind())
	}
	for _, key := range query.GroupBy {
		switch {
		case key.Tag != "":
			unseen = append(unseen, s.unseenTag(trace.ScopeAny, key.Tag))
		case key.Property == trace.ByKind:
			unseen = append(unseen, s.unseenKind())
		case key.Property == trace.ByStatus:
			unseen = append(unseen, ofError)
		}
	}
	return anyTrue(unseen...)
}

// needsFailed says whether a query's figures depend on which spans failed.
func needsFailed(query trace.MetricsQuery) bool {
	return slices.ContainsFunc([]trace.Measure{query.Measure, ranking(query)}, func(measure trace.Measure) bool {
		return measure.OfErrors() || measure == trace.MeasureApdex
	})
}

// ranking is the measure that ranks series; empty where there is only one.
func ranking(query trace.MetricsQuery) trace.Measure {
	if len(query.GroupBy) == 0 {
		return ""
	}
	return query.TopBy
}

// whole leaves out records that are no spans, and, given a column, those without it.
func (s schema) whole(columns ...string) []string {
	var conditions []string
	if s.has("spanID") {
		conditions = append(conditions, `"spanID" <> `+quoteSQL(noSpanID))
	}
	if slices.Contains(columns, "traceID") {
		conditions = append(conditions, `"traceID" <> `+quoteSQL(noTraceID))
	}
	return conditions
}

// distinctColumns drops columns that were named before.
func distinctColumns(columns []column) []column {
	var kept []column
	for _, c := range columns {
		if !slices.Contains(kept, c) {
			kept = append(kept, c)
		}
	}
	return kept
}

// handedOn is what a select says to give columns of its sub-query.
func handedOn(columns []column) string {
	selected := make([]string, len(columns))
	for i, c := range columns {
		selected[i] = quoteName(c.name) + " as " + quoteName(c.name)
	}
	return strings.Join(selected, ", ")
}
