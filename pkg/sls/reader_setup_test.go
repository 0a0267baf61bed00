package sls_test

import (
	"encoding/json"
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

// bookinfoWithout holds bookinfo's records in a logstore whose index lacks some fields.
func bookinfoWithout(t *testing.T, fields ...string) *emulatortest.Store {
	t.Helper()
	sample, err := samples.Load("bookinfo")
	require.NoError(t, err)
	var index struct {
		Keys map[string]json.RawMessage `json:"keys"`
		Line json.RawMessage            `json:"line"`
	}
	require.NoError(t, json.Unmarshal(sample.Logstores[0].Index, &index))
	for _, field := range fields {
		require.Contains(t, index.Keys, field)
		delete(index.Keys, field)
	}
	sample.Logstores[0].Index, err = json.Marshal(index)
	require.NoError(t, err)
	store := emulatortest.Start(t, emulator.Options{})
	store.Load(t, sample)
	return store
}

// TestErrorsThatTheIndexHides has the index as Jaeger's writer makes it: errors are
// counted by HTTP status, and a notice says so.
func TestErrorsThatTheIndexHides(t *testing.T) {
	sample, err := samples.Load("bookinfo")
	require.NoError(t, err)
	refused := 0
	for _, row := range sample.Rows {
		if slices.ContainsFunc(row.Contents, func(c [2]string) bool { return c[0] == "tags.http.status_code" && c[1] >= "500" }) {
			refused++
		}
	}
	require.Positive(t, refused)
	reader := readerOn(t, bookinfoWithout(t, "tags.error"), "bookinfo", "istio-tracing")
	result, err := reader.Search(t.Context(), trace.SearchQuery{Range: history, Limit: 1000})
	require.NoError(t, err)
	require.True(t, noticed(result.Notices, "The index has no field tags.error"), "%v", result.Notices)
	counted := 0
	for _, summary := range result.Traces {
		counted += summary.Errors
	}
	require.Equal(t, refused, counted)
}

func TestATraceIDThatIsNotIndexed(t *testing.T) {
	reader := readerOn(t, bookinfoWithout(t, "traceID"), "bookinfo", "istio-tracing")
	id, err := trace.ParseTraceID("c0ffee0db0071ed0503e11a0f5e2d7b4")
	require.NoError(t, err)
	var setup *trace.SetupError
	_, err = reader.Trace(t.Context(), trace.TraceQuery{ID: id, Range: history})
	require.ErrorAs(t, err, &setup)
	_, err = reader.Search(t.Context(), trace.SearchQuery{Range: history, Limit: 1})
	require.ErrorAs(t, err, &setup)
}

// TestAChangedIndexIsReadAgain has the service refuse a statement that the known
// index allows, as it does when a field was taken out of it.
func TestAChangedIndexIsReadAgain(t *testing.T) {
	store := load(t, "bookinfo")
	reader := readerOn(t, store, "bookinfo", "istio-tracing")
	query := trace.SearchQuery{Range: history, Limit: 1}
	_, err := reader.Search(t.Context(), query)
	require.NoError(t, err)
	store.Fail(emulator.Fault{Kind: emulator.KindSQL, Status: http.StatusBadRequest, Code: "ParameterInvalid", Message: "Column 'x' cannot be resolved"})
	_, err = reader.Search(t.Context(), query)
	require.Error(t, err)
	store.ResetRequests()
	_, err = reader.Search(t.Context(), query)
	require.NoError(t, err)
	require.Equal(t, emulator.KindIndex, store.Requests()[0].Kind)
}

// TestIncompleteSearchesAreRepeatedThenMarked is for the searches behind a trace:
// the count and the pages.
func TestIncompleteSearchesAreRepeatedThenMarked(t *testing.T) {
	for _, kind := range []string{emulator.KindHistogram, emulator.KindSearch} {
		for _, c := range []struct {
			name   string
			times  int
			marked bool
		}{{"once", 1, false}, {"always", -1, true}} {
			t.Run(kind+" "+c.name, func(t *testing.T) {
				store := load(t, "bookinfo")
				store.Fail(emulator.Fault{Kind: kind, Times: c.times, Incomplete: true})
				result := readTrace(t, readerOn(t, store, "bookinfo", "istio-tracing"), "c0ffee0db0071ed0503e11a0f5e2d7b4", history)
				require.Equal(t, c.marked, noticed(result.Notices, "answered only in part"), "%v", result.Notices)
				if !c.marked {
					require.Len(t, result.Spans, 10)
				}
			})
		}
	}
}

func TestCheckSaysWhatTheLogstoreIs(t *testing.T) {
	atTheEnd := func(c *sls.ReaderConfig) { c.Now = func() time.Time { return samples.Base } }
	for _, c := range []struct {
		name     string
		store    func(*testing.T) *emulatortest.Store
		message  string
		problems []string
	}{
		{"spans", func(t *testing.T) *emulatortest.Store { return load(t, "bookinfo") }, "The newest span began", nil},
		{"an index without fields that searches need", func(t *testing.T) *emulatortest.Store { return bookinfoWithout(t, "operationName", "startTime") },
			"The newest span began", []string{"lacks name (or operationName), start (or startTime)"}},
		{"no records", func(t *testing.T) *emulatortest.Store { return bookinfoOf(t, nil) }, "It holds no records", nil},
		{"records that are no spans", func(t *testing.T) *emulatortest.Store {
			return bookinfoOf(t, []samples.Row{{Logstore: "istio-tracing", Time: samples.Base.Unix() - 60, Contents: [][2]string{{"message", "GET /"}}}})
		}, "None of its 1 newest records is a span", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			health, err := readerOn(t, c.store(t), "bookinfo", "istio-tracing", atTheEnd).Check(t.Context())
			require.NoError(t, err)
			require.Contains(t, health.Message, c.message)
			require.Len(t, health.Problems, len(c.problems), "%v", health.Problems)
			for i, problem := range c.problems {
				require.Contains(t, health.Problems[i], problem)
			}
		})
	}
}

func bookinfoOf(t *testing.T, rows []samples.Row) *emulatortest.Store {
	t.Helper()
	sample, err := samples.Load("bookinfo")
	require.NoError(t, err)
	sample.Rows = rows
	store := emulatortest.Start(t, emulator.Options{})
	store.Load(t, sample)
	return store
}
