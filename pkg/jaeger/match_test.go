package jaeger

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"logservice-jaeger-datasource/pkg/trace"
)

func TestHoldsWithinTheRange(t *testing.T) {
	between := trace.Range{From: now, To: now.Add(time.Second)}
	for after, want := range map[time.Duration]bool{-1: false, 0: true, time.Second - 1: true, time.Second: false} {
		require.Equal(t, want, holds([]trace.Span{{Start: now.Add(after)}}, trace.Filter{}, between), after)
	}
}

func TestHoldsByOneSpan(t *testing.T) {
	spans := []trace.Span{{Service: "a", Kind: trace.KindServer, Start: now}, {Service: "b", Kind: trace.KindClient, Start: now}}
	require.True(t, holds(spans, trace.Filter{Service: "a", Kind: trace.KindServer}, lastHourAndNow))
	require.False(t, holds(spans, trace.Filter{Service: "a", Kind: trace.KindClient}, lastHourAndNow))
}

var lastHourAndNow = trace.Range{From: lastHour.From, To: now.Add(time.Nanosecond)}

func TestMeetsTag(t *testing.T) {
	span := trace.Span{
		Service: "shop", Kind: trace.KindServer, Status: trace.StatusError, StatusMessage: "broken", ScopeName: "lib", ScopeVersion: "2", TraceState: "a=1",
		Tags:     []trace.Tag{{Key: "both", Value: "span"}, {Key: "number", Value: int64(500)}, {Key: "float", Value: 1e21}, {Key: "flag", Value: false}, {Key: "bytes", Value: []byte{1, 2}}, {Key: "list", Value: json.RawMessage("[1]")}, {Key: "empty", Value: ""}},
		Resource: []trace.Tag{{Key: "both", Value: "resource"}, {Key: "zone", Value: "a"}, {Key: "list", Value: "text"}},
	}
	equals := map[string]string{
		"both": "span", "zone": "a", "number": "500", "float": "1000000000000000000000", "flag": "false", "bytes": "AQI=", "list": "text", "empty": "",
		"service.name": "shop", "span.kind": "server", "error": "true", "otel.status_code": "ERROR", "otel.status_description": "broken",
		"otel.scope.name": "lib", "otel.library.version": "2", "w3c.tracestate": "a=1",
	}
	for key, value := range equals {
		require.True(t, meetsTag(span, trace.TagFilter{Key: key, Operator: trace.Equal, Value: value}), key)
		require.False(t, meetsTag(span, trace.TagFilter{Key: key, Operator: trace.NotEqual, Value: value}), key)
		require.False(t, meetsTag(span, trace.TagFilter{Key: key, Operator: trace.Equal, Value: "other"}), key)
		require.True(t, meetsTag(span, trace.TagFilter{Key: key, Operator: trace.NotEqual, Value: "other"}), key)
	}
	for _, operator := range []trace.Operator{trace.Equal, trace.NotEqual} {
		require.False(t, meetsTag(span, trace.TagFilter{Key: "absent", Operator: operator, Value: ""}))
	}
}
