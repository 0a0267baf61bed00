package frames

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/experimental"
	"github.com/stretchr/testify/require"

	"logservice-jaeger-datasource/pkg/trace"
)

// talkative is a trace whose spans recorded events of every kind.
func talkative() []trace.Span {
	spans := shop()
	spans[0].Events = []trace.Event{
		{Time: begin.Add(time.Millisecond + 300*time.Microsecond), Name: "retry", Tags: []trace.Tag{{Key: "attempt", Value: int64(2)}, {Key: "reason", Value: "not found"}}},
		{Time: begin.Add(100 * time.Nanosecond), Tags: []trace.Tag{{Key: "event", Value: "start"}, {Key: "level", Value: "WARN"}, {Key: "service", Value: "x"}}},
	}
	spans[2].Events = []trace.Event{{}, {Time: begin.Add(2 * time.Millisecond), Name: "error", Tags: []trace.Tag{{Key: "level", Value: "info"}}}}
	return spans
}

func TestEventsGolden(t *testing.T) {
	frame, notices := Events(talkative(), shopLink)
	require.Equal(t, []trace.Notice{{Severity: trace.Info, Text: "Events without a time, shown where their span begins: 1."}}, notices)
	experimental.CheckGoldenJSONFrame(t, "testdata", "events.golden", frame, *update)
}

func TestEventsAreLogLines(t *testing.T) {
	frame, _ := Events(talkative(), shopLink)
	want := []struct {
		severity, id, body, labels string
	}{
		{"warn", "0000000000000001-1", "event=start level=WARN service=x", `{"service":"frontend","operation":"GET /cart","spanID":"0000000000000001","tag:event":"start","level":"WARN","tag:service":"x"}`},
		{"unknown", "0000000000000003-0", "event", `{"service":"redis","operation":"GET","spanID":"0000000000000003"}`},
		{"error", "0000000000000002-0", "exception exception.type=Timeout", `{"service":"cart","operation":"Load","spanID":"0000000000000002","event":"exception","exception.type":"Timeout","exception.stacktrace":"at load (cart.js:7)"}`},
		{"unknown", "0000000000000001-0", `retry attempt=2 reason="not found"`, `{"service":"frontend","operation":"GET /cart","spanID":"0000000000000001","event":"retry","attempt":"2","reason":"not found"}`},
		{"error", "0000000000000003-1", "error level=info", `{"service":"redis","operation":"GET","spanID":"0000000000000003","event":"error","level":"info"}`},
	}
	require.Equal(t, len(want), frame.Rows())
	for row, line := range want {
		read := cells(t, frame, row, "severity", "id", "body", "labels", "traceID", "spanID")
		require.Equal(t, []any{line.severity, line.id, line.body}, read[:3])
		require.JSONEq(t, line.labels, string(read[3].(json.RawMessage)))
		require.Equal(t, []any{traceID.String(), line.id[:16]}, read[4:])
	}
}

func TestEventsThatAreNotThereAreTold(t *testing.T) {
	frame, notices := Events([]trace.Span{at(1, 0, 0, 100)}, shopLink)
	require.Zero(t, frame.Rows())
	require.Equal(t, []trace.Notice{{Severity: trace.Info, Text: "The spans of this trace have no events."}}, notices)
}

func TestOfTooManyEventsExceptionsStay(t *testing.T) {
	span := at(1, 0, 0, 100)
	for i := range mostEvents + 10 {
		span.Events = append(span.Events, trace.Event{Time: begin.Add(time.Duration(i) * time.Millisecond), Name: fmt.Sprint(i)})
	}
	span.Events[mostEvents+5].Name = "exception"
	frame, notices := Events([]trace.Span{span}, shopLink)
	require.Equal(t, mostEvents, frame.Rows())
	require.Equal(t, []any{"0"}, cells(t, frame, 0, "body"))
	require.Equal(t, []any{fmt.Sprint(mostEvents - 2)}, cells(t, frame, mostEvents-2, "body"))
	require.Equal(t, []any{"exception"}, cells(t, frame, mostEvents-1, "body"))
	require.Len(t, notices, 1)
	require.Contains(t, notices[0].Text, "10 of this trace's 5010 events are left out")
}

func TestExceptionsOfEveryConvention(t *testing.T) {
	tag := func(key string) []trace.Tag { return []trace.Tag{{Key: key, Value: "x"}} }
	for _, event := range []trace.Event{
		{Name: "exception"}, {Name: "error"}, {Name: "oops", Tags: tag("exception.type")}, {Name: "oops", Tags: tag("exception.message")},
		{Name: "log", Tags: tag("error.kind")}, {Name: "log", Tags: tag("error.object")},
	} {
		require.Equal(t, "error", severityOf(event), event)
	}
	require.Equal(t, "unknown", severityOf(trace.Event{Name: "exceptional", Tags: tag("message")}))
	require.Equal(t, "debug", severityOf(trace.Event{Tags: []trace.Tag{{Key: "severity", Value: "DEBUG"}}}))
}
