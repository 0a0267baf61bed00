package sls

import (
	"encoding/json"
	"math"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"logservice-jaeger-datasource/pkg/trace"
)

// record makes a row of keys and values in turn.
func record(pairs ...string) Row {
	var row Row
	for i := 0; i < len(pairs); i += 2 {
		row = append(row, Field{Key: pairs[i], Value: pairs[i+1]})
	}
	return row
}

func tag(key string, value any) trace.Tag { return trace.Tag{Key: key, Value: value} }

func utc(text string) time.Time {
	at, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		panic(err)
	}
	return at.UTC()
}

// TestDecodeSpan has one record of each writer, typed as the writer's source has it.
func TestDecodeSpan(t *testing.T) {
	tests := []struct {
		name    string
		row     Row
		dialect Dialect
		want    trace.Span
	}{
		{
			name:    "Jaeger legacy (nanoseconds)",
			dialect: DialectLegacyNanoseconds,
			row: record(
				"__source__", "0.0.0.0", "__time__", "1543800000", "__topic__", "",
				"traceID", "56ce", "spanID", "d05", "parentSpanID", "2b67",
				"operationName", "HTTP GET /dispatch", "flags", "1",
				"startTime", "1543800000123456789", "duration", "50000123",
				"process.serviceName", "frontend",
				"tags.span.kind", "server", "tags.http.status_code", "200", "tags.error", "true",
				"process.tags.ip", "10.0.0.7",
				"reference", `[{"refType":"child-of","traceID":"56ce","spanID":"2b67"},{"refType":"follows-from","traceID":"56ce","spanID":"a"}]`,
			),
			want: trace.Span{
				TraceID: trace.TraceID{Low: 0x56ce}, ID: 0xd05, Parent: 0x2b67,
				Service: "frontend", Operation: "HTTP GET /dispatch",
				Kind: trace.KindServer, Status: trace.StatusUnset,
				Start: utc("2018-12-03T01:20:00.123456789Z"), Duration: 50000123,
				Tags:     []trace.Tag{tag("error", "true"), tag("http.status_code", "200"), tag("span.kind", "server")},
				Resource: []trace.Tag{tag("ip", "10.0.0.7")},
				Links:    []trace.Link{{TraceID: trace.TraceID{Low: 0x56ce}, SpanID: 0xa, Tags: []trace.Tag{tag("opentracing.ref_type", "follows_from")}}},
			},
		},
		{
			name:    "Jaeger legacy",
			dialect: DialectLegacy,
			row: record(
				"traceID", "00000000000056ce", "spanID", "d05", "parentSpanID", "0",
				"operationName", "HTTP GET /dispatch", "flags", "1",
				"startTime", "1543800000123456", "duration", "50000",
				"process.serviceName", "frontend",
				"tags.sampler.param", "1", "tags.sampler.param", "true",
				"logs", `[{"timestamp":"2018-12-03T09:20:00.12+08:00","fields":[`+
					`{"key":"event","vType":"string","vStr":"done"},`+
					`{"key":"true","vType":"bool","vNum":1},{"key":"false","vType":"bool"},`+
					`{"key":"int","vType":"int64","vNum":-9007199254740993},{"key":"zero","vType":"int64"},`+
					`{"key":"float","vType":"float64","vNum":4608983858650965606},{"key":"naught","vType":"float64"},`+
					`{"key":"empty","vType":"string"},{"key":"bytes","vType":"binary","vBlob":"yv4="},{"key":"none","vType":"binary"}]}]`,
				"Warnings", `["clock skew adjustment disabled"]`,
			),
			want: trace.Span{
				TraceID: trace.TraceID{Low: 0x56ce}, ID: 0xd05,
				Service: "frontend", Operation: "HTTP GET /dispatch", Status: trace.StatusUnset,
				Start: utc("2018-12-03T01:20:00.123456Z"), Duration: 50 * time.Millisecond,
				Tags: []trace.Tag{tag("sampler.param", "1"), tag("sampler.param", "true")},
				Events: []trace.Event{{
					Time: utc("2018-12-03T01:20:00.12Z"), Name: "done",
					Tags: []trace.Tag{
						tag("bytes", []byte{0xca, 0xfe}), tag("empty", ""), tag("false", false), tag("float", 1.4),
						tag("int", int64(-9007199254740993)), tag("naught", 0.0), tag("none", []byte{}), tag("true", true), tag("zero", int64(0)),
					},
				}},
				Warnings: []string{"clock skew adjustment disabled"},
			},
		},
		{
			name:    "OpenTelemetry collector 2020",
			dialect: DialectCollector2020,
			row: record(
				"traceID", "000000000000000052969a8955571a3f", "spanID", "0000000000647d99",
				"reference", `[{"TraceID":"000000000000000052969a8955571a3f","SpanID":"0000000000647d98","RefType":"PARENT_LINKED_SPAN"},`+
					`{"TraceID":"000000000000000052969a8955571a3f","SpanID":"000000000068c4e3","RefType":"TYPE_UNSPECIFIED"}]`,
				"parentSpanID", "0000000000000000", "startTime", "1485467191639875", "operationName", "get", "duration", "22938",
				"logs", `[{"TimeUs":1485467191639875,"Fields":{"description":"cache miss","key":"a"}}]`,
				"tags.span.kind", "client", "tags.status.code", "5", "tags.status.message", "no such key",
				"process.tags.hostname", "api246-sjc1", "process.serviceName", "api",
			),
			want: trace.Span{
				TraceID: trace.TraceID{Low: 0x52969a8955571a3f}, ID: 0x647d99, Parent: 0x647d98,
				Service: "api", Operation: "get", Kind: trace.KindClient,
				Status: trace.StatusError, StatusMessage: "no such key",
				Start: utc("2017-01-26T21:46:31.639875Z"), Duration: 22938 * time.Microsecond,
				Tags:     []trace.Tag{tag("span.kind", "client"), tag("status.code", "5"), tag("status.message", "no such key")},
				Resource: []trace.Tag{tag("hostname", "api246-sjc1")},
				Events:   []trace.Event{{Time: utc("2017-01-26T21:46:31.639875Z"), Name: "cache miss", Tags: []trace.Tag{tag("key", "a")}}},
				Links:    []trace.Link{{TraceID: trace.TraceID{Low: 0x52969a8955571a3f}, SpanID: 0x68c4e3}},
			},
		},
		{
			name:    "aliyun-log-otel fork",
			dialect: DialectFork,
			row: record(
				"traceID", "00000000000000000000000000000d01", "spanID", "d05", "parentSpanID", "d04",
				"name", "HTTP GET /dispatch", "flags", "1", "start", "1615882567123456", "duration", "8001", "end", "1615882567131457",
				"service", "frontend", "statusCode", "UNSET",
				"attribute", `{"error":"true","http.status_code":"500","span.kind":"client"}`, "resource", `{"ip":"10.0.0.7"}`,
				"links", `[{"refType":"child-of","traceID":"0000000000000d01","spanID":"d04"},{"refType":"child-of","traceID":"0000000000000d02","spanID":"d04"}]`,
				"logs", `[{"attribute":{"event":"retry","n":"1"},"time":1615882567123456000}]`,
				"statusMessage", `["one","two"]`,
			),
			want: trace.Span{
				TraceID: trace.TraceID{Low: 0xd01}, ID: 0xd05, Parent: 0xd04,
				Service: "frontend", Operation: "HTTP GET /dispatch", Kind: trace.KindClient, Status: trace.StatusUnset,
				Start: utc("2021-03-16T08:16:07.123456Z"), Duration: 8001 * time.Microsecond,
				Tags:     []trace.Tag{tag("error", "true"), tag("http.status_code", "500"), tag("span.kind", "client")},
				Resource: []trace.Tag{tag("ip", "10.0.0.7")},
				Events:   []trace.Event{{Time: utc("2021-03-16T08:16:07.123456Z"), Name: "retry", Tags: []trace.Tag{tag("n", "1")}}},
				Links:    []trace.Link{{TraceID: trace.TraceID{Low: 0xd02}, SpanID: 0xd04, Tags: []trace.Tag{tag("opentracing.ref_type", "child_of")}}},
				Warnings: []string{"one", "two"},
			},
		},
		{
			name:    "gRPC storage plugin",
			dialect: DialectStoragePlugin,
			row: record(
				"traceID", "0000000000000d01", "spanID", "0000000000000d05", "parentSpanID", "0000000000000000",
				"name", "consume", "flags", "1", "start", "1615882567123456", "duration", "8001", "end", "1615882567131457",
				"service", "mailer", "statusCode", "UNSET", "attribute", `{}`, "resource", `{"ProcessID":"","ip":"10.0.0.7"}`,
				"kind", "consumer", "links", `[{"RefType":"FOLLOWS_FROM","SpanID":"0000000000000d04","TraceID":"0000000000000d01"}]`, "logs", `[]`,
			),
			want: trace.Span{
				TraceID: trace.TraceID{Low: 0xd01}, ID: 0xd05,
				Service: "mailer", Operation: "consume", Kind: trace.KindConsumer, Status: trace.StatusUnset,
				Start: utc("2021-03-16T08:16:07.123456Z"), Duration: 8001 * time.Microsecond,
				Resource: []trace.Tag{tag("ProcessID", ""), tag("ip", "10.0.0.7")},
				Links:    []trace.Link{{TraceID: trace.TraceID{Low: 0xd01}, SpanID: 0xd04, Tags: []trace.Tag{tag("opentracing.ref_type", "follows_from")}}},
			},
		},
		{
			name:    "OTLP ingest",
			dialect: DialectOTLP,
			row: record(
				"__time__", "1615882567", "host", "web-7", "service", "web", "resource", `{"cloud.region":"us-west-2","process.pid":"4711"}`,
				"otlp.name", "net/http", "otlp.version", "v0.1.0",
				"traceID", "4bf92f3577b34da6a3ce929d0e0e4736", "spanID", "00f067aa0ba902b7", "parentSpanID", "",
				"kind", "SERVER", "name", "/users",
				"links", `[{"attribute":{"link":true},"spanID":"00f067aa0ba902b8","traceID":"4bf92f3577b34da6a3ce929d0e0e4737"}]`,
				"logs", `[{"attribute":{"event":"kept","n":1},"name":"retry","time":1615882567123456789}]`,
				"traceState", "x:y", "start", "1615882567123456", "end", "1615882567131457", "duration", "8001",
				"attribute", `{"list":["a",1],"map":{"b":null},"http.status_code":200,"big":9007199254740993,"share":0.5,"ok":true,"empty":null,"huge":18446744073709551615}`,
				"statusCode", "Error", "statusMessage", `["not a list"]`,
			),
			want: trace.Span{
				TraceID: trace.TraceID{High: 0x4bf92f3577b34da6, Low: 0xa3ce929d0e0e4736}, ID: 0x00f067aa0ba902b7,
				Service: "web", Operation: "/users", Kind: trace.KindServer,
				Status: trace.StatusError, StatusMessage: `["not a list"]`,
				Start: utc("2021-03-16T08:16:07.123456Z"), Duration: 8001 * time.Microsecond,
				Tags: []trace.Tag{
					tag("big", int64(9007199254740993)), tag("empty", ""), tag("http.status_code", int64(200)), tag("huge", 18446744073709551615.0),
					tag("list", json.RawMessage(`["a",1]`)), tag("map", json.RawMessage(`{"b":null}`)), tag("ok", true), tag("share", 0.5),
				},
				Resource: []trace.Tag{tag("cloud.region", "us-west-2"), tag("host.name", "web-7"), tag("process.pid", "4711")},
				Events:   []trace.Event{{Time: utc("2021-03-16T08:16:07.123456789Z"), Name: "retry", Tags: []trace.Tag{tag("event", "kept"), tag("n", int64(1))}}},
				Links: []trace.Link{{
					TraceID: trace.TraceID{High: 0x4bf92f3577b34da6, Low: 0xa3ce929d0e0e4737}, SpanID: 0x00f067aa0ba902b8,
					Tags: []trace.Tag{tag("link", true)},
				}},
				ScopeName: "net/http", ScopeVersion: "v0.1.0", TraceState: "x:y",
			},
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			require.Equal(t, test.dialect, dialectOf(test.row))
			require.Equal(t, test.name, string(test.dialect), "a dialect's text is its name for people")
			got, err := decodeSpan(test.row)
			require.NoError(t, err)
			require.Empty(t, cmp.Diff(test.want, got))
		})
	}
}

