package plugin

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/stretchr/testify/require"

	"logservice-jaeger-datasource/pkg/sls"
	"logservice-jaeger-datasource/pkg/trace"
)

// call makes a resource call as Grafana does, with the query string in the URL.
func call(t *testing.T, d *Datasource, method, path, parameters string) *backend.CallResourceResponse {
	t.Helper()
	var got *backend.CallResourceResponse
	send := backend.CallResourceResponseSenderFunc(func(response *backend.CallResourceResponse) error {
		require.Nil(t, got, "one response only")
		got = response
		return nil
	})
	require.NoError(t, d.CallResource(t.Context(), &backend.CallResourceRequest{Method: method, Path: path, URL: path + "?" + parameters}, send))
	require.NotNil(t, got)
	return got
}

func TestResourcesAskTheReader(t *testing.T) {
	lastHour := trace.Range{From: now.Add(-time.Hour), To: now}
	tests := []struct {
		name       string
		path       string
		parameters string
		method     string
		query      trace.NamesQuery
	}{
		{"services of the last hour", "services", "", "Services", trace.NamesQuery{Range: lastHour, Limit: 1000}},
		{"services of a range", "services", "from=1772362800000&to=1772364600000&prefix=re&limit=10", "Services", trace.NamesQuery{
			Range: trace.Range{From: time.UnixMilli(1772362800000), To: time.UnixMilli(1772364600000)}, Prefix: "re", Limit: 10}},
		{"more than is ever given", "services", "limit=5000", "Services", trace.NamesQuery{Range: lastHour, Limit: 1000}},
		{"operations of a service", "operations", "service=a%2Fb%20%E6%94%AF", "Operations", trace.NamesQuery{Range: lastHour, Service: "a/b 支", Limit: 1000}},
		{"operations of all", "operations", "", "Operations", trace.NamesQuery{Range: lastHour, Limit: 1000}},
		{"tag keys", "tagKeys", "prefix=http", "TagKeys", trace.NamesQuery{Range: lastHour, Prefix: "http", Limit: 1000}},
		{"tag values", "tagValues", "tag=http.method&service=a", "TagValues", trace.NamesQuery{Range: lastHour, Service: "a", Tag: "http.method", Limit: 1000}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var asked trace.NamesQuery
			reader := &fake{names: func(_ context.Context, query trace.NamesQuery) (trace.Names, error) {
				asked = query
				return trace.Names{Values: []string{"a", "<b>"}, More: true, Account: account}, nil
			}}
			response := call(t, newTestDatasource(reader), http.MethodGet, tt.path, tt.parameters)
			require.Equal(t, http.StatusOK, response.Status)
			require.Equal(t, []string{"application/json"}, response.Headers["Content-Type"])
			require.JSONEq(t, `{"values":["a","<b>"],"more":true,"notices":[{"severity":"info","text":"Looked further back."}]}`, string(response.Body))
			require.Equal(t, []string{tt.method}, reader.asked)
			require.Equal(t, tt.query, asked)
		})
	}
}

func TestResourcesWithoutNamesGiveAnEmptyList(t *testing.T) {
	reader := &fake{names: func(context.Context, trace.NamesQuery) (trace.Names, error) { return trace.Names{}, nil }}
	response := call(t, newTestDatasource(reader), http.MethodGet, "services", "")
	require.JSONEq(t, `{"values":[],"more":false,"notices":[]}`, string(response.Body))
}

