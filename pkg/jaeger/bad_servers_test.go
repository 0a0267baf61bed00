package jaeger

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/cenkalti/backoff/v5"
	"github.com/stretchr/testify/require"

	"logservice-jaeger-datasource/pkg/trace"
)

// healthy answers for the names of services, so that the bad part is met by a question.
func healthy(bad http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, request *http.Request) {
		switch request.URL.Path {
		case "/api/services":
			_, _ = fmt.Fprint(w, `{"data":["shop"],"total":1}`)
		case "/api/v3/services":
			page(w)
		default:
			bad(w, request)
		}
	}
}

func replies(status int, kind, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", kind)
		w.WriteHeader(status)
		_, _ = fmt.Fprint(w, body)
	}
}

func quick() backoff.BackOff { return backoff.NewConstantBackOff(time.Millisecond) }

func TestBadServers(t *testing.T) {
	const json, text = "application/json", "text/plain; charset=utf-8"
	redirect := func(w http.ResponseWriter, request *http.Request) {
		http.Redirect(w, request, "https://login.example.com/?next=secret", http.StatusFound)
	}
	tests := []struct {
		name    string
		handler http.HandlerFunc
		want    string
		is      func(*Error) bool
	}{
		{"the user interface for every path", replies(200, "text/html", "<html>"), "The answer of Jaeger can't be used: a web page came instead of data. Check the URL, with the path under which Jaeger is served, and whether a login or a proxy stands in between.", nil},
		{"another server", replies(404, text, "404 page not found\n"), `Jaeger refused the request: the answer, which isn't one that Jaeger gives, begins with "404 page not found\n" (HTTP status 404). Check the URL, with the path under which Jaeger is served.`, (*Error).NotExist},
		{"a text for every path", replies(200, text, "ok"), `The answer of Jaeger can't be used: it isn't the JSON that Jaeger gives: "invalid character 'o' looking for beginning of value"`, nil},
		{"other JSON for every path", replies(200, json, `[1]`), `The answer of Jaeger can't be used: it isn't the JSON that Jaeger gives: `, nil},
		{"no password", replies(401, text, ""), "Jaeger refused the request: an empty answer came (HTTP status 401). Check the user, password or token in the data source's settings, and that they may use Jaeger.", (*Error).Denied},
		{"not allowed", replies(403, "text/html", "<html>no"), "Jaeger refused the request: a web page came instead of data (HTTP status 403). Check the user, password or token in the data source's settings, and that they may use Jaeger.", (*Error).Denied},
		{"a login elsewhere", redirect, `Jaeger refused the request: a web page came instead of data, and points to "login.example.com" (HTTP status 302). Redirects to another address aren't followed: enter the address of Jaeger itself, and check whether a proxy wants a login.`, nil},
		{"too many requests", replies(429, text, "slow down"), `Jaeger refused the request: the answer, which isn't one that Jaeger gives, begins with "slow down" (HTTP status 429). Too many requests were sent: wait a moment, or ask for less.`, (*Error).Throttled},
		{"a gateway without Jaeger", replies(503, "text/html", "<html>"), "Jaeger refused the request: a web page came instead of data (HTTP status 503)", nil},
		{"https asked by http", replies(400, text, "Client sent an HTTP request to an HTTPS server.\n"), `Jaeger refused the request: the answer, which isn't one that Jaeger gives, begins with "Client sent an HTTP request to an HTTPS server.\n" (HTTP status 400). Begin the URL with https.`, (*Error).BadQuery},
		{"a gateway that repeats the password", replies(500, text, "failed: Authorization: Basic c2VjcmV0OnNlY3JldA== was sent"), `begins with "failed: Authorization: Basic [redacted] was sent" (HTTP status 500)`, nil},
		{"storage down", replies(500, text, `{"data":null,"errors":[{"code":500,"msg":"no living connections\n to Elasticsearch"}]}`), "Jaeger refused the request: no living connections to Elasticsearch (HTTP status 500)", nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			server := httptest.NewServer(test.handler)
			t.Cleanup(server.Close)
			reader := readerOf(t, server.URL)
			reader.client.pauses = quick
			for question, ask := range questions(reader) {
				err := ask(t.Context())
				require.ErrorContains(t, err, test.want, question)
				require.NotContains(t, err.Error(), "secret")
				var refused *Error
				require.ErrorAs(t, err, &refused)
				if test.is != nil {
					require.True(t, test.is(refused))
				}
			}
		})
	}
}