func TestDecodeSpanRefuses(t *testing.T) {
	tests := []struct {
		name string
		row  Row
		want string
	}{
		{"nothing", nil, `"" is not a trace ID: it must have 1 to 32 hexadecimal digits`},
		{"a log line", record("content", "GET / 200"), `"" is not a trace ID: it must have 1 to 32 hexadecimal digits`},
		{"an unreadable trace ID", record("traceID", "xyz", "spanID", "1"), `"xyz" is not a trace ID: it must have 1 to 32 hexadecimal digits`},
		{"a trace ID of zeros", record("traceID", "00000000000000000000000000000000", "spanID", "1"), "the record has no trace ID or no span ID"},
		{"an empty span ID", record("traceID", "1", "spanID", ""), "the record has no trace ID or no span ID"},
		{"an unreadable span ID", record("traceID", "1", "spanID", "12345678901234567"), `"12345678901234567" is not a span ID: it must have 1 to 16 hexadecimal digits`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := decodeSpan(test.row)
			require.EqualError(t, err, test.want)
		})
	}
}

// with puts fields over those of the least record that a dialect can have.
func with(base Row, pairs ...string) Row {
	row := record(pairs...)
	for _, field := range base {
		if _, known := row.Get(field.Key); !known {
			row = append(row, field)
		}
	}
	return row
}

