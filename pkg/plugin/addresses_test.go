package plugin

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/stretchr/testify/require"

	"logservice-jaeger-datasource/pkg/frames"
	"logservice-jaeger-datasource/pkg/models"
)

// dials answers in place of every host, and remembers which were asked.
type dials struct {
	mu     sync.Mutex
	asked  map[string]bool
	paths  map[string]bool
	writes []string
	answer func(*http.Request) *http.Response
}

// RoundTrip implements http.RoundTripper.
func (d *dials) RoundTrip(request *http.Request) (*http.Response, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.asked[request.URL.Scheme+"://"+request.URL.Host] = true
	d.paths[request.URL.EscapedPath()] = true
	logs := request.Method == http.MethodPost && strings.HasSuffix(request.URL.Path, "/logs") // GetLogsV2 reads
	if request.Method != http.MethodGet && !logs {
		d.writes = append(d.writes, request.Method+" "+request.URL.String())
	}
	response := d.answer(request)
	response.Request = request
	return response, nil
}

func answering(status int, header http.Header, body string) *http.Response {
	return &http.Response{StatusCode: status, Header: header, Body: io.NopCloser(strings.NewReader(body))}
}

// redirecting sends every request on to a place of an attacker's, or to metadata.
func redirecting(status int, location string) func(*http.Request) *http.Response {
	return func(*http.Request) *http.Response { return answering(status, http.Header{"Location": {location}}, "") }
}

// storeFrom makes a data source of settings that dials nothing, and an error if the
// settings are refused.
func storeFrom(t *testing.T, stored backend.DataSourceInstanceSettings, way *dials) (*Datasource, error) {
	t.Helper()
	settings, err := models.ParseSettings(models.Stored{URL: stored.URL, JSONData: stored.JSONData, Secure: stored.DecryptedSecureJSONData})
	if err != nil {
		return nil, err
	}
	reader, err := newReader(t.Context(), settings, &http.Client{Transport: way})
	if err != nil {
		return nil, err
	}
	return New(reader, frames.Link{DatasourceUID: "traces"}, nil), nil
}

// hostile are texts that would change an address if they became a part of it.
var hostile = []string{"", "../..", "..%2f..", "/", "//evil.example", "http://evil.example/", "@evil.example", "user:pass@evil.example", `\\evil.example`, "?x=y", "#x", "%0d%0aHost:%20evil.example", "\r\nHost: evil.example", "evil.example:80", "169.254.169.254", "100.100.100.200", ";", "x?y", "..;/", "٣", "。", "．", "%00", "\x00", "[::1]"}

// askEverything puts a text into every field of every door.
func askEverything(t *testing.T, d *Datasource, text string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	now := time.Unix(1780000000, 0)
	condition := []map[string]any{{"key": text + "k", "operator": "=", "value": text}}
	request := &backend.QueryDataRequest{}
	for i, query := range []map[string]any{
		{"query": text}, {"query": "4bf92f3577b34da6a3ce929d0e0e4736"}, {"queryType": "compare", "query": "1", "other": text}, {"queryType": "upload", "upload": text, "query": text},
		{"queryType": "search", "service": text, "operation": text, "tags": condition, "rawSearch": text}, {"queryType": "search", "service": text, "operation": text, "tags": condition},
		{"queryType": "search", "result": "spans", "columns": []string{text}}, {"queryType": "metrics", "service": text, "groupBy": []string{text}, "legend": text}, {"queryType": "serviceGraph", "service": text},
	} {
		raw, err := json.Marshal(query)
		require.NoError(t, err)
		request.Queries = append(request.Queries, backend.DataQuery{RefID: fmt.Sprint(i), JSON: raw, TimeRange: backend.TimeRange{From: now.Add(-time.Hour), To: now}})
	}
	_, err := d.QueryData(ctx, request)
	require.NoError(t, err)
	for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodDelete, http.MethodPatch} {
		for _, path := range []string{"services", "operations", "tagKeys", "tagValues", "statement", "upload", "nonsense", "../../logstores/l", url.PathEscape(text)} {
			values := url.Values{"service": {text}, "tag": {text}, "prefix": {text}, "upload": {text}, "query": {`{"queryType":"metrics"}`}}
			call := &backend.CallResourceRequest{Method: method, Path: path, URL: path + "?" + values.Encode(), Body: []byte(text), Headers: map[string][]string{"Content-Type": {"application/json"}}}
			_ = d.CallResource(ctx, call, backend.CallResourceResponseSenderFunc(func(*backend.CallResourceResponse) error { return nil })) // some paths can't be parsed
		}
	}
	_, err = d.CheckHealth(ctx, &backend.CheckHealthRequest{})
	require.NoError(t, err)
}

func jsonOf(t *testing.T, settings map[string]any) []byte {
	t.Helper()
	raw, err := json.Marshal(settings)
	require.NoError(t, err)
	return raw
}

