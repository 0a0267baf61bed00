package plugin

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/data"
	"github.com/stretchr/testify/require"

	"logservice-jaeger-datasource/pkg/trace"
)

// otherTrace is the ID of a second trace of the tests' readers.
var otherTrace = trace.TraceID{Low: 0xb}

// twoTraces reads a trace, and another that is slower and has an event and a warning.
func twoTraces() *fake {
	return &fake{trace: func(_ context.Context, query trace.TraceQuery) (trace.TraceResult, error) {
		switch query.ID {
		case traceID:
			return trace.TraceResult{Spans: spans(), Account: account}, nil
		case otherTrace:
			slow := spans()
			for i := range slow {
				slow[i].TraceID = otherTrace
			}
			slow[1].Duration = 90 * time.Millisecond
			slow[1].Warnings = []string{"clock skew"}
			slow[1].Events = []trace.Event{{Time: slow[1].Start, Name: "exception"}}
			return trace.TraceResult{Spans: slow, Account: trace.Account{Statements: []string{"traceID: b"}, Cost: trace.Cost{Requests: 3, Rows: 5, Bytes: 7, Elapsed: time.Second}}}, nil
		}
		return trace.TraceResult{Account: account}, &trace.NotFoundError{ID: query.ID, Range: query.Range}
	}}
}

func TestViewsGolden(t *testing.T) {
	for name, query := range map[string]string{
		"view_flame_graph": `{"query":"b","view":"flameGraph"}`,
		"view_statistics":  `{"query":"b","view":"statistics"}`,
		"view_events":      `{"query":"b","view":"events"}`,
		"compare":          `{"queryType":"compare","query":"4bf92f3577b34da6a3ce929d0e0e4736","other":"b"}`,
	} {
		t.Run(name, func(t *testing.T) {
			response := ask(t.Context(), t, newTestDatasource(twoTraces()), map[string]string{"A": query})["A"]
			require.NoError(t, response.Error)
			checkGolden(t, name, &response)
		})
	}
}

func TestEveryViewTellsWhatIsToldOfTheTrace(t *testing.T) {
	for name := range views {
		t.Run(string(name), func(t *testing.T) {
			for _, id := range []string{traceID.String(), "b"} {
				d := newTestDatasource(twoTraces())
				d.nodeGraph = true
				response := ask(t.Context(), t, d, map[string]string{"A": fmt.Sprintf(`{"query":%q,"view":%q}`, id, name)})["A"]
				require.NoError(t, response.Error)
				meta := response.Frames[0].Meta
				require.NotEmpty(t, meta.ExecutedQueryString)
				require.NotEmpty(t, meta.Stats)
				if name == "trace" {
					require.Len(t, response.Frames, 3, "its node graph comes with it")
				} else {
					require.Len(t, response.Frames, 1, "only the trace has a node graph")
				}
				switch {
				case id != "b":
					require.Contains(t, meta.Notices[0].Text, "Looked further back.")
				case name != "trace":
					require.Contains(t, meta.Notices[0].Text, "Spans with warnings, which the trace view shows: 1 of 2.")
				}
			}
		})
	}
	require.Len(t, account.Notices, 1, "the reader's own list is left as it was")
}

func TestATraceThatIsNotFoundIsTheSameErrorInEveryView(t *testing.T) {
	for name := range views {
		response := ask(t.Context(), t, newTestDatasource(twoTraces()), map[string]string{"A": fmt.Sprintf(`{"query":"abc","view":%q}`, name)})["A"]
		require.EqualError(t, response.Error, "Trace 00000000000000000000000000000abc was not found between 2026-03-01 11:00:00 UTC and 2026-03-01 12:00:00 UTC. Check the ID, and whether the trace lies further back.")
		require.Equal(t, backend.StatusNotFound, response.Status)
		require.Len(t, response.Frames, 1)
		require.EqualValues(t, data.VisTypeTrace, response.Frames[0].Meta.PreferredVisualization, "an empty flame graph makes its panel fail")
		require.Equal(t, account.Statements[0], response.Frames[0].Meta.ExecutedQueryString)
		require.Equal(t, "Looked further back.", response.Frames[0].Meta.Notices[0].Text)
	}
}

func TestViewsOfSamples(t *testing.T) {
	d := connected(t, storeOf(t, "bookinfo"), bookinfo)
	const id = "c0ffee0db0071ed0503e11a0f5e2d7b4"
	whole := query(t.Context(), d, fmt.Sprintf(`{"query":%q}`, id))["A"].Frames[0]
	events := 0
	for row := range whole.Rows() {
		var logs []any
		require.NoError(t, json.Unmarshal(valueAt(whole, "logs", row).(json.RawMessage), &logs))
		events += len(logs)
	}
	flame := query(t.Context(), d, fmt.Sprintf(`{"query":%q,"view":"flameGraph"}`, id))["A"]
	require.NoError(t, flame.Error)
	require.Equal(t, whole.Rows(), flame.Frames[0].Rows())
	lines := query(t.Context(), d, fmt.Sprintf(`{"query":%q,"view":"events"}`, id))["A"]
	require.NoError(t, lines.Error)
	require.Equal(t, events, lines.Frames[0].Rows())
	if events == 0 {
		require.Contains(t, lines.Frames[0].Meta.Notices[0].Text, "have no events")
	}
	table := query(t.Context(), d, fmt.Sprintf(`{"query":%q,"view":"statistics"}`, id))["A"]
	require.NoError(t, table.Error)
	spans := int64(0)
	for row := range table.Frames[0].Rows() {
		spans += valueAt(table.Frames[0], "count", row).(int64)
		requireSearchFinds(t, d, table.Frames[0], row, id)
	}
	require.EqualValues(t, whole.Rows(), spans)
}

