package jaeger

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"logservice-jaeger-datasource/pkg/trace"
)

// shopTrace is a request that goes from the gateway to the shop, which asks the store
// and sends a message to the mailer.
func shopTrace(number int, failed bool) []trace.Span {
	id := trace.TraceID{Low: uint64(number + 1)}
	span := func(i int, parent trace.SpanID, service string, kind trace.Kind, lasts time.Duration) trace.Span {
		return trace.Span{TraceID: id, ID: trace.SpanID(number*10 + i), Parent: parent, Service: service, Operation: "op", Kind: kind, Status: trace.StatusUnset,
			Start: noon.Add(time.Duration(number)*time.Second + time.Duration(i)*time.Millisecond), Duration: lasts}
	}
	at := func(i int) trace.SpanID { return trace.SpanID(number*10 + i) }
	spans := []trace.Span{
		span(1, 0, "gateway", trace.KindServer, 100*time.Millisecond), span(2, at(1), "shop", trace.KindServer, 80*time.Millisecond),
		span(3, at(2), "shop", trace.KindInternal, 70*time.Millisecond), span(4, at(3), "store", trace.KindServer, time.Duration(number+1)*time.Millisecond),
		span(5, at(2), "mailer", trace.KindConsumer, 5*time.Millisecond),
	}
	if failed {
		spans[3].Status = trace.StatusError
	}
	return spans
}

func shopTraces(many int) [][]trace.Span {
	var traces [][]trace.Span
	for i := range many {
		traces = append(traces, shopTrace(i, i%4 == 0))
	}
	return traces
}

var graphHour = trace.GraphQuery{Range: trace.Range{From: noon, To: noon.Add(time.Hour)}}

// TestGraphOfAllTraces needs nothing but the traces.
func TestGraphOfAllTraces(t *testing.T) {
	traces := shopTraces(20)
	stand := &spmStand{}
	taken := newLedger()
	graph, err := meterOn(t, stand, heldTraces{traces: traces}).graph(t.Context(), taken, graphHour)
	require.NoError(t, err)
	require.Equal(t, trace.GraphOf(traces, 0), graph)
	require.Empty(t, stand.requests())
	require.Empty(t, noticeTexts(taken))
}

// TestGraphCountsSpansOfTheRange has traces that reach beyond it.
func TestGraphCountsSpansOfTheRange(t *testing.T) {
	between := trace.Range{From: noon.Add(2 * time.Millisecond), To: noon.Add(10 * time.Second)}
	graph, err := meterOn(t, &spmStand{}, heldTraces{traces: shopTraces(20)}).graph(t.Context(), newLedger(), trace.GraphQuery{Range: between})
	require.NoError(t, err)
	calls := map[string]int64{}
	for _, edge := range graph.Edges {
		calls[edge.Caller+" "+edge.Callee] = edge.Count
	}
	require.Equal(t, map[string]int64{"gateway shop": 10, "shop store": 10, "shop mailer": 10}, calls)
	require.Equal(t, int64(9), graph.Nodes[0].Entries, "one request began before the range")
}

func dependenciesOf(counts map[string]int64) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Get("endTs") != fmt.Sprint(noon.Add(time.Hour).UnixMilli()) || r.URL.Query().Get("lookback") != "3600000" {
			http.Error(w, "another time was meant", http.StatusBadRequest)
			return
		}
		data := []map[string]any{}
		for way, count := range counts {
			caller, callee, _ := strings.Cut(way, " ")
			data = append(data, map[string]any{"parent": caller, "child": callee, "callCount": count})
		}
		body, _ := json.Marshal(map[string]any{"data": data, "total": 0, "errors": nil})
		saysJSON(http.StatusOK, string(body))(w, r)
	}
}