var (
	leastLegacy    = record("traceID", "1", "spanID", "2", "flags", "1", "operationName", "a", "process.serviceName", "b", "startTime", "1615882567000000", "duration", "5")
	leastCollector = record("traceID", "1", "spanID", "2", "operationName", "a", "process.serviceName", "b", "startTime", "1615882567000000", "duration", "5")
	leastFork      = record("traceID", "1", "spanID", "2", "flags", "1", "name", "a", "service", "b", "start", "1615882567000000", "duration", "5")
	leastOTLP      = record("traceID", "1", "spanID", "2", "name", "a", "service", "b", "start", "1615882567000000", "duration", "5")
)

func TestDecodeTiming(t *testing.T) {
	const start = "2021-03-16T08:16:07Z"
	tests := []struct {
		name     string
		row      Row
		start    string
		duration time.Duration
		warnings []string
	}{
		{"milliseconds", with(leastOTLP, "start", "1615882567000"), start, 5 * time.Microsecond, nil},
		{"microseconds", leastOTLP, start, 5 * time.Microsecond, nil},
		{"nanoseconds", with(leastOTLP, "start", "1615882567000000000"), start, 5 * time.Microsecond, nil},
		{"milliseconds of 12 digits", with(leastOTLP, "start", "915148800000"), "1999-01-01T00:00:00Z", 5 * time.Microsecond, nil},
		{"microseconds of 15 digits", with(leastOTLP, "start", "915148800000000"), "1999-01-01T00:00:00Z", 5 * time.Microsecond, nil},
		{"nanoseconds of 18 digits", with(leastOTLP, "start", "915148800000000000"), "1999-01-01T00:00:00Z", 5 * time.Microsecond, nil},
		{"legacy milliseconds", with(leastLegacy, "startTime", "1615882567000"), start, 5 * time.Millisecond, nil},
		{"legacy nanoseconds", with(leastLegacy, "startTime", "1615882567000000000"), start, 5, nil},
		{"the documentation's example: nanoseconds, but the duration in microseconds", with(leastOTLP, "start", "1686294916826000000", "end", "1686294924827000000", "duration", "8001000"),
			"2023-06-09T07:15:16.826Z", 8001 * time.Millisecond, nil},
		{"all in nanoseconds", with(leastOTLP, "start", "1686294916826000000", "end", "1686294924827000000", "duration", "8001000000"),
			"2023-06-09T07:15:16.826Z", 8001 * time.Millisecond, nil},
		{"all in milliseconds", with(leastOTLP, "start", "1615882567000", "end", "1615882567250", "duration", "250"), start, 250 * time.Millisecond, nil},
		{"times in milliseconds, but the duration in microseconds", with(leastOTLP, "start", "1615882567000", "end", "1615882567250", "duration", "249700"), start, 249700 * time.Microsecond, nil},
		{"an end rounded by a microsecond", with(leastOTLP, "end", "1615882567000006"), start, 5 * time.Microsecond, nil},
		{"no duration", with(leastOTLP, "duration", "", "end", "1615882567000250"), start, 250 * time.Microsecond, nil},
		{"no duration and no end", with(leastOTLP, "duration", ""), start, 0, []string{`Its duration "" can't be read.`}},
		{"a span without an end", with(leastOTLP, "duration", "7", "end", "0"), start, 7 * time.Microsecond, nil},
		{"a span without an end whose writer subtracted anyway", with(leastOTLP, "duration", "16830861506709551", "end", "0"), start, 0,
			[]string{`Its duration "16830861506709551" can't be read: it is longer than 292 years.`}},
		{"an unreadable end", with(leastOTLP, "end", "soon"), start, 5 * time.Microsecond, []string{`Its end "soon" can't be read as a time.`}},
		{"an end that agrees with nothing", with(leastOTLP, "end", "1615882568000000"), start, 5 * time.Microsecond,
			[]string{"Its duration 5 doesn't match its start and end, which are 1s apart."}},
		{"an end before the start", with(leastOTLP, "end", "1615882566000000"), start, 5 * time.Microsecond,
			[]string{"Its duration 5 doesn't match its start and end, which are -1s apart."}},
		{"a negative duration", with(leastOTLP, "duration", "-5"), start, 0, []string{`Its duration "-5" can't be read.`}},
		{"a duration that is no number", with(leastLegacy, "duration", "long"), start, 0, []string{`Its duration "long" can't be read.`}},
		{"an unreadable start", with(leastOTLP, "start", "now", "__time__", "1615882567"), start, 5 * time.Microsecond,
			[]string{`Its start "now" can't be read as a time; the time of its record, in whole seconds, stands in.`}},
		{"an unreadable start in a record without a time", with(leastOTLP, "start", "0"), "0001-01-01T00:00:00Z", 5 * time.Microsecond, []string{`Its start "0" can't be read as a time.`}},
		{"a negative start", with(leastLegacy, "startTime", "-1"), "0001-01-01T00:00:00Z", 5 * time.Microsecond, []string{`Its start "-1" can't be read as a time.`}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := decodeSpan(test.row)
			require.NoError(t, err)
			require.Equal(t, utc(test.start), got.Start)
			require.Equal(t, test.duration, got.Duration)
			require.Equal(t, test.warnings, got.Warnings)
		})
	}
}

