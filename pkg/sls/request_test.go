package sls

import (
	"context"
	"errors"
	"fmt"
	"html"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/cenkalti/backoff/v5"
	"github.com/stretchr/testify/require"
)

// The key that test clients sign with. No message may hold any of it.
var fakeKey = Key{ID: "LTAI-fake-id", Secret: "fake/secret+of=the test", Token: "fake/token+of=the<test>"}

// fakeService is a client of a server that answers as the handler does.
func fakeService(t *testing.T, handler http.HandlerFunc) *Client {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return fakeClient(t, server.URL, fixedKey(func() Key { return fakeKey }))
}

func fakeClient(t *testing.T, endpoint string, credentials Credentials) *Client {
	t.Helper()
	transport := &http.Transport{}
	t.Cleanup(transport.CloseIdleConnections)
	client, err := NewClient(Config{
		Endpoint: endpoint, Project: "shop", HTTP: &http.Client{Transport: transport, Timeout: 10 * time.Second},
		Credentials: credentials, UserAgent: "test-agent/1",
	})
	require.NoError(t, err)
	client.pauses = func() backoff.BackOff { return backoff.NewConstantBackOff(time.Millisecond) }
	return client
}

// someLogs is a request whose content doesn't matter.
var someLogs = LogsRequest{Logstore: "spans", Query: "*", From: time.Unix(100, 0), To: time.Unix(200, 0), Lines: 100}

const oneRow = `{"meta":{"progress":"Complete","count":1},"data":[{"a":"1"}]}`

// askLogs reads the rows of an answer into text.
func askLogs(ctx context.Context, client *Client) (string, error) {
	var text strings.Builder
	_, err := client.Logs(ctx, someLogs, func(row Row) error {
		for _, field := range row {
			fmt.Fprintf(&text, "%s=%s;", field.Key, field.Value)
		}
		return nil
	})
	return text.String(), err
}

func requireNoSecrets(t *testing.T, text string) {
	t.Helper()
	for _, secret := range []string{fakeKey.ID, fakeKey.Secret, fakeKey.Token, "secret", "token", "LOG ", "SLS4"} {
		require.NotContains(t, text, secret)
	}
}

func refuse(w http.ResponseWriter, status int, code, message string) {
	w.Header().Set("x-log-requestid", "REQ-1")
	w.WriteHeader(status)
	_, _ = fmt.Fprintf(w, `{"errorCode":%q,"errorMessage":%q}`, code, message)
}

