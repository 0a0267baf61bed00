package jaeger

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"logservice-jaeger-datasource/pkg/trace"
)

// standIn is a query service written from Jaeger's published definition: api_v3's
// query_service.proto and HTTP gateway, and the query parser and JSON model of /api. What
// it doesn't serve it answers with the page of Jaeger's user interface.
type standIn struct {
	// v1 serves /api; lostSearch without search and names, as from 2.20 on.
	v1, lostSearch bool
	// v3 serves /api/v3; summaries with what 2.19 added.
	v3, summaries bool
	// plugin behaves as aliyun-log-jaeger: the oldest traces first, of each no more than
	// 100 spans and only those within the range of a search.
	plugin bool
	// scatter gives the spans of v3's search in no order.
	scatter bool
	spans   []trace.Span

	mu       sync.Mutex
	requests []string
}

func (s *standIn) start(t *testing.T) *Reader {
	t.Helper()
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	return readerOf(t, server.URL)
}

var now = time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)

// lastHour is a range that ends now.
var lastHour = trace.Range{From: now.Add(-time.Hour), To: now}

func readerOf(t *testing.T, base string) *Reader {
	t.Helper()
	reader, err := NewReader(Config{URL: base, HTTP: http.DefaultClient, Lookback: 72 * time.Hour, MaxRequests: 4, Now: func() time.Time { return now }})
	require.NoError(t, err)
	return reader
}

func (s *standIn) asked() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.requests)
}

func (s *standIn) ServeHTTP(w http.ResponseWriter, request *http.Request) {
	s.mu.Lock()
	s.requests = append(s.requests, request.URL.String())
	s.mu.Unlock()
	path, values := request.URL.Path, request.URL.Query()
	switch {
	case s.v3 && strings.HasPrefix(path, "/api/v3/"):
		s.serveV3(w, strings.TrimPrefix(path, "/api/v3/"), values)
	case s.v1 && strings.HasPrefix(path, "/api/traces/"):
		s.traceV1(w, strings.TrimPrefix(path, "/api/traces/"))
	case s.v1 && !s.lostSearch && path == "/api/services":
		answer(w, map[string]any{"data": s.services(), "total": len(s.services()), "errors": nil})
	case s.v1 && !s.lostSearch && path == "/api/operations":
		answer(w, map[string]any{"data": s.operations(values.Get("service")), "errors": nil})
	case s.v1 && !s.lostSearch && path == "/api/traces":
		s.searchV1(w, values)
	default:
		page(w)
	}
}

func page(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = fmt.Fprint(w, "<!doctype html><html><title>Jaeger UI</title></html>")
}

func answer(w http.ResponseWriter, value any) { _ = json.NewEncoder(w).Encode(value) }

func refuseV1(w http.ResponseWriter, status int, message string) {
	http.Error(w, fmt.Sprintf(`{"data":null,"errors":[{"code":%d,"msg":%q}]}`, status, message), status)
}

func refuseV3(w http.ResponseWriter, status int, message string) {
	http.Error(w, fmt.Sprintf(`{"error":{"httpCode":%d,"message":%q}}`, status, message), status)
}

func (s *standIn) services() []string {
	names := []string{}
	for _, span := range s.spans {
		if !slices.Contains(names, span.Service) {
			names = append(names, span.Service)
		}
	}
	return names
}

func (s *standIn) operations(service string) []map[string]string {
	names := []map[string]string{}
	for _, span := range s.spans {
		if span.Service == service {
			names = append(names, map[string]string{"name": span.Operation, "spanKind": string(span.Kind)})
		}
	}
	return names
}

// terms are a search's, of either generation.
type terms struct {
	service, operation string
	tags               map[string]string
	from, to           time.Time
	least, most        time.Duration
	limit              int
}

func (t terms) meets(span trace.Span) bool {
	for key, value := range t.tags {
		found, _ := trace.Lookup(slices.Concat(span.Tags, span.Resource), key)
		if fmt.Sprint(found) != value {
			return false
		}
	}
	return span.Service == t.service && (t.operation == "" || span.Operation == t.operation) &&
		!span.Start.Before(t.from) && !span.Start.After(t.to) &&
		span.Duration >= t.least && (t.most == 0 || span.Duration <= t.most)
}

// find gives whole traces, the newest first.
func (s *standIn) find(t terms) [][]trace.Span {
	var ids []trace.TraceID
	for _, span := range s.spans {
		if t.meets(span) && !slices.Contains(ids, span.TraceID) {
			ids = append(ids, span.TraceID)
		}
	}
	var traces [][]trace.Span
	for _, id := range ids {
		traces = append(traces, s.spansOf(id))
	}
	slices.SortFunc(traces, func(a, b []trace.Span) int { return b[0].Start.Compare(a[0].Start) })
	if s.plugin {
		t.from, t.to = t.from.Truncate(time.Second), t.to.Truncate(time.Second)
		slices.Reverse(traces)
		for i := range traces {
			traces[i] = slices.DeleteFunc(traces[i], func(span trace.Span) bool { return span.Start.Before(t.from) || span.Start.After(t.to) })
		}
	}
	return traces[:min(len(traces), t.limit)]
}

