package plugin

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/data"
	"github.com/stretchr/testify/require"

	"logservice-jaeger-datasource/pkg/frames"
	"logservice-jaeger-datasource/pkg/trace"
)

func TestQueryDataGolden(t *testing.T) {
	summary := trace.Summary{ID: traceID, Start: now.Add(-time.Minute), Duration: 3 * time.Millisecond, RootService: "frontend", RootOperation: "GET /cart", Spans: 2, Errors: 1, Services: []string{"cart", "frontend"}}
	reader := &fake{
		trace: func(_ context.Context, query trace.TraceQuery) (trace.TraceResult, error) {
			if query.ID != traceID {
				return trace.TraceResult{Account: account}, &trace.NotFoundError{ID: query.ID, Range: query.Range}
			}
			return trace.TraceResult{Spans: spans(), Account: account}, nil
		},
		search: func(context.Context, trace.SearchQuery) (trace.SearchResult, error) {
			return trace.SearchResult{Traces: []trace.Summary{summary}, Account: account}, nil
		},
	}
	tests := []struct {
		name  string
		query string
	}{
		{"query_trace", oneTrace},
		{"query_trace_not_found", `{"queryType":"traceId","query":"abc"}`},
		{"query_trace_bad_id", `{"queryType":"traceId","query":"no such thing"}`},
		{"query_search", searches},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			response := ask(t.Context(), t, newTestDatasource(reader), map[string]string{"A": tt.query})["A"]
			checkGolden(t, tt.name, &response)
		})
	}
}

func TestQueryDataErrors(t *testing.T) {
	tests := []struct {
		name    string
		query   string
		between backend.TimeRange
		want    string
	}{
		{"no JSON", `{`, hour, "the query is not a JSON object: unexpected end of JSON input"},
		{"nothing to look for", `{}`, hour, "no trace ID is given: enter 1 to 32 hexadecimal digits, for example 4bf92f3577b34da6a3ce929d0e0e4736"},
		{"no trace ID", `{"query":"zz"}`, hour, `"zz" is not a trace ID: enter 1 to 32 hexadecimal digits, for example 4bf92f3577b34da6a3ce929d0e0e4736`},
		{"another query type", `{"queryType":"uploads"}`, hour, `query type "uploads" does not exist: use one of "traceId", "search", "metrics", "serviceGraph", "compare", "upload"`},
		{"an upload without a file", `{"queryType":"upload"}`, hour, "no file is chosen: upload one in the query editor"},
		{"a bad field", `{"queryType":"search","minDuration":"5"}`, hour, "minDuration is \"5\", which is no duration: enter a number with a unit (ns, us, ms, s, m, h), for example 100ms or 1.5s"},
		{"an order for traces", `{"queryType":"search","result":"spans","sort":"mostErrors"}`, hour, `sort is "mostErrors", which is for traces only: for spans use one of "newest", "oldest", "longest", or list traces`},
		{"a column twice", `{"queryType":"search","result":"spans","columns":["a","a"]}`, hour, `columns: "a" comes twice: leave one out`},
		{"a time range turned round", searches, backend.TimeRange{From: now, To: now.Add(-time.Hour)}, "the time range ends (2026-03-01T11:00:00Z) before it begins (2026-03-01T12:00:00Z): choose another one, for example the last hour"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := newTestDatasource(&fake{})
			result, err := d.QueryData(t.Context(), &backend.QueryDataRequest{Queries: []backend.DataQuery{{RefID: "A", TimeRange: tt.between, JSON: []byte(tt.query)}}})
			require.NoError(t, err)
			response := result.Responses["A"]
			require.EqualError(t, response.Error, tt.want)
			require.Equal(t, backend.StatusBadRequest, response.Status)
			require.Equal(t, backend.ErrorSourceDownstream, response.ErrorSource)
			require.Empty(t, response.Frames)
		})
	}
}

