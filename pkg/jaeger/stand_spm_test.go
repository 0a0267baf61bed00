package jaeger

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"logservice-jaeger-datasource/pkg/trace"
)

// spmStand stands in for a query service whose span metrics come from a Prometheus
// that knows of every span at once. It is written from Jaeger's own definition:
// https://github.com/jaegertracing/jaeger/blob/main/internal/storage/metricstore/prometheus/metricstore/reader.go
type spmStand struct {
	spans []trace.Span
	// answer, if there is one, is given instead of span metrics.
	answer http.HandlerFunc
	// dependencies answers the question for these.
	dependencies http.HandlerFunc
	// moves has the times of 50 points or more moved, as VictoriaMetrics does.
	moves bool

	mu    sync.Mutex
	asked []*url.URL
}

func (s *spmStand) requests() []*url.URL {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.asked)
}

// change changes what is answered from now on.
func (s *spmStand) change(change func(*spmStand)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	change(s)
}

func (s *spmStand) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked = append(s.asked, r.URL)
	family, isMetric := strings.CutPrefix(r.URL.Path, "/api/metrics/")
	switch {
	case isMetric && s.answer != nil:
		s.answer(w, r)
	case isMetric:
		s.tell(w, family, r.URL.Query())
	case r.URL.Path == "/api/dependencies" && s.dependencies != nil:
		s.dependencies(w, r)
	default:
		http.Error(w, "404 page not found", http.StatusNotFound)
	}
}

// says answers with a status and a body.
func saysJSON(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body))
	}
}

// uiPage is what a query service shows for a path that it doesn't know.
func uiPage(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = w.Write([]byte("<!doctype html><title>Jaeger UI</title>"))
}

const disabled = `{"data":null,"total":0,"limit":0,"offset":0,"errors":[{"code":501,"msg":"metrics querying is currently disabled"}]}`

// standQuery is a request as Jaeger understands it.
type standQuery struct {
	services    *regexp.Regexp
	kinds       []string
	byOperation bool
	end         time.Time
	lookback    time.Duration
	step, rate  time.Duration
}

func standQueryOf(values url.Values) (standQuery, error) {
	q := standQuery{byOperation: values.Get("groupByOperation") == "true", kinds: values["spanKind"]}
	if len(values["service"]) == 0 {
		return q, errors.New("unable to parse param 'service': please provide at least one service name")
	}
	services, err := regexp.Compile("^(?:" + strings.Join(values["service"], "|") + ")$")
	q.services = services
	millis := func(key string) time.Duration {
		number, parseErr := strconv.ParseInt(values.Get(key), 10, 64)
		err = errors.Join(err, parseErr)
		return time.Duration(number) * time.Millisecond
	}
	q.end, q.lookback, q.step, q.rate = time.UnixMilli(0).Add(millis("endTs")), millis("lookback"), millis("step"), millis("ratePer")
	for _, kind := range q.kinds {
		if !slices.Contains([]string{"unspecified", "internal", "server", "client", "producer", "consumer"}, kind) {
			err = fmt.Errorf("unsupported span kind: '%s'", kind)
		}
	}
	// Jaeger writes a duration as PromQL's up to its first letter.
	spelled := q.rate.String()
	cut, parseErr := time.ParseDuration(spelled[:strings.IndexAny(spelled, "hms")+1])
	q.rate = cut
	return q, errors.Join(err, parseErr)
}

func (s *spmStand) tell(w http.ResponseWriter, family string, values url.Values) {
	q, err := standQueryOf(values)
	quantile := 0.0
	if family == "latencies" {
		var parseErr error
		quantile, parseErr = strconv.ParseFloat(values.Get("quantile"), 64)
		err = errors.Join(err, parseErr)
		quantile, _ = strconv.ParseFloat(fmt.Sprintf("%.2f", quantile), 64)
	}
	if err != nil {
		saysJSON(http.StatusBadRequest, fmt.Sprintf(`{"data":null,"errors":[{"code":400,"msg":%q}]}`, err))(w, nil)
		return
	}
	if s.moves {
		q.move()
	}
	failures := s.count(q, func(span trace.Span) bool { return span.Failed() })
	var metrics []any
	for series, spans := range s.count(q, func(trace.Span) bool { return true }) {
		if family == "errors" && failures[series] == nil && len(failures) > 0 {
			continue // Prometheus divides what is on both sides
		}
		metrics = append(metrics, q.metric(series, func(window []trace.Span) float64 { return figureOfWindow(family, window, quantile, q.rate) }, spans))
	}
	answer := map[string]any{"name": "service_" + family, "type": "GAUGE", "help": "…"}
	if len(metrics) > 0 {
		answer["metrics"] = metrics
	}
	body, err := json.Marshal(answer)
	if err != nil {
		panic(err)
	}
	saysJSON(http.StatusOK, string(body))(w, nil)
}

func figureOfWindow(family string, window []trace.Span, quantile float64, rate time.Duration) float64 {
	failed := 0
	var durations []float64
	for _, span := range window {
		durations = append(durations, float64(span.Duration.Microseconds())/1000)
		if span.Failed() {
			failed++
		}
	}
	switch {
	case family == "calls":
		return float64(len(window)) / rate.Seconds()
	case len(window) == 0:
		return math.NaN()
	case family == "errors":
		return float64(failed) / float64(len(window))
	}
	slices.Sort(durations)
	return durations[min(int(math.Floor(quantile*float64(len(durations)))), len(durations)-1)]
}

