package plugin

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/data"
	"github.com/stretchr/testify/require"
)

// send uploads a file as the query editor does.
func send(t *testing.T, d *Datasource, content string, headers map[string][]string) (status int, body string) {
	t.Helper()
	sender := backend.CallResourceResponseSenderFunc(func(response *backend.CallResourceResponse) error {
		status, body = response.Status, string(response.Body)
		return nil
	})
	if headers == nil {
		headers = map[string][]string{"Content-Type": {"application/json"}}
	}
	require.NoError(t, d.CallResource(t.Context(), &backend.CallResourceRequest{Method: http.MethodPost, Path: "upload", URL: "upload", Headers: headers, Body: []byte(content)}, sender))
	return status, body
}

// sent uploads a file that is taken.
func sent(t *testing.T, d *Datasource, content string) (taken uploadJSON) {
	t.Helper()
	status, body := send(t, d, content, nil)
	require.Equal(t, http.StatusOK, status, body)
	require.NoError(t, json.Unmarshal([]byte(body), &taken))
	return taken
}

// askUpload queries an uploaded file.
func askUpload(t *testing.T, d *Datasource, upload, more string) backend.DataResponse {
	t.Helper()
	return ask(t.Context(), t, d, map[string]string{"A": fmt.Sprintf(`{"queryType":"upload","upload":%q%s}`, upload, more)})["A"]
}

func answerOf(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile("../jaeger/testdata/" + name)
	require.NoError(t, err)
	return string(text)
}

// threeTraces is a file as Jaeger's page downloads a search: of three traces.
func threeTraces(t *testing.T) string {
	t.Helper()
	var all []json.RawMessage
	for _, name := range []string{"bookinfo_slow", "bookinfo_failed", "emojivoto_failed"} {
		var one struct{ Data []json.RawMessage }
		require.NoError(t, json.Unmarshal([]byte(answerOf(t, "v1/trace_"+name+".json")), &one))
		all = append(all, one.Data...)
	}
	file, err := json.Marshal(map[string]any{"data": all, "total": 0, "limit": 0, "offset": 0, "errors": nil})
	require.NoError(t, err)
	return string(file)
}

func TestUploadOfSeveralTraces(t *testing.T) {
	d := newTestDatasource(&fake{})
	file := threeTraces(t)
	taken := sent(t, d, file)
	require.Equal(t, 3, taken.Traces)
	require.Equal(t, len(file), taken.Bytes)
	require.Regexp(t, `^[\w-]{24}$`, taken.Upload)

	list := askUpload(t, d, taken.Upload, ``)
	require.NoError(t, list.Error)
	require.Len(t, list.Frames, 1)
	require.Equal(t, 3, list.Frames[0].Rows())
	spans := 0
	for i := range 3 {
		count := int(valueAt(list.Frames[0], "spans", i).(int64))
		spans += count
		query := filledIn(t, list.Frames[0].Fields[0].Config.Links[0], map[string]string{"${__value.raw}": valueAt(list.Frames[0], "traceID", i).(string)})
		opened := ask(t.Context(), t, d, map[string]string{"A": query})["A"]
		require.NoError(t, opened.Error)
		require.Equal(t, count, opened.Frames[0].Rows(), "the link leads to the trace of its row")
		require.Equal(t, valueAt(list.Frames[0], "traceID", i), valueAt(opened.Frames[0], "traceID", 0))
	}
	require.Equal(t, taken.Spans, spans)
}

func TestUploadOfEitherGenerationIsTheSameTrace(t *testing.T) {
	d := newTestDatasource(&fake{})
	d.nodeGraph = true
	var frames []data.Frames
	for _, generation := range []string{"v1", "v3"} {
		taken := sent(t, d, answerOf(t, generation+"/trace_bookinfo_slow.json"))
		require.Equal(t, 1, taken.Traces)
		response := askUpload(t, d, taken.Upload, ``)
		require.NoError(t, response.Error)
		require.Len(t, response.Frames, 3, "the trace and its node graph, nodes and edges")
		require.Equal(t, taken.Spans, response.Frames[0].Rows())
		frames = append(frames, response.Frames)
	}
	for _, field := range []string{"traceID", "spanID", "serviceName", "operationName", "startTime", "duration", "statusCode"} {
		for i := range frames[0][0].Rows() {
			require.Equal(t, valueAt(frames[0][0], field, i), valueAt(frames[1][0], field, i), "%s of span %d", field, i)
		}
	}
}

func TestUploadInEveryView(t *testing.T) {
	d := newTestDatasource(&fake{})
	upload := sent(t, d, answerOf(t, "v3/trace_everything.json")).Upload
	for view, frame := range map[string]string{"trace": "Trace", "flameGraph": "Flame graph", "statistics": "Statistics", "events": "Events"} {
		response := askUpload(t, d, upload, fmt.Sprintf(`,"view":%q`, view))
		require.NoError(t, response.Error)
		require.Equal(t, frame, response.Frames[0].Name)
		links, err := json.Marshal(response.Frames)
		require.NoError(t, err)
		require.NotContains(t, string(links), `"queryType":"search"`, "the store doesn't hold what the file does")
		require.NotContains(t, string(links), `"queryType":"traceId"`)
	}
	list := askUpload(t, d, sent(t, d, threeTraces(t)).Upload, `,"view":"statistics"`)
	require.NoError(t, list.Error)
	require.Equal(t, "Traces", list.Frames[0].Name)
	require.Contains(t, filledIn(t, list.Frames[0].Fields[0].Config.Links[0], map[string]string{"${__value.raw}": "a"}), `"view":"statistics"`)
}

