package plugin

import (
	"testing"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/stretchr/testify/require"
)

// metricsAsked has a query for each measure, over time and in one figure, on a sample.
var metricsAsked = []struct {
	name     string
	settings map[string]any
	query    string
}{
	{"rate", bookinfo, `{"queryType":"metrics","step":"30m"}`},
	{"rate_by_service", emojivoto, `{"queryType":"metrics","measure":"rate","over":"serverSpans","groupBy":["service"],"seriesLimit":2,"step":"30m"}`},
	{"count", bookinfo, `{"queryType":"metrics","measure":"count","over":"traces","instant":true}`},
	{"error_rate", bookinfo, `{"queryType":"metrics","measure":"errorRate","groupBy":["kind","status"],"instant":true}`},
	{"error_percentage", emojivoto, `{"queryType":"metrics","measure":"errorPercentage","over":"serverSpans","groupBy":["service"],"topBy":"errorPercentage","instant":true}`},
	{"success_rate", emojivoto, `{"queryType":"metrics","measure":"successRate","over":"entrySpans","groupBy":["operation"],"step":"20m"}`},
	{"quantiles", bookinfo, `{"queryType":"metrics","measure":"quantiles","quantiles":[0.5,0.99],"over":"serverSpans","service":"reviews.default","groupBy":["istio.canonical_revision"],"legend":"{{istio.canonical_revision}} p{{quantile}}","step":"30m","exemplars":true}`},
	{"quantiles_instant", bookinfo, `{"queryType":"metrics","measure":"quantiles","quantiles":[0.5,0.999],"over":"serverSpans","groupBy":["service"],"instant":true}`},
	{"average", emojivoto, `{"queryType":"metrics","measure":"average","over":"traces","step":"30m","exemplars":true}`},
	{"max", bookinfo, `{"queryType":"metrics","measure":"max","over":"entrySpans","step":"30m","compareWith":"30m","emptyBuckets":"zero"}`},
	{"total_time", emojivoto, `{"queryType":"metrics","measure":"totalTime","groupBy":["service"],"topBy":"totalTime","seriesLimit":1,"instant":true,"compareWith":"1d"}`},
	{"apdex", bookinfo, `{"queryType":"metrics","measure":"apdex","apdexThreshold":"20ms","over":"traces","step":"30m"}`},
	{"heatmap", bookinfo, `{"queryType":"metrics","measure":"heatmap","over":"serverSpans","service":"reviews.default","step":"30m","exemplars":true}`},
	{"histogram", emojivoto, `{"queryType":"metrics","measure":"histogram","over":"traces"}`},
	{"nothing", bookinfo, `{"queryType":"metrics","measure":"quantiles","service":"no such service"}`},
	{"nothing_instant", bookinfo, `{"queryType":"metrics","measure":"count","service":"no such service","instant":true}`},
}

// TestMetricsGolden keeps the frames of each measure.
func TestMetricsGolden(t *testing.T) {
	for _, c := range metricsAsked {
		t.Run(c.name, func(t *testing.T) {
			d := connected(t, storeOf(t, c.settings["project"].(string)), c.settings)
			checkGolden(t, "metrics_"+c.name, timeless(query(t.Context(), d, c.query)["A"]))
		})
	}
}

// TestMetricsErrors has questions that can't be answered.
func TestMetricsErrors(t *testing.T) {
	for _, c := range []struct{ name, query, want string }{
		{"a tag that isn't indexed", `{"queryType":"metrics","groupBy":["user.id"]}`,
			"The index of logstore istio-tracing has no field for tag user.id (field tags.user.id), so there are no figures by it. Add it to the index as a field with analytics on; records written from then on count."},
		{"a filter by such a tag", `{"queryType":"metrics","tags":[{"key":"user.id","value":"7"}]}`,
			"The index of logstore istio-tracing has no field for tag user.id (field tags.user.id), so there are no figures by it. Add it to the index as a field with analytics on; records written from then on count."},
		{"a quantile of 1.5", `{"queryType":"metrics","measure":"quantiles","quantiles":[1.5]}`, "quantiles: 1.5 is not between 0 and 1: enter for example 0.95"},
		{"a step of zero", `{"queryType":"metrics","step":"0s"}`, `step is "0s": enter 1s or longer, in whole milliseconds, for example 1m, or leave it empty`},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := connected(t, storeOf(t, "bookinfo"), bookinfo)
			response := query(t.Context(), d, c.query)["A"]
			require.EqualError(t, response.Error, c.want)
			require.Equal(t, backend.StatusBadRequest, response.Status)
			require.Equal(t, backend.ErrorSourceDownstream, response.ErrorSource)
		})
	}
}
