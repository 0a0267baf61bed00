package faults

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	official "github.com/aliyun/aliyun-log-go-sdk"
	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/stretchr/testify/require"

	"logservice-jaeger-datasource/tests/emulator"
)

const (
	noProgress = "Jaeger's API has no progress: an answer is whole or an error"
	noQuota    = "Jaeger knows no quota; 403 is for whoever may not ask, 429 below for who asks too much"
	noKeys     = "Jaeger takes no keys that expire"
	noIndex    = "Jaeger has no index to lack a field"
	noSQL      = "Jaeger knows no SQL"
	noDate     = "requests to Jaeger aren't dated"
	noLZ4      = "Jaeger's answers are compressed by gzip alone, which is below"
	// half and halfByJaeger are said of answers that broke off; of Jaeger's, what came
	// before may be in use already, so that it isn't asked again.
	half         = `The answer of Log Service can't be used: an answer of type "application/json" can't be read: it ended too early (HTTP status 200, request ID ID). Run the query again; if it stays so, look at the proxies and firewalls between Grafana and Log Service.`
	halfByJaeger = `The answer of Jaeger can't be used: it breaks off. Run the query again; if it stays so, ask for less, and look at Jaeger and the proxies before it.`
	// inPart is said of answers that Log Service itself calls incomplete.
	inPart = `Log Service answered only in part, also when asked again, so something may be missing. Narrow the time range or the filters, or switch on dedicated SQL in the data source's settings.`
	noGzip = "Log Service compresses by lz4, which is above"
)

func faults() []fault {
	var all []fault
	for _, some := range [][]fault{refusals(), ways(), bodies(), stores()} {
		all = append(all, some...)
	}
	return all
}