func TestDecodeKindAndStatus(t *testing.T) {
	tests := []struct {
		name    string
		row     Row
		kind    trace.Kind
		status  trace.Status
		message string
		failed  bool
		warns   []string
	}{
		{"nothing", leastOTLP, "", "unset", "", false, nil},
		{"kind in capitals", with(leastOTLP, "kind", "CLIENT"), "client", "unset", "", false, nil},
		{"kind before the tag", with(leastFork, "kind", "producer", "attribute", `{"span.kind":"client"}`), "producer", "unset", "", false, nil},
		{"an empty kind, but a tag", with(leastFork, "kind", "", "attribute", `{"span.kind":"Consumer"}`), "consumer", "unset", "", false, nil},
		{"unspecified", with(leastOTLP, "kind", "unspecified"), "", "unset", "", false, nil},
		{"an unknown kind", with(leastOTLP, "kind", "broker"), "", "unset", "", false, []string{`Its kind "broker" is none that OpenTelemetry knows.`}},
		{"a kind that is no text", with(leastOTLP, "attribute", `{"span.kind":3}`), "", "unset", "", false, nil},
		{"OK", with(leastOTLP, "statusCode", "OK", "statusMessage", "fine"), "", "ok", "fine", false, nil},
		{"Ok", with(leastOTLP, "statusCode", "Ok"), "", "ok", "", false, nil},
		{"1", with(leastOTLP, "statusCode", "1"), "", "ok", "", false, nil},
		{"ERROR", with(leastOTLP, "statusCode", "ERROR", "statusMessage", "oh"), "", "error", "oh", true, nil},
		{"2", with(leastOTLP, "statusCode", "2"), "", "error", "", true, nil},
		{"STATUS_CODE_ERROR", with(leastOTLP, "statusCode", "STATUS_CODE_ERROR"), "", "error", "", true, nil},
		{"0", with(leastOTLP, "statusCode", "0"), "", "unset", "", false, nil},
		{"an unknown status", with(leastOTLP, "statusCode", "TEAPOT"), "", "unset", "", false, []string{`Its status "TEAPOT" is none that OpenTelemetry knows.`}},
		{"unset, but the tag error", with(leastFork, "statusCode", "UNSET", "attribute", `{"error":"true"}`), "", "unset", "", true, nil},
		{"unset, but the tag error as a truth value", with(leastOTLP, "attribute", `{"error":true}`), "", "unset", "", true, nil},
		{"legacy error", with(leastLegacy, "tags.error", "true"), "", "unset", "", true, nil},
		{"a tag status.code of an application", with(leastLegacy, "tags.status.code", "200"), "", "unset", "", false, nil},
		{"OpenCensus: none or OK", with(leastCollector, "tags.status.code", "0", "tags.status.message", ""), "", "unset", "", false, nil},
		{"OpenCensus: cancelled", with(leastCollector, "tags.status.code", "1"), "", "error", "", true, nil},
		{"OpenCensus: unknown", with(leastCollector, "tags.status.code", "2", "tags.status.message", "oh"), "", "error", "oh", true, nil},
		{"OpenCensus: as text", with(leastCollector, "tags.status.code", "Ok"), "", "ok", "", false, nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := decodeSpan(test.row)
			require.NoError(t, err)
			require.Equal(t, test.kind, got.Kind)
			require.Equal(t, test.status, got.Status)
			require.Equal(t, test.message, got.StatusMessage)
			require.Equal(t, test.failed, got.Failed())
			require.Equal(t, test.warns, got.Warnings)
		})
	}
}

