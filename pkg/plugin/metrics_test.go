package plugin

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/stretchr/testify/require"

	"logservice-jaeger-datasource/pkg/trace"
)

// askedOf is the question that a reader gets for a query over a stretch of time.
func askedOf(t *testing.T, query string, length, interval time.Duration, headers map[string]string) (trace.MetricsQuery, backend.DataResponse) {
	t.Helper()
	var asked trace.MetricsQuery
	d := newTestDatasource(&fake{metrics: func(_ context.Context, query trace.MetricsQuery) (trace.MetricsResult, error) {
		asked = query
		return trace.MetricsResult{}, nil
	}})
	response, err := d.QueryData(t.Context(), &backend.QueryDataRequest{Headers: headers, Queries: []backend.DataQuery{
		{RefID: "A", TimeRange: backend.TimeRange{From: now.Add(-length), To: now}, Interval: interval, JSON: []byte(query)},
	}})
	require.NoError(t, err)
	return asked, response.Responses["A"]
}

func TestMetricsAskForEverything(t *testing.T) {
	asked, response := askedOf(t, `{"queryType":"metrics","service":"s","status":"error","tags":[{"key":"a","operator":"!=","value":"1"}],"minDuration":"1ms",
		"measure":"quantiles","over":"traces","quantiles":[0.5],"apdexThreshold":"1s","groupBy":["service","status","tag:status","istio.canonical_revision"],
		"seriesLimit":7,"topBy":"errorRate","step":"1m","compareWith":"1d","exemplars":true}`, time.Hour, time.Second, nil)
	require.NoError(t, response.Error)
	require.Equal(t, trace.MetricsQuery{
		Range: trace.Range{From: now.Add(-time.Hour), To: now},
		Filter: trace.Filter{Service: "s", Status: trace.StatusError, Conditions: []trace.Condition{{Key: "a", Operator: trace.NotEqual, Values: []string{"1"}}},
			SpanDuration: trace.DurationBounds{Min: time.Millisecond}},
		Measure: trace.MeasureQuantiles, Over: trace.OverTraces, Quantiles: []float64{0.5},
		GroupBy:     []trace.GroupKey{{Property: trace.ByService}, {Property: trace.ByStatus}, {Tag: "status"}, {Tag: "istio.canonical_revision"}},
		SeriesLimit: 7, TopBy: trace.MeasureErrorRate, Step: time.Minute, CompareWith: 24 * time.Hour, Exemplars: true,
	}, asked)
}

func TestSteps(t *testing.T) {
	const day = 24 * time.Hour
	for _, c := range []struct {
		name, query      string
		length, interval time.Duration
		want             time.Duration
	}{
		{"Grafana's interval", `{"queryType":"metrics"}`, time.Hour, 30 * time.Second, 30 * time.Second},
		{"an interval between steps", `{"queryType":"metrics"}`, time.Hour, 33 * time.Second, time.Minute},
		{"an interval too short to say anything", `{"queryType":"metrics"}`, time.Hour, time.Second, 10 * time.Second},
		{"no interval", `{"queryType":"metrics"}`, time.Hour, 0, 10 * time.Second},
		{"a month of short intervals", `{"queryType":"metrics"}`, 30 * day, time.Second, 5 * time.Minute},
		{"a month of many series", `{"queryType":"metrics","groupBy":["service"],"seriesLimit":100}`, 30 * day, time.Second, time.Hour},
		{"a heat map of a month", `{"queryType":"metrics","measure":"heatmap"}`, 30 * day, time.Second, 30 * time.Minute},
		{"many years", `{"queryType":"metrics"}`, 40 * 365 * day, 0, 7 * day},
		{"centuries of many series", `{"queryType":"metrics","groupBy":["service"],"seriesLimit":100}`, 20 * 365 * day, 0, 14 * day},
		{"the query's own", `{"queryType":"metrics","step":"7m"}`, time.Hour, time.Second, 7 * time.Minute},
		{"the shortest", `{"queryType":"metrics","step":"1s"}`, time.Hour, time.Minute, time.Second},
		{"one figure", `{"queryType":"metrics","step":"1m","instant":true}`, time.Hour, time.Minute, 0},
		{"a histogram", `{"queryType":"metrics","measure":"histogram"}`, time.Hour, time.Minute, 0},
		{"a heat map needs time", `{"queryType":"metrics","measure":"heatmap","instant":true}`, time.Hour, time.Minute, time.Minute},
	} {
		t.Run(c.name, func(t *testing.T) {
			asked, response := askedOf(t, c.query, c.length, c.interval, nil)
			require.NoError(t, response.Error)
			require.Equal(t, c.want, asked.Step)
			if c.want > 0 {
				require.Zero(t, asked.Range.From.UnixMicro()%c.want.Microseconds(), "buckets begin at whole multiples of the step since 1970")
				require.LessOrEqual(t, int64(asked.Range.To.Sub(asked.Range.From)/c.want), int64(11_000))
			}
		})
	}
}

