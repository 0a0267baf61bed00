package frames

import (
	"encoding/json"
	"flag"
	"math"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"
	"github.com/grafana/grafana-plugin-sdk-go/experimental"
	"github.com/stretchr/testify/require"

	"logservice-jaeger-datasource/pkg/trace"
)

// update rewrites the golden files: go test ./pkg/frames -update
var update = flag.Bool("update", false, "rewrite the golden files with what comes out now")

var (
	traceID = trace.TraceID{High: 0x4bf92f3577b34da6, Low: 0xa3ce929d0e0e4736}
	other   = trace.TraceID{Low: 0xabc}
	begin   = time.Date(2026, 3, 1, 12, 0, 0, 123456000, time.UTC)
)

// shop is a trace of three spans that uses every field.
func shop() []trace.Span {
	return []trace.Span{
		{
			TraceID: traceID, ID: 1, Service: "frontend", Operation: "GET /cart", Kind: trace.KindServer, Status: trace.StatusUnset,
			Start: begin, Duration: 1500*time.Microsecond + 250, ScopeName: "otelhttp", ScopeVersion: "0.58.0", TraceState: "a=1,b=2",
			Tags: []trace.Tag{{Key: "http.method", Value: "GET"}, {Key: "http.status_code", Value: int64(200)}, {Key: "sampled", Value: true}},
			Resource: []trace.Tag{
				{Key: "host.name", Value: "node-1"}, {Key: "k8s.pod.name", Value: "frontend-7d"},
				{Key: "service.name", Value: "frontend"}, {Key: "service.namespace", Value: "shop"},
			},
			Links: []trace.Link{
				{TraceID: other, SpanID: 9, Tags: []trace.Tag{{Key: "reason", Value: "retry"}}},
				{TraceID: traceID, SpanID: 2},
			},
		},
		{
			TraceID: traceID, ID: 2, Parent: 1, Service: "cart", Operation: "Load", Kind: trace.KindClient, Status: trace.StatusError,
			StatusMessage: "deadline exceeded", Start: begin.Add(time.Millisecond), Duration: 400 * time.Microsecond,
			Events: []trace.Event{{Time: begin.Add(1200 * time.Microsecond), Name: "exception", Tags: []trace.Tag{
				{Key: "exception.stacktrace", Value: "at load (cart.js:7)"}, {Key: "exception.type", Value: "Timeout"},
			}}},
			Links:    []trace.Link{{TraceID: traceID, SpanID: 1}, {TraceID: traceID, SpanID: 3}, {TraceID: other, SpanID: 9}},
			Warnings: []string{"clock skew"},
		},
		{TraceID: traceID, ID: 3, Parent: 2, Service: "redis", Operation: "GET", Status: trace.StatusOK, Start: begin.Add(1100 * time.Microsecond)},
	}
}

func TestTraceGolden(t *testing.T) {
	tests := []struct {
		name  string
		spans []trace.Span
	}{
		{"trace_every_field", shop()},
		{"trace_empty", nil},
		{"trace_placeholders", []trace.Span{{TraceID: traceID, ID: 1}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			experimental.CheckGoldenJSONFrame(t, "testdata", tt.name+".golden", Trace(tt.spans), *update)
		})
	}
}

// value reads one cell of a trace frame; a cell of JSON becomes text.
func value(t *testing.T, frame *data.Frame, field string, row int) any {
	t.Helper()
	column, _ := frame.FieldByName(field)
	require.NotNil(t, column, field)
	if raw, ok := column.At(row).(json.RawMessage); ok {
		require.True(t, json.Valid(raw), string(raw))
		return string(raw)
	}
	if text, ok := column.At(row).(*string); ok {
		if text == nil {
			return nil
		}
		return *text
	}
	return column.At(row)
}

