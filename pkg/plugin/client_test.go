package plugin

import (
	"compress/gzip"
	"context"
	"encoding/pem"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/backend/httpclient"
	"github.com/stretchr/testify/require"

	"logservice-jaeger-datasource/pkg/models"
)

// clientOf makes the client of a data source for Jaeger.
func clientOf(t *testing.T, stored backend.DataSourceInstanceSettings) *http.Client {
	t.Helper()
	settings, err := models.ParseSettings(models.Stored{URL: stored.URL, BasicAuth: stored.BasicAuthEnabled, BasicAuthUser: stored.BasicAuthUser,
		JSONData: stored.JSONData, Secure: stored.DecryptedSecureJSONData})
	require.NoError(t, err)
	client, err := newHTTPClient(t.Context(), stored, settings)
	require.NoError(t, err)
	t.Cleanup(client.CloseIdleConnections)
	return client
}

// forwarded is a context as the SDK makes it of a request with these headers
// (headerMiddleware in its backend/http_headers.go).
func forwarded(ctx context.Context, headers map[string]string) context.Context {
	return httpclient.WithContextualMiddleware(ctx, httpclient.MiddlewareFunc(func(options httpclient.Options, next http.RoundTripper) http.RoundTripper {
		if !options.ForwardHTTPHeaders {
			return next
		}
		return httpclient.RoundTripperFunc(func(request *http.Request) (*http.Response, error) {
			for name, value := range headers {
				if request.Header.Get(name) == "" {
					request.Header.Set(name, value)
				}
			}
			return next.RoundTrip(request)
		})
	}))
}

func get(ctx context.Context, t *testing.T, client *http.Client, url string) (int, string) {
	t.Helper()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	require.NoError(t, err)
	request.Header.Set("Accept", "application/json")
	response, err := client.Do(request)
	require.NoError(t, err)
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	return response.StatusCode, string(body)
}

func TestWhatProvesWhoAsks(t *testing.T) {
	const basic = "Basic Z3JhZmFuYTpodXNo" // grafana:hush
	browser := map[string]string{
		"Authorization": "Bearer user", "X-Id-Token": "id", "Cookie": "session=1",
		"Accept-Encoding": "br", "If-None-Match": "x", "Origin": "http://grafana", "Accept": "text/html",
	}
	for _, c := range []struct {
		name, jsonData string
		basic          bool
		secure         map[string]string
		forwarded      map[string]string
		want           map[string]string
	}{
		{"nothing", `{"access":"jaegerQuery"}`, false, nil, browser, map[string]string{"Authorization": "", "Cookie": "", "X-Id-Token": "", "Origin": ""}},
		{"basic", `{"access":"jaegerQuery"}`, true, map[string]string{"basicAuthPassword": "hush"}, browser, map[string]string{"Authorization": basic}},
		{"a token", `{"access":"jaegerQuery"}`, false, map[string]string{"bearerToken": " hush\n"}, browser, map[string]string{"Authorization": "Bearer hush"}},
		{"headers", `{"access":"jaegerQuery","httpHeaderName1":"X-Team","httpHeaderName3":"X-Shift"}`, false, map[string]string{"httpHeaderValue1": "a", "httpHeaderValue3": "b"}, nil, map[string]string{"X-Team": "a", "X-Shift": "b"}},
		{"a user", `{"access":"jaegerQuery","oauthPassThru":true}`, false, nil, browser, map[string]string{"Authorization": "Bearer user", "X-Id-Token": "id", "Cookie": ""}},
		{"a user, although there is a token", `{"access":"jaegerQuery","oauthPassThru":true}`, false, map[string]string{"bearerToken": "hush"}, browser, map[string]string{"Authorization": "Bearer user"}},
		{"nobody, so a token", `{"access":"jaegerQuery","oauthPassThru":true}`, false, map[string]string{"bearerToken": "hush"}, map[string]string{}, map[string]string{"Authorization": "Bearer hush"}},
		{"a user, although there is a password", `{"access":"jaegerQuery","oauthPassThru":true}`, true, map[string]string{"basicAuthPassword": "hush"}, browser, map[string]string{"Authorization": "Bearer user"}},
		{"nobody, so a password", `{"access":"jaegerQuery","oauthPassThru":true}`, true, map[string]string{"basicAuthPassword": "hush"}, nil, map[string]string{"Authorization": basic}},
		{"cookies alone", `{"access":"jaegerQuery","keepCookies":["session"]}`, false, nil, browser, map[string]string{"Cookie": "session=1", "Authorization": "", "X-Id-Token": ""}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var seen http.Header
			server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, request *http.Request) { seen = request.Header }))
			defer server.Close()
			client := clientOf(t, backend.DataSourceInstanceSettings{URL: server.URL, JSONData: []byte(c.jsonData), DecryptedSecureJSONData: c.secure, BasicAuthEnabled: c.basic, BasicAuthUser: "grafana"})
			get(forwarded(t.Context(), c.forwarded), t, client, server.URL)
			for name, value := range c.want {
				require.Equal(t, value, seen.Get(name), name)
			}
			require.Equal(t, "application/json", seen.Get("Accept"))
			require.Equal(t, []string{"gzip", "", ""}, []string{seen.Get("Accept-Encoding"), seen.Get("If-None-Match"), seen.Get("Origin")}, "the browser's own are not for Jaeger")
		})
	}
}

