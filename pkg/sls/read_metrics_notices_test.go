package sls_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"logservice-jaeger-datasource/pkg/sls"
	"logservice-jaeger-datasource/pkg/trace"
	"logservice-jaeger-datasource/tests/emulator"
	"logservice-jaeger-datasource/tests/samples"
)

// TestMetricsTellWhatSQLCannotSee has spans with a tag that lies beyond what SQL sees
// of their attributes.
func TestMetricsTellWhatSQLCannotSee(t *testing.T) {
	var spans []trace.Span
	for i := range 10 {
		version := fmt.Sprintf("v%d", i%3)
		tags := []trace.Tag{{Key: "version", Value: version}}
		if i >= 7 {
			tags = append(tags, trace.Tag{Key: "a.log", Value: strings.Repeat("x", 3000)})
		}
		spans = append(spans, trace.Span{
			TraceID: trace.TraceID{Low: uint64(i + 1)}, ID: trace.SpanID(i + 1), Service: "web", Operation: "GET /", Kind: trace.KindServer, Status: trace.StatusUnset,
			Start: samples.Base.Add(time.Duration(i) * time.Second), Duration: time.Millisecond, Tags: tags,
		})
	}
	reader := readerOn(t, randomStore(t, records(t, spans)), "random", "random")
	filtered := trace.Filter{Conditions: []trace.Condition{{Key: "version", Operator: trace.NotEqual, Values: []string{"v0"}}}}
	for _, c := range []struct {
		name   string
		query  trace.MetricsQuery
		want   map[string]float64
		unseen int
	}{
		{"a filter", trace.MetricsQuery{Filter: filtered}, map[string]float64{"": 4}, 3},
		{"a filter by something else", trace.MetricsQuery{Filter: trace.Filter{Service: "web"}}, map[string]float64{"": 10}, 0},
		{"groups", trace.MetricsQuery{GroupBy: []trace.GroupKey{{Tag: "version"}}}, map[string]float64{"": 3, "v0": 3, "v1": 2, "v2": 2}, 3},
		{"a filter and groups that are seen", trace.MetricsQuery{Filter: filtered, GroupBy: keysBy(trace.ByService)}, map[string]float64{"web": 4}, 3},
		{"traces", trace.MetricsQuery{Filter: filtered, Over: trace.OverTraces}, map[string]float64{"": 4}, 3},
		{"spans of traces of some duration", trace.MetricsQuery{Filter: trace.Filter{Conditions: filtered.Conditions, TraceDuration: trace.DurationBounds{Max: time.Second}}}, map[string]float64{"": 4}, 3},
		{"nothing that is sure", trace.MetricsQuery{Filter: trace.Filter{Conditions: []trace.Condition{{Key: "version", Operator: trace.NotEqual, Values: []string{"v0"}}, {Key: "version", Operator: trace.NotEqual, Values: []string{"v1"}}, {Key: "version", Operator: trace.NotEqual, Values: []string{"v2"}}}},
			GroupBy: keysBy(trace.ByService)}, map[string]float64{}, 3},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.query.Range, c.query.Measure, c.query.SeriesLimit, c.query.TopBy = history, trace.MeasureCount, 5, trace.MeasureCount
			result, err := reader.Metrics(t.Context(), c.query)
			require.NoError(t, err)
			got := map[string]float64{}
			for _, series := range result.Series {
				got[strings.Join(series.Group, " ")] = series.Points[0].Values[0]
			}
			require.Equal(t, c.want, got, "%s", result.Statements[0])
			require.Equal(t, c.unseen > 0, noticed(result.Notices, fmt.Sprintf("The attributes of %d spans are longer than the 2048 bytes", c.unseen)), "%v", result.Notices)
		})
	}
}

