package sls_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"logservice-jaeger-datasource/pkg/trace"
	"logservice-jaeger-datasource/tests/samples"
)

// oddSpans makes traces of odd shapes, by a seed: spans that share their ID as Zipkin's
// tracers have it, or by accident; parents that were never stored; spans that are
// their own parent; calls within a service; queues.
func oddSpans(seed uint64, traces int) [][]trace.Span {
	random := rand.New(rand.NewPCG(seed, 11))
	var all [][]trace.Span
	for range traces {
		id := trace.TraceID{High: random.Uint64() * random.Uint64N(2), Low: random.Uint64() | 1}
		m := oddMaker{random: random, id: id, at: history.From.Add(time.Duration(random.Int64N(int64(2 * time.Hour)))).Truncate(time.Microsecond)}
		for range 1 + random.IntN(12) {
			m.add()
		}
		all = append(all, m.spans)
	}
	return all
}

type oddMaker struct {
	random *rand.Rand
	id     trace.TraceID
	at     time.Time
	spans  []trace.Span
}

func (m *oddMaker) pick(texts ...string) string { return texts[m.random.IntN(len(texts))] }

func (m *oddMaker) span() trace.Span {
	m.at = m.at.Add(time.Duration(1+m.random.IntN(5000)) * time.Microsecond)
	span := trace.Span{
		TraceID: m.id, ID: trace.SpanID(m.random.Uint64()>>(4*m.random.IntN(3)) | 1), Service: m.pick("web", "it's \"odd\"", "支付", "None", ""), Operation: "step",
		Kind: trace.Kind(m.pick("server", "client", "internal", "producer", "consumer", "")), Status: trace.Status(m.pick("unset", "ok", "error", "unset")),
		Start: m.at, Duration: time.Duration(m.random.IntN(1_000_000)) * time.Microsecond,
	}
	if len(m.spans) > 0 {
		span.Parent = m.spans[m.random.IntN(len(m.spans))].ID
	}
	return span
}

func (m *oddMaker) add() {
	span := m.span()
	switch m.random.IntN(8) {
	case 0: // nobody stored its parent
		span.Parent = trace.SpanID(m.random.Uint64() | 1)
	case 1:
		span.Parent = 0
	case 2:
		span.Parent = span.ID
	case 3, 4: // both sides of a call under one ID
		span.Kind = trace.KindClient
		answer := m.span()
		answer.ID, answer.Parent, answer.Kind = span.ID, span.Parent, trace.KindServer
		m.spans = append(m.spans, answer)
	case 5: // an ID that came twice by accident
		twin := m.span()
		twin.ID, twin.Parent = span.ID, span.Parent
		m.spans = append(m.spans, twin)
	}
	m.spans = append(m.spans, span)
}

// TestGraphAgreesWithOddSpans holds graphs against those of spans that were never
// read by us, repaired.
func TestGraphAgreesWithOddSpans(t *testing.T) {
	over := trace.Range{From: history.From.Add(40*time.Minute + 17*time.Second), To: history.To.Add(-20 * time.Minute)}
	for seed := range uint64(4) {
		made := oddSpans(seed, 120)
		var stored []samples.Row
		var repaired [][]trace.Span
		lost := 0
		for _, spans := range made {
			stored = append(stored, records(t, spans)...)
			whole, _ := trace.Repair(spans)
			repaired = append(repaired, whole)
			for _, span := range whole {
				if span.ParentLost && span.Kind != trace.KindServer && span.Kind != trace.KindConsumer {
					lost++
				}
			}
		}
		require.Greater(t, lost, 10)
		reader := readerOn(t, randomStore(t, stored), "random", "random")
		for _, quantile := range []float64{0, 0.9} {
			result := graphAgrees(t, reader, trace.GraphQuery{Range: over, Quantile: quantile}, repaired)
			require.Greater(t, len(result.Edges), 20)
			require.True(t, noticed(result.Notices, "spans don't count"), "%v", result.Notices)
		}
	}
}

// TestGraphLooksForCallersBeforeTheRange has a range that holds nothing but the last
// spans of traces that began before it.
func TestGraphLooksForCallersBeforeTheRange(t *testing.T) {
	began := samples.Base.Add(-30 * time.Minute)
	spans := []trace.Span{
		{TraceID: trace.TraceID{Low: 7}, ID: 1, Service: "caller", Kind: trace.KindServer, Start: began, Duration: 20 * time.Minute},
		{TraceID: trace.TraceID{Low: 7}, ID: 2, Parent: 1, Service: "callee", Kind: trace.KindServer, Start: began.Add(12 * time.Minute), Duration: time.Second},
	}
	reader := readerOn(t, randomStore(t, records(t, spans)), "random", "random")
	result := graphAgrees(t, reader, trace.GraphQuery{Range: trace.Range{From: began.Add(11 * time.Minute), To: began.Add(25 * time.Minute)}}, [][]trace.Span{spans})
	require.Len(t, result.Edges, 1)
}

// TestGraphOfSpansThatWereStoredTwice counts them twice, as metrics do.
func TestGraphOfSpansThatWereStoredTwice(t *testing.T) {
	spans := []trace.Span{
		{TraceID: trace.TraceID{Low: 7}, ID: 1, Service: "caller", Start: samples.Base.Add(-time.Minute), Duration: time.Second},
		{TraceID: trace.TraceID{Low: 7}, ID: 2, Parent: 1, Service: "callee", Start: samples.Base.Add(-time.Minute), Duration: time.Second},
	}
	store := randomStore(t, append(records(t, spans), records(t, spans)...))
	result, err := readerOn(t, store, "random", "random").ServiceGraph(t.Context(), trace.GraphQuery{Range: history})
	require.NoError(t, err)
	require.Len(t, result.Edges, 1)
	require.EqualValues(t, 2, result.Edges[0].Count)
}
