package sls_test

import (
	"maps"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"logservice-jaeger-datasource/pkg/sls"
	"logservice-jaeger-datasource/pkg/trace"
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
