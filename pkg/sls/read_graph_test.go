package sls_test

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"logservice-jaeger-datasource/pkg/sls"
	"logservice-jaeger-datasource/pkg/trace"
	"logservice-jaeger-datasource/tests/emulator"
	"logservice-jaeger-datasource/tests/samples"
)

// graphAgrees holds a graph against one made of whole traces.
func graphAgrees(t *testing.T, reader *sls.Reader, query trace.GraphQuery, traces [][]trace.Span) trace.GraphResult {
	t.Helper()
	result, err := reader.ServiceGraph(t.Context(), query)
	require.NoError(t, err)
	want := trace.GraphWithin(traces, query.Range, query.Quantile)
	require.NotEmpty(t, want.Nodes)
	require.Equal(t, want, result.Graph, "%v", result.Statements)
	return result
}

func TestGraphAgreesWithTheTraces(t *testing.T) {
	for sample, logstore := range sampleStores {
		t.Run(sample, func(t *testing.T) {
			reader := readerOn(t, load(t, sample), sample, logstore)
			traces := slices.Collect(maps.Values(allTraces(t, reader)))
			for _, quantile := range []float64{0, 0.5, 0.95} {
				result := graphAgrees(t, reader, trace.GraphQuery{Range: history, Quantile: quantile}, traces)
				require.NotEmpty(t, result.Edges)
				require.Len(t, result.Statements, 1)
				require.Empty(t, result.Notices)
			}
		})
	}
}

// TestGraphHasTheCallsOfTheSamples compares with the samples' facts, which their
// generator worked out: those of the READMEs.
func TestGraphHasTheCallsOfTheSamples(t *testing.T) {
	for name, logstore := range sampleStores {
		for way, deps := range map[string]string{"spans": "", "deps": name + "-traces-deps"} {
			t.Run(name+"/"+way, func(t *testing.T) {
				var facts samples.Facts
				factsOf(t, name, &facts)
				reader := readerOn(t, loadWithDeps(t, name), name, logstore, func(c *sls.ReaderConfig) { c.DepsLogstore = deps })
				result, err := reader.ServiceGraph(t.Context(), trace.GraphQuery{Range: history})
				require.NoError(t, err)
				require.Equal(t, deps != "", noticed(result.Notices, "counted in logstore"))
				var edges []samples.Edge
				for _, edge := range result.Edges {
					require.False(t, edge.Messaging)
					edges = append(edges, samples.Edge{Parent: edge.Caller, Child: edge.Callee, Count: int(edge.Count), Failed: int(*edge.Errors)})
				}
				require.Equal(t, facts.Edges, edges)
				entries := int64(0)
				for _, node := range result.Nodes {
					require.NotEqual(t, "None", node.Service)
					entries += node.Entries
				}
				require.EqualValues(t, facts.Traces, entries)
			})
		}
	}
}

// TestGraphOfEachDialect has the same calls whoever wrote the spans, and six times as
// many where all six lie in one logstore.
func TestGraphOfEachDialect(t *testing.T) {
	store := load(t, "dialects")
	var facts samples.DialectFacts
	factsOf(t, "dialects", &facts)
	calls := func(graph trace.Graph) map[[2]string]int64 {
		counts := map[[2]string]int64{}
		for _, edge := range graph.Edges {
			counts[[2]string{edge.Caller, edge.Callee}] += edge.Count
		}
		for _, node := range graph.Nodes {
			counts[[2]string{"", node.Service}] += node.Entries
		}
		return counts
	}
	var first, together map[[2]string]int64
	for _, dialect := range facts.Dialects {
		reader := readerOn(t, store, "dialects", dialect.Logstore)
		var traces [][]trace.Span
		for _, fact := range facts.Traces {
			traces = append(traces, readTrace(t, reader, fact.ID, history).Spans)
		}
		graph := graphAgrees(t, reader, trace.GraphQuery{Range: history, Quantile: 0.5}, traces).Graph
		require.NotEmpty(t, graph.Edges, dialect.Name)
		if first == nil {
			first = calls(graph)
			together = maps.Clone(first)
			continue
		}
		require.Equal(t, first, calls(graph), dialect.Name)
		for pair, count := range calls(graph) {
			together[pair] += count
		}
	}
	result, err := readerOn(t, store, "dialects", "dialects").ServiceGraph(t.Context(), trace.GraphQuery{Range: history})
	require.NoError(t, err)
	require.Equal(t, together, calls(result.Graph))
}

