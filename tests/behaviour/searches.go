package behaviour

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"logservice-jaeger-datasource/pkg/trace"
	"logservice-jaeger-datasource/tests/samples"
)

// all and the like say which traces of the facts a search finds.
func all(samples.TraceFacts) bool { return true }

func failed(facts samples.TraceFacts) bool { return facts.Errors > 0 }

func passing(service string) func(samples.TraceFacts) bool {
	return func(facts samples.TraceFacts) bool { return slices.Contains(facts.Services, service) }
}

func atLeast(least time.Duration) func(samples.TraceFacts) bool {
	return func(facts samples.TraceFacts) bool { return facts.DurationUs >= least.Microseconds() }
}

func searches(ctx context.Context, t *testing.T, s Subject) {
	service := sortedKeys(s.Facts.Services)[0]
	operation := sortedKeys(s.Facts.Operations[service])[0]
	for _, c := range []struct {
		about  string
		filter trace.Filter
		found  func(samples.TraceFacts) bool
	}{
		{"service", trace.Filter{Service: service}, passing(service)},
		{"trace duration", trace.Filter{TraceDuration: trace.DurationBounds{Min: time.Second}}, atLeast(time.Second)},
		{"service and trace duration", trace.Filter{Service: service, TraceDuration: trace.DurationBounds{Min: time.Second}}, func(facts samples.TraceFacts) bool {
			return passing(service)(facts) && atLeast(time.Second)(facts)
		}},
		{"status", trace.Filter{Status: trace.StatusError}, failed},
		{"requests from outside", trace.Filter{Entry: true}, all},
		{"root", trace.Filter{Service: s.Facts.Roots[0].Service, Operation: s.Facts.Roots[0].Operation, Entry: true}, func(facts samples.TraceFacts) bool {
			return facts.RootService == s.Facts.Roots[0].Service && facts.RootOperation == s.Facts.Roots[0].Operation
		}},
	} {
		result, err := s.Reader.Search(ctx, trace.SearchQuery{Range: s.Range, Filter: c.filter, Limit: 1000})
		require.NoError(t, err, c.about)
		require.Equal(t, summariesOf(t, s.Facts.List, c.found), result.Traces, c.about)
	}
	result, err := s.Reader.Search(ctx, trace.SearchQuery{Range: s.Range, Filter: trace.Filter{Service: service, Operation: operation}, Limit: 1000})
	require.NoError(t, err)
	require.NotEmpty(t, result.Traces)
	result, err = s.Reader.Search(ctx, trace.SearchQuery{Range: s.Range, Filter: trace.Filter{Conditions: []trace.Condition{s.Tag}}, Limit: 1000})
	require.NoError(t, err)
	require.Len(t, result.Traces, s.Tagged)
}

func vainSearches(ctx context.Context, t *testing.T, s Subject) {
	service := sortedKeys(s.Facts.Services)[0]
	for about, query := range map[string]trace.SearchQuery{
		"a time without traces":          {Range: trace.Range{From: s.Range.From.Add(-48 * time.Hour), To: s.Range.From.Add(-47 * time.Hour)}},
		"a service that isn't there":     {Range: s.Range, Filter: trace.Filter{Service: "no-such-service"}},
		"an operation that isn't there":  {Range: s.Range, Filter: trace.Filter{Service: service, Operation: "no such operation"}},
		"a duration that nothing has":    {Range: s.Range, Filter: trace.Filter{TraceDuration: trace.DurationBounds{Min: time.Hour}}},
		"a value with the marks of text": {Range: s.Range, Filter: trace.Filter{Conditions: []trace.Condition{{Key: s.Tag.Key, Operator: trace.Equal, Values: []string{`x" or "1"="1`}}}}},
	} {
		query.Limit = 20
		result, err := s.Reader.Search(ctx, query)
		require.NoError(t, err, about)
		require.Empty(t, result.Traces, about)
	}
}
