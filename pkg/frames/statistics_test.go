package frames

import (
	"math/rand/v2"
	"testing"

	"github.com/grafana/grafana-plugin-sdk-go/data"
	"github.com/grafana/grafana-plugin-sdk-go/experimental"
	"github.com/stretchr/testify/require"

	"logservice-jaeger-datasource/pkg/trace"
)

var shopLink = Link{DatasourceUID: "sls-1", DatasourceName: "Jaeger on Log Service"}

func TestStatisticsGolden(t *testing.T) {
	tests := []struct {
		name  string
		spans []trace.Span
	}{
		{"statistics", append(shop(), trace.Span{TraceID: traceID, ID: 9})},
		{"statistics_empty", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			experimental.CheckGoldenJSONFrame(t, "testdata", tt.name+".golden", Statistics(tt.spans, shopLink), *update)
		})
	}
}

// cells reads some columns of a row.
func cells(t *testing.T, frame *data.Frame, row int, names ...string) []any {
	t.Helper()
	var read []any
	for _, name := range names {
		field, _ := frame.FieldByName(name)
		require.NotNil(t, field, name)
		cell := field.At(row)
		if number, ok := cell.(*float64); ok {
			cell = nil
			if number != nil {
				cell = *number
			}
		}
		read = append(read, cell)
	}
	return read
}

func TestStatisticsOfOperations(t *testing.T) {
	failed := called("get", 3, 1, 30, 90)
	failed.Status = trace.StatusError
	elsewhere := called("get", 4, 1, 90, 95)
	elsewhere.Service = "other"
	frame := Statistics([]trace.Span{called("page", 1, 0, 0, 160), called("get", 2, 1, 10, 50), failed, elsewhere}, shopLink)
	columns := []string{"service", "operation", "count", "errors", "errorPercentage", "self", "share", "total", "average", "min", "max", "p95"}
	require.Equal(t, 3, frame.Rows())
	require.Equal(t, []any{"shop", "page", int64(1), int64(0), 0.0, 75.0, 46.875, 160.0, 160.0, 160.0, 160.0, 160.0}, cells(t, frame, 1, columns...))
	require.Equal(t, []any{"shop", "get", int64(2), int64(1), 50.0, 100.0, 62.5, 100.0, 50.0, 40.0, 60.0, 60.0}, cells(t, frame, 0, columns...))
	require.Equal(t, []any{"other", "get", int64(1), int64(0), 0.0, 5.0, 3.125, 5.0, 5.0, 5.0, 5.0, 5.0}, cells(t, frame, 2, columns...))
}

func TestStatisticsPercentile(t *testing.T) {
	for spans, want := range map[int]float64{1: 1, 2: 2, 19: 19, 20: 19, 21: 20, 100: 95, 101: 96} {
		var list []trace.Span
		for i := range spans {
			list = append(list, called("get", trace.SpanID(i+1), 0, 0, i+1))
		}
		require.Equal(t, []any{want}, cells(t, Statistics(list, shopLink), 0, "p95"), "of %d spans", spans)
	}
}

// TestStatisticsAddUp compares the figures of operations with those of spans.
func TestStatisticsAddUp(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	for range 200 {
		spans := randomTrace(random)
		timed := newTimeline(spans)
		wantSelf, wantTotal, count := 0.0, 0.0, int64(0)
		for _, row := range timed.rows {
			wantSelf, wantTotal = wantSelf+inMilliseconds(row.self), wantTotal+inMilliseconds(row.duration)
		}
		frame := Statistics(spans, shopLink)
		self, total, before := 0.0, 0.0, 0.0
		for row := range frame.Rows() {
			figures := cells(t, frame, row, "self", "total", "count", "min", "average", "max")
			if row > 0 {
				require.LessOrEqual(t, figures[0], before, "the most self time comes first")
			}
			before = figures[0].(float64)
			self, total, count = self+before, total+figures[1].(float64), count+figures[2].(int64)
			require.LessOrEqual(t, figures[3], figures[4])
			require.LessOrEqual(t, figures[4], figures[5])
		}
		require.InDelta(t, wantSelf, self, 1e-6)
		require.InDelta(t, wantTotal, total, 1e-6)
		require.EqualValues(t, len(spans), count)
	}
}
