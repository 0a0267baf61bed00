package sls

import (
	"strconv"
	"strings"
	"time"

	"logservice-jaeger-datasource/pkg/trace"
)

// Statements are text only: they are made from a schema and a question, without
// asking anything. The same question gives the same text.

// maxKeywords is how many words the search part of one query may hold
// (https://www.alibabacloud.com/help/en/sls/limits-on-query-and-analysis).
const maxKeywords = 30

// How the view spells the IDs of a record without them.
const (
	noTraceID = "00000000000000000000000000000000"
	noSpanID  = "0000000000000000"
)

// onlySpans leaves out records without a span ID, which are no spans.
func (s schema) onlySpans() string {
	if !s.has("spanID") {
		return ""
	}
	return ` and "spanID" <> ` + quoteSQL(noSpanID)
}

// traceSearch finds the records of some traces under every spelling.
func traceSearch(ids ...trace.TraceID) string {
	var words []string
	for _, id := range ids {
		for _, spelling := range id.Spellings() {
			words = append(words, "traceID: "+quoteSearch(spelling))
		}
	}
	return strings.Join(words, " or ")
}

// spanSearch narrows traceSearch to some spans, by their IDs as stored.
func spanSearch(id trace.TraceID, spans []string) string {
	words := make([]string, len(spans))
	for i, span := range spans {
		words[i] = "spanID: " + quoteSearch(span)
	}
	return "(" + traceSearch(id) + ") and (" + strings.Join(words, " or ") + ")"
}

// spanList lists which spans a trace has: IDs as stored and starts, without what makes rows long.
func (s schema) spanList(id trace.TraceID, limit int) string {
	view := s.view(column{"spanID", orEmpty(s.text("spanID"))}, s.startColumn())
	return traceSearch(id) + " | select " + `"spanID" as "spanID", "start" as "start" from ` + view +
		" group by 1, 2 limit " + strconv.Itoa(limit)
}

// find lists the newest or oldest traces that hold a span as asked for. Traces of which
// some record could not be judged, since SQL does not see its tags whole, come
// last with "sure" false.
func (s schema) find(query trace.SearchQuery, limit int) string {
	search, where := s.conditions(query.Filter)
	unsure := s.unsure(query.Filter)
	columns := append([]column{s.traceIDColumn(), s.startColumn(), s.durationColumn()}, s.filterColumns(query.Filter)...)
	if s.has("spanID") {
		columns = append(columns, s.spanIDColumn())
	}
	matches := strings.Join(where, " and ")
	sure := "true"
	if unsure != "" {
		columns = append(columns, column{unreadableColumn, unsure})
		sure = "bool_or(" + orTrue(matches) + ")"
		matches = "(" + orTrue(matches) + ` or "unreadable")`
	}
	conditions := append(s.within(query.Range), s.whole("traceID")...)
	if matches != "" {
		conditions = append(conditions, matches)
	}
	return search + ` | select "traceID" as "traceID", min("start") as "start", ` + sure + ` as "sure" from ` + s.view(distinctColumns(columns)...) +
		" where " + strings.Join(conditions, " and ") + " group by 1" + having(query) + " order by 3 desc, " + startOrder(query.Sort) + ", 1 limit " + strconv.Itoa(limit)
}

func orTrue(condition string) string {
	if condition == "" {
		return "true"
	}
	return "coalesce(" + condition + ", false)"
}

// having filters by the trace's duration where the statement sees whole traces.
func having(query trace.SearchQuery) string {
	if query.FiltersSpans() {
		return ""
	}
	bounds := bounded(traceDuration, query.TraceDuration)
	if len(bounds) == 0 {
		return ""
	}
	return " having " + strings.Join(bounds, " and ")
}

// within bounds the start of spans.
func (s schema) within(r trace.Range) []string {
	return []string{`"start" >= ` + micros(r.From), `"start" < ` + micros(r.To)}
}

func micros(t time.Time) string { return strconv.FormatInt(t.UnixMicro(), 10) }

func bounded(expression string, bounds trace.DurationBounds) []string {
	var conditions []string
	if bounds.Min > 0 {
		conditions = append(conditions, expression+" >= "+strconv.FormatInt(bounds.Min.Microseconds(), 10))
	}
	if bounds.Max > 0 {
		conditions = append(conditions, expression+" <= "+strconv.FormatInt(bounds.Max.Microseconds(), 10))
	}
	return conditions
}

// figures sums up whole traces. "span" tells spans apart as trace.Repair does,
// so that a record written twice counts once; "order" puts roots first, then the
// earliest, and is different for every span, so that the root's service and
// operation come from one span.
func (s schema) figures(ids []trace.TraceID) string {
	spans, errors := s.counts()
	return traceSearch(ids...) + ` | select "traceID" as "traceID", min("start") as "start", max("start" + "duration") as "end", ` +
		spans + ` as "spans", ` + errors + ` as "errors", ` +
		`json_format(cast(array_agg(distinct "service") as json)) as "services", ` +
		`min_by("service", ` + rootOrder + `) as "rootService", min_by("operation", ` + rootOrder + `) as "rootOperation", ` +
		`count_if("unreadable") as "unreadable" from ` + s.figuresView() +
		` where "traceID" in (` + idList(ids) + `)` + s.onlySpans() + ` group by 1 order by 1 limit ` + strconv.Itoa(len(ids))
}

const (
	spanKey   = `concat("spanID", ' ', "kind", ' ', cast("start" as varchar))`
	rootOrder = `concat(case when "root" then '0' else '1' end, lpad(cast("start" as varchar), 20, '0'), "spanID", "kind")`
)

func (s schema) figuresView() string {
	unreadable := s.unreadable(spanTagsField)
	if unreadable == "" || s.leaf(spanTagsField, "error") != "" {
		unreadable = "false"
	}
	return s.view(s.traceIDColumn(), s.spanIDColumn(), s.serviceColumn(), s.operationColumn(), s.kindColumn(),
		s.startColumn(), s.durationColumn(), s.rootColumn(), s.failedColumn(), column{"unreadable", unreadable})
}

// names lists the values of a column, the most frequent first.
func (s schema) names(of column, query trace.NamesQuery, limit int) string {
	search, columns := "*", []column{{"name", of.expression}}
	conditions := []string{`"name" <> ''`}
	if query.Service != "" {
		search = s.narrow(query.Service, serviceFields...).text
		columns = append(columns, s.serviceColumn())
		conditions = append(conditions, `"service" = `+quoteSQL(query.Service))
	}
	if query.Prefix != "" {
		conditions = append(conditions, `strpos(lower("name"), `+quoteSQL(strings.ToLower(query.Prefix))+") = 1")
	}
	if search == "" {
		search = "*"
	}
	return search + ` | select "name" as "name", count(1) as "spans" from ` + s.view(columns...) +
		" where " + strings.Join(conditions, " and ") + " group by 1 order by 2 desc, 1 limit " + strconv.Itoa(limit)
}
