package jaeger

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"logservice-jaeger-datasource/pkg/trace"
)

// leastV1 is a span of v1 with more members.
func leastV1(members string) string {
	return `{"data":[{"spans":[{"traceID":"1","spanID":"2","startTime":1000000,"duration":5,"processID":"p1"` + members + `}],"processes":{"p1":{"serviceName":"shop"}}}]}`
}

func TestDecodeV1(t *testing.T) {
	start := time.Unix(1, 0).UTC()
	least := func(change func(*trace.Span)) trace.Span {
		span := trace.Span{TraceID: trace.TraceID{Low: 1}, ID: 2, Service: "shop", Start: start, Duration: 5 * time.Microsecond, Status: trace.StatusUnset}
		change(&span)
		return span
	}
	child := []trace.Tag{{Key: refTypeTag, Value: childOf}}
	follows := []trace.Tag{{Key: refTypeTag, Value: followsFrom}}
	tests := []struct {
		name, body string
		change     func(*trace.Span)
	}{
		{"the least", leastV1(``), func(*trace.Span) {}},
		{"nulls everywhere", leastV1(`,"operationName":null,"references":null,"tags":null,"logs":null,"warnings":null,"parentSpanID":null`), func(*trace.Span) {}},
		{"lists that are none", leastV1(`,"tags":{"a":1},"references":"x","logs":7`), func(s *trace.Span) {
			s.Warnings = []string{"The field tags of its record isn't a list; it is left out.", "The field references of its record isn't a list; it is left out.", "The field logs of its record isn't a list; it is left out."}
		}},
		{"an old parent", leastV1(`,"parentSpanID":"3"`), func(s *trace.Span) { s.Parent = 3 }},
		{"a parent that is none", leastV1(`,"parentSpanID":"parent"`), func(s *trace.Span) {
			s.Warnings = []string{`Its parent could not be read: "parent" is not a span ID.`}
		}},
		{"a parent of zero", leastV1(`,"references":[{"refType":"CHILD_OF","traceID":"1","spanID":"0"}]`), func(*trace.Span) {}},
		{
			"references", leastV1(`,"references":[{"refType":"FOLLOWS_FROM","traceID":"1","spanID":"8"},{"refType":"CHILD_OF","traceID":"00000000000000000000000000000001","spanID":"0000000000000003"},{"refType":"CHILD_OF","traceID":"1","spanID":"4"},{"refType":"CHILD_OF","traceID":"9","spanID":"5"}]`),
			func(s *trace.Span) {
				s.Parent = 3
				s.Links = []trace.Link{
					{TraceID: trace.TraceID{Low: 1}, SpanID: 8, Tags: follows},
					{TraceID: trace.TraceID{Low: 1}, SpanID: 4, Tags: child},
					{TraceID: trace.TraceID{Low: 9}, SpanID: 5, Tags: child},
				}
			},
		},
		{"a reference without a type", leastV1(`,"references":[{"refType":"","traceID":"1","spanID":"3"}]`), func(s *trace.Span) { s.Parent = 3 }},
		{"the parent twice", leastV1(`,"parentSpanID":"3","references":[{"refType":"CHILD_OF","traceID":"1","spanID":"3"}]`), func(s *trace.Span) { s.Parent = 3 }},
		{"a reference to nothing", leastV1(`,"references":[{"refType":"FOLLOWS_FROM","traceID":"x","spanID":"3"}]`), func(s *trace.Span) {
			s.Warnings = []string{`One of its links is left out: trace "x", span "3" names no span.`}
		}},
		{
			"types", leastV1(`,"tags":[{"key":"s","type":"string","value":"1"},{"key":"b","type":"bool","value":true},{"key":"bt","type":"bool","value":"false"},{"key":"i","type":"int64","value":"9007199254740993"},{"key":"f","type":"float64","value":3},{"key":"n","type":"float64","value":"NaN"},{"key":"x","type":"binary","value":"AQI="},{"key":"odd","type":"binary","value":"not base64!"},{"key":"null","value":null},{"key":"deep","value":{"a":[1]}},{"key":"big","value":1e400},{"value":"keyless"}]`),
			func(s *trace.Span) {
				s.Tags = []trace.Tag{
					{Key: "", Value: "keyless"}, {Key: "b", Value: true}, {Key: "big", Value: "1e400"}, {Key: "bt", Value: false}, {Key: "deep", Value: json.RawMessage(`{"a":[1]}`)},
					{Key: "f", Value: 3.0}, {Key: "i", Value: int64(9007199254740993)}, {Key: "n", Value: "NaN"}, {Key: "null", Value: ""}, {Key: "odd", Value: "not base64!"}, {Key: "s", Value: "1"}, {Key: "x", Value: []byte{1, 2}},
				}
			},
		},
		{
			"properties", leastV1(`,"tags":[{"key":"span.kind","value":"SERVER"},{"key":"error","value":true},{"key":"otel.status_code","value":"ERROR"},{"key":"otel.status_description","value":"broken"},{"key":"otel.library.name","value":"lib"},{"key":"otel.library.version","value":"2"},{"key":"otel.scope.name","value":"lib"},{"key":"w3c.tracestate","value":"a=1"}]`),
			func(s *trace.Span) {
				s.Kind, s.Status, s.StatusMessage = trace.KindServer, trace.StatusError, "broken"
				s.ScopeName, s.ScopeVersion, s.TraceState = "lib", "2", "a=1"
			},
		},
		{"two scopes", leastV1(`,"tags":[{"key":"otel.library.name","value":"a"},{"key":"otel.scope.name","value":"b"}]`), func(s *trace.Span) {
			s.ScopeName, s.Tags = "a", []trace.Tag{{Key: "otel.scope.name", Value: "b"}}
		}},
		{"an error of OpenTracing", leastV1(`,"tags":[{"key":"error","value":true}]`), func(s *trace.Span) { s.Tags = []trace.Tag{{Key: "error", Value: true}} }},
		{"a status by its number", leastV1(`,"tags":[{"key":"otel.status_code","type":"int64","value":1}]`), func(s *trace.Span) { s.Status = trace.StatusOK }},
		{"unknown properties", leastV1(`,"tags":[{"key":"span.kind","value":"boss"},{"key":"otel.status_code","value":"FINE"}]`), func(s *trace.Span) {
			s.Tags = []trace.Tag{{Key: "otel.status_code", Value: "FINE"}, {Key: "span.kind", Value: "boss"}}
			s.Warnings = []string{`Its kind "boss" is none that OpenTelemetry knows.`, `Its status "FINE" is none that OpenTelemetry knows.`}
		}},
		{"an error of Jaeger on Log Service", leastV1(`,"warnings":["late","ERROR"]`), func(s *trace.Span) { s.Status, s.Warnings = trace.StatusError, []string{"late"} }},
		{"a process of its own", `{"data":[{"spans":[{"traceID":"1","spanID":"2","startTime":1000000,"duration":5,"process":{"serviceName":"shop","tags":[{"key":"b","value":1},{"key":"a","value":2}]}}]}]}`,
			func(s *trace.Span) {
				s.Resource = []trace.Tag{{Key: "a", Value: int64(2)}, {Key: "b", Value: int64(1)}}
			}},
		{"a process that is missing", `{"data":[{"spans":[{"traceID":"1","spanID":"2","startTime":1000000,"duration":5,"processID":"p9"}],"processes":null}]}`, func(s *trace.Span) {
			s.Service, s.Warnings = "", []string{`Its process "p9" isn't in Jaeger's answer, so its service isn't known.`}
		}},
		{"processes before spans", `{"errors":null,"data":[{"processes":{"p1":{"serviceName":"shop"}},"spans":[{"traceID":"1","spanID":"2","startTime":"1000000","duration":"5","processID":"p1"}]}]}`, func(*trace.Span) {}},
		{"events", leastV1(`,"logs":[{"timestamp":1000002,"fields":[{"key":"event","value":"later"}]},{"timestamp":"x","fields":[{"key":"event","value":5}]}]`), func(s *trace.Span) {
			s.Events = []trace.Event{{Time: start, Tags: []trace.Tag{{Key: "event", Value: int64(5)}}}, {Time: start.Add(2 * time.Microsecond), Name: "later"}}
			s.Warnings = []string{"Of 1 of its 2 events the time can't be read; they are shown at the span's start."}
		}},
		{"times that are none", `{"data":[{"spans":[{"traceID":"1","spanID":"2","startTime":"soon","duration":9223372036854775807,"processID":"p1"}],"processes":{"p1":{"serviceName":"shop"}}}]}`, func(s *trace.Span) {
			s.Start, s.Duration = time.Time{}, 0
			s.Warnings = []string{`Its start "soon" can't be read.`, `Its duration "9223372036854775807" can't be read.`}
		}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var found whole
			_, err := readV1(strings.NewReader(test.body), func(one whole) error { found = one; return nil })
			require.NoError(t, err)
			require.Zero(t, found.bad)
			require.Empty(t, cmp.Diff([]trace.Span{least(test.change)}, found.spans))
		})
	}
}

