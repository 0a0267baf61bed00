package jaeger

import (
	"math"
	"slices"
	"strings"
	"time"

	"logservice-jaeger-datasource/pkg/trace"
)

// spmGroup holds the figures of one group, bucket by bucket.
type spmGroup struct {
	group   []string
	buckets map[int]*spmFigure
}

// spmFigure is what is known of a bucket: calls and failed ones a second, quantiles in
// milliseconds, NaN where nothing is known.
type spmFigure struct {
	calls, failed float64
	quantiles     []float64
}

// ranked is a series with what it is ranked by.
type ranked struct {
	trace.Series
	weight float64
}

// spmSeriesOf makes series of what was read.
func spmSeriesOf(query trace.MetricsQuery, read spmFigures) []ranked {
	var series []ranked
	w := windowOf(query)
	for _, group := range spmGroups(query, read) {
		one := ranked{Series: trace.Series{Group: group.group}, weight: group.weight(query)}
		for bucket := range w.buckets {
			if figure := group.buckets[bucket]; figure != nil && figure.knows(query.Measure) {
				one.Points = append(one.Points, trace.Point{Start: w.start(bucket), Values: figure.values(query.Measure)})
			}
		}
		if len(one.Points) > 0 {
			series = append(series, one)
		}
	}
	return series
}

// spmGroups adds up the series of each group. A series of which no errors are told has
// none: Prometheus has no figure of what never happened.
func spmGroups(query trace.MetricsQuery, read spmFigures) map[string]*spmGroup {
	groups := map[string]*spmGroup{}
	figure := func(series spmSeries, bucket int) *spmFigure { return figureOf(groups, query, series, bucket) }
	for series, calls := range read.calls.matching(query.Filter) {
		for bucket, rate := range calls {
			f := figure(series, bucket)
			f.calls += rate
			f.failed += rate * read.errors[series][bucket]
		}
	}
	for i, family := range read.latencies {
		for series, latencies := range family.matching(query.Filter) {
			for bucket, latency := range latencies {
				figure(series, bucket).quantiles[i] = latency
			}
		}
	}
	return groups
}

// matching keeps the series of an operation.
func (f spmFamily) matching(filter trace.Filter) spmFamily {
	if filter.Operation == "" {
		return f
	}
	kept := spmFamily{}
	for series, figures := range f {
		if series.operation == filter.Operation {
			kept[series] = figures
		}
	}
	return kept
}

func figureOf(groups map[string]*spmGroup, query trace.MetricsQuery, series spmSeries, bucket int) *spmFigure {
	values := make([]string, len(query.GroupBy))
	for i, key := range query.GroupBy {
		values[i] = series.service
		if key.Property == trace.ByOperation {
			values[i] = series.operation
		}
	}
	key := strings.Join(values, "\x00")
	if groups[key] == nil {
		groups[key] = &spmGroup{group: values, buckets: map[int]*spmFigure{}}
	}
	buckets := groups[key].buckets
	if buckets[bucket] == nil {
		buckets[bucket] = &spmFigure{quantiles: slices.Repeat([]float64{math.NaN()}, len(query.Quantiles))}
	}
	return buckets[bucket]
}

// knows says whether anything was found of what a measure is about.
func (f spmFigure) knows(measure trace.Measure) bool {
	if measure == trace.MeasureQuantiles {
		return !slices.ContainsFunc(f.quantiles, math.IsNaN)
	}
	return f.calls > 0
}

func (f spmFigure) values(measure trace.Measure) []float64 {
	switch measure {
	case trace.MeasureQuantiles:
		return f.quantiles
	case trace.MeasureErrorRate:
		return []float64{f.failed}
	case trace.MeasureErrorPercentage:
		return []float64{100 * f.failed / f.calls}
	case trace.MeasureSuccessRate:
		return []float64{100 * (f.calls - f.failed) / f.calls}
	default:
		return []float64{f.calls}
	}
}

// weight is what a group is ranked by, from all its buckets.
func (g spmGroup) weight(query trace.MetricsQuery) float64 {
	var sum spmFigure
	slowest := 0.0
	for _, figure := range g.buckets {
		sum.calls += figure.calls
		sum.failed += figure.failed
		if len(figure.quantiles) > 0 && figure.quantiles[0] > slowest {
			slowest = figure.quantiles[0]
		}
	}
	switch {
	case query.TopBy == trace.MeasureQuantiles:
		return slowest
	case sum.calls == 0:
		return 0
	}
	return sum.values(query.TopBy)[0]
}

// lengthText spells a length for a sentence: 1h30m, not 1h30m0s.
func lengthText(length time.Duration) string {
	text := length.Round(time.Second).String()
	text, _ = strings.CutSuffix(text, "m0s")
	if strings.HasSuffix(text, "s") || text == "" {
		return text
	}
	text, cut := strings.CutSuffix(text, "h0")
	if cut {
		return text + "h"
	}
	return text + "m"
}

// putInto gives a service the errors and the latency that were read for one bucket.
func (f spmFigures) putInto(node *trace.ServiceNode) {
	series := spmSeries{service: node.Service}
	if f.calls[series][0] > 0 {
		errors := scaled(node.Count, f.errors[series][0])
		node.Errors = &errors
	}
	if len(f.latencies) == 0 {
		return
	}
	if latency, ok := f.latencies[0][series][0]; ok {
		length := time.Duration(latency * float64(time.Millisecond))
		node.Latency = &length
	}
}