// questions are all that a reader can be asked.
func questions(reader *Reader) map[string]func(context.Context) error {
	names := trace.NamesQuery{Range: lastHour, Service: "shop", Tag: "a", Limit: 10}
	return map[string]func(context.Context) error{
		"trace": func(ctx context.Context) error {
			_, err := reader.Trace(ctx, trace.TraceQuery{ID: trace.TraceID{Low: 1}, Range: lastHour})
			return err
		},
		"search": func(ctx context.Context) error {
			_, err := reader.Search(ctx, trace.SearchQuery{Range: lastHour, Filter: trace.Filter{Service: "shop"}, Limit: 5})
			return err
		},
		"services":   func(ctx context.Context) error { _, err := reader.Services(ctx, names); return err },
		"operations": func(ctx context.Context) error { _, err := reader.Operations(ctx, names); return err },
		"tag keys":   func(ctx context.Context) error { _, err := reader.TagKeys(ctx, names); return err },
		"tag values": func(ctx context.Context) error { _, err := reader.TagValues(ctx, names); return err },
		"check":      func(ctx context.Context) error { _, err := reader.Check(ctx); return err },
	}
}

func TestBadAnswers(t *testing.T) {
	cut := func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "1000")
		_, _ = fmt.Fprint(w, `{"data":[{"spans":[`)
	}
	tests := []struct {
		name    string
		handler http.HandlerFunc
		want    string
	}{
		{"cut", cut, "The answer of Jaeger can't be used: it breaks off"},
		{"short", replies(200, "application/json", `{"data":[{"spans":[{"traceID":"1"`), "The answer of Jaeger can't be used: it breaks off"},
		{"broken", replies(200, "application/json", `{"data":[{"spans":[}]}`), "The answer of Jaeger can't be used: it isn't the JSON that Jaeger gives: "},
		{"other JSON", replies(200, "application/json", `{"status":"ok"}`), "The answer of Jaeger can't be used: it holds no traces, as Jaeger's would"},
		{"too large", func(w http.ResponseWriter, _ *http.Request) {
			_, _ = fmt.Fprint(w, `{"data":[`)
			for range 3 << 10 {
				_, _ = fmt.Fprint(w, strings.Repeat(" ", 1<<10))
			}
		}, "The answer of Jaeger can't be used: it is larger than the 1 MiB that are read: ask for a shorter time range or fewer traces"},
		{"a page", replies(200, "text/html", "<html>"), "The answer of Jaeger can't be used: a web page came instead of data"},
		{"refused", replies(400, "text/plain", `{"errors":[{"code":400,"msg":"malformed 'maxDuration'"}]}`), "Jaeger refused the request: malformed 'maxDuration' (HTTP status 400)"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			server := httptest.NewServer(healthy(test.handler))
			t.Cleanup(server.Close)
			reader := readerOf(t, server.URL)
			reader.client.most = 1 << 20
			for _, question := range []string{"trace", "search", "tag keys"} {
				err := questions(reader)[question](t.Context())
				var refused *Error
				require.ErrorAs(t, err, &refused)
				require.ErrorContains(t, err, test.want, question)
			}
		})
	}
}

func TestServerThatIsDown(t *testing.T) {
	server := httptest.NewServer(nil)
	server.Close()
	reader := readerOf(t, server.URL)
	for question, ask := range questions(reader) {
		err := ask(t.Context())
		require.ErrorContains(t, err, "Jaeger could not be reached at 127.0.0.1:", question)
		require.ErrorContains(t, err, "connection refused", question)
	}
}

