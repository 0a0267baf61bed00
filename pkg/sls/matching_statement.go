package sls

import (
	"strconv"
	"strings"

	"logservice-jaeger-datasource/pkg/trace"
)

// matching lists, of some traces, the spans that a filter lets through: of each trace the
// first by begin, up to the query's SpansPerTrace. "matched" counts all of a trace that
// there are, "unsure" those that could not be judged, which come last. A raw search is
// said again, since nothing but the index can answer it.
func (s schema) matching(query trace.SearchQuery, ids []trace.TraceID) string {
	_, matches := s.conditions(query.Filter)
	f := source{where: append(s.within(query.Range), s.whole("traceID")...)}
	f.where = append(f.where, `"traceID" in (`+idList(ids)+")")
	shown := s.shownColumns(query.TagKeys())
	columns := append(append([]column{}, shown...), s.filterColumns(query.Filter)...)
	f.judge(matches, s.unsure(query.Filter), &columns)
	sure, keys := "true", len(shown)
	if f.matches != "" {
		sure, keys = f.matches, keys+1
	}
	listed := make([]column, len(shown), len(shown)+1)
	for i, c := range shown {
		listed[i] = column{c.name, quoteName(c.name)}
	}
	listed = append(listed, column{"sure", sure})
	spans := selectFrom(listed, s.view(distinctColumns(columns)...), f.where) + " group by " + ordinals(keys)

	const ofTrace = ` over (partition by "traceID"`
	placed := `select *, row_number()` + ofTrace + ` order by case when "sure" then 0 else 1 end, "start", "spanID", "kind", "duration", "status", "service", "operation") as "place", ` +
		`sum(case when "sure" then 1 else 0 end)` + ofTrace + `) as "matched", sum(case when "sure" then 0 else 1 end)` + ofTrace + `) as "unsure" from (` + spans + ")"
	most := strconv.Itoa(query.SpansPerTrace)
	return joinNeedles([]needle{rawNeedle(query.RawSearch), idNeedle(ids)}) + " | select " + handedOn(listed) + `, "matched" as "matched", "unsure" as "unsure" from (` + placed +
		`) where "place" <= ` + most + " order by 1, 3, 2, 7, 4, 8, 5, 6 limit " + strconv.Itoa(query.SpansPerTrace*len(ids))
}

// idNeedle is traceSearch as a part of a search.
func idNeedle(ids []trace.TraceID) needle {
	text := traceSearch(ids...)
	return needle{text: text, keywords: strings.Count(text, " or ") + 1}
}

// idList are IDs as the view spells them.
func idList(ids []trace.TraceID) string {
	wanted := make([]string, len(ids))
	for i, id := range ids {
		wanted[i] = quoteSQL(id.String())
	}
	return strings.Join(wanted, ", ")
}
