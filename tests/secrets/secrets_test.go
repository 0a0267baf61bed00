// Package secrets plants marked secrets in a data source and looks for them in all that
// the plugin's own process says.
package secrets

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/stretchr/testify/require"

	"logservice-jaeger-datasource/tests/process"
)

// mark is in every secret, beside signs that encodings change.
const mark = "planted7Qx"

func secretOf(name string) string { return mark + name + `/+="<&` }

var planted = map[string]string{
	"accessKeyId": "id" + mark, "accessKeySecret": secretOf("accessKeySecret"), "securityToken": secretOf("securityToken"),
	"basicAuthPassword": secretOf("basicAuthPassword"), "bearerToken": secretOf("bearerToken"), "httpHeaderValue1": secretOf("header"), "tlsClientKey": secretOf("tlsClientKey"),
}

// log collects what a process logs.
type log struct {
	mu   sync.Mutex
	text bytes.Buffer
}

// Write implements io.Writer.
func (l *log) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

// String implements fmt.Stringer.
func (l *log) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// echo answers every request with all that the request held, in one of several ways.
type echo struct {
	mu     sync.Mutex
	answer func(w http.ResponseWriter, said string)
	// addresses are those that were asked for, carried counts requests that held a secret.
	addresses []string
	carried   int
}

// ServeHTTP implements http.Handler.
func (e *echo) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	var held strings.Builder
	_ = r.Header.Write(&held)
	said := r.RequestURI + "\n" + held.String() + "\n" + string(body)
	e.mu.Lock()
	e.addresses = append(e.addresses, r.RequestURI)
	if leaks(said) != "" {
		e.carried++
	}
	answer := e.answer
	e.mu.Unlock()
	answer(w, said)
}

func inJSON(value any) string {
	text, _ := json.Marshal(value) // texts alone
	return string(text)
}

func status(code int, body func(said string) string) func(http.ResponseWriter, string) {
	return func(w http.ResponseWriter, said string) {
		w.Header().Set("x-log-requestid", "R1")
		w.WriteHeader(code)
		_, _ = io.WriteString(w, body(said))
	}
}

// jaegerError and serviceError are how each store words what it refuses.
func jaegerError(said string) string {
	return inJSON(map[string]any{"errors": []any{map[string]any{"code": 500, "msg": said}}})
}
func serviceError(said string) string {
	return inJSON(map[string]any{"errorCode": "Unauthorized", "errorMessage": "denied to " + said})
}
func plainly(said string) string { return said }

var answers = map[string]func(http.ResponseWriter, string){
	"401 in plain text":   status(401, plainly),
	"401 of the service":  status(401, serviceError),
	"403 of Jaeger":       status(403, jaegerError),
	"400 of the service":  status(400, serviceError),
	"500 in HTML":         status(500, func(said string) string { return "<pre>" + url.QueryEscape(said) + "</pre>" }),
	"404 of Jaeger":       status(404, jaegerError),
	"200 that breaks off": status(200, func(said string) string { return `{"data":[{"x":` + inJSON(said) }),
	"200 in plain text":   status(200, plainly),
	"200 with Jaeger's error": status(200, func(said string) string {
		return inJSON(map[string]any{"data": nil, "errors": []any{map[string]any{"msg": said}}})
	}),
	"200 that is something else": status(200, inJSONText),
	"302": func(w http.ResponseWriter, said string) {
		w.Header().Set("Location", "https://elsewhere.example/"+url.QueryEscape(said))
		w.WriteHeader(302)
	},
	"hangs up": func(w http.ResponseWriter, _ string) {
		if hijacker, ok := w.(http.Hijacker); ok {
			if connection, _, err := hijacker.Hijack(); err == nil {
				_ = connection.Close()
			}
		}
	},
}

func inJSONText(said string) string { return inJSON(said) }

// leaks names a spelling of a secret that is in a text; empty if there is none.
func leaks(text string) string {
	spellings := []string{mark, base64.StdEncoding.EncodeToString([]byte("grafana:" + planted["basicAuthPassword"])), fmt.Sprintf("%x", mark)}
	for i := range 3 {
		// The mark as it is in the middle of something in base64.
		inside := base64.StdEncoding.EncodeToString([]byte("abc"[:i] + mark))
		spellings = append(spellings, inside[4:len(inside)-4])
	}
	for _, spelling := range spellings {
		if strings.Contains(text, spelling) {
			return spelling
		}
	}
	return ""
}

// sources are data sources with secrets of every kind.
func sources(address string) map[string]backend.DataSourceInstanceSettings {
	jsonData := func(settings map[string]any) []byte { return []byte(inJSON(settings)) }
	logService := map[string]any{"endpoint": address, "project": "p", "logstore": "l", "storeType": "logstore", "timeout": 5}
	with := func(base map[string]any, more map[string]any) []byte {
		all := map[string]any{}
		for _, part := range []map[string]any{base, more} {
			for name, value := range part {
				all[name] = value
			}
		}
		return jsonData(all)
	}
	jaeger := map[string]any{"access": "jaegerQuery", "timeout": 5}
	except := func(names ...string) map[string]string {
		secure := map[string]string{}
		for name, value := range planted {
			secure[name] = value
		}
		for _, name := range names {
			delete(secure, name)
		}
		return secure
	}
	return map[string]backend.DataSourceInstanceSettings{
		"access key":        {JSONData: with(logService, nil), DecryptedSecureJSONData: planted},
		"access key, v4":    {JSONData: with(logService, map[string]any{"region": "cn-hangzhou"}), DecryptedSecureJSONData: planted},
		"token of STS":      {JSONData: with(logService, map[string]any{"credentialsType": "stsToken"}), DecryptedSecureJSONData: planted},
		"address with user": {JSONData: with(logService, map[string]any{"endpoint": "https://user:" + mark + "@log.example"}), DecryptedSecureJSONData: planted},
		"basic": {URL: address, BasicAuthEnabled: true, BasicAuthUser: "grafana", JSONData: with(jaeger, map[string]any{"httpHeaderName1": "X-Mine"}),
			DecryptedSecureJSONData: except("bearerToken")},
		"bearer":           {URL: address, JSONData: with(jaeger, map[string]any{"httpHeaderName1": "X-Mine"}), DecryptedSecureJSONData: planted},
		"broken key":       {URL: address, JSONData: with(jaeger, map[string]any{"tlsAuth": true}), DecryptedSecureJSONData: func() map[string]string { s := except(); s["tlsClientCert"] = "none" + mark; return s }()},
		"URL with a user":  {URL: "http://user:" + mark + "@127.0.0.1:1", JSONData: with(jaeger, nil), DecryptedSecureJSONData: planted},
		"URL that is none": {URL: "http://user:" + mark + "@127.0.0.1:x y", JSONData: with(jaeger, nil), DecryptedSecureJSONData: planted},
	}
}

