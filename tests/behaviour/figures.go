package behaviour

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"logservice-jaeger-datasource/pkg/trace"
)

// traces reads the whole sample.
func traces(ctx context.Context, t *testing.T, s Subject) [][]trace.Span {
	t.Helper()
	var read [][]trace.Span
	for _, facts := range s.Facts.List {
		result, err := s.Reader.Trace(ctx, trace.TraceQuery{ID: idOf(t, facts), Range: s.Range})
		require.NoError(t, err)
		read = append(read, result.Spans)
	}
	return read
}

func graph(ctx context.Context, t *testing.T, s Subject) {
	result, err := s.Reader.ServiceGraph(ctx, trace.GraphQuery{Range: s.Range})
	require.NoError(t, err)
	told(t, result.Account)
	wanted := trace.GraphOf(traces(ctx, t, s), 0)
	require.Len(t, result.Edges, len(s.Facts.Edges))
	for i, edge := range s.Facts.Edges { // both are sorted
		require.Equal(t, edge.Parent, result.Edges[i].Caller)
		require.Equal(t, edge.Child, result.Edges[i].Callee)
		require.EqualValues(t, edge.Count, result.Edges[i].Count)
		require.EqualValues(t, edge.Failed, *result.Edges[i].Errors)
	}
	sameGraph(t, wanted, result.Graph)
}

func graphAround(ctx context.Context, t *testing.T, s Subject) {
	first := s.Facts.Edges[0]
	result, err := s.Reader.ServiceGraph(ctx, trace.GraphQuery{Range: s.Range, Service: first.Parent, Hops: 1})
	require.NoError(t, err)
	sameGraph(t, trace.GraphOf(traces(ctx, t, s), 0).Around(first.Parent, 1), result.Graph)
	result, err = s.Reader.ServiceGraph(ctx, trace.GraphQuery{Range: s.Range, Service: "no-such-service", Hops: 1})
	require.NoError(t, err)
	require.Empty(t, result.Nodes)
	require.NotEmpty(t, result.Notices, "an empty graph has a reason")
}

// sameGraph allows an average to be cut to whole microseconds.
func sameGraph(t *testing.T, wanted, got trace.Graph) {
	t.Helper()
	require.Len(t, got.Nodes, len(wanted.Nodes))
	for i, node := range wanted.Nodes {
		require.Equal(t, node.Service, got.Nodes[i].Service)
		require.Equal(t, node.Entries, got.Nodes[i].Entries, node.Service)
		sameCalls(t, node.Calls, got.Nodes[i].Calls, node.Service)
	}
	require.Len(t, got.Edges, len(wanted.Edges))
	for i, edge := range wanted.Edges {
		about := edge.Caller + " to " + edge.Callee
		require.Equal(t, edge.Messaging, got.Edges[i].Messaging, about)
		sameCalls(t, edge.Calls, got.Edges[i].Calls, about)
	}
}

func sameCalls(t *testing.T, wanted, got trace.Calls, about string) {
	t.Helper()
	require.Equal(t, wanted.Count, got.Count, about)
	require.Equal(t, wanted.Errors, got.Errors, about)
	if wanted.Latency == nil {
		require.Nil(t, got.Latency, about)
		return
	}
	require.NotNil(t, got.Latency, about)
	require.InDelta(t, float64(*wanted.Latency), float64(*got.Latency), float64(2*time.Microsecond), about)
}

// latency compares averages by service, which either way in gives exactly while the
// sample is small.
func latency(ctx context.Context, t *testing.T, s Subject) {
	sums, counts := map[string]float64{}, map[string]float64{}
	for _, spans := range traces(ctx, t, s) {
		for _, span := range spans {
			sums[span.Service] += float64(span.Duration) / float64(time.Millisecond)
			counts[span.Service]++
		}
	}
	result, err := s.Reader.Metrics(ctx, trace.MetricsQuery{
		Range: s.Range, Measure: trace.MeasureAverage, Over: trace.OverSpans, GroupBy: []trace.GroupKey{{Property: trace.ByService}}, SeriesLimit: 100, TopBy: trace.MeasureAverage,
	})
	require.NoError(t, err)
	told(t, result.Account)
	require.Len(t, result.Series, len(sums))
	for _, series := range result.Series {
		service := series.Group[0]
		require.Len(t, series.Points, 1)
		require.InDelta(t, sums[service]/counts[service], series.Points[0].Values[0], 0.002, service)
	}
}
