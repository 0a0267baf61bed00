package plugin

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/data"
	"github.com/stretchr/testify/require"

	"logservice-jaeger-datasource/pkg/trace"
	"logservice-jaeger-datasource/tests/emulator"
	"logservice-jaeger-datasource/tests/emulator/emulatortest"
	"logservice-jaeger-datasource/tests/samples"
)

// awkwardWith holds a trace of some spans, in which span n's children are 4n-2 to 4n+1.
func awkwardWith(t *testing.T, spans int) *emulatortest.Store {
	t.Helper()
	store := emulatortest.Start(t, emulator.Options{})
	sample, err := samples.Load("awkward")
	require.NoError(t, err)
	sample.Rows = samples.LargeTrace(samples.Base, spans)
	store.Load(t, sample)
	return store
}

func largeTraceQuery(more string) string {
	return fmt.Sprintf(`{"queryType":"traceId","query":%q%s}`, samples.LargeTraceID, more)
}

func spanIDs(frame *data.Frame) []string {
	ids := make([]string, frame.Rows())
	for row := range ids {
		ids[row] = valueAt(frame, "spanID", row).(string)
	}
	return ids
}

// TestATraceTooLongToDraw goes from a trace of which a part is left out to that part.
func TestATraceTooLongToDraw(t *testing.T) {
	settings := map[string]any{"project": "dialects", "logstore": "awkward", "maxSpans": 40, "nodeGraph": map[string]any{"enabled": true}}
	d := connected(t, awkwardWith(t, 300), settings)
	response := query(t.Context(), d, largeTraceQuery(""))["A"]
	require.NoError(t, response.Error)
	frame := response.Frames[0]
	require.Equal(t, 40, frame.Rows(), "the longest are those that began first")
	for row := range 40 {
		require.Equal(t, fmt.Sprintf("%016x", row+1), valueAt(frame, "spanID", row))
	}
	require.Len(t, frame.Meta.Notices, 1)
	require.Equal(t, data.NoticeSeverityWarning, frame.Meta.Notices[0].Severity)
	require.Contains(t, frame.Meta.Notices[0].Text, "The trace has 300 spans, of which 40 are shown")
	require.Contains(t, frame.Meta.Notices[0].Text, "260 are left out")
	require.Equal(t, 300, response.Frames[1].Rows(), "the node graph chooses by itself")
	// Span 11 has the children 42 to 45, and these those from 166 to 181.
	require.JSONEq(t, `["Left out below it: 20 spans."]`, fmt.Sprintf("%s", valueAt(frame, "warnings", 10)))

	field, _ := frame.FieldByName("spanID")
	require.Len(t, field.Config.Links, 1)
	require.Equal(t, map[string]string{"queryType": "traceId", "query": `${__data.fields["traceID"]}`, "spanId": `${__data.fields["spanID"]}`}, field.Config.Links[0].Internal.Query)

	response = query(t.Context(), d, largeTraceQuery(`,"spanId":"000000000000000B"`))["A"]
	require.NoError(t, response.Error)
	frame = response.Frames[0]
	require.Len(t, spanIDs(frame), 21)
	require.Equal(t, "000000000000000b", valueAt(frame, "spanID", 0))
	require.Nil(t, valueAt(frame, "parentSpanID", 0))
	require.Contains(t, frame.Meta.Notices[0].Text, "Shown is span 000000000000000b with what is below it: 21 of the trace's 300 spans.")
	require.NotContains(t, frame.Meta.Notices[0].Text, "left out")
	field, _ = frame.FieldByName("spanID")
	require.Nil(t, field.Config)
}

func TestEveryViewIsOfWhatIsBelowASpan(t *testing.T) {
	d := connected(t, awkwardWith(t, 300), map[string]any{"project": "dialects", "logstore": "awkward", "maxSpans": 10})
	response := query(t.Context(), d, largeTraceQuery(`,"spanId":"b","view":"statistics"`))["A"]
	require.NoError(t, response.Error)
	var count int64
	for row := range response.Frames[0].Rows() {
		count += valueAt(response.Frames[0], "count", row).(int64)
	}
	require.EqualValues(t, 21, count, "figures are of all spans, whatever a trace view may draw")
}

func TestASpanThatIsNotThere(t *testing.T) {
	d := newTestDatasource(&fake{trace: func(context.Context, trace.TraceQuery) (trace.TraceResult, error) {
		return trace.TraceResult{Spans: spans(), Account: account}, nil
	}})
	for _, c := range []struct {
		query  string
		status backend.Status
		want   string
	}{
		{`"spanId":"77"`, backend.StatusNotFound, "Span 0000000000000077 isn't among the 2 spans of this trace: leave the span ID empty to see the whole trace."},
		{`"spanId":"soon"`, backend.StatusBadRequest, `"soon" is not a span ID: enter 1 to 16 hexadecimal digits, for example 00f067aa0ba902b7`},
		{`"spanId":"0"`, backend.StatusBadRequest, `"0" is not a span ID: enter 1 to 16 hexadecimal digits, for example 00f067aa0ba902b7`},
	} {
		response := ask(t.Context(), t, d, map[string]string{"A": `{"query":"4bf92f3577b34da6a3ce929d0e0e4736",` + c.query + `}`})["A"]
		require.EqualError(t, response.Error, c.want)
		require.Equal(t, c.status, response.Status)
		require.Equal(t, backend.ErrorSourceDownstream, response.ErrorSource)
	}
}

func TestWhatIsLeftOutOfATraceOfAFile(t *testing.T) {
	d := newTestDatasource(&fake{})
	d.maxSpans = 2
	content := `{"data":[{"traceID":"a","processes":{"p":{"serviceName":"shop"}},"spans":[`
	for id := 1; id <= 5; id++ {
		if id > 1 {
			content += ","
		}
		content += fmt.Sprintf(`{"traceID":"a","spanID":"%d","references":[{"refType":"CHILD_OF","traceID":"a","spanID":"%d"}],"startTime":%d,"duration":%d,"processID":"p","operationName":"o"}`,
			id, id-1, now.Add(time.Duration(id)*time.Millisecond).UnixMicro(), 100-id)
	}
	name := d.files.put(uploadedFile{content: []byte(content + `]}]}`)})
	response := ask(t.Context(), t, d, map[string]string{"A": fmt.Sprintf(`{"queryType":"upload","upload":%q}`, name)})["A"]
	require.NoError(t, response.Error)
	require.Equal(t, []string{"0000000000000001", "0000000000000002"}, spanIDs(response.Frames[0]))
	field, _ := response.Frames[0].FieldByName("spanID")
	require.Equal(t, map[string]string{"queryType": "upload", "upload": name, "query": `${__data.fields["traceID"]}`, "spanId": `${__data.fields["spanID"]}`}, field.Config.Links[0].Internal.Query)

	response = ask(t.Context(), t, d, map[string]string{"A": fmt.Sprintf(`{"queryType":"upload","upload":%q,"query":"a","spanId":"4"}`, name)})["A"]
	require.NoError(t, response.Error)
	require.Equal(t, []string{"0000000000000004", "0000000000000005"}, spanIDs(response.Frames[0]))
}