func TestQueryDataTimeRange(t *testing.T) {
	tests := []struct {
		name    string
		between backend.TimeRange
		want    trace.Range
	}{
		{"both ends", backend.TimeRange{From: now.Add(-2 * time.Hour), To: now.Add(-time.Hour)}, trace.Range{From: now.Add(-2 * time.Hour), To: now.Add(-time.Hour)}},
		{"none", backend.TimeRange{}, trace.Range{From: now.Add(-time.Hour), To: now}},
		{"1970", backend.TimeRange{From: time.UnixMilli(0), To: time.UnixMilli(0)}, trace.Range{From: now.Add(-time.Hour), To: now}},
		{"no begin", backend.TimeRange{To: now.Add(-time.Hour)}, trace.Range{From: now.Add(-2 * time.Hour), To: now.Add(-time.Hour)}},
		{"no end", backend.TimeRange{From: now.Add(-2 * time.Hour)}, trace.Range{From: now.Add(-2 * time.Hour), To: now}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var asked trace.Range
			d := newTestDatasource(&fake{search: func(_ context.Context, query trace.SearchQuery) (trace.SearchResult, error) {
				asked = query.Range
				return trace.SearchResult{}, nil
			}})
			result, err := d.QueryData(t.Context(), &backend.QueryDataRequest{Queries: []backend.DataQuery{{RefID: "A", TimeRange: tt.between, JSON: []byte(searches)}}})
			require.NoError(t, err)
			require.NoError(t, result.Responses["A"].Error)
			require.Equal(t, tt.want, asked)
		})
	}
}

func TestSearchAsksForEveryCondition(t *testing.T) {
	var asked trace.SearchQuery
	d := newTestDatasource(&fake{search: func(_ context.Context, query trace.SearchQuery) (trace.SearchResult, error) {
		asked = query
		return trace.SearchResult{}, nil
	}})
	response := ask(t.Context(), t, d, map[string]string{"A": `{"queryType":"search","sort":"mostErrors","service":"s","operation":"o","spanKind":"server","status":"error","entrySpansOnly":true,
		"tags":[{"key":"a","operator":"!=","value":"1"}],"minDuration":"1ms","maxDuration":"2ms","minTraceDuration":"3ms","maxTraceDuration":"4ms","limit":7}`})["A"]
	require.NoError(t, response.Error)
	require.Equal(t, trace.SearchQuery{Range: trace.Range{From: hour.From, To: hour.To}, Limit: 7, SpansPerTrace: 3, Sort: trace.SortMostErrors, Filter: trace.Filter{
		Service: "s", Operation: "o", Kind: trace.KindServer, Status: trace.StatusError, Entry: true,
		Conditions:    []trace.Condition{{Key: "a", Operator: trace.NotEqual, Values: []string{"1"}}},
		SpanDuration:  trace.DurationBounds{Min: time.Millisecond, Max: 2 * time.Millisecond},
		TraceDuration: trace.DurationBounds{Min: 3 * time.Millisecond, Max: 4 * time.Millisecond},
	}}, asked)
}

func TestTracesComeWithTheirMatchingSpans(t *testing.T) {
	var asked []int
	d := newTestDatasource(&fake{search: func(_ context.Context, query trace.SearchQuery) (trace.SearchResult, error) {
		asked = append(asked, query.SpansPerTrace)
		spans := []trace.FoundSpan{{TraceID: traceID, ID: 7, Service: "s", Start: now, Tags: []string{"GET"}}}
		return trace.SearchResult{Traces: []trace.Summary{{ID: traceID, Start: now, Spans: 9, Matched: 4, Matching: spans}}, Account: account}, nil
	}})
	for _, c := range []struct {
		fields string
		most   int
	}{{"", 3}, {`"spansPerTrace":20,`, 20}, {`"spansPerTrace":0,`, 0}, {`"spansPerTrace":20,"asAnnotations":true,`, 0}} {
		asked = nil
		query := `{"queryType":"search",` + c.fields + `"tags":[{"key":"http.method","operator":"=","value":"GET"}]}`
		frame := ask(t.Context(), t, d, map[string]string{"A": query})["A"].Frames[0]
		require.Equal(t, []int{c.most}, asked, c.fields)
		if strings.Contains(c.fields, "asAnnotations") {
			require.Equal(t, "Annotations", frame.Name)
			require.Nil(t, frame.Meta.Custom)
			continue
		}
		require.Equal(t, int64(4), valueAt(frame, "matchedSpans", 0))
		raw, err := json.Marshal(frame.Meta.Custom)
		require.NoError(t, err)
		var custom map[string][][]data.Frame
		require.NoError(t, json.Unmarshal(raw, &custom))
		require.Len(t, custom[frames.NestedKey], 1)
		require.Equal(t, "GET", valueAt(&custom[frames.NestedKey][0][0], "tag.http.method", 0))
	}
}

