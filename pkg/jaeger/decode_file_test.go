package jaeger

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"logservice-jaeger-datasource/pkg/trace"
)

// holding lists the traces of a file, each with its number of spans, as "1: 2".
func holding(file File) (traces []string) {
	for _, found := range file.Traces {
		traces = append(traces, fmt.Sprintf("%s: %d", found.Spans[0].TraceID.Spellings()[len(found.Spans[0].TraceID.Spellings())-1], len(found.Spans)))
	}
	return traces
}

func told(notices []trace.Notice) (texts []string) {
	for _, notice := range notices {
		texts = append(texts, string(notice.Severity)+": "+notice.Text)
	}
	return texts
}

// traceV1 is a trace of v1 whose two spans began at these microseconds.
func traceV1(id string, start int) string {
	return fmt.Sprintf(`{"traceID":%q,"spans":[{"traceID":%q,"spanID":"2","startTime":%d,"duration":5,"processID":"p1"},{"traceID":%q,"spanID":"3","startTime":%d,"duration":5,"processID":"p1"}],"processes":{"p1":{"serviceName":"shop"}},"warnings":null}`,
		id, id, start, id, start+1)
}

// batch is what a resource's one span is in OTLP.
func batch(id string, start int) string {
	return fmt.Sprintf(`{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"shop"}}]},"scopeSpans":[{"scope":{},"spans":[{"traceId":%q,"spanId":"0000000000000002","startTimeUnixNano":"%d","endTimeUnixNano":"%d"}]}]}`,
		id, start, start+5)
}

func TestDecodeFile(t *testing.T) {
	tests := []struct {
		name, content string
		want          []string
		notices       []string
	}{
		{"what v1 answers and its page downloads", `{"data":[` + traceV1("a", 1) + `,` + traceV1("b", 9) + `,` + traceV1("c", 5) + `],"total":0,"limit":0,"offset":0,"errors":null}`, []string{"b: 2", "c: 2", "a: 2"}, nil},
		{"one trace of v1", traceV1("a", 1), []string{"a: 2"}, nil},
		{"a list of traces of v1", `[` + traceV1("a", 1) + `,` + traceV1("b", 1) + `]`, []string{"a: 2", "b: 2"}, nil},
		{"a trace in two parts", traceV1("a", 1) + "\n" + strings.ReplaceAll(traceV1("0a", 1), `"spanID":"`, `"spanID":"1`), []string{"a: 4"}, nil},
		{"64 bits", `{"data":[` + traceV1("a3ce929d0e0e4736", 1) + `]}`, []string{"a3ce929d0e0e4736: 2"}, nil},
		{"OTLP", `{"resourceSpans":[` + batch("000000000000000000000000000000aa", 1) + `,` + batch("000000000000000000000000000000bb", 2) + `]}`, []string{"bb: 1", "aa: 1"}, nil},
		{"OTLP in Jaeger's envelope", `{"result":{"resourceSpans":[` + batch("aa", 1) + `]}}`, []string{"aa: 1"}, nil},
		{"OTLP as Tempo answers", `{"trace":{"resourceSpans":[` + batch("aa", 1) + `]}}`, []string{"aa: 1"}, nil},
		{"OTLP as Grafana exports", `{"batches":[` + strings.Replace(batch("aa", 1), "scopeSpans", "instrumentationLibrarySpans", 1) + `]}`, []string{"aa: 1"}, nil},
		{"IDs in base64", `{"resourceSpans":[` + batch("AAAAAAAAAAAAAAAAAAAAAQ==", 1) + `]}`, []string{"1: 1"}, nil},
		{"lines of the collector", "\xef\xbb\xbf" + `{"resourceSpans":[` + batch("aa", 1) + "]}\r\n" + `{"resourceSpans":[` + batch("bb", 2) + "]}\n\n", []string{"bb: 1", "aa: 1"}, nil},
		{"lines of all signals", `{"resourceLogs":[{}]}` + "\n" + `{"resourceSpans":[` + batch("aa", 1) + "]}\n" + `{"resourceMetrics":[{}]}`, []string{"aa: 1"},
			[]string{"info: The file holds logs and metrics, too, which aren't shown.", "info: Left out of the file: 2 parts without traces."}},
		{"a line that is cut", `{"resourceSpans":[` + batch("aa", 1) + "]}\n" + `{"resourceSpans":[{"resource"`, []string{"aa: 1"},
			[]string{"warning: The file breaks off in its last part, which is left out."}},
		{"something else behind", traceV1("a", 1) + "\nDone.", []string{"a: 2"},
			[]string{"warning: What follows the last complete part of the file isn't JSON, and is left out."}},
		{"records that can't be read", `{"resourceSpans":[` + batch("aa", 1) + `,` + batch("", 1) + `,` + batch("no hex", 1) + `]}`, []string{"aa: 1"},
			[]string{"warning: Left out of the file: 2 records whose trace ID or span ID can't be read."}},
		{"an error beside", `{"data":[` + traceV1("a", 1) + `],"errors":[{"code":500,"msg":"one store is down"}]}`, []string{"a: 2"},
			[]string{"warning: The file holds an error beside its traces: one store is down"}},
		{"what is in no envelope", `{"data":[7,"x",` + traceV1("a", 1) + `]}`, []string{"a: 2"}, []string{"info: Left out of the file: 2 parts without traces."}},
		{"both generations", traceV1("a", 1) + `{"resourceSpans":[` + strings.ReplaceAll(batch("a", 1), "0002", "0004") + `]}`, []string{"a: 3"}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			file, err := DecodeFile([]byte(tt.content))
			require.NoError(t, err)
			require.Equal(t, tt.want, holding(file))
			require.Equal(t, tt.notices, told(file.Notices))
		})
	}
}