func TestRetries(t *testing.T) {
	drop := func(w http.ResponseWriter) {
		connection, _, err := http.NewResponseController(w).Hijack()
		if err == nil {
			_ = connection.(*net.TCPConn).SetLinger(0)
			_ = connection.Close()
		}
	}
	tests := []struct {
		name string
		fail func(http.ResponseWriter)
		// tries is how often it is asked when it always fails.
		tries int
		code  string
	}{
		{name: "internal error", fail: func(w http.ResponseWriter) { refuse(w, 500, "InternalServerError", "x") }, tries: 3, code: "InternalServerError"},
		{name: "gateway's 502", fail: func(w http.ResponseWriter) { http.Error(w, "<html>bad gateway", http.StatusBadGateway) }, tries: 3, code: "HTTP status 502"},
		{name: "busy", fail: func(w http.ResponseWriter) { refuse(w, 503, "ServerBusy", "x") }, tries: 3, code: "ServerBusy"},
		{name: "read quota", fail: func(w http.ResponseWriter) { refuse(w, 403, "ReadQuotaExceed", "x") }, tries: 3, code: "ReadQuotaExceed"},
		{name: "shard quota", fail: func(w http.ResponseWriter) { refuse(w, 403, "ShardReadQuotaExceed", "x") }, tries: 3, code: "ShardReadQuotaExceed"},
		{name: "too many requests", fail: func(w http.ResponseWriter) { http.Error(w, "slow down", http.StatusTooManyRequests) }, tries: 3, code: "HTTP status 429"},
		{name: "connection dropped", fail: drop, tries: 3, code: "could not be reached"},
		{name: "other 403", fail: func(w http.ResponseWriter) { refuse(w, 403, "ProjectForbidden", "x") }, tries: 1, code: "ProjectForbidden"},
		{name: "clock skew", fail: func(w http.ResponseWriter) { refuse(w, 400, "RequestTimeTooSkewed", "x") }, tries: 1, code: "clock"},
		{name: "bad query", fail: func(w http.ResponseWriter) { refuse(w, 400, "ParameterInvalid", "x") }, tries: 1, code: "ParameterInvalid"},
		{name: "unauthorized", fail: func(w http.ResponseWriter) { refuse(w, 401, "Unauthorized", "x") }, tries: 1, code: "Unauthorized"},
		{name: "no logstore", fail: func(w http.ResponseWriter) { refuse(w, 404, "LogStoreNotExist", "x") }, tries: 1, code: "LogStoreNotExist"},
		{name: "gateway's 504", fail: func(w http.ResponseWriter) { http.Error(w, "too slow", http.StatusGatewayTimeout) }, tries: 1, code: "HTTP status 504"},
	}
	for _, test := range tests {
		t.Run(test.name+" for ever", func(t *testing.T) {
			var tries atomic.Int32
			client := fakeService(t, func(w http.ResponseWriter, _ *http.Request) { tries.Add(1); test.fail(w) })
			_, err := askLogs(t.Context(), client)
			require.ErrorContains(t, err, test.code)
			require.EqualValues(t, test.tries, tries.Load())
		})
		t.Run(test.name+" once", func(t *testing.T) {
			var tries atomic.Int32
			client := fakeService(t, func(w http.ResponseWriter, r *http.Request) {
				body, _ := io.ReadAll(r.Body)
				if tries.Add(1) == 1 {
					test.fail(w)
					return
				}
				if !strings.Contains(string(body), `"query":"*"`) {
					w.WriteHeader(400)
				}
				_, _ = fmt.Fprint(w, oneRow)
			})
			rows, err := askLogs(t.Context(), client)
			if test.tries == 1 {
				require.Error(t, err)
				return
			}
			require.NoError(t, err)
			require.Equal(t, "a=1;", rows)
			require.EqualValues(t, 2, tries.Load())
		})
	}
}

func TestNothingIsAskedAgainOnceRowsWereHandedOut(t *testing.T) {
	var tries atomic.Int32
	client := fakeService(t, func(w http.ResponseWriter, _ *http.Request) {
		tries.Add(1)
		_, _ = fmt.Fprint(w, `{"meta":{"progress":"Complete"},"data":[{"a":"1"},`)
		_ = http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler)
	})
	rows, err := askLogs(t.Context(), client)
	require.ErrorContains(t, err, "ended too early")
	require.Equal(t, "a=1;", rows)
	require.EqualValues(t, 1, tries.Load())
}

func TestTimeoutsAreNotRepeated(t *testing.T) {
	var tries atomic.Int32
	client := fakeService(t, func(_ http.ResponseWriter, r *http.Request) {
		tries.Add(1)
		// The server notices that a client is gone once the body was read.
		_, _ = io.Copy(io.Discard, r.Body)
		<-r.Context().Done()
	})
	client.http.Timeout = 50 * time.Millisecond
	_, err := askLogs(t.Context(), client)
	require.ErrorContains(t, err, "did not answer in time")
	require.EqualValues(t, 1, tries.Load())
}