func TestUploadOfLinesOfTheCollector(t *testing.T) {
	d := newTestDatasource(&fake{})
	line := func(trace, span, parent string) string {
		return fmt.Sprintf(`{"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"shop"}}]},"scopeSpans":[{"spans":[{"traceId":%q,"spanId":%q,"parentSpanId":%q,"name":"Load","startTimeUnixNano":"1780314123534546000","endTimeUnixNano":"1780314123534547000"}]}]}]}`, trace, span, parent)
	}
	const short = "000000000000000000000000000000aa"
	taken := sent(t, d, strings.Join([]string{line(short, "01", ""), line("bb", "02", ""), line(short, "03", "01"), line(short, "03", "01"), line(short, "04", "99"), line("", "", ""), `{"resource`}, "\n"))
	require.Equal(t, uploadJSON{Upload: taken.Upload, Bytes: taken.Bytes, Traces: 2, Spans: 4}, taken)
	const file = "The file breaks off in its last part, which is left out. Left out of the file: 1 record whose trace ID or span ID can't be read."
	require.Equal(t, file, noticeOf(t, askUpload(t, d, taken.Upload, ``)))

	opened := askUpload(t, d, taken.Upload, `,"query":" AA "`)
	require.Equal(t, 3, opened.Frames[0].Rows())
	require.Equal(t, file+" 1 span names a parent that isn't in this trace; it is shown without one. 1 span was stored more than once; it is shown once.", noticeOf(t, opened))
}

func noticeOf(t *testing.T, response backend.DataResponse) string {
	t.Helper()
	require.NoError(t, response.Error)
	require.Len(t, response.Frames[0].Meta.Notices, 1)
	return response.Frames[0].Meta.Notices[0].Text
}

func TestUploadOf64BitIDs(t *testing.T) {
	d := newTestDatasource(&fake{})
	for _, generation := range []string{"v1", "v3"} {
		response := askUpload(t, d, sent(t, d, answerOf(t, generation+"/trace_64_bits.json")).Upload, ``)
		require.NoError(t, response.Error)
		id := valueAt(response.Frames[0], "traceID", 0).(string)
		require.True(t, strings.HasPrefix(id, strings.Repeat("0", 16)), id)
	}
}

func TestUploadListsNoMoreThanASearch(t *testing.T) {
	var file strings.Builder
	for i := range 1501 {
		fmt.Fprintf(&file, `{"spans":[{"traceID":"%x","spanID":"1","startTime":%d,"duration":1,"process":{"serviceName":"shop"}}]}`, i+1, i+1)
	}
	d := newTestDatasource(&fake{})
	upload := sent(t, d, file.String()).Upload
	list := askUpload(t, d, upload, ``)
	require.Equal(t, 1500, list.Frames[0].Rows())
	require.Equal(t, "The file holds 1501 traces; the newest 1500 are listed. Any other can be asked for by its ID.", noticeOf(t, list))
	require.NoError(t, askUpload(t, d, upload, `,"query":"1"`).Error)
}

func TestUploadRefuses(t *testing.T) {
	const other = "choose the JSON of a trace as Jaeger's user interface downloads it or its API answers, or OTLP JSON"
	one := answerOf(t, "v1/trace_bookinfo_slow.json")
	text := map[string][]string{"Content-Type": {"text/plain"}}
	tests := []struct {
		name, content string
		headers       map[string][]string
		status        int
		want          string
	}{
		{"a web page", "<html><body>Log in</body></html>", nil, 400, "the file is a web page or XML rather than JSON, maybe that of a login: " + other},
		{"a table", "traceID,service\n1,shop\n", nil, 400, `the file isn't JSON, it begins with "traceID,service\n1,shop": ` + other},
		{"nothing", "", nil, 400, "the file is empty: " + other},
		{"half a file", one[:len(one)/2], nil, 400, "the file breaks off before its end: download it once more"},
		{"other JSON", `{"title":"Shop","panels":[]}`, nil, 400, "the file is JSON, but none that holds traces: " + other},
		{"an error that was saved", answerOf(t, "v1/trace_not_found.json"), nil, 400, "the file holds no traces, but an error of the service that it comes from: trace not found"},
		{"too much", one + strings.Repeat(" ", 15<<20), nil, 413, "the file is larger than the 15 MiB that are taken: choose one with fewer traces"},
		{"what another site may send", one, text, 415, "a file of traces is sent with the header Content-Type: application/json"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := newTestDatasource(&fake{})
			status, body := send(t, d, tt.content, tt.headers)
			require.Equal(t, tt.status, status)
			wanted, err := json.Marshal(errorJSON{tt.want})
			require.NoError(t, err)
			require.JSONEq(t, string(wanted), body)
			require.Empty(t, d.files.all.kept)
		})
	}
}

