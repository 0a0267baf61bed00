package sls_test

import (
	"fmt"
	"net/http"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"logservice-jaeger-datasource/pkg/sls"
	"logservice-jaeger-datasource/pkg/trace"
	"logservice-jaeger-datasource/tests/emulator"
	"logservice-jaeger-datasource/tests/emulator/emulatortest"
	"logservice-jaeger-datasource/tests/samples"
)

const farTrace = "fa57fa57000000000000000000000001"

// row is a span of farTrace as OTLP ingest stores it, with fields changed by the last ones.
func row(began time.Time, id, parent string, change ...[2]string) samples.Row {
	start := strconv.FormatInt(began.UnixMicro(), 10)
	end := strconv.FormatInt(began.Add(time.Millisecond).UnixMicro(), 10)
	return samples.Row{
		Logstore: "awkward", Time: began.Unix(), Source: "10.42.0.17",
		Contents: append([][2]string{
			{"host", ""}, {"service", "far"}, {"resource", "{}"}, {"otlp.name", ""}, {"otlp.version", ""},
			{"traceID", farTrace}, {"spanID", id}, {"parentSpanID", parent}, {"kind", "internal"}, {"name", "work"},
			{"links", "[]"}, {"logs", "[]"}, {"traceState", ""}, {"start", start}, {"end", end}, {"duration", "1000"},
			{"attribute", "{}"}, {"statusCode", "UNSET"}, {"statusMessage", ""},
		}, change...),
	}
}

// farStore holds a trace whose root began five hours before its child.
func farStore(t *testing.T) *emulatortest.Store {
	t.Helper()
	store := largeStore(t, emulator.Options{}, 1)
	store.Put(t, "dialects", "awkward", []samples.Row{
		row(samples.Base, "0000000000000002", "0000000000000001"),
		row(samples.Base.Add(-5*time.Hour), "0000000000000001", ""),
	})
	return store
}

var aroundBase = trace.Range{From: samples.Base.Add(-time.Minute), To: samples.Base.Add(time.Minute)}

func TestParentsAreLookedForFurtherAway(t *testing.T) {
	t.Run("found, and told", func(t *testing.T) {
		result := readTrace(t, readerOn(t, farStore(t), "dialects", "awkward"), farTrace, aroundBase)
		require.Len(t, result.Spans, 2)
		require.Len(t, result.Notices, 1)
		require.Equal(t, trace.Info, result.Notices[0].Severity)
		require.Contains(t, result.Notices[0].Text, "further away than 60 minutes around the chosen time range")
	})
	t.Run("what was found near is shown if the rest can't be read", func(t *testing.T) {
		store := farStore(t)
		store.Fail(emulator.Fault{Kind: emulator.KindHistogram})
		store.Fail(emulator.Fault{Kind: emulator.KindHistogram, Times: -1, Status: http.StatusBadRequest, Code: "InvalidTimeRange", Message: "too long"})
		result := readTrace(t, readerOn(t, store, "dialects", "awkward"), farTrace, aroundBase)
		require.Len(t, result.Spans, 1)
		require.True(t, noticed(result.Notices, "looking for them failed"), "%v", result.Notices)
		require.True(t, noticed(result.Notices, "InvalidTimeRange"), "%v", result.Notices)
		require.True(t, noticed(result.Notices, "names a parent that isn't in this trace"), "%v", result.Notices)
	})
	t.Run("without a lookback nothing lies outside", func(t *testing.T) {
		reader := readerOn(t, farStore(t), "dialects", "awkward", func(c *sls.ReaderConfig) { c.Lookback = 0 })
		result := readTrace(t, reader, farTrace, aroundBase)
		require.Len(t, result.Spans, 1)
		require.Len(t, result.Notices, 1)
	})
}

// TestATraceIsNotLookedForTwiceInOneRange counts what a trace costs that isn't there.
func TestATraceIsNotLookedForTwiceInOneRange(t *testing.T) {
	for _, c := range []struct {
		name     string
		lookback time.Duration
		over     trace.Range
		requests int
	}{
		{"a short range, then as far as configured", 7 * 24 * time.Hour, aroundBase, 4},
		{"a range longer than the lookback", 7 * 24 * time.Hour, trace.Range{From: history.To.Add(-3 * 365 * 24 * time.Hour), To: history.To}, 2},
		{"no lookback", 0, aroundBase, 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			store := farStore(t)
			reader := readerOn(t, store, "dialects", "awkward", func(config *sls.ReaderConfig) { config.Lookback = c.lookback })
			id, err := trace.ParseTraceID("feedfeedfeedfeed")
			require.NoError(t, err)
			store.ResetRequests()
			result, err := reader.Trace(t.Context(), trace.TraceQuery{ID: id, Range: c.over})
			var missing *trace.NotFoundError
			require.ErrorAs(t, err, &missing)
			require.Len(t, store.Requests(), c.requests)
			require.Equal(t, c.requests, result.Cost.Requests)
		})
	}
}

func TestRecordsWithoutASpanIDAreToldWhereverTheyLie(t *testing.T) {
	store := largeStore(t, emulator.Options{}, 1)
	store.Put(t, "dialects", "awkward", []samples.Row{row(samples.Base.Add(-48*time.Hour), "", "")})
	id, err := trace.ParseTraceID(farTrace)
	require.NoError(t, err)
	result, err := readerOn(t, store, "dialects", "awkward").Trace(t.Context(), trace.TraceQuery{ID: id, Range: aroundBase})
	var missing *trace.NotFoundError
	require.ErrorAs(t, err, &missing)
	require.True(t, noticed(result.Notices, "Left out of this trace: 1 record whose trace ID or span ID"), "%v", result.Notices)
}

// TestRereadingTellsNoRepetitions has pages that never agree, in a logstore that
// can't list its spans: what several readings hold in common is no repetition.
func TestRereadingTellsNoRepetitions(t *testing.T) {
	for seed := range uint64(4) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			store := largeStore(t, emulator.Options{ShuffleWithinMinute: true, Seed: seed}, 1500)
			store.Fail(emulator.Fault{Kind: emulator.KindIndex, Times: -1, Status: http.StatusUnauthorized, Code: "Unauthorized", Message: "denied by the policy"})
			result := readTrace(t, readerOn(t, store, "dialects", "awkward"), samples.LargeTraceID, history)
			require.False(t, noticed(result.Notices, "stored more than once"), "%v", result.Notices)
			require.False(t, noticed(result.Notices, "of spans that are there already"), "%v", result.Notices)
		})
	}
}