// refusals are answers that say no.
func refusals() []fault {
	service := func(status int, code, message string) sabotage {
		return answers(status, map[string]string{"Content-Type": "application/json", "x-log-requestid": "0123456789ABCDEF01234567"},
			fmt.Sprintf(`{"errorCode":%q,"errorMessage":%q}`, code, message))
	}
	return []fault{
		{name: "wrong key",
			logService: refused(backend.StatusForbidden, 1, `Log Service refused the request: signature SIGNATURE not match (SignatureNotMatch, request ID ID). The access key secret isn't that of this access key ID: enter both again, whole.`).hitsAll().prepared(secret("accessKeySecret", "hush-another")),
			jaeger:     cannot("below: only the server's answer shows it")},
		{name: "401 by the server", does: says(http.StatusUnauthorized, "no"), times: forEver,
			logService: refused(backend.StatusForbidden, 1, `Log Service refused the request: an answer of type "text/plain", which did not come from Log Service itself, begins with "no" (HTTP status 401). Check the credentials, and that they may use log:GetLogStoreLogs, log:GetLogStoreHistogram, log:GetIndex and log:ListLogStores of this project.`), jaeger: refused(backend.StatusForbidden, 1, `Jaeger refused the request: the answer, which isn't one that Jaeger gives, begins with "no" (HTTP status 401). Check the user, password or token in the data source's settings, and that they may use Jaeger.`)},
		{name: "quota used up once", does: service(403, "ReadQuotaExceed", "read quota exceed"), times: 1, logService: whole(2), jaeger: cannot(noQuota)},
		{name: "quota used up for ever", does: service(403, "ReadQuotaExceed", "read quota exceed"), times: forEver,
			logService: refused(backend.StatusTooManyRequests, 3, `Log Service refused the request: read quota exceed (ReadQuotaExceed, request ID ID). A quota of the project is used up: wait a moment, ask for less, or have the quota raised.`), jaeger: cannot(noQuota)},
		{name: "no such project", logService: refused(backend.StatusNotFound, 1, `Log Service refused the request: The Project does not exist : nowhere (ProjectNotExist, request ID ID). Check the project and whether the endpoint is that of the project's region.`).hitsAll().prepared(with(map[string]any{"project": "nowhere"})), jaeger: cannot("Jaeger knows no projects")},
		{name: "no such logstore", logService: refused(backend.StatusNotFound, 1, `Log Service refused the request: logstore nothing does not exist (LogStoreNotExist, request ID ID). Check the name of the logstore or of the trace instance in the data source's settings.`).hitsAll().prepared(with(map[string]any{"logstore": "nothing"})),
			jaeger: refused(backend.StatusNotFound, 0, `Jaeger refused the request: the answer, which isn't one that Jaeger gives, begins with "404 page not found\n" (HTTP status 404). Check the URL, with the path under which Jaeger is served.`).hitsAll().prepared(func(_ *testing.T, s *stage) { s.url, s.honest = s.URL+"/elsewhere", http.NotFoundHandler() })},
		{name: "a burst of 429", does: says(429, "slow down"), times: 2, logService: whole(3), jaeger: whole(3)},
		{name: "429 for ever", does: says(429, "slow down"), times: forEver,
			logService: refused(backend.StatusTooManyRequests, 3, `Log Service refused the request: an answer of type "text/plain", which did not come from Log Service itself, begins with "slow down" (HTTP status 429). A quota of the project is used up: wait a moment, ask for less, or have the quota raised.`), jaeger: refused(backend.StatusTooManyRequests, 3, `Jaeger refused the request: the answer, which isn't one that Jaeger gives, begins with "slow down" (HTTP status 429). Too many requests were sent: wait a moment, or ask for less.`)},
		{name: "a burst of 503", does: says(503, "no upstream"), times: 2, logService: whole(3), jaeger: whole(3)},
		{name: "503 for ever", does: says(503, "no upstream"), times: forEver,
			logService: refused(backend.StatusBadGateway, 3, `Log Service refused the request: an answer of type "text/plain", which did not come from Log Service itself, begins with "no upstream" (HTTP status 503). Run the query again in a minute; if it stays so, look at what stands between Grafana and Log Service.`), jaeger: refused(backend.StatusBadGateway, 3, `Jaeger refused the request: the answer, which isn't one that Jaeger gives, begins with "no upstream" (HTTP status 503). Run the query again in a minute; if it stays so, look at Jaeger and the gateway before it.`)},
		{name: "an error that repeats what was asked", does: repeats, times: forEver,
			logService: refused(backend.StatusBadGateway, 1, `Log Service refused the request: an answer of type "text/plain", which did not come from Log Service itself, begins with "Authorization: LOG [redacted]:SIGNATURE\r\nX-Acs-Security-Token: [redacted]\r\n" (HTTP status 400)`).prepared(temporary).on(emulator.Options{Restricted: []emulator.Credential{{ID: keyID, Secret: keySecret, Token: temporaryToken}}}),
			jaeger:     refused(backend.StatusBadRequest, 1, `Jaeger refused the request: the answer, which isn't one that Jaeger gives, begins with "Authorization: Bearer [redacted]\r\nX-Api-Key: [redacted]\r\n" (HTTP status 400)`)},
	}
}

// temporary signs with a temporary key, whose token goes along with every request.
func temporary(_ *testing.T, s *stage) {
	s.settings["credentialsType"], s.secure["securityToken"] = "stsToken", temporaryToken
}

