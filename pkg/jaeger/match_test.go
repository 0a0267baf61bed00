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
		"both": "span", "zone": "a", "number": "500", "float": "1e+21", "flag": "false", "bytes": "AQI=", "list": "text", "empty": "",
		"service.name": "shop", "span.kind": "server", "error": "true", "otel.status_code": "ERROR", "otel.status_description": "broken",
		"otel.scope.name": "lib", "otel.library.version": "2", "w3c.tracestate": "a=1",
	}
	for key, value := range equals {
		require.True(t, meets(span, trace.Filter{Conditions: []trace.Condition{{Key: key, Operator: trace.Equal, Values: []string{value}}}}), key)
		require.False(t, meets(span, trace.Filter{Conditions: []trace.Condition{{Key: key, Operator: trace.NotEqual, Values: []string{value}}}}), key)
		require.False(t, meets(span, trace.Filter{Conditions: []trace.Condition{{Key: key, Operator: trace.Equal, Values: []string{"other"}}}}), key)
		require.True(t, meets(span, trace.Filter{Conditions: []trace.Condition{{Key: key, Operator: trace.NotEqual, Values: []string{"other"}}}}), key)
	}
	for _, operator := range []trace.Operator{trace.Equal, trace.NotEqual} {
		require.False(t, meets(span, trace.Filter{Conditions: []trace.Condition{{Key: "absent", Operator: operator, Values: []string{""}}}}))
	}
}

func TestMeetsRicherConditions(t *testing.T) {
	span := trace.Span{Service: "shop", Kind: trace.KindServer, Tags: []trace.Tag{{Key: "number", Value: int64(500)}}, Events: []trace.Event{{Name: "lock"}}}
	one := func(c trace.Condition) trace.Filter { return trace.Filter{Conditions: []trace.Condition{c}} }
	other := trace.Span{Service: "other", Kind: trace.KindClient, Tags: []trace.Tag{{Key: "number", Value: "many"}}, Resource: []trace.Tag{{Key: "zone", Value: ""}}}
	for about, filter := range map[string]trace.Filter{
		"a pattern":        one(trace.Condition{Key: "span.kind", Operator: trace.Fits, Values: []string{"serv.*"}}),
		"a number":         one(trace.Condition{Key: "number", Operator: trace.Greater, Values: []string{"499.5"}}),
		"one of several":   one(trace.Condition{On: trace.OnService, Operator: trace.Equal, Values: []string{"cart", "shop"}}),
		"an event":         one(trace.Condition{On: trace.OnEvent, Operator: trace.Equal, Values: []string{"lock"}}),
		"what isn't there": one(trace.Condition{Key: "zone", Operator: trace.Missing}),
		"one of two groups": {AnyOf: [][]trace.Condition{
			{{Key: "version", Operator: trace.Exists}}, {{Key: "number", Operator: trace.Equal, Values: []string{"500"}}},
		}},
	} {
		require.True(t, meets(span, filter), about)
		require.False(t, meets(other, filter), about)
		require.False(t, push(filter).whole, about)
	}
}

func TestARawSearchIsRefused(t *testing.T) {
	reader, err := NewReader(Config{URL: "http://127.0.0.1:1"})
	require.NoError(t, err)
	filter := trace.Filter{RawSearch: "service: shop"}
	var refused *trace.QueryError
	_, err = reader.Search(t.Context(), trace.SearchQuery{Filter: filter, Range: lastHour, Limit: 1})
	require.ErrorAs(t, err, &refused)
	_, err = reader.Metrics(t.Context(), trace.MetricsQuery{Filter: filter, Range: lastHour})
	require.ErrorAs(t, err, &refused)
	_, err = reader.MetricsStatement(t.Context(), trace.MetricsQuery{Filter: filter, Range: lastHour})
	require.ErrorAs(t, err, &refused)
}