// consistent checks what holds for every graph.
func consistent(t *testing.T, graph trace.Graph) {
	t.Helper()
	names, into := map[string]bool{}, map[string]int64{}
	for _, edge := range graph.Edges {
		into[edge.Callee] += edge.Count
		require.Positive(t, edge.Count)
		if edge.Errors != nil {
			require.LessOrEqual(t, *edge.Errors, edge.Count)
		}
	}
	for _, node := range graph.Nodes {
		require.False(t, names[node.Service], "%s comes twice", node.Service)
		names[node.Service] = true
		require.Equal(t, into[node.Service]+node.Entries, node.Count, node.Service)
		if node.Errors != nil {
			require.LessOrEqual(t, *node.Errors, node.Count)
		}
	}
	for _, edge := range graph.Edges {
		require.True(t, names[edge.Caller] && names[edge.Callee])
		require.NotEqual(t, edge.Caller, edge.Callee)
	}
	again := trace.Graph{Nodes: slices.Clone(graph.Nodes), Edges: slices.Clone(graph.Edges)}
	again.Sort()
	require.Equal(t, again, graph, "it is sorted")
}

func describe(graph trace.Graph) []string {
	var lines []string
	told := func(calls trace.Calls) string {
		text := fmt.Sprint(calls.Count)
		if calls.Errors != nil {
			text += fmt.Sprintf(" failed %d", *calls.Errors)
		}
		if calls.Latency != nil {
			text += " " + calls.Latency.String()
		}
		return text
	}
	for _, node := range graph.Nodes {
		lines = append(lines, fmt.Sprintf("%s: %s, %d from outside", node.Service, told(node.Calls), node.Entries))
	}
	for _, edge := range graph.Edges {
		arrow := " to "
		if edge.Messaging {
			arrow = " by message to "
		}
		lines = append(lines, edge.Caller+arrow+edge.Callee+": "+told(edge.Calls))
	}
	return lines
}

// TestGraphOfDependencies has more traces than a sample holds.
func TestGraphOfDependencies(t *testing.T) {
	counts := map[string]int64{"gateway shop": 1000, "shop store": 1000, "shop mailer": 990, "shop shop": 5000, "cron store": 7}
	stand := &spmStand{answer: saysJSON(http.StatusNotImplemented, disabled), dependencies: dependenciesOf(counts)}
	taken := newLedger()
	graph, err := meterOn(t, stand, heldTraces{traces: shopTraces(100), most: 20}).graph(t.Context(), taken, graphHour)
	require.NoError(t, err)
	consistent(t, graph)
	require.Equal(t, []string{
		"cron: 0, 0 from outside",
		"gateway: 997 failed 0 100ms, 997 from outside",
		"mailer: 990 failed 0 5ms, 0 from outside",
		"shop: 1000 failed 0 80ms, 0 from outside",
		"store: 1007 failed 252 90.5ms, 0 from outside",
		"cron to store: 7",
		"gateway to shop: 1000 failed 0 80ms",
		"shop by message to mailer: 990 failed 0 5ms",
		"shop to store: 1000 failed 250 90.5ms",
	}, describe(graph))
	require.Equal(t, []string{
		"Numbers of calls between services are those that Jaeger keeps. Many stores make them once a day, so they may be of another time than the range.",
		"Errors, latencies, messages and requests from outside are estimated from a sample of 20 traces, and there are more; where there are span metrics, errors and latencies of services are theirs.",
	}, noticeTexts(taken))
}

// TestGraphOfDependenciesThatLackSomething keeps what only the sample has.
func TestGraphOfDependenciesThatLackSomething(t *testing.T) {
	stand := &spmStand{answer: uiPage, dependencies: dependenciesOf(map[string]int64{"gateway shop": 200})}
	taken := newLedger()
	graph, err := meterOn(t, stand, heldTraces{traces: shopTraces(100), most: 20}).graph(t.Context(), taken, graphHour)
	require.NoError(t, err)
	consistent(t, graph)
	require.Contains(t, describe(graph), "shop to store: 200 failed 50 90.5ms")
	require.Contains(t, noticeTexts(taken), "What Jaeger keeps lacks 2 of the connections that are shown: these are estimated from a sample of traces.")
}