// TestDecodeFileOfRecordedAnswers reads what real Jaegers gave.
func TestDecodeFileOfRecordedAnswers(t *testing.T) {
	for _, generation := range []string{"v1", "v3"} {
		file, err := DecodeFile(recording(t, generation+"/trace_bookinfo_slow.json"))
		require.NoError(t, err)
		require.Len(t, file.Traces, 1)
		require.Len(t, file.Traces[0].Spans, 12)
		require.Empty(t, file.Notices)
		found, err := DecodeFile(recording(t, generation+"/search.json"))
		require.NoError(t, err)
		require.Greater(t, len(found.Traces), 1)
	}
}

func TestDecodeFileNotesOnATrace(t *testing.T) {
	bad := strings.Replace(traceV1("a", 1), `"spanID":"3"`, `"spanID":"none"`, 1)
	file, err := DecodeFile([]byte(strings.Replace(bad, `"warnings":null`, `"warnings":["clock skew"]`, 1) + traceV1("b", 1)))
	require.NoError(t, err)
	require.Equal(t, []string{"a: 1", "b: 2"}, holding(file))
	require.Equal(t, []string{
		"warning: Left out of this trace: 1 record whose trace ID or span ID can't be read.",
		"info: Jaeger says of this trace: clock skew",
	}, told(file.Traces[0].Notices))
	require.Empty(t, file.Traces[1].Notices)
}

// TestDecodeFileBoundsMemory refuses what is small as a file and large as traces.
func TestDecodeFileBoundsMemory(t *testing.T) {
	list := func(count int) string { return "[" + strings.Repeat("{},", count-1) + "{}]" }
	otlp := func(spans string) string { return `{"resourceSpans":[{"scope_spans":[{"spans":` + spans + `}]}]}` }
	attributes := func(count int) string {
		return otlp(`[{"traceId":"aa","spanId":"02","attributes":` + list(count) + `}]`)
	}
	const spans, elements = "the file has more than 100,000 spans: choose one with fewer traces", "the file has more parts than are read of one, tags and the like: choose one with fewer traces"
	tests := []struct{ name, content, want string }{
		{"of v1", `{"data":[{"spans":` + list(mostFileSpans+1) + `}]}`, spans},
		{"of v1 in many traces", strings.Repeat(`{"spans":[{}]}`, mostFileSpans+1), spans},
		{"of OTLP", otlp(list(mostFileSpans + 1)), spans},
		{"of OTLP in another spelling", strings.Replace(otlp(list(mostFileSpans+1)), `"spans"`, `"Spans"`, 1), spans},
		{"of OTLP after a good one", traceV1("a", 1) + otlp(list(mostFileSpans-1)), spans},
		{"as Grafana exports them", `{"batches":[{"instrumentationLibrarySpans":[{"spans":` + list(mostFileSpans+1) + `}]}]}`, spans},
		{"attributes", attributes(mostFileElements + 1), elements},
		{"as many as are read", otlp(list(mostFileSpans)), "the file holds no trace that can be read: of 100000 records neither a trace ID nor a span ID is right"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := DecodeFile([]byte(tt.content))
			require.EqualError(t, err, tt.want)
		})
	}
	file, err := DecodeFile([]byte(attributes(1000)))
	require.NoError(t, err)
	require.Equal(t, []string{"aa: 1"}, holding(file))
}

