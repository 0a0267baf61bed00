package jaeger

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"logservice-jaeger-datasource/pkg/trace"
)

// TestSampleAgreesWithTheSpans holds what is computed of all traces against figures
// computed otherwise.
func TestSampleAgreesWithTheSpans(t *testing.T) {
	traces := someTraces(2, 120)
	m := meterOn(t, &spmStand{answer: saysJSON(http.StatusNotImplemented, disabled)}, heldTraces{traces: traces})
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
					q.Filter.Conditions = []trace.Condition{{Key: "version", Operator: trace.Equal, Values: []string{"1"}}, {Key: "host", Operator: trace.NotEqual, Values: []string{"a"}}}
				},
			} {
				query := anHour(measure, func(q *trace.MetricsQuery) { q.Over = over }, change)
				taken := newLedger()
				result, err := m.metrics(t.Context(), taken, query)
				require.NoError(t, err)
				want := plainFigures(traces, query.Aligned())
				require.NotEmpty(t, want)
				sameFigures(t, want, givenFigures(result.Series), fmt.Sprintf("%s over %s %s", measure, over, about))
				require.Regexp(t, `^These figures are of all traces that were found \(\d+ traces?\), which were read one by one\.$`, strings.Join(noticeTexts(taken), ""))
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
	for about, answer := range map[string]http.HandlerFunc{"disabled": saysJSON(http.StatusNotImplemented, disabled), "an old Jaeger": uiPage, "no such path": saysJSON(http.StatusNotFound, "404 page not found")} {
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
			stand.change(func(s *spmStand) { s.answer, s.spans = nil, slices.Concat(traces...) })
			result, err = m.metrics(t.Context(), newLedger(), anHour(trace.MeasureRate, func(q *trace.MetricsQuery) { q.Exact = true }))
			require.NoError(t, err, "it is asked again later")
			require.Len(t, result.Series, 1)
		})
	}
}

// TestFirstGroups ranks groups, in both ways.
func TestFirstGroups(t *testing.T) {
	traces := someTraces(7, 100)
	for about, m := range map[string]*meter{
		"span metrics": meterOn(t, &spmStand{spans: slices.Concat(traces...)}, heldTraces{traces: traces}),
		"traces":       meterOn(t, &spmStand{answer: uiPage}, heldTraces{traces: traces}),
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
		"traces":       meterOn(t, &spmStand{answer: uiPage}, heldTraces{traces: traces}),
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
	m := meterOn(t, &spmStand{answer: uiPage}, heldTraces{traces: traces})
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

	m = meterOn(t, &spmStand{answer: saysJSON(http.StatusNotImplemented, disabled)}, heldTraces{traces: traces})
	text, err = m.statement(t.Context(), query)
	require.NoError(t, err)
	require.Equal(t, "Searches for a sample of at least 200 traces, if there are so many, which the plugin measures. "+lackConfiguration, text)
	query.Exact = true
	_, err = m.statement(t.Context(), query)
	require.ErrorAs(t, err, new(*trace.SetupError))
}

// TestSampleOverTime has figures of every time, though the newest traces alone would
// fill the sample.
func TestSampleOverTime(t *testing.T) {
	traces := someTraces(12, 2000)
	m := meterOn(t, &spmStand{answer: uiPage}, heldTraces{traces: traces})
	query := anHour(trace.MeasureQuantiles, func(q *trace.MetricsQuery) { q.Filter.Service, q.Step = "web", 5*time.Minute })
	taken := newLedger()
	result, err := m.metrics(t.Context(), taken, query)
	require.NoError(t, err)
	require.Len(t, result.Series, 1)
	require.Len(t, result.Series[0].Points, 12)
	require.Regexp(t, `^These figures are of a sample \(3\d\d traces\), and there are more traces`, strings.Join(noticeTexts(taken), ""))
}
