package jaeger

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"logservice-jaeger-datasource/pkg/trace"
)

func TestTrace(t *testing.T) {
	for name, server := range servers(shop(3)) {
		t.Run(name, func(t *testing.T) {
			reader := server.start(t)
			result, err := reader.Trace(t.Context(), trace.TraceQuery{ID: trace.TraceID{Low: 1000}, Range: lastHour})
			require.NoError(t, err)
			require.Len(t, result.Spans, 2)
			require.Empty(t, result.Notices)
			require.Equal(t, trace.StatusError, result.Spans[1].Status)
			require.Equal(t, trace.KindServer, result.Spans[1].Kind)
			require.Equal(t, trace.SpanID(1), result.Spans[1].Parent)

			_, err = reader.Trace(t.Context(), trace.TraceQuery{ID: trace.TraceID{High: 4, Low: 2}, Range: lastHour})
			var missing *trace.NotFoundError
			require.ErrorAs(t, err, &missing)
			require.Equal(t, trace.NotFoundError{ID: trace.TraceID{High: 4, Low: 2}, Range: trace.Range{From: now.Add(-72 * time.Hour), To: now.Add(time.Minute)}}, *missing)
		})
	}
}

func TestTraceOutsideTheRange(t *testing.T) {
	spans := shop(1)
	early := trace.Range{From: now.Add(-20 * time.Hour), To: now.Add(-19 * time.Hour)}
	result, err := (&standIn{v3: true, spans: spans}).start(t).Trace(t.Context(), trace.TraceQuery{ID: spans[0].TraceID, Range: early})
	require.NoError(t, err)
	require.Equal(t, []trace.Notice{{Severity: trace.Info, Text: "The trace lies outside the chosen time range: it began at 2026-06-01 11:59:00 UTC."}}, result.Notices)
}

// bounded serves of a trace only what lies within the hints, as Jaeger on Elasticsearch.
func bounded(t *testing.T, spans []trace.Span, requests *[]string) *Reader {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, request *http.Request) {
		*requests = append(*requests, request.URL.String())
		if request.URL.Path == "/api/v3/services" {
			answer(w, map[string]any{"services": []string{"shop"}})
			return
		}
		from, fromErr := time.Parse(time.RFC3339Nano, request.URL.Query().Get("start_time"))
		to, toErr := time.Parse(time.RFC3339Nano, request.URL.Query().Get("end_time"))
		if fromErr != nil || toErr != nil || !strings.HasPrefix(request.URL.Path, "/api/v3/traces/") {
			page(w)
			return
		}
		var within []trace.Span
		for _, span := range spans {
			if !span.Start.Before(from) && !span.Start.After(to) {
				within = append(within, span)
			}
		}
		(&standIn{}).giveV3(w, [][]trace.Span{within})
	}))
	t.Cleanup(server.Close)
	return readerOf(t, server.URL)
}

func TestTraceLooksFurtherForParents(t *testing.T) {
	spans := shop(1)
	spans[0].Start = now.Add(-30 * time.Hour)
	var requests []string
	result, err := bounded(t, spans, &requests).Trace(t.Context(), trace.TraceQuery{ID: spans[0].TraceID, Range: lastHour})
	require.NoError(t, err)
	require.Len(t, result.Spans, 2)
	require.Equal(t, []trace.Notice{{Severity: trace.Info, Text: "Some spans of this trace lie further away than 60 minutes around the chosen time range; they are shown, too."}}, result.Notices)
	require.Equal(t, []string{
		"/api/v3/traces/000000000000000000000000000003e8?end_time=2026-06-01T12%3A01%3A00Z&raw_traces=true&start_time=2026-06-01T10%3A00%3A00Z",
		"/api/v3/traces/000000000000000000000000000003e8?end_time=2026-06-01T12%3A01%3A00Z&raw_traces=true&start_time=2026-05-29T12%3A00%3A00Z",
	}, requests[len(requests)-2:])
	require.Equal(t, "GET "+requests[len(requests)-1], result.Statements[len(result.Statements)-1])
}

func TestTraceWithoutItsParents(t *testing.T) {
	spans := shop(1)[1:]
	var requests []string
	result, err := bounded(t, spans, &requests).Trace(t.Context(), trace.TraceQuery{ID: spans[0].TraceID, Range: lastHour})
	require.NoError(t, err)
	require.Equal(t, []trace.Notice{{Severity: trace.Warning, Text: "1 span names a parent that isn't in this trace; it is shown without one."}}, result.Notices)
}

