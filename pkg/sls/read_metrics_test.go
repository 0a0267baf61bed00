package sls_test

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"logservice-jaeger-datasource/pkg/sls"
	"logservice-jaeger-datasource/pkg/trace"
)

// subject is something that counts: a span, or a trace with its root's properties.
type subject struct {
	span   trace.Span
	id     trace.TraceID
	failed bool
	// properties and tags are the root's, if the subject is a trace.
	root trace.Span
}

// bruteForce computes a metrics query from spans, without SQL.
type bruteForce struct {
	spans []trace.Span
	query trace.MetricsQuery
}

func (b bruteForce) matches(s trace.Span) bool {
	switch {
	case b.query.Over == trace.OverServerSpans && s.Kind != trace.KindServer, b.query.Over == trace.OverEntrySpans && s.Parent != 0:
		return false
	}
	return b.query.Filter.Matches(s)
}

func tagOf(s trace.Span, key string) (string, bool) {
	for _, tags := range [][]trace.Tag{s.Tags, s.Resource} {
		if value, ok := trace.Lookup(tags, key); ok {
			return fmt.Sprint(value), true
		}
	}
	return "", false
}

// subjects are the spans, or traces, that count.
func (b bruteForce) subjects() []subject {
	byTrace := map[trace.TraceID][]trace.Span{}
	for _, span := range b.spans {
		byTrace[span.TraceID] = append(byTrace[span.TraceID], span)
	}
	var found []subject
	for id, spans := range byTrace {
		summary := trace.Summarize(spans)
		if !b.query.Filter.TraceDuration.Hold(summary.Duration) {
			continue
		}
		if b.query.Over == trace.OverTraces {
			if slices.ContainsFunc(spans, b.matches) {
				root := rootOf(spans)
				found = append(found, subject{trace.Span{TraceID: id, Start: summary.Start, Duration: summary.Duration}, id, summary.Errors > 0, root})
			}
			continue
		}
		for _, span := range spans {
			if b.matches(span) {
				found = append(found, subject{span, id, span.Failed(), span})
			}
		}
	}
	return slices.DeleteFunc(found, func(s subject) bool {
		from := b.query.Range.From
		if b.query.Step > 0 {
			from = bucketOf(from, b.query.Step)
		}
		return s.span.Start.Before(from) || !s.span.Start.Before(b.query.Range.To)
	})
}

// bucketOf is the begin of a moment's bucket, counted from 1970.
func bucketOf(moment time.Time, step time.Duration) time.Time {
	return time.UnixMicro(moment.UnixMicro() / step.Microseconds() * step.Microseconds()).UTC()
}

func rootOf(spans []trace.Span) trace.Span {
	ordered := slices.Clone(spans)
	slices.SortFunc(ordered, func(a, b trace.Span) int { return a.Start.Compare(b.Start) })
	for _, span := range ordered {
		if span.Parent == 0 {
			return span
		}
	}
	return ordered[0]
}

func (b bruteForce) group(s subject) []string {
	var group []string
	for _, key := range b.query.GroupBy {
		value := ""
		switch key.Property {
		case trace.ByService:
			value = s.root.Service
		case trace.ByOperation:
			value = s.root.Operation
		case trace.ByKind:
			value = string(s.root.Kind)
		case trace.ByStatus:
			value = string(s.root.Status)
			if s.failed {
				value = "error"
			}
		default:
			value, _ = tagOf(s.root, key.Tag)
		}
		group = append(group, value)
	}
	return group
}

// figures give the values of each bucket of each group, under the bucket's start and
// the group.
func (b bruteForce) figures() map[string][]float64 {
	held := map[string][]subject{}
	for _, s := range b.subjects() {
		start := b.query.Range.From
		if b.query.Step > 0 {
			start = bucketOf(s.span.Start, b.query.Step)
		}
		key := fmt.Sprintf("%s %q", start.UTC().Format(time.RFC3339), b.group(s))
		held[key] = append(held[key], s)
	}
	figures := map[string][]float64{}
	for key, subjects := range held {
		start, err := time.Parse(time.RFC3339, strings.Fields(key)[0])
		if err != nil {
			panic(err)
		}
		end := b.query.Range.To
		if last := start.Add(b.query.Step); b.query.Step > 0 && last.Before(end) {
			end = last
		}
		figures[key] = b.measure(subjects, end.Sub(start).Seconds())
	}
	return figures
}

func (b bruteForce) measure(subjects []subject, seconds float64) []float64 {
	n, failed, sum, score := float64(len(subjects)), 0.0, 0.0, 0.0
	var sorted []float64
	bins := make([]float64, len(trace.DurationBins))
	for _, s := range subjects {
		ms := float64(s.span.Duration.Microseconds()) / 1000
		sorted, sum = append(sorted, ms), sum+ms
		switch {
		case s.failed:
			failed++
		case s.span.Duration <= b.query.ApdexThreshold:
			score++
		case s.span.Duration <= 4*b.query.ApdexThreshold:
			score += 0.5
		}
		bin := len(bins) - 1
		for s.span.Duration < trace.DurationBins[bin] {
			bin--
		}
		bins[bin]++
	}
	slices.Sort(sorted)
	switch b.query.Measure {
	case trace.MeasureQuantiles:
		var values []float64
		for _, q := range b.query.Quantiles {
			values = append(values, sorted[min(int(math.Floor(q*n)), len(sorted)-1)])
		}
		return values
	case trace.MeasureHeatmap, trace.MeasureHistogram:
		return bins
	}
	return []float64{map[trace.Measure]float64{
		trace.MeasureRate: n / seconds, trace.MeasureCount: n, trace.MeasureErrorRate: failed / seconds, trace.MeasureErrorPercentage: 100 * failed / n,
		trace.MeasureSuccessRate: 100 - 100*failed/n, trace.MeasureAverage: sum / n, trace.MeasureMax: sorted[len(sorted)-1],
		trace.MeasureTotalTime: sum, trace.MeasureApdex: score / n,
	}[b.query.Measure]}
}

