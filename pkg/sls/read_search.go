package sls

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"logservice-jaeger-datasource/pkg/parallel"
	"logservice-jaeger-datasource/pkg/trace"
)

// Search implements trace.Reader in two rounds, whatever the limit: one
// statement finds the traces, ranked over the whole range, and statements side by
// side, each bounded to as many trace IDs as a search may hold, sum up each whole trace
// and list its matching spans. Only where more traces are found than are shown, so that
// their durations can be compared, the spans take a third round.
func (r *Reader) Search(ctx context.Context, query trace.SearchQuery) (trace.SearchResult, error) {
	c := r.newCall()
	summaries, err := r.search(ctx, c, query)
	return trace.SearchResult{Traces: summaries, Account: c.finish()}, err
}

func (r *Reader) search(ctx context.Context, c *call, query trace.SearchQuery) ([]trace.Summary, error) {
	s, err := r.searchSchema(ctx, c)
	if err != nil {
		return nil, err
	}
	if err := checkFilter(query.Filter); err != nil {
		return nil, err
	}
	if r.cantFind(c, s, query.Filter) {
		return nil, nil
	}
	found, full, err := r.find(ctx, c, s, query)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	if s.hidesErrors() {
		c.notice(trace.Info, hiddenErrorsText)
	}
	nests := r.nests(c, s, query)
	var early []candidate
	if nests && len(found) <= query.Limit {
		early = found
	}
	summaries, spans, err := r.summarize(ctx, c, s, query, found, early)
	if err != nil {
		return nil, err
	}
	noteLost(c, found, summaries)
	chosen := choose(c, query, summaries)
	if full {
		noteFull(c, query, len(chosen))
	}
	if nests && early == nil {
		if spans, err = r.matchingOf(ctx, c, s, query, chosen); err != nil {
			return nil, err
		}
	}
	r.nest(c, s, query, chosen, spans)
	return chosen, nil
}

// noteFull tells that there may be traces that were not looked at.
func noteFull(c *call, query trace.SearchQuery, chosen int) {
	first := trace.SortNewest
	if query.Sort == trace.SortOldest {
		first = trace.SortOldest
	}
	switch {
	case ranksAll(query):
	case !query.Sort.ByTime():
		c.notice(trace.Warning, fmt.Sprintf("Only the newest %d traces with such spans were ranked, because Log Service can't at the same time find spans by a raw search and rank all traces. "+
			"Narrow the time range, or use conditions instead of the raw search.", candidates(query)))
	case !query.TraceDuration.IsZero() && chosen < query.Limit:
		c.notice(trace.Warning, fmt.Sprintf("Only the %s %d traces with such spans were compared with the trace duration; there may be more. Narrow the time range to see them.", first, candidates(query)))
	}
}

// cantFind says whether the index lacks what a filter asks about, and tells so.
func (r *Reader) cantFind(c *call, s schema, filter trace.Filter) bool {
	lacking := s.lacking(filter)
	if len(lacking) > 0 {
		c.notice(trace.Warning, fmt.Sprintf("Nothing can be found by %s: the index of logstore %s has no such field. Add it to the index to filter by it; "+
			"records written from then on are found.", strings.Join(lacking, ", "), r.config.Logstore))
	}
	return len(lacking) > 0
}

const hiddenErrorsText = "The index has no field tags.error, so errors are counted by tags.http.status_code of 500 and above, where a span has it. " +
	"Add tags.error to the index as a text field with analytics to count them all."

// candidate is a trace that find found.
type candidate struct {
	id    trace.TraceID
	start time.Time
	// sure is false if SQL could not see all that the query asks about.
	sure bool
}

// find gives the traces found; full says that there may be more than were asked for.
func (r *Reader) find(ctx context.Context, c *call, s schema, query trace.SearchQuery) (found []candidate, full bool, err error) {
	statement, over := s.find(query, candidates(query)), recorded(query.Range)
	if ranksAll(query) {
		statement, over = s.rank(query), widened(query.Range)
	}
	found, err = sql(ctx, c, statement, over, toCandidate)
	if err != nil {
		return nil, false, err
	}
	full = len(found) == candidates(query)
	nameless, unsure := 0, 0
	found = slices.DeleteFunc(found, func(f candidate) bool {
		switch {
		case f.id.IsZero():
			nameless++
		case !f.sure:
			unsure++
		}
		return f.id.IsZero() || !f.sure
	})
	if nameless > 0 {
		c.notice(trace.Warning, fmt.Sprintf("%d more traces are left out: their IDs aren't hexadecimal digits.", nameless))
	}
	if unsure > 0 {
		c.notice(trace.Warning, r.unsureText(s, query.Filter, fmt.Sprintf("%d more traces could not be judged: they hold spans whose", unsure)))
	}
	return found, full, nil
}

// unsureText says why SQL could not judge something, after a beginning, and what to do.
func (r *Reader) unsureText(s schema, filter trace.Filter, beginning string) string {
	return fmt.Sprintf("%s %s are longer than the %d bytes that SQL sees of a field, or %s. %s raise max_text_len in the index of logstore %s.",
		beginning, s.hides(filter), s.index.MaxTextLength, s.unclear(filter), s.remedy(filter), r.config.Logstore)
}

// ranksAll says whether one statement can rank all traces by a figure of each. A raw
// search would leave out spans that the figures need.
func ranksAll(query trace.SearchQuery) bool { return !query.Sort.ByTime() && query.RawSearch == "" }

// maxCandidates bounds how many traces are summed up in one search.
const maxCandidates = 1500

