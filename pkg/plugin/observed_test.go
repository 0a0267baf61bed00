package plugin

import (
	"context"
	"os"
	"strings"
	"testing"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/backend/log"
	"github.com/grafana/grafana-plugin-sdk-go/backend/tracing"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/otel/attribute"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"logservice-jaeger-datasource/pkg/trace"
	"logservice-jaeger-datasource/tests/emulator"
	"logservice-jaeger-datasource/tests/emulator/emulatortest"
)

// TestWhatAnInstanceCounts asks a data source as Grafana makes it, whose first request
// has to be sent twice.
func TestWhatAnInstanceCounts(t *testing.T) {
	store := storeOf(t, "bookinfo")
	d := connected(t, store, bookinfo)
	store.Fail(emulator.Fault{Status: 503, Code: "ServerBusy", Message: "busy"})
	value := func(vector *prometheus.CounterVec, labels ...string) float64 {
		return testutil.ToFloat64(vector.WithLabelValues(append([]string{"logService"}, labels...)...))
	}
	before := map[string]float64{
		"ok": value(ownGauges.questions, "search", "ok"), "notFound": value(ownGauges.questions, "trace", "notFound"),
		"requests": value(ownGauges.requests, "search"), "retries": value(ownGauges.retries, "search"), "rows": value(ownGauges.rows, "search"),
	}
	require.NoError(t, query(t.Context(), d, `{"queryType":"search","limit":20}`)["A"].Error)
	require.Error(t, query(t.Context(), d, `{"query":"abc"}`)["A"].Error)

	require.Equal(t, 1.0, value(ownGauges.questions, "search", "ok")-before["ok"])
	require.Equal(t, 1.0, value(ownGauges.questions, "trace", "notFound")-before["notFound"])
	require.Equal(t, 4.0, value(ownGauges.requests, "search")-before["requests"], "the index twice, and a search in two rounds")
	require.Equal(t, 1.0, value(ownGauges.retries, "search")-before["retries"])
	require.Positive(t, value(ownGauges.rows, "search")-before["rows"])
	require.Zero(t, testutil.ToFloat64(ownGauges.running.WithLabelValues("logService", "search")))
}

// TestEveryGaugeIsDocumented also finds what the page has and the plugin has not.
func TestEveryGaugeIsDocumented(t *testing.T) {
	registry := prometheus.NewRegistry()
	newGauges(registry).count("logService", "search", "ok", trace.Account{Notices: account.Notices})
	watched := observed{&fake{}, "logService", newGauges(prometheus.NewRegistry())}
	_, end := watched.begin(t.Context(), "search")
	end(account, nil)
	families, err := registry.Gather()
	require.NoError(t, err)
	page, err := os.ReadFile("../../docs/monitoring.md")
	require.NoError(t, err)
	listed := strings.Count(string(page), "\n| `"+gaugePrefix)
	for _, family := range families {
		require.Contains(t, string(page), "| `"+family.GetName()+"` ")
	}
	require.Equal(t, len(families)+1, listed, "the gauge of what runs has a value only while something does")
	require.Contains(t, string(page), "| `"+gaugePrefix+"questions_running` ")
}

func TestOutcomes(t *testing.T) {
	for outcome, err := range map[string]error{
		"ok": nil, "badRequest": refuse("no"), "notFound": &trace.NotFoundError{}, "cancelled": context.Canceled,
		"timeout": context.DeadlineExceeded, "pluginError": errPanicked,
	} {
		require.Equal(t, outcome, outcomeOf(err))
	}
	store := emulatortest.Start(t, emulator.Options{})
	d := connected(t, store, map[string]any{"project": "elsewhere", "logstore": "spans"})
	_, err := d.reader.Services(t.Context(), trace.NamesQuery{Range: trace.Range{From: history.From, To: history.To}, Limit: 1})
	require.Equal(t, "notFound", outcomeOf(err))
}

// TestSpansAndLogLines looks at what Grafana's own tracing and log get of a question.
func TestSpansAndLogLines(t *testing.T) {
	recorder := tracetest.NewSpanRecorder()
	before := tracing.DefaultTracer()
	tracing.InitDefaultTracer(sdktrace.NewTracerProvider(sdktrace.WithSpanProcessor(recorder)).Tracer("test"))
	lines := &logLines{}
	logger := backend.Logger
	backend.Logger = lines
	t.Cleanup(func() {
		tracing.InitDefaultTracer(before)
		backend.Logger = logger
	})
	d := connected(t, storeOf(t, "bookinfo"), bookinfo)
	require.NoError(t, query(t.Context(), d, `{"queryType":"search","service":"reviews.default"}`)["A"].Error)

	var store sdktrace.ReadOnlySpan
	for _, span := range recorder.Ended() {
		if span.Name() == "store.search" {
			store = span
		}
	}
	require.NotNil(t, store)
	require.Contains(t, store.Attributes(), attribute.String("store.access", "logService"))
	require.Contains(t, store.Attributes(), attribute.String("store.outcome", "ok"))
	require.Contains(t, store.Attributes(), attribute.Int("store.requests", 4), "the index, and a search in two rounds, of which the second has two statements")
	require.Len(t, lines.debug, 1)
	require.Contains(t, lines.debug[0], "outcome")
	require.NotContains(t, lines.debug[0], emulatortest.AccessKeySecret)
}

// logLines keeps lines of level debug.
type logLines struct {
	log.Logger
	debug [][]any
}

func (l *logLines) Debug(_ string, fields ...any)          { l.debug = append(l.debug, fields) }
func (l *logLines) FromContext(context.Context) log.Logger { return l }