func (s *spmStand) count(q standQuery, counts func(trace.Span) bool) map[[2]string][]trace.Span {
	series := map[[2]string][]trace.Span{}
	for _, span := range s.spans {
		kind := string(span.Kind)
		if kind == "" {
			kind = "unspecified"
		}
		if !q.services.MatchString(span.Service) || !slices.Contains(q.kinds, kind) || !counts(span) {
			continue
		}
		key := [2]string{span.Service}
		if q.byOperation {
			key[1] = span.Operation
		}
		series[key] = append(series[key], span)
	}
	return series
}

func (q standQuery) metric(series [2]string, figure func([]trace.Span) float64, spans []trace.Span) any {
	labels := []any{map[string]string{"name": "service_name", "value": series[0]}}
	if q.byOperation {
		labels = append(labels, map[string]string{"name": "operation", "value": series[1]})
	}
	var points []any
	for at := q.end.Add(-q.lookback); !at.After(q.end); at = at.Add(q.step) {
		var window []trace.Span
		for _, span := range spans {
			// Prometheus keeps milliseconds, and leaves the begin of a window out.
			start := time.UnixMilli(span.Start.UnixMilli())
			if start.After(at.Add(-q.rate)) && !start.After(at) {
				window = append(window, span)
			}
		}
		var value any = figure(window)
		if math.IsNaN(value.(float64)) {
			value = "NaN"
		}
		points = append(points, map[string]any{"gaugeValue": map[string]any{"doubleValue": value}, "timestamp": at.UTC().Format(time.RFC3339Nano)})
	}
	return map[string]any{"labels": labels, "metricPoints": points}
}

// heldTraces are traces that a source gives.
type heldTraces struct {
	traces [][]trace.Span
	names  []string
	// most bounds a sample, if it is less than what is asked for.
	most    int
	failure error
}

func (h heldTraces) services(context.Context, *ledger) ([]string, error) {
	if h.names != nil {
		return h.names, h.failure
	}
	var names []string
	for _, spans := range h.traces {
		for _, span := range spans {
			names = append(names, span.Service)
		}
	}
	slices.Sort(names)
	return slices.Compact(names), h.failure
}

// sample gives those with a span in the range, the newest ones.
func (h heldTraces) sample(ctx context.Context, _ *ledger, between trace.Range, filter trace.Filter, most int) ([][]trace.Span, bool, error) {
	if h.most > 0 {
		most = min(most, h.most)
	}
	found := slices.DeleteFunc(slices.Clone(h.traces), func(spans []trace.Span) bool { return !holds(spans, filter, between) })
	slices.SortStableFunc(found, func(a, b []trace.Span) int { return b[0].Start.Compare(a[0].Start) })
	err := errors.Join(h.failure, ctx.Err())
	return found[:min(most, len(found))], len(found) > most, err
}

// noon is when the tests' spans begin around, and clock is when they are asked for.
var (
	noon  = time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)
	clock = noon.Add(24 * time.Hour)
)

// meterOn is a meter on a stand-in.
func meterOn(t *testing.T, stand *spmStand, held heldTraces) *meter {
	t.Helper()
	server := httptest.NewServer(stand)
	t.Cleanup(server.Close)
	client, err := newClient(server.URL, server.Client(), 1<<20, 3)
	require.NoError(t, err)
	return &meter{client: client, traces: held, known: &presence{}, now: func() time.Time { return clock }}
}

// someTraces makes traces within the hour from noon, by a seed.
func someTraces(seed uint64, many int) [][]trace.Span {
	random := rand.New(rand.NewPCG(seed, 11))
	pick := func(texts ...string) string { return texts[random.IntN(len(texts))] }
	var traces [][]trace.Span
	for range many {
		id := trace.TraceID{High: random.Uint64(), Low: random.Uint64() | 1}
		begin := noon.Add(time.Duration(random.Int64N(int64(time.Hour)))).Truncate(time.Microsecond)
		var spans []trace.Span
		for i := range 1 + random.IntN(7) {
			span := trace.Span{
				TraceID: id, ID: trace.SpanID(random.Uint64() | 1), Service: pick("web", "web.shop", "c++ (old)", "支付"), Operation: pick("GET /", "POST /"),
				Kind: trace.Kind(pick("server", "client", "producer", "consumer", "internal", "")), Status: trace.Status(pick("unset", "ok", "error", "unset", "unset")),
				Start:    begin.Add(time.Duration(i) * time.Duration(random.Int64N(int64(time.Second)))).Truncate(time.Microsecond),
				Duration: time.Duration(random.Int64N(90_000)) * time.Microsecond,
				Tags:     []trace.Tag{{Key: "version", Value: int64(random.IntN(3))}}, Resource: []trace.Tag{{Key: "host", Value: pick("a", "b")}},
			}
			if i > 0 {
				span.Parent = spans[random.IntN(len(spans))].ID
			}
			spans = append(spans, span)
		}
		repaired, _ := trace.Repair(spans)
		traces = append(traces, repaired)
	}
	return traces
}