// TestGraphOfManySpans is estimated from a share of the traces, whole ones, and says so.
func TestGraphOfManySpans(t *testing.T) {
	store := load(t, "emojivoto")
	traces := allTraces(t, readerOn(t, store, "emojivoto", "emojivoto-traces"))
	for most, one := range map[int]int{600: 1, 599: 2, 100: 8, 20: 32, 3: 256} {
		reader := readerOn(t, store, "emojivoto", "emojivoto-traces", func(c *sls.ReaderConfig) { c.GraphSpans = most })
		var chosen [][]trace.Span
		for id, spans := range traces {
			ending, err := strconv.ParseInt(id[30:], 16, 64)
			require.NoError(t, err)
			if ending%int64(one) == 0 {
				chosen = append(chosen, spans)
			}
		}
		want := trace.GraphWithin(chosen, history, 0)
		scaled := func(calls *trace.Calls) {
			calls.Count *= int64(one)
			*calls.Errors *= int64(one)
		}
		for i := range want.Nodes {
			scaled(&want.Nodes[i].Calls)
			want.Nodes[i].Entries *= int64(one)
		}
		for i := range want.Edges {
			scaled(&want.Edges[i].Calls)
		}
		result, err := reader.ServiceGraph(t.Context(), trace.GraphQuery{Range: history})
		require.NoError(t, err)
		require.Equal(t, want, result.Graph, "one in %d", one)
		require.Equal(t, one > 1, noticed(result.Notices, fmt.Sprintf("estimated from one trace in %d.", one)), "%v", result.Notices)
	}
}

func TestGraphAroundAService(t *testing.T) {
	reader := readerOn(t, load(t, "emojivoto"), "emojivoto", "emojivoto-traces")
	for _, c := range []struct {
		query  trace.GraphQuery
		nodes  []string
		notice string
	}{
		{trace.GraphQuery{Range: history, Service: "voting", Hops: 1}, []string{"linkerd-proxy", "voting"}, ""},
		{trace.GraphQuery{Range: history, Service: "voting", Hops: 2}, []string{"emoji", "linkerd-proxy", "vote-bot", "voting", "web"}, ""},
		{trace.GraphQuery{Range: history, Service: "votings", Hops: 3}, nil, `Service "votings" neither was called`},
		{trace.GraphQuery{Range: trace.Range{From: history.From, To: history.From.Add(time.Minute)}}, nil, "No calls and no requests began"},
		{trace.GraphQuery{Range: trace.Range{From: history.From.Add(-72 * time.Hour), To: history.From.Add(-71 * time.Hour)}, Service: "web", Hops: 1}, nil, "No calls and no requests began"},
	} {
		result, err := reader.ServiceGraph(t.Context(), c.query)
		require.NoError(t, err)
		var nodes []string
		for _, node := range result.Nodes {
			nodes = append(nodes, node.Service)
		}
		require.Equal(t, c.nodes, nodes)
		if c.notice == "" {
			require.Empty(t, result.Notices)
			continue
		}
		require.Len(t, result.Notices, 1)
		require.Contains(t, result.Notices[0].Text, c.notice)
	}
}

func TestGraphNeedsAnIndexOfParents(t *testing.T) {
	reader := readerOn(t, bookinfoWithout(t, "parentSpanID", "process.serviceName"), "bookinfo", "istio-tracing")
	var setup *trace.SetupError
	_, err := reader.ServiceGraph(t.Context(), trace.GraphQuery{Range: history})
	require.ErrorAs(t, err, &setup)
	require.Contains(t, setup.Text, "no field for parentSpanID, service,")
}

// TestGraphTellsOfErrorsItCannotSee has errors that the index hides, and errors behind
// the end of what SQL sees.
func TestGraphTellsOfErrorsItCannotSee(t *testing.T) {
	query := trace.GraphQuery{Range: history}
	result, err := readerOn(t, bookinfoWithout(t, "tags.error"), "bookinfo", "istio-tracing").ServiceGraph(t.Context(), query)
	require.NoError(t, err)
	require.True(t, noticed(result.Notices, "The index has no field tags.error"), "%v", result.Notices)

	// Beside these, the sample has a root whose attributes are broken off.
	began := samples.Base.Add(-time.Minute)
	spans := []trace.Span{
		{TraceID: trace.TraceID{Low: 7}, ID: 1, Service: "caller", Start: began, Duration: time.Second},
		{TraceID: trace.TraceID{Low: 7}, ID: 2, Parent: 1, Service: "callee", Start: began, Tags: []trace.Tag{{Key: "a", Value: strings.Repeat("x", 3000)}, {Key: "error", Value: "true"}}},
	}
	store := textStore(t)
	rows := records(t, spans)
	for i := range rows {
		rows[i].Logstore = "awkward"
	}
	store.Put(t, "dialects", "awkward", rows)
	result, err = readerOn(t, store, "dialects", "awkward").ServiceGraph(t.Context(), query)
	require.NoError(t, err)
	require.True(t, noticed(result.Notices, "The attributes of 2 spans"), "%v", result.Notices)
}

// TestIncompleteGraphsAreMarked has the service answer in part, whenever it is asked.
func TestIncompleteGraphsAreMarked(t *testing.T) {
	for _, kind := range []string{emulator.KindHistogram, emulator.KindSQL} {
		store := load(t, "bookinfo")
		store.Fail(emulator.Fault{Kind: kind, Times: -1, Incomplete: true})
		result, err := readerOn(t, store, "bookinfo", "istio-tracing").ServiceGraph(t.Context(), trace.GraphQuery{Range: history})
		require.NoError(t, err)
		require.True(t, noticed(result.Notices, "answered only in part"), "%v", result.Notices)
	}
}