func TestTraceThatJaegerOnLogServiceMayHaveCut(t *testing.T) {
	id := trace.TraceID{Low: 9}
	var spans []trace.Span
	for i := range 130 {
		spans = append(spans, trace.Span{TraceID: id, ID: trace.SpanID(i + 1), Parent: trace.SpanID(i), Service: "shop", Operation: "step", Start: now.Add(time.Duration(i-300) * time.Second), Duration: time.Second})
	}
	for name, server := range servers(spans) {
		t.Run(name, func(t *testing.T) {
			result, err := server.start(t).Trace(t.Context(), trace.TraceQuery{ID: id, Range: lastHour})
			require.NoError(t, err)
			if !server.plugin {
				require.Len(t, result.Spans, 130)
				require.Empty(t, result.Notices)
				return
			}
			require.Len(t, result.Spans, 100)
			require.Equal(t, []trace.Notice{{Severity: trace.Warning, Text: "The trace has exactly 100 spans, which is as many as Jaeger on Log Service reads of one: there may be more. A data source that reads Log Service directly shows traces whole."}}, result.Notices)
		})
	}
}

func TestTraceOfAsManySpansAsAPageThatIsWhole(t *testing.T) {
	var spans []trace.Span
	for i := range 100 {
		spans = append(spans, trace.Span{TraceID: trace.TraceID{Low: 9}, ID: trace.SpanID(i + 1), Service: "shop", Start: now.Add(-time.Minute)})
	}
	result, err := (&standIn{v1: true, v3: true, spans: spans}).start(t).Trace(t.Context(), trace.TraceQuery{ID: trace.TraceID{Low: 9}, Range: lastHour})
	require.NoError(t, err)
	require.Len(t, result.Spans, 100)
	require.Empty(t, result.Notices)
}

// TestTraceOfAServiceThatLooksBackByDefault stands for services that serve /api and look
// for a trace no further than a default, unless they are told where.
func TestTraceOfAServiceThatLooksBackByDefault(t *testing.T) {
	spans := shop(1)
	var asked []string
	server := httptest.NewServer(healthy(func(w http.ResponseWriter, request *http.Request) {
		asked = append(asked, request.URL.RawQuery)
		if request.URL.Query().Get("start") == "" {
			refuseV1(w, http.StatusNotFound, "trace not found")
			return
		}
		answer(w, map[string]any{"data": []any{traceOfV1(spans)}})
	}))
	t.Cleanup(server.Close)
	result, err := readerOf(t, server.URL).Trace(t.Context(), trace.TraceQuery{ID: spans[0].TraceID, Range: lastHour})
	require.NoError(t, err)
	require.Len(t, result.Spans, 2)
	require.Equal(t, []string{"raw=true", "end=1780315260000000&raw=true&start=1780056000000000"}, asked)
}

func TestTraceTellsWhatItLacks(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, request *http.Request) {
		switch request.URL.Path {
		case "/api/services":
			_, _ = fmt.Fprint(w, `{"data":null,"total":0}`)
		case "/api/traces/00000000000000000000000000000001":
			_, _ = fmt.Fprint(w, `{"data":[{"warnings":["clocks differ"],"processes":{"p":{"serviceName":"shop"}},"spans":[{"traceID":"1","spanID":"2","startTime":1780315000000000,"duration":1,"processID":"p"},{"traceID":"1"},{"traceID":"5","spanID":"2"}]}],"errors":[{"msg":"one shard is down"}]}`)
		default:
			page(w)
		}
	}))
	t.Cleanup(server.Close)
	result, err := readerOf(t, server.URL).Trace(t.Context(), trace.TraceQuery{ID: trace.TraceID{Low: 1}, Range: lastHour})
	require.NoError(t, err)
	require.Len(t, result.Spans, 1)
	require.Equal(t, []trace.Notice{
		{Severity: trace.Warning, Text: "Left out of this trace: 1 record whose trace ID or span ID can't be read."},
		{Severity: trace.Info, Text: "Jaeger says of this trace: clocks differ"},
		{Severity: trace.Warning, Text: "Jaeger says: one shard is down"},
	}, result.Notices)
}
