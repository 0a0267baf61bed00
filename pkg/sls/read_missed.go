package sls

import (
	"context"
	"slices"

	"logservice-jaeger-datasource/pkg/parallel"
	"logservice-jaeger-datasource/pkg/trace"
)

// listed is a span as the list of a trace's spans names it.
type listed struct {
	// stored is the ID as the record spells it.
	stored   string
	identity spanIdentity
}

func toListed(row Row) listed {
	stored := text(row, "spanID")
	id, _ := trace.ParseSpanID(stored)
	return listed{stored: stored, identity: spanIdentity{id, microTime(integer(row, "start"))}}
}

// readMissed reads the spans that paging missed. Fewer distinct spans than records
// can also mean records written twice; so it asks for the list of spans, which
// comes in one answer and therefore whole, and searches the missing ones by ID.
func (r *Reader) readMissed(ctx context.Context, c *call, id trace.TraceID, over trace.Range, found *records) error {
	s, err := r.indexed(ctx, c)
	if err != nil || !s.has("spanID") || !s.has("traceID") {
		return r.reread(ctx, c, id, over, found)
	}
	list, err := sql(ctx, c, s.spanList(id, trace.MostRead), over, toListed)
	if err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return r.reread(ctx, c, id, over, found)
	}
	missing := found.missing(list)
	batches := slices.Collect(slices.Chunk(missing, maxKeywords-len(id.Spellings())))
	answers := make([][]decoded, len(batches))
	group, groupCtx := parallel.NewGroup(ctx)
	for i, batch := range batches {
		group.Go(func() (err error) {
			answers[i], err = r.page(groupCtx, c, spanSearch(id, batch), over, 0)
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return err
	}
	found.add(id, slices.Concat(answers...))
	found.lost = len(found.missing(list))
	found.forgetRepetitions()
	return nil
}

// forgetRepetitions keeps each span once, where pages may have repeated them. What
// the service counted beyond that was written more than once.
func (f *records) forgetRepetitions() {
	type key struct {
		spanIdentity
		kind trace.Kind
	}
	seen := make(map[key]bool, len(f.spans))
	f.spans = slices.DeleteFunc(f.spans, func(span trace.Span) bool {
		k := key{identify(span), span.Kind}
		known := seen[k]
		seen[k] = true
		return known
	})
	f.twice = max(0, f.total-f.bad-f.lost-len(f.spans))
}

// missing lists the IDs, as stored, of listed spans that aren't among the records.
func (f *records) missing(list []listed) []string {
	have := make(map[spanIdentity]bool, len(f.spans))
	for _, span := range f.spans {
		have[identify(span)] = true
	}
	var missing []string
	listed := map[string]bool{}
	for _, l := range list {
		if l.identity.id != 0 && !have[l.identity] && !listed[l.stored] {
			missing, listed[l.stored] = append(missing, l.stored), true
		}
	}
	return missing
}

// maxRereads bounds how often all pages are read again.
const maxRereads = 3

// reread is for a logstore that can't list spans by SQL: it reads all pages
// again, in the order that they now have, until that brings nothing new.
func (r *Reader) reread(ctx context.Context, c *call, id trace.TraceID, over trace.Range, found *records) error {
	search := traceSearch(id)
	for range maxRereads {
		first, err := r.page(ctx, c, search, over, 0)
		if err != nil {
			return err
		}
		rest, err := r.pages(ctx, c, search, over, found.total)
		if err != nil {
			return err
		}
		before, bad := distinct(found.spans), found.bad
		found.add(id, append(first, rest...))
		found.bad = bad
		if distinct(found.spans) == before {
			found.lost = 0
			found.forgetRepetitions()
			return nil
		}
		found.lost = max(0, found.total-distinct(found.spans)-bad)
	}
	found.forgetRepetitions()
	return nil
}