// ways are faults of the way to the server.
func ways() []fault {
	gone := func(_ *testing.T, s *stage) {
		s.settings["endpoint"], s.url = "http://gone.invalid", "http://gone.invalid"
	}
	down := func(_ *testing.T, s *stage) { s.Close() }
	noTLS := func(_ *testing.T, s *stage) {
		s.settings["endpoint"], s.url = strings.Replace(s.URL, "http:", "https:", 1), strings.Replace(s.URL, "http:", "https:", 1)
	}
	untrusted := func(t *testing.T, s *stage) {
		s.Server = httptest.NewTLSServer(s)
		t.Cleanup(s.Close)
		s.Config.ErrorLog = quiet
		s.settings["endpoint"], s.url = s.URL, s.URL
	}
	return []fault{
		{name: "reset before the answer, once", does: resets, times: 1, logService: outcome{rows: spansEach, requests: 2, mayTwice: true}, jaeger: outcome{rows: spansEach, requests: 2, mayTwice: true}},
		{name: "reset before the answer, for ever", does: resets, times: forEver,
			logService: outcome{says: `Log Service could not be reached at bookinfo.HOST: the connection was cut before an answer came. Run the query again; if it stays so, look at the service and at the proxies and firewalls before it.`, status: backend.StatusBadGateway, requests: 3, mayTwice: true},
			jaeger:     outcome{says: `Jaeger could not be reached at HOST: the connection was cut before an answer came. Run the query again; if it stays so, look at the service and at the proxies and firewalls before it.`, status: backend.StatusBadGateway, requests: 3, mayTwice: true}},
		{name: "slow first byte", does: stallsBefore, times: forEver, logService: refused(backend.StatusTimeout, 1, `Log Service at bookinfo.HOST did not answer in time. Ask for a shorter time range, or raise the timeout in the data source's settings.`), jaeger: refused(backend.StatusTimeout, 1, `Jaeger at HOST did not answer in time. Ask for a shorter time range, or raise the timeout in the data source's settings.`)},
		{name: "slow body", does: stallsWithin, times: forEver, logService: refused(backend.StatusTimeout, 1, `Log Service at HOST did not answer in time. Ask for a shorter time range, or raise the timeout in the data source's settings.`), jaeger: refused(backend.StatusTimeout, 1, `Jaeger at HOST did not answer in time. Ask for a shorter time range, or raise the timeout in the data source's settings.`)},
		{name: "nothing listens", logService: refused(backend.StatusBadGateway, 0, `Log Service could not be reached at bookinfo.HOST: nothing listens there (connection refused). Check the endpoint in the data source's settings, its port, and that the service runs.`).hitsAll().prepared(down), jaeger: refused(backend.StatusBadGateway, 0, `Jaeger could not be reached at HOST: nothing listens there (connection refused). Check the URL in the data source's settings, its port, and that the service runs.`).hitsAll().prepared(down)},
		{name: "DNS gone", logService: refused(backend.StatusBadGateway, 0, `Log Service could not be reached at bookinfo.gone.invalid: there is no host of that name (DNS). Check the endpoint in the data source's settings, and that the machine that Grafana runs on can look the name up.`).hitsAll().prepared(gone), jaeger: refused(backend.StatusBadGateway, 0, `Jaeger could not be reached at gone.invalid: there is no host of that name (DNS). Check the URL in the data source's settings, and that the machine that Grafana runs on can look the name up.`).hitsAll().prepared(gone)},
		{name: "no TLS where it was expected", logService: refused(backend.StatusBadGateway, 0, `Log Service could not be reached at bookinfo.HOST: there is no TLS at that address. Check the port, or begin the endpoint in the data source's settings with http://.`).hitsAll().prepared(noTLS), jaeger: refused(backend.StatusBadGateway, 0, `Jaeger could not be reached at HOST: there is no TLS at that address. Check the port, or begin the URL in the data source's settings with http://.`).hitsAll().prepared(noTLS)},
		{name: "certificate of nobody known", logService: refused(backend.StatusBadGateway, 0, `Log Service could not be reached at bookinfo.HOST: its certificate is signed by an authority that isn't trusted. If that is your own, enter its certificate in the data source's settings; else check the address, and whether a proxy is in between.`).hitsAll().prepared(untrusted), jaeger: refused(backend.StatusBadGateway, 0, `Jaeger could not be reached at HOST: its certificate is signed by an authority that isn't trusted. If that is your own, enter its certificate in the data source's settings; else check the address, and whether a proxy is in between.`).hitsAll().prepared(untrusted)},
		{name: "redirect to elsewhere", does: redirects("https://login.example.com"), times: forEver,
			logService: refused(backend.StatusBadGateway, 1, `Log Service refused the request: an empty answer came, which is not Log Service's, and points to "login.example.com" (HTTP status 302). Log Service does not redirect: check the endpoint and whether a proxy wants a login.`), jaeger: refused(backend.StatusBadGateway, 1, `Jaeger refused the request: a web page came instead of data, and points to "login.example.com" (HTTP status 302). Redirects to another address aren't followed: enter the address of Jaeger itself, and check whether a proxy wants a login.`)},
	}
}

