package sls

import (
	"encoding/json"
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

func TestDialectOf(t *testing.T) {
	require.Empty(t, dialectOf(record("content", "a log line")))
	require.Empty(t, dialectOf(record("traceID", "1", "spanID", "2")))
	require.Equal(t, DialectOTLP, dialectOf(with(leastOTLP, "resource", `{"ProcessID":"7"}`)), "an OTLP resource may have a ProcessID")
	require.Equal(t, DialectFork, dialectOf(with(leastFork, "kind", "client", "links", "[]", "logs", "[]")), "the fork writes all of these at times")
}