// TestGraphWithSpanMetrics takes services' errors and latencies from these.
func TestGraphWithSpanMetrics(t *testing.T) {
	traces := shopTraces(100)
	stand := &spmStand{spans: slices.Concat(traces...), dependencies: dependenciesOf(map[string]int64{"gateway shop": 100, "shop store": 100, "shop mailer": 100})}
	query := graphHour
	query.Quantile = 0.9
	graph, err := meterOn(t, stand, heldTraces{traces: traces, most: 21}).graph(t.Context(), newLedger(), query)
	require.NoError(t, err)
	consistent(t, graph)
	require.Contains(t, describe(graph), "store: 100 failed 25 91ms, 0 from outside", "of all 100 calls, not of 21")
	require.Contains(t, describe(graph), "shop to store: 100 failed 24 98ms", "of the sample")

	stand.change(func(s *spmStand) {
		s.answer = saysJSON(http.StatusInternalServerError, `{"data":null,"errors":[{"code":500,"msg":"connection refused"}]}`)
	})
	taken := newLedger()
	_, err = meterOn(t, stand, heldTraces{traces: traces, most: 21}).graph(t.Context(), taken, query)
	require.NoError(t, err)
	require.Contains(t, strings.Join(noticeTexts(taken), "\n"), "Jaeger's span metrics could not be read, so errors and latencies of services are not theirs: Jaeger refused the request: connection refused")
}

// TestGraphOfASample has no dependencies, for various reasons.
func TestGraphOfASample(t *testing.T) {
	traces := shopTraces(100)
	for about, c := range map[string]struct {
		answer http.HandlerFunc
		why    string
	}{
		"none":        {saysJSON(http.StatusOK, `{"data":[],"total":0,"limit":0,"offset":0,"errors":null}`), "Jaeger keeps none for this time range: many stores make them once a day, and some never do"},
		"null":        {saysJSON(http.StatusOK, `{"data":null,"total":0,"limit":0,"offset":0,"errors":null}`), "Jaeger keeps none for this time range: many stores make them once a day, and some never do"},
		"a page":      {uiPage, "this query service doesn't tell the dependencies of services"},
		"no path":     {nil, "this query service doesn't tell the dependencies of services"},
		"not able to": {saysJSON(http.StatusInternalServerError, `{"data":null,"errors":[{"code":500,"msg":"rpc error: code = Unimplemented."}]}`), "Jaeger could not tell the dependencies of services: rpc error: code = Unimplemented"},
	} {
		t.Run(about, func(t *testing.T) {
			taken := newLedger()
			graph, err := meterOn(t, &spmStand{dependencies: c.answer}, heldTraces{traces: traces, most: 20}).graph(t.Context(), taken, graphHour)
			require.NoError(t, err)
			require.Equal(t, trace.GraphOf(traces[80:], 0), graph)
			require.Equal(t, []string{"This graph is of a sample of 20 traces, and there are more: its numbers of calls are of these alone, because " + c.why + "."}, noticeTexts(taken))
		})
	}
}

func TestGraphWithoutTraces(t *testing.T) {
	unread := errors.New("the traces fell down")
	stand := &spmStand{answer: uiPage, dependencies: dependenciesOf(map[string]int64{"a b": 3})}
	taken := newLedger()
	graph, err := meterOn(t, stand, heldTraces{failure: unread}).graph(t.Context(), taken, graphHour)
	require.NoError(t, err)
	require.Equal(t, []string{"a: 0, 0 from outside", "b: 3, 0 from outside", "a to b: 3"}, describe(graph))
	require.Contains(t, noticeTexts(taken), "Latencies, errors between services and requests from outside are missing, because no traces could be read: the traces fell down.")
	_, err = meterOn(t, &spmStand{}, heldTraces{failure: unread}).graph(t.Context(), newLedger(), graphHour)
	require.ErrorIs(t, err, unread, "then there is nothing at all")
	stand.change(func(s *spmStand) { s.dependencies = saysJSON(http.StatusForbidden, "no") })
	_, err = meterOn(t, stand, heldTraces{traces: shopTraces(3), most: 1}).graph(t.Context(), newLedger(), graphHour)
	var refused *Error
	require.ErrorAs(t, err, &refused)
	require.True(t, refused.Denied())
}