func TestUploadThatIsNotThere(t *testing.T) {
	d := newTestDatasource(&fake{})
	const gone = "The uploaded file isn't here any more: choose it again in the query editor."
	response := askUpload(t, d, "q83vEjRWeJCrze8SNFZ4kKvN", ``)
	require.ErrorContains(t, response.Error, gone)
	require.Equal(t, backend.StatusNotFound, response.Status)
	require.Equal(t, backend.ErrorSourceDownstream, response.ErrorSource)
	asked := call(t, d, http.MethodGet, "upload", "upload=q83vEjRWeJCrze8SNFZ4kKvN")
	require.Equal(t, http.StatusNotFound, asked.Status)
	require.Contains(t, string(asked.Body), gone)
	require.Equal(t, http.StatusMethodNotAllowed, call(t, d, http.MethodDelete, "upload", "").Status)

	upload := sent(t, d, threeTraces(t)).Upload
	response = askUpload(t, d, upload, `,"query":"abc"`)
	require.EqualError(t, response.Error, "Trace 00000000000000000000000000000abc isn't in the uploaded file: leave the trace ID empty to see what is.")
	require.Equal(t, backend.StatusNotFound, response.Status)
	response = askUpload(t, d, upload, `,"query":"no ID"`)
	require.ErrorContains(t, response.Error, `"no ID" is not a trace ID`)
	require.Equal(t, backend.StatusBadRequest, response.Status)
}

func TestUploadIsKnownByTheNameOfItsFile(t *testing.T) {
	d := newTestDatasource(&fake{})
	file := answerOf(t, "v1/trace_bookinfo_slow.json")
	for disposition, name := range map[string]string{
		"attachment; filename*=UTF-8''trace%20%E6%85%A2.json":               "trace 慢.json",
		"attachment; filename*=UTF-8''a%0Ab%00%E2%80%AE.json":               "ab.json",
		"attachment; filename*=UTF-8''" + strings.Repeat("%E6%85%A2", 1000): strings.Repeat("慢", 200),
		"inline": "", "": "", "attachment; filename*=": "",
	} {
		status, body := send(t, d, file, map[string][]string{"Content-Type": {"application/json"}, "Content-Disposition": {disposition}})
		require.Equal(t, http.StatusOK, status)
		var taken uploadJSON
		require.NoError(t, json.Unmarshal([]byte(body), &taken))
		require.Equal(t, name, taken.Name)
		asked := call(t, d, http.MethodGet, "upload", "upload="+taken.Upload)
		require.JSONEq(t, body, string(asked.Body))
	}
}

// TestUploadOutlivesAnInstance has Grafana replace the instance, as it does when settings
// change, which leaves the files of this data source alone.
func TestUploadOutlivesAnInstance(t *testing.T) {
	of := func(namespace string, id int64, uid string) *Datasource {
		ctx := backend.WithPluginContext(t.Context(), backend.PluginContext{Namespace: namespace})
		instance, err := NewDatasource(ctx, backend.DataSourceInstanceSettings{ID: id, UID: uid})
		require.NoError(t, err)
		t.Cleanup(instance.(*Datasource).Dispose)
		return instance.(*Datasource)
	}
	first := of("default", 7, "outlives")
	upload := sent(t, first, threeTraces(t)).Upload
	first.Dispose()
	require.NoError(t, askUpload(t, of("default", 7, "outlives"), upload, ``).Error)
	require.Error(t, askUpload(t, of("org-2", 7, "outlives"), upload, ``).Error, "another organisation")
	require.Error(t, askUpload(t, of("default", 8, "outlives"), upload, ``).Error, "another organisation of an old Grafana")
	require.Error(t, askUpload(t, of("default", 7, "other"), upload, ``).Error, "another data source")
}

func TestUploadIsNothingForAlertRules(t *testing.T) {
	d := newTestDatasource(&fake{})
	upload := sent(t, d, threeTraces(t)).Upload
	response, err := d.QueryData(t.Context(), &backend.QueryDataRequest{Headers: map[string]string{fromAlert: "true"},
		Queries: []backend.DataQuery{{RefID: "A", TimeRange: hour, JSON: []byte(`{"queryType":"upload","upload":"` + upload + `"}`)}}})
	require.NoError(t, err)
	require.ErrorContains(t, response.Responses["A"].Error, "choose the query type metrics")
}

func BenchmarkUploadedTrace(b *testing.B) {
	file, err := os.ReadFile("../jaeger/testdata/v1/trace_bookinfo_slow.json")
	require.NoError(b, err)
	content := bytes.Repeat(file, mostUploadBytes/len(file))
	b.SetBytes(int64(len(content)))
	d := newTestDatasource(&fake{})
	for b.Loop() {
		_, err := d.decodeUpload(b.Context(), content)
		require.NoError(b, err)
	}
}