func TestServerThatIsSlow(t *testing.T) {
	release := make(chan struct{})
	server := httptest.NewServer(healthy(func(http.ResponseWriter, *http.Request) { <-release }))
	t.Cleanup(server.Close)
	t.Cleanup(func() { close(release) })
	reader := readerOf(t, server.URL)
	for _, question := range []string{"trace", "search", "operations", "tag keys"} {
		ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		err := questions(reader)[question](ctx)
		cancel()
		require.ErrorIs(t, err, context.DeadlineExceeded, question)
		require.ErrorContains(t, err, "did not answer in time")
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for question, ask := range questions(reader) {
		require.ErrorIs(t, ask(ctx), context.Canceled, question)
	}
	reader.client.http.Timeout = 100 * time.Millisecond
	require.ErrorIs(t, questions(reader)["trace"](t.Context()), context.DeadlineExceeded)
}

func TestServerWhoseCertificateNobodyKnows(t *testing.T) {
	server := httptest.NewUnstartedServer(healthy(aPage))
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	t.Cleanup(server.Close)
	err := questions(readerOf(t, server.URL))["services"](t.Context())
	require.ErrorContains(t, err, "Jaeger could not be reached at 127.0.0.1:")
	require.ErrorContains(t, err, "certificate")

	plain := httptest.NewServer(healthy(aPage))
	t.Cleanup(plain.Close)
	err = questions(readerOf(t, strings.Replace(plain.URL, "http:", "https:", 1)))["services"](t.Context())
	require.ErrorContains(t, err, "there is no TLS at that address. Check the port, or begin the URL")
}

func aPage(w http.ResponseWriter, _ *http.Request) { page(w) }

func TestRequestsAreSentAgain(t *testing.T) {
	var count atomic.Int32
	server := httptest.NewServer(healthy(func(w http.ResponseWriter, _ *http.Request) {
		switch count.Add(1) {
		case 1:
			panic(http.ErrAbortHandler) // the connection is cut
		case 2:
			http.Error(w, "no upstream", http.StatusBadGateway)
		default:
			_, _ = fmt.Fprint(w, `{"data":["GET"]}`)
		}
	}))
	t.Cleanup(server.Close)
	reader := readerOf(t, server.URL)
	reader.client.pauses = quick
	reader.client.http.Transport = &http.Transport{DisableKeepAlives: true} // which would send the first again by itself
	names, err := reader.Operations(t.Context(), trace.NamesQuery{Service: "shop", Limit: 10})
	require.NoError(t, err)
	require.Equal(t, []string{"GET"}, names.Values)
	require.Equal(t, 5, names.Cost.Requests, "two to know the service, three for the answer")
	require.Len(t, names.Statements, 3)
}

func TestRedirectsOnTheSameHostAreFollowed(t *testing.T) {
	behind := &standIn{v3: true, spans: shop(1)}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, request *http.Request) {
		if path, ok := strings.CutPrefix(request.URL.Path, "/jaeger/ui"); ok {
			request.URL.Path = path
			behind.ServeHTTP(w, request)
			return
		}
		http.Redirect(w, request, "/jaeger/ui"+strings.TrimPrefix(request.URL.Path, "/jaeger"), http.StatusFound)
	}))
	t.Cleanup(server.Close)
	for _, base := range []string{"/jaeger", "/jaeger/", "/jaeger/ui/?q=1#x"} {
		names, err := readerOf(t, server.URL+base).Services(t.Context(), trace.NamesQuery{Limit: 10})
		require.NoError(t, err)
		require.Equal(t, []string{"cart", "site"}, names.Values)
	}
}

func TestNoMoreRequestsThanAllowedAreInFlight(t *testing.T) {
	var flying, most atomic.Int32
	behind := &standIn{v1: true}
	for i := range 30 {
		behind.spans = append(behind.spans, trace.Span{TraceID: trace.TraceID{Low: uint64(i + 1)}, ID: 1, Service: fmt.Sprint("service ", i), Operation: "x", Start: now.Add(-time.Minute)})
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, request *http.Request) {
		if n := flying.Add(1); n > most.Load() {
			most.Store(n)
		}
		defer flying.Add(-1)
		time.Sleep(2 * time.Millisecond)
		behind.ServeHTTP(w, request)
	}))
	t.Cleanup(server.Close)
	reader := readerOf(t, server.URL)
	failed := make(chan error, 4)
	for range 4 {
		go func() {
			_, err := reader.Search(t.Context(), trace.SearchQuery{Range: lastHour, Limit: 5})
			failed <- err
		}()
	}
	for range 4 {
		require.NoError(t, <-failed)
	}
	require.LessOrEqual(t, most.Load(), int32(4))
}

func TestConfigurationThatIsWrong(t *testing.T) {
	for _, base := range []string{"", "jaeger:16686", "ftp://jaeger", "http://", "::"} {
		_, err := NewReader(Config{URL: base})
		require.ErrorContains(t, err, "is no address", base)
	}
	_, err := NewReader(Config{URL: "http://me:secret@jaeger"})
	require.ErrorContains(t, err, "holds a user or password")
	require.NotContains(t, err.Error(), "secret")
	require.False(t, errors.As(err, new(*Error)))
}
