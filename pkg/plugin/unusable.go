package plugin

import (
	"context"

	"logservice-jaeger-datasource/pkg/trace"
)

// unusable stands for the store of a data source that can't be used as it is
// configured: whatever is asked, it answers with the reason. An error from the
// making of an instance would reach people as "plugin error" instead.
type unusable struct{ reason error }

var _ trace.Reader = unusable{}

func (u unusable) Trace(context.Context, trace.TraceQuery) (trace.TraceResult, error) {
	return trace.TraceResult{}, u.reason
}

func (u unusable) Search(context.Context, trace.SearchQuery) (trace.SearchResult, error) {
	return trace.SearchResult{}, u.reason
}

func (u unusable) Spans(context.Context, trace.SpansQuery) (trace.SpansResult, error) {
	return trace.SpansResult{}, u.reason
}

func (u unusable) Metrics(context.Context, trace.MetricsQuery) (trace.MetricsResult, error) {
	return trace.MetricsResult{}, u.reason
}

func (u unusable) MetricsStatement(context.Context, trace.MetricsQuery) (string, error) {
	return "", u.reason
}

func (u unusable) ServiceGraph(context.Context, trace.GraphQuery) (trace.GraphResult, error) {
	return trace.GraphResult{}, u.reason
}

func (u unusable) Services(context.Context, trace.NamesQuery) (trace.Names, error) {
	return trace.Names{}, u.reason
}

func (u unusable) Operations(context.Context, trace.NamesQuery) (trace.Names, error) {
	return trace.Names{}, u.reason
}

func (u unusable) TagKeys(context.Context, trace.NamesQuery) (trace.Names, error) {
	return trace.Names{}, u.reason
}

func (u unusable) TagValues(context.Context, trace.NamesQuery) (trace.Names, error) {
	return trace.Names{}, u.reason
}

func (u unusable) Check(context.Context) (trace.Health, error) {
	return trace.Health{}, u.reason
}