var keyPair = map[string]string{"accessKeyId": "id", "accessKeySecret": "secret"}

func logServiceAt(t *testing.T, more map[string]any) backend.DataSourceInstanceSettings {
	settings := map[string]any{"endpoint": "cn-hangzhou.log.aliyuncs.com", "project": "p", "storeType": "logstore", "logstore": "l"}
	for name, value := range more {
		settings[name] = value
	}
	return backend.DataSourceInstanceSettings{JSONData: jsonOf(t, settings), DecryptedSecureJSONData: keyPair}
}

func jaegerAt(address string) backend.DataSourceInstanceSettings {
	return backend.DataSourceInstanceSettings{URL: address, JSONData: []byte(`{"access":"jaegerQuery"}`)}
}

// TestOnlyTheAdministratorsAddressIsAsked follows what addresses become: each is refused,
// or asked as it was written, whatever the store answers.
func TestOnlyTheAdministratorsAddressIsAsked(t *testing.T) {
	endpoint := func(text string) backend.DataSourceInstanceSettings {
		return logServiceAt(t, map[string]any{"endpoint": text})
	}
	setting := func(name, text string) backend.DataSourceInstanceSettings {
		return logServiceAt(t, map[string]any{name: text})
	}
	for _, c := range []struct {
		name   string
		stored backend.DataSourceInstanceSettings
		// want is the only address that is asked; empty if the settings are refused.
		want string
	}{
		{"an endpoint", endpoint("cn-hangzhou.log.aliyuncs.com"), "https://p.cn-hangzhou.log.aliyuncs.com"},
		{"in the clear", endpoint("http://log.example:8080/"), "http://p.log.example:8080"},
		{"an IP", endpoint("10.0.0.1"), "https://10.0.0.1"},
		{"another scheme", endpoint("ftp://log.example"), ""},
		{"a file", endpoint("file:///etc/passwd"), ""},
		{"gopher", endpoint("gopher://log.example:70/_x"), ""},
		{"a scheme in a scheme", endpoint("https://http://evil.example"), ""},
		{"a user", endpoint("https://user:pass@log.example"), ""},
		{"a user that looks like the host", endpoint("https://cn-hangzhou.log.aliyuncs.com@evil.example"), ""},
		{"backslashes", endpoint(`https://log.example\@evil.example`), ""},
		{"a backslash", endpoint(`https://log.example\.evil.example`), ""},
		{"a fragment", endpoint("https://evil.example#.log.aliyuncs.com"), ""},
		{"a query", endpoint("https://evil.example?.log.aliyuncs.com"), ""},
		{"a path", endpoint("https://log.example/../evil"), ""},
		{"a line break", endpoint("log.example\r\nHost: evil.example"), ""},
		{"an escaped line break", endpoint("https://log.example%0d%0aevil"), ""},
		{"two hosts", endpoint("log.example,evil.example"), ""},
		{"a dot before", endpoint(".log.example"), ""},
		{"no port", endpoint("log.example:"), ""},
		{"a port that is none", endpoint("log.example:80x"), ""},
		{"a project with a path", setting("project", "p/../evil"), ""},
		{"a project with a host", setting("project", "evil.example/"), ""},
		{"a project with a user", setting("project", "x@evil"), ""},
		{"a project with dots", setting("project", "evil.example."), ""},
		{"a project with a query", setting("project", "evil?"), ""},
		{"a project of other letters", setting("project", "рrоject"), ""},
		{"a logstore with a path", setting("logstore", "../../projects"), ""},
		{"a logstore with a query", setting("logstore", "l?type=x"), ""},
		{"an escaped logstore", setting("logstore", "l%2f..%2fx"), ""},
		{"a region with a host", setting("region", "evil.example/x"), ""},
		{"an endpoint of STS", setting("stsEndpoint", "evil.example"), "https://p.cn-hangzhou.log.aliyuncs.com"},
		{"Jaeger", jaegerAt("http://jaeger-query:16686/base"), "http://jaeger-query:16686"},
		{"Jaeger's other scheme", jaegerAt("file:///etc/passwd"), ""},
		{"Jaeger without a scheme", jaegerAt("jaeger-query:16686"), ""},
		{"Jaeger with a user", jaegerAt("http://user:pass@jaeger-query"), ""},
		{"Jaeger with a user that looks like the host", jaegerAt("http://jaeger-query@evil.example"), ""},
		{"Jaeger with a query", jaegerAt("http://evil.example?jaeger-query/"), ""},
		{"Jaeger with a fragment", jaegerAt("http://evil.example#jaeger-query/"), ""},
		{"Jaeger with a line break", jaegerAt("http://jaeger-query\r\nevil"), ""},
		{"Jaeger with a backslash", jaegerAt(`http://jaeger-query\@evil.example`), ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			way := &dials{asked: map[string]bool{}, paths: map[string]bool{}, answer: redirecting(http.StatusFound, "http://169.254.169.254/latest/")}
			d, err := storeFrom(t, c.stored, way)
			if err != nil {
				require.Empty(t, c.want, "%v", err)
				require.NotContains(t, err.Error(), "user:pass")
				return
			}
			askEverything(t, d, "x")
			if c.want == "" { // found out when it was to be asked
				require.Empty(t, way.asked)
				return
			}
			require.Equal(t, map[string]bool{c.want: true}, way.asked)
		})
	}
}

