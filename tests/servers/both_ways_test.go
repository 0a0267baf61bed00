//go:build servers

package servers

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/stretchr/testify/require"

	"logservice-jaeger-datasource/pkg/jaeger"
	"logservice-jaeger-datasource/pkg/sls"
	"logservice-jaeger-datasource/pkg/trace"
	"logservice-jaeger-datasource/tests/samples"
)

// logstore holds a sample's spans in records of one kind.
type logstore struct{ project, name, records string }

var logstores = []logstore{
	{"bookinfo", "istio-tracing", legacy},
	{"emojivoto", "emojivoto-traces", ingest},
	{"dialects", "dialects-l0", nanos},
	{"dialects", "dialects-l1", legacy},
	{"dialects", "dialects-lc", census},
	{"dialects", "dialects-o1", fork},
	{"dialects", "dialects-p1", plugin},
	{"dialects", "dialects-t1", ingest},
}

// everything is a range that holds all of the samples.
var everything = trace.Range{From: samples.Base.Add(-time.Hour), To: samples.Base.Add(time.Minute)}

func atTheEnd() time.Time { return everything.To }

// logService reads a logstore of a pair's emulator.
func (p *Pair) logService(t *testing.T, from logstore) trace.Reader {
	t.Helper()
	key := sls.CredentialsConfig{Type: sls.AccessKeyCredentials, AccessKeyID: p.AccessKeyID, AccessKeySecret: p.AccessKeySecret}
	credentials, err := sls.NewCredentials(key, http.DefaultClient)
	require.NoError(t, err)
	client, err := sls.NewClient(sls.Config{Endpoint: p.Endpoint, Project: from.project, HTTP: &http.Client{}, Credentials: credentials, UserAgent: "test"})
	require.NoError(t, err)
	return sls.NewReader(sls.ReaderConfig{
		Client: client, Logstore: from.name, Lookback: 7 * 24 * time.Hour, MaxSQL: 15, MaxSearches: 100, Now: atTheEnd,
	})
}

// query reads the pair's Jaeger; by the first generation of its API only, if old.
func (p *Pair) query(t *testing.T, old bool) trace.Reader {
	t.Helper()
	address := p.Jaeger.URL
	if old {
		address = withoutV3(t, address)
	}
	reader, err := jaeger.NewReader(jaeger.Config{URL: address, HTTP: &http.Client{}, Lookback: 7 * 24 * time.Hour, MaxRequests: 10, Now: atTheEnd})
	require.NoError(t, err)
	return reader
}

// withoutV3 is the address of a Jaeger that has lost the second generation of its API.
func withoutV3(t *testing.T, address string) string {
	t.Helper()
	target, err := url.Parse(address)
	require.NoError(t, err)
	proxy := &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(target) }}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/api/v3/") {
			http.NotFound(w, r)
			return
		}
		proxy.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	return server.URL
}

// traceIDsOf are those of a sample.
func traceIDsOf(t *testing.T, name string) []trace.TraceID {
	t.Helper()
	sample, err := samples.Load(name)
	require.NoError(t, err)
	var facts struct{ List, Traces []samples.TraceFacts }
	_ = json.Unmarshal(sample.Facts, &facts) // one of the two is a list
	var ids []trace.TraceID
	for _, known := range append(facts.List, facts.Traces...) {
		id, err := trace.ParseTraceID(known.ID)
		require.NoError(t, err)
		ids = append(ids, id)
	}
	require.NotEmpty(t, ids)
	return ids
}

// spansOf reads whole traces.
func spansOf(t *testing.T, reader trace.Reader, ids []trace.TraceID) []trace.Span {
	t.Helper()
	var spans []trace.Span
	for _, id := range ids {
		result, err := reader.Trace(t.Context(), trace.TraceQuery{ID: id, Range: everything})
		require.NoError(t, err, id.String())
		spans = append(spans, result.Spans...)
	}
	return spans
}

// TestBothWaysGiveTheSameSpans reads every trace of the samples from the records of each
// dialect, and from Jaegers that were sent the same spans. They are equal but for
// differences, and each of these does occur.
func TestBothWaysGiveTheSameSpans(t *testing.T) {
	for _, store := range []struct {
		badger  bool
		v3, old way
	}{{false, v3, v1}, {true, v3Old, v1Old}} {
		options := JaegerOptions{Binary: os.Getenv("JAEGER_BINARY"), Root: root, Badger: store.badger}
		pair, err := StartPair(t.Context(), options, Traffic{Samples: []string{"bookinfo", "emojivoto", "dialects"}, Now: samples.Base})
		require.NoError(t, err)
		t.Cleanup(func() { require.NoError(t, pair.Stop()) })
		straight := map[logstore][]trace.Span{}
		for _, from := range logstores {
			straight[from] = spansOf(t, pair.logService(t, from), traceIDsOf(t, from.project))
		}
		for by, reader := range map[way]trace.Reader{store.v3: pair.query(t, false), store.old: pair.query(t, true)} {
			queried := map[string][]trace.Span{}
			for _, sample := range []string{"bookinfo", "emojivoto", "dialects"} {
				queried[sample] = spansOf(t, reader, traceIDsOf(t, sample))
			}
			for _, records := range allRecords {
				t.Run(string(by)+"/"+records, func(t *testing.T) { compareSpans(t, by, records, straight, queried) })
			}
		}
	}
}

// compareSpans compares all records of a kind with what Jaeger gives on one way.
func compareSpans(t *testing.T, by way, records string, straight map[logstore][]trace.Span, queried map[string][]trace.Span) {
	t.Helper()
	expected := slices.DeleteFunc(slices.Clone(differences), func(d difference) bool {
		return !slices.Contains(d.records, records) || !slices.Contains(d.ways, by)
	})
	idle := slices.Clone(expected)
	for from, spans := range straight {
		if from.records != records {
			continue
		}
		require.Len(t, queried[from.project], len(spans))
		for i, span := range spans {
			other := queried[from.project][i]
			require.Empty(t, unlike(span, other, expected), "span %s of trace %s", span.ID, span.TraceID)
			idle = slices.DeleteFunc(idle, func(d difference) bool {
				others := slices.DeleteFunc(slices.Clone(expected), func(e difference) bool { return e.is(d) })
				return unlike(span, other, others) != ""
			})
		}
	}
	for _, d := range idle {
		t.Errorf("No span differs in this any more: %s (%s through Log Service, %s through Jaeger).", d.what, d.straight, d.queried)
	}
}

// unlike says how two spans differ once they are alike in some ways.
func unlike(straight, queried trace.Span, alike []difference) string {
	straight, queried = copyOf(straight), copyOf(queried)
	for _, d := range alike {
		d.level(&straight, &queried)
	}
	return cmp.Diff(straight, queried, cmpopts.EquateEmpty())
}

// copyOf lets a span be changed without the one it is made of.
func copyOf(span trace.Span) trace.Span {
	span.Tags, span.Resource, span.Warnings = slices.Clone(span.Tags), slices.Clone(span.Resource), slices.Clone(span.Warnings)
	span.Events, span.Links = slices.Clone(span.Events), slices.Clone(span.Links)
	for i := range span.Events {
		span.Events[i].Tags = slices.Clone(span.Events[i].Tags)
	}
	for i := range span.Links {
		span.Links[i].Tags = slices.Clone(span.Links[i].Tags)
	}
	return span
}

// is tells entries of the list apart.
func (d difference) is(other difference) bool {
	return d.what == other.what && d.straight == other.straight && d.queried == other.queried
}
