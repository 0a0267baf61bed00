package jaeger

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"logservice-jaeger-datasource/pkg/trace"
)

// leastOTLP is a document of v3 with a span that has more members.
func leastOTLP(members string) string {
	return `{"result":{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"00000000000000000000000000000001","spanId":"0000000000000002","startTimeUnixNano":"1000000000","endTimeUnixNano":"1000000005"` + members + `}]}],"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"shop"}}]}}]}}`
}

func readAll(body string) (spans []trace.Span, bad int, err error) {
	err = readOTLP(strings.NewReader(body), func(span trace.Span, unreadable error) error {
		if unreadable == nil {
			spans = append(spans, span)
		} else {
			bad++
		}
		return nil
	})
	return spans, bad, err
}

func TestDecodeOTLP(t *testing.T) {
	start := time.Unix(1, 0).UTC()
	least := trace.Span{TraceID: trace.TraceID{Low: 1}, ID: 2, Service: "shop", Start: start, Duration: 5, Status: trace.StatusUnset}
	tests := []struct {
		name, body string
		change     func(*trace.Span)
	}{
		{"the least", leastOTLP(``), func(*trace.Span) {}},
		{"nulls everywhere", leastOTLP(`,"parentSpanId":null,"name":null,"kind":null,"attributes":null,"events":null,"links":null,"status":null,"traceState":null`), func(*trace.Span) {}},
		{"without an envelope", strings.TrimSuffix(strings.TrimPrefix(leastOTLP(``), `{"result":`), `}`), func(*trace.Span) {}},
		{"in an array", `[` + leastOTLP(``) + `]`, func(*trace.Span) {}},
		{
			"as the first services gave it",
			`{"result":{"resource_spans":[{"resource":{"attributes":[{"key":"service.name","value":{"string_value":"shop"}}]},"instrumentation_library_spans":[{"instrumentation_library":{"name":"lib","version":"2"},"spans":[{"trace_id":"AAAAAAAAAAAAAAAAAAAAAQ==","span_id":"AAAAAAAAAAI=","parent_span_id":"AAAAAAAAAAM=","kind":"SPAN_KIND_SERVER","start_time_unix_nano":1000000000,"end_time_unix_nano":1000000005,"status":{"code":"STATUS_CODE_ERROR"}}]}]}]}}`,
			func(s *trace.Span) {
				s.Parent, s.Kind, s.Status, s.ScopeName, s.ScopeVersion = 3, trace.KindServer, trace.StatusError, "lib", "2"
			},
		},
		{"URL-safe base64 without padding", strings.Replace(leastOTLP(``), `"0000000000000002"`, `"_____wAAAAI"`, 1), func(s *trace.Span) { s.ID = 0xffffffff00000002 }},
		{"a kind by its number", leastOTLP(`,"kind":3,"status":{"code":2,"message":"broken"}`), func(s *trace.Span) {
			s.Kind, s.Status, s.StatusMessage = trace.KindClient, trace.StatusError, "broken"
		}},
		{"what OpenTelemetry doesn't know", leastOTLP(`,"kind":9,"status":{"code":7}`), func(s *trace.Span) {
			s.Warnings = []string{`Its kind "9" is none that OpenTelemetry knows.`, `Its status "7" is none that OpenTelemetry knows.`}
		}},
		{
			"values", leastOTLP(`,"attributes":[{"key":"s","value":{"stringValue":"x"}},{"key":"b","value":{"boolValue":false}},{"key":"i","value":{"intValue":"-5"}},{"key":"in","value":{"intValue":7}},{"key":"d","value":{"doubleValue":2}},{"key":"nan","value":{"doubleValue":"NaN"}},{"key":"by","value":{"bytesValue":"AQI="}},{"key":"empty","value":{}},{"key":"none"},{"key":"list","value":{"arrayValue":{"values":[{"stringValue":"a"},{"intValue":"1"},{"doubleValue":"Infinity"},{"bytesValue":"AQI="},{}]}}},{"key":"map","value":{"kvlistValue":{"values":[{"key":"k","value":{"arrayValue":{}}},{"key":"k","value":{"boolValue":true}}]}}}]`),
			func(s *trace.Span) {
				s.Tags = []trace.Tag{
					{Key: "b", Value: false}, {Key: "by", Value: []byte{1, 2}}, {Key: "d", Value: 2.0}, {Key: "empty", Value: ""}, {Key: "i", Value: int64(-5)}, {Key: "in", Value: int64(7)},
					{Key: "list", Value: json.RawMessage(`["a",1,"Infinity","AQI=",""]`)}, {Key: "map", Value: json.RawMessage(`{"k":[],"k":true}`)},
					{Key: "nan", Value: "NaN"}, {Key: "none", Value: ""}, {Key: "s", Value: "x"},
				}
			},
		},
		{"warnings", leastOTLP(`,"attributes":[{"key":"@jaeger@warnings","value":{"arrayValue":{"values":[{"stringValue":"late"}]}}},{"key":"@jaeger@warnings","value":{"stringValue":"no list"}}]`), func(s *trace.Span) {
			s.Warnings, s.Tags = []string{"late"}, []trace.Tag{{Key: warningsAttribute, Value: "no list"}}
		}},
		{"what its writer left out", leastOTLP(`,"droppedAttributesCount":3,"droppedEventsCount":"1","droppedLinksCount":0`), func(s *trace.Span) {
			s.Warnings = []string{"Its writer left out 3 attributes.", "Its writer left out 1 event."}
		}},
		{
			"links", leastOTLP(`,"links":[{"traceId":"00000000000000000000000000000001","spanId":"0000000000000004","attributes":[{"key":"opentracing.ref_type","value":{"stringValue":"child_of"}}]},{"traceId":"00000000000000000000000000000009","spanId":"0000000000000005","traceState":"a=1","attributes":[{"key":"why","value":{"stringValue":"batch"}}]},{"traceId":"?","spanId":"?"}]`),
			func(s *trace.Span) {
				s.Parent = 4
				s.Links = []trace.Link{{TraceID: trace.TraceID{Low: 9}, SpanID: 5, Tags: []trace.Tag{{Key: traceStateTag, Value: "a=1"}, {Key: "why", Value: "batch"}}}}
				s.Warnings = []string{`One of its links is left out: trace "?", span "?" names no span.`}
			},
		},
		{"events", leastOTLP(`,"events":[{"timeUnixNano":"1000000003","name":"b"},{"timeUnixNano":1000000001,"attributes":[{"key":"event","value":{"stringValue":"a"}}]},{"name":"c"}]`), func(s *trace.Span) {
			s.Events = []trace.Event{{Time: start, Name: "c"}, {Time: start.Add(1), Name: "a"}, {Time: start.Add(3), Name: "b"}}
			s.Warnings = []string{"Of 1 of its 3 events the time can't be read; they are shown at the span's start."}
		}},
		{"no end", strings.Replace(leastOTLP(``), `"1000000005"`, `""`, 1), func(s *trace.Span) {
			s.Duration, s.Warnings = 0, []string{`Its end "" can't be read; it is shown without a duration.`}
		}},
		{"no start", strings.Replace(leastOTLP(``), `"1000000000"`, `0`, 1), func(s *trace.Span) {
			s.Start, s.Duration, s.Warnings = time.Time{}, 0, []string{`Its start "0" can't be read.`}
		}},
		{"a parent that is none", leastOTLP(`,"parentSpanId":"?"`), func(s *trace.Span) {
			s.Warnings = []string{`Its parent could not be read: "?" is not a span ID.`}
		}},
		{"lists that are none", leastOTLP(`,"attributes":{},"events":1,"links":"x","status":[]`), func(s *trace.Span) {
			for _, field := range []string{"attributes", "events", "links", "status"} {
				s.Warnings = append(s.Warnings, "The field "+field+" of its record isn't as OTLP has it; it is left out.")
			}
		}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			want := least
			test.change(&want)
			spans, bad, err := readAll(test.body)
			require.NoError(t, err)
			require.Zero(t, bad)
			require.Empty(t, cmp.Diff([]trace.Span{want}, spans))
		})
	}
}

func TestDecodeOTLPStreams(t *testing.T) {
	spans, bad, err := readAll(leastOTLP(``) + "\n" + leastOTLP(``) + `{"result":{"resourceSpans":[{"scopeSpans":[{"spans":[{},null,{"traceId":"1"}]}]},null]}} null`)
	require.NoError(t, err)
	require.Len(t, spans, 2)
	require.Equal(t, 3, bad)

	spans, _, err = readAll("")
	require.NoError(t, err, "a stream of nothing")
	require.Empty(t, spans)

	_, _, err = readAll(leastOTLP(``) + `{"error":{"grpcCode":2,"httpCode":500,"message":"storage went away"}}`)
	var refused *Error
	require.ErrorAs(t, err, &refused)
	require.EqualError(t, refused, "Jaeger refused the request: storage went away (HTTP status 500). Run the query again in a minute; if it stays so, look at Jaeger's log and its storage.")
	_, _, err = readAll(leastOTLP(``)[:200])
	require.Error(t, err)
	_, _, err = readAll(`"no object"`)
	require.ErrorContains(t, err, "it holds no traces")
}
