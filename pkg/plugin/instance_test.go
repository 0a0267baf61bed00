package plugin

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/stretchr/testify/require"

	"logservice-jaeger-datasource/pkg/frames"
	"logservice-jaeger-datasource/pkg/trace"
)

func TestCheckHealth(t *testing.T) {
	tests := []struct {
		name    string
		health  trace.Health
		err     error
		status  backend.HealthStatus
		message string
		details string
	}{
		{"all is well", trace.Health{Message: "Reached the project."}, nil, backend.HealthStatusOk, "Reached the project.", `{"problems":[]}`},
		{"usable", trace.Health{Message: "Reached the project.", Problems: []string{"No index.", "No SQL."}}, nil, backend.HealthStatusOk,
			"Reached the project. No index. No SQL.", `{"problems":["No index.","No SQL."]}`},
		{"unusable", trace.Health{}, errors.New("the shelf fell down"), backend.HealthStatusError, "the shelf fell down", ``},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := newTestDatasource(&fake{check: func(context.Context) (trace.Health, error) { return tt.health, tt.err }})
			result, err := d.CheckHealth(t.Context(), &backend.CheckHealthRequest{})
			require.NoError(t, err)
			require.Equal(t, tt.status, result.Status)
			require.Equal(t, tt.message, result.Message)
			require.Equal(t, tt.details, string(result.JSONDetails))
		})
	}
}

func TestNewDatasourceTellsWhatIsWrongWithItsSettings(t *testing.T) {
	const want = "accessKeySecret is missing"
	instance, err := NewDatasource(t.Context(), backend.DataSourceInstanceSettings{
		JSONData:                []byte(`{"endpoint":"cn-hangzhou.log.aliyuncs.com","project":"p","instance":"i"}`),
		DecryptedSecureJSONData: map[string]string{"accessKeyId": "hush"},
	})
	require.NoError(t, err)
	d := instance.(*Datasource)
	defer d.Dispose()

	health, err := d.CheckHealth(t.Context(), &backend.CheckHealthRequest{})
	require.NoError(t, err)
	require.Equal(t, backend.HealthStatusError, health.Status)
	require.Contains(t, health.Message, want)
	require.NotContains(t, health.Message, "hush")

	for _, query := range []string{oneTrace, searches} {
		response := ask(t.Context(), t, d, map[string]string{"A": query})["A"]
		require.ErrorContains(t, response.Error, want)
		require.Equal(t, backend.StatusBadRequest, response.Status)
		require.Equal(t, backend.ErrorSourceDownstream, response.ErrorSource)
		require.Empty(t, response.Frames)
	}
	for _, path := range []string{"services", "operations", "tagKeys", "tagValues"} {
		response := call(t, d, http.MethodGet, path, "tag=a")
		require.Equal(t, http.StatusBadRequest, response.Status)
		require.Contains(t, string(response.Body), want)
	}
}

// TestNewDatasourceSignsAndObeysItsTimeout reaches a server that looks at one
// request and then lets it wait.
func TestNewDatasourceSignsAndObeysItsTimeout(t *testing.T) {
	seen := make(chan *http.Request, 100)
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, request *http.Request) {
		_, _ = io.Copy(io.Discard, request.Body) // only then the server notices who hangs up
		seen <- request
		select {
		case <-request.Context().Done():
		case <-time.After(10 * time.Second):
		}
	}))
	defer server.Close()
	ctx := backend.WithPluginContext(t.Context(), backend.PluginContext{PluginVersion: "1.2.3"})
	instance, err := NewDatasource(ctx, backend.DataSourceInstanceSettings{
		Type: ID, Name: "Shop",
		JSONData:                []byte(`{"endpoint":"` + server.URL + `","project":"my-project","logstore":"spans","timeout":1}`),
		DecryptedSecureJSONData: map[string]string{"accessKeyId": "the-id", "accessKeySecret": "hush", "basicAuthPassword": "hush"},
		BasicAuthEnabled:        true,
		BasicAuthUser:           "someone",
	})
	require.NoError(t, err)
	d := instance.(*Datasource)
	defer d.Dispose()

	response := ask(t.Context(), t, d, map[string]string{"A": oneTrace})["A"]
	require.Error(t, response.Error)
	require.Equal(t, backend.StatusTimeout, response.Status, response.Error)
	require.NotContains(t, response.Error.Error(), "hush")
	request := <-seen
	require.Contains(t, request.Host, "my-project")
	require.True(t, strings.HasPrefix(request.Header.Get("Authorization"), "LOG the-id:"), request.Header.Get("Authorization"))
	require.Equal(t, "logservice-jaeger-datasource/1.2.3", request.Header.Get("User-Agent"))
}

// TestNewDatasourceAsksJaegerAsItsUser checks the data source that Jaeger serves, as
// Grafana does for a user who signed in with OAuth.
func TestNewDatasourceAsksJaegerAsItsUser(t *testing.T) {
	seen := make(chan *http.Request, 100)
	server := httptest.NewServer(http.HandlerFunc(func(writer http.ResponseWriter, request *http.Request) {
		seen <- request
		http.Error(writer, "not for you", http.StatusForbidden)
	}))
	defer server.Close()
	instance, err := NewDatasource(t.Context(), backend.DataSourceInstanceSettings{
		Type: ID, Name: "Jaeger", URL: server.URL + "/ops/jaeger/",
		JSONData: []byte(`{"access":"jaegerQuery","oauthPassThru":true}`),
	})
	require.NoError(t, err)
	d := instance.(*Datasource)
	defer d.Dispose()

	health, err := d.CheckHealth(forwarded(t.Context(), map[string]string{"Authorization": "Bearer user"}), &backend.CheckHealthRequest{})
	require.NoError(t, err)
	require.Equal(t, backend.HealthStatusError, health.Status)
	require.Contains(t, health.Message, "not for you")
	request := <-seen
	require.True(t, strings.HasPrefix(request.URL.Path, "/ops/jaeger/api/"), request.URL.Path)
	require.Equal(t, "Bearer user", request.Header.Get("Authorization"))

	response := ask(t.Context(), t, d, map[string]string{"A": searches})["A"]
	require.Equal(t, backend.StatusForbidden, response.Status)
}

func TestDisposeReleasesTheReader(t *testing.T) {
	released := 0
	New(&fake{}, frames.Link{}, func() { released++ }).Dispose()
	New(&fake{}, frames.Link{}, nil).Dispose()
	require.Equal(t, 1, released)
}
