package plugin

import (
	"context"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"logservice-jaeger-datasource/pkg/frames"
	"logservice-jaeger-datasource/pkg/models"
	"logservice-jaeger-datasource/pkg/trace"
)

// search answers a query for a list of traces or of spans.
func (d *Datasource) search(ctx context.Context, query models.Query, asked question) (data.Frames, error) {
	if query.Search.Result == models.ResultSpans {
		return d.spans(ctx, *query.Search, asked)
	}
	question := searchQuery(*query.Search, asked.between)
	if query.Search.AsAnnotations {
		question.SpansPerTrace = 0 // a mark has no room for them
	}
	result, err := d.reader.Search(ctx, question)
	frame := frames.Search(result.Traces, question.TagKeys(), d.link)
	if query.Search.AsAnnotations {
		frame = frames.Annotations(result.Traces, d.link)
	}
	frames.Annotate(frame, result.Account)
	return data.Frames{frame}, err
}

func (d *Datasource) spans(ctx context.Context, query models.SearchQuery, asked question) (data.Frames, error) {
	result, err := d.reader.Spans(ctx, trace.SpansQuery{SearchQuery: searchQuery(query, asked.between), Columns: query.Columns})
	frame := frames.Spans(result.Spans, query.Columns, d.link)
	frames.Annotate(frame, result.Account)
	return data.Frames{frame}, err
}

func searchQuery(query models.SearchQuery, between trace.Range) trace.SearchQuery {
	if query.StartedWithin > 0 {
		between = trace.Range{From: query.StartedAfter, To: query.StartedAfter.Add(query.StartedWithin)}
	}
	return trace.SearchQuery{Range: between, Filter: filter(query.Filters), Sort: trace.Sort(query.Sort), Limit: query.Limit, SpansPerTrace: query.SpansPerTrace}
}

func filter(filters models.Filters) trace.Filter {
	filter := trace.Filter{
		Service:       filters.Service,
		Operation:     filters.Operation,
		Kind:          trace.Kind(filters.SpanKind),
		Status:        trace.Status(filters.Status),
		Entry:         filters.EntrySpansOnly,
		SpanDuration:  trace.DurationBounds{Min: filters.MinDuration, Max: filters.MaxDuration},
		RawSearch:     filters.RawSearch,
		TraceDuration: trace.DurationBounds{Min: filters.MinTraceDuration, Max: filters.MaxTraceDuration},
	}
	filter.Conditions = conditions(filters.Tags)
	for _, group := range filters.AnyOf {
		filter.AnyOf = append(filter.AnyOf, conditions(group))
	}
	return filter
}

func conditions(stored []models.Condition) []trace.Condition {
	var asked []trace.Condition
	for _, c := range stored {
		asked = append(asked, trace.Condition{
			On: trace.Subject(c.On), Scope: trace.Scope(c.Scope), Key: c.Key, Operator: trace.Operator(c.Operator), Values: c.Values,
		})
	}
	return asked
}