func TestUnknownHostsAreNotRepeated(t *testing.T) {
	client := fakeClient(t, "http://endpoint.invalid", fixedKey(func() Key { return fakeKey }))
	asked := 0
	client.pauses = func() backoff.BackOff { asked++; return &backoff.StopBackOff{} }
	require.False(t, mayPass(&unreachable{cause: &net.DNSError{IsNotFound: true}}))
	require.True(t, mayPass(&unreachable{cause: errors.New("connection reset")}))
	_, err := askLogs(t.Context(), client)
	require.ErrorContains(t, err, "Log Service could not be reached at shop.endpoint.invalid")
	require.NotContains(t, err.Error(), "/logstores/")
	require.Equal(t, 1, asked)
}

func TestCancelEndsTheCall(t *testing.T) {
	tests := []struct {
		name string
		// pausing is for a call that ends in the pause before its next try.
		pausing bool
		answer  func(w http.ResponseWriter, gone <-chan struct{})
	}{
		{"before the answer", false, func(_ http.ResponseWriter, gone <-chan struct{}) { <-gone }},
		{"within the rows", false, func(w http.ResponseWriter, gone <-chan struct{}) {
			_, _ = fmt.Fprint(w, `{"data":[{"a":"1"},`)
			_ = http.NewResponseController(w).Flush()
			<-gone
		}},
		{"between two tries", true, func(w http.ResponseWriter, _ <-chan struct{}) { refuse(w, 500, "InternalServerError", "x") }},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			arrived, left := make(chan struct{}, maxTries), make(chan struct{}, maxTries)
			client := fakeService(t, func(w http.ResponseWriter, r *http.Request) {
				_, _ = io.Copy(io.Discard, r.Body)
				arrived <- struct{}{}
				test.answer(w, r.Context().Done())
				left <- struct{}{}
			})
			// Shorter than the quarter of an hour after which backoff gives up by itself.
			client.pauses = func() backoff.BackOff { return backoff.NewConstantBackOff(10 * time.Minute) }
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			if test.pausing {
				ctx = onRetry(ctx, cancel)
			}
			failed := make(chan error, 1)
			go func() {
				_, err := askLogs(ctx, client)
				failed <- err
			}()
			<-arrived
			if !test.pausing {
				cancel()
			}
			require.ErrorIs(t, <-failed, context.Canceled)
			<-left
		})
	}
}

func TestErrorsWithoutSecrets(t *testing.T) {
	echo := func(status int, kind string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("x-log-requestid", "REQ-1")
			w.Header().Set("Content-Type", kind)
			w.WriteHeader(status)
			_, _ = fmt.Fprintf(w, "<html><body>%s %s", r.Header.Get("X-Acs-Security-Token"), html.EscapeString(fakeKey.Token))
			_, _ = fmt.Fprintf(w, "%s %s", fakeKey.ID, fakeKey.Secret)
		}
	}
	tests := []struct {
		name    string
		answer  http.HandlerFunc
		message string
	}{
		{"HTML with status 200", echo(200, "text/html; charset=utf-8"), `an answer of type "text/html; charset=utf-8" can't be read`},
		{"HTML with status 404", echo(404, "text/html"), `an answer of type "text/html", which did not come from Log Service itself, begins with "<html><body>[redacted]`},
		{"key in the service's message", func(w http.ResponseWriter, _ *http.Request) {
			refuse(w, 401, "SignatureNotMatch", "signature of "+fakeKey.ID+" with "+fakeKey.Token+" not match.")
		}, "signature of [redacted] with [redacted] not match (SignatureNotMatch, request ID REQ-1). The access key secret isn't that of this access key ID"},
		{"empty", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(418) }, "an empty answer came, which is not Log Service's (HTTP status 418)"},
		{"redirect to a login page", func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "https://login.corp.example/in?ticket="+fakeKey.Token, http.StatusTemporaryRedirect)
		}, `points to "login.corp.example" (HTTP status 307). Log Service does not redirect`},
		{"JSON of another service", func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(403)
			_, _ = fmt.Fprint(w, `{"error":{"code":7}}`)
		}, `begins with "{\"error\":{\"code\":7}}" (HTTP status 403)`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := askLogs(t.Context(), fakeService(t, test.answer))
			require.ErrorContains(t, err, test.message)
			require.Less(t, len(err.Error()), 700)
			// Words of our own that look like the key's.
			requireNoSecrets(t, strings.NewReplacer("security token", "", "access key secret", "").Replace(err.Error()))
			var answer *Error
			require.ErrorAs(t, err, &answer)
		})
	}
}