// TestPackedAnswersAreUnpacked calls as a resource does that a browser asks for.
func TestPackedAnswersAreUnpacked(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(writer http.ResponseWriter, _ *http.Request) {
		writer.Header().Set("Content-Encoding", "gzip")
		packed := gzip.NewWriter(writer)
		_, _ = packed.Write([]byte(`{"data":[]}`))
		_ = packed.Close()
	}))
	defer server.Close()
	client := clientOf(t, backend.DataSourceInstanceSettings{URL: server.URL, JSONData: []byte(`{"access":"jaegerQuery","oauthPassThru":true}`)})
	_, body := get(forwarded(t.Context(), map[string]string{"Accept-Encoding": "gzip, deflate, br"}), t, client, server.URL)
	require.Equal(t, `{"data":[]}`, body)
}

func TestCredentialsStayOnTheirHost(t *testing.T) {
	reached := ""
	elsewhere := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, request *http.Request) { reached += request.Host + request.URL.Path }))
	defer elsewhere.Close()
	server := httptest.NewServer(http.HandlerFunc(func(writer http.ResponseWriter, request *http.Request) {
		switch request.URL.Path {
		case "/login":
			// The same machine by another name.
			http.Redirect(writer, request, "http://localhost:"+request.URL.Query().Get("port")+"/login", http.StatusFound)
		case "/moved":
			http.Redirect(writer, request, "/here", http.StatusMovedPermanently)
		default:
			_, _ = writer.Write([]byte(request.URL.Path + " " + request.Header.Get("Authorization")))
		}
	}))
	defer server.Close()
	client := clientOf(t, backend.DataSourceInstanceSettings{URL: server.URL, JSONData: []byte(`{"access":"jaegerQuery"}`), DecryptedSecureJSONData: map[string]string{"bearerToken": "hush"}})
	status, _ := get(t.Context(), t, client, server.URL+"/login?port="+elsewhere.URL[len("http://127.0.0.1:"):])
	require.Equal(t, http.StatusFound, status)
	require.Empty(t, reached)
	_, body := get(t.Context(), t, client, server.URL+"/moved")
	require.Equal(t, "/here Bearer hush", body)
}

// TestCertificates reaches a server whose authority only the data source knows.
func TestCertificates(t *testing.T) {
	server := httptest.NewTLSServer(http.HandlerFunc(func(writer http.ResponseWriter, _ *http.Request) { _, _ = writer.Write([]byte("well")) }))
	defer server.Close()
	authority := string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw}))
	for jsonData, secure := range map[string]map[string]string{
		`{"access":"jaegerQuery","tlsAuthWithCACert":true}`: {"tlsCACert": authority},
		`{"access":"jaegerQuery","tlsSkipVerify":true}`:     nil,
	} {
		client := clientOf(t, backend.DataSourceInstanceSettings{URL: server.URL, JSONData: []byte(jsonData), DecryptedSecureJSONData: secure})
		_, body := get(t.Context(), t, client, server.URL)
		require.Equal(t, "well", body)
	}
	client := clientOf(t, backend.DataSourceInstanceSettings{URL: server.URL, JSONData: []byte(`{"access":"jaegerQuery"}`)})
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL, nil)
	require.NoError(t, err)
	_, err = client.Do(request) //nolint:bodyclose // there is none
	require.ErrorContains(t, err, "certificate")
}