func TestResourceErrors(t *testing.T) {
	tests := []struct {
		name       string
		method     string
		path       string
		parameters string
		status     int
		want       string
	}{
		{"another path", http.MethodGet, "service", "", 404, `{"error":"there is no resource /service: use one of services, operations, tagKeys, tagValues, statement, upload"}`},
		{"another method", http.MethodPost, "services", "", 405, `{"error":"POST is not supported here: use GET"}`},
		{"a time that is none", http.MethodGet, "services", "from=yesterday", 400, `{"error":"from is \"yesterday\": give milliseconds since 1970, for example 1700000000000"}`},
		{"a range turned round", http.MethodGet, "services", "from=1772366400000&to=1772362800000", 400, `{"error":"the time range ends (2026-03-01T11:00:00Z) before it begins (2026-03-01T12:00:00Z): choose another one, for example the last hour"}`},
		{"a limit of nothing", http.MethodGet, "services", "limit=0", 400, `{"error":"limit is \"0\": give a whole number from 1 to 1000, for example 100"}`},
		{"values without a tag", http.MethodGet, "tagValues", "service=a", 400, `{"error":"tag is missing: name the one whose values are asked for, for example tag=http.method"}`},
		{"a quota of the store", http.MethodGet, "services", "", 429,
			`{"error":"Log Service refused the request: too much (ReadQuotaExceed, request ID 5F0A). A quota of the project is used up: wait a moment, ask for less, or have the quota raised."}`},
	}
	reader := &fake{names: func(context.Context, trace.NamesQuery) (trace.Names, error) {
		return trace.Names{}, &sls.Error{Status: 403, Code: "ReadQuotaExceed", Message: "too much", RequestID: "5F0A"}
	}}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			response := call(t, newTestDatasource(reader), tt.method, tt.path, tt.parameters)
			require.Equal(t, tt.status, response.Status)
			require.Equal(t, []string{"application/json"}, response.Headers["Content-Type"])
			require.JSONEq(t, tt.want, string(response.Body))
		})
	}
}

// TestTagKeysTellWhatIsKnown asks both ways in by Grafana's door.
func TestTagKeysTellWhatIsKnown(t *testing.T) {
	type answer struct {
		Values []string
		About  map[string]map[string]string
	}
	about := func(d *Datasource, parameters string) answer {
		response := call(t, d, http.MethodGet, "tagKeys", parameters)
		require.Equal(t, http.StatusOK, response.Status, "%s", response.Body)
		var names answer
		require.NoError(t, json.Unmarshal(response.Body, &names))
		return names
	}
	within := fmt.Sprintf("from=%d&to=%d", history.From.UnixMilli(), history.To.UnixMilli())
	stored := about(connected(t, storeOf(t, "emojivoto"), map[string]any{"project": "emojivoto", "logstore": spansLogstore}), within)
	require.Equal(t, map[string]string{"span": "indexed"}, stored.About["http.status_code"])
	require.Equal(t, map[string]string{"resource": "indexed"}, stored.About["k8s.pod.name"])
	require.Len(t, stored.About, len(stored.Values))

	jaeger := httptest.NewServer(http.HandlerFunc(func(writer http.ResponseWriter, request *http.Request) {
		switch request.URL.Path {
		case "/api/services":
			_, _ = fmt.Fprint(writer, `{"data":["shop"]}`)
		case "/api/traces":
			_, _ = fmt.Fprintf(writer, `{"data":[{"traceID":"1","processes":{"p1":{"serviceName":"shop","tags":[{"key":"zone","type":"string","value":"a"}]}},
				"spans":[{"traceID":"1","spanID":"1","operationName":"pay","startTime":%d,"duration":5,"processID":"p1","tags":[{"key":"till","type":"string","value":"7"}]}]}]}`,
				history.From.Add(time.Minute).UnixMicro())
		default:
			http.NotFound(writer, request)
		}
	}))
	t.Cleanup(jaeger.Close)
	instance, err := NewDatasource(t.Context(), backend.DataSourceInstanceSettings{URL: jaeger.URL, JSONData: []byte(`{"access":"jaegerQuery"}`)})
	require.NoError(t, err)
	d := instance.(*Datasource)
	t.Cleanup(d.Dispose)
	require.Equal(t, answer{[]string{"till", "zone"}, map[string]map[string]string{"till": {"span": "unknown"}, "zone": {"resource": "unknown"}}}, about(d, within))
}
