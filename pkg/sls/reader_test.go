package sls_test

import (
	"context"
	"encoding/json"
	"fmt"
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

// readerOn makes a reader of one logstore on an emulator whose clock stands at
// the end of the samples' history.
func readerOn(t testing.TB, store *emulatortest.Store, project, logstore string, change ...func(*sls.ReaderConfig)) *sls.Reader {
	t.Helper()
	credentials, err := sls.NewCredentials(sls.CredentialsConfig{
		Type: sls.AccessKeyCredentials, AccessKeyID: emulatortest.AccessKeyID, AccessKeySecret: emulatortest.AccessKeySecret,
	}, http.DefaultClient)
	require.NoError(t, err)
	client, err := sls.NewClient(sls.Config{Endpoint: store.Endpoint, Project: project, HTTP: &http.Client{}, Credentials: credentials, UserAgent: "test"})
	require.NoError(t, err)
	config := sls.ReaderConfig{Client: client, Logstore: logstore, Lookback: 7 * 24 * time.Hour, MaxSQL: 15, MaxSearches: 100, Now: func() time.Time { return history.To }}
	for _, c := range change {
		c(&config)
	}
	return sls.NewReader(config)
}

// history is where the samples' records lie.
var history = trace.Range{From: samples.Base.Add(-time.Hour), To: samples.Base.Add(time.Hour)}

func load(t testing.TB, names ...string) *emulatortest.Store {
	t.Helper()
	store := emulatortest.Start(t, emulator.Options{})
	for _, name := range names {
		sample, err := samples.Load(name)
		require.NoError(t, err)
		store.Load(t, sample)
	}
	return store
}

func factsOf(t testing.TB, name string, target any) {
	t.Helper()
	sample, err := samples.Load(name)
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(sample.Facts, target))
}

var sampleStores = map[string]string{"bookinfo": "istio-tracing", "emojivoto": "emojivoto-traces"}

func TestSearchGivesTheFiguresOfWholeTraces(t *testing.T) {
	for name, logstore := range sampleStores {
		t.Run(name, func(t *testing.T) {
			var facts samples.Facts
			factsOf(t, name, &facts)
			reader := readerOn(t, load(t, name), name, logstore)
			result, err := reader.Search(t.Context(), trace.SearchQuery{Range: history, Limit: 1000})
			require.NoError(t, err)
			require.Equal(t, summariesOf(facts.List), result.Traces)
		})
	}
}

func summariesOf(facts []samples.TraceFacts) []trace.Summary {
	summaries := make([]trace.Summary, len(facts))
	for i, f := range facts {
		id, _ := trace.ParseTraceID(f.ID)
		summaries[i] = trace.Summary{
			ID: id, Start: time.UnixMicro(f.Start).UTC(), Duration: time.Duration(f.DurationUs) * time.Microsecond,
			RootService: f.RootService, RootOperation: f.RootOperation, Spans: f.Spans, Errors: f.Errors, Services: f.Services,
		}
	}
	return summaries
}

