package jaeger

import (
	"cmp"
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

// plainFigures computes a query from spans one by one: values by bucket and group.
func plainFigures(traces [][]trace.Span, q trace.MetricsQuery) map[string][]float64 {
	held, seconds := map[string][]trace.Span{}, map[string]float64{}
	for _, spans := range traces {
		counts := slices.DeleteFunc(slices.Clone(spans), func(s trace.Span) bool { return !plainMatch(s, q) })
		summary := trace.Summarize(spans)
		if most := q.Filter.TraceDuration.Max; most > 0 && summary.Duration > most {
			continue
		}
		if q.Over == trace.OverTraces && len(counts) > 0 {
			root := spans[max(slices.IndexFunc(spans, func(s trace.Span) bool { return s.Parent == 0 }), 0)]
			root.Start, root.Duration = summary.Start, summary.Duration
			if summary.Errors > 0 {
				root.Status = trace.StatusError
			}
			counts = []trace.Span{root}
		}
		for _, span := range counts {
			start, end := q.Range.From, q.Range.To
			if span.Start.Before(start) || !span.Start.Before(end) {
				continue
			}
			if q.Step > 0 {
				start = span.Start.Add(-time.Duration(span.Start.UnixNano() % int64(q.Step)))
				end = slices.MinFunc([]time.Time{end, start.Add(q.Step)}, time.Time.Compare)
			}
			key := start.UTC().Format(time.RFC3339) + " " + plainGroup(span, q.GroupBy)
			held[key], seconds[key] = append(held[key], span), end.Sub(start).Seconds()
		}
	}
	figures := map[string][]float64{}
	for key, spans := range held {
		figures[key] = plainMeasure(spans, q, seconds[key])
	}
	return figures
}

func plainMatch(s trace.Span, q trace.MetricsQuery) bool {
	f := q.Filter
	for _, tag := range f.Tags {
		value, ok := trace.Lookup(slices.Concat(s.Tags, s.Resource), tag.Key)
		if !ok || (fmt.Sprint(value) == tag.Value) == (tag.Operator == trace.NotEqual) {
			return false
		}
	}
	status := s.Status
	if s.Failed() {
		status = trace.StatusError
	}
	return (f.Service == "" || s.Service == f.Service) && (f.Operation == "" || s.Operation == f.Operation) && (f.Kind == "" || s.Kind == f.Kind) &&
		(f.Status == "" || status == f.Status) && (f.SpanDuration.Min == 0 || s.Duration >= f.SpanDuration.Min) &&
		(q.Over != trace.OverServerSpans || s.Kind == trace.KindServer) && (q.Over != trace.OverEntrySpans && !f.Entry || s.Parent == 0)
}

func plainGroup(s trace.Span, keys []trace.GroupKey) string {
	var values []string
	for _, key := range keys {
		tag, _ := trace.Lookup(slices.Concat(s.Tags, s.Resource), key.Tag)
		values = append(values, map[trace.Property]string{trace.ByService: s.Service, trace.ByOperation: s.Operation, trace.ByKind: string(s.Kind),
			trace.ByStatus: string(s.Status), "": fmt.Sprint(tag)}[key.Property])
	}
	return fmt.Sprintf("%q", values)
}

func plainMeasure(spans []trace.Span, q trace.MetricsQuery, seconds float64) []float64 {
	var durations, bins []float64
	n, failed, total, score := float64(len(spans)), 0.0, 0.0, 0.0
	bins = make([]float64, len(trace.DurationBins))
	for _, span := range spans {
		durations = append(durations, span.Duration.Seconds()*1000)
		total += span.Duration.Seconds() * 1000
		bins[len(slices.DeleteFunc(slices.Clone(trace.DurationBins), func(bound time.Duration) bool { return bound > span.Duration }))-1]++
		switch {
		case span.Failed():
			failed++
		case span.Duration <= q.ApdexThreshold:
			score++
		case span.Duration <= 4*q.ApdexThreshold:
			score += 0.5
		}
	}
	slices.Sort(durations)
	switch q.Measure {
	case trace.MeasureHeatmap, trace.MeasureHistogram:
		return bins
	case trace.MeasureQuantiles:
		var values []float64
		for _, quantile := range q.Quantiles {
			values = append(values, durations[min(int(math.Floor(quantile*n)), len(durations)-1)])
		}
		return values
	}
	return []float64{map[trace.Measure]float64{trace.MeasureRate: n / seconds, trace.MeasureCount: n, trace.MeasureErrorRate: failed / seconds,
		trace.MeasureErrorPercentage: 100 * failed / n, trace.MeasureSuccessRate: 100 * (n - failed) / n, trace.MeasureAverage: total / n,
		trace.MeasureMax: slices.Max(durations), trace.MeasureTotalTime: total, trace.MeasureApdex: score / n}[q.Measure]}
}

// givenFigures lays series out as plainFigures does.
func givenFigures(series []trace.Series) map[string][]float64 {
	figures := map[string][]float64{}
	for _, one := range series {
		for _, point := range one.Points {
			figures[fmt.Sprintf("%s %q", point.Start.UTC().Format(time.RFC3339), one.Group)] = point.Values
		}
	}
	return figures
}

func sameFigures(t *testing.T, want, got map[string][]float64, about string) {
	t.Helper()
	require.Len(t, got, len(want), about)
	for key, values := range want {
		require.InDeltaSlice(t, values, got[key], 1e-9, "%s: %s", about, key)
	}
}

func keysBy(properties ...trace.Property) []trace.GroupKey {
	var keys []trace.GroupKey
	for _, property := range properties {
		keys = append(keys, trace.GroupKey{Property: property})
	}
	return keys
}

// anHour is a query about the hour from noon.
func anHour(measure trace.Measure, change ...func(*trace.MetricsQuery)) trace.MetricsQuery {
	query := trace.MetricsQuery{Range: trace.Range{From: noon, To: noon.Add(time.Hour)}, Measure: measure, Over: trace.OverSpans,
		Quantiles: []float64{0.5, 0.95}, ApdexThreshold: 20 * time.Millisecond, SeriesLimit: 1000, TopBy: trace.MeasureCount}
	for _, change := range change {
		change(&query)
	}
	return query
}

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

// TestSampleAgreesWithTheSpans holds what is computed of all traces against figures
// computed otherwise.
func TestSampleAgreesWithTheSpans(t *testing.T) {
	traces := someTraces(2, 120)
	m := meterOn(t, &spmStand{answer: says(http.StatusNotImplemented, disabled)}, heldTraces{traces: traces})
	for _, over := range trace.Populations {
		for _, measure := range trace.Measures {
			for about, change := range map[string]func(*trace.MetricsQuery){
				"in all":   func(*trace.MetricsQuery) {},
				"in steps": func(q *trace.MetricsQuery) { q.Step, q.Range.To = 7*time.Minute, noon.Add(40*time.Minute) },
				"by all": func(q *trace.MetricsQuery) {
					q.GroupBy = append(keysBy(trace.Properties...), trace.GroupKey{Tag: "version"})
				},
				"failed": func(q *trace.MetricsQuery) {
					q.Filter.Status, q.GroupBy = trace.StatusError, []trace.GroupKey{{Tag: "host"}}
				},
				"long":         func(q *trace.MetricsQuery) { q.Filter.SpanDuration.Min = 50 * time.Millisecond },
				"short traces": func(q *trace.MetricsQuery) { q.Filter.TraceDuration.Max = 500 * time.Millisecond },
				"of tags": func(q *trace.MetricsQuery) {
					q.Filter.Tags = []trace.TagFilter{{Key: "version", Operator: trace.Equal, Value: "1"}, {Key: "host", Operator: trace.NotEqual, Value: "a"}}
				},
			} {
				query := anHour(measure, func(q *trace.MetricsQuery) { q.Over = over }, change)
				taken := newLedger()
				result, err := m.metrics(t.Context(), taken, query)
				require.NoError(t, err)
				want := plainFigures(traces, query.Aligned())
				require.NotEmpty(t, want)
				sameFigures(t, want, givenFigures(result.Series), fmt.Sprintf("%s over %s %s", measure, over, about))
				require.Contains(t, noticeTexts(taken), "These figures are of all traces that were found (120 traces), which were read one by one.")
			}
		}
	}
}

func noticeTexts(taken *ledger) []string {
	var all []string
	for _, notice := range taken.account().Notices {
		all = append(all, notice.Text)
	}
	return all
}

// TestWithoutSpanMetrics asks what a sample tells and what it doesn't.
func TestWithoutSpanMetrics(t *testing.T) {
	traces := someTraces(3, 20)
	for about, answer := range map[string]http.HandlerFunc{"disabled": says(http.StatusNotImplemented, disabled), "an old Jaeger": page, "no such path": says(http.StatusNotFound, "404 page not found")} {
		t.Run(about, func(t *testing.T) {
			stand := &spmStand{answer: answer}
			m := meterOn(t, stand, heldTraces{traces: traces, most: 5})
			taken := newLedger()
			result, err := m.metrics(t.Context(), taken, anHour(trace.MeasureQuantiles, func(q *trace.MetricsQuery) { q.Filter.Service = "web" }))
			require.NoError(t, err)
			require.NotEmpty(t, result.Series)
			require.Equal(t, []trace.Notice{{Severity: trace.Warning, Text: "These figures are of a sample (5 traces), and there are more traces. " + lackConfiguration}}, taken.account().Notices)
			asked := len(stand.requests())
			for _, measure := range []trace.Measure{trace.MeasureRate, trace.MeasureErrorRate, trace.MeasureErrorPercentage, trace.MeasureSuccessRate} {
				_, err := m.metrics(t.Context(), newLedger(), anHour(measure))
				require.ErrorAs(t, err, new(*trace.SetupError))
				require.ErrorContains(t, err, "METRICS_STORAGE_TYPE=prometheus")
				require.ErrorContains(t, err, "(5 traces), because there are more")
			}
			require.Len(t, stand.requests(), asked, "it is remembered that there are none")
			_, err = m.metrics(t.Context(), newLedger(), anHour(trace.MeasureAverage, func(q *trace.MetricsQuery) { q.Exact = true }))
			require.ErrorContains(t, err, "Alert rules need figures of all spans")
			m.now = func() time.Time { return clock.Add(remembered + time.Second) }
			stand.answer, stand.spans = nil, slices.Concat(traces...)
			result, err = m.metrics(t.Context(), newLedger(), anHour(trace.MeasureRate, func(q *trace.MetricsQuery) { q.Exact = true }))
			require.NoError(t, err, "it is asked again later")
			require.Len(t, result.Series, 1)
		})
	}
}

// TestBeyondSpanMetrics asks for what they don't tell.
func TestBeyondSpanMetrics(t *testing.T) {
	traces := someTraces(4, 20)
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
			q.Filter.Tags = []trace.TagFilter{{Key: "a", Operator: trace.Equal, Value: "b"}}
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
			m := meterOn(t, &spmStand{answer: says(http.StatusOK, `{"metrics":[`+metric+`]}`)}, heldTraces{traces: traces, most: 5})
			query := anHour(trace.MeasureRate, func(q *trace.MetricsQuery) { q.Step, q.Exact = 5*time.Minute, true })
			_, err := m.metrics(t.Context(), newLedger(), query)
			require.ErrorAs(t, err, new(*trace.SetupError))
			require.ErrorContains(t, err, "don't come from Prometheus")
		})
	}
}