// bodies are answers that can't be read.
func bodies() []fault {
	spoilt := func(kind string) sabotage {
		return alters(func(header http.Header, body []byte) []byte {
			header.Set("x-log-compresstype", kind)
			for i := range body {
				body[i] ^= 0x55
			}
			return body
		})
	}
	huge := alters(func(header http.Header, body []byte) []byte {
		header.Set("x-log-compresstype", "lz4")
		header.Set("x-log-bodyrawsize", "700000000")
		return body
	})
	jsonOf := func(text string) sabotage {
		return answers(200, map[string]string{"Content-Type": "application/json"}, text)
	}
	return []fault{
		{name: "reset within the answer, once", does: breaksOff(true), times: 1, logService: whole(2), jaeger: refused(backend.StatusBadGateway, 1, halfByJaeger)},
		{name: "reset within the answer, for ever", does: breaksOff(true), times: forEver, logService: refused(backend.StatusBadGateway, 3, half), jaeger: refused(backend.StatusBadGateway, 1, halfByJaeger)},
		{name: "cut once", does: breaksOff(false), times: 1, logService: whole(2), jaeger: refused(backend.StatusBadGateway, 1, halfByJaeger)},
		{name: "cut for ever", does: breaksOff(false), times: forEver, logService: refused(backend.StatusBadGateway, 3, half), jaeger: refused(backend.StatusBadGateway, 1, halfByJaeger)},
		{name: "broken lz4", does: spoilt("lz4"), times: forEver, logService: refused(backend.StatusBadGateway, 1, `The answer of Log Service can't be used: an answer of type "application/json" can't be read: it can't be decompressed as lz4: lz4: invalid source or destination buffer too short (HTTP status 200, request ID ID). Check that the endpoint is Log Service's own, and whether a proxy in between changes its answers.`), jaeger: cannot(noLZ4)},
		{name: "broken zstd", does: spoilt("zstd"), times: forEver, logService: refused(backend.StatusBadGateway, 1, `The answer of Log Service can't be used: an answer of type "application/json" can't be read: "{" expected: invalid input: magic number mismatch (HTTP status 200, request ID ID). Check that the endpoint is Log Service's own, and whether a proxy in between changes its answers.`), jaeger: cannot(noLZ4)},
		{name: "broken gzip", does: alters(func(header http.Header, body []byte) []byte { header.Set("Content-Encoding", "gzip"); return body }), times: forEver,
			logService: cannot(noGzip), jaeger: refused(backend.StatusBadGateway, 1, `The answer of Jaeger can't be used: it can't be read: "gzip: invalid header". Check the URL, with the path under which Jaeger is served, and whether a login or a proxy stands in between.`)},
		{name: "a web page", does: answers(200, map[string]string{"Content-Type": "text/html"}, "<html>Log in, please"), times: forEver,
			logService: refused(backend.StatusBadGateway, 1, `The answer of Log Service can't be used: an answer of type "text/html" can't be read: "{" expected: unexpected byte 60 '<' at 0; it begins with "<html>Log in, please" (HTTP status 200). Check that the endpoint is Log Service's own, and whether a proxy in between changes its answers.`), jaeger: refused(backend.StatusBadGateway, 1, `The answer of Jaeger can't be used: a web page came instead of data. Check the URL, with the path under which Jaeger is served, and whether a login or a proxy stands in between.`)},
		{name: "JSON of something else", does: jsonOf(`{"status":"ok"}`), times: forEver, logService: refused(backend.StatusBadGateway, 1, `The answer of Log Service can't be used: an answer of type "application/json" can't be read: the object has neither "meta" nor "data"; it begins with "{\"status\":\"ok\"}" (HTTP status 200). Check that the endpoint is Log Service's own, and whether a proxy in between changes its answers.`), jaeger: refused(backend.StatusBadGateway, 1, `The answer of Jaeger can't be used: it holds no traces, as Jaeger's would. Check the URL, with the path under which Jaeger is served, and whether a login or a proxy stands in between.`)},
		{name: "no JSON", does: jsonOf(`{"data":[oops]}`), times: forEver, logService: refused(backend.StatusBadGateway, 1, `The answer of Log Service can't be used: an answer of type "application/json" can't be read: "{" expected: unexpected byte 111 'o' at 9; it begins with "{\"data\":[oops]}" (HTTP status 200). Check that the endpoint is Log Service's own, and whether a proxy in between changes its answers.`), jaeger: refused(backend.StatusBadGateway, 1, `The answer of Jaeger can't be used: it isn't the JSON that Jaeger gives: "unexpected byte 111 'o' at 9". Check the URL, with the path under which Jaeger is served, and whether a login or a proxy stands in between.`)},
		{name: "huge JSON", does: huge, times: forEver, logService: refused(backend.StatusBadGateway, 1, `The answer of Log Service can't be used: an answer of type "application/json" can't be read: it can't be decompressed as lz4: it is larger than the 512 MiB that are read (HTTP status 200, request ID ID). Ask for a shorter time range, or for less.`), jaeger: cannot("pkg/jaeger's own test has it, with a smaller bound: 512 MiB take long to read")},
	}
}