func TestTooManyPoints(t *testing.T) {
	for _, c := range []struct {
		query  string
		length time.Duration
		want   string
	}{
		{`{"queryType":"metrics","step":"1s"}`, 30 * 24 * time.Hour, "the step of 1s makes too many points of 30d for 1 series: choose 5m or longer, or a shorter time range"},
		{`{"queryType":"metrics","step":"10s","groupBy":["service"],"seriesLimit":100}`, 24 * time.Hour, "the step of 10s makes too many points of 1d for 100 series: choose 2m or longer, or a shorter time range"},
	} {
		_, response := askedOf(t, c.query, c.length, time.Second, nil)
		require.EqualError(t, response.Error, c.want)
		require.Equal(t, backend.StatusBadRequest, response.Status)
		require.Equal(t, backend.ErrorSourceDownstream, response.ErrorSource)
	}
}

// TestExemplarsWhereTheyHaveAPlace asks for exemplars of everything.
func TestExemplarsWhereTheyHaveAPlace(t *testing.T) {
	for _, measure := range trace.Measures {
		for rule, headers := range map[bool]map[string]string{false: nil, true: {"FromAlert": "true"}} {
			asked, _ := askedOf(t, fmt.Sprintf(`{"queryType":"metrics","measure":%q,"exemplars":true}`, measure), time.Hour, time.Minute, headers)
			durations := measure == trace.MeasureQuantiles || measure == trace.MeasureAverage || measure == trace.MeasureMax || measure == trace.MeasureHeatmap
			require.Equal(t, durations && !rule, asked.Exemplars, "%s", measure)
		}
	}
}

// TestAlertRulesRefuseSamples asks as a panel, an alert rule and an expression do.
func TestAlertRulesRefuseSamples(t *testing.T) {
	for header, want := range map[string]bool{"X-Dashboard-Uid": false, "FromAlert": true, "http_X-Grafana-From-Expr": true} {
		asked, response := askedOf(t, `{"queryType":"metrics"}`, time.Hour, time.Minute, map[string]string{header: "true"})
		require.NoError(t, response.Error)
		require.Equal(t, want, asked.Exact, header)
	}
}

func TestStatementResource(t *testing.T) {
	var asked trace.MetricsQuery
	d := newTestDatasource(&fake{statement: func(_ context.Context, query trace.MetricsQuery) (string, error) {
		asked = query
		return "* | select 1", nil
	}})
	get := func(parameters map[string]string) (int, string) {
		values := url.Values{}
		for name, value := range parameters {
			values.Set(name, value)
		}
		response := call(t, d, http.MethodGet, "statement", values.Encode())
		var body struct{ Statement, Error string }
		require.NoError(t, json.Unmarshal(response.Body, &body))
		return response.Status, body.Statement + body.Error
	}
	for _, c := range []struct {
		name       string
		parameters map[string]string
		status     int
		want       string
	}{
		{"a query", map[string]string{"query": `{"queryType":"metrics","service":"a b"}`, "from": "1772362800000", "to": "1772366400000", "interval": "60000"}, http.StatusOK, "* | select 1"},
		{"no query", nil, http.StatusBadRequest, "the query is not a JSON object: unexpected end of JSON input"},
		{"a search", map[string]string{"query": `{"queryType":"search"}`}, http.StatusBadRequest, "only a query for metrics is sent as one statement"},
		{"a bad query", map[string]string{"query": `{"queryType":"metrics","step":"0"}`}, http.StatusBadRequest, `step is "0": enter 1s or longer, in whole milliseconds, for example 1m, or leave it empty`},
		{"a bad interval", map[string]string{"query": `{"queryType":"metrics"}`, "interval": "1m"}, http.StatusBadRequest, `interval is "1m": give milliseconds, for example 60000`},
		{"a bad range", map[string]string{"query": `{"queryType":"metrics"}`, "from": "x"}, http.StatusBadRequest, `from is "x": give milliseconds since 1970, for example 1700000000000`},
	} {
		t.Run(c.name, func(t *testing.T) {
			status, body := get(c.parameters)
			require.Equal(t, c.status, status)
			require.Equal(t, c.want, body)
		})
	}
	require.Equal(t, "a b", asked.Filter.Service)
	require.Equal(t, time.Minute, asked.Step)
	require.Equal(t, http.StatusMethodNotAllowed, call(t, d, http.MethodPost, "statement", "").Status)
}