// given lays an answer out as figures does.
func given(result trace.MetricsResult) map[string][]float64 {
	figures := map[string][]float64{}
	for _, series := range result.Series {
		for _, point := range series.Points {
			figures[fmt.Sprintf("%s %q", point.Start.UTC().Format(time.RFC3339), series.Group)] = point.Values
		}
	}
	return figures
}

func keysBy(properties ...trace.Property) []trace.GroupKey {
	keys := []trace.GroupKey{}
	for _, property := range properties {
		keys = append(keys, trace.GroupKey{Property: property})
	}
	return keys
}

// questions ask for every measure over every population, in each of several ways.
func questions(tag, value string) map[string]trace.MetricsQuery {
	asked := map[string]trace.MetricsQuery{}
	for _, over := range trace.Populations {
		for _, measure := range trace.Measures {
			for way, change := range map[string]func(*trace.MetricsQuery){
				"in all":          func(*trace.MetricsQuery) {},
				"over time":       func(q *trace.MetricsQuery) { q.Step = 7 * time.Minute },
				"by service":      func(q *trace.MetricsQuery) { q.GroupBy, q.Step = keysBy(trace.ByService), 10*time.Minute },
				"by all":          func(q *trace.MetricsQuery) { q.GroupBy = append(keysBy(trace.Properties...), trace.GroupKey{Tag: tag}) },
				"server spans":    func(q *trace.MetricsQuery) { q.Filter.Kind, q.Step = trace.KindServer, 20*time.Minute },
				"failed":          func(q *trace.MetricsQuery) { q.Filter.Status = trace.StatusError },
				"long spans":      func(q *trace.MetricsQuery) { q.Filter.SpanDuration.Min, q.Step = 3*time.Millisecond, time.Hour },
				"of short traces": func(q *trace.MetricsQuery) { q.Filter.TraceDuration.Max, q.Step = 40*time.Millisecond, 15*time.Minute },
				"of a tag": func(q *trace.MetricsQuery) {
					q.Filter.Conditions = []trace.Condition{{Key: tag, Operator: trace.Equal, Values: []string{value}}}
					q.Filter.TraceDuration.Min = time.Millisecond
				},
				"of others": func(q *trace.MetricsQuery) {
					q.Filter.Conditions = []trace.Condition{{Key: tag, Operator: trace.NotEqual, Values: []string{value}}}
				},
				"of groups": func(q *trace.MetricsQuery) {
					q.Filter.AnyOf = [][]trace.Condition{
						{{Key: tag, Operator: trace.Exists}, {On: trace.OnStatus, Operator: trace.NotEqual, Values: []string{"unset"}}},
						{{Key: tag, Operator: trace.Missing}, {On: trace.OnService, Operator: trace.Fits, Values: []string{"(?i)W.*|支.+|[p-v].*"}}},
					}
					q.GroupBy, q.Step = keysBy(trace.ByKind), 30*time.Minute
				},
			} {
				query := trace.MetricsQuery{Measure: measure, Over: over, SeriesLimit: 1000, TopBy: trace.MeasureCount,
					Quantiles: []float64{0.25, 0.5, 0.95}, ApdexThreshold: 6 * time.Millisecond}
				change(&query)
				if !measure.Binned() || len(query.GroupBy) == 0 {
					asked[fmt.Sprintf("%s over %s %s", measure, over, way)] = query
				}
			}
		}
	}
	return asked
}

// TestMetricsAgreeWithTheSpans holds every figure against one computed from the
// samples' spans, as they were read trace by trace.
func TestMetricsAgreeWithTheSpans(t *testing.T) {
	for i, c := range []struct{ sample, tag, value string }{
		{"bookinfo", "istio.canonical_revision", "v3"}, {"emojivoto", "http.status_code", "500"},
	} {
		reader := readerOn(t, load(t, c.sample), c.sample, sampleStores[c.sample])
		agree(t, reader, history, spansOf(allTraces(t, reader)), part(questions(c.tag, c.value), i, 2))
	}
}

// part is every nth question, from the given one on.
func part(asked map[string]trace.MetricsQuery, first, n int) map[string]trace.MetricsQuery {
	for i, name := range slices.Sorted(maps.Keys(asked)) {
		if i%n != first {
			delete(asked, name)
		}
	}
	return asked
}

func spansOf(traces map[string][]trace.Span) []trace.Span {
	var spans []trace.Span
	for _, trace := range traces {
		spans = append(spans, trace...)
	}
	return spans
}

func agree(t *testing.T, reader *sls.Reader, over trace.Range, spans []trace.Span, asked map[string]trace.MetricsQuery) {
	t.Helper()
	require.NotEmpty(t, spans)
	found := 0
	for name, query := range asked {
		query.Range = over
		result, err := reader.Metrics(t.Context(), query)
		require.NoError(t, err, name)
		require.Len(t, result.Statements, 1)
		want, got := bruteForce{spans, query}.figures(), given(result)
		require.ElementsMatch(t, slices.Collect(maps.Keys(want)), slices.Collect(maps.Keys(got)), "%s\n%s", name, result.Statements[0])
		for key, values := range want {
			require.Len(t, got[key], len(values))
			require.InDeltaSlice(t, values, got[key], 1e-9, "%s: %s\n%s", name, key, result.Statements[0])
			found += len(values)
		}
	}
	require.Greater(t, found, 1000, "too few figures were compared")
}
