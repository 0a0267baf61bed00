package jaeger

import (
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"logservice-jaeger-datasource/pkg/trace"
)

// TestSpanMetricsAgreeWithTheSpans holds what is made of the span metrics against the
// spans from which the stand-in made them.
func TestSpanMetricsAgreeWithTheSpans(t *testing.T) {
	traces := someTraces(1, 150)
	m := meterOn(t, &spmStand{spans: slices.Concat(traces...)}, heldTraces{traces: traces})
	found := 0
	for _, measure := range spmMeasures {
		for about, change := range map[string]func(*trace.MetricsQuery){
			"by service":          func(q *trace.MetricsQuery) { q.GroupBy = keysBy(trace.ByService) },
			"by service in steps": func(q *trace.MetricsQuery) { q.GroupBy, q.Step = keysBy(trace.ByService), 5*time.Minute },
			"server spans":        func(q *trace.MetricsQuery) { q.GroupBy, q.Over = keysBy(trace.ByService), trace.OverServerSpans },
			"both, operation first": func(q *trace.MetricsQuery) {
				q.GroupBy, q.Step = keysBy(trace.ByOperation, trace.ByService), 15*time.Minute
			},
			"a service's operations": func(q *trace.MetricsQuery) { q.GroupBy, q.Filter.Service = keysBy(trace.ByOperation), "web" },
			"a service":              func(q *trace.MetricsQuery) { q.Filter.Service, q.Step = "web", 10*time.Minute },
			"a service with signs":   func(q *trace.MetricsQuery) { q.Filter.Service = "c++ (old)" },
			"an operation and kind": func(q *trace.MetricsQuery) {
				q.GroupBy, q.Filter.Operation, q.Filter.Kind = keysBy(trace.ByService), "GET /", trace.KindClient
			},
			"another time": func(q *trace.MetricsQuery) {
				q.GroupBy, q.Range.From, q.Step = keysBy(trace.ByService), noon.Add(17*time.Minute), 5*time.Minute
			},
		} {
			query := anHour(measure, change)
			require.Empty(t, beyond(query), about)
			result, err := m.metrics(t.Context(), newLedger(), query)
			require.NoError(t, err, about)
			want := plainFigures(traces, query.Aligned())
			sameFigures(t, want, givenFigures(result.Series), string(measure)+" of "+about)
			found += len(want)
		}
	}
	require.Greater(t, found, 500, "too few figures were compared")
	for _, measure := range []trace.Measure{trace.MeasureRate, trace.MeasureErrorRate, trace.MeasureErrorPercentage} {
		query := anHour(measure, func(q *trace.MetricsQuery) { q.Step = time.Minute })
		result, err := m.metrics(t.Context(), newLedger(), query)
		require.NoError(t, err)
		sameFigures(t, plainFigures(traces, query), givenFigures(result.Series), "all services together")
	}
}

