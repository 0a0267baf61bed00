package sls

import (
	"context"
	"fmt"
	"slices"

	"logservice-jaeger-datasource/pkg/parallel"
	"logservice-jaeger-datasource/pkg/trace"
)

// asking is one of several statements side by side, with where it looks.
type asking struct {
	statement string
	over      trace.Range
}

// askings are statements that each ask about as many traces as have room for their IDs in
// a search.
func askings(found []candidate, room int, statement func(ids []trace.TraceID) string) []asking {
	var all []asking
	for _, batch := range batched(found, room) {
		ids := make([]trace.TraceID, len(batch))
		for i, f := range batch {
			ids[i] = f.id
		}
		all = append(all, asking{statement(ids), around(batch)})
	}
	return all
}

// askAll runs statements side by side, which are in the account already.
func askAll[T any](ctx context.Context, c *call, all []asking, read func(Row) T) ([]T, error) {
	answers := make([][]T, len(all))
	group, ctx := parallel.NewGroup(ctx)
	for i, one := range all {
		group.Go(func() (err error) {
			answers[i], err = stated(ctx, c, one.statement, one.over, read)
			return err
		})
	}
	err := group.Wait()
	return slices.Concat(answers...), err
}

// nests says whether the spans that match are to be read with their traces. Where they
// are wanted and can't be, it tells so.
func (r *Reader) nests(c *call, s schema, query trace.SearchQuery) bool {
	const longest = 3 // spellings of one ID
	switch {
	case !query.WantsMatching():
		return false
	case !s.has("spanID"):
		c.notice(trace.Warning, "The matching spans aren't shown under their traces: the index of logstore "+r.config.Logstore+" has no field spanID with analytics on. Add it as a text field with analytics to see them.")
		return false
	case rawNeedle(query.RawSearch).keywords > maxKeywords-longest:
		c.notice(trace.Warning, fmt.Sprintf("The matching spans aren't shown under their traces: the raw search has so many conditions that Log Service, which takes %d, has no room left for trace IDs. Leave some out, or list spans.", maxKeywords))
		return false
	}
	return true
}

// askMatching are the statements for the matching spans of some traces.
func (s schema) askMatching(query trace.SearchQuery, found []candidate) []asking {
	return askings(found, maxKeywords-rawNeedle(query.RawSearch).keywords, func(ids []trace.TraceID) string { return s.matching(query, ids) })
}

// matchingOf lists the matching spans of traces that were summed up.
func (r *Reader) matchingOf(ctx context.Context, c *call, s schema, query trace.SearchQuery, summaries []trace.Summary) ([]matched, error) {
	found := make([]candidate, len(summaries))
	for i, summary := range summaries {
		found[i] = candidate{id: summary.ID, start: summary.Start}
	}
	lists := s.askMatching(query, found)
	for _, one := range lists {
		c.state(one.statement)
	}
	return askAll(ctx, c, lists, toMatched(len(query.TagKeys())))
}

// matched is a span that matches, with how many of its trace do, and how many could not
// be judged.
type matched struct {
	shown
	count, unsure int
}

func toMatched(columns int) func(Row) matched {
	toShown := toShown(columns)
	return func(row Row) matched {
		return matched{toShown(row), int(integer(row, "matched")), int(integer(row, "unsure"))}
	}
}

// nest puts spans under their traces, and tells what isn't there.
func (r *Reader) nest(c *call, s schema, query trace.SearchQuery, summaries []trace.Summary, spans []matched) {
	of := make(map[trace.TraceID][]matched, len(summaries))
	for _, span := range spans {
		of[span.TraceID] = append(of[span.TraceID], span)
	}
	nameless, unsure, hidden := 0, 0, 0
	for i := range summaries {
		summary := &summaries[i]
		for at, span := range of[summary.ID] {
			if at == 0 {
				summary.Matched = span.count
				unsure += span.unsure
			}
			switch {
			case !span.sure:
				continue
			case span.ID == 0:
				nameless++
				continue
			case span.hidden:
				hidden++
			}
			summary.Matching = append(summary.Matching, span.FoundSpan)
		}
		slices.SortFunc(summary.Matching, trace.CompareMatching)
	}
	if nameless > 0 {
		c.notice(trace.Warning, fmt.Sprintf("%s left out of the matching spans: their IDs aren't hexadecimal digits.", areMore(nameless, "span")))
	}
	if unsure > 0 {
		c.notice(trace.Warning, r.unsureText(s, query.Filter, fmt.Sprintf("%d more spans of these traces could not be judged: their", unsure)))
	}
	if hidden > 0 {
		c.notice(trace.Warning, hiddenText(s, fmt.Sprintf("%d of the matching spans", hidden)))
	}
}

// hiddenText says, of some spans, that SQL doesn't see all that a table shows of them.
func hiddenText(s schema, spans string) string {
	return fmt.Sprintf("The attributes of %s are longer than the %d bytes that SQL sees of a field, or aren't JSON, so cells may be empty, and the spans may have failed though they don't show it. "+
		"Open the span to see them, or add the tags to the index as keys of %s.", spans, s.index.MaxTextLength, spanTagsField)
}
