//go:build witness

package witness

import (
	"context"
	"encoding/json"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"logservice-jaeger-datasource/pkg/sls"
	"logservice-jaeger-datasource/pkg/trace"
	"logservice-jaeger-datasource/tests/emulator"
	"logservice-jaeger-datasource/tests/emulator/emulatortest"
	"logservice-jaeger-datasource/tests/samples"
)

// question is something that a person asks the plugin.
type question func(ctx context.Context, reader *sls.Reader) error

// place is a logstore and what its spans can be asked.
type place struct {
	name      string
	load      func(*testing.T) *logstore
	questions func(*testing.T) []question
}

var places = []place{
	{"bookinfo", logstoreFor["legacy"], subject{
		service: "productpage.default", operation: "productpage.default.svc.cluster.local:9080/productpage", prefix: "PRODUCT",
		tags: map[string]string{"http.method": "GET", "http.status_code": "500", "error": "true", "istio.canonical_revision": "v3", "ip": "10.8.0.4", "guid:x-request-id": ""},
	}.questions},
	{"emojivoto", logstoreFor["instance"], emojivoto.questions},
	{"emojivoto with tags as text", logstoreFor["text"], emojivoto.questions},
	{"all dialects in one", func(t *testing.T) *logstore { return loadLogstore(t, "dialects", "dialects", nil) }, subject{
		service: "shop", operation: "POST /订单", prefix: "订",
		tags: map[string]string{"http.method": "POST", "order.id": "9007199254740993", "user.name": "", "region": "", "service.name": "订单服务"},
	}.questions},
	{"awkward names", awkwardLogstore, awkwardQuestions},
}

var emojivoto = subject{
	service: "web", operation: "/api/vote", prefix: "/API",
	tags: map[string]string{"http.method": "GET", "http.status_code": "500", "error": "true", "rpc.grpc.status_code": "2", "k8s.pod.name": "", "host.name": "worker-1", "emojivoto.shortcode": ":doughnut:"},
}

// subject is what a sample holds of names. An empty value of a tag is asked for
// as a list of values only.
type subject struct {
	service, operation, prefix string
	tags                       map[string]string
}

var over = trace.Range{From: time.Unix(history.from, 0), To: time.Unix(history.to, 0)}

func search(query trace.SearchQuery) question {
	query.Range, query.SpansPerTrace = over, 3
	if query.Limit == 0 {
		query.Limit = 20
	}
	return func(ctx context.Context, reader *sls.Reader) error {
		_, err := reader.Search(ctx, query)
		return err
	}
}

func names(ask func(*sls.Reader, context.Context, trace.NamesQuery) (trace.Names, error), query trace.NamesQuery) question {
	query.Range, query.Limit = over, 100
	return func(ctx context.Context, reader *sls.Reader) error {
		_, err := ask(reader, ctx, query)
		return err
	}
}

func graph(query trace.GraphQuery) question {
	query.Range = over
	return func(ctx context.Context, reader *sls.Reader) error {
		_, err := reader.ServiceGraph(ctx, query)
		return err
	}
}

func traceByID(id trace.TraceID) question {
	return func(ctx context.Context, reader *sls.Reader) error {
		_, err := reader.Trace(ctx, trace.TraceQuery{ID: id, Range: over})
		return err
	}
}

