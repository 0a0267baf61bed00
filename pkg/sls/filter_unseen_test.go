package sls_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"logservice-jaeger-datasource/pkg/trace"
	"logservice-jaeger-datasource/tests/samples"
)

// TestConditionsDoNotJudgeWhatSQLCannotSee has one trace of whose only span SQL can't see
// the attributes, the resource, the events or nothing.
func TestConditionsDoNotJudgeWhatSQLCannotSee(t *testing.T) {
	long := strings.Repeat("x", 3000)
	plain := trace.Span{
		ID: 1, Service: "web", Operation: "GET /", Kind: trace.KindServer, Status: trace.StatusOK, Start: samples.Base, Duration: time.Millisecond,
		Tags: []trace.Tag{{Key: "http.method", Value: "GET"}, {Key: "version", Value: "v1"}}, Resource: []trace.Tag{{Key: "zone", Value: "a"}, {Key: "version", Value: "shared"}},
		Events: []trace.Event{{Time: samples.Base, Name: "exception", Tags: []trace.Tag{{Key: "size", Value: 1e-7}}}},
	}
	with := func(id uint64, change func(*trace.Span)) trace.Span {
		span := plain
		span.TraceID = trace.TraceID{Low: id}
		change(&span)
		return span
	}
	const whole, attributes, resource, events = 1, 2, 4, 8
	spans := []trace.Span{
		with(whole, func(*trace.Span) {}),
		with(attributes, func(s *trace.Span) { s.Tags = append([]trace.Tag{{Key: "a.log", Value: long}}, s.Tags...) }),
		with(resource, func(s *trace.Span) { s.Resource = append([]trace.Tag{{Key: "a.log", Value: long}}, s.Resource...) }),
		with(events, func(s *trace.Span) { s.Events = append(s.Events, trace.Event{Time: samples.Base, Name: long}) }),
	}
	reader := readerOn(t, randomStore(t, records(t, spans)), "random", "random")
	group := func(conditions ...trace.Condition) trace.Filter { return trace.Filter{Conditions: conditions} }
	is := func(key, value string) trace.Condition {
		return trace.Condition{Key: key, Operator: trace.Equal, Values: []string{value}}
	}
	event := func(operator trace.Operator, values ...string) trace.Condition {
		return trace.Condition{On: trace.OnEvent, Operator: operator, Values: values}
	}
	for _, c := range []struct {
		name string
		trace.Filter
		// found and unsure are sums of the traces.
		found, unsure int
		told          string
	}{
		{"a key that the index lists", group(is("http.method", "GET")), whole | attributes | resource | events, 0, ""},
		{"a tag of the span", group(is("version", "v1")), whole | resource | events, attributes, "1 more traces could not be judged: they hold spans whose attributes are longer"},
		{"a tag that the resource hides behind the span's", group(is("version", "shared")), 0, attributes, "1 more traces could not be judged"},
		{"a tag of the resource, which the span may hide", group(is("zone", "a")), whole | events, attributes | resource, "2 more traces could not be judged"},
		{"a tag looked for on the resource", group(trace.Condition{Scope: trace.ScopeResource, Key: "zone", Operator: trace.Equal, Values: []string{"a"}}), whole | attributes | events, resource, "1 more traces"},
		{"a missing tag", group(trace.Condition{Key: "nothing", Operator: trace.Missing}), whole | events, attributes | resource, "2 more traces"},
		{"a missing tag of the span", group(trace.Condition{Scope: trace.ScopeSpan, Key: "nothing", Operator: trace.Missing}), whole | resource | events, attributes, "1 more traces"},
		{"a listed key that is missing", group(trace.Condition{Key: "http.method", Operator: trace.Missing}), 0, 0, ""},
		{"a listed key that may be an array", group(trace.Condition{Key: "rpc.method", Operator: trace.Missing}), whole | resource | events, attributes, "1 more traces"},
		{"an event", group(event(trace.Equal, "exception")), whole | attributes | resource, events, "they hold spans whose events are longer than the 2048 bytes that SQL sees of a field, or aren't JSON, or hold numbers that SQL spells in another way. To filter by them, raise max_text_len"},
		{"no event", group(event(trace.Missing)), 0, events, "whose events are longer"},
		{"a number that Java spells otherwise", group(trace.Condition{On: trace.OnEvent, Key: "size", Operator: trace.Equal, Values: []string{"1e-7"}}), 0, whole | attributes | resource | events, "4 more traces"},
		{"the same number, compared as one", group(trace.Condition{On: trace.OnEvent, Key: "size", Operator: trace.Less, Values: []string{"1"}}), whole | attributes | resource, events, "1 more traces"},
		{"a tag and an event", group(is("version", "v1"), event(trace.Exists)), whole | resource, attributes | events, "whose attributes or events are longer"},
		{"a tag or an event", trace.Filter{AnyOf: [][]trace.Condition{{is("version", "v1")}, {event(trace.Exists)}}}, whole | attributes | resource | events, 0, ""},
		{"a listed key or one that isn't", trace.Filter{AnyOf: [][]trace.Condition{{is("http.method", "GET")}, {is("version", "v2")}}}, whole | attributes | resource | events, 0, ""},
		{"a status", trace.Filter{Status: trace.StatusOK}, whole | attributes | resource | events, 0, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			result, err := reader.Search(t.Context(), trace.SearchQuery{Range: history, Limit: 10, Filter: c.Filter})
			require.NoError(t, err)
			found := 0
			for _, summary := range result.Traces {
				found += int(summary.ID.Low)
			}
			require.Equal(t, c.found, found, "%s", result.Statements[0])
			require.Equal(t, c.told != "", noticed(result.Notices, "could not be judged"), "%v", result.Notices)
			require.True(t, noticed(result.Notices, c.told) || c.told == "", "%v", result.Notices)
			figures, err := reader.Metrics(t.Context(), trace.MetricsQuery{Range: history, Filter: c.Filter, Measure: trace.MeasureCount})
			require.NoError(t, err)
			counted := 0
			for at := range 4 {
				counted += found >> at & 1
			}
			if counted > 0 {
				require.InDelta(t, counted, figures.Series[0].Points[0].Values[0], 0)
			}
			// Figures tell of every such span, also of those that another group lets through.
			require.Equal(t, c.unsure > 0 || len(c.AnyOf) > 0, noticed(figures.Notices, "may be missing here"), "%v", figures.Notices)
		})
	}
}