func TestAListOfSpansAsksForItsColumns(t *testing.T) {
	var asked trace.SpansQuery
	d := newTestDatasource(&fake{spans: func(_ context.Context, query trace.SpansQuery) (trace.SpansResult, error) {
		asked = query
		return trace.SpansResult{Spans: []trace.FoundSpan{{TraceID: traceID, ID: 7, Service: "s", Start: now, Tags: []string{"GET", "500"}}}, Account: account}, nil
	}})
	response := ask(t.Context(), t, d, map[string]string{"A": `{"queryType":"search","result":"spans","sort":"longest","service":"s","columns":["http.method","http.status_code"],"limit":7}`})["A"]
	require.NoError(t, response.Error)
	require.Equal(t, trace.SpansQuery{
		SearchQuery: trace.SearchQuery{Range: trace.Range{From: hour.From, To: hour.To}, Limit: 7, Sort: trace.SortLongest, Filter: trace.Filter{Service: "s"}},
		Columns:     []string{"http.method", "http.status_code"},
	}, asked)
	frame := response.Frames[0]
	require.Equal(t, "Spans", frame.Name)
	require.Equal(t, "500", valueAt(frame, "tag.http.status_code", 0))
	require.NotEmpty(t, frame.Meta.ExecutedQueryString)
	require.NotEmpty(t, frame.Meta.Notices)
}

// TestQueryDataInParallel has a slow query wait for a fast one, beside one that
// fails and one that panics.
func TestQueryDataInParallel(t *testing.T) {
	fast := make(chan struct{})
	d := newTestDatasource(&fake{search: func(ctx context.Context, query trace.SearchQuery) (trace.SearchResult, error) {
		switch query.Service {
		case "slow":
			select {
			case <-fast:
			case <-ctx.Done():
				return trace.SearchResult{}, ctx.Err()
			}
		case "fast":
			close(fast)
		case "failing":
			return trace.SearchResult{}, errors.New("the shelf fell down")
		case "panicking":
			panic("a secret stack")
		}
		return trace.SearchResult{}, nil
	}})
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	responses := ask(ctx, t, d, map[string]string{
		"slow": `{"queryType":"search","service":"slow"}`, "fast": `{"queryType":"search","service":"fast"}`,
		"failing": `{"queryType":"search","service":"failing"}`, "panicking": `{"queryType":"search","service":"panicking"}`,
	})
	require.NoError(t, responses["slow"].Error)
	require.Len(t, responses["slow"].Frames, 1)
	require.NoError(t, responses["fast"].Error)
	require.Len(t, responses["fast"].Frames, 1)
	require.EqualError(t, responses["failing"].Error, "the shelf fell down")
	require.EqualError(t, responses["panicking"].Error, errPanicked.Error())
	require.Equal(t, backend.ErrorSourcePlugin, responses["panicking"].ErrorSource)
}

func TestQueryDataCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	d := newTestDatasource(&fake{trace: func(ctx context.Context, _ trace.TraceQuery) (trace.TraceResult, error) {
		cancel()
		select {
		case <-ctx.Done():
			return trace.TraceResult{}, ctx.Err()
		case <-time.After(10 * time.Second):
			return trace.TraceResult{}, errors.New("the reader was not told")
		}
	}})
	response := ask(ctx, t, d, map[string]string{"A": oneTrace})["A"]
	require.EqualError(t, response.Error, "The query was cancelled before it was answered.")
	require.Equal(t, statusCancelled, response.Status)
	require.Equal(t, backend.ErrorSourceDownstream, response.ErrorSource)
}