// questions asks by every kind of filter, alone and together.
func (s subject) questions(*testing.T) []question {
	asked := []question{
		search(trace.SearchQuery{}), search(trace.SearchQuery{Limit: 1}),
		search(trace.SearchQuery{Filter: trace.Filter{Service: s.service}}),
		search(trace.SearchQuery{Filter: trace.Filter{Service: s.service, Operation: s.operation}}),
		search(trace.SearchQuery{Filter: trace.Filter{SpanDuration: trace.DurationBounds{Min: time.Millisecond}}}),
		search(trace.SearchQuery{Filter: trace.Filter{SpanDuration: trace.DurationBounds{Max: 100 * time.Millisecond}}}),
		search(trace.SearchQuery{Filter: trace.Filter{SpanDuration: trace.DurationBounds{Min: time.Microsecond, Max: time.Hour}}}),
		search(trace.SearchQuery{Filter: trace.Filter{TraceDuration: trace.DurationBounds{Min: 5 * time.Millisecond}}}),
		search(trace.SearchQuery{Filter: trace.Filter{TraceDuration: trace.DurationBounds{Max: time.Minute}}}),
		search(trace.SearchQuery{Filter: trace.Filter{Service: s.service, TraceDuration: trace.DurationBounds{Min: time.Millisecond, Max: time.Hour}}}),
		graph(trace.GraphQuery{}), graph(trace.GraphQuery{Quantile: 0.9}),
		names((*sls.Reader).Services, trace.NamesQuery{}),
		names((*sls.Reader).Operations, trace.NamesQuery{}),
		names((*sls.Reader).Operations, trace.NamesQuery{Service: s.service}),
		names((*sls.Reader).Operations, trace.NamesQuery{Prefix: s.prefix}),
	}
	for _, kind := range []trace.Kind{trace.KindServer, trace.KindClient} {
		asked = append(asked, search(trace.SearchQuery{Filter: trace.Filter{Kind: kind}}))
	}
	for _, status := range []trace.Status{trace.StatusError, trace.StatusUnset, trace.StatusOK} {
		asked = append(asked, search(trace.SearchQuery{Filter: trace.Filter{Status: status}}), search(trace.SearchQuery{Filter: trace.Filter{Status: status, Service: s.service, Kind: trace.KindServer}}))
	}
	for _, key := range slices.Sorted(maps.Keys(s.tags)) {
		value := s.tags[key]
		asked = append(asked, names((*sls.Reader).TagValues, trace.NamesQuery{Tag: key}), names((*sls.Reader).TagValues, trace.NamesQuery{Tag: key, Service: s.service}))
		if value != "" {
			equal, unequal := trace.Condition{Key: key, Operator: trace.Equal, Values: []string{value}}, trace.Condition{Key: key, Operator: trace.NotEqual, Values: []string{value}}
			asked = append(asked, search(trace.SearchQuery{Filter: trace.Filter{Conditions: []trace.Condition{equal}}}), search(trace.SearchQuery{Filter: trace.Filter{Conditions: []trace.Condition{unequal}}}),
				search(trace.SearchQuery{Filter: trace.Filter{Service: s.service, Conditions: []trace.Condition{unequal, unequal}}}))
		}
	}
	return append(asked, conditionsOn("http.method", s.tags["http.method"])...)
}

// conditionsOn asks by every operator for a tag, and in groups.
func conditionsOn(key, value string) []question {
	exists := trace.Condition{Key: key, Operator: trace.Exists}
	conditions := []trace.Condition{
		exists, {Key: key, Operator: trace.Missing}, {Scope: trace.ScopeSpan, Key: key, Operator: trace.Missing}, {Scope: trace.ScopeResource, Key: key, Operator: trace.Missing},
		{Key: key, Operator: trace.Equal, Values: []string{value, "x' or '1'='1"}}, {Key: key, Operator: trace.NotEqual, Values: []string{value, ""}},
	}
	for _, pattern := range patterns {
		operator := trace.FitsNot
		if regexp.MustCompile(`\A(?:` + pattern + `)\z`).MatchString(value) {
			operator = trace.Fits
		}
		conditions = append(conditions, trace.Condition{Key: key, Operator: operator, Values: []string{pattern}})
	}
	asked := []question{
		search(trace.SearchQuery{Filter: trace.Filter{Conditions: []trace.Condition{{Key: "http.status_code", Operator: trace.GreaterOrEqual, Values: []string{"1"}}, {Key: "http.status_code", Operator: trace.Less, Values: []string{"1e999"}}}}}),
		search(trace.SearchQuery{Filter: trace.Filter{AnyOf: [][]trace.Condition{conditions[:2], conditions[4:6], {exists}}}}),
	}
	for _, c := range conditions {
		asked = append(asked, search(trace.SearchQuery{Filter: trace.Filter{Conditions: []trace.Condition{c}}}))
	}
	return asked
}