func TestDecodeUnreadableFields(t *testing.T) {
	tests := []struct {
		name     string
		row      Row
		tags     []trace.Tag
		resource []trace.Tag
		warnings []string
	}{
		{name: "empty fields", row: with(leastOTLP, "attribute", "", "resource", "", "links", "", "logs", "")},
		{name: "null fields", row: with(leastOTLP, "attribute", "null", "resource", "null", "links", "null", "logs", "null")},
		{
			name: "attribute cut short", row: with(leastOTLP, "attribute", `{"a":"b","c":"d`),
			tags:     []trace.Tag{tag("attribute", `{"a":"b","c":"d`)},
			warnings: []string{"The field attribute of its record isn't a JSON object of tags; its text is kept as the tag attribute."},
		},
		{
			name: "more after attribute", row: with(leastOTLP, "attribute", `{"a":"b"}{}`),
			tags:     []trace.Tag{tag("attribute", `{"a":"b"}{}`)},
			warnings: []string{"The field attribute of its record isn't a JSON object of tags; its text is kept as the tag attribute."},
		},
		{
			name: "resource that is a list", row: with(leastOTLP, "resource", `["a"]`, "host", "h"),
			resource: []trace.Tag{tag("host.name", "h"), tag("resource", `["a"]`)},
			warnings: []string{"The field resource of its record isn't a JSON object of tags; its text is kept as the tag resource."},
		},
		{
			name: "logs that are no list", row: with(leastFork, "logs", `{"a":1}`),
			tags:     []trace.Tag{tag("logs", `{"a":1}`)},
			warnings: []string{"The field logs of its record isn't a JSON array of events; its text is kept as the tag logs."},
		},
		{
			name: "a legacy reference that is no list", row: with(leastLegacy, "reference", `oops`, "tags.a", "b"),
			tags:     []trace.Tag{tag("a", "b"), tag("reference", "oops")},
			warnings: []string{"The field reference of its record isn't a JSON array of references; its text is kept as the tag reference."},
		},
		{
			name: "links of texts", row: with(leastOTLP, "links", `["a"]`),
			tags:     []trace.Tag{tag("links", `["a"]`)},
			warnings: []string{"The field links of its record isn't a JSON array of references; its text is kept as the tag links."},
		},
		{name: "warnings that are no list", row: with(leastLegacy, "Warnings", "late"), warnings: []string{"late"}},
		{name: "an unreadable parent", row: with(leastLegacy, "parentSpanID", "zz"), warnings: []string{`Its parent could not be read: "zz" is not a span ID.`}},
		{
			name: "the writer's warnings come first", row: with(leastLegacy, "parentSpanID", "zz", "Warnings", `["late"]`),
			warnings: []string{"late", `Its parent could not be read: "zz" is not a span ID.`},
		},
		{
			name: "the resource's own host name stays", row: with(leastOTLP, "resource", `{"host.name":"a"}`, "host", "b"),
			resource: []trace.Tag{tag("host.name", "a")},
		},
		{
			name: "a key twice in one object", row: with(leastOTLP, "attribute", `{"a":1,"a":2}`),
			tags: []trace.Tag{tag("a", int64(1)), tag("a", int64(2))},
		},
		{
			name: "numbers keep what JSON says", row: with(leastOTLP, "attribute", `{"a":1.0,"b":-9223372036854775808,"c":1e3,"d":1e999}`),
			tags: []trace.Tag{tag("a", 1.0), tag("b", int64(math.MinInt64)), tag("c", 1000.0), tag("d", "1e999")},
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := decodeSpan(test.row)
			require.NoError(t, err)
			require.Equal(t, test.tags, got.Tags)
			require.Equal(t, test.resource, got.Resource)
			require.Equal(t, test.warnings, got.Warnings)
			require.Empty(t, got.Events)
			require.Empty(t, got.Links)
		})
	}
}

