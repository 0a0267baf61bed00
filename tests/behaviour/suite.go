// Package behaviour says what every trace.Reader must do, whatever it reads from. Its
// suite runs on both ways in: on Log Service here, and on a real Jaeger in
// tests/servers.
package behaviour

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"logservice-jaeger-datasource/pkg/trace"
	"logservice-jaeger-datasource/tests/samples"
)

// Subject is a reader to be judged, and what is in its store: one whole sample.
type Subject struct {
	Reader trace.Reader
	// Facts are the sample's, at the times at which it was written.
	Facts samples.Facts
	// Range holds all of the sample, and ends at the reader's now.
	Range trace.Range
	// Tag is a condition that some of the sample's traces meet: those in Tagged.
	Tag    trace.Condition
	Tagged int
	// Samples says that tags and the newest traces may come from some of the traces
	// only, of the store's choice. An answer has to say so.
	Samples bool
	// StatusByAPI says that the store tells another status of a span by each of its
	// APIs, so that a list of spans may differ from their trace in it.
	StatusByAPI bool
}

// patience is how long any one answer may take.
const patience = 30 * time.Second

// Run judges a reader.
func Run(t *testing.T, subject Subject) {
	for _, judge := range []struct {
		about string
		test  func(context.Context, *testing.T, Subject)
	}{
		{"names", names},
		{"prefixes and limits of names", partsOfNames},
		{"tags", tags},
		{"every trace is whole", wholeTraces},
		{"a trace outside the range is found", farTrace},
		{"a trace that isn't there", missingTrace},
		{"the list of all traces", wholeList},
		{"the newest traces", newest},
		{"searches", searches},
		{"searches that find nothing", vainSearches},
		{"the orders of a search", sorts},
		{"lists of spans", spanLists},
		{"the spans under their traces", matchingSpans},
		{"the graph of services", graph},
		{"the graph around a service", graphAround},
		{"latency", latency},
		{"a cancelled question", cancelled},
		{"a check", check},
	} {
		t.Run(judge.about, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), patience)
			defer cancel()
			judge.test(ctx, t, subject)
		})
	}
}

// told holds what is true of every answer.
func told(t *testing.T, account trace.Account) {
	t.Helper()
	require.NotEmpty(t, account.Statements, "an answer tells what was asked")
	require.Positive(t, account.Cost.Requests)
	for _, notice := range account.Notices {
		require.Regexp(t, `^[A-Z0-9].*[.:)]$`, notice.Text, "a notice is a sentence")
	}
}

func names(ctx context.Context, t *testing.T, s Subject) {
	services, err := s.Reader.Services(ctx, trace.NamesQuery{Range: s.Range, Limit: 1000})
	require.NoError(t, err)
	require.Equal(t, sortedKeys(s.Facts.Services), services.Values)
	require.False(t, services.More)
	for service, counts := range s.Facts.Operations {
		operations, err := s.Reader.Operations(ctx, trace.NamesQuery{Range: s.Range, Service: service, Limit: 1000})
		require.NoError(t, err)
		require.Equal(t, sortedKeys(counts), operations.Values, service)
	}
}

func partsOfNames(ctx context.Context, t *testing.T, s Subject) {
	all := sortedKeys(s.Facts.Services)
	some, err := s.Reader.Services(ctx, trace.NamesQuery{Range: s.Range, Limit: 2})
	require.NoError(t, err)
	require.Len(t, some.Values, 2)
	require.True(t, some.More)
	prefixed, err := s.Reader.Services(ctx, trace.NamesQuery{Range: s.Range, Limit: 1000, Prefix: all[0][:3]})
	require.NoError(t, err)
	require.Contains(t, prefixed.Values, all[0])
	for _, name := range prefixed.Values {
		require.Equal(t, all[0][:3], name[:3])
	}
}

