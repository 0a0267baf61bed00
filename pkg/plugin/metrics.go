package plugin

import (
	"context"
	"strings"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"logservice-jaeger-datasource/pkg/frames"
	"logservice-jaeger-datasource/pkg/models"
	"logservice-jaeger-datasource/pkg/trace"
)

// metrics answers a query for figures.
func (d *Datasource) metrics(ctx context.Context, query models.Query, asked question) (data.Frames, error) {
	stored := *query.Metrics
	metrics, err := metricsQuery(stored, asked)
	if err != nil {
		return nil, err
	}
	result, err := d.reader.Metrics(ctx, metrics)
	answer := frames.MetricsForm{
		Query:    metrics,
		Legend:   stored.Legend,
		ZeroFill: zeroFill(stored),
		Search:   frames.SearchLink{Link: d.link, Filters: searchFilters(stored.Filters)},
		Before:   models.FormatLongDuration(stored.CompareWith) + " ago",
	}.Metrics(result)
	frames.Annotate(answer[0], result.Account)
	return answer, err
}

// metricsQuery is what a reader is asked for.
func metricsQuery(stored models.MetricsQuery, asked question) (trace.MetricsQuery, error) {
	metrics := trace.MetricsQuery{
		Range:          asked.between,
		Filter:         filter(stored.Filters),
		Measure:        trace.Measure(stored.Measure),
		Over:           trace.Population(stored.Over),
		Quantiles:      stored.Quantiles,
		ApdexThreshold: stored.ApdexThreshold,
		SeriesLimit:    stored.SeriesLimit,
		TopBy:          trace.Measure(stored.TopBy),
		CompareWith:    stored.CompareWith,
		Exemplars:      stored.Exemplars && !asked.plain && !stored.Instant && hasExemplars(trace.Measure(stored.Measure)),
		Exact:          asked.plain,
	}
	for _, key := range stored.GroupBy {
		metrics.GroupBy = append(metrics.GroupBy, groupKey(key))
	}
	if metrics.Measure.Binned() && asked.plain {
		return trace.MetricsQuery{}, refuse("a %s can't be used in an alert rule or an expression, which need one figure for each moment: choose another measure, for example quantiles", metrics.Measure)
	}
	if metrics.Measure.Binned() {
		metrics.CompareWith = 0
	}
	var err error
	metrics.Step, err = stepOf(stored, metrics, asked)
	return metrics.Aligned(), err
}

// hasExemplars says whether a measure is of durations, on whose axis a single span
// has a place.
func hasExemplars(measure trace.Measure) bool {
	switch measure {
	case trace.MeasureQuantiles, trace.MeasureAverage, trace.MeasureMax, trace.MeasureHeatmap:
		return true
	}
	return false
}

func groupKey(key string) trace.GroupKey {
	if tag, ok := strings.CutPrefix(key, models.TagPrefix); ok {
		return trace.GroupKey{Tag: tag}
	}
	for _, property := range trace.Properties {
		if key == string(property) {
			return trace.GroupKey{Property: property}
		}
	}
	return trace.GroupKey{Tag: key}
}

// zeroFill says whether buckets without spans are 0: they are for what is counted,
// where nothing is a number, too.
func zeroFill(stored models.MetricsQuery) bool {
	switch trace.Measure(stored.Measure) {
	case trace.MeasureRate, trace.MeasureCount, trace.MeasureErrorRate, trace.MeasureTotalTime:
		return stored.EmptyBuckets != "null"
	}
	return stored.EmptyBuckets == "zero"
}

// searchFilters are the filters as a search stores them.
func searchFilters(filters models.Filters) map[string]any {
	stored := map[string]any{}
	set := func(field, value string) {
		if value != "" && value != "0s" {
			stored[field] = value
		}
	}
	set("service", filters.Service)
	set("operation", filters.Operation)
	set("spanKind", filters.SpanKind)
	set("status", filters.Status)
	set("minDuration", filters.MinDuration.String())
	set("maxDuration", filters.MaxDuration.String())
	set("minTraceDuration", filters.MinTraceDuration.String())
	set("maxTraceDuration", filters.MaxTraceDuration.String())
	if filters.EntrySpansOnly {
		stored["entrySpansOnly"] = true
	}
	set("rawSearch", filters.RawSearch)
	if len(filters.Tags) > 0 {
		stored["tags"] = frames.NewConditions(conditions(filters.Tags))
	}
	var groups [][]frames.Condition
	for _, group := range filters.AnyOf {
		groups = append(groups, frames.NewConditions(conditions(group)))
	}
	if len(groups) > 0 {
		stored["anyOf"] = groups
	}
	return stored
}