func TestGraphAround(t *testing.T) {
	traces := shopTraces(20)
	query := graphHour
	query.Service, query.Hops = "store", 1
	taken := newLedger()
	m := meterOn(t, &spmStand{}, heldTraces{traces: traces})
	graph, err := m.graph(t.Context(), taken, query)
	require.NoError(t, err)
	require.Equal(t, trace.GraphOf(traces, 0).Around("store", 1), graph)
	require.Len(t, graph.Nodes, 2)
	require.Empty(t, noticeTexts(taken))
	query.Service = "nobody"
	graph, err = m.graph(t.Context(), taken, query)
	require.NoError(t, err)
	require.Empty(t, graph.Nodes)
	require.Equal(t, []string{`No span of a service "nobody" was found in this time range.`}, noticeTexts(taken))
	_, err = meterOn(t, &spmStand{}, heldTraces{}).graph(t.Context(), taken, graphHour)
	require.NoError(t, err)
	require.Contains(t, noticeTexts(taken), "No spans were found in this time range.")
}

// TestMixedGraphs mixes random samples with random counts.
func TestMixedGraphs(t *testing.T) {
	for seed := range uint64(30) {
		sample := trace.GraphOf(someTraces(seed, 15), 0.5)
		counts := map[link]int64{}
		for i, edge := range sample.Edges {
			if i%3 > 0 {
				counts[link{edge.Caller, edge.Callee}] += 1 + int64(math.Pow(float64(i+1), float64(seed%4)))
			}
		}
		counts[link{"cron", "web"}] = int64(seed) + 1
		graph, _ := mixed(counts, sample)
		consistent(t, graph)
		sums := map[link]int64{}
		for _, edge := range graph.Edges {
			sums[link{edge.Caller, edge.Callee}] += edge.Count
		}
		for way, count := range counts {
			require.Equal(t, count, sums[way], "what Jaeger counts is kept")
		}
	}
}

// TestRecordedAnswers reads what a real Jaeger answered.
func TestRecordedAnswers(t *testing.T) {
	recorded := func(name string) string {
		body, err := os.ReadFile("testdata/v1/" + name)
		require.NoError(t, err)
		return string(body)
	}
	stand := &spmStand{answer: saysJSON(http.StatusNotImplemented, recorded("metrics_calls.json")), dependencies: saysJSON(http.StatusOK, recorded("dependencies.json"))}
	m := meterOn(t, stand, heldTraces{traces: shopTraces(5), most: 1})
	_, err := m.metrics(t.Context(), newLedger(), anHour(trace.MeasureRate))
	require.ErrorContains(t, err, "span metrics, which tell of all spans, are not configured")
	counts, err := dependencies(t.Context(), m.client, newLedger(), graphHour.Range)
	require.NoError(t, err)
	require.Contains(t, counts, link{"productpage.default", "reviews.default"})
	for way := range counts {
		require.NotEqual(t, way.caller, way.callee)
	}
	graph, err := m.graph(t.Context(), newLedger(), graphHour)
	require.NoError(t, err)
	consistent(t, graph)
	stand.change(func(s *spmStand) { s.dependencies = saysJSON(http.StatusOK, recorded("dependencies_nothing.json")) })
	counts, err = dependencies(t.Context(), m.client, newLedger(), graphHour.Range)
	require.NoError(t, err)
	require.Empty(t, counts)
}