func TestTraceCells(t *testing.T) {
	tests := []struct {
		name  string
		span  trace.Span
		field string
		want  any
	}{
		{"a time keeps its microseconds", trace.Span{Start: time.UnixMicro(1700000000123456)}, "startTime", 1700000000123.456},
		{"a duration keeps its nanoseconds", trace.Span{Start: begin, Duration: 1234567}, "duration", 1.234567},
		{"a negative duration is none", trace.Span{Start: begin, Duration: -1}, "duration", 0.0},
		{"a root has no parent", trace.Span{Start: begin}, "parentSpanID", nil},
		{"a parent", trace.Span{Start: begin, Parent: 0xab}, "parentSpanID", "00000000000000ab"},
		{"an unknown status is a number", trace.Span{Start: begin}, "statusCode", int64(0)},
		{"an error status is 2", trace.Span{Start: begin, Status: trace.StatusError}, "statusCode", int64(2)},
		{"an error status is a tag", trace.Span{Start: begin, Status: trace.StatusError}, "tags", `[{"key":"error","value":true,"type":"bool"}]`},
		{"an error tag of the writer's stays alone", trace.Span{Start: begin, Status: trace.StatusError, Tags: []trace.Tag{{Key: "error", Value: "true"}}}, "tags", `[{"key":"error","value":"true"}]`},
		{"a kind is a tag", trace.Span{Start: begin, Kind: trace.KindServer}, "tags", `[{"key":"span.kind","value":"server"}]`},
		{"a kind that is a tag already", trace.Span{Start: begin, Kind: trace.KindServer, Tags: []trace.Tag{{Key: "span.kind", Value: "server"}}}, "tags", `[{"key":"span.kind","value":"server"}]`},
		{"no tags", trace.Span{Start: begin}, "tags", `[]`},
		{"no service, no service tag", trace.Span{Start: begin}, "serviceTags", `[]`},
		{"an empty service", trace.Span{Start: begin}, "serviceName", UnknownService},
		{"an empty operation", trace.Span{Start: begin}, "operationName", UnknownOperation},
		{"the service leads its tags", trace.Span{Start: begin, Service: "z", Resource: []trace.Tag{{Key: "a", Value: "1"}, {Key: "service.name", Value: "y"}}}, "serviceTags", `[{"key":"service.name","value":"z"},{"key":"a","value":"1"}]`},
		{"a pair is given once, a key more often", trace.Span{Start: begin, Tags: []trace.Tag{{Key: "a", Value: "1"}, {Key: "a", Value: "2"}, {Key: "a", Value: "1"}}}, "tags", `[{"key":"a","value":"1"},{"key":"a","value":"2"}]`},
		{"the largest exact integer", trace.Span{Start: begin, Tags: []trace.Tag{{Key: "n", Value: int64(9007199254740991)}}}, "tags", `[{"key":"n","value":9007199254740991,"type":"int64"}]`},
		{"a larger integer is text", trace.Span{Start: begin, Tags: []trace.Tag{{Key: "n", Value: int64(9007199254740993)}}}, "tags", `[{"key":"n","value":"9007199254740993","type":"int64"}]`},
		{"the least integer is text", trace.Span{Start: begin, Tags: []trace.Tag{{Key: "n", Value: int64(math.MinInt64)}}}, "tags", `[{"key":"n","value":"-9223372036854775808","type":"int64"}]`},
		{"no number", trace.Span{Start: begin, Tags: []trace.Tag{{Key: "n", Value: math.NaN()}}}, "tags", `[{"key":"n","value":"NaN","type":"float64"}]`},
		{"a fraction", trace.Span{Start: begin, Tags: []trace.Tag{{Key: "n", Value: 0.5}}}, "tags", `[{"key":"n","value":0.5,"type":"float64"}]`},
		{"bytes are hexadecimal", trace.Span{Start: begin, Tags: []trace.Tag{{Key: "b", Value: []byte{0, 255}}}}, "tags", `[{"key":"b","value":"00ff","type":"binary"}]`},
		{"an array is its JSON", trace.Span{Start: begin, Tags: []trace.Tag{{Key: "l", Value: json.RawMessage(`["a",1]`)}}}, "tags", `[{"key":"l","value":"[\"a\",1]"}]`},
		{"an event", trace.Span{Start: begin, Events: []trace.Event{{Time: time.UnixMicro(1700000000123456), Name: "e"}}}, "logs", `[{"timestamp":1700000000123.456,"name":"e","fields":[]}]`},
		{"an event without a time", trace.Span{Start: time.UnixMilli(1700000000123), Events: []trace.Event{{Name: "e"}}}, "logs", `[{"timestamp":1700000000123,"name":"e","fields":[]}]`},
		{"no references", trace.Span{Start: begin}, "references", `[]`},
		{"a root's link to another trace", trace.Span{TraceID: traceID, ID: 1, Start: begin, Links: []trace.Link{{TraceID: other, SpanID: 9}}}, "references", `[{"traceID":"00000000000000000000000000000abc","spanID":"0000000000000009","refType":"FOLLOWS_FROM"}]`},
		{"a root's link to a span of another trace whose ID is one of this", trace.Span{TraceID: traceID, ID: 1, Start: begin, Links: []trace.Link{{TraceID: other, SpanID: 1}}}, "references", `[]`},
		{"its tag", trace.Span{TraceID: traceID, ID: 1, Start: begin, Links: []trace.Link{{TraceID: other, SpanID: 1}}}, "tags", `[{"key":"links","value":"[{\"traceID\":\"00000000000000000000000000000abc\",\"spanID\":\"0000000000000001\"}]"}]`},
		{"a link to the parent is no second reference", trace.Span{TraceID: traceID, ID: 1, Parent: 7, Start: begin, Links: []trace.Link{{TraceID: traceID, SpanID: 7}}}, "references", `[]`},
		{"warnings end with our own", trace.Span{Service: "s", Operation: "o", Start: begin, Duration: -1, Warnings: []string{"stored"}}, "warnings", `["stored","The record has the negative duration -1ns; it is shown as 0."]`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			require.Equal(t, tt.want, value(t, Trace([]trace.Span{tt.span}), tt.field, 0))
		})
	}
}