// TestATraceBeyondWhatIsRead can come from a service only: a file has no more spans.
func TestATraceBeyondWhatIsRead(t *testing.T) {
	var found fetched
	spans := make([]trace.Span, 1000)
	for i := range spans {
		spans[i] = trace.Span{TraceID: trace.TraceID{Low: 10}, ID: trace.SpanID(i + 1), Parent: 1}
	}
	for range trace.MostRead/len(spans) + 1 {
		found.take(trace.TraceID{Low: 10}, whole{spans: spans})
	}
	require.Len(t, found.spans, trace.MostRead)
	require.False(t, found.mayGoOn(), "of a trace that was cut some parents always lack")
	taken := newLedger()
	found.explain(taken)
	require.Equal(t, []string{"warning: The trace has 101000 spans, of which the first 100000 were read."}, told(taken.account().Notices))
}

func TestDecodeFileRefuses(t *testing.T) {
	const other = "choose the JSON of a trace as Jaeger's user interface downloads it or its API answers, or OTLP JSON"
	deep := strings.Repeat(`[`, 100) + traceV1("a", 1) + strings.Repeat(`]`, 100)
	tests := []struct{ name, content, want string }{
		{"nothing", "", "the file is empty: " + other},
		{"blanks", " \r\n\t", "the file is empty: " + other},
		{"a web page", "\n<!DOCTYPE html><html>", "the file is a web page or XML rather than JSON, maybe that of a login: " + other},
		{"a table", "traceID,spanID\na,b\n", `the file isn't JSON, it begins with "traceID,spanID\na,b": ` + other},
		{"one that is compressed", "\x1f\x8b\x08\x00", "the file is compressed: unpack it first"},
		{"an archive", "PK\x03\x04\x14\x00", "the file is compressed: unpack it first"},
		{"UTF-16", "\xff\xfe{\x00\"\x00", "the file isn't text in UTF-8; maybe it is UTF-16, as some shells of Windows write: save it as UTF-8"},
		{"half a trace", traceV1("a", 1)[:200], "the file breaks off before its end: download it once more"},
		{"half a list", `[` + traceV1("a", 1), "the file breaks off before its end: download it once more"},
		{"broken JSON", `{"data":[}`, `the file isn't JSON, it begins with "{\"data\":[}": ` + other},
		{"a number", "17", "the file is JSON, but none that holds traces: " + other},
		{"names", `{"data":["a","b"],"total":2}`, "the file is JSON, but none that holds traces: " + other},
		{"a dashboard", `{"title":"Shop","panels":[]}`, "the file is JSON, but none that holds traces: " + other},
		{"too deep", deep, "the file is JSON, but none that holds traces: " + other},
		{"logs", `{"resourceLogs":[{}]}`, "the file holds logs rather than traces: " + other},
		{"an error of v1", string(recording(t, "v1/trace_not_found.json")), "the file holds no traces, but an error of the service that it comes from: trace not found"},
		{"an error of v3", `{"error":{"httpCode":404,"message":"No traces found"}}`, "the file holds no traces, but an error of the service that it comes from: No traces found"},
		{"an answer without traces", `{"data":[],"errors":null}`, "the file holds no traces: it is an answer without any, or a trace without spans"},
		{"a trace without spans", `{"traceID":"a","spans":[],"processes":{}}`, "the file holds no traces: it is an answer without any, or a trace without spans"},
		{"no ID", `{"resourceSpans":[` + batch("", 1) + `]}`, "the file holds no trace that can be read: of 1 record neither a trace ID nor a span ID is right"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := DecodeFile([]byte(tt.content))
			require.EqualError(t, err, tt.want)
		})
	}
}

func FuzzDecodeFile(f *testing.F) {
	seed(f, "v1")
	seed(f, "v3")
	f.Add([]byte(leastV1(``) + "\n" + leastOTLP(``)))
	f.Add([]byte(`[{"batches":[` + batch("aa", 1) + `]},` + traceV1("a", 1) + `]`))
	f.Add([]byte(leastV1(``) + `{"resourceSpans":[`))
	f.Fuzz(func(t *testing.T, content []byte) {
		file, err := DecodeFile(content)
		if err != nil {
			require.NotEmpty(t, err.Error())
			return
		}
		require.NotEmpty(t, file.Traces)
		known := map[trace.TraceID]bool{}
		for i, found := range file.Traces {
			require.NotEmpty(t, found.Spans)
			require.False(t, known[found.Spans[0].TraceID], "a trace twice")
			known[found.Spans[0].TraceID] = true
			require.True(t, i == 0 || !found.start().After(file.Traces[i-1].start()), "not the newest first")
			for _, span := range found.Spans {
				sound(t, span)
				require.Equal(t, found.Spans[0].TraceID, span.TraceID)
			}
			repaired, _ := trace.Repair(found.Spans)
			_, err := json.Marshal(trace.Summarize(repaired).Services)
			require.NoError(t, err)
		}
	})
}
