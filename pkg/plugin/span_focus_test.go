package plugin

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"logservice-jaeger-datasource/pkg/frames"
	"logservice-jaeger-datasource/pkg/trace"
)

// linkedTraces reads two traces, of which a span of the first links to one of the second.
func linkedTraces() *fake {
	start := time.UnixMilli(1_700_000_000_000)
	linked := trace.TraceID{Low: 0xabc}
	spans := map[trace.TraceID][]trace.Span{
		traceID: {
			{TraceID: traceID, ID: 1, Service: "a", Operation: "o", Start: start, Links: []trace.Link{{TraceID: linked, SpanID: 9}}},
			{TraceID: traceID, ID: 2, Parent: 1, Service: "a", Operation: "p", Start: start, Events: []trace.Event{{Time: start, Name: "e"}}},
		},
		linked: {{TraceID: linked, ID: 8, Service: "b", Operation: "q", Start: start}, {TraceID: linked, ID: 9, Parent: 8, Service: "b", Operation: "r", Start: start}},
	}
	return &fake{trace: func(_ context.Context, query trace.TraceQuery) (trace.TraceResult, error) {
		found, ok := spans[query.ID]
		if !ok {
			return trace.TraceResult{}, errors.New("no such trace: " + query.ID.String())
		}
		return trace.TraceResult{Spans: found}, nil
	}}
}

// requireSpan checks that a query shows a trace with a row of a span, which the trace
// view can bring into view.
func requireSpan(t *testing.T, d *Datasource, asked, spanID string) {
	t.Helper()
	response := query(t.Context(), d, asked)["A"]
	require.NoError(t, response.Error, asked)
	var ids []string
	for i := range response.Frames[0].Rows() {
		ids = append(ids, valueAt(response.Frames[0], "spanID", i).(string))
	}
	require.Contains(t, ids, spanID, asked)
}

// TestSpanLinksOpenTheLinkedTrace does what the trace view does with a reference: it
// replaces the field query of the query that it shows (TraceView.tsx).
func TestSpanLinksOpenTheLinkedTrace(t *testing.T) {
	d := New(linkedTraces(), frames.Link{}, nil)
	for _, shown := range []string{
		fmt.Sprintf(`{"queryType":"traceId","query":%q}`, traceID), fmt.Sprintf(`{"queryType":"traceId","query":%q,"view":"trace"}`, traceID),
		fmt.Sprintf(`{"query":%q}`, traceID), fmt.Sprintf(`{"queryType":"traceql","query":%q}`, traceID),
	} {
		response := query(t.Context(), d, shown)["A"]
		require.NoError(t, response.Error)
		var references []struct{ TraceID, SpanID, RefType string }
		require.NoError(t, json.Unmarshal(valueAt(response.Frames[0], "references", 0).(json.RawMessage), &references))
		require.Len(t, references, 1)
		require.Equal(t, "FOLLOWS_FROM", references[0].RefType, "the trace view makes no link of a CHILD_OF")
		requireSpan(t, d, strings.Replace(shown, traceID.String(), references[0].TraceID, 1), references[0].SpanID)
	}
}

// TestLinksToSpansBringThemIntoView follows the link of an event.
func TestLinksToSpansBringThemIntoView(t *testing.T) {
	d := New(linkedTraces(), frames.Link{}, nil)
	response := query(t.Context(), d, fmt.Sprintf(`{"query":%q,"view":"events"}`, traceID))["A"]
	require.NoError(t, response.Error)
	links := linksOf(response.Frames[0], "spanID")
	require.Len(t, links, 1)
	fill := strings.NewReplacer("${__value.raw}", valueAt(response.Frames[0], "spanID", 0).(string), `${__data.fields[\"traceID\"]}`, valueAt(response.Frames[0], "traceID", 0).(string))
	raw, err := json.Marshal(links[0].Internal)
	require.NoError(t, err)
	var link struct {
		Query       json.RawMessage
		PanelsState struct{ Trace struct{ SpanID string } }
	}
	require.NoError(t, json.Unmarshal([]byte(fill.Replace(string(raw))), &link))
	require.Equal(t, "0000000000000002", link.PanelsState.Trace.SpanID)
	requireSpan(t, d, string(link.Query), link.PanelsState.Trace.SpanID)
}