func TestTraceReferencesOfAChildFollowItsParent(t *testing.T) {
	frame := Trace(shop())
	require.Equal(t, "0000000000000001", value(t, frame, "parentSpanID", 1))
	require.JSONEq(t, `[
		{"traceID":"4bf92f3577b34da6a3ce929d0e0e4736","spanID":"0000000000000003","refType":"FOLLOWS_FROM"},
		{"traceID":"00000000000000000000000000000abc","spanID":"0000000000000009","refType":"FOLLOWS_FROM"}]`,
		value(t, frame, "references", 1).(string))
}

func TestTraceWithoutStartTimes(t *testing.T) {
	epoch := time.UnixMilli(0)
	tests := []struct {
		name  string
		spans []trace.Span
		want  []float64
	}{
		{"below a parent", []trace.Span{{ID: 1, Start: time.UnixMilli(1000)}, {ID: 2, Parent: 1, Start: time.UnixMilli(2000)}, {ID: 3, Parent: 2}}, []float64{1000, 2000, 2000}},
		{"below an unknown parent", []trace.Span{{ID: 1, Start: time.UnixMilli(1000)}, {ID: 2, Parent: 9, Start: epoch}}, []float64{1000, 1000}},
		{"a root", []trace.Span{{ID: 1, Start: epoch}, {ID: 2, Parent: 1, Start: time.UnixMilli(2000)}}, []float64{2000, 2000}},
		{"none at all", []trace.Span{{ID: 1, Start: epoch}, {ID: 2, Parent: 1}}, []float64{1, 1}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			frame := Trace(tt.spans)
			for i, span := range tt.spans {
				require.Equal(t, tt.want[i], value(t, frame, "startTime", i))
				if !hasTime(span.Start) {
					require.Contains(t, value(t, frame, "warnings", i), "no start time")
				}
			}
		})
	}
}

func TestTraceNeverRepeatsASpanID(t *testing.T) {
	frame := Trace([]trace.Span{{ID: 1, Start: begin}, {ID: 1, Start: begin}, {ID: 1, Start: begin}})
	require.Equal(t, "0000000000000001", value(t, frame, "spanID", 0))
	require.Equal(t, "0000000000000001_1", value(t, frame, "spanID", 1))
	require.Equal(t, "0000000000000001_2", value(t, frame, "spanID", 2))
	require.NotContains(t, value(t, frame, "warnings", 0), "same ID")
	require.Contains(t, value(t, frame, "warnings", 2), "same ID")
}
