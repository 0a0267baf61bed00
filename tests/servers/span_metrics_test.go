//go:build servers

package servers

import (
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"logservice-jaeger-datasource/pkg/jaeger"
	"logservice-jaeger-datasource/pkg/trace"
	"logservice-jaeger-datasource/tests/samples/loader"
)

// TestSpanMetricsOfManySteps asks for more points than VictoriaMetrics gives at the
// times asked for.
func TestSpanMetricsOfManySteps(t *testing.T) {
	options := JaegerOptions{Binary: os.Getenv("JAEGER_BINARY"), Root: root, Metrics: os.Getenv("VICTORIA_METRICS_BINARY")}
	pair, err := StartPair(t.Context(), options, Traffic{Samples: []string{"bookinfo"}, Now: time.Now()})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, pair.Stop()) })
	// A counter's rate shows once it has grown.
	generator := loader.Generator{Root: root, Endpoint: pair.Endpoint, AccessKeyID: accessKeyID, AccessKeySecret: accessKeySecret, OTLP: pair.Jaeger.OTLP}
	require.NoError(t, generator.History(t.Context(), "bookinfo", time.Now()))
	reader, err := jaeger.NewReader(jaeger.Config{URL: pair.Jaeger.URL, HTTP: &http.Client{}, MaxRequests: 10})
	require.NoError(t, err)
	const step, steps = 3 * time.Second, 70
	var found trace.MetricsResult
	require.Eventually(t, func() bool {
		end := time.Now().Truncate(step)
		// Exact figures are those of all spans, or none.
		found, err = reader.Metrics(t.Context(), trace.MetricsQuery{
			Range: trace.Range{From: end.Add(-steps * step), To: end}, Step: step, Measure: trace.MeasureRate, Over: trace.OverSpans,
			GroupBy: []trace.GroupKey{{Property: trace.ByService}}, TopBy: trace.MeasureRate, SeriesLimit: 20, Exact: true,
		})
		require.NoError(t, err)
		return len(found.Series) == 5
	}, 30*time.Second, time.Second)
	asked := slices.DeleteFunc(found.Statements, func(text string) bool { return !strings.HasPrefix(text, "GET /api/metrics/") })
	require.Len(t, asked, 3, "all steps at once, and two parts of them")
}
