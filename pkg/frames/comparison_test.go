package frames

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/experimental"
	"github.com/stretchr/testify/require"

	"logservice-jaeger-datasource/pkg/trace"
)

// before and after are two runs of one request.
func before() []trace.Span {
	return []trace.Span{
		called("page", 1, 0, 0, 100), called("load", 2, 1, 10, 30), called("load", 3, 1, 30, 50), called("cache", 4, 2, 12, 20), called("render", 5, 1, 50, 90),
	}
}

func after() []trace.Span {
	spans := []trace.Span{
		called("page", 11, 0, 0, 180), called("load", 12, 11, 10, 130), called("retry", 13, 12, 20, 60), called("render", 15, 11, 140, 155),
	}
	spans[2].Status = trace.StatusError
	return spans
}

func TestCompareGolden(t *testing.T) {
	compared, notices := Compare(before(), after(), shopLink)
	require.Empty(t, notices)
	require.Len(t, compared, 4)
	for i, name := range []string{"comparison_table", "comparison_traces", "comparison_nodes", "comparison_edges"} {
		experimental.CheckGoldenJSONFrame(t, "testdata", name+".golden", compared[i], *update)
	}
}

func TestCompareSetsFiguresSideBySide(t *testing.T) {
	compared, _ := Compare(before(), after(), shopLink)
	table := compared[0]
	columns := []string{
		"operation", "selfA", "selfB", "selfDifference", "selfPercent", "countA", "countB", "countDifference", "errorsA", "errorsB",
		"averageA", "averageB", "averageDifference", "averagePercent", "totalA", "totalB", "totalDifference", "totalPercent",
	}
	require.Equal(t, 5, table.Rows())
	require.Equal(t, []any{"load", 32.0, 80.0, 48.0, 150.0, int64(2), int64(1), int64(-1), int64(0), int64(0), 20.0, 120.0, 100.0, 500.0, 40.0, 120.0, 80.0, 200.0}, cells(t, table, 0, columns...))
	require.Equal(t, []any{"retry", 0.0, 40.0, 40.0, nil, int64(0), int64(1), int64(1), int64(0), int64(1), nil, 40.0, nil, nil, 0.0, 40.0, 40.0, nil}, cells(t, table, 1, columns...))
	require.Equal(t, []any{"page", 20.0, 45.0, 25.0, 125.0}, cells(t, table, 2, columns[:5]...))
	require.Equal(t, []any{"render", 40.0, 15.0, -25.0, -62.5}, cells(t, table, 3, columns[:5]...))
	require.Equal(t, []any{"cache", 8.0, 0.0, -8.0, -100.0, int64(1), int64(0), int64(-1), int64(0), int64(0), 8.0, nil, nil, nil}, cells(t, table, 4, columns[:14]...))
	require.Equal(t, []any{100.0, int64(5)}, cells(t, compared[1], 0, "duration", "spans"))
	require.Equal(t, []any{180.0, int64(4)}, cells(t, compared[1], 1, "duration", "spans"))
}