func TestSearchFilters(t *testing.T) {
	var facts samples.Facts
	factsOf(t, "emojivoto", &facts)
	reader := readerOn(t, load(t, "emojivoto"), "emojivoto", "emojivoto-traces")
	with := func(keep func(samples.TraceFacts) bool) []trace.Summary {
		return summariesOf(slices.DeleteFunc(slices.Clone(facts.List), func(f samples.TraceFacts) bool { return !keep(f) }))
	}
	for _, c := range []struct {
		name  string
		query trace.SearchQuery
		want  []trace.Summary
	}{
		{"errors", trace.SearchQuery{Filter: trace.Filter{Status: trace.StatusError}}, with(func(f samples.TraceFacts) bool { return f.Errors > 0 })},
		{"service", trace.SearchQuery{Filter: trace.Filter{Service: "emoji"}}, with(func(f samples.TraceFacts) bool { return slices.Contains(f.Services, "emoji") })},
		{"least trace duration", trace.SearchQuery{Filter: trace.Filter{TraceDuration: trace.DurationBounds{Min: 2 * time.Second}}}, with(func(f samples.TraceFacts) bool { return f.DurationUs >= 2e6 })},
		{"most trace duration", trace.SearchQuery{Filter: trace.Filter{TraceDuration: trace.DurationBounds{Max: 50 * time.Millisecond}}}, with(func(f samples.TraceFacts) bool { return f.DurationUs <= 5e4 })},
		{"service and trace duration", trace.SearchQuery{Filter: trace.Filter{Service: "web", TraceDuration: trace.DurationBounds{Min: 2 * time.Second}}},
			with(func(f samples.TraceFacts) bool { return f.DurationUs >= 2e6 && slices.Contains(f.Services, "web") })},
		{"the slow one by span duration", trace.SearchQuery{Filter: trace.Filter{SpanDuration: trace.DurationBounds{Min: 2 * time.Second}}}, with(func(f samples.TraceFacts) bool { return f.DurationUs >= 2e6 })},
		{"no such service", trace.SearchQuery{Filter: trace.Filter{Service: "emoj"}}, nil},
		{"root operation", trace.SearchQuery{Filter: trace.Filter{Service: facts.List[0].RootService, Operation: facts.List[0].RootOperation}},
			with(func(f samples.TraceFacts) bool { return f.RootOperation == facts.List[0].RootOperation })},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.query.Range, c.query.Limit = history, 1000
			result, err := reader.Search(t.Context(), c.query)
			require.NoError(t, err)
			require.Equal(t, len(c.want), len(result.Traces))
			require.Equal(t, c.want, slices.Clip(append([]trace.Summary(nil), result.Traces...)))
			require.Empty(t, result.Notices)
		})
	}
}

func TestSearchLimitGivesTheNewest(t *testing.T) {
	var facts samples.Facts
	factsOf(t, "bookinfo", &facts)
	store := load(t, "bookinfo")
	reader := readerOn(t, store, "bookinfo", "istio-tracing")
	result, err := reader.Search(t.Context(), trace.SearchQuery{Range: history, Limit: 20})
	require.NoError(t, err)
	require.Equal(t, summariesOf(facts.List[:20]), result.Traces)

	store.ResetRequests()
	_, err = reader.Search(t.Context(), trace.SearchQuery{Range: history, Limit: 20})
	require.NoError(t, err)
	require.Len(t, store.Requests(), 2, "the index is known by now: one statement finds, one sums up")
}

func TestAwkwardNamesFindExactlyTheirOwnTraces(t *testing.T) {
	var facts samples.AwkwardFacts
	factsOf(t, "awkward", &facts)
	reader := readerOn(t, load(t, "awkward"), "dialects", "awkward")
	byName := map[string][]string{}
	for _, named := range facts.Named {
		byName[named.Name] = append(byName[named.Name], named.TraceID)
	}
	for name, ids := range byName {
		slices.Sort(ids)
		for as, query := range map[string]trace.SearchQuery{
			"service":   {Filter: trace.Filter{Service: name}},
			"operation": {Filter: trace.Filter{Operation: name}},
			"tag key":   {Filter: trace.Filter{Conditions: []trace.Condition{{Key: name, Operator: trace.Equal, Values: []string{name}}}}},
			"tag value": {Filter: trace.Filter{Conditions: []trace.Condition{{Key: "awkward.name", Operator: trace.Equal, Values: []string{name}}}}},
		} {
			t.Run(fmt.Sprintf("%q as %s", name, as), func(t *testing.T) {
				query.Range, query.Limit = history, 100
				result, err := reader.Search(t.Context(), query)
				require.NoError(t, err)
				require.Equal(t, ids, idsOf(result.Traces), "%s", result.Statements)
				for _, summary := range result.Traces {
					require.Equal(t, 2, summary.Spans, "one span matches, the whole trace is told")
				}
			})
		}
	}
}

func idsOf(summaries []trace.Summary) []string {
	ids := make([]string, len(summaries))
	for i, summary := range summaries {
		ids[i] = summary.ID.String()
	}
	slices.Sort(ids)
	return ids
}