// stores are faults of what is read.
func stores() []fault {
	incomplete := func(times int) func(*testing.T, *stage) {
		return emulated(emulator.Fault{Kind: emulator.KindSearch, QueryContains: mark, Times: times, Incomplete: true})
	}
	partly := func(times int) func(*testing.T, *stage) {
		return func(_ *testing.T, s *stage) {
			s.marker = "ratings"
			s.emulator.Fail(emulator.Fault{Kind: emulator.KindSQL, QueryContains: "ratings", Times: times, Incomplete: true})
		}
	}
	onlySearch := func(t *testing.T, s *stage) {
		s.marker = "ratings"
		require.NoError(t, s.client().CreateLogStoreV2(project, &official.LogStore{Name: "searched", TTL: 1, ShardCount: 1, Mode: "query"}))
		index, err := s.client().GetIndexString(project, logstore)
		require.NoError(t, err)
		require.NoError(t, s.client().CreateIndexString(project, "searched", index))
		s.settings["logstore"] = "searched"
	}
	bare := func(t *testing.T, s *stage) {
		require.NoError(t, s.client().CreateLogStore(project, "bare", 1, 1, false, 1))
		s.settings["logstore"] = "bare"
	}
	empty := func(t *testing.T, s *stage) {
		index, err := s.client().GetIndexString(project, logstore)
		require.NoError(t, err)
		require.NoError(t, s.client().CreateLogStore(project, "empty", 1, 1, false, 1))
		require.NoError(t, s.client().CreateIndexString(project, "empty", index))
		s.settings["logstore"] = "empty"
	}
	deleted := func(t *testing.T, s *stage) { require.NoError(t, s.client().DeleteLogStore(project, logstore)) }
	crashed := func(_ *testing.T, s *stage) {
		s.honest = answers(500, map[string]string{"Content-Type": "application/json"}, `{"data":null,"errors":[{"code":500,"msg":"logstore not exist"}]}`).handler()
	}
	late := &clock{}
	nothing := func(_ *testing.T, s *stage) { s.honest = Jaeger(time.Time{}) }
	return []fault{
		{name: "incomplete once", logService: whole(2).prepared(incomplete(1)), jaeger: cannot(noProgress)},
		{name: "incomplete for ever", logService: outcome{rows: 5, notice: "3 spans name a parent that isn't in this trace; they are shown without one. " + inPart, requests: 8}.prepared(incomplete(forEver)), jaeger: cannot(noProgress)},
		{name: "SQL incomplete once", logService: outcome{rows: 2, requests: 3}.asked(search).prepared(partly(1)), jaeger: cannot(noSQL)},
		{name: "SQL incomplete for ever", logService: outcome{rows: 1, notice: inPart, requests: 8}.asked(search).prepared(partly(forEver)), jaeger: cannot(noSQL)},
		{name: "clock off by an hour", logService: outcome{options: emulator.Options{Now: late.now}, says: `Log Service refused the request: Request time NOW has been expired while server time is NOW (RequestTimeExpired, request ID ID). The clock of the machine that Grafana runs on is more than 15 minutes off: set it right.`, status: backend.StatusBadGateway, requests: 1, all: true}.prepared(late.wrong), jaeger: cannot(noDate)},
		{name: "key that isn't indexed", logService: outcome{notice: "Nothing can be found by tag nobody.knows (field tags.nobody.knows): the index of logstore istio-tracing has no such field. Add it to the index to filter by it; records written from then on are found."}.asked(`{"queryType":"search","tags":[{"key":"nobody.knows","operator":"=","value":"1"}]}`), jaeger: cannot(noIndex)},
		{name: "no index", logService: refused(backend.StatusBadGateway, 1, `Log Service refused the request: index config doesn't exist (IndexConfigNotExist, request ID ID). Create an index for the logstore, which searches and SQL need.`).hitsAll().prepared(bare), jaeger: cannot(noIndex)},
		{name: "SQL off", logService: refused(backend.StatusBadRequest, 1, `Log Service refused the request: logstore searched is a query logstore, SQL is not supported (ParameterInvalid, request ID ID). All but traces by ID needs SQL: change the type of the logstore from Query to Standard.`).hitsAll().asked(search).prepared(onlySearch), jaeger: cannot(noSQL)},
		{name: "empty store, trace", logService: refused(backend.StatusNotFound, 2, `Trace c0ffee0db0071ed0503e11a0f5e2d7b4 was not found between 2026-06-01 10:00:00 UTC and NOW. Check the ID, and whether the trace lies further back.`).hitsAll().prepared(empty), jaeger: refused(backend.StatusNotFound, 2, `Trace c0ffee0db0071ed0503e11a0f5e2d7b4 was not found between 2026-06-01 10:00:00 UTC and NOW. Check the ID, and whether the trace lies further back.`).hitsAll().prepared(nothing)},
		{name: "empty store, search", logService: outcome{all: true}.asked(`{"queryType":"search"}`).prepared(empty), jaeger: outcome{all: true}.asked(`{"queryType":"search"}`).prepared(nothing)},
		{name: "store deleted meanwhile", logService: outcome{meanwhile: deleted, says: `Log Service refused the request: logstore istio-tracing does not exist (LogStoreNotExist, request ID ID). Check the name of the logstore or of the trace instance in the data source's settings.`, status: backend.StatusNotFound, requests: 1, all: true}, jaeger: outcome{meanwhile: crashed, says: `Jaeger refused the request: logstore not exist (HTTP status 500). Run the query again in a minute; if it stays so, look at Jaeger's log and its storage.`, status: backend.StatusBadGateway, requests: 1, all: true}},
	}
}

// clock goes right until it is set wrong.
type clock struct{ off atomic.Bool }

func (c *clock) now() time.Time {
	if c.off.Load() {
		return time.Now().Add(time.Hour)
	}
	return time.Now()
}

func (c *clock) wrong(*testing.T, *stage) { c.off.Store(true) }
