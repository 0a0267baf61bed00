package jaeger

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"logservice-jaeger-datasource/pkg/trace"
)

// TestSpanMetricsOfMovedTimes has a store that moves the times of long answers.
func TestSpanMetricsOfMovedTimes(t *testing.T) {
	traces := someTraces(3, 150)
	stand := &spmStand{spans: slices.Concat(traces...), moves: true}
	m := meterOn(t, stand, heldTraces{traces: traces})
	for _, c := range []struct {
		step     time.Duration
		requests int // of each family
	}{{2 * time.Minute, 1}, {time.Minute, 1 + 2}, {20 * time.Second, 1 + 4}} {
		query := anHour(trace.MeasureErrorPercentage, func(q *trace.MetricsQuery) { q.GroupBy, q.Step = keysBy(trace.ByService), c.step })
		before := len(stand.requests())
		result, err := m.metrics(t.Context(), newLedger(), query)
		require.NoError(t, err)
		want := plainFigures(traces, query)
		require.NotEmpty(t, want)
		sameFigures(t, want, givenFigures(result.Series), c.step.String())
		require.Len(t, stand.requests(), before+2*c.requests)
	}
}

// move is AdjustStartEnd in VictoriaMetrics' app/vmselect/promql/eval.go.
func (q *standQuery) move() {
	points := q.lookback/q.step + 1
	if points < 50 {
		return
	}
	start := q.end.Add(-q.lookback).Truncate(q.step)
	q.lookback = (points - 1) * q.step
	q.end = start.Add(q.lookback)
}
