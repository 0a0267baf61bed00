package sls_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/stretchr/testify/require"

	"logservice-jaeger-datasource/pkg/trace"
	"logservice-jaeger-datasource/tests/emulator"
	"logservice-jaeger-datasource/tests/emulator/emulatortest"
	"logservice-jaeger-datasource/tests/samples"
)

// textStore holds the awkward traces in a logstore whose index knows attributes
// and resources as plain text, so that SQL sees only their first 2,048 bytes.
func textStore(t *testing.T) *emulatortest.Store {
	t.Helper()
	return storeWithIndex(t, func(keys map[string]any) {
		for _, field := range []string{"attribute", "resource"} {
			keys[field] = map[string]any{"type": "text", "doc_value": true, "token": []string{","}, "caseSensitive": false, "chn": false, "alias": ""}
		}
	})
}

// storeWithIndex holds the awkward traces in a logstore whose index is changed.
func storeWithIndex(t *testing.T, change func(keys map[string]any)) *emulatortest.Store {
	t.Helper()
	sample, err := samples.Load("awkward")
	require.NoError(t, err)
	var index map[string]any
	require.NoError(t, json.Unmarshal(sample.Logstores[0].Index, &index))
	change(index["keys"].(map[string]any))
	sample.Logstores[0].Index, err = json.Marshal(index)
	require.NoError(t, err)
	store := emulatortest.Start(t, emulator.Options{})
	store.Load(t, sample)
	return store
}

func noticed(notices []trace.Notice, part string) bool {
	return slices.ContainsFunc(notices, func(n trace.Notice) bool { return strings.Contains(n.Text, part) })
}

// oddTrace is the ID of an odd trace as OTLP ingest stored it.
func oddTrace(t *testing.T, about string) samples.OddTrace {
	t.Helper()
	var facts samples.AwkwardFacts
	factsOf(t, "awkward", &facts)
	at := slices.IndexFunc(facts.Odd, func(o samples.OddTrace) bool { return o.Dialect == "T1" && strings.Contains(o.Name, about) })
	require.GreaterOrEqual(t, at, 0, "the sample has no odd trace about %q", about)
	return facts.Odd[at]
}

func TestErrorsBeyondWhatSQLSees(t *testing.T) {
	long := oddTrace(t, "long attribute")
	require.Positive(t, long.Errors, "the error stands at the end of the attribute")

	t.Run("an index key of its own counts it", func(t *testing.T) {
		reader := readerOn(t, load(t, "awkward"), "dialects", "awkward")
		result, err := reader.Search(t.Context(), trace.SearchQuery{Range: history, Limit: 1000})
		require.NoError(t, err)
		require.Equal(t, long.Errors, summaryOf(t, result, long.TraceID).Errors)
		failed, err := reader.Search(t.Context(), trace.SearchQuery{Range: history, Limit: 1000, Filter: trace.Filter{Status: trace.StatusError}})
		require.NoError(t, err)
		summaryOf(t, failed, long.TraceID)
	})
	t.Run("without one, a notice says why not", func(t *testing.T) {
		reader := readerOn(t, textStore(t), "dialects", "awkward")
		result, err := reader.Search(t.Context(), trace.SearchQuery{Range: history, Limit: 1000})
		require.NoError(t, err)
		require.Zero(t, summaryOf(t, result, long.TraceID).Errors)
		require.True(t, noticed(result.Notices, "may not be counted"), "%v", result.Notices)

		failed, err := reader.Search(t.Context(), trace.SearchQuery{Range: history, Limit: 1000, Filter: trace.Filter{Status: trace.StatusError}})
		require.NoError(t, err)
		require.True(t, noticed(failed.Notices, "could not be judged"), "%v", failed.Notices)
		require.NotContains(t, idsOf(failed.Traces), long.TraceID)
	})
	t.Run("the trace itself shows it", func(t *testing.T) {
		result := readTrace(t, readerOn(t, textStore(t), "dialects", "awkward"), long.TraceID, history)
		require.Equal(t, long.Errors, trace.Summarize(result.Spans).Errors)
	})
}

func summaryOf(t *testing.T, result trace.SearchResult, id string) trace.Summary {
	t.Helper()
	at := slices.IndexFunc(result.Traces, func(s trace.Summary) bool { return s.ID.String() == id })
	require.GreaterOrEqual(t, at, 0, "trace %s is not in the list", id)
	return result.Traces[at]
}

func TestTheListAgreesWithTheTraces(t *testing.T) {
	for _, c := range []struct{ sample, logstore string }{{"dialects", "dialects"}, {"awkward", "awkward"}} {
		t.Run(c.logstore, func(t *testing.T) {
			reader := readerOn(t, load(t, c.sample), "dialects", c.logstore)
			result, err := reader.Search(t.Context(), trace.SearchQuery{Range: history, Limit: 1000})
			require.NoError(t, err)
			for _, summary := range result.Traces {
				whole := trace.Summarize(readTrace(t, reader, summary.ID.String(), history).Spans)
				require.Empty(t, cmp.Diff(whole, summary, cmpopts.EquateEmpty()))
			}
		})
	}
}

func TestTwoRoundsWhateverTheLimit(t *testing.T) {
	store := emulatortest.Start(t, emulator.Options{Latency: 100 * time.Millisecond})
	sample, err := samples.Load("emojivoto")
	require.NoError(t, err)
	store.Load(t, sample)
	reader := readerOn(t, store, "emojivoto", "emojivoto-traces")
	_, err = reader.Services(t.Context(), trace.NamesQuery{Range: history, Limit: 1})
	require.NoError(t, err)
	store.ResetRequests()
	result, err := reader.Search(t.Context(), trace.SearchQuery{Range: history, Limit: 60})
	require.NoError(t, err)
	require.Len(t, result.Traces, 60)

	requests := store.Requests()
	require.Greater(t, len(requests), 2, "sixty IDs don't fit into one search")
	find, figures := requests[0], requests[1:]
	for _, one := range figures {
		require.False(t, one.Arrived.Before(find.Finished))
		for _, other := range figures {
			require.True(t, one.Arrived.Before(other.Finished), "the figures are asked for side by side")
		}
	}
}
