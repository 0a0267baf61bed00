package sls_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"logservice-jaeger-datasource/pkg/sls"
	"logservice-jaeger-datasource/pkg/trace"
	"logservice-jaeger-datasource/tests/emulator"
	"logservice-jaeger-datasource/tests/emulator/emulatortest"
	"logservice-jaeger-datasource/tests/samples"
)

// loadWithDeps loads a sample with the calls that Log Service's jobs would count.
func loadWithDeps(t *testing.T, name string, change ...func(*samples.Sample)) *emulatortest.Store {
	t.Helper()
	sample, err := samples.Load(name)
	require.NoError(t, err)
	for _, c := range change {
		c(&sample)
	}
	store := emulatortest.Start(t, emulator.Options{})
	store.Load(t, sample.WithDeps())
	return store
}

func withDeps(c *sls.ReaderConfig) { c.DepsLogstore = "emojivoto-traces-deps" }

func emojivotoReader(t *testing.T, store *emulatortest.Store, change ...func(*sls.ReaderConfig)) *sls.Reader {
	t.Helper()
	return readerOn(t, store, "emojivoto", "emojivoto-traces", append(change, withDeps)...)
}

// asked lists the logstores that were asked, each request one.
func asked(store *emulatortest.Store) []string {
	var names []string
	for _, request := range store.Requests() {
		names = append(names, request.Logstore)
	}
	return names
}

func TestGraphOfCountedCallsAgreesWithTheTraces(t *testing.T) {
	store := loadWithDeps(t, "emojivoto")
	reader := emojivotoReader(t, store)
	traces := slices.Collect(maps.Values(allTraces(t, reader)))
	result := graphAgrees(t, reader, trace.GraphQuery{Range: history}, traces)
	require.Len(t, result.Statements, 1)
	require.Len(t, result.Notices, 1)
	require.Equal(t, "These calls are those that Log Service counted in logstore emojivoto-traces-deps, the last at 2026-06-01 11:59 UTC.", result.Notices[0].Text)
	// Quantiles are those of the spans.
	result = graphAgrees(t, reader, trace.GraphQuery{Range: history, Quantile: 0.9}, traces)
	require.Empty(t, result.Notices)
}

// TestTheCoarsestVersionIsCounted has an index that parts words at underscores, so that
// the search for a version finds the finer ones as well.
func TestTheCoarsestVersionIsCounted(t *testing.T) {
	store := loadWithDeps(t, "emojivoto", func(s *samples.Sample) {
		var index map[string]any
		require.NoError(t, json.Unmarshal(s.Deps.Logstore.Index, &index))
		version := index["keys"].(map[string]any)["version"].(map[string]any)
		version["token"] = append(version["token"].([]any), "_")
		var err error
		s.Deps.Logstore.Index, err = json.Marshal(index)
		require.NoError(t, err)
	})
	reader := emojivotoReader(t, store)
	graphAgrees(t, reader, trace.GraphQuery{Range: history}, slices.Collect(maps.Values(allTraces(t, reader))))
}

// TestCallsWithinAServiceAndThroughQueues has what the samples' records lack.
func TestCallsWithinAServiceAndThroughQueues(t *testing.T) {
	call := func(caller, callerType, callee, calleeType, succeeded string) samples.Row {
		return samples.Row{Logstore: "emojivoto-traces-deps", Time: samples.Base.Unix() - 60, Contents: [][2]string{
			{"version", "service"}, {"parent_service", caller}, {"parent_type", callerType}, {"child_service", callee}, {"child_type", calleeType},
			{"n_status_succ", succeeded}, {"n_status_fail", "1.0"}, {"sum_latency", "6000.0"},
		}}
	}
	store := loadWithDeps(t, "emojivoto", func(s *samples.Sample) {
		s.Rows = nil
		s.Deps.Rows = []samples.Row{
			call("shop", "{}", "shop", "{}", "5.0"), call("shop", `{"kind":"PRODUCER"}`, "mailer", "{}", "1e1"), call("shop", "", "mailer", "not JSON", "2"),
			call("shop", "{}", "archive", `{"kind":"consumer"}`, "3.0"), call("None", "{}", "shop", "{}", "1.0"),
		}
	})
	result, err := emojivotoReader(t, store).ServiceGraph(t.Context(), trace.GraphQuery{Range: history})
	require.NoError(t, err)
	one := int64(1)
	calls := func(count int64) trace.Calls {
		latency := 6 * time.Millisecond / time.Duration(count)
		return trace.Calls{Count: count, Errors: &one, Latency: &latency}
	}
	require.Equal(t, []trace.ServiceEdge{
		{Caller: "shop", Callee: "archive", Messaging: true, Calls: calls(4)},
		{Caller: "shop", Callee: "mailer", Calls: calls(3)},
		{Caller: "shop", Callee: "mailer", Messaging: true, Calls: calls(11)},
	}, result.Edges)
	require.Equal(t, trace.ServiceNode{Service: "shop", Calls: calls(2), Entries: 2}, result.Nodes[2])
}

