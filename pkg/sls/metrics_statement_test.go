package sls

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

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
	"average-tagged": {Measure: trace.MeasureAverage, Filter: trace.Filter{Conditions: []trace.Condition{{Key: "http.method", Operator: trace.Equal, Values: []string{"GET"}}}},
		GroupBy: []trace.GroupKey{{Tag: "http.status_code"}}, TopBy: trace.MeasureTotalTime, Step: time.Minute, Exemplars: true},
	"max-entry": {Measure: trace.MeasureMax, Over: trace.OverEntrySpans, Step: time.Minute, GroupBy: by(trace.ByOperation), TopBy: trace.MeasureMax},
	"rate-of-conditions": {Measure: trace.MeasureRate, Step: 10 * time.Minute, GroupBy: by(trace.ByService), TopBy: trace.MeasureErrorRate, Filter: trace.Filter{
		Conditions: []trace.Condition{{Key: "http.method", Operator: trace.Fits, Values: []string{"G.*|P.*"}}},
		AnyOf:      [][]trace.Condition{{{Key: "http.status_code", Operator: trace.Less, Values: []string{"600"}}}, {{On: trace.OnService, Operator: trace.NotEqual, Values: []string{"web"}}}}}},
	"traces-of-events": {Measure: trace.MeasureCount, Over: trace.OverTraces, Filter: trace.Filter{Conditions: []trace.Condition{{On: trace.OnEvent, Operator: trace.Exists}}}},
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

// TestTallyStatements keeps the statements on the metrics logstore of a trace instance.
func TestTallyStatements(t *testing.T) {
	for name, keys := range map[string][]trace.GroupKey{
		"all": nil, "by-service": by(trace.ByService), "by-operation": by(trace.ByOperation), "by-both": by(trace.ByOperation, trace.ByService),
	} {
		t.Run(name, func(t *testing.T) {
			query := trace.MetricsQuery{Range: hour, Measure: trace.MeasureRate, Over: trace.OverSpans, GroupBy: keys, TopBy: trace.MeasureCount, SeriesLimit: 3}
			require.True(t, tallied(query))
			compareStored(t, "tallies", "metrics-"+name, tallyStatement(query))
		})
	}
}

func TestOnlyAnIndexThatCanJudgeTallies(t *testing.T) {
	query := trace.MetricsQuery{Range: hour, GroupBy: by(trace.ByService, trace.ByOperation)}
	const spans = `start in [1780311600000000 1780315200000000) and spanID: * and not (spanID: "" or spanID: "0" or spanID: "0000000000000000")`
	require.Equal(t, spans, schemas["instance"].beganWithin(hour))
	require.True(t, schemas["instance"].tellsBegins(query))
	require.False(t, schemas["legacy"].tellsBegins(query), "its begins are called startTime, in either of two units")
	for _, change := range []func(map[string]IndexKey){
		func(keys map[string]IndexKey) { keys["start"] = key("text") },
		func(keys map[string]IndexKey) { delete(keys, "start") },
		func(keys map[string]IndexKey) { keys["spanID"] = key("long") },
		func(keys map[string]IndexKey) { delete(keys, "service") },
		func(keys map[string]IndexKey) { delete(keys, "name") },
	} {
		index := modernIndex(key("json"))
		change(index.Keys)
		require.False(t, schema{index: index}.tellsBegins(query))
	}
}
