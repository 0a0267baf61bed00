package plugin

import (
	"context"
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/grafana/dataplane/sdata/numeric"
	"github.com/grafana/dataplane/sdata/reader"
	"github.com/grafana/dataplane/sdata/timeseries"
	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/data"
	"github.com/stretchr/testify/require"
)

// The reader of Grafana's own frame contract stands for its alert rules and
// expressions, which read frames by it (grafana/grafana, pkg/expr/dataplane.go).

// reduced are the numbers that a rule's condition gets, by their labels: figures over
// the whole range as they are, series by their largest value.
func reduced(t *testing.T, frames data.Frames) map[string]float64 {
	t.Helper()
	kind, err := reader.CanReadBasedOnMeta(frames)
	require.NoError(t, err)
	numbers := map[string]float64{}
	switch kind.Kind() {
	case data.KindTimeSeries:
		series, err := timeseries.CollectionReaderFromFrames(frames)
		require.NoError(t, err)
		collection, err := series.GetCollection(true)
		require.NoError(t, err)
		require.NoError(t, collection.Warning)
		for _, one := range collection.Refs {
			numbers[one.GetLabels().String()] = largest(t, one)
		}
	case data.KindNumeric:
		figures, err := numeric.CollectionReaderFromFrames(frames)
		require.NoError(t, err)
		collection, err := figures.GetCollection(false) // it has no validation yet
		require.NoError(t, err)
		require.NoError(t, collection.Warning)
		for _, one := range collection.Refs {
			value, _, err := one.NullableFloat64Value()
			require.NoError(t, err)
			numbers[one.GetLabels().String()] = *value
		}
	default:
		t.Fatalf("frames of kind %s can't be used in a rule", kind.Kind())
	}
	return numbers
}

func largest(t *testing.T, series timeseries.MetricRef) float64 {
	t.Helper()
	most := math.Inf(-1)
	length, err := series.Len()
	require.NoError(t, err)
	for i := range length {
		value, err := series.NullableFloat64Value(i)
		require.NoError(t, err)
		if value != nil {
			most = max(most, *value)
		}
	}
	return most
}

// firing are the labels of the numbers above a threshold.
func firing(numbers map[string]float64, threshold float64) []string {
	var labels []string
	for label, number := range numbers {
		if number > threshold {
			labels = append(labels, label)
		}
	}
	slices.Sort(labels)
	return labels
}

func fromRule(ctx context.Context, d *Datasource, query string) backend.DataResponse {
	request := &backend.QueryDataRequest{
		Headers: map[string]string{"FromAlert": "true"},
		Queries: []backend.DataQuery{{RefID: "A", TimeRange: history, JSON: []byte(query)}},
	}
	response, err := d.QueryData(ctx, request)
	if err != nil {
		panic(err) // QueryData never fails as a whole
	}
	return response.Responses["A"]
}

// TestRulesTakeTheFramesAsTheyAre asks every query of TestMetricsGolden as a rule does.
func TestRulesTakeTheFramesAsTheyAre(t *testing.T) {
	for _, c := range metricsAsked {
		if c.name == "heatmap" || c.name == "histogram" {
			continue
		}
		t.Run(c.name, func(t *testing.T) {
			d := connected(t, storeOf(t, c.settings["project"].(string)), c.settings)
			response := fromRule(t.Context(), d, c.query)
			require.NoError(t, response.Error)
			numbers := reduced(t, response.Frames)
			if c.name == "nothing" || c.name == "nothing_instant" {
				require.Empty(t, numbers, "nothing is no data")
				return
			}
			require.NotEmpty(t, numbers)
			for label, number := range numbers {
				require.False(t, math.IsNaN(number) || math.IsInf(number, 0), "%s", label)
			}
		})
	}
}

// TestRulesFireForTheGuilty evaluates the conditions of typical rules on the samples.
func TestRulesFireForTheGuilty(t *testing.T) {
	for _, c := range []struct {
		name      string
		settings  map[string]any
		query     string
		threshold float64
		want      []string
	}{
		{"the slow version of reviews", bookinfo, `{"queryType":"metrics","measure":"quantiles","quantiles":[0.99],"over":"serverSpans","groupBy":["service","istio.canonical_revision"],"instant":true}`, 400,
			[]string{"istio.canonical_revision=v1, service=productpage.default", "istio.canonical_revision=v3, service=reviews.default"}},
		{"the same over time", bookinfo, `{"queryType":"metrics","measure":"quantiles","quantiles":[0.99],"over":"serverSpans","groupBy":["service","istio.canonical_revision"],"step":"5m"}`, 400,
			[]string{"istio.canonical_revision=v1, service=productpage.default", "istio.canonical_revision=v3, service=reviews.default"}},
		{"the doughnut vote", emojivoto, `{"queryType":"metrics","measure":"errorPercentage","groupBy":["operation"],"service":"voting","instant":true}`, 5,
			[]string{"operation=emojivoto.v1.VotingService/VoteDoughnut"}},
		{"several quantiles", emojivoto, `{"queryType":"metrics","measure":"quantiles","quantiles":[0.5,0.99],"service":"voting","instant":true}`, 100, []string{"quantile=0.99"}},
		{"no more traffic than there is", emojivoto, `{"queryType":"metrics","measure":"count","over":"traces","instant":true}`, 60, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := connected(t, storeOf(t, c.settings["project"].(string)), c.settings)
			response := fromRule(t.Context(), d, c.query)
			require.NoError(t, response.Error)
			require.Equal(t, c.want, firing(reduced(t, response.Frames), c.threshold), "%v", reduced(t, response.Frames))
		})
	}
}

// TestRulesGetNothingButFigures has what rules and expressions can't take left out, or
// told in a sentence that says what to use.
func TestRulesGetNothingButFigures(t *testing.T) {
	d := connected(t, storeOf(t, "bookinfo"), bookinfo)
	for _, header := range []string{"FromAlert", "http_X-Grafana-From-Expr"} {
		for _, c := range []struct{ query, want string }{
			{`{"queryType":"search"}`, "choose the query type metrics"},
			{`{"query":"c0ffee0db0071ed0503e11a0f5e2d7b4"}`, "choose the query type metrics"},
			{`{"queryType":"metrics","measure":"heatmap"}`, "choose another measure, for example quantiles"},
			{`{"queryType":"metrics","measure":"quantiles","exemplars":true}`, ""},
		} {
			t.Run(fmt.Sprint(header, c.query), func(t *testing.T) {
				response, err := d.QueryData(t.Context(), &backend.QueryDataRequest{
					Headers: map[string]string{header: "true"}, Queries: []backend.DataQuery{{RefID: "A", TimeRange: history, JSON: []byte(c.query)}},
				})
				require.NoError(t, err)
				if c.want != "" {
					require.ErrorContains(t, response.Responses["A"].Error, c.want)
					require.Equal(t, backend.ErrorSourceDownstream, response.Responses["A"].ErrorSource)
					return
				}
				require.NoError(t, response.Responses["A"].Error)
				require.Len(t, response.Responses["A"].Frames, 1, "no exemplars")
			})
		}
	}
}
