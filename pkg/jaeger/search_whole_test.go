package jaeger

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"logservice-jaeger-datasource/pkg/trace"
)

func TestSearchReadsTracesAgainThatThePluginCuts(t *testing.T) {
	spans := shop(3)
	cart := spans[5].Start.Truncate(time.Second)
	for name, test := range map[string]struct {
		root    time.Time
		between trace.Range
	}{
		"before the range": {cart.Add(-10 * time.Second), trace.Range{From: cart, To: now}},
		"after the range":  {cart.Add(2 * time.Second), trace.Range{From: now.Add(-time.Hour), To: cart.Add(time.Second / 2)}},
	} {
		t.Run(name, func(t *testing.T) {
			spans := slices.Clone(spans)
			spans[4].Start, spans[5].Start, spans[5].Duration = test.root, cart, 3*time.Second
			if name == "after the range" {
				spans[5].Parent, spans[4].Parent = 0, 2
			}
			reader := (&standIn{v1: true, plugin: true, spans: spans}).start(t)
			result, err := reader.Search(t.Context(), trace.SearchQuery{Range: test.between, Filter: trace.Filter{Service: "cart"}, Limit: 20})
			require.NoError(t, err)
			oldest := result.Traces[len(result.Traces)-1]
			require.Equal(t, uint64(1002), oldest.ID.Low)
			require.Equal(t, 2, oldest.Spans)
			require.Empty(t, result.Notices)
		})
	}
}

func TestSearchTakesScatteredSpansTogether(t *testing.T) {
	reader := (&standIn{v3: true, scatter: true, spans: shop(10)}).start(t)
	result, err := reader.Search(t.Context(), trace.SearchQuery{Range: lastHour, Filter: trace.Filter{Service: "site"}, Limit: 20})
	require.NoError(t, err)
	require.Len(t, result.Traces, 10)
	for _, summary := range result.Traces {
		require.Equal(t, 2, summary.Spans)
	}
	require.Greater(t, len(result.Statements), 4, "some were read again")
}

func TestSearchTellsOfTracesThatStayCut(t *testing.T) {
	spans := shop(2)
	spans[1].Parent = 99
	server := &standIn{v1: true, plugin: true, spans: spans}
	for i := range 99 {
		spans = append(spans, trace.Span{TraceID: spans[2].TraceID, ID: trace.SpanID(10 + i), Parent: 1, Service: "cart", Start: spans[2].Start.Add(time.Millisecond)})
	}
	server.spans = spans
	result, err := server.start(t).Search(t.Context(), trace.SearchQuery{Range: lastHour, Filter: trace.Filter{Service: "site"}, Limit: 500})
	require.NoError(t, err)
	require.Equal(t, []trace.Notice{{Severity: trace.Warning, Text: "1 trace of the list has exactly 100 spans, which is as many as Jaeger on Log Service reads of one: there may be more."}}, result.Notices)
}

func TestSummariesWithoutARootAreReadWhole(t *testing.T) {
	spans := shop(2)
	spans[0].Parent = 77
	reader := (&standIn{v3: true, summaries: true, spans: spans}).start(t)
	result, err := reader.Search(t.Context(), trace.SearchQuery{Range: lastHour, Filter: trace.Filter{Service: "cart"}, Limit: 20})
	require.NoError(t, err)
	require.Equal(t, "site", result.Traces[0].RootService, "that of the earliest span")
}

func TestSummariesThatCantBeRead(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, request *http.Request) {
		switch {
		case request.URL.Path == "/api/v3/services":
			_, _ = fmt.Fprint(w, `{"services":["site"]}`)
		case request.URL.Query().Get("query.serviceName") == "":
			refuseV3(w, http.StatusBadRequest, "query.startTimeMin and query.startTimeMax are required")
		default:
			_, _ = fmt.Fprint(w, `{"summaries":[{"traceId":"?","spanCount":1}]}{"result":{"summaries":[{"traceId":"1","minStartTimeUnixNano":1780315100000000000,"maxEndTimeUnixNano":"1780315101000000000","rootServiceName":"site","spanCount":3,"services":[{"name":"site"},{"name":""}]}]}}`)
		}
	}))
	t.Cleanup(server.Close)
	result, err := readerOf(t, server.URL).Search(t.Context(), trace.SearchQuery{Range: lastHour, Filter: trace.Filter{Service: "site"}, Limit: 20})
	require.NoError(t, err)
	require.Equal(t, []trace.Summary{{ID: trace.TraceID{Low: 1}, Start: time.Unix(1780315100, 0).UTC(), Duration: time.Second, RootService: "site", Spans: 3, Services: []string{"site"}}}, result.Traces)
	require.Equal(t, []trace.Notice{{Severity: trace.Warning, Text: "Left out of the list: 1 trace whose ID can't be read."}}, result.Notices)

	require.Error(t, readSummaries(strings.NewReader(`{"error":{"message":"storage went away"}}`), func(trace.Summary) {}))
	require.Error(t, readSummaries(strings.NewReader(`{"summaries":[`), func(trace.Summary) {}))
}

func TestSearchUpToAFractionOfASecond(t *testing.T) {
	spans := shop(1)
	for i := range spans {
		spans[i].Start = now.Add(time.Duration(500+100*i) * time.Millisecond)
	}
	between := trace.Range{From: now.Add(-time.Hour), To: now.Add(550 * time.Millisecond)}
	for name, server := range servers(spans) {
		t.Run(name, func(t *testing.T) {
			reader := server.start(t)
			result, err := reader.Search(t.Context(), trace.SearchQuery{Range: between, Filter: trace.Filter{Service: "site", Kind: trace.KindServer}, Limit: 5})
			require.NoError(t, err)
			require.Len(t, result.Traces, 1)
			require.Equal(t, 2, result.Traces[0].Spans)
			result, err = reader.Search(t.Context(), trace.SearchQuery{Range: between, Filter: trace.Filter{Service: "cart", Kind: trace.KindServer}, Limit: 5})
			require.NoError(t, err)
			require.Empty(t, result.Traces, "it began after the range")
		})
	}
}
