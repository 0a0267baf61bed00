package plugin

import (
	"context"
	"net/http"
	"slices"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/backend/httpclient"

	"logservice-jaeger-datasource/pkg/models"
)

// newHTTPClient makes a client that goes through the proxies, secure socks and
// TLS settings that Grafana and the data source have.
func newHTTPClient(ctx context.Context, stored backend.DataSourceInstanceSettings, settings models.Settings) (*http.Client, error) {
	options, err := stored.HTTPClientOptions(ctx)
	if err != nil {
		return nil, err
	}
	options.Timeouts.Timeout = settings.Timeout
	if settings.Access == models.AccessJaegerQuery {
		options.Header = headers(settings.Headers, stored.DecryptedSecureJSONData)
		proveWhoAsks(&options, settings)
		options.Middlewares = append(options.Middlewares, hideSecrets(stored).inErrors())
	} else {
		options.BasicAuth = nil // the signature needs the Authorization header
		options.Middlewares = slices.DeleteFunc(httpclient.DefaultMiddlewares(), isContextual)
	}
	return httpclient.New(options)
}

func headers(list []models.Header, secrets map[string]string) http.Header {
	set := http.Header{}
	for _, header := range list {
		set.Add(header.Name, secrets[header.Secret])
	}
	return set
}

// proveWhoAsks adds to basic authentication and headers of one's own, which are in the
// options, what the SDK leaves to plugins. A forwarded identity goes before the data
// source's own, which is left to alert rules, where nobody asks.
func proveWhoAsks(options *httpclient.Options, settings models.Settings) {
	options.ForwardHTTPHeaders = settings.OAuthPassThru || len(settings.KeepCookies) > 0
	options.ConfigureMiddleware = httpclient.ConfigureBasicAuthAfterContextualMiddleware
	options.ConfigureClient = func(_ httpclient.Options, client *http.Client) { client.CheckRedirect = stayOnHost }
	for _, middleware := range httpclient.DefaultMiddlewares() {
		if isContextual(middleware) {
			options.Middlewares = append(options.Middlewares, forwarding(settings), bearer(settings.Secrets.BearerToken))
			continue
		}
		options.Middlewares = append(options.Middlewares, middleware)
	}
}

// identityHeaders are those by which Jaeger is told who asks, as the settings want it.
// Answers may differ from person to person where there are any.
func identityHeaders(settings models.Settings) []string {
	var names []string
	if settings.Access != models.AccessJaegerQuery {
		return names
	}
	if settings.OAuthPassThru {
		names = append(names, backend.OAuthIdentityTokenHeaderName, http.CanonicalHeaderKey(backend.OAuthIdentityIDTokenHeaderName),
			http.CanonicalHeaderKey(backend.GrafanaUserSignInTokenHeaderName))
	}
	if len(settings.KeepCookies) > 0 {
		names = append(names, backend.CookiesHeaderName)
	}
	return names
}

// isContextual says whether a middleware lets those in that a query brings with it. One
// of them records whole requests and answers, if a header of the query asks for that,
// and puts them into a frame (newHARCaptureMiddleware in the SDK). It leaves out no more
// than a few well-known headers, so tokens of STS, keys of roles and headers of one's
// own would be in there.
func isContextual(middleware httpclient.Middleware) bool {
	return middlewareName(middleware) == httpclient.ContextualMiddlewareName
}

// recordingMiddleware is the name of the one that records.
const recordingMiddleware = "sdk-har-capture"

func middlewareName(middleware httpclient.Middleware) string {
	if named, ok := middleware.(httpclient.MiddlewareName); ok {
		return named.MiddlewareName()
	}
	return ""
}

// forwarding keeps, of what Grafana forwards, who asks. A call of a resource brings
// every header of the browser's request (CallResourceRequest.GetHTTPHeaders), of which
// Accept-Encoding would make Jaeger's answers unreadable: Go unpacks them only if it
// asked for that by itself.
func forwarding(settings models.Settings) httpclient.Middleware {
	kept := identityHeaders(settings)
	return httpclient.NamedMiddlewareFunc(httpclient.ContextualMiddlewareName, func(options httpclient.Options, next http.RoundTripper) http.RoundTripper {
		return httpclient.RoundTripperFunc(func(request *http.Request) (*http.Response, error) {
			own := request.Header.Clone()
			var way http.RoundTripper = httpclient.RoundTripperFunc(func(request *http.Request) (*http.Response, error) {
				for name := range request.Header {
					if _, ours := own[name]; !ours && !slices.Contains(kept, name) {
						request.Header.Del(name)
					}
				}
				return next.RoundTrip(request)
			})
			for _, middleware := range slices.Backward(httpclient.ContextualMiddlewareFromContext(request.Context())) {
				if middlewareName(middleware) != recordingMiddleware {
					way = middleware.CreateMiddleware(options, way)
				}
			}
			return way.RoundTrip(request)
		})
	})
}

// bearer sends a token where nothing else proves who asks.
func bearer(token string) httpclient.Middleware {
	return httpclient.NamedMiddlewareFunc("bearer-token", func(_ httpclient.Options, next http.RoundTripper) http.RoundTripper {
		if token == "" {
			return next
		}
		return httpclient.RoundTripperFunc(func(request *http.Request) (*http.Response, error) {
			if request.Header.Get("Authorization") == "" {
				request.Header.Set("Authorization", "Bearer "+token)
			}
			return next.RoundTrip(request)
		})
	})
}

// stayOnHost ends at a redirect to another host, or to one in the clear: credentials
// are put on every request, and would go there, too. The redirect itself is the answer
// then.
func stayOnHost(request *http.Request, via []*http.Request) error {
	before := via[len(via)-1].URL
	inTheClear := before.Scheme == "https" && request.URL.Scheme != "https"
	if request.URL.Hostname() != before.Hostname() || inTheClear || len(via) >= mostRedirects {
		return http.ErrUseLastResponse
	}
	return nil
}

// mostRedirects are as many as Go follows by default.
const mostRedirects = 10
