package jaeger

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"logservice-jaeger-datasource/pkg/trace"
)

// sampleGroup holds the subjects of one group by bucket.
type sampleGroup struct {
	group   []string
	buckets map[time.Time][]subject
}

// sampleGroups sorts subjects by group and bucket.
func sampleGroups(subjects []subject, query trace.MetricsQuery) map[string]*sampleGroup {
	groups := map[string]*sampleGroup{}
	for _, s := range subjects {
		values := s.group(query.GroupBy)
		key := strings.Join(values, "\x00")
		if groups[key] == nil {
			groups[key] = &sampleGroup{values, map[time.Time][]subject{}}
		}
		start := query.Range.From
		if query.Step > 0 {
			micros := s.start.UnixMicro()
			start = time.UnixMicro(micros - micros%query.Step.Microseconds()).UTC()
		}
		groups[key].buckets[start] = append(groups[key].buckets[start], s)
	}
	return groups
}

// sampleSeriesOf computes the series of a sample.
func sampleSeriesOf(groups map[string]*sampleGroup, query trace.MetricsQuery) []ranked {
	var series []ranked
	for _, group := range groups {
		one := ranked{Series: trace.Series{Group: group.group}, weight: group.weight(query)}
		for start, subjects := range group.buckets {
			end := query.Range.To
			if over := start.Add(query.Step); query.Step > 0 && over.Before(end) {
				end = over
			}
			one.Points = append(one.Points, trace.Point{Start: start, Values: measured(subjects, query.Measure, query, end.Sub(start).Seconds())})
		}
		slices.SortFunc(one.Points, func(a, b trace.Point) int { return a.Start.Compare(b.Start) })
		series = append(series, one)
	}
	return series
}

// weight is what a group is ranked by over the whole range; of quantiles, the first
// one in the bucket where it is largest.
func (g *sampleGroup) weight(query trace.MetricsQuery) float64 {
	if len(query.GroupBy) == 0 {
		return 0
	}
	var all []subject
	slowest := 0.0
	for _, subjects := range g.buckets {
		all = append(all, subjects...)
		if query.TopBy == trace.MeasureQuantiles {
			slowest = max(slowest, measured(subjects, trace.MeasureQuantiles, query, 1)[0])
		}
	}
	if query.TopBy == trace.MeasureQuantiles {
		return slowest
	}
	return measured(all, query.TopBy, query, 1)[0]
}

// measured are the figures of subjects, of which there is at least one.
func measured(subjects []subject, measure trace.Measure, query trace.MetricsQuery, seconds float64) []float64 {
	switch measure {
	case trace.MeasureQuantiles:
		return quantilesOf(subjects, query.Quantiles)
	case trace.MeasureHeatmap, trace.MeasureHistogram:
		return binned(subjects)
	}
	count, failed, total, longest := float64(len(subjects)), 0.0, 0.0, time.Duration(0)
	for _, s := range subjects {
		total += inMilliseconds(s.duration)
		longest = max(longest, s.duration)
		if s.failed {
			failed++
		}
	}
	switch measure {
	case trace.MeasureRate:
		return []float64{count / seconds}
	case trace.MeasureErrorRate:
		return []float64{failed / seconds}
	case trace.MeasureErrorPercentage:
		return []float64{100 * failed / count}
	case trace.MeasureSuccessRate:
		return []float64{100 * (count - failed) / count}
	case trace.MeasureAverage:
		return []float64{total / count}
	case trace.MeasureTotalTime:
		return []float64{total}
	case trace.MeasureMax:
		return []float64{inMilliseconds(longest)}
	case trace.MeasureApdex:
		return []float64{apdex(subjects, query.ApdexThreshold)}
	default:
		return []float64{count}
	}
}

func inMilliseconds(length time.Duration) float64 { return float64(length) / float64(time.Millisecond) }

// quantilesOf are the shortest durations that so large a share don't exceed.
func quantilesOf(subjects []subject, quantiles []float64) []float64 {
	sorted := slices.Clone(subjects)
	slices.SortFunc(sorted, func(a, b subject) int { return cmp.Compare(a.duration, b.duration) })
	values := make([]float64, len(quantiles))
	for i, quantile := range quantiles {
		values[i] = inMilliseconds(sorted[min(int(quantile*float64(len(sorted))), len(sorted)-1)].duration)
	}
	return values
}

func binned(subjects []subject) []float64 {
	bins := make([]float64, len(trace.DurationBins))
	for _, s := range subjects {
		bins[binOf(s.duration)]++
	}
	return bins
}

// binOf is the bin that a duration falls in.
func binOf(length time.Duration) int {
	bin, exact := slices.BinarySearch(trace.DurationBins, length)
	if !exact {
		bin--
	}
	return max(bin, 0)
}

func apdex(subjects []subject, threshold time.Duration) float64 {
	score := 0.0
	for _, s := range subjects {
		switch {
		case s.failed || s.duration > 4*threshold:
		case s.duration <= threshold:
			score++
		default:
			score += 0.5
		}
	}
	return score / float64(len(subjects))
}

// exemplarsOf picks the slowest of each bucket, and one by chance; of a heat map, of
// each of its cells.
func exemplarsOf(groups map[string]*sampleGroup, query trace.MetricsQuery) []trace.Exemplar {
	var exemplars []trace.Exemplar
	for _, group := range groups {
		for _, subjects := range group.buckets {
			cells := map[int][]subject{}
			for _, s := range subjects {
				cell := 0
				if query.Measure.Binned() {
					cell = binOf(s.duration)
				}
				cells[cell] = append(cells[cell], s)
			}
			for _, held := range cells {
				slowest := slices.MaxFunc(held, func(a, b subject) int { return cmp.Or(cmp.Compare(a.duration, b.duration), cmp.Compare(a.lot, b.lot)) })
				drawn := slices.MinFunc(held, func(a, b subject) int { return cmp.Compare(a.lot, b.lot) })
				exemplars = append(exemplars, slowest.exemplar(group.group), drawn.exemplar(group.group))
			}
		}
	}
	return sortedExemplars(exemplars)
}

func (s subject) exemplar(group []string) trace.Exemplar {
	return trace.Exemplar{TraceID: s.traceID, Start: s.start, Duration: s.duration, Group: group}
}

// sortedExemplars gives each once: the slowest may also be the one that was drawn.
func sortedExemplars(exemplars []trace.Exemplar) []trace.Exemplar {
	compare := func(a, b trace.Exemplar) int {
		return cmp.Or(a.Start.Compare(b.Start), cmp.Compare(a.TraceID.String(), b.TraceID.String()), cmp.Compare(a.Duration, b.Duration), slices.Compare(a.Group, b.Group))
	}
	slices.SortFunc(exemplars, compare)
	return slices.CompactFunc(exemplars, func(a, b trace.Exemplar) bool { return compare(a, b) == 0 })
}
