package sls

import (
	"fmt"
	"strconv"
	"strings"

	"logservice-jaeger-datasource/pkg/trace"
)

// rank is find for an order by a figure of whole traces, which is in the column "rank".
// It has to see all spans of each trace, and so reads those of the whole range, whatever
// the filter.
func (s schema) rank(query trace.SearchQuery) string {
	_, where := s.conditions(query.Filter)
	within, matches := strings.Join(s.within(query.Range), " and "), strings.Join(where, " and ")
	columns := append([]column{s.traceIDColumn(), s.spanIDColumn(), s.kindColumn(), s.startColumn(), s.durationColumn()}, s.filterColumns(query.Filter)...)
	if query.Sort == trace.SortMostErrors {
		columns = append(columns, s.failedColumn())
	}
	held := "bool_or(" + within + " and " + orTrue(matches) + ")"
	sure, found := "true", held
	if unsure := s.unsure(query.Filter); unsure != "" {
		columns = append(columns, column{unreadableColumn, unsure})
		sure, found = held, "bool_or("+within+" and ("+orTrue(matches)+` or "unreadable"))`
	}
	having := append([]string{found}, bounded(traceDuration, query.TraceDuration)...)
	statement := selectFrom([]column{{"traceID", `"traceID"`}, {"start", `min("start")`}, {"sure", sure}, {"rank", s.ranking(query.Sort)}},
		s.view(distinctColumns(columns)...), s.whole("traceID"))
	return "* | " + statement + " group by 1 having " + strings.Join(having, " and ") + " order by 3 desc, 4 desc, 2 desc, 1 limit " + strconv.Itoa(query.Limit)
}

// traceDuration is how long a trace took, where spans are grouped by it.
const traceDuration = `max("start" + "duration") - min("start")`

func (s schema) ranking(sort trace.Sort) string {
	spans, errors := s.counts()
	switch sort {
	case trace.SortMostSpans:
		return spans
	case trace.SortMostErrors:
		return errors
	default:
		return traceDuration
	}
}

// counts are the numbers of a trace's spans, and of those that failed, each once.
func (s schema) counts() (spans, errors string) {
	if !s.has("spanID") {
		return "count(1)", `count_if("failed")` // nothing tells a record written twice from another span
	}
	return "count(distinct " + spanKey + ")", `count(distinct case when "failed" then ` + spanKey + ` end)`
}

// startOrder is the order by the second column, the begin.
func startOrder(sort trace.Sort) string {
	if sort == trace.SortOldest {
		return "2"
	}
	return "2 desc"
}

// foundSpans lists the spans that a filter lets through. Those that could not be judged
// come last, with "sure" false. "hidden" is true where SQL may not see all that is shown.
func (s schema) foundSpans(query trace.SpansQuery) string {
	search, matches := s.conditions(query.Filter)
	f := source{search: search, where: append(s.within(query.Range), s.whole("traceID")...)}
	shown := s.shownColumns(query.Columns)
	columns := append(append([]column{}, shown...), s.filterColumns(query.Filter)...)
	if !query.TraceDuration.IsZero() {
		f.search = "*"
		matches = append(matches, bounded(`"traceDuration"`, query.TraceDuration)...)
	}
	f.judge(matches, s.unsure(query.Filter), &columns)
	f.relation = s.view(distinctColumns(columns)...)
	if !query.TraceDuration.IsZero() {
		f.relation = s.besideTraceDuration(distinctColumns(columns), query.Range)
	}
	sure, keys := "true", len(shown)
	if f.matches != "" {
		sure, keys = f.matches, keys+1
	}
	selected := make([]column, len(shown))
	for i, c := range shown {
		selected[i] = column{c.name, quoteName(c.name)}
	}
	selected = append(selected, column{"sure", sure})
	return f.search + " | " + selectFrom(selected, f.relation, f.where) + " group by " + ordinals(keys) +
		" order by " + strconv.Itoa(len(selected)) + " desc, " + spanOrder(query.Sort) + ", 1, 2 limit " + strconv.Itoa(query.Limit)
}

// spanOrder is by the columns of shownColumns: the third is the begin, the fourth the
// duration.
func spanOrder(sort trace.Sort) string {
	switch sort {
	case trace.SortOldest:
		return "3"
	case trace.SortLongest:
		return "4 desc, 3 desc"
	default:
		return "3 desc"
	}
}

// shownColumns are what a list tells of each span.
func (s schema) shownColumns(keys []string) []column {
	columns := []column{s.traceIDColumn(), s.spanIDColumn(), s.startColumn(), s.durationColumn(), s.serviceColumn(), s.operationColumn(), s.kindColumn(),
		{"status", s.groupValue(trace.GroupKey{Property: trace.ByStatus})}}
	hidden := []string{s.unseenKind(), s.unseenTag(trace.ScopeSpan, errorKey)}
	for i, key := range keys {
		columns = append(columns, column{shownColumn(i), orEmpty(s.tag(key))})
		hidden = append(hidden, s.unseenTag(trace.ScopeAny, key))
	}
	if unseen := anyTrue(hidden...); unseen != "" {
		columns = append(columns, column{"hidden", unseen})
	}
	return columns
}

func shownColumn(i int) string { return fmt.Sprintf("shown%d", i) }
