package sls

import (
	"encoding/base64"
	"encoding/json"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"logservice-jaeger-datasource/pkg/trace"
	"logservice-jaeger-datasource/tests/samples"
)

// TestDialectsAgree holds the spans that six writers stored against the spans as
// they were made: a row a field, a cell a dialect. Every cell that isn't whole
// names what the writer lost.
func TestDialectsAgree(t *testing.T) {
	table := []struct {
		field                  string
		of                     func(trace.Span) any
		L0, L1, LC, O1, P1, T1 holding
	}{
		{"trace ID", func(s trace.Span) any { return s.TraceID }, whole, whole, whole, whole, whole, whole},
		{"span ID", func(s trace.Span) any { return s.ID }, whole, whole, whole, whole, whole, whole},
		{"parent", func(s trace.Span) any { return s.Parent }, whole, whole, whole, whole, whole, whole},
		{"service", func(s trace.Span) any { return s.Service }, whole, whole, whole, whole, whole, whole},
		{"operation", func(s trace.Span) any { return s.Operation }, whole, whole, whole, whole, whole, whole},
		{"kind", func(s trace.Span) any { return s.Kind }, whole, whole, clientAndServerOnly, whole, whole, whole},
		{"failed", func(s trace.Span) any { return s.Failed() }, errorTag, errorTag, whole, errorTag, errorTag, whole},
		{"status", func(s trace.Span) any { return s.Status }, noStatus, noStatus, noOK, noStatus, noStatus, whole},
		{"status message", func(s trace.Span) any { return s.StatusMessage }, noStatus, noStatus, whole, noStatus, noStatus, whole},
		{"start", func(s trace.Span) any { return s.Start }, whole, whole, whole, whole, whole, whole},
		{"duration", func(s trace.Span) any { return s.Duration }, whole, whole, whole, whole, whole, whole},
		{"tags", func(s trace.Span) any { return s.Tags }, jaegerTags, jaegerTags, censusTags, jaegerTags, jaegerTags, jsonTags},
		{"resource", func(s trace.Span) any { return s.Resource }, textResource, textResource, censusResource, textResource, processResource, textResource},
		{"events", func(s trace.Span) any { return s.Events }, whole, whole, textEvents(censusText), textEvents(jaegerText), textEvents(jaegerText), jsonEvents},
		{"links", func(s trace.Span) any { return s.Links }, references, references, bareLinks, references, references, jsonLinks},
		{"scope name", func(s trace.Span) any { return s.ScopeName }, noScope, noScope, noScope, noScope, noScope, whole},
		{"scope version", func(s trace.Span) any { return s.ScopeVersion }, noScope, noScope, noScope, noScope, noScope, whole},
		{"trace state", func(s trace.Span) any { return s.TraceState }, noScope, noScope, noScope, noScope, noScope, whole},
		{"warnings", func(s trace.Span) any { return s.Warnings }, whole, whole, noWarnings, whole, whole, noWarnings},
	}
	made, stored := dialectSpans(t)
	for _, row := range table {
		holdings := map[string]holding{"L0": row.L0, "L1": row.L1, "LC": row.LC, "O1": row.O1, "P1": row.P1, "T1": row.T1}
		for _, dialect := range []string{"L0", "L1", "LC", "O1", "P1", "T1"} {
			t.Run(row.field+"/"+dialect, func(t *testing.T) {
				for i, span := range made {
					want := copyOf(span)
					holdings[dialect](&want)
					tidy(&want)
					require.Empty(t, cmp.Diff(row.of(want), row.of(stored[dialect][i])), "span %s", span.ID)
				}
			})
		}
	}
}

// TestDialectsHold compares whole spans with what the samples' generator, which
// shares no code with this package, says that each record holds.
func TestDialectsHold(t *testing.T) {
	_, facts := loadSample[samples.DialectFacts](t, "dialects")
	_, stored := dialectSpans(t)
	for _, dialect := range facts.Dialects {
		t.Run(dialect.Name, func(t *testing.T) {
			for i, held := range dialect.Held {
				want := spanOf(t, held)
				tidy(&want)
				require.Empty(t, cmp.Diff(want, stored[dialect.Name][i]))
			}
		})
	}
}

// TestSamplesDecodeWhole reads every record of the large samples without a
// complaint, and sums their traces up as their facts do.
func TestSamplesDecodeWhole(t *testing.T) {
	for _, name := range []string{"bookinfo", "emojivoto"} {
		t.Run(name, func(t *testing.T) {
			sample, facts := loadSample[samples.Facts](t, name)
			traces := map[string][]trace.Span{}
			for _, stored := range sample.Rows {
				span, err := decodeSpan(rowOf(stored))
				require.NoError(t, err)
				require.Empty(t, span.Warnings)
				traces[span.TraceID.String()] = append(traces[span.TraceID.String()], span)
			}
			for _, fact := range facts.List {
				repaired, notices := trace.Repair(traces[fact.ID])
				require.Empty(t, notices)
				summary := trace.Summarize(repaired)
				require.Equal(t, fact, samples.TraceFacts{
					ID: summary.ID.String(), Start: summary.Start.UnixMicro(), DurationUs: summary.Duration.Microseconds(),
					Spans: summary.Spans, Errors: summary.Errors,
					RootService: summary.RootService, RootOperation: summary.RootOperation, Services: summary.Services,
				})
			}
		})
	}
}

