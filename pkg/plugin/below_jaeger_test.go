package plugin

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/data"
	"github.com/stretchr/testify/require"

	"logservice-jaeger-datasource/tests/samples"
)

// largeTraceOf is the trace of samples.LargeTrace as a generation of Jaeger's API gives it.
func largeTraceOf(generation string, spans int) string {
	one, whole := `{"traceID":%[1]q,"spanID":"%016[2]x","references":[{"refType":"CHILD_OF","traceID":%[1]q,"spanID":"%016[3]x"}],"startTime":%[4]d,"duration":%[5]d,"processID":"p","operationName":"task"}`,
		`{"data":[{"traceID":%q,"processes":{"p":{"serviceName":"worker"}},"spans":[%s]}]}`
	if generation == "/api/v3" {
		one, whole = `{"traceId":%[1]q,"spanId":"%016[2]x","parentSpanId":"%016[3]x","startTimeUnixNano":"%[4]d000","endTimeUnixNano":"%[6]d000","name":"task"}`,
			`{"result":{"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"worker"}},{"key":"trace","value":{"stringValue":%q}}]},"scopeSpans":[{"spans":[%s]}]}]}}`
	}
	list := make([]string, spans)
	end := samples.Base.Add(20 * time.Second)
	for index := range list {
		parent, began := 0, samples.Base.Add(time.Duration(index)*time.Millisecond)
		if index > 0 {
			parent = (index-1)/4 + 1
		}
		list[index] = fmt.Sprintf(one, samples.LargeTraceID, index+1, parent, began.UnixMicro(), end.Sub(began).Microseconds(), end.UnixMicro())
	}
	return fmt.Sprintf(whole, samples.LargeTraceID, strings.Join(list, ","))
}

// jaegerWith is a data source on a Jaeger that has one trace and one generation of the API.
func jaegerWith(t *testing.T, generation, trace, settings string) *Datasource {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, request *http.Request) {
		switch request.URL.Path {
		case generation + "/services":
			_, _ = fmt.Fprint(w, `{"data":["worker"],"services":["worker"]}`)
		case generation + "/traces/" + samples.LargeTraceID:
			_, _ = fmt.Fprint(w, trace)
		default:
			http.NotFound(w, request)
		}
	}))
	t.Cleanup(server.Close)
	instance, err := NewDatasource(t.Context(), backend.DataSourceInstanceSettings{
		UID: "traces", Name: "Traces", Type: ID, URL: server.URL, JSONData: []byte(`{"access":"jaegerQuery",` + settings + `}`),
	})
	require.NoError(t, err)
	datasource := instance.(*Datasource)
	t.Cleanup(datasource.Dispose)
	return datasource
}

// TestATraceTooLongToDrawThroughJaeger cuts as TestATraceTooLongToDraw does, by either
// generation of Jaeger's API, and reads a part that was left out.
func TestATraceTooLongToDrawThroughJaeger(t *testing.T) {
	for _, generation := range []string{"/api", "/api/v3"} {
		t.Run(generation, func(t *testing.T) {
			d := jaegerWith(t, generation, largeTraceOf(generation, 300), `"maxSpans":40,"nodeGraph":{"enabled":true}`)
			response := query(t.Context(), d, largeTraceQuery(""))["A"]
			require.NoError(t, response.Error)
			frame := response.Frames[0]
			require.Equal(t, 40, frame.Rows())
			for row := range 40 {
				require.Equal(t, fmt.Sprintf("%016x", row+1), valueAt(frame, "spanID", row))
			}
			require.Equal(t, data.NoticeSeverityWarning, frame.Meta.Notices[0].Severity)
			require.Contains(t, frame.Meta.Notices[0].Text, "The trace has 300 spans, of which 40 are shown")
			require.JSONEq(t, `["Left out below it: 20 spans."]`, fmt.Sprintf("%s", valueAt(frame, "warnings", 10)))
			require.Equal(t, 300, response.Frames[1].Rows(), "the node graph chooses by itself")

			response = query(t.Context(), d, largeTraceQuery(`,"spanId":"b"`))["A"]
			require.NoError(t, response.Error)
			require.Len(t, spanIDs(response.Frames[0]), 21)
			require.Equal(t, "000000000000000b", valueAt(response.Frames[0], "spanID", 0))
		})
	}
}
