package models

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// MetricsQuery asks for figures about spans or traces: rates, errors, durations.
// What a field is for is told once, at the same name in package trace.
type MetricsQuery struct {
	// Filters are those of a search.
	Filters
	// Measure is one of measures, Over one of populations.
	Measure, Over string
	// Quantiles are above 0 and below 1; only for measure quantiles.
	Quantiles []float64
	// ApdexThreshold is only for measure apdex.
	ApdexThreshold time.Duration
	// GroupBy are service, operation, kind, status, or keys of tags, each once. "tag:"
	// before a key says that it is one, for a tag that is named like the others.
	GroupBy []string
	// SeriesLimit is how many groups to return at the most, 1 to MaxSeries.
	SeriesLimit int
	// TopBy is a measure, but for heatmap and histogram.
	TopBy string
	// Step is the length of a bucket, at least MinStep; zero leaves it to Grafana.
	Step time.Duration
	// EmptyBuckets is null or zero, or empty for what suits the measure.
	EmptyBuckets string
	// Instant asks for one figure over the whole time range.
	Instant bool
	// CompareWith adds the same figures of so long ago, if not zero.
	CompareWith time.Duration
	// Legend names series, with {{key}} for the value of a label.
	Legend string
	// Exemplars asks for single traces beside durations.
	Exemplars bool
}

// What a metrics query may ask for, and what it does if it doesn't say.
const (
	DefaultSeries         = 20
	MaxSeries             = 100
	MaxGroupKeys          = 5
	DefaultQuantile       = 0.95
	MaxQuantiles          = 10
	MinStep               = time.Second
	DefaultApdexThreshold = 500 * time.Millisecond
)

// TagPrefix marks a key to group by as that of a tag.
const TagPrefix = "tag:"

var (
	measures = []string{
		"rate", "count", "errorRate", "errorPercentage", "successRate", "quantiles", "average", "max", "totalTime", "apdex", "heatmap", "histogram",
	}
	binnedMeasures = []string{"heatmap", "histogram"}
	populations    = []string{"spans", "serverSpans", "entrySpans", "traces"}
	emptyBuckets   = []string{"null", "zero"}
)

func (q queryJSON) metrics() (MetricsQuery, error) {
	metrics := MetricsQuery{
		Measure:      cmp.Or(q.Measure, "rate"),
		Over:         cmp.Or(q.Over, "spans"),
		TopBy:        cmp.Or(q.TopBy, "count"),
		EmptyBuckets: q.EmptyBuckets,
		Instant:      q.Instant,
		Legend:       q.Legend,
		Exemplars:    q.Exemplars,
	}
	rankings := slices.DeleteFunc(slices.Clone(measures), func(measure string) bool { return slices.Contains(binnedMeasures, measure) })
	err := cmp.Or(checkOneOf("measure", metrics.Measure, measures), checkOneOf("over", metrics.Over, populations),
		checkOneOf("topBy", metrics.TopBy, rankings), checkOneOf("emptyBuckets", q.EmptyBuckets, emptyBuckets))
	if err != nil {
		return MetricsQuery{}, err
	}
	if metrics.Filters, err = q.filters(); err != nil {
		return MetricsQuery{}, err
	}
	wholeTraces := metrics.Over == "traces" || metrics.MinTraceDuration > 0 || metrics.MaxTraceDuration > 0
	if metrics.RawSearch != "" && wholeTraces {
		return MetricsQuery{}, errors.New("rawSearch picks single spans, so it can't be used over traces or with a trace's duration: leave one of them out")
	}
	if err := q.measured(&metrics); err != nil {
		return MetricsQuery{}, err
	}
	if err := q.grouped(&metrics); err != nil {
		return MetricsQuery{}, err
	}
	return metrics, q.timed(&metrics)
}

// measured fills in what some measures need besides.
func (q queryJSON) measured(metrics *MetricsQuery) error {
	uses := func(measure string) bool { return metrics.Measure == measure || metrics.TopBy == measure }
	if uses("quantiles") {
		metrics.Quantiles = q.Quantiles
		if len(q.Quantiles) == 0 {
			metrics.Quantiles = []float64{DefaultQuantile}
		}
		if len(metrics.Quantiles) > MaxQuantiles {
			return fmt.Errorf("quantiles has %d numbers: enter %d at the most", len(metrics.Quantiles), MaxQuantiles)
		}
		for i, quantile := range metrics.Quantiles {
			if quantile <= 0 || quantile >= 1 {
				return fmt.Errorf("quantiles: %v is not between 0 and 1: enter for example 0.95", quantile)
			}
			if slices.Contains(metrics.Quantiles[:i], quantile) {
				return fmt.Errorf("quantiles: %v comes twice: leave one out", quantile)
			}
		}
	}
	if !uses("apdex") {
		return nil
	}
	threshold, err := parseBound("apdexThreshold", q.ApdexThreshold)
	if err == nil && threshold == 0 && strings.TrimSpace(q.ApdexThreshold) != "" {
		err = fmt.Errorf("apdexThreshold is %q, which nothing is faster than: enter for example 500ms", q.ApdexThreshold)
	}
	metrics.ApdexThreshold = cmp.Or(threshold, DefaultApdexThreshold)
	return err
}

func (q queryJSON) grouped(metrics *MetricsQuery) error {
	for _, key := range q.GroupBy {
		if strings.TrimSpace(key) == "" || key == TagPrefix {
			continue // a row of the form that isn't filled in yet
		}
		if slices.Contains(metrics.GroupBy, key) {
			return fmt.Errorf("groupBy: %q comes twice: leave one out", key)
		}
		metrics.GroupBy = append(metrics.GroupBy, key)
	}
	if len(metrics.GroupBy) > MaxGroupKeys {
		return fmt.Errorf("groupBy has %d keys: choose %d at the most", len(metrics.GroupBy), MaxGroupKeys)
	}
	if len(metrics.GroupBy) > 0 && slices.Contains(binnedMeasures, metrics.Measure) {
		return fmt.Errorf("groupBy can't be used with measure %q, which shows all spans together: leave it empty, or filter by one group", metrics.Measure)
	}
	metrics.SeriesLimit = DefaultSeries
	if q.SeriesLimit != nil {
		metrics.SeriesLimit = *q.SeriesLimit
	}
	if metrics.SeriesLimit < 1 || metrics.SeriesLimit > MaxSeries {
		return fmt.Errorf("seriesLimit is %d: enter a whole number from 1 to %d, for example %d", metrics.SeriesLimit, MaxSeries, DefaultSeries)
	}
	return nil
}

func (q queryJSON) timed(metrics *MetricsQuery) (err error) {
	if strings.TrimSpace(q.Step) != "" {
		if metrics.Step, err = parseLongDuration("step", q.Step); err != nil {
			return err
		}
		if metrics.Step < MinStep || metrics.Step%time.Millisecond != 0 {
			return fmt.Errorf("step is %q: enter %s or longer, in whole milliseconds, for example 1m, or leave it empty", q.Step, MinStep)
		}
	}
	if strings.TrimSpace(q.CompareWith) == "" {
		return nil
	}
	if metrics.CompareWith, err = parseLongDuration("compareWith", q.CompareWith); err != nil {
		return err
	}
	if metrics.CompareWith < MinStep || metrics.CompareWith%time.Second != 0 {
		return fmt.Errorf("compareWith is %q: enter whole seconds, for example 1d or 1w, or leave it empty", q.CompareWith)
	}
	return nil
}
