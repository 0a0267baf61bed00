package plugin

import (
	"context"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"logservice-jaeger-datasource/pkg/frames"
	"logservice-jaeger-datasource/pkg/models"
	"logservice-jaeger-datasource/pkg/trace"
)

// search answers a query for a list of traces.
func (d *Datasource) search(ctx context.Context, query models.Query, between trace.Range) (*data.Frame, error) {
	result, err := d.reader.Search(ctx, searchQuery(*query.Search, between))
	frame := frames.Search(result.Traces, d.link)
	frames.Annotate(frame, result.Account)
	return frame, err
}

func searchQuery(query models.SearchQuery, between trace.Range) trace.SearchQuery {
	search := trace.SearchQuery{
		Range:         between,
		Service:       query.Service,
		Operation:     query.Operation,
		Kind:          trace.Kind(query.SpanKind),
		Status:        trace.Status(query.Status),
		SpanDuration:  trace.DurationBounds{Min: query.MinDuration, Max: query.MaxDuration},
		TraceDuration: trace.DurationBounds{Min: query.MinTraceDuration, Max: query.MaxTraceDuration},
		Limit:         query.Limit,
	}
	for _, tag := range query.Tags {
		search.Tags = append(search.Tags, trace.TagFilter{Key: tag.Key, Operator: trace.Operator(tag.Operator), Value: tag.Value})
	}
	return search
}
