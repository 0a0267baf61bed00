package sls

import (
	"context"
	"sync"

	"logservice-jaeger-datasource/pkg/parallel"
	"logservice-jaeger-datasource/pkg/trace"
)

// pageSize is how many records a search gives at a time
// (https://www.alibabacloud.com/help/en/sls/getlogs).
const pageSize = 100

// pagesInFlight is how many pages of one trace are asked for at a time: a third of what
// Log Service takes of a project, so that a long trace leaves room for others.
const pagesInFlight = 32

// reading is the reading of one trace in one stretch of time.
type reading struct {
	reader *Reader
	call   *call
	id     trace.TraceID
	over   trace.Range
	// decoders are those that no page is using. What spans share is kept in each of
	// them, for as long as the trace is read.
	decoders sync.Pool
}

// records reads all records of a trace in a stretch of time: the first page while
// counting, then the other pages side by side, and then what slipped through,
// since pages keep their order by the minute only.
func (r *Reader) records(ctx context.Context, c *call, id trace.TraceID, over trace.Range) (records, error) {
	one := &reading{reader: r, call: c, id: id, over: over, decoders: sync.Pool{New: func() any { return newSpanDecoder() }}}
	search := traceSearch(id)
	c.state(search)
	var found records
	var first page
	group, groupCtx := parallel.NewGroup(ctx)
	group.Go(func() (err error) { found.total, err = c.count(groupCtx, search, over); return err })
	group.Go(func() error { return one.page(groupCtx, search, 0, &first) })
	if err := group.Wait(); err != nil {
		return records{}, err
	}
	rest, err := one.pages(ctx, min(found.total, trace.MostRead), first)
	if err != nil {
		return records{}, err
	}
	found.spans, found.bad = rest.spans, rest.bad
	if found.total <= trace.MostRead && found.total > pageSize && distinct(found.spans)+found.bad < found.total {
		err = one.missed(ctx, &found)
	}
	return found, err
}

// page is what records became: spans of the trace, and how many records lack a trace or
// span ID.
type page struct {
	spans []trace.Span
	bad   int
}

// page reads one page of a search into the place that it has.
func (o *reading) page(ctx context.Context, search string, offset int, into *page) error {
	config := o.reader.config
	request := LogsRequest{Logstore: config.Logstore, Query: search, From: o.over.From, To: o.over.To, Offset: offset, Lines: pageSize}
	return o.call.repeat(ctx, func() (bool, error) {
		release, err := o.call.place(ctx, Search)
		if err != nil {
			return false, err
		}
		defer release()
		decoder := o.decoders.Get().(*spanDecoder)
		defer o.decoders.Put(decoder)
		into.spans, into.bad = into.spans[:0], 0
		meta, err := config.Client.passingLogs(onRetry(ctx, o.call.retried), request, func(row Row) error {
			span, err := decoder.decode(row)
			if err != nil {
				into.bad++
			} else if span.TraceID == o.id {
				into.spans = append(into.spans, span)
			}
			return nil
		})
		o.call.pay(meta.ProcessedRows, meta.ProcessedBytes)
		return meta.Complete, err
	})
}

// pages reads the pages after the first, side by side, up to so many records. All spans
// have their place in one list, so that none is copied on the way.
func (o *reading) pages(ctx context.Context, total int, first page) (page, error) {
	count := max(1, (total+pageSize-1)/pageSize)
	all := make([]trace.Span, count*pageSize)
	pages := make([]page, count)
	group, groupCtx := parallel.NewBoundedGroup(ctx, pagesInFlight)
	for i := 1; i < count; i++ {
		begin := i * pageSize
		pages[i].spans = all[begin : begin : begin+pageSize]
		group.Go(func() error { return o.page(groupCtx, traceSearch(o.id), begin, &pages[i]) })
	}
	if err := group.Wait(); err != nil {
		return page{}, err
	}
	pages[0] = first
	return joined(all[:0], pages), nil
}

// joined puts pages behind one another, in the memory that they share.
func joined(into []trace.Span, pages []page) page {
	whole := page{spans: into}
	for _, one := range pages {
		whole.spans = append(whole.spans, one.spans...)
		whole.bad += one.bad
	}
	clear(whole.spans[len(whole.spans):cap(whole.spans)])
	return whole
}