func tags(ctx context.Context, t *testing.T, s Subject) {
	keys, err := s.Reader.TagKeys(ctx, trace.NamesQuery{Range: s.Range, Limit: 1000})
	require.NoError(t, err)
	require.Contains(t, keys.Values, s.Tag.Key)
	require.True(t, slices.IsSorted(keys.Values))
	values, err := s.Reader.TagValues(ctx, trace.NamesQuery{Range: s.Range, Tag: s.Tag.Key, Limit: 1000})
	require.NoError(t, err)
	require.NotEmpty(t, values.Values)
	if !slices.Contains(values.Values, s.Tag.Values[0]) {
		require.True(t, s.Samples)
		require.NotEmpty(t, values.Notices, "an answer from a sample says so")
	}
}

func wholeTraces(ctx context.Context, t *testing.T, s Subject) {
	for _, facts := range s.Facts.List {
		result, err := s.Reader.Trace(ctx, trace.TraceQuery{ID: idOf(t, facts), Range: s.Range})
		require.NoError(t, err, facts.ID)
		require.Equal(t, summaryOf(t, facts), trace.Summarize(result.Spans))
		require.True(t, slices.IsSortedFunc(result.Spans, func(a, b trace.Span) int { return a.Start.Compare(b.Start) }))
		repaired, _ := trace.Repair(result.Spans)
		require.Equal(t, repaired, result.Spans, "a trace comes repaired")
		told(t, result.Account)
	}
}

func farTrace(ctx context.Context, t *testing.T, s Subject) {
	facts := s.Facts.Failed
	between := trace.Range{From: s.Range.To.Add(-2 * time.Second), To: s.Range.To.Add(-time.Second)}
	result, err := s.Reader.Trace(ctx, trace.TraceQuery{ID: idOf(t, facts), Range: between})
	require.NoError(t, err)
	require.Len(t, result.Spans, facts.Spans)
}

func missingTrace(ctx context.Context, t *testing.T, s Subject) {
	id := trace.TraceID{High: 1, Low: 2}
	_, err := s.Reader.Trace(ctx, trace.TraceQuery{ID: id, Range: s.Range})
	var missing *trace.NotFoundError
	require.ErrorAs(t, err, &missing)
	require.Equal(t, id, missing.ID)
}

func wholeList(ctx context.Context, t *testing.T, s Subject) {
	result, err := s.Reader.Search(ctx, trace.SearchQuery{Range: s.Range, Limit: 1000})
	require.NoError(t, err)
	require.Equal(t, summariesOf(t, s.Facts.List, all), result.Traces)
	told(t, result.Account)
}

func newest(ctx context.Context, t *testing.T, s Subject) {
	result, err := s.Reader.Search(ctx, trace.SearchQuery{Range: s.Range, Limit: 5})
	require.NoError(t, err)
	listed := summariesOf(t, s.Facts.List, all)
	if s.Samples && len(result.Notices) > 0 {
		require.Len(t, result.Traces, 5)
		require.Subset(t, listed, result.Traces)
		require.True(t, slices.IsSortedFunc(result.Traces, func(a, b trace.Summary) int { return b.Start.Compare(a.Start) }))
		return
	}
	require.Equal(t, listed[:5], result.Traces)
}

func cancelled(ctx context.Context, t *testing.T, s Subject) {
	ctx, cancel := context.WithCancel(ctx)
	cancel()
	_, err := s.Reader.Search(ctx, trace.SearchQuery{Range: s.Range, Limit: 5})
	require.ErrorIs(t, err, context.Canceled)
	_, err = s.Reader.Trace(ctx, trace.TraceQuery{ID: idOf(t, s.Facts.Slow), Range: s.Range})
	require.ErrorIs(t, err, context.Canceled)
	var missing *trace.NotFoundError
	require.False(t, errors.As(err, &missing))
}

func check(ctx context.Context, t *testing.T, s Subject) {
	health, err := s.Reader.Check(ctx)
	require.NoError(t, err)
	require.NotEmpty(t, health.Message)
}