func BenchmarkDecodeSpan(b *testing.B) {
	for _, name := range []string{"bookinfo", "emojivoto"} {
		b.Run(name, func(b *testing.B) {
			sample, err := samples.Load(name)
			require.NoError(b, err)
			var rows []Row
			for _, stored := range sample.Rows {
				rows = append(rows, rowOf(stored))
			}
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				if _, err := decodeSpan(rows[i%len(rows)]); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// dialectSpans are the spans as they were made, and as they are read again from
// each dialect's own logstore, in the same order.
func dialectSpans(t *testing.T) (made []trace.Span, stored map[string][]trace.Span) {
	t.Helper()
	sample, facts := loadSample[samples.DialectFacts](t, "dialects")
	for _, span := range facts.Spans {
		made = append(made, spanOf(t, span))
	}
	stored = map[string][]trace.Span{}
	for _, dialect := range facts.Dialects {
		for _, row := range sample.Rows {
			if row.Logstore != dialect.Logstore {
				continue
			}
			require.Equal(t, dialectNames[dialect.Name], dialectOf(rowOf(row)))
			span, err := decodeSpan(rowOf(row))
			require.NoError(t, err)
			stored[dialect.Name] = append(stored[dialect.Name], span)
		}
		require.Len(t, stored[dialect.Name], len(made))
	}
	return made, stored
}

var dialectNames = map[string]Dialect{
	"L0": DialectLegacyNanoseconds, "L1": DialectLegacy, "LC": DialectCollector2020,
	"O1": DialectFork, "P1": DialectStoragePlugin, "T1": DialectOTLP,
}

func loadSample[F any](t *testing.T, name string) (samples.Sample, F) {
	t.Helper()
	sample, err := samples.Load(name)
	require.NoError(t, err)
	var facts F
	require.NoError(t, json.Unmarshal(sample.Facts, &facts))
	return sample, facts
}

func rowOf(stored samples.Row) Row {
	row := record("__time__", strconv.FormatInt(stored.Time, 10), "__topic__", stored.Topic, "__source__", stored.Source)
	for _, content := range stored.Contents {
		row = append(row, Field{Key: content[0], Value: content[1]})
	}
	return row
}

func spanOf(t *testing.T, made samples.Span) trace.Span {
	t.Helper()
	span := trace.Span{
		TraceID: traceIDOf(t, made.TraceID), ID: spanIDOf(t, made.SpanID), Parent: spanIDOf(t, made.ParentSpanID),
		Service: made.Service, Operation: made.Operation,
		Kind: trace.Kind(made.Kind), Status: trace.Status(made.Status), StatusMessage: made.StatusMessage,
		Start: time.UnixMicro(made.Start).UTC(), Duration: time.Duration(made.Duration) * time.Microsecond,
		Tags: tagsOf(t, made.Tags), Resource: tagsOf(t, made.Resource),
		ScopeName: made.ScopeName, ScopeVersion: made.ScopeVersion, TraceState: made.TraceState, Warnings: made.Warnings,
	}
	for _, event := range made.Events {
		span.Events = append(span.Events, trace.Event{Time: time.UnixMicro(event.Time).UTC(), Name: event.Name, Tags: tagsOf(t, event.Tags)})
	}
	for _, link := range made.Links {
		span.Links = append(span.Links, trace.Link{TraceID: traceIDOf(t, link.TraceID), SpanID: spanIDOf(t, link.SpanID), Tags: tagsOf(t, link.Tags)})
	}
	return span
}

func traceIDOf(t *testing.T, text string) trace.TraceID {
	t.Helper()
	id, err := trace.ParseStoredTraceID(text)
	require.NoError(t, err)
	return id
}

func spanIDOf(t *testing.T, text string) trace.SpanID {
	t.Helper()
	id, err := trace.ParseSpanID(text)
	require.NoError(t, err)
	return id
}

func tagsOf(t *testing.T, made []samples.Tag) (tags []trace.Tag) {
	t.Helper()
	for _, m := range made {
		var value any = m.Value
		var err error
		switch m.Type {
		case "bool":
			value, err = strconv.ParseBool(m.Value)
		case "int64":
			value, err = strconv.ParseInt(m.Value, 10, 64)
		case "float64":
			value, err = strconv.ParseFloat(m.Value, 64)
		case "binary":
			value, err = base64.StdEncoding.DecodeString(m.Value)
		}
		require.NoError(t, err)
		tags = append(tags, tag(m.Key, value))
	}
	return tags
}

// copyOf lets a holding change a span without changing the one it was made of.
func copyOf(span trace.Span) trace.Span {
	span.Tags, span.Resource = slices.Clone(span.Tags), slices.Clone(span.Resource)
	span.Events, span.Links = slices.Clone(span.Events), slices.Clone(span.Links)
	for i := range span.Events {
		span.Events[i].Tags = slices.Clone(span.Events[i].Tags)
	}
	for i := range span.Links {
		span.Links[i].Tags = slices.Clone(span.Links[i].Tags)
	}
	return span
}

// tidy sorts tags, and makes what is empty nil, as decodeSpan leaves it.
func tidy(span *trace.Span) {
	trace.SortTags(span.Tags)
	trace.SortTags(span.Resource)
	for i := range span.Events {
		trace.SortTags(span.Events[i].Tags)
	}
	for i := range span.Links {
		trace.SortTags(span.Links[i].Tags)
		if len(span.Links[i].Tags) == 0 {
			span.Links[i].Tags = nil
		}
	}
	if len(span.Warnings) == 0 {
		span.Warnings = nil
	}
}