func TestOddTracesComeBackWhole(t *testing.T) {
	var facts samples.AwkwardFacts
	factsOf(t, "awkward", &facts)
	reader := readerOn(t, load(t, "awkward"), "dialects", "awkward")
	for _, odd := range facts.Odd {
		t.Run(odd.Dialect+" "+odd.Name, func(t *testing.T) {
			result := readTrace(t, reader, odd.TraceID, history)
			require.Len(t, result.Spans, odd.Spans, odd.About)
			require.Equal(t, odd.Errors, trace.Summarize(result.Spans).Errors, odd.About)
		})
	}
}

func readTrace(t testing.TB, reader *sls.Reader, id string, over trace.Range) trace.TraceResult {
	t.Helper()
	parsed, err := trace.ParseTraceID(id)
	require.NoError(t, err)
	result, err := reader.Trace(t.Context(), trace.TraceQuery{ID: parsed, Range: over})
	require.NoError(t, err)
	return result
}

func largeStore(t testing.TB, options emulator.Options, spans int) *emulatortest.Store {
	t.Helper()
	store := emulatortest.Start(t, options)
	sample, err := samples.Load("awkward")
	require.NoError(t, err)
	sample.Rows = samples.LargeTrace(samples.Base, spans)
	store.Load(t, sample)
	return store
}

func TestALargeTraceComesBackWhole(t *testing.T) {
	for _, c := range []struct {
		name    string
		options emulator.Options
		twice   bool
	}{
		{"pages in a stable order", emulator.Options{}, false},
		{"rows of one minute shuffled between pages", emulator.Options{ShuffleWithinMinute: true}, false},
		{"shuffled, and each record written twice", emulator.Options{ShuffleWithinMinute: true, Seed: 7}, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			store := largeStore(t, c.options, 1500)
			if c.twice {
				store.Put(t, "dialects", "awkward", samples.LargeTrace(samples.Base, 1500))
			}
			result := readTrace(t, readerOn(t, store, "dialects", "awkward"), samples.LargeTraceID, history)
			require.Len(t, result.Spans, 1500)
			for _, span := range result.Spans[1:] {
				require.NotZero(t, span.Parent, "every span but the root has its parent")
			}
			if !c.twice {
				require.Empty(t, result.Notices)
			}
		})
	}
}

func TestALargeTraceWithoutAListOfSpans(t *testing.T) {
	store := largeStore(t, emulator.Options{ShuffleWithinMinute: true}, 300)
	store.Fail(emulator.Fault{Kind: emulator.KindIndex, Times: -1, Status: http.StatusUnauthorized, Code: "Unauthorized", Message: "denied by the policy"})
	result := readTrace(t, readerOn(t, store, "dialects", "awkward"), samples.LargeTraceID, history)
	if len(result.Spans) < 300 {
		require.NotEmpty(t, result.Notices, "what paging missed must be told")
	}
}

func TestTraceByIDLooksFurther(t *testing.T) {
	var facts samples.Facts
	factsOf(t, "bookinfo", &facts)
	reader := readerOn(t, load(t, "bookinfo"), "bookinfo", "istio-tracing")
	began := time.UnixMicro(facts.Slow.Start)

	t.Run("inside the range: nothing to say", func(t *testing.T) {
		result := readTrace(t, reader, facts.Slow.ID, history)
		require.Len(t, result.Spans, facts.Slow.Spans)
		require.Empty(t, result.Notices)
	})
	t.Run("before the range: found, and told", func(t *testing.T) {
		result := readTrace(t, reader, facts.Slow.ID, trace.Range{From: began.Add(48 * time.Hour), To: began.Add(49 * time.Hour)})
		require.Len(t, result.Spans, facts.Slow.Spans)
		require.Len(t, result.Notices, 1)
		require.Contains(t, result.Notices[0].Text, "outside the chosen time range")
	})
	t.Run("nowhere: a sentence with the bounds", func(t *testing.T) {
		id, _ := trace.ParseTraceID("feedfeedfeedfeed")
		_, err := reader.Trace(t.Context(), trace.TraceQuery{ID: id, Range: history})
		var missing *trace.NotFoundError
		require.ErrorAs(t, err, &missing)
		require.Equal(t, history.To.Add(-7*24*time.Hour), missing.Range.From)
		require.Contains(t, err.Error(), "was not found between 2026-05-25")
	})
}

