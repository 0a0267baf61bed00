package jaeger

import (
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"logservice-jaeger-datasource/pkg/trace"
)

// recordedReader reads what a real Jaeger without span metrics answered: all traces of
// one service for any search.
func recordedReader(t *testing.T) *Reader {
	t.Helper()
	answer := func(name string) string {
		body, err := os.ReadFile("testdata/v1/" + name)
		require.NoError(t, err)
		return string(body)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("/api/services", saysJSON(http.StatusOK, answer("services.json")))
	mux.HandleFunc("/api/traces", saysJSON(http.StatusOK, answer("search.json")))
	mux.HandleFunc("/api/metrics/", saysJSON(http.StatusNotImplemented, answer("metrics_calls.json")))
	mux.HandleFunc("/api/dependencies", saysJSON(http.StatusOK, answer("dependencies.json")))
	mux.HandleFunc("/", uiPage)
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	reader, err := NewReader(Config{URL: server.URL, HTTP: server.Client(), Now: func() time.Time { return noon }})
	require.NoError(t, err)
	return reader
}

// TestReaderTellsFigures goes through the whole reader.
func TestReaderTellsFigures(t *testing.T) {
	reader := recordedReader(t)
	query := anHour(trace.MeasureAverage, func(q *trace.MetricsQuery) {
		q.Range, q.GroupBy, q.TopBy = trace.Range{From: noon.Add(-time.Hour), To: noon.Add(time.Hour)}, keysBy(trace.ByService), trace.MeasureAverage
	})
	result, err := reader.Metrics(t.Context(), query)
	require.NoError(t, err)
	require.NotEmpty(t, result.Series)
	require.Len(t, result.Notices, 1)
	require.Contains(t, strings.Join(result.Statements, "\n"), "GET /api/traces?")
	require.Positive(t, result.Cost.Requests)
	text, err := reader.MetricsStatement(t.Context(), query)
	require.NoError(t, err)
	require.Contains(t, text, "Searches for a sample")

	query.Measure, query.TopBy, query.Exact = trace.MeasureRate, trace.MeasureRate, true
	result, err = reader.Metrics(t.Context(), query)
	require.ErrorContains(t, err, "METRICS_STORAGE_TYPE")
	require.NotEmpty(t, result.Statements, "an error has its account as well")
}

// TestReaderTellsGraphs goes through the whole reader.
func TestReaderTellsGraphs(t *testing.T) {
	reader := recordedReader(t)
	result, err := reader.ServiceGraph(t.Context(), trace.GraphQuery{Range: trace.Range{From: noon.Add(-time.Hour), To: noon.Add(time.Hour)}})
	require.NoError(t, err)
	require.NotEmpty(t, result.Edges)
	require.NotEmpty(t, result.Statements)
	consistent(t, result.Graph)
}