// TestCompareColours has the ring that Grafana draws around each operation.
func TestCompareColours(t *testing.T) {
	tests := []struct {
		name           string
		a, b           []trace.Span
		want           string
		main, percents string
	}{
		{"slower", []trace.Span{called("x", 1, 0, 0, 100)}, []trace.Span{called("x", 1, 0, 0, 150)}, "arc__slower", "+50 ms", "+50%"},
		{"faster", []trace.Span{called("x", 1, 0, 0, 100)}, []trace.Span{called("x", 1, 0, 0, 50)}, "arc__faster", "−50 ms", "−50%"},
		{"the same", []trace.Span{called("x", 1, 0, 0, 100)}, []trace.Span{called("x", 1, 0, 0, 100)}, "arc__same", "0 ms", "0%"},
		{"a tenth slower", []trace.Span{called("x", 1, 0, 0, 90)}, []trace.Span{called("x", 1, 0, 0, 100)}, "arc__same", "+10 ms", "+11%"},
		{"more than a tenth slower", []trace.Span{called("x", 1, 0, 0, 89)}, []trace.Span{called("x", 1, 0, 0, 100)}, "arc__slower", "+11 ms", "+12%"},
		{"slower by a hundredth of the trace", []trace.Span{called("x", 1, 0, 0, 1), called("long", 2, 0, 0, 200)}, []trace.Span{called("x", 1, 0, 0, 3), called("long", 2, 0, 0, 200)}, "arc__same", "+2 ms", "+200%"},
		{"only there before", []trace.Span{called("x", 1, 0, 0, 7)}, []trace.Span{called("y", 1, 0, 0, 7)}, "arc__only_a", "−7 ms", ""},
		{"only there after", []trace.Span{called("y", 1, 0, 0, 7)}, []trace.Span{called("x", 1, 0, 0, 7)}, "arc__only_b", "+7 ms", ""},
		{"nothing of its own before", []trace.Span{called("x", 1, 0, 0, 7), called("y", 2, 1, 0, 7)}, []trace.Span{called("x", 1, 0, 0, 7)}, "arc__slower", "+7 ms", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			compared, _ := Compare(tt.a, tt.b, shopLink)
			nodes := compared[2]
			row := 0
			for texts(t, nodes, "subtitle")[row] != "x" {
				row++
			}
			require.Equal(t, []any{tt.main, tt.percents}, cells(t, nodes, row, "mainstat", "secondarystat"))
			for _, known := range verdicts {
				want := 0.0
				if known.field == tt.want {
					want = 1
				}
				require.Equal(t, []any{want}, cells(t, nodes, row, known.field), known.field)
			}
		})
	}
}

// TestCompareGraphOfAnyTraces checks what Grafana fails on, for traces of any shape,
// also where operations call themselves and each other.
func TestCompareGraphOfAnyTraces(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 8))
	for range 200 {
		a, b := randomTrace(random), randomTrace(random)
		compared, notices := Compare(a, b, shopLink)
		require.Empty(t, notices)
		requireGraph(t, compared[2:])
		require.Equal(t, compared[0].Rows(), compared[2].Rows())
		for row, source := range texts(t, compared[3], "source") {
			require.NotEqual(t, source, texts(t, compared[3], "target")[row])
		}
		for row := range compared[0].Rows() {
			if row > 0 {
				this, last := cells(t, compared[0], row, "selfDifference")[0].(float64), cells(t, compared[0], row-1, "selfDifference")[0].(float64)
				require.LessOrEqual(t, max(this, -this), max(last, -last), "the largest difference comes first")
			}
		}
	}
}

func TestCompareATraceWithItself(t *testing.T) {
	compared, _ := Compare(before(), before(), shopLink)
	for row := range compared[2].Rows() {
		require.Equal(t, []any{1.0}, cells(t, compared[2], row, "arc__same"))
		require.Equal(t, []any{0.0, 0.0}, cells(t, compared[0], row, "selfDifference", "selfPercent"))
	}
}

func TestCompareLeavesOutWhatCannotBeDrawn(t *testing.T) {
	wide := func(slower time.Duration) []trace.Span {
		spans := []trace.Span{called("root", 1, 0, 0, 9000)}
		for i := range mostNodes + 200 {
			span := called(fmt.Sprint(i), trace.SpanID(i+2), 1, i, i+1)
			span.Duration += time.Duration(i) * slower
			spans = append(spans, span)
		}
		return spans
	}
	compared, notices := Compare(wide(0), wide(time.Microsecond), shopLink)
	require.Equal(t, mostNodes+201, compared[0].Rows(), "the table has every operation")
	require.Equal(t, mostNodes, compared[2].Rows())
	requireGraph(t, compared[2:])
	require.NotContains(t, texts(t, compared[2], "subtitle"), "0")
	require.Contains(t, texts(t, compared[2], "subtitle"), fmt.Sprint(mostNodes+199))
	require.Len(t, notices, 1)
	require.Contains(t, notices[0].Text, "leaves out 201 of 1201 operations")
}