// requireSearchFinds follows the link of a row of statistics to a search, which must
// find the trace that the row is of.
func requireSearchFinds(t *testing.T, d *Datasource, table *data.Frame, row int, id string) {
	t.Helper()
	field, _ := table.FieldByName("operation")
	found := led(t, d, field.Config.Links[0], map[string]string{
		`${__data.fields["service"]}`: valueAt(table, "service", row).(string), `${__data.fields["operation"]}`: valueAt(table, "operation", row).(string),
	})
	require.Contains(t, found, id)
}

func TestCompareReadsBothTraces(t *testing.T) {
	response := ask(t.Context(), t, newTestDatasource(twoTraces()), map[string]string{"A": `{"queryType":"compare","query":"4BF92F3577B34DA6A3CE929D0E0E4736","other":"0B"}`})["A"]
	require.NoError(t, response.Error)
	require.Len(t, response.Frames, 4)
	meta := response.Frames[0].Meta
	require.Equal(t, account.Statements[0]+"\ntraceID: b", meta.ExecutedQueryString)
	require.Equal(t, "Trace A: Looked further back. Trace B: Spans with warnings, which the trace view shows: 1 of 2.", meta.Notices[0].Text)
	costs := map[string]float64{}
	for _, stat := range meta.Stats {
		costs[stat.DisplayName] = stat.Value
	}
	require.Equal(t, map[string]float64{"Requests": 4, "Rows processed": 7, "Bytes processed": 307, "Time": 1000}, costs)
	require.Equal(t, "cart", valueAt(response.Frames[0], "service", 0))
	require.InDelta(t, 89, *valueAt(response.Frames[0], "selfDifference", 0).(*float64), 1e-9)
}

func TestCompareReadsSideBySide(t *testing.T) {
	started := make(chan struct{}, 2)
	d := newTestDatasource(&fake{trace: func(ctx context.Context, _ trace.TraceQuery) (trace.TraceResult, error) {
		started <- struct{}{}
		for len(started) < 2 {
			if ctx.Err() != nil {
				return trace.TraceResult{}, ctx.Err()
			}
			time.Sleep(time.Millisecond)
		}
		return trace.TraceResult{Spans: spans()}, nil
	}})
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	require.NoError(t, ask(ctx, t, d, map[string]string{"A": `{"queryType":"compare","query":"a","other":"b"}`})["A"].Error)
}

func TestCompareErrors(t *testing.T) {
	const known = "4bf92f3577b34da6a3ce929d0e0e4736"
	const lost = "Trace 00000000000000000000000000000abc was not found between 2026-03-01 11:00:00 UTC and 2026-03-01 12:00:00 UTC. Check the ID, and whether the trace lies further back"
	const spelling = "is not a trace ID: enter 1 to 32 hexadecimal digits, for example 4bf92f3577b34da6a3ce929d0e0e4736"
	tests := []struct {
		name, a, b, want string
		status           backend.Status
		frames           int
	}{
		{"A is not found", "abc", known, "Trace A: " + lost + ".", backend.StatusNotFound, 1},
		{"B is not found", known, "abc", "Trace B: " + lost + ".", backend.StatusNotFound, 1},
		{"neither is found", "abc", "abc", "Trace A: " + lost + "; Trace B: " + lost + ".", backend.StatusNotFound, 1},
		{"A is no ID", "zz", known, `Trace A: "zz" ` + spelling, backend.StatusBadRequest, 0},
		{"B is no ID", known, "yy", `Trace B: "yy" ` + spelling, backend.StatusBadRequest, 0},
		{"neither is one", "zz", "yy", `Trace A: "zz" ` + spelling + `; Trace B: "yy" ` + spelling, backend.StatusBadRequest, 0},
		{"B is missing", known, "", `two traces are needed to compare them; missing is trace B, in the field "other": enter 1 to 32 hexadecimal digits, for example 4bf92f3577b34da6a3ce929d0e0e4736`, backend.StatusBadRequest, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			response := ask(t.Context(), t, newTestDatasource(twoTraces()), map[string]string{"A": fmt.Sprintf(`{"queryType":"compare","query":%q,"other":%q}`, tt.a, tt.b)})["A"]
			require.EqualError(t, response.Error, tt.want)
			require.Equal(t, tt.status, response.Status)
			require.Equal(t, backend.ErrorSourceDownstream, response.ErrorSource)
			require.Len(t, response.Frames, tt.frames)
		})
	}
}

func TestComparePanicsStayWithTheirQuery(t *testing.T) {
	for _, at := range []trace.TraceID{{Low: 0xa}, {Low: 0xb}} {
		d := newTestDatasource(&fake{trace: func(_ context.Context, query trace.TraceQuery) (trace.TraceResult, error) {
			if query.ID == at {
				panic("a secret stack")
			}
			return trace.TraceResult{}, errors.New("the shelf fell down")
		}})
		response := ask(t.Context(), t, d, map[string]string{"A": `{"queryType":"compare","query":"a","other":"b"}`})["A"]
		require.EqualError(t, response.Error, errPanicked.Error())
	}
}

func TestViewsAndComparisonsAreNoFiguresForAlertRules(t *testing.T) {
	for _, query := range []string{`{"query":"b","view":"statistics"}`, `{"queryType":"compare","query":"a","other":"b"}`} {
		request := &backend.QueryDataRequest{Headers: map[string]string{fromAlert: "true"}, Queries: []backend.DataQuery{{RefID: "A", TimeRange: hour, JSON: []byte(query)}}}
		result, err := newTestDatasource(twoTraces()).QueryData(t.Context(), request)
		require.NoError(t, err)
		require.ErrorContains(t, result.Responses["A"].Error, "can't be used in an alert rule")
	}
}