// TestBeyondSpanMetrics asks for what they don't tell.
func TestBeyondSpanMetrics(t *testing.T) {
	traces := someTraces(4, 60)
	m := meterOn(t, &spmStand{spans: slices.Concat(traces...)}, heldTraces{traces: traces, most: 5})
	for _, c := range []struct {
		says   string
		change func(*trace.MetricsQuery)
	}{
		{"ask for the rate", func(q *trace.MetricsQuery) { q.Measure = trace.MeasureCount }},
		{"don't tell the apdex", func(q *trace.MetricsQuery) { q.Measure = trace.MeasureApdex }},
		{"don't tell the total time", func(q *trace.MetricsQuery) { q.Measure = trace.MeasureTotalTime }},
		{"can't rank groups by the longest duration", func(q *trace.MetricsQuery) { q.GroupBy, q.TopBy = keysBy(trace.ByService), trace.MeasureMax }},
		{"leave out the other filters", func(q *trace.MetricsQuery) { q.Filter.Status = trace.StatusError }},
		{"leave out the other filters", func(q *trace.MetricsQuery) {
			q.Filter.Conditions = []trace.Condition{{Key: "version", Operator: trace.NotEqual, Values: []string{"7"}}}
		}},
		{"group by these", func(q *trace.MetricsQuery) { q.GroupBy = keysBy(trace.ByKind) }},
		{"whole traces", func(q *trace.MetricsQuery) { q.Over = trace.OverTraces }},
		{"can't be asked for steps of 1m30s", func(q *trace.MetricsQuery) { q.Step = 90 * time.Second }},
		{"group by service, or filter by one", func(q *trace.MetricsQuery) { q.GroupBy, q.TopBy = keysBy(trace.ByOperation), trace.MeasureQuantiles }},
		{"two decimals only, and not 0.999", func(q *trace.MetricsQuery) {
			q.GroupBy, q.TopBy, q.Quantiles = keysBy(trace.ByService), trace.MeasureQuantiles, []float64{0.999}
		}},
	} {
		query := anHour(trace.MeasureRate, c.change)
		_, err := m.metrics(t.Context(), newLedger(), query)
		require.ErrorAs(t, err, new(*trace.SetupError), c.says)
		require.ErrorContains(t, err, c.says)
		query.Exact = true
		_, err = m.metrics(t.Context(), newLedger(), query)
		require.ErrorContains(t, err, c.says)
	}
	taken := newLedger()
	_, err := m.metrics(t.Context(), taken, anHour(trace.MeasureHeatmap, func(q *trace.MetricsQuery) { q.Step = time.Minute }))
	require.NoError(t, err)
	require.Contains(t, strings.Join(noticeTexts(taken), ""), "of a sample (5 traces), and there are more traces. Jaeger's span metrics don't tell the heat map")
}

// TestSpanMetricsFromOtherStores has points named by the begin of a bucket, or several
// services in one series, as Elasticsearch has them.
func TestSpanMetricsFromOtherStores(t *testing.T) {
	traces := someTraces(5, 20)
	label := `{"name":"service_name","value":"web"}`
	for about, metric := range map[string]string{
		"the begin of a bucket": `{"labels":[` + label + `],"metricPoints":[{"gaugeValue":{"doubleValue":1},"timestamp":"2026-06-01T12:05:00Z"}]}`,
		"two services":          `{"labels":[` + label + `,` + label + `],"metricPoints":[]}`,
	} {
		t.Run(about, func(t *testing.T) {
			m := meterOn(t, &spmStand{answer: saysJSON(http.StatusOK, `{"metrics":[`+metric+`]}`)}, heldTraces{traces: traces, most: 5})
			query := anHour(trace.MeasureRate, func(q *trace.MetricsQuery) { q.Step, q.Exact = 5*time.Minute, true })
			_, err := m.metrics(t.Context(), newLedger(), query)
			require.ErrorAs(t, err, new(*trace.SetupError))
			require.ErrorContains(t, err, "don't come from Prometheus")
		})
	}
}

func TestSpanMetricsFail(t *testing.T) {
	m := meterOn(t, &spmStand{answer: saysJSON(http.StatusInternalServerError, `{"data":null,"errors":[{"code":500,"msg":"failed executing metrics query: connection refused"}]}`)}, heldTraces{traces: someTraces(6, 5)})
	_, err := m.metrics(t.Context(), newLedger(), anHour(trace.MeasureRate))
	require.ErrorContains(t, err, "connection refused")
	require.False(t, m.known.knows(clock), "that tells nothing of whether they are configured")
	m = meterOn(t, &spmStand{answer: saysJSON(http.StatusOK, `{"metrics":[{"labels":7}]}`)}, heldTraces{traces: someTraces(6, 5)})
	_, err = m.metrics(t.Context(), newLedger(), anHour(trace.MeasureRate))
	require.ErrorContains(t, err, "isn't the JSON that Jaeger gives")
}

