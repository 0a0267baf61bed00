package sls_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"logservice-jaeger-datasource/pkg/trace"
	"logservice-jaeger-datasource/tests/emulator"
	"logservice-jaeger-datasource/tests/emulator/emulatortest"
	"logservice-jaeger-datasource/tests/samples"
)

// randomSpans makes spans of some traces around an hour, by a seed: some begin before
// or end after it, some lack their root, some durations and starts lie on bounds.
func randomSpans(seed uint64, traces int) []trace.Span {
	random := rand.New(rand.NewPCG(seed, 7))
	pick := func(texts ...string) string { return texts[random.IntN(len(texts))] }
	var spans []trace.Span
	for range traces {
		id := trace.TraceID{High: random.Uint64() * random.Uint64N(2), Low: random.Uint64() | 1}
		begin := history.From.Add(time.Duration(random.Int64N(int64(2 * time.Hour)))).Truncate(time.Duration(1 + random.Int64N(3)*int64(time.Minute))).Truncate(time.Microsecond)
		root := random.IntN(6) > 0
		var parents []trace.SpanID
		for i := range 1 + random.IntN(9) {
			span := trace.Span{
				TraceID: id, ID: trace.SpanID(random.Uint64() | 1), Service: pick("web", "it's \"odd\"", "支付", ""), Operation: pick("GET /", "POST /", "a|b"),
				Kind: trace.Kind(pick("server", "client", "internal", "")), Status: trace.Status(pick("unset", "ok", "error", "unset")),
				Start: begin.Add(time.Duration(random.Int64N(int64(3*time.Second))) * time.Duration(i) / 9).Truncate(time.Microsecond),
				Tags:  []trace.Tag{{Key: "version", Value: pick("v1", "v2", "")}},
			}
			span.Duration = trace.DurationBins[random.IntN(40)] + time.Duration(random.Int64N(4)*random.Int64N(2))*time.Microsecond
			if span.Tags[0].Value == "" {
				span.Tags = nil
			}
			switch {
			case i > 0 && len(parents) > 0:
				span.Parent = parents[random.IntN(len(parents))]
			case !root:
				span.Parent = trace.SpanID(random.Uint64() | 1)
			}
			parents = append(parents, span.ID)
			spans = append(spans, span)
		}
	}
	return spans
}

// records are spans as OTLP ingest stores them: at the second in which they ended.
func records(t *testing.T, spans []trace.Span) []samples.Row {
	rows := make([]samples.Row, len(spans))
	for i, span := range spans {
		parent := ""
		if span.Parent != 0 {
			parent = span.Parent.String()
		}
		start, end := span.Start.UnixMicro(), span.End().UnixMicro()
		rows[i] = samples.Row{Logstore: "random", Time: span.End().Unix(), Contents: [][2]string{
			{"traceID", span.TraceID.String()}, {"spanID", span.ID.String()}, {"parentSpanID", parent}, {"service", span.Service}, {"name", span.Operation},
			{"kind", strings.ToUpper(string(span.Kind))}, {"statusCode", strings.ToUpper(string(span.Status))}, {"attribute", object(t, span.Tags)}, {"resource", object(t, span.Resource)},
			{"start", fmt.Sprint(start)}, {"end", fmt.Sprint(end)}, {"duration", fmt.Sprint(end - start)}, {"links", "[]"}, {"logs", storedEvents(t, span.Events)},
		}}
	}
	return rows
}

func object(t *testing.T, tags []trace.Tag) string {
	members := map[string]any{}
	for _, tag := range tags {
		members[tag.Key] = tag.Value
	}
	text, err := json.Marshal(members)
	require.NoError(t, err)
	return string(text)
}

func storedEvents(t *testing.T, events []trace.Event) string {
	stored := []map[string]any{}
	for _, event := range events {
		stored = append(stored, map[string]any{"name": event.Name, "time": event.Time.UnixNano(), "attribute": json.RawMessage(object(t, event.Tags))})
	}
	text, err := json.Marshal(stored)
	require.NoError(t, err)
	return string(text)
}

// randomStore holds spans in a logstore with the index of a trace instance.
func randomStore(t *testing.T, rows []samples.Row) *emulatortest.Store {
	t.Helper()
	sample, err := samples.Load("emojivoto")
	require.NoError(t, err)
	store := emulatortest.Start(t, emulator.Options{})
	store.Load(t, samples.Sample{Project: "random", Logstores: []samples.Logstore{{Name: "random", Index: sample.Logstores[0].Index}}, Rows: rows})
	return store
}

// TestMetricsAgreeWithRandomSpans is TestMetricsAgreeWithTheSpans for spans that were
// never read by us: what is compared was there before it was stored.
func TestMetricsAgreeWithRandomSpans(t *testing.T) {
	over := trace.Range{From: history.From.Add(20*time.Minute + 17*time.Second), To: history.To.Add(-20 * time.Minute)}
	for seed := range 3 {
		spans := randomSpans(uint64(seed), 80)
		reader := readerOn(t, randomStore(t, records(t, spans)), "random", "random")
		agree(t, reader, over, spans, part(questions("version", "v2"), seed, 3))
	}
}