// candidates is how many traces to find for a query. Where the trace's duration
// is known only once the whole trace was summed up, more are looked at than are
// asked for.
func candidates(query trace.SearchQuery) int {
	switch {
	case ranksAll(query):
		return query.Limit
	case !query.Sort.ByTime():
		return maxCandidates
	case query.TraceDuration.IsZero() || !query.FiltersSpans():
		return query.Limit
	}
	return min(maxCandidates, max(query.Limit*10, 300))
}

func toCandidate(row Row) candidate {
	id, _ := trace.ParseStoredTraceID(text(row, "traceID"))
	return candidate{id: id, start: microTime(integer(row, "start")), sure: text(row, "sure") != "false"}
}

// summarize sums up whole traces and lists the matching spans of some, side by side in
// as many statements as the limit on words in a search makes of them.
func (r *Reader) summarize(ctx context.Context, c *call, s schema, query trace.SearchQuery, found, nested []candidate) (map[trace.TraceID]figures, []matched, error) {
	sums, lists := askings(found, maxKeywords, s.figures), s.askMatching(query, nested)
	for _, one := range slices.Concat(sums, lists) {
		c.state(one.statement)
	}
	var summed []figures
	var spans []matched
	group, ctx := parallel.NewGroup(ctx)
	group.Go(func() (err error) {
		summed, err = askAll(ctx, c, sums, toFigures)
		return err
	})
	group.Go(func() (err error) {
		spans, err = askAll(ctx, c, lists, toMatched(len(query.TagKeys())))
		return err
	})
	if err := group.Wait(); err != nil {
		return nil, nil, err
	}
	byID := make(map[trace.TraceID]figures, len(found))
	for _, f := range summed {
		byID[f.ID] = f
	}
	return byID, spans, nil
}

// around is where the records of some traces lie, by the spans that were found.
func around(found []candidate) trace.Range {
	over := trace.Range{From: found[0].start, To: found[0].start}
	for _, f := range found {
		over.From, over.To = trace.Earlier(over.From, f.start), trace.Later(over.To, f.start)
	}
	return trace.Range{From: over.From.Add(-trace.Margin), To: over.To.Add(trace.Margin)}
}

// batched splits traces so that the spellings of each batch's IDs fit into one search
// that has room for so many words.
func batched(found []candidate, words int) [][]candidate {
	var batches [][]candidate
	room := 0
	for _, f := range found {
		spellings := len(f.id.Spellings())
		if spellings > room {
			batches, room = append(batches, nil), words
		}
		last := len(batches) - 1
		batches[last] = append(batches[last], f)
		room -= spellings
	}
	return batches
}

// figures is a summary with what could not be counted.
type figures struct {
	trace.Summary
	unreadable int
}

func toFigures(row Row) figures {
	var f figures
	f.ID, _ = trace.ParseStoredTraceID(text(row, "traceID"))
	f.Start = microTime(integer(row, "start"))
	f.Duration = microTime(integer(row, "end")).Sub(f.Start)
	f.Spans, f.Errors = int(integer(row, "spans")), int(integer(row, "errors"))
	f.RootService, f.RootOperation = text(row, "rootService"), text(row, "rootOperation")
	f.unreadable = int(integer(row, "unreadable"))
	_ = json.Unmarshal([]byte(text(row, "services")), &f.Services) // not JSON: no services, which the frame shows as such
	f.Services = slices.DeleteFunc(f.Services, func(name string) bool { return name == "" })
	slices.Sort(f.Services)
	return f
}

// noteLost tells of traces that were found and then not summed up.
func noteLost(c *call, found []candidate, byID map[trace.TraceID]figures) {
	lost := slices.DeleteFunc(slices.Clone(found), func(f candidate) bool {
		_, summed := byID[f.id]
		return summed
	})
	if len(lost) > 0 {
		c.notice(trace.Warning, fmt.Sprintf("%d more traces were found, but Log Service gave no figures of them, so they are left out; one is %s.", len(lost), lost[0].id))
	}
}

// choose applies what only whole traces tell, in the order asked for.
func choose(c *call, query trace.SearchQuery, byID map[trace.TraceID]figures) []trace.Summary {
	summaries := make([]trace.Summary, 0, len(byID))
	unreadable := 0
	for _, f := range byID {
		if query.TraceDuration.Min > 0 && f.Duration < query.TraceDuration.Min || query.TraceDuration.Max > 0 && f.Duration > query.TraceDuration.Max {
			continue
		}
		unreadable += f.unreadable
		summaries = append(summaries, f.Summary)
	}
	slices.SortFunc(summaries, query.Sort.Compare)
	if unreadable > 0 {
		c.notice(trace.Info, fmt.Sprintf("Errors that only the attributes of %d spans tell may not be counted: they are longer than SQL sees of a field, or aren't JSON. Open the trace to see them.", unreadable))
	}
	return summaries[:min(len(summaries), query.Limit)]
}

// Values of an SQL answer. A null comes as the text "null", which no column of
// our statements can give but for bad records; a number that isn't there is zero.

// text finds a column by its name in any case: what Log Service makes of the case
// of an alias isn't documented.
func text(row Row, key string) string {
	if value, ok := row.Get(key); ok {
		return value
	}
	for _, field := range row {
		if strings.EqualFold(field.Key, key) {
			return field.Value
		}
	}
	return ""
}

func integer(row Row, key string) int64 {
	value, _ := strconv.ParseInt(text(row, key), 10, 64)
	return value
}

func microTime(micros int64) time.Time { return time.UnixMicro(micros).UTC() }