// TestSpanMetricsOfNothing has answers without figures.
func TestSpanMetricsOfNothing(t *testing.T) {
	nothing := `{"labels":[{"name":"service_name","value":"web"}],"metricPoints":[{"gaugeValue":{"doubleValue":"NaN"},"timestamp":"2026-06-01T12:59:59.999Z"}]}`
	for _, body := range []string{`{"name":"x","type":"GAUGE"}`, `{"metrics":[` + nothing + `]}`, strings.ReplaceAll(`{"metrics":[`+nothing+`]}`, "NaN", "Infinity")} {
		m := meterOn(t, &spmStand{answer: saysJSON(http.StatusOK, body)}, heldTraces{names: []string{"web"}})
		for _, measure := range spmMeasures {
			result, err := m.metrics(t.Context(), newLedger(), anHour(measure, func(q *trace.MetricsQuery) { q.Filter.Service = "web" }))
			require.NoError(t, err)
			require.Empty(t, result.Series)
		}
	}
	stand := &spmStand{}
	m := meterOn(t, stand, heldTraces{names: []string{}})
	result, err := m.metrics(t.Context(), newLedger(), anHour(trace.MeasureRate))
	require.NoError(t, err)
	require.Empty(t, result.Series)
	result, err = m.metrics(t.Context(), newLedger(), anHour(trace.MeasureRate, func(q *trace.MetricsQuery) {
		q.Filter.Service, q.Filter.Kind, q.Over = "web", trace.KindClient, trace.OverServerSpans
	}))
	require.NoError(t, err)
	require.Empty(t, result.Series)
	require.Empty(t, stand.requests(), "there is nothing to ask for")
}

// TestWindows spells what can be asked for.
func TestWindows(t *testing.T) {
	for length, want := range map[string]string{
		"37s": "37s", "37.05s": "37s", "37.3s": "38s", "59.9s": "1m0s", "0s": "1s", "1m": "1m0s", "6m0.4s": "6m0s", "6m20s": "7m0s", "59m30s": "1h0m0s",
		"6h0m0.001s": "6h0m0s", "1h30m": "2h0m0s", "168h": "168h0m0s", "90s": "2m0s",
	} {
		given, err := time.ParseDuration(length)
		require.NoError(t, err)
		require.Equal(t, want, askable(given).String(), length)
	}
	for length, want := range map[time.Duration]string{time.Second: "1s", time.Minute: "1m", 20 * time.Minute: "20m", time.Hour: "1h", 90 * time.Minute: "1h30m", 10 * time.Hour: "10h", 20*time.Hour + 10*time.Minute: "20h10m"} {
		require.Equal(t, want, lengthText(length))
	}
}

// TestOtherStretchesAreTold asks for ranges that can't be asked for as they are.
func TestOtherStretchesAreTold(t *testing.T) {
	traces := someTraces(10, 60)
	stand := &spmStand{spans: slices.Concat(traces...)}
	m := meterOn(t, stand, heldTraces{traces: traces})
	told := func(change func(*trace.MetricsQuery)) []string {
		taken := newLedger()
		_, err := m.metrics(t.Context(), taken, anHour(trace.MeasureRate, change))
		require.NoError(t, err)
		return noticeTexts(taken)
	}
	require.Empty(t, told(func(*trace.MetricsQuery) {}))
	require.Equal(t, []string{"Jaeger's span metrics can be asked about whole seconds, minutes or hours only: these figures are of the 1h up to the end of the time range."},
		told(func(q *trace.MetricsQuery) { q.Range.From = noon.Add(20 * time.Second) }))
	require.Equal(t, []string{"The time range holds no whole step of 2h, and Jaeger's span metrics tell whole steps only: choose a shorter step."},
		told(func(q *trace.MetricsQuery) { q.Step = 2 * time.Hour }))
	require.Equal(t, []string{"The last step is left out, because the end of the time range cuts it, and Jaeger's span metrics tell whole steps only."},
		told(func(q *trace.MetricsQuery) { q.Step, q.Range.To = 10*time.Minute, noon.Add(55*time.Minute) }))
	m.now = func() time.Time { return noon.Add(55 * time.Minute) }
	require.Empty(t, told(func(q *trace.MetricsQuery) { q.Step, q.Range.To = 10*time.Minute, noon.Add(55*time.Minute) }))
	stand.change(func(s *spmStand) { s.spans = nil })
	require.Contains(t, strings.Join(told(func(q *trace.MetricsQuery) { q.Step = 10 * time.Second }), ""), "choose a longer step")
}