// patterns have all that a pattern can be made of.
var patterns = []string{
	`.*`, `\d+`, `\D*`, `\w+[^\w]*\w*`, `\S+`, `(?i)get|post|TRUE`, `(?i)[a-zß-ü]+`, `(?s:.{1,40})`, `[^\n]{3}`, `(?:G|P)(?P<rest>[A-Z]+?)$`, `^[+-]?\d{1,3}$`, `[\s\S]*[-_.:/].*`, `\p{Han}+.*`, `\PL+`, `[^a-z&&[\]]+`, `(a|b|:)*\w{2,}?.*`, ``, `(?:)`, `\Q.*\E`, `[[:upper:]]+`, `(?U)\w+`,
}

func awkwardLogstore(t *testing.T) *logstore {
	l := loadLogstore(t, "awkward", "awkward", nil)
	l.store.Put(t, l.project, l.name, samples.LargeTrace(samples.Base.Add(-30*time.Minute), 1500))
	return l
}

// awkwardQuestions asks for every awkward name, as everything that has a name,
// and for a trace so large that its spans are listed.
func awkwardQuestions(t *testing.T) []question {
	sample, err := samples.Load("awkward")
	require.NoError(t, err)
	var facts samples.AwkwardFacts
	require.NoError(t, json.Unmarshal(sample.Facts, &facts))
	large, err := trace.ParseTraceID(facts.Large.TraceID)
	require.NoError(t, err)
	asked := []question{traceByID(large), graph(trace.GraphQuery{}), graph(trace.GraphQuery{Quantile: 0.5}), search(trace.SearchQuery{Filter: trace.Filter{Status: trace.StatusError}})}
	for _, named := range facts.Named {
		value := trace.Condition{Key: "awkward.name", Operator: trace.Equal, Values: []string{named.Name}}
		key := trace.Condition{Key: named.Name, Operator: trace.Equal, Values: []string{named.Name}}
		asked = append(asked,
			search(trace.SearchQuery{Filter: trace.Filter{Service: named.Name, Operation: named.Name, Conditions: []trace.Condition{value, key}}}),
			names((*sls.Reader).TagValues, trace.NamesQuery{Tag: named.Name, Service: named.Name, Prefix: string([]rune(named.Name)[:1])}))
	}
	return asked
}

// statementsAsked puts questions to a reader of the plugin and gives the
// different statements that the emulator was sent.
func statementsAsked(t *testing.T, l *logstore, questions []question) []query {
	t.Helper()
	reader := readerOf(t, l)
	l.store.ResetRequests()
	for _, ask := range questions {
		require.NoError(t, ask(t.Context(), reader))
	}
	var asked []query
	seen := map[query]bool{}
	for _, request := range l.store.Requests() {
		q := query{request.Query, request.From, request.To}
		if request.Kind == emulator.KindSQL && !seen[q] {
			seen[q] = true
			asked = append(asked, q)
		}
	}
	return asked
}

func readerOf(t *testing.T, l *logstore) *sls.Reader {
	t.Helper()
	credentials, err := sls.NewCredentials(sls.CredentialsConfig{
		Type: sls.AccessKeyCredentials, AccessKeyID: emulatortest.AccessKeyID, AccessKeySecret: emulatortest.AccessKeySecret,
	}, http.DefaultClient)
	require.NoError(t, err)
	client, err := sls.NewClient(sls.Config{Endpoint: l.store.Endpoint, Project: l.project, HTTP: &http.Client{}, Credentials: credentials, UserAgent: "witness"})
	require.NoError(t, err)
	return sls.NewReader(sls.ReaderConfig{
		Client: client, Logstore: l.name, Lookback: 24 * time.Hour, MaxSQL: 15, MaxSearches: 100, Now: func() time.Time { return samples.Base },
	})
}