// TestRedirectsLeadNowhere answers every request with a redirect.
func TestRedirectsLeadNowhere(t *testing.T) {
	for name, stored := range map[string]backend.DataSourceInstanceSettings{"https://p.cn-hangzhou.log.aliyuncs.com": logServiceAt(t, nil), "https://jaeger.example": jaegerAt("https://jaeger.example/base")} {
		host := strings.TrimPrefix(name, "https://")
		for _, location := range []string{
			"https://evil.example/", "//evil.example/", "http://" + host + "/api", "https://" + host + ":8443/", "https://" + host + ".evil.example/", "https://" + host + "@evil.example/", "https://user:pass@" + host + ":1/",
			"http://169.254.169.254/latest/meta-data/", "http://100.100.100.200/latest/meta-data/ram/security-credentials/", "http://localhost/", "http://[::1]/", "file:///etc/passwd", `\\evil.example`, `https:\\evil.example`, "gopher://evil.example/", "HTTPS://EVIL.EXAMPLE",
		} {
			for _, status := range []int{301, 302, 303, 307, 308} {
				t.Run(fmt.Sprint(status, " from ", host, " to ", location), func(t *testing.T) {
					way := &dials{asked: map[string]bool{}, paths: map[string]bool{}, answer: redirecting(status, location)}
					d, err := storeFrom(t, stored, way)
					require.NoError(t, err)
					ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
					defer cancel()
					_, err = d.CheckHealth(ctx, &backend.CheckHealthRequest{})
					require.NoError(t, err)
					query(ctx, d, `{"query":"4bf92f3577b34da6a3ce929d0e0e4736"}`, `{"queryType":"search"}`)
					require.Equal(t, map[string]bool{name: true}, way.asked)
				})
			}
		}
	}
}

// apiPaths are all that the stores are ever asked for.
var apiPaths = map[string]string{
	"logService": `^/logstores/(l|l-traces|l-traces-deps|l-traces-metrics)(/index|/logs)?$|^/logstores$`,
	"jaeger":     `^/base/api/(v3/)?(services|operations|traces|trace-summaries|dependencies|metrics/[a-z]+)(/[0-9a-f]{1,32}|/[^/]+/operations)?$`,
}

// TestQueriesChangeNoAddress puts hostile texts into every field of every door: no other
// host is asked, no path but those of the API, and nothing is written anywhere.
func TestQueriesChangeNoAddress(t *testing.T) {
	for _, c := range []struct {
		way, want string
		stored    backend.DataSourceInstanceSettings
	}{
		{"logService", "https://p.cn-hangzhou.log.aliyuncs.com", logServiceAt(t, map[string]any{"storeType": "instance", "instance": "l"})},
		{"jaeger", "http://jaeger:16686", jaegerAt("http://jaeger:16686/base")},
	} {
		for _, text := range hostile {
			t.Run(c.way+" "+fmt.Sprintf("%q", text), func(t *testing.T) {
				way := &dials{asked: map[string]bool{}, paths: map[string]bool{}, answer: func(request *http.Request) *http.Response {
					body := `{"data":[],"structuredLogs":[],"services":["a"],"operations":[],"result":{"resourceSpans":[]}}`
					switch {
					case strings.HasSuffix(request.URL.Path, "/index"):
						body = `{"keys":{"traceID":{"type":"text","doc_value":true},"spanID":{"type":"text","doc_value":true},"parentSpanID":{"type":"text","doc_value":true},"service":{"type":"text","doc_value":true},"name":{"type":"text","doc_value":true},"start":{"type":"long","doc_value":true},"duration":{"type":"long","doc_value":true},"attribute":{"type":"json","doc_value":true}}}`
					case strings.HasSuffix(request.URL.Path, "/logs"):
						body = `{"meta":{"progress":"Complete"},"data":[]}`
					case request.URL.Query().Get("type") == "histogram":
						body = `[]`
					}
					return answering(http.StatusOK, http.Header{"Content-Type": {"application/json"}}, body)
				}}
				d, err := storeFrom(t, c.stored, way)
				require.NoError(t, err)
				askEverything(t, d, text)
				require.Equal(t, map[string]bool{c.want: true}, way.asked)
				require.Empty(t, way.writes)
				for path := range way.paths {
					require.Regexp(t, apiPaths[c.way], path)
				}
			})
		}
	}
}
