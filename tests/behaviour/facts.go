package behaviour

import (
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"logservice-jaeger-datasource/pkg/trace"
	"logservice-jaeger-datasource/tests/samples"
)

func sortedKeys[V any](counts map[string]V) []string { return slices.Sorted(maps.Keys(counts)) }

func idOf(t *testing.T, facts samples.TraceFacts) trace.TraceID {
	t.Helper()
	id, err := trace.ParseTraceID(facts.ID)
	require.NoError(t, err)
	return id
}

func summaryOf(t *testing.T, facts samples.TraceFacts) trace.Summary {
	t.Helper()
	return trace.Summary{
		ID: idOf(t, facts), Start: time.UnixMicro(facts.Start).UTC(), Duration: time.Duration(facts.DurationUs) * time.Microsecond,
		RootService: facts.RootService, RootOperation: facts.RootOperation, Spans: facts.Spans, Errors: facts.Errors, Services: facts.Services,
	}
}

func summariesOf(t *testing.T, list []samples.TraceFacts, found func(samples.TraceFacts) bool) []trace.Summary {
	t.Helper()
	var summaries []trace.Summary
	for _, facts := range list {
		if found(facts) {
			summaries = append(summaries, summaryOf(t, facts))
		}
	}
	return summaries
}

// SampleFacts are what the suite knows of a sample besides its own facts.
type SampleFacts struct {
	Sample   string
	Logstore string
	// Tag is met by spans of Tagged traces.
	Tag    trace.Condition
	Tagged int
}

// Samples are those that the suite runs on.
var Samples = []SampleFacts{
	{Sample: "bookinfo", Logstore: "istio-tracing", Tag: trace.Condition{Key: "response_flags", Operator: trace.Equal, Values: []string{"UF"}}, Tagged: 2},
	{Sample: "emojivoto", Logstore: "emojivoto-traces", Tag: trace.Condition{Key: "http.status_code", Operator: trace.Equal, Values: []string{"500"}}, Tagged: 4},
}