// TestManyServices asks for more than a URL holds, and for more than are asked for.
func TestManyServices(t *testing.T) {
	var names []string
	var spans []trace.Span
	for i := range mostMeasured + 20 {
		names = append(names, fmt.Sprintf("service-%04d", i))
		spans = append(spans, trace.Span{Service: names[i], Kind: trace.KindServer, Start: noon.Add(time.Minute), Duration: time.Millisecond})
	}
	stand := &spmStand{spans: spans}
	m := meterOn(t, stand, heldTraces{names: names})
	taken := newLedger()
	query := anHour(trace.MeasureRate)
	result, err := m.metrics(t.Context(), taken, query)
	require.NoError(t, err)
	require.InDelta(t, float64(mostMeasured)/3600, result.Series[0].Points[0].Values[0], 1e-9)
	require.Contains(t, strings.Join(noticeTexts(taken), ""), "Jaeger has 520 services, and its span metrics are asked for 500 at the most")
	require.Greater(t, len(stand.requests()), 1)
	for _, asked := range stand.requests() {
		require.Less(t, len(asked.RawQuery), 8000)
	}
	query.Exact = true
	_, err = m.metrics(t.Context(), newLedger(), query)
	require.ErrorContains(t, err, "filter by service")
}

// TestNumbersInProtobufsJSON reads them as protobuf writes them.
func TestNumbersInProtobufsJSON(t *testing.T) {
	for text, want := range map[string]float64{`1.5`: 1.5, `"1.5"`: 1.5, `0`: 0, `"Infinity"`: math.Inf(1), `"-Infinity"`: math.Inf(-1), `2e-3`: 0.002} {
		var number spmNumber
		require.NoError(t, json.Unmarshal([]byte(text), &number))
		require.InDelta(t, want, float64(number), 0, text)
	}
	var number spmNumber
	require.NoError(t, json.Unmarshal([]byte(`"NaN"`), &number))
	require.True(t, math.IsNaN(float64(number)))
	for _, text := range []string{`true`, `"much"`, `{}`} {
		require.Error(t, json.Unmarshal([]byte(text), &number), text)
	}
}

// TestRealSpanMetrics reads what Jaeger 2.13 made of a Prometheus' answer.
func TestRealSpanMetrics(t *testing.T) {
	const answer = `{"name":"service_operation_latencies","type":"GAUGE","help":"0.95th quantile latency, grouped by service \u0026 operation","metrics":[{"labels":[{"name":"service_name","value":"c++ (old)"},` +
		`{"name":"operation","value":"GET /"}],"metricPoints":[{"gaugeValue":{"doubleValue":"NaN"},"timestamp":"2026-06-01T12:44:59.999Z"},{"gaugeValue":{"doubleValue":2.5},"timestamp":"2026-06-01T12:59:59.999Z"}]}]}`
	stand := &spmStand{answer: saysJSON(http.StatusOK, answer)}
	query := anHour(trace.MeasureQuantiles, func(q *trace.MetricsQuery) {
		q.Range.From, q.Step, q.Quantiles, q.TopBy = noon.Add(30*time.Minute), 15*time.Minute, []float64{0.95}, trace.MeasureQuantiles
		q.Filter.Service, q.GroupBy, q.Over = "c++ (old)", keysBy(trace.ByOperation), trace.OverServerSpans
	})
	result, err := meterOn(t, stand, heldTraces{}).metrics(t.Context(), newLedger(), query)
	require.NoError(t, err)
	require.Equal(t, []trace.Series{{Group: []string{"GET /"}, Points: []trace.Point{{Start: noon.Add(45 * time.Minute), Values: []float64{2.5}}}}}, result.Series)
	require.Equal(t, "endTs=1780318799999&groupByOperation=true&lookback=900000&quantile=0.95&ratePer=900000&service=c%5C%2B%5C%2B+%5C%28old%5C%29&spanKind=server&step=900000",
		stand.requests()[0].RawQuery)
}