var queries = []string{
	`{"query":"4bf92f3577b34da6a3ce929d0e0e4736"}`, `{"queryType":"search","service":"web","tags":[{"key":"http.method","value":"GET"}]}`, `{"queryType":"search","result":"spans"}`,
	`{"queryType":"metrics"}`, `{"queryType":"metrics","measure":"quantiles","groupBy":["service"]}`, `{"queryType":"serviceGraph"}`, `{"queryType":"compare","query":"1","other":"2"}`, `{"queryType":"upload","upload":"x"}`, `{"queryType":"nonsense"}`,
}

var resources = []string{"services", "operations?service=web", "tagKeys", "tagValues?tag=http.method", `statement?query={"queryType":"metrics"}`, "upload?upload=x", "nonsense"}

func build(t *testing.T) string {
	t.Helper()
	binary := filepath.Join(t.TempDir(), "plugin")
	command := exec.Command("go", "build", "-o", binary, "../../pkg")
	command.Env = append(os.Environ(), "CGO_ENABLED=0")
	said, err := command.CombinedOutput()
	require.NoError(t, err, "%s", said)
	return binary
}

// said is all that the process tells of one data source.
func said(t *testing.T, plugin *process.Plugin, source backend.PluginContext) map[string]string {
	t.Helper()
	told := map[string]string{}
	request := &backend.QueryDataRequest{PluginContext: source, Headers: map[string]string{"X-Grafana-HAR-Capture": "true"}}
	now := time.Now()
	for i, query := range queries {
		request.Queries = append(request.Queries, backend.DataQuery{RefID: fmt.Sprint(i), JSON: []byte(query), TimeRange: backend.TimeRange{From: now.Add(-time.Hour), To: now}})
	}
	responses, err := plugin.QueryData(t.Context(), request)
	told["queries"] = inJSON(responses) + fmt.Sprint(err)
	for refID, response := range responses {
		text := fmt.Sprint(response.Error)
		for _, frame := range response.Frames {
			text += inJSON(frame) + inJSON(frame.Meta)
		}
		told["query "+refID] = text
	}
	for _, resource := range resources {
		path, _, _ := strings.Cut(resource, "?")
		answer, err := plugin.Resource(t.Context(), source, path, resource)
		told["resource "+path] = fmt.Sprint(err)
		if err == nil {
			told["resource "+path] = string(answer.Body) + fmt.Sprint(answer.Headers)
		}
	}
	health, err := plugin.Health(t.Context(), source)
	require.NoError(t, err)
	told["health"] = health.Message + string(health.JSONDetails)
	return told
}

// TestSecretsStaySecret asks every data source by every door while the store echoes, and
// looks for secrets in all answers, in the log at its most talkative, and in addresses.
func TestSecretsStaySecret(t *testing.T) {
	written := &log{}
	plugin, err := process.StartLogging(build(t), written)
	require.NoError(t, err)
	defer plugin.Stop()
	t.Run("store answers", func(t *testing.T) { whateverTheStore(t, plugin) })
	require.Contains(t, written.String(), "debug", "the log tells everything")
	require.Empty(t, leaks(written.String()))
}

func whateverTheStore(t *testing.T, plugin *process.Plugin) {
	for name, answer := range answers {
		t.Run(name, func(t *testing.T) {
			t.Parallel() // most of the time passes in pauses between tries
			store := &echo{answer: answer}
			server := httptest.NewServer(store)
			defer server.Close()
			for kind, settings := range sources(server.URL) {
				settings.UID, settings.Name, settings.Updated = kind+name, kind, time.Now()
				source := backend.PluginContext{Namespace: "default", PluginID: process.PluginID, DataSourceInstanceSettings: &settings}
				for door, text := range said(t, plugin, source) {
					require.Empty(t, leaks(text), "%s, %s: %s", kind, door, text)
				}
			}
			require.Positive(t, store.carried, "the store saw secrets, so it could give them away")
			for _, address := range store.addresses {
				require.Empty(t, leaks(address))
			}
		})
	}
}

// TestPlantedSecretsAreSeen shows that the search finds what it looks for.
func TestPlantedSecretsAreSeen(t *testing.T) {
	for name, secret := range planted {
		for _, text := range []string{secret, url.QueryEscape(secret), inJSON(secret), base64.StdEncoding.EncodeToString([]byte(name + secret)), fmt.Sprintf("%x", secret)} {
			require.NotEmpty(t, leaks("…"+text+"…"), text)
		}
	}
}