func TestSpanMetricsFail(t *testing.T) {
	m := meterOn(t, &spmStand{answer: says(http.StatusInternalServerError, `{"data":null,"errors":[{"code":500,"msg":"failed executing metrics query: connection refused"}]}`)}, heldTraces{traces: someTraces(6, 5)})
	_, err := m.metrics(t.Context(), newLedger(), anHour(trace.MeasureRate))
	require.ErrorContains(t, err, "connection refused")
	require.False(t, m.known.knows(clock), "that tells nothing of whether they are configured")
	m = meterOn(t, &spmStand{answer: says(http.StatusOK, `{"metrics":[{"labels":7}]}`)}, heldTraces{traces: someTraces(6, 5)})
	_, err = m.metrics(t.Context(), newLedger(), anHour(trace.MeasureRate))
	require.ErrorContains(t, err, "isn't the JSON that Jaeger gives")
}

// TestSpanMetricsOfNothing has answers without figures.
func TestSpanMetricsOfNothing(t *testing.T) {
	nothing := `{"labels":[{"name":"service_name","value":"web"}],"metricPoints":[{"gaugeValue":{"doubleValue":"NaN"},"timestamp":"2026-06-01T12:59:59.999Z"}]}`
	for _, body := range []string{`{"name":"x","type":"GAUGE"}`, `{"metrics":[` + nothing + `]}`, strings.ReplaceAll(`{"metrics":[`+nothing+`]}`, "NaN", "Infinity")} {
		m := meterOn(t, &spmStand{answer: says(http.StatusOK, body)}, heldTraces{names: []string{"web"}})
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

// TestFirstGroups ranks groups, in both ways.
func TestFirstGroups(t *testing.T) {
	traces := someTraces(7, 100)
	for about, m := range map[string]*meter{
		"span metrics": meterOn(t, &spmStand{spans: slices.Concat(traces...)}, heldTraces{traces: traces}),
		"traces":       meterOn(t, &spmStand{answer: page}, heldTraces{traces: traces}),
	} {
		for _, topBy := range spmRankings {
			query := anHour(trace.MeasureRate, func(q *trace.MetricsQuery) {
				q.GroupBy, q.SeriesLimit, q.TopBy, q.Step = keysBy(trace.ByService, trace.ByOperation), 3, topBy, 5*time.Minute
			})
			taken := newLedger()
			result, err := m.metrics(t.Context(), taken, query)
			require.NoError(t, err)
			ranking := query
			if ranking.Measure = topBy; topBy != trace.MeasureQuantiles {
				ranking.Step = 0
			}
			weights := map[string]float64{}
			for key, values := range plainFigures(traces, ranking) {
				_, group, _ := strings.Cut(key, " ")
				weights[group] = max(weights[group], values[0])
			}
			var groups []string
			for group := range weights {
				groups = append(groups, group)
			}
			slices.SortFunc(groups, func(a, b string) int { return cmp.Or(cmp.Compare(weights[b], weights[a]), cmp.Compare(a, b)) })
			want := groups[:3]
			slices.Sort(want)
			var got []string
			for _, series := range result.Series {
				got = append(got, fmt.Sprintf("%q", series.Group))
			}
			require.Equal(t, want, got, "%s by %s", about, topBy)
			require.Contains(t, noticeTexts(taken), fmt.Sprintf("Shown are the first 3 of %d groups, by %s. Filter, or raise the limit of series, to see the others.", len(groups), rankingNames[topBy]))
		}
	}
}

// TestCompareWithEarlier compares the last half hour with the one before.
func TestCompareWithEarlier(t *testing.T) {
	traces := someTraces(8, 150)
	for about, m := range map[string]*meter{
		"span metrics": meterOn(t, &spmStand{spans: slices.Concat(traces...)}, heldTraces{traces: traces}),
		"traces":       meterOn(t, &spmStand{answer: page}, heldTraces{traces: traces}),
	} {
		query := anHour(trace.MeasureRate, func(q *trace.MetricsQuery) {
			q.Range.From, q.CompareWith, q.Step, q.GroupBy, q.SeriesLimit = noon.Add(30*time.Minute), 30*time.Minute, 10*time.Minute, keysBy(trace.ByService), 2
		})
		result, err := m.metrics(t.Context(), newLedger(), query)
		require.NoError(t, err)
		require.Len(t, result.Series, 2)
		require.Len(t, result.Before, 2, about)
		all := plainFigures(traces, query.Earlier())
		for key, values := range givenFigures(result.Before) {
			require.InDeltaSlice(t, all[key], values, 1e-9)
		}
		require.Equal(t, []any{result.Series[0].Group, result.Series[1].Group}, []any{result.Before[0].Group, result.Before[1].Group})
	}
}

// TestExemplarsOfASample finds the slowest span of each bucket among them.
func TestExemplarsOfASample(t *testing.T) {
	traces := someTraces(9, 60)
	m := meterOn(t, &spmStand{answer: page}, heldTraces{traces: traces})
	for _, measure := range []trace.Measure{trace.MeasureMax, trace.MeasureHeatmap} {
		query := anHour(measure, func(q *trace.MetricsQuery) { q.Step, q.Exemplars = 10*time.Minute, true })
		result, err := m.metrics(t.Context(), newLedger(), query)
		require.NoError(t, err)
		require.NotEmpty(t, result.Exemplars)
		slowest := map[string]float64{}
		for _, exemplar := range result.Exemplars {
			require.True(t, slices.ContainsFunc(slices.Concat(traces...), func(s trace.Span) bool {
				return s.TraceID == exemplar.TraceID && s.Start.Equal(exemplar.Start) && s.Duration == exemplar.Duration
			}))
			key := exemplar.Start.Truncate(10*time.Minute).Format(time.RFC3339) + ` []`
			slowest[key] = max(slowest[key], exemplar.Duration.Seconds()*1000)
		}
		query.Measure = trace.MeasureMax
		for key, values := range plainFigures(traces, query) {
			require.InDelta(t, values[0], slowest[key], 1e-9)
		}
	}
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
	stand.spans = nil
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

// TestMetricsStatement tells what would be asked for.
func TestMetricsStatement(t *testing.T) {
	traces := someTraces(11, 30)
	stand := &spmStand{spans: slices.Concat(traces...)}
	m := meterOn(t, stand, heldTraces{traces: traces})
	query := anHour(trace.MeasureQuantiles, func(q *trace.MetricsQuery) {
		q.GroupBy, q.TopBy, q.CompareWith = keysBy(trace.ByService), trace.MeasureErrorRate, time.Hour
	})
	text, err := m.statement(t.Context(), query)
	require.NoError(t, err)
	require.Len(t, stand.requests(), 1, "it asks once whether there are span metrics")
	taken := newLedger()
	_, err = m.metrics(t.Context(), taken, query)
	require.NoError(t, err)
	require.ElementsMatch(t, taken.account().Statements, strings.Split(text, "\n"))
	require.Len(t, taken.account().Statements, 8)

	m = meterOn(t, &spmStand{answer: says(http.StatusNotImplemented, disabled)}, heldTraces{traces: traces})
	text, err = m.statement(t.Context(), query)
	require.NoError(t, err)
	require.Equal(t, "Searches for a sample of 200 traces at the most, which the plugin measures. "+lackConfiguration, text)
	query.Exact = true
	_, err = m.statement(t.Context(), query)
	require.ErrorAs(t, err, new(*trace.SetupError))
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
