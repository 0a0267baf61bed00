package sls_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"logservice-jaeger-datasource/pkg/sls"
	"logservice-jaeger-datasource/pkg/trace"
	"logservice-jaeger-datasource/tests/emulator"
	"logservice-jaeger-datasource/tests/emulator/emulatortest"
	"logservice-jaeger-datasource/tests/samples"
)

// talliedRandom holds spans and the tallies of those records that a function picks.
func talliedRandom(t *testing.T, spans []trace.Span, tallied func([]samples.Row) []samples.Row) *emulatortest.Store {
	t.Helper()
	rows := records(t, spans)
	store := randomStore(t, rows)
	store.CreateLogstore(t, "random", "random-metrics", samples.TalliesIndex)
	store.Put(t, "random", "random-metrics", samples.Tallies(tallied(rows), "random-metrics", time.Minute))
	return store
}

func withMetrics(c *sls.ReaderConfig) { c.MetricsLogstore = "random-metrics" }

// TestTalliesAgreeWithRandomSpans asks for every ten minutes of random spans, some of
// which cross their ends: used or not, figures are those of the spans.
func TestTalliesAgreeWithRandomSpans(t *testing.T) {
	used, asked := 0, 0
	for seed := range 4 {
		spans := randomSpans(uint64(seed), 40)
		for i := range spans {
			spans[i].Start = spans[i].Start.Add(-500 * time.Millisecond) // many began on a whole minute
		}
		store := talliedRandom(t, spans, func(rows []samples.Row) []samples.Row { return rows })
		for begin := history.From; begin.Before(history.To.Add(-15 * time.Minute)); begin = begin.Add(10 * time.Minute) {
			for _, keys := range [][]trace.GroupKey{nil, keysBy(trace.ByService), keysBy(trace.ByOperation, trace.ByService)} {
				query := trace.MetricsQuery{Range: trace.Range{From: begin, To: begin.Add(10 * time.Minute)}, Measure: trace.MeasureCount, Over: trace.OverSpans,
					GroupBy: keys, TopBy: trace.MeasureRate, SeriesLimit: 1000}
				result, err := readerOn(t, store, "random", "random", withMetrics).Metrics(t.Context(), query)
				require.NoError(t, err)
				require.Equal(t, bruteForce{spans, query}.figures(), given(result), "%s", begin)
				asked++
				if noticed(result.Notices, "Counted by logstore random-metrics") {
					used++
				}
			}
		}
	}
	require.Greater(t, used, asked/2)
	require.Less(t, used, asked*19/20, "too few cross the end of a range")
}

// TestTalliesAreLeftAloneForAWhile has a logstore of tallies that lags behind until
// it is put right.
func TestTalliesAreLeftAloneForAWhile(t *testing.T) {
	spans := randomSpans(1, 20)
	now := history.To.Add(2 * time.Hour)
	rows := records(t, spans)
	store := talliedRandom(t, spans, func(rows []samples.Row) []samples.Row { return rows[1:] })
	reader := readerOn(t, store, "random", "random", withMetrics, func(c *sls.ReaderConfig) { c.Now = func() time.Time { return now } })
	query := trace.MetricsQuery{Range: trace.Range{From: history.From.Add(-time.Hour), To: history.To.Add(time.Hour)}, Measure: trace.MeasureCount, Over: trace.OverSpans}
	for _, c := range []struct {
		after time.Duration
		asked bool
		used  bool
	}{{0, true, false}, {4 * time.Minute, false, false}, {2 * time.Minute, true, true}, {time.Second, true, true}} {
		now = now.Add(c.after)
		store.ResetRequests()
		result, err := reader.Metrics(t.Context(), query)
		require.NoError(t, err)
		require.InDelta(t, len(spans), result.Series[0].Points[0].Values[0], 0)
		require.Equal(t, c.asked, statementsTo(store, "random-metrics") == 1)
		require.Equal(t, c.used, statementsTo(store, "random") == 0)
		if c.after > 0 && !c.asked {
			store.Put(t, "random", "random-metrics", samples.Tallies(rows[:1], "random-metrics", time.Minute))
		}
	}
}

// TestManyPanelsAskTalliesAtOnce is for the race detector.
func TestManyPanelsAskTalliesAtOnce(t *testing.T) {
	spans := randomSpans(1, 10)
	store := talliedRandom(t, spans, func(rows []samples.Row) []samples.Row { return rows[1:] })
	reader := readerOn(t, store, "random", "random", withMetrics, func(c *sls.ReaderConfig) { c.Now = func() time.Time { return history.To.Add(2 * time.Hour) } })
	var group sync.WaitGroup
	errs := make([]error, 20)
	for i := range errs {
		group.Go(func() {
			result, err := reader.Metrics(t.Context(), trace.MetricsQuery{Range: trace.Range{From: history.From.Add(-time.Hour), To: history.To.Add(time.Hour)},
				Measure: trace.MeasureCount, Over: trace.OverSpans})
			if err == nil && result.Series[0].Points[0].Values[0] != float64(len(spans)) {
				err = fmt.Errorf("counted %v of %d spans", result.Series, len(spans))
			}
			errs[i] = err
		})
	}
	group.Wait()
	for _, err := range errs {
		require.NoError(t, err)
	}
}

func statementsTo(store *emulatortest.Store, logstore string) int {
	sent := 0
	for _, request := range store.Requests() {
		if request.Logstore == logstore && request.Kind == emulator.KindSQL {
			sent++
		}
	}
	return sent
}
