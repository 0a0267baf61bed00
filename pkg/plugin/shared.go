package plugin

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"

	"logservice-jaeger-datasource/pkg/sharing"
	"logservice-jaeger-datasource/pkg/trace"
)

// sharedReader is a reader that is asked once by all who ask the same at the same
// moment, such as panels of one dashboard, or everybody who looks at it. Who is known to
// the store by name shares with nobody else.
type sharedReader struct {
	trace.Reader
	flights *sharing.Flights
	// identity are the headers that tell the store who asks.
	identity []string
}

// share puts a sharedReader before a reader. identity are the headers of Grafana's
// requests that the reader's requests bring along.
func share(reader trace.Reader, identity []string) trace.Reader {
	return sharedReader{Reader: reader, flights: &sharing.Flights{}, identity: identity}
}

type headersKey struct{}

// withHeaders keeps the headers of Grafana's request, for sharedReader.
func withHeaders(ctx context.Context, headers http.Header) context.Context {
	return context.WithValue(ctx, headersKey{}, headers)
}

// key is the same for the same question of the same person. Without one, an answer
// can't be shared.
func (s sharedReader) key(ctx context.Context, method string, query any) (key string, ok bool) {
	headers, _ := ctx.Value(headersKey{}).(http.Header)
	parts := []any{method, query}
	for _, name := range s.identity {
		parts = append(parts, headers.Values(name))
	}
	text, err := json.Marshal(parts)
	return string(text), err == nil
}

// once asks by a method of the reader, unless that is being done.
func once[Q, A any](ctx context.Context, s sharedReader, method string, query Q, ask func(context.Context, Q) (A, error)) (A, error) {
	key, ok := s.key(ctx, method, query)
	if !ok {
		return ask(ctx, query)
	}
	return sharing.Do(ctx, s.flights, key, func(ctx context.Context) (A, error) { return ask(ctx, query) })
}

// Trace implements trace.Reader.
func (s sharedReader) Trace(ctx context.Context, query trace.TraceQuery) (trace.TraceResult, error) {
	result, err := once(ctx, s, "trace", query, s.Reader.Trace)
	result.Account = ownAccount(result.Account)
	return result, err
}

// Search implements trace.Reader.
func (s sharedReader) Search(ctx context.Context, query trace.SearchQuery) (trace.SearchResult, error) {
	result, err := once(ctx, s, "search", query, s.Reader.Search)
	result.Account = ownAccount(result.Account)
	return result, err
}

// Spans implements trace.Reader.
func (s sharedReader) Spans(ctx context.Context, query trace.SpansQuery) (trace.SpansResult, error) {
	result, err := once(ctx, s, "spans", query, s.Reader.Spans)
	result.Account = ownAccount(result.Account)
	return result, err
}

// Metrics implements trace.Reader.
func (s sharedReader) Metrics(ctx context.Context, query trace.MetricsQuery) (trace.MetricsResult, error) {
	result, err := once(ctx, s, "metrics", query, s.Reader.Metrics)
	result.Account = ownAccount(result.Account)
	return result, err
}

// ServiceGraph implements trace.Reader.
func (s sharedReader) ServiceGraph(ctx context.Context, query trace.GraphQuery) (trace.GraphResult, error) {
	result, err := once(ctx, s, "graph", query, s.Reader.ServiceGraph)
	result.Account = ownAccount(result.Account)
	return result, err
}

// Services implements trace.Reader.
func (s sharedReader) Services(ctx context.Context, query trace.NamesQuery) (trace.Names, error) {
	return s.names(ctx, "services", query, s.Reader.Services)
}

// Operations implements trace.Reader.
func (s sharedReader) Operations(ctx context.Context, query trace.NamesQuery) (trace.Names, error) {
	return s.names(ctx, "operations", query, s.Reader.Operations)
}

// TagKeys implements trace.Reader.
func (s sharedReader) TagKeys(ctx context.Context, query trace.NamesQuery) (trace.Names, error) {
	return s.names(ctx, "tag keys", query, s.Reader.TagKeys)
}

// TagValues implements trace.Reader.
func (s sharedReader) TagValues(ctx context.Context, query trace.NamesQuery) (trace.Names, error) {
	return s.names(ctx, "tag values", query, s.Reader.TagValues)
}

func (s sharedReader) names(ctx context.Context, method string, query trace.NamesQuery, ask readNames) (trace.Names, error) {
	result, err := once(ctx, s, method, query, ask)
	result.Account = ownAccount(result.Account)
	return result, err
}

// ownAccount can be added to without the others' seeing it. Answers are not changed
// otherwise: frames are made of them by functions that don't.
func ownAccount(account trace.Account) trace.Account {
	account.Statements, account.Notices = slices.Clip(account.Statements), slices.Clip(account.Notices)
	return account
}
