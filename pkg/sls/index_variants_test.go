package sls_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"logservice-jaeger-datasource/pkg/trace"
	"logservice-jaeger-datasource/tests/samples"
)

// These tests have logstores whose index lacks what writers' own have.

func TestSpansAreCountedWithoutAnIndexOfTheirIDs(t *testing.T) {
	store := storeWithIndex(t, func(keys map[string]any) { delete(keys, "spanID") })
	failed := row(samples.Base, "2", "1", [2]string{"statusCode", "ERROR"})
	store.Put(t, "dialects", "awkward", []samples.Row{row(samples.Base, "1", ""), failed, row(samples.Base, "3", "1", [2]string{"statusCode", "ERROR"})})
	result, err := readerOn(t, store, "dialects", "awkward").Search(t.Context(), trace.SearchQuery{Range: aroundBase, Limit: 20, Filter: trace.Filter{Service: "far"}})
	require.NoError(t, err)
	summary := summaryOf(t, result, farTrace)
	require.Equal(t, 3, summary.Spans, "spans that began together are three all the same")
	require.Equal(t, 2, summary.Errors)
}

func TestTagKeysWithoutAnIndexOfServices(t *testing.T) {
	store := storeWithIndex(t, func(keys map[string]any) { delete(keys, "service") })
	reader := readerOn(t, store, "dialects", "awkward")
	names, err := reader.TagKeys(t.Context(), trace.NamesQuery{Range: history, Service: "checkout", Limit: 1000})
	require.NoError(t, err)
	require.Contains(t, names.Values, "awkward.name")
}
