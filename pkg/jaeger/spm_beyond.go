package jaeger

import (
	"fmt"
	"slices"

	"logservice-jaeger-datasource/pkg/trace"
)

// spmMeasures are those that span metrics tell, and what groups can be ranked by.
var (
	spmMeasures = []trace.Measure{trace.MeasureQuantiles, trace.MeasureRate, trace.MeasureErrorRate, trace.MeasureErrorPercentage, trace.MeasureSuccessRate}
	spmRankings = append([]trace.Measure{trace.MeasureCount}, spmMeasures...)
)

// beyond says in a sentence what of a query Jaeger's span metrics can't tell; empty if
// they tell all of it.
func beyond(query trace.MetricsQuery) string {
	for _, check := range []func(trace.MetricsQuery) string{beyondMeasures, beyondFilters, beyondGroups, beyondQuantiles, beyondSteps} {
		if what := check(query); what != "" {
			return "Jaeger's span metrics " + what
		}
	}
	return ""
}

func beyondMeasures(query trace.MetricsQuery) string {
	switch {
	case query.Measure == trace.MeasureCount:
		return "tell rates and not how many there were: ask for the rate."
	case !slices.Contains(spmMeasures, query.Measure):
		return fmt.Sprintf("don't tell the %s: ask for quantiles, rates or errors.", measureNames[query.Measure])
	case len(query.GroupBy) > 0 && !slices.Contains(spmRankings, query.TopBy):
		return fmt.Sprintf("can't rank groups by the %s: rank them by quantiles, rates or errors.", measureNames[query.TopBy])
	case query.Over != trace.OverSpans && query.Over != trace.OverServerSpans:
		return "don't tell requests from outside or whole traces apart: ask for spans or server spans."
	}
	return ""
}

func beyondFilters(query trace.MetricsQuery) string {
	f := query.Filter
	if len(f.AllConditions()) > 0 || f.Status != "" || f.Entry || !f.SpanDuration.IsZero() || !f.TraceDuration.IsZero() {
		return "know the service, the operation and the kind of a span only: leave out the other filters."
	}
	return ""
}

func beyondGroups(query trace.MetricsQuery) string {
	for _, key := range query.GroupBy {
		if key.Property != trace.ByService && key.Property != trace.ByOperation {
			return "know services and operations only: group by these."
		}
	}
	return ""
}

// beyondQuantiles is about groups that hold several series: their rates add up, but
// no quantile can be made of theirs.
func beyondQuantiles(query trace.MetricsQuery) string {
	if !needs(query, trace.MeasureQuantiles) {
		return ""
	}
	for _, quantile := range query.Quantiles {
		if !twoDecimals(quantile) {
			return fmt.Sprintf("tell quantiles with two decimals only, and not %v: ask for example for 0.95 or 0.99.", quantile)
		}
	}
	if query.Filter.Service == "" && !groupsBy(query, trace.ByService) {
		return "tell quantiles of each service, of which none can be made for several: group by service, or filter by one."
	}
	return ""
}

func beyondSteps(query trace.MetricsQuery) string {
	if query.Step > 0 && askable(query.Step) != query.Step {
		return fmt.Sprintf("can't be asked for steps of %s: choose whole seconds below a minute, whole minutes below an hour, or whole hours.", query.Step)
	}
	return ""
}

// needs says whether any of some measures is asked for, or ranks the groups.
func needs(query trace.MetricsQuery, measures ...trace.Measure) bool {
	return slices.Contains(measures, query.Measure) || len(query.GroupBy) > 0 && slices.Contains(measures, query.TopBy)
}

func groupsBy(query trace.MetricsQuery, property trace.Property) bool {
	return slices.Contains(query.GroupBy, trace.GroupKey{Property: property})
}

// measureNames are what figures are called in a sentence.
var measureNames = map[trace.Measure]string{
	trace.MeasureRate: "rate", trace.MeasureCount: "number of spans", trace.MeasureErrorRate: "rate of errors",
	trace.MeasureErrorPercentage: "share of errors", trace.MeasureSuccessRate: "success rate", trace.MeasureQuantiles: "quantiles",
	trace.MeasureAverage: "average duration", trace.MeasureMax: "longest duration", trace.MeasureTotalTime: "total time", trace.MeasureApdex: "apdex",
	trace.MeasureHeatmap: "heat map", trace.MeasureHistogram: "histogram",
}

// rankingNames say what groups are ranked by.
var rankingNames = map[trace.Measure]string{
	trace.MeasureRate: "number of spans", trace.MeasureCount: "number of spans", trace.MeasureErrorRate: "number of errors",
	trace.MeasureErrorPercentage: "share of errors", trace.MeasureSuccessRate: "success rate", trace.MeasureQuantiles: "quantile in any bucket",
	trace.MeasureAverage: "average duration", trace.MeasureMax: "longest duration", trace.MeasureTotalTime: "total time", trace.MeasureApdex: "apdex",
}
