package plugin

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/stretchr/testify/require"

	"logservice-jaeger-datasource/pkg/trace"
)

func shopGraph() trace.Graph {
	calls := func(count, errors int64, latency time.Duration) trace.Calls {
		return trace.Calls{Count: count, Errors: &errors, Latency: &latency}
	}
	return trace.Graph{
		Nodes: []trace.ServiceNode{
			{Service: "cart", Calls: calls(1800, 18, 2*time.Millisecond)},
			{Service: "frontend", Calls: calls(3600, 0, 30*time.Millisecond), Entries: 3600},
		},
		Edges: []trace.ServiceEdge{{Caller: "frontend", Callee: "cart", Calls: calls(1800, 18, 2*time.Millisecond)}},
	}
}

// askedForAGraph runs one query against a reader that has an answer to it.
func askedForAGraph(t *testing.T, query string, result trace.GraphResult, err error) (trace.GraphQuery, backend.DataResponse) {
	t.Helper()
	var asked trace.GraphQuery
	d := newTestDatasource(&fake{graph: func(_ context.Context, query trace.GraphQuery) (trace.GraphResult, error) {
		asked = query
		return result, err
	}})
	return asked, ask(t.Context(), t, d, map[string]string{"A": query})["A"]
}

func TestServiceGraph(t *testing.T) {
	asked, response := askedForAGraph(t, `{"queryType":"serviceGraph","service":"cart","hops":2,"quantile":0.9}`, trace.GraphResult{Graph: shopGraph(), Account: account}, nil)
	require.NoError(t, response.Error)
	require.Equal(t, trace.GraphQuery{Range: trace.Range{From: hour.From, To: hour.To}, Service: "cart", Hops: 2, Quantile: 0.9}, asked)
	checkGolden(t, "query_service_graph", &response)

	asked, response = askedForAGraph(t, `{"queryType":"serviceGraph"}`, trace.GraphResult{}, nil)
	require.NoError(t, response.Error)
	require.Equal(t, trace.GraphQuery{Range: trace.Range{From: hour.From, To: hour.To}}, asked)
	require.Len(t, response.Frames, 2, "an empty graph is a graph")
	require.Empty(t, response.Frames[0].Meta.Notices)
}

func TestServiceGraphTellsWhatItLacks(t *testing.T) {
	_, response := askedForAGraph(t, `{"queryType":"serviceGraph","service":"chart"}`, trace.GraphResult{}, nil)
	require.NoError(t, response.Error)
	require.Contains(t, response.Frames[0].Meta.Notices[0].Text, `No request to or from service "chart" was found`)

	_, response = askedForAGraph(t, `{"queryType":"serviceGraph","service":"{chart,web}"}`, trace.GraphResult{}, nil)
	require.NoError(t, response.Error)
	require.Equal(t, "A service graph goes around one service, but the variable of this query has several values (chart, web): choose one of them, or All for the graph of all services.",
		response.Frames[0].Meta.Notices[0].Text)

	large := trace.Graph{}
	for i := range 300 {
		large.Nodes = append(large.Nodes, trace.ServiceNode{Service: fmt.Sprintf("s%03d", i)})
	}
	_, response = askedForAGraph(t, `{"queryType":"serviceGraph"}`, trace.GraphResult{Graph: large, Account: account}, nil)
	require.Contains(t, response.Frames[0].Meta.Notices[0].Text, "Looked further back. This graph has 300 services")
}

func TestServiceGraphKeepsWhatWasAskedWhenItFails(t *testing.T) {
	_, response := askedForAGraph(t, `{"queryType":"serviceGraph","service":"cart"}`, trace.GraphResult{Account: trace.Account{Statements: []string{"* | select 1"}}}, errors.New("the shelf fell down"))
	require.EqualError(t, response.Error, "the shelf fell down")
	require.Equal(t, "* | select 1", response.Frames[0].Meta.ExecutedQueryString)
	require.Empty(t, response.Frames[0].Meta.Notices)

	_, response = askedForAGraph(t, `{"queryType":"serviceGraph","quantile":1}`, trace.GraphResult{}, nil)
	require.ErrorContains(t, response.Error, "quantile: 1 is not between 0 and 1")
	require.Equal(t, backend.StatusBadRequest, response.Status)
}

func TestServiceGraphIsNoNumber(t *testing.T) {
	d := newTestDatasource(&fake{})
	response, err := d.QueryData(t.Context(), &backend.QueryDataRequest{
		Headers: map[string]string{"FromAlert": "true"},
		Queries: []backend.DataQuery{{RefID: "A", TimeRange: hour, JSON: []byte(`{"queryType":"serviceGraph"}`)}},
	})
	require.NoError(t, err)
	require.ErrorContains(t, response.Responses["A"].Error, "choose the query type metrics")
}
