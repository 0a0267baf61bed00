package sls

import (
	"testing"

	"github.com/stretchr/testify/require"

	"logservice-jaeger-datasource/pkg/trace"
)

func TestGraphStatements(t *testing.T) {
	for schemaName, s := range schemas {
		for name, c := range map[string]struct {
			query trace.GraphQuery
			one   int
		}{
			"average":        {trace.GraphQuery{}, 1},
			"quantile":       {trace.GraphQuery{Quantile: 0.95}, 1},
			"one-in-4":       {trace.GraphQuery{}, 4},
			"quantile-in-32": {trace.GraphQuery{Quantile: 0.5}, 32},
		} {
			t.Run(schemaName+"/"+name, func(t *testing.T) {
				require.Empty(t, s.lackingForGraph())
				c.query.Range = hour
				compareStored(t, schemaName, "graph-"+name, s.graph(c.query, c.one, mostRoutes))
			})
		}
	}
}

func TestCallsStatement(t *testing.T) {
	index := Index{MaxTextLength: 2048, Keys: map[string]IndexKey{
		"version": key("text"), "parent_service": key("text"), "child_service": key("text"), "n_status_succ": key("double"), "n_status_fail": key("double"),
	}}
	compareStored(t, "deps", "graph-least", schema{index}.calls(mostRoutes))
	for _, name := range []string{"parent_type", "child_type", "n_status_fail"} {
		index.Keys[name] = key("text")
	}
	index.Keys["sum_latency"] = key("double")
	compareStored(t, "deps", "graph", schema{index}.calls(mostRoutes))
	require.True(t, schema{index}.countsCalls())
	for _, needed := range []string{"version", "parent_service", "n_status_fail"} {
		kept := index.Keys[needed]
		delete(index.Keys, needed)
		require.False(t, schema{index}.countsCalls(), needed)
		index.Keys[needed] = kept
	}
	index.Keys["version"] = key("long")
	require.False(t, schema{index}.countsCalls())
}

func TestSampledFrom(t *testing.T) {
	for spans, one := range map[int]int{0: 1, 100: 1, 101: 2, 200: 2, 201: 4, 25600: 256, 1 << 40: 256} {
		require.Equal(t, one, sampledFrom(spans, 100), spans)
	}
}