func TestDecodeV1LeavesOutWhatHasNoID(t *testing.T) {
	body := `{"data":[{"spans":[{"spanID":"2"},{"traceID":"1"},{"traceID":"0","spanID":"1"},{"traceID":"g","spanID":"1"},{},null,7],"warnings":["skewed"]},null],"errors":[{"code":500,"msg":"half\nof it"}]}`
	var found []whole
	said, err := readV1(strings.NewReader(body), func(one whole) error { found = append(found, one); return nil })
	require.NoError(t, err)
	require.Equal(t, []string{"half of it"}, said)
	require.Equal(t, []whole{{bad: 7, warnings: []string{"skewed"}}, {}}, found)
}

// TestTracesAreGivenAsTheyCome writes a trace only once the one before was taken, so that
// no answer needs to lie in memory as a whole.
func TestTracesAreGivenAsTheyCome(t *testing.T) {
	for generation, read := range map[string]func(io.Reader, func()) error{
		"v1": func(body io.Reader, took func()) error {
			_, err := readV1(body, func(whole) error { took(); return nil })
			return err
		},
		"v3": func(body io.Reader, took func()) error {
			groups := &grouping{seen: map[trace.TraceID]bool{}, scattered: map[trace.TraceID]bool{}, take: func(whole) { took() }}
			defer groups.flush()
			return readOTLP(body, func(span trace.Span, err error) error { groups.add(span, err); return nil })
		},
	} {
		t.Run(generation, func(t *testing.T) {
			one := `{"spans":[{"traceID":"%d","spanID":"2"}],"processes":{}}`
			begin, end := `{"data":[`, `]}`
			if generation == "v3" {
				one = `{"scopeSpans":[{"spans":[{"traceId":"%d","spanId":"2"}]}]}`
				begin, end = `{"resourceSpans":[`, `]}`
			}
			body, writer := io.Pipe()
			taken := make(chan struct{}, 100)
			go func() {
				_, _ = io.WriteString(writer, begin)
				for i := range 50 {
					_, _ = fmt.Fprintf(writer, one+",", i+1)
					_, _ = io.WriteString(writer, strings.Repeat(" ", bufferSize))
					if i > 0 {
						<-taken
					}
				}
				_, _ = fmt.Fprintf(writer, one+end, 99)
				_ = writer.Close()
			}()
			require.NoError(t, read(body, func() { taken <- struct{}{} }))
		})
	}
}