func TestNames(t *testing.T) {
	for name, logstore := range sampleStores {
		t.Run(name, func(t *testing.T) {
			var facts samples.Facts
			factsOf(t, name, &facts)
			reader := readerOn(t, load(t, name), name, logstore)
			services, err := reader.Services(t.Context(), trace.NamesQuery{Range: history, Limit: 100})
			require.NoError(t, err)
			require.Equal(t, sortedKeys(facts.Services), services.Values)
			require.False(t, services.More)
			for service, operations := range facts.Operations {
				names, err := reader.Operations(t.Context(), trace.NamesQuery{Range: history, Service: service, Limit: 100})
				require.NoError(t, err)
				require.Equal(t, sortedKeys(operations), names.Values)
			}
		})
	}
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for key := range m {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

func TestNamesAreBoundedAndToldSo(t *testing.T) {
	reader := readerOn(t, load(t, "bookinfo"), "bookinfo", "istio-tracing")
	names, err := reader.Services(t.Context(), trace.NamesQuery{Range: history, Limit: 2})
	require.NoError(t, err)
	require.Len(t, names.Values, 2)
	require.True(t, names.More)

	early := trace.Range{From: history.From.Add(-48 * time.Hour), To: history.From.Add(-47 * time.Hour)}
	names, err = reader.Services(t.Context(), trace.NamesQuery{Range: early, Limit: 10})
	require.NoError(t, err)
	require.Empty(t, names.Values, "only services of the range are listed")
}

func TestTagKeysAndValues(t *testing.T) {
	for _, c := range []struct{ name, key, value string }{
		{"bookinfo", "http.status_code", "200"},
		{"emojivoto", "http.status_code", "200"},
		{"emojivoto", "k8s.namespace.name", "emojivoto"},
	} {
		t.Run(c.name+" "+c.key, func(t *testing.T) {
			reader := readerOn(t, load(t, c.name), c.name, sampleStores[c.name])
			keys, err := reader.TagKeys(t.Context(), trace.NamesQuery{Range: history, Limit: 1000})
			require.NoError(t, err)
			require.Contains(t, keys.Values, c.key)
			values, err := reader.TagValues(t.Context(), trace.NamesQuery{Range: history, Tag: c.key, Limit: 1000})
			require.NoError(t, err)
			require.Contains(t, values.Values, c.value)
			values, err = reader.TagValues(t.Context(), trace.NamesQuery{Range: history, Tag: c.key, Prefix: "no such", Limit: 1000})
			require.NoError(t, err)
			require.Empty(t, values.Values)
		})
	}
}

func TestTagKeysTellWhoseTheyAreAndWhetherTheyAreIndexed(t *testing.T) {
	of := func(reader *sls.Reader, limit int) map[string]trace.TagFacts {
		keys, err := reader.TagKeys(t.Context(), trace.NamesQuery{Range: history, Limit: limit})
		require.NoError(t, err)
		require.Equal(t, keys.Values, sortedKeys(keys.About), "each key has its facts, and nothing else has")
		return keys.About
	}
	span, resource := trace.TagFacts{Span: trace.Indexed}, trace.TagFacts{Resource: trace.Indexed}
	legacy := of(readerOn(t, load(t, "bookinfo"), "bookinfo", "istio-tracing"), 1000)
	require.Equal(t, span, legacy["http.method"])
	require.Equal(t, resource, legacy["ip"])
	listed := of(readerOn(t, load(t, "emojivoto"), "emojivoto", "emojivoto-traces"), 1000)
	require.Equal(t, span, listed["http.status_code"])
	require.Equal(t, resource, listed["k8s.namespace.name"])
	require.Len(t, of(readerOn(t, load(t, "emojivoto"), "emojivoto", "emojivoto-traces"), 2), 2)

	// Keys that only records tell of, of the span's tags, the resource's and both.
	store := storeWithIndex(t, func(keys map[string]any) {
		keys["attribute"].(map[string]any)["json_keys"] = map[string]any{"shared": map[string]any{"type": "text", "doc_value": true}}
		keys["resource"].(map[string]any)["json_keys"] = map[string]any{}
	})
	store.Put(t, "dialects", "awkward", []samples.Row{row(samples.Base, "1", "", [2]string{"attribute", `{"shared":"a","mine":"b","both":"c"}`},
		[2]string{"resource", `{"shared":"a","theirs":"d","both":"c","service.name":"far"}`})})
	sampled := of(readerOn(t, store, "dialects", "awkward"), 1000)
	require.Equal(t, trace.TagFacts{Span: trace.Indexed, Resource: trace.NotIndexed}, sampled["shared"])
	require.Equal(t, trace.TagFacts{Span: trace.NotIndexed}, sampled["mine"])
	require.Equal(t, trace.TagFacts{Resource: trace.NotIndexed}, sampled["theirs"])
	require.Equal(t, trace.TagFacts{Span: trace.NotIndexed, Resource: trace.NotIndexed}, sampled["both"])
	require.Equal(t, trace.Indexed, sampled["service.name"].Resource, "services have a field of their own")
}

func TestAFilterThatTheIndexLacksSaysSo(t *testing.T) {
	reader := readerOn(t, load(t, "bookinfo"), "bookinfo", "istio-tracing")
	result, err := reader.Search(t.Context(), trace.SearchQuery{Range: history, Limit: 20, Filter: trace.Filter{Conditions: []trace.Condition{{Key: "user.id", Operator: trace.Equal, Values: []string{"7"}}}}})
	require.NoError(t, err)
	require.Empty(t, result.Traces)
	require.Len(t, result.Notices, 1)
	require.Contains(t, result.Notices[0].Text, "tag user.id (field tags.user.id)")
}

func TestIncompleteAnswersAreRepeatedThenMarked(t *testing.T) {
	for _, c := range []struct {
		name   string
		times  int
		marked bool
	}{{"twice", 2, false}, {"always", -1, true}} {
		t.Run(c.name, func(t *testing.T) {
			store := load(t, "bookinfo")
			store.Fail(emulator.Fault{Kind: emulator.KindSQL, Times: c.times, Incomplete: true})
			result, err := readerOn(t, store, "bookinfo", "istio-tracing").Search(t.Context(), trace.SearchQuery{Range: history, Limit: 10})
			require.NoError(t, err)
			require.NotEmpty(t, result.Traces)
			marked := slices.ContainsFunc(result.Notices, func(n trace.Notice) bool { return n.Severity == trace.Warning })
			require.Equal(t, c.marked, marked)
		})
	}
}

func TestCancellingEndsTheCalls(t *testing.T) {
	store := load(t, "bookinfo")
	reader := readerOn(t, store, "bookinfo", "istio-tracing")
	store.Fail(emulator.Fault{Kind: emulator.KindSQL, Times: -1, Hang: true})
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() {
		_, err := reader.Search(ctx, trace.SearchQuery{Range: history, Limit: 10})
		done <- err
	}()
	require.Eventually(t, func() bool {
		return slices.ContainsFunc(store.Requests(), func(r emulator.Request) bool { return r.Kind == emulator.KindSQL })
	}, 5*time.Second, 5*time.Millisecond)
	cancel()
	require.ErrorIs(t, <-done, context.Canceled)
	require.Eventually(t, func() bool {
		return slices.ContainsFunc(store.Requests(), func(r emulator.Request) bool { return r.Kind == emulator.KindSQL && r.Cancelled })
	}, 5*time.Second, 5*time.Millisecond, "the service sees its client go")
}

func TestTheQueueKeepsTheLimits(t *testing.T) {
	store := largeStore(t, emulator.Options{SearchConcurrency: 3, SQLConcurrency: 2, Latency: 5 * time.Millisecond}, 1500)
	reader := readerOn(t, store, "dialects", "awkward", func(c *sls.ReaderConfig) { c.MaxSearches, c.MaxSQL = 3, 2 })
	result := readTrace(t, reader, samples.LargeTraceID, history)
	require.Len(t, result.Spans, 1500)
	for _, request := range store.Requests() {
		require.Equal(t, http.StatusOK, request.Status, "the service never has to refuse: %+v", request)
	}
}