func TestDecodeEvents(t *testing.T) {
	at := utc("2021-03-16T08:16:07Z")
	nan, _ := json.Marshal(int64(math.Float64bits(math.NaN())))
	tests := []struct {
		name     string
		row      Row
		want     []trace.Event
		warnings []string
	}{
		{
			name: "quoted times, in any unit", row: with(leastOTLP, "logs", `[{"name":"a","time":"1615882567000000000"},{"name":"b","time":1615882567000}]`),
			want: []trace.Event{{Time: at, Name: "a"}, {Time: at, Name: "b"}},
		},
		{
			name: "no time", row: with(leastOTLP, "logs", `[{"name":"a"},{"name":"b","time":"later"},{"name":"c","time":1615882567000000000}]`),
			want:     []trace.Event{{Time: at, Name: "a"}, {Time: at, Name: "b"}, {Time: at, Name: "c"}},
			warnings: []string{"Of 2 of its 3 events the time can't be read; they are shown at the span's start."},
		},
		{
			name: "an event that is no text stays a tag", row: with(leastOTLP, "logs", `[{"time":1615882567000000000,"attribute":{"event":7}}]`),
			want: []trace.Event{{Time: at, Tags: []trace.Tag{tag("event", int64(7))}}},
		},
		{
			name: "a description is a name only in OpenCensus's model", row: with(leastFork, "logs", `[{"time":1615882567000000000,"attribute":{"description":"x"}}]`),
			want: []trace.Event{{Time: at, Tags: []trace.Tag{tag("description", "x")}}},
		},
		{
			name: "OpenTracing's name goes before OpenCensus's", row: with(leastCollector, "logs", `[{"TimeUs":1615882567000000,"Fields":{"description":"x","event":"y"}}]`),
			want: []trace.Event{{Time: at, Name: "y", Tags: []trace.Tag{tag("description", "x")}}},
		},
		{
			name: "values that aren't as their type says",
			row: with(leastLegacy, "logs", `[{"timestamp":"2021-03-16T08:16:07Z","fields":[{"key":"a","vType":"int64","vNum":1.5},{"key":"b","vType":"binary","vBlob":"?"},`+
				`{"key":"c","vType":"new","vStr":"d"},{"key":"e","vType":"float64","vNum":`+string(nan)+`},{"key":"f","vType":"int64","vNum":"7"}]}]`),
			want: []trace.Event{{Time: at, Tags: []trace.Tag{tag("a", "1.5"), tag("b", "?"), tag("c", "d"), tag("e", "NaN"), tag("f", int64(7))}}},
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := decodeSpan(test.row)
			require.NoError(t, err)
			require.Empty(t, cmp.Diff(test.want, got.Events))
			require.Equal(t, test.warnings, got.Warnings)
		})
	}
}