func (s *standIn) spansOf(id trace.TraceID) []trace.Span {
	var spans []trace.Span
	for _, span := range s.spans {
		if span.TraceID == id {
			spans = append(spans, span)
		}
	}
	if s.plugin {
		spans = spans[:min(len(spans), 100)]
	}
	return spans
}

func (s *standIn) searchV1(w http.ResponseWriter, values url.Values) {
	asked := terms{service: values.Get("service"), operation: values.Get("operation"), from: microsOf(values.Get("start")), to: microsOf(values.Get("end"))}
	asked.limit, _ = strconv.Atoi(values.Get("limit"))
	asked.least, _ = time.ParseDuration(values.Get("minDuration"))
	asked.most, _ = time.ParseDuration(values.Get("maxDuration"))
	_ = json.Unmarshal([]byte(values.Get("tags")), &asked.tags)
	if asked.service == "" {
		refuseV1(w, http.StatusBadRequest, "parameter 'service' is required")
		return
	}
	traces := []any{}
	for _, spans := range s.find(asked) {
		traces = append(traces, traceOfV1(spans))
	}
	answer(w, map[string]any{"data": traces, "total": 0, "errors": nil})
}

func microsOf(text string) time.Time {
	micros, _ := strconv.ParseInt(text, 10, 64)
	return time.UnixMicro(micros)
}

func (s *standIn) traceV1(w http.ResponseWriter, text string) {
	id, err := trace.ParseStoredTraceID(text)
	if err != nil {
		refuseV1(w, http.StatusBadRequest, err.Error())
		return
	}
	spans := s.spansOf(id)
	if len(spans) == 0 && !s.plugin {
		refuseV1(w, http.StatusNotFound, "trace not found")
		return
	}
	answer(w, map[string]any{"data": []any{traceOfV1(spans)}, "errors": nil})
}

func (s *standIn) serveV3(w http.ResponseWriter, path string, values url.Values) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	id, isTrace := strings.CutPrefix(path, "traces/")
	switch {
	case isTrace:
		wanted, _ := trace.ParseStoredTraceID(id)
		s.giveV3(w, [][]trace.Span{s.spansOf(wanted)})
	case path == "services":
		answer(w, map[string]any{"services": s.services()})
	case path == "operations":
		answer(w, map[string]any{"operations": s.operations(values.Get("service"))})
	case path == "traces", path == "trace-summaries" && s.summaries:
		s.searchV3(w, path, values)
	default:
		page(w)
	}
}

func (s *standIn) searchV3(w http.ResponseWriter, path string, values url.Values) {
	names := []string{"query.service_name", "query.operation_name", "query.start_time_min", "query.start_time_max", "query.duration_min", "query.duration_max", "query.num_traces"}
	if s.summaries {
		names = []string{"query.serviceName", "query.operationName", "query.startTimeMin", "query.startTimeMax", "query.durationMin", "query.durationMax", "query.searchDepth"}
	}
	asked := terms{service: values.Get(names[0]), operation: values.Get(names[1])}
	var fromErr, toErr error
	asked.from, fromErr = time.Parse(time.RFC3339Nano, values.Get(names[2]))
	asked.to, toErr = time.Parse(time.RFC3339Nano, values.Get(names[3]))
	if fromErr != nil || toErr != nil {
		refuseV3(w, http.StatusBadRequest, names[2]+" and "+names[3]+" are required")
		return
	}
	asked.least, _ = time.ParseDuration(values.Get(names[4]))
	asked.most, _ = time.ParseDuration(values.Get(names[5]))
	asked.limit, _ = strconv.Atoi(values.Get(names[6]))
	if s.summaries {
		_ = json.Unmarshal([]byte(values.Get("query.attributes")), &asked.tags)
	}
	if path == "traces" {
		s.giveV3(w, s.find(asked))
		return
	}
	summaries := []any{}
	for _, spans := range s.find(asked) {
		summaries = append(summaries, summaryOf(spans))
	}
	answer(w, map[string]any{"summaries": summaries})
}

func (s *standIn) giveV3(w http.ResponseWriter, traces [][]trace.Span) {
	resources := []any{}
	for _, spans := range traces {
		for _, span := range spans {
			resources = append(resources, resourceOf(span))
		}
	}
	if len(resources) == 0 {
		refuseV3(w, http.StatusNotFound, "No traces found")
		return
	}
	if s.scatter {
		for i := range len(resources) / 2 {
			resources[i], resources[len(resources)-1-i] = resources[len(resources)-1-i], resources[i]
			resources[i], resources[len(resources)/2] = resources[len(resources)/2], resources[i]
		}
	}
	answer(w, map[string]any{"result": map[string]any{"resourceSpans": resources}})
}
