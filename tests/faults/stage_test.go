package faults

import (
	"context"
	"encoding/json"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	official "github.com/aliyun/aliyun-log-go-sdk"
	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/stretchr/testify/require"

	"logservice-jaeger-datasource/pkg/plugin"
	"logservice-jaeger-datasource/tests/emulator"
	"logservice-jaeger-datasource/tests/emulator/emulatortest"
	"logservice-jaeger-datasource/tests/samples"
)

const (
	// marked is the trace whose requests are spoilt, mark how its ID ends, which every
	// spelling of it holds; healthy is a trace that is asked for beside it.
	marked  = "c0ffee0db0071ed0503e11a0f5e2d7b4"
	mark    = "503e11a0f5e2d7b4"
	healthy = "5a1e7b2c9d3f40618b7c2d4e6f901a2b"
)

// hush is part of every secret in these tests, and of nothing else.
const hush = "hush"

var (
	project  = "bookinfo"
	logstore = "istio-tracing"
	between  = backend.TimeRange{From: samples.Base.Add(-time.Hour), To: samples.Base.Add(time.Minute)}
)

// stage is a data source before a server that misbehaves.
type stage struct {
	*saboteur
	settings map[string]any
	secure   map[string]string
	// url is the data source's own, for Jaeger.
	url    string
	source *plugin.Datasource
	// emulator is what stands for Log Service, nil for Jaeger.
	emulator *emulatortest.Store
}

// open makes the data source of the settings as they are now.
func (s *stage) open(t *testing.T) {
	t.Helper()
	jsonData, err := json.Marshal(s.settings)
	require.NoError(t, err)
	instance, err := plugin.NewDatasource(t.Context(), backend.DataSourceInstanceSettings{
		UID: "traces", Name: "Traces", Type: plugin.ID, URL: s.url, JSONData: jsonData, DecryptedSecureJSONData: s.secure,
	})
	require.NoError(t, err)
	s.source = instance.(*plugin.Datasource)
	t.Cleanup(s.source.Dispose)
}

func (s *saboteur) start(t *testing.T) {
	s.Server = httptest.NewServer(s)
	t.Cleanup(s.Close)
}

func (s *saboteur) host() string { return s.Listener.Addr().String() }

// ask asks queries of one panel, named A, B and so on.
func (s *stage) ask(ctx context.Context, queries ...string) backend.Responses {
	request := &backend.QueryDataRequest{}
	for i, query := range queries {
		request.Queries = append(request.Queries, backend.DataQuery{RefID: string(rune('A' + i)), TimeRange: between, JSON: []byte(query)})
	}
	response, err := s.source.QueryData(ctx, request)
	if err != nil {
		panic(err) // QueryData never fails as a whole
	}
	return response.Responses
}

func byID(id string) string { return `{"query":"` + id + `"}` }

// The key of the data sources here.
const (
	keyID     = "LTAI-test-key"
	keySecret = "hush-the-secret-of-the-key"
	// temporaryToken goes with the same key where a test makes it a temporary one.
	temporaryToken = "hush-the-token-of-the-session"
)

// logService is a stage before an emulator with the sample bookinfo.
func logService(t *testing.T, options emulator.Options) *stage {
	t.Helper()
	options.Credentials = map[string]string{keyID: keySecret}
	served := emulatortest.Start(t, options)
	sample, err := samples.Load(project)
	require.NoError(t, err)
	served.Load(t, sample)
	return before(t, served)
}

// before is a stage before an emulator.
func before(t *testing.T, served *emulatortest.Store) *stage {
	t.Helper()
	s := &stage{saboteur: &saboteur{honest: served.Server, marker: mark, method: http.MethodPost}, emulator: served}
	s.start(t)
	s.settings = map[string]any{"endpoint": s.URL, "project": project, "storeType": "logstore", "logstore": logstore, "timeout": 2}
	s.secure = map[string]string{"accessKeyId": keyID, "accessKeySecret": keySecret}
	return s
}

// jaegerQuery is a stage before a query service.
func jaegerQuery(t *testing.T) *stage {
	t.Helper()
	s := &stage{saboteur: &saboteur{honest: Jaeger(samples.Base.Add(-time.Minute), marked, healthy), marker: mark}}
	s.start(t)
	s.url = s.URL
	s.settings = map[string]any{"access": "jaegerQuery", "timeout": 2, "httpHeaderName1": "X-Api-Key"}
	s.secure = map[string]string{"bearerToken": "hush-the-token", "httpHeaderValue1": "hush-the-header"}
	return s
}

// with changes settings.
func with(settings map[string]any) func(*testing.T, *stage) {
	return func(_ *testing.T, s *stage) { maps.Copy(s.settings, settings) }
}

// client is the official client of an emulator.
func (s *stage) client() official.ClientInterface {
	client := official.CreateNormalInterface("http://emulator.test", keyID, keySecret, "")
	address, err := url.Parse(s.emulator.Endpoint)
	if err != nil {
		panic(err)
	}
	client.SetHTTPClient(&http.Client{Transport: &http.Transport{DisableKeepAlives: true, DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, network, address.Host)
	}}})
	return client
}

// unsteady is what differs from run to run, and what stands for it.
var unsteady = []struct {
	pattern *regexp.Regexp
	stands  string
}{
	{regexp.MustCompile(`\b[0-9A-F]{24}\b`), "ID"},
	{regexp.MustCompile(`(signature |\[redacted\]:)[A-Za-z0-9+/]{27}=`), "${1}SIGNATURE"},
	{regexp.MustCompile(`\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ`), "NOW"},
	{regexp.MustCompile(`(and )\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC`), "${1}NOW"},
}

// steady replaces what differs from run to run.
func (s *stage) steady(text string) string {
	text = strings.ReplaceAll(text, s.host(), "HOST")
	for _, u := range unsteady {
		text = u.pattern.ReplaceAllString(text, u.stands)
	}
	return text
}

// toldBy is all that a person can read of an answer: its error and its notices.
func toldBy(response backend.DataResponse) (failed, noticed string) {
	if response.Error != nil {
		failed = response.Error.Error()
	}
	for _, frame := range response.Frames {
		if frame.Meta == nil {
			continue
		}
		for _, notice := range frame.Meta.Notices {
			noticed += notice.Text
		}
	}
	return failed, noticed
}