func TestDecodeLinks(t *testing.T) {
	one := trace.TraceID{Low: 1}
	ref := func(refType string) []trace.Tag { return []trace.Tag{tag("opentracing.ref_type", refType)} }
	tests := []struct {
		name     string
		row      Row
		parent   trace.SpanID
		want     []trace.Link
		warnings []string
	}{
		{name: "none", row: leastOTLP},
		{
			name: "the documentation's spelling",
			row:  with(leastOTLP, "links", `[{"TraceID":"1","SpanId":"9","TraceState":"a=b","Attributes":{"k":1}}]`),
			want: []trace.Link{{TraceID: one, SpanID: 9, Tags: []trace.Tag{tag("k", int64(1)), tag("w3c.tracestate", "a=b")}}},
		},
		{
			name: "no parent but a child-of reference", parent: 9,
			row: with(leastLegacy, "reference", `[{"refType":"child-of","traceID":"00000000000000000000000000000001","spanID":"9"},{"refType":"child-of","traceID":"1","spanID":"8"}]`),
			want: []trace.Link{
				{TraceID: one, SpanID: 8, Tags: ref("child_of")},
			},
		},
		{
			name: "a child-of reference to another trace is no parent",
			row:  with(leastLegacy, "parentSpanID", "0", "reference", `[{"refType":"child-of","traceID":"2","spanID":"9"}]`),
			want: []trace.Link{{TraceID: trace.TraceID{Low: 2}, SpanID: 9, Tags: ref("child_of")}},
		},
		{
			name: "an OpenTelemetry link to the parent stays", parent: 9,
			row:  with(leastOTLP, "parentSpanID", "0000000000000009", "links", `[{"traceID":"1","spanID":"9"}]`),
			want: []trace.Link{{TraceID: one, SpanID: 9}},
		},
		{name: "a child-of reference to no span", row: with(leastFork, "links", `[{"RefType":"CHILD_OF","SpanID":"0000000000000000","TraceID":"1"}]`)},
		{
			name:     "links to nothing",
			row:      with(leastOTLP, "links", `[{"attribute":{"link":"true"},"spanID":"","traceID":""},{"spanID":"x","traceID":"1"}]`),
			warnings: []string{`One of its links is left out: trace "", span "" names no span.`, `One of its links is left out: trace "1", span "x" names no span.`},
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := decodeSpan(test.row)
			require.NoError(t, err)
			require.Equal(t, test.parent, got.Parent)
			require.Empty(t, cmp.Diff(test.want, got.Links))
			require.Equal(t, test.warnings, got.Warnings)
		})
	}
}

func TestDialectOf(t *testing.T) {
	require.Empty(t, dialectOf(record("content", "a log line")))
	require.Empty(t, dialectOf(record("traceID", "1", "spanID", "2")))
	require.Equal(t, DialectOTLP, dialectOf(with(leastOTLP, "resource", `{"ProcessID":"7"}`)), "an OTLP resource may have a ProcessID")
	require.Equal(t, DialectFork, dialectOf(with(leastFork, "kind", "client", "links", "[]", "logs", "[]")), "the fork writes all of these at times")
}
