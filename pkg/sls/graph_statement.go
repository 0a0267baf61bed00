package sls

import (
	"fmt"
	"strconv"
	"strings"

	"logservice-jaeger-datasource/pkg/trace"
)

// Where a span belongs in a graph of services.
const (
	// wayCall is a call of one service by another.
	wayCall = "call"
	// wayEntry is a request that no service made.
	wayEntry = "entry"
	// wayLost is a span whose parent isn't stored, and that isn't a request: nothing
	// tells who called it.
	wayLost = "lost"
	// wayNode sums up the calls and entries of one service, where that can't be added up
	// from them.
	wayNode = "node"
)

// notOwn leaves out what a service calls of itself.
const notOwn = `("way" <> '` + wayCall + `' or "caller" <> "callee")`

// graph is the statement that answers a graph query from spans: one row for each way
// of each pair of services, those most called first. Of the traces it takes one in
// "one", which is 1 or a power of two up to mostSampled.
//
// Each span of the range is joined with the span that called it. Who that is follows
// trace.Repair: a server that shares its ID with a client was called by it, and what
// names such an ID as its parent was called by the server.
// A span that was stored twice counts twice, as in metrics.
func (s schema) graph(query trace.GraphQuery, one, limit int) string {
	calls := s.graphCalls(query, one)
	if query.Quantile > 0 {
		calls = s.withNodes(calls)
	}
	columns := []column{{"way", `"way"`}, {"caller", `"caller"`}, {"callee", `"callee"`}, {"messaging", `"messaging"`}, {"calls", "count(1)"}, {"errors", `count_if("failed")`}}
	switch {
	case s.number("duration") == "":
	case query.Quantile > 0:
		columns = append(columns, column{"latency", `approx_percentile("duration", ` + strconv.FormatFloat(query.Quantile, 'f', -1, 64) + ")"})
	default:
		columns = append(columns, column{"time", `sum("duration")`})
	}
	if s.graphUnseen() != "" {
		columns = append(columns, column{"unreadable", `count_if("unreadable")`})
	}
	return "* | " + selectFrom(columns, calls, []string{notOwn}) +
		" group by 1, 2, 3, 4 order by 5 desc, 1, 2, 3, 4 limit " + strconv.Itoa(limit)
}

// graphUnseen is true for a record of which SQL can't see whether it failed, or its kind.
func (s schema) graphUnseen() string {
	return anyTrue(s.unseenKind(), s.unseenTag(trace.ScopeSpan, errorKey))
}

// graphCalls has a row for each span of the range.
func (s schema) graphCalls(query trace.GraphQuery, one int) string {
	around := append(s.within(widened(query.Range)), s.whole("traceID")...)
	if one > 1 {
		around = append(around, sampled(one))
	}
	const found = `p."spanID" is not null`
	columns := []column{
		{"way", `case when c."via" = ` + quoteSQL(noSpanID) + ` or p."spanID" is null and c."kind" in ('server', 'consumer') then ` + quoteSQL(wayEntry) +
			` when p."spanID" is null then ` + quoteSQL(wayLost) + ` else ` + quoteSQL(wayCall) + ` end`},
		{"caller", `coalesce(case when c."via" = c."spanID" then p."keeper" else p."service" end, '')`},
		{"callee", `c."service"`},
		{"messaging", found + ` and (p."kind" = 'producer' or c."kind" = 'consumer')`},
		{"failed", `c."failed"`},
		{"duration", `c."duration"`},
	}
	if s.graphUnseen() != "" {
		columns = append(columns, column{"unreadable", `c."unreadable"`})
	}
	inRange := []string{`c."start" >= ` + micros(query.Range.From), `c."start" < ` + micros(query.Range.To)}
	return "(" + selectFrom(columns, s.graphSpans(around)+" c left join "+s.graphParents(around)+
		` p on p."traceID" = c."traceID" and p."spanID" = c."via"`, inRange) + ")"
}

// graphSpans has the spans with "via", the ID under which the one that called is found.
func (s schema) graphSpans(around []string) string {
	columns := []column{s.traceIDColumn(), s.spanIDColumn(), {"parentSpanID", padded(s.text("parentSpanID"), "16")},
		s.serviceColumn(), s.kindColumn(), s.startColumn(), s.durationColumn(), s.failedColumn()}
	if unseen := s.graphUnseen(); unseen != "" {
		columns = append(columns, column{"unreadable", unseen})
	}
	const shared = `max(case when "kind" = 'client' then 1 else 0 end) over (partition by "traceID", "spanID") = 1`
	return `(select *, case when "kind" = 'server' and ` + shared + ` then "spanID" when "parentSpanID" = "spanID" then ` + quoteSQL(noSpanID) +
		` else "parentSpanID" end as "via" from ` + s.view(columns...) + " where " + strings.Join(around, " and ") + ")"
}

// graphParents has one row for each ID of a span: who is called by what shares the ID
// (the keeper), and who calls what names the ID as its parent.
func (s schema) graphParents(around []string) string {
	first := func(fact, kind string) string {
		return `min_by(` + fact + `, concat(case when "kind" = ` + quoteSQL(kind) + ` then '0' else '1' end, lpad(cast("start" as varchar), 20, '0'), "kind", ' ', "service"))`
	}
	caller := func(fact string) string {
		return `case when bool_or("kind" = 'client') and bool_or("kind" = 'server') then ` + first(fact, "server") + " else " + first(fact, "client") + " end"
	}
	columns := []column{{"traceID", `"traceID"`}, {"spanID", `"spanID"`}, {"service", caller(`"service"`)}, {"kind", caller(`"kind"`)}, {"keeper", first(`"service"`, "client")}}
	view := s.view(s.traceIDColumn(), s.spanIDColumn(), s.serviceColumn(), s.kindColumn(), s.startColumn())
	return "(" + selectFrom(columns, view, around) + ` group by "traceID", "spanID")`
}

// withNodes adds a second row for each span that counts, of its service as a whole: a
// quantile of all can't be worked out from those of the parts.
func (s schema) withNodes(calls string) string {
	of := func(whole, part string) string {
		return `case when "level" = ` + quoteSQL(wayNode) + " then " + whole + " else " + part + " end"
	}
	columns := []column{{"way", of(quoteSQL(wayNode), `"way"`)}, {"caller", of("''", `"caller"`)}, {"callee", `"callee"`}, {"messaging", of("false", `"messaging"`)},
		{"failed", `"failed"`}, {"duration", `"duration"`}}
	if s.graphUnseen() != "" {
		columns = append(columns, column{"unreadable", `"level" <> ` + quoteSQL(wayNode) + ` and "unreadable"`})
	}
	levels := " cross join unnest(array['way', " + quoteSQL(wayNode) + `]) as t ("level")`
	return "(" + selectFrom(columns, calls+levels, []string{notOwn, `("level" <> ` + quoteSQL(wayNode) + ` or "way" <> ` + quoteSQL(wayLost) + ")"}) + ")"
}

// mostSampled is the least share of the traces that a graph is made from.
const mostSampled = 256

// sampled keeps one trace in so many, by the last two digits of its ID, which are
// drawn by lot. A trace is kept whole, so that calls and callers are.
func sampled(one int) string {
	digits, place, format := 16, 32, "%x"
	if one > 16 {
		digits, place, format = 256, 31, "%02x"
	}
	var endings []string
	for n := 0; n < digits; n += one {
		endings = append(endings, quoteSQL(fmt.Sprintf(format, n)))
	}
	return `substr("traceID", ` + strconv.Itoa(place) + ") in (" + strings.Join(endings, ", ") + ")"
}