// TestAGraphThatIsTooLarge has more pairs of services than an answer holds.
func TestAGraphThatIsTooLarge(t *testing.T) {
	store := loadWithDeps(t, "emojivoto", func(s *samples.Sample) {
		s.Rows, s.Deps.Rows = nil, nil
		for i := range 10_002 {
			s.Deps.Rows = append(s.Deps.Rows, samples.Row{Logstore: "emojivoto-traces-deps", Time: samples.Base.Unix() - 60, Contents: [][2]string{
				{"version", "service"}, {"parent_service", fmt.Sprint("caller ", i%101)}, {"child_service", fmt.Sprint("callee ", i/101)},
				{"n_status_succ", fmt.Sprint(1 + i%7)}, {"n_status_fail", "0"},
			}})
		}
	})
	result, err := emojivotoReader(t, store).ServiceGraph(t.Context(), trace.GraphQuery{Range: history})
	require.NoError(t, err)
	require.Len(t, result.Edges, 10_000)
	require.Nil(t, result.Edges[0].Latency)
	require.True(t, noticed(result.Notices, "There are more than 10000 different calls"), "%v", result.Notices)
}

// TestCountsThatDoNotCoverTheRange has calls that were counted up to some time, or
// from some time on, while there are spans outside.
func TestCountsThatDoNotCoverTheRange(t *testing.T) {
	between := func(from, to time.Duration) func(*samples.Sample) {
		return func(s *samples.Sample) {
			s.Deps.Rows = slices.DeleteFunc(s.Deps.Rows, func(row samples.Row) bool {
				at := time.Unix(row.Time, 0)
				return at.Before(samples.Base.Add(-from)) || !at.Before(samples.Base.Add(-to))
			})
		}
	}
	last := func(length time.Duration) trace.Range {
		return trace.Range{From: samples.Base.Add(-length), To: samples.Base}
	}
	for _, c := range []struct {
		name     string
		from, to time.Duration
		over     trace.Range
		serves   bool
		notice   string
	}{
		{"whole", time.Hour, 0, last(time.Hour), true, "counted in logstore"},
		{"some minutes late", time.Hour, 5 * time.Minute, last(time.Hour), true, "the last at 2026-06-01 11:54"},
		{"too late", time.Hour, 8 * time.Minute, last(time.Hour), false, "has counted calls from 2026-06-01 11:30 UTC to 2026-06-01 11:51 UTC only"},
		{"too late for a short range", time.Hour, 5 * time.Minute, last(20 * time.Minute), false, "counted calls from 2026-06-01 11:40 UTC"},
		{"begun later than the spans", 20 * time.Minute, 0, last(time.Hour), false, "counted calls from 2026-06-01 11:40 UTC to 2026-06-01 11:59 UTC only"},
		{"none", time.Hour, time.Hour, last(time.Hour), false, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			store := loadWithDeps(t, "emojivoto", between(c.from, c.to))
			result, err := emojivotoReader(t, store).ServiceGraph(t.Context(), trace.GraphQuery{Range: c.over})
			require.NoError(t, err)
			require.NotEmpty(t, result.Edges)
			require.Len(t, result.Statements, map[bool]int{true: 1, false: 2}[c.serves], "%v", result.Notices)
			if c.notice == "" {
				require.Empty(t, result.Notices)
				return
			}
			require.Len(t, result.Notices, 1)
			require.Contains(t, result.Notices[0].Text, c.notice)
		})
	}
}

// TestALogstoreOfCallsThatDoesNotServe is passed over without a word, and not asked
// again for some minutes.
func TestALogstoreOfCallsThatDoesNotServe(t *testing.T) {
	const deps = "emojivoto-traces-deps"
	for name, store := range map[string]func(*testing.T) *emulatortest.Store{
		"no index": func(t *testing.T) *emulatortest.Store { return load(t, "emojivoto") },
		"no logstore": func(t *testing.T) *emulatortest.Store {
			sample, err := samples.Load("emojivoto")
			require.NoError(t, err)
			sample.Logstores = slices.DeleteFunc(sample.Logstores, func(l samples.Logstore) bool { return l.Name == deps })
			store := emulatortest.Start(t, emulator.Options{})
			store.Load(t, sample)
			return store
		},
		"another index": func(t *testing.T) *emulatortest.Store {
			return loadWithDeps(t, "emojivoto", func(s *samples.Sample) { s.Deps.Logstore.Index = s.Logstores[0].Index })
		},
		"no right to the index": func(t *testing.T) *emulatortest.Store {
			store := loadWithDeps(t, "emojivoto")
			store.Fail(emulator.Fault{Kind: emulator.KindIndex, Status: http.StatusUnauthorized, Code: "Unauthorized", Message: "denied by sts or ram"})
			return store
		},
		"no right to the records": func(t *testing.T) *emulatortest.Store {
			store := loadWithDeps(t, "emojivoto")
			store.Fail(emulator.Fault{Kind: emulator.KindSQL, QueryContains: "version", Status: http.StatusUnauthorized, Code: "Unauthorized", Message: "denied by sts or ram"})
			return store
		},
	} {
		t.Run(name, func(t *testing.T) {
			store, now := store(t), history.To
			reader := emojivotoReader(t, store, func(c *sls.ReaderConfig) { c.Now = func() time.Time { return now } })
			graph := func() []string {
				store.ResetRequests()
				result, err := reader.ServiceGraph(t.Context(), trace.GraphQuery{Range: history})
				require.NoError(t, err)
				require.NotEmpty(t, result.Edges)
				require.Empty(t, result.Notices)
				return asked(store)
			}
			require.Contains(t, graph(), deps)
			require.NotContains(t, graph(), deps)
			now = now.Add(6 * time.Minute)
			store.Fail(emulator.Fault{Kind: emulator.KindIndex, Status: http.StatusNotFound, Code: "LogStoreNotExist", Message: "logstore does not exist"})
			require.Contains(t, graph(), deps)
		})
	}
}
