package plugin

import (
	"time"

	"logservice-jaeger-datasource/pkg/models"
	"logservice-jaeger-datasource/pkg/trace"
)

// What a metrics query may ask for at the most: buckets, as Prometheus has it
// (prometheus/prometheus, web/api/v1/api.go), and points of all series together.
const (
	mostBuckets = 11_000
	mostPoints  = 100_000
)

// shortestStep is the shortest that is chosen for a query that has none: buckets of
// less hold too few spans to say anything.
const shortestStep = 10 * time.Second

// steps are what is chosen from. All but the last divide a day.
var steps = []time.Duration{
	time.Second, 2 * time.Second, 5 * time.Second, 10 * time.Second, 15 * time.Second, 30 * time.Second,
	time.Minute, 2 * time.Minute, 5 * time.Minute, 10 * time.Minute, 15 * time.Minute, 30 * time.Minute,
	time.Hour, 2 * time.Hour, 3 * time.Hour, 6 * time.Hour, 12 * time.Hour, 24 * time.Hour, 7 * 24 * time.Hour,
}

// stepOf is the length of a query's buckets: its own, or one that suits Grafana's
// interval; zero for figures over the whole range.
func stepOf(stored models.MetricsQuery, metrics trace.MetricsQuery, asked question) (time.Duration, error) {
	if metrics.Measure == trace.MeasureHistogram || stored.Instant && metrics.Measure != trace.MeasureHeatmap {
		return 0, nil
	}
	length := asked.between.To.Sub(asked.between.From)
	least := length / time.Duration(min(mostBuckets, mostPoints/seriesOf(metrics))-1)
	if stored.Step == 0 {
		return niceStep(max(least, asked.interval, shortestStep)), nil
	}
	if stored.Step < least {
		return 0, refuse("the step of %s makes too many points of %s for %d series: choose %s or longer, or a shorter time range",
			models.FormatLongDuration(stored.Step), models.FormatLongDuration(length.Round(time.Second)), seriesOf(metrics), models.FormatLongDuration(niceStep(least)))
	}
	return stored.Step, nil
}

// niceStep is the shortest step that is at least so long.
func niceStep(least time.Duration) time.Duration {
	for _, step := range steps {
		if step >= least {
			return step
		}
	}
	week := steps[len(steps)-1]
	return (least + week - 1) / week * week
}

// seriesOf is how many figures a bucket may have.
func seriesOf(metrics trace.MetricsQuery) int {
	switch {
	case metrics.Measure.Binned():
		return len(trace.DurationBins)
	case len(metrics.GroupBy) > 0:
		return metrics.SeriesLimit
	}
	return 1
}
