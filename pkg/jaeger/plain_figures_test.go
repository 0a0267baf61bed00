package jaeger

import (
	"fmt"
	"math"
	"slices"
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
	for _, tag := range f.Conditions {
		value, ok := trace.Lookup(slices.Concat(s.Tags, s.Resource), tag.Key)
		if !ok || (fmt.Sprint(value) == tag.Values[0]) == (tag.Operator == trace.NotEqual) {
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
