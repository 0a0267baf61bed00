package sls

import (
	"testing"
	"time"

	"logservice-jaeger-datasource/pkg/trace"
)

// figuresAsked are the metrics whose statements are stored, for every schema.
var figuresAsked = map[string]trace.MetricsQuery{
	"rate":               {Measure: trace.MeasureRate, Step: time.Minute},
	"count-now":          {Measure: trace.MeasureCount},
	"errors-by-service":  {Measure: trace.MeasureErrorPercentage, Over: trace.OverServerSpans, GroupBy: by(trace.ByService), TopBy: trace.MeasureCount, Step: time.Minute},
	"success-by-status":  {Measure: trace.MeasureSuccessRate, GroupBy: by(trace.ByStatus, trace.ByKind), TopBy: trace.MeasureErrorRate},
	"quantiles":          {Measure: trace.MeasureQuantiles, Quantiles: []float64{0.5, 0.99}, Over: trace.OverServerSpans, GroupBy: by(trace.ByService, trace.ByOperation), TopBy: trace.MeasureQuantiles, Step: 5 * time.Minute},
	"quantile-exemplars": {Measure: trace.MeasureQuantiles, Quantiles: []float64{0.95}, Step: time.Minute, Exemplars: true},
	"average-tagged": {Measure: trace.MeasureAverage, Filter: trace.Filter{Tags: []trace.TagFilter{{Key: "http.method", Operator: trace.Equal, Value: "GET"}}},
		GroupBy: []trace.GroupKey{{Tag: "http.status_code"}}, TopBy: trace.MeasureTotalTime, Step: time.Minute, Exemplars: true},
	"max-entry":        {Measure: trace.MeasureMax, Over: trace.OverEntrySpans, Step: time.Minute, GroupBy: by(trace.ByOperation), TopBy: trace.MeasureMax},
	"apdex":            {Measure: trace.MeasureApdex, ApdexThreshold: 5 * time.Millisecond, GroupBy: by(trace.ByService), TopBy: trace.MeasureApdex, Step: 10 * time.Minute},
	"heatmap":          {Measure: trace.MeasureHeatmap, Over: trace.OverServerSpans, Step: 5 * time.Minute, Exemplars: true},
	"histogram":        {Measure: trace.MeasureHistogram, Over: trace.OverTraces},
	"traces":           {Measure: trace.MeasureQuantiles, Quantiles: []float64{0.9}, Over: trace.OverTraces, Step: 10 * time.Minute, Exemplars: true},
	"traces-by-root":   {Measure: trace.MeasureErrorPercentage, Over: trace.OverTraces, GroupBy: by(trace.ByService, trace.ByStatus), TopBy: trace.MeasureErrorPercentage, Filter: trace.Filter{Kind: trace.KindServer, Status: trace.StatusUnset}},
	"of-long-traces":   {Measure: trace.MeasureTotalTime, Filter: trace.Filter{TraceDuration: trace.DurationBounds{Min: 10 * time.Millisecond}}, GroupBy: by(trace.ByService), TopBy: trace.MeasureAverage, Step: time.Minute, Exemplars: true},
	"of-failed-traces": {Measure: trace.MeasureCount, Over: trace.OverTraces, Filter: trace.Filter{Status: trace.StatusError, TraceDuration: trace.DurationBounds{Max: time.Minute}}, Step: 10 * time.Minute},
}

func by(properties ...trace.Property) []trace.GroupKey {
	keys := make([]trace.GroupKey, len(properties))
	for i, property := range properties {
		keys[i] = trace.GroupKey{Property: property}
	}
	return keys
}

func TestMetricsStatements(t *testing.T) {
	for schemaName, s := range schemas {
		for name, query := range figuresAsked {
			t.Run(schemaName+"/"+name, func(t *testing.T) {
				if len(s.lacking(query.Filter))+len(s.lackingForMetrics(query)) > 0 {
					t.Skip("the index can't answer this: no statement is made")
				}
				query.Range, query.SeriesLimit = hour, 3
				compareStored(t, schemaName, "metrics-"+name, s.metrics(query))
			})
		}
	}
}