// TestTheFirstGroupsAreKept ranks the services of bookinfo by every measure.
func TestTheFirstGroupsAreKept(t *testing.T) {
	reader := readerOn(t, load(t, "bookinfo"), "bookinfo", "istio-tracing")
	for _, topBy := range trace.Measures {
		if topBy.Binned() {
			continue
		}
		for _, step := range []time.Duration{0, 10 * time.Minute} {
			t.Run(fmt.Sprint(topBy, step), func(t *testing.T) {
				query := trace.MetricsQuery{Range: history, Measure: topBy, GroupBy: keysBy(trace.ByService), TopBy: topBy, SeriesLimit: 100,
					Quantiles: []float64{0.9, 0.1}, ApdexThreshold: 5 * time.Millisecond}
				all, err := reader.Metrics(t.Context(), query)
				require.NoError(t, err)
				require.Len(t, all.Series, 5)
				require.Empty(t, all.Notices)
				query.SeriesLimit, query.Step, query.Measure = 2, step, trace.MeasureCount
				first, err := reader.Metrics(t.Context(), query)
				require.NoError(t, err)
				require.Len(t, first.Series, 2)
				require.True(t, noticed(first.Notices, "Shown are the first 2 of 5 groups, by "), "%v", first.Notices)
				if step > 0 && topBy == trace.MeasureQuantiles {
					return // ranked by the bucket where it is largest
				}
				for _, kept := range first.Series {
					for _, other := range all.Series {
						if other.Group[0] != first.Series[0].Group[0] && other.Group[0] != first.Series[1].Group[0] {
							require.GreaterOrEqual(t, valueOf(all, kept.Group[0]), other.Points[0].Values[0], "%s before %s", kept.Group, other.Group)
						}
					}
				}
			})
		}
	}
}

func valueOf(result trace.MetricsResult, group string) float64 {
	for _, series := range result.Series {
		if series.Group[0] == group {
			return series.Points[0].Values[0]
		}
	}
	return -1
}

// TestFiguresOfBefore compares each half hour with the one before.
func TestFiguresOfBefore(t *testing.T) {
	reader := readerOn(t, load(t, "bookinfo"), "bookinfo", "istio-tracing")
	now := trace.Range{From: samples.Base.Add(-5 * time.Minute), To: samples.Base}
	query := trace.MetricsQuery{Range: now, Measure: trace.MeasureCount, GroupBy: keysBy(trace.ByService), SeriesLimit: 2, TopBy: trace.MeasureCount, Step: time.Minute, CompareWith: 5 * time.Minute}
	both, err := reader.Metrics(t.Context(), query)
	require.NoError(t, err)
	require.Len(t, both.Statements, 2)
	require.Len(t, both.Series, 2)
	earlier := query.Earlier()
	require.Equal(t, now.From.Add(-5*time.Minute), earlier.Range.From)
	earlier.SeriesLimit = 100
	alone, err := reader.Metrics(t.Context(), earlier)
	require.NoError(t, err)
	require.Len(t, both.Before, 2)
	for _, before := range both.Before {
		found := false
		for _, series := range alone.Series {
			if series.Group[0] == before.Group[0] {
				require.Equal(t, series, before)
				found = true
			}
		}
		require.True(t, found)
	}
}

// TestManyPanelsShareTheQueue asks for more figures at once than the service takes.
func TestManyPanelsShareTheQueue(t *testing.T) {
	store := load(t, "bookinfo")
	reader := readerOn(t, store, "bookinfo", "istio-tracing", func(c *sls.ReaderConfig) { c.MaxSQL = 3 })
	var group sync.WaitGroup
	errs := make([]error, 40)
	for i := range errs {
		group.Go(func() {
			_, errs[i] = reader.Metrics(t.Context(), trace.MetricsQuery{Range: trace.Range{From: history.From, To: history.To.Add(-time.Duration(i) * time.Second)}, Measure: trace.MeasureRate, Step: time.Minute})
		})
	}
	group.Wait()
	for _, err := range errs {
		require.NoError(t, err)
	}
	most := 0
	for _, request := range store.Requests() {
		running := 0
		for _, other := range store.Requests() {
			if request.Kind == emulator.KindSQL && other.Kind == emulator.KindSQL && !other.Arrived.After(request.Arrived) && other.Finished.After(request.Arrived) {
				running++
			}
		}
		most = max(most, running)
	}
	require.Positive(t, most)
	require.LessOrEqual(t, most, 3)
}