// renewableKey is credentials with a new key each time one is renewed.
type renewableKey struct {
	number    atomic.Int32
	renewable bool
}

func (r *renewableKey) Get(context.Context) (Key, error) {
	return Key{ID: "id", Secret: "s", Token: fmt.Sprintf("t%d", r.number.Load())}, nil
}

func (r *renewableKey) renew(Key) bool {
	if r.renewable {
		r.number.Add(1)
	}
	return r.renewable
}

func TestRejectedKeysAreRenewedOnce(t *testing.T) {
	tests := []struct {
		name            string
		renewable       bool
		good            string
		status          int
		message         string
		tokens          string
		fails, notAsked bool
	}{
		{name: "expired", renewable: true, good: "t1", status: 401, message: "the security token you provided has expired", tokens: "t0 t1 "},
		{name: "expired for ever", renewable: true, good: "never", status: 401, message: "the security token you provided has expired", tokens: "t0 t1 ", fails: true},
		{name: "expired, can't be renewed", good: "t1", status: 401, message: "the security token you provided has expired", tokens: "t0 ", fails: true},
		{name: "denied by a policy", renewable: true, good: "t1", status: 401, message: "denied by sts or ram, action: log:GetLogStoreLogs", tokens: "t0 ", fails: true},
		{name: "bad request", renewable: true, good: "t1", status: 400, message: "the parameter has expired", tokens: "t0 ", fails: true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var tokens strings.Builder
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				token := r.Header.Get("x-acs-security-token")
				tokens.WriteString(token + " ")
				if token != test.good {
					refuse(w, test.status, "Unauthorized", test.message)
					return
				}
				_, _ = fmt.Fprint(w, oneRow)
			}))
			defer server.Close()
			_, err := askLogs(t.Context(), fakeClient(t, server.URL, &renewableKey{renewable: test.renewable}))
			require.Equal(t, test.fails, err != nil, "%v", err)
			require.Equal(t, test.tokens, tokens.String())
		})
	}
}

func TestErrorsOfCredentialsComeBackAtOnce(t *testing.T) {
	broken := errors.New("the instance has no role")
	client := fakeService(t, func(http.ResponseWriter, *http.Request) { t.Error("asked without a key") })
	client.config.Credentials = failingCredentials{broken}
	_, err := askLogs(t.Context(), client)
	require.ErrorIs(t, err, broken)
}

type failingCredentials struct{ err error }

func (f failingCredentials) Get(context.Context) (Key, error) { return Key{}, f.err }

func TestNewClientRefuses(t *testing.T) {
	key := fixedKey(func() Key { return fakeKey })
	tests := []struct {
		name   string
		config Config
		err    string
	}{
		{"no endpoint", Config{Project: "shop", Credentials: key}, "the endpoint is missing"},
		{"no credentials", Config{Endpoint: "x.example", Project: "shop"}, "the credentials are missing"},
		{"odd region", Config{Endpoint: "x.example", Project: "shop", Region: "cn hangzhou", Credentials: key}, "is not a region"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := NewClient(test.config)
			require.ErrorContains(t, err, test.err)
		})
	}
}

func TestClientLeavesTheGivenHTTPClientAsItIs(t *testing.T) {
	given := &http.Client{}
	_, err := NewClient(Config{Endpoint: "x.example", Project: "shop", HTTP: given, Credentials: fixedKey(func() Key { return fakeKey })})
	require.NoError(t, err)
	require.Nil(t, given.CheckRedirect)
}
