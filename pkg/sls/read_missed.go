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

// missed reads the spans that paging missed. Fewer distinct spans than records
// can also mean records written twice; so it asks for the list of spans, which
// comes in one answer and therefore whole, and searches the missing ones by ID.
func (o *reading) missed(ctx context.Context, found *records) error {
	s, err := o.reader.indexed(ctx, o.call)
	if err != nil || !s.has("spanID") || !s.has("traceID") {
		return o.again(ctx, found)
	}
	list, err := sql(ctx, o.call, s.spanList(o.id, trace.MostRead), o.over, toListed)
	if err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return o.again(ctx, found)
	}
	batches := slices.Collect(slices.Chunk(found.missing(list), maxKeywords-len(o.id.Spellings())))
	answers := make([]page, len(batches))
	group, groupCtx := parallel.NewBoundedGroup(ctx, pagesInFlight)
	for i, batch := range batches {
		group.Go(func() error { return o.page(groupCtx, spanSearch(o.id, batch), 0, &answers[i]) })
	}
	if err := group.Wait(); err != nil {
		return err
	}
	more := joined(nil, answers)
	found.spans, found.bad = append(found.spans, more.spans...), found.bad+more.bad
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

// again is for a logstore that can't list spans by SQL: it reads all pages
// again, in the order that they now have, until that brings nothing new.
func (o *reading) again(ctx context.Context, found *records) error {
	for range maxRereads {
		var first page
		if err := o.page(ctx, traceSearch(o.id), 0, &first); err != nil {
			return err
		}
		rest, err := o.pages(ctx, found.total, first)
		if err != nil {
			return err
		}
		before := distinct(found.spans)
		found.spans = append(found.spans, rest.spans...)
		if distinct(found.spans) == before {
			found.lost = 0
			found.forgetRepetitions()
			return nil
		}
		found.lost = max(0, found.total-distinct(found.spans)-found.bad)
	}
	found.forgetRepetitions()
	return nil
}
