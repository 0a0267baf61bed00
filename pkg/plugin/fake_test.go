package plugin

import (
	"context"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/stretchr/testify/require"

	"logservice-jaeger-datasource/pkg/frames"
	"logservice-jaeger-datasource/pkg/trace"
)

// update rewrites the golden files: go test ./pkg/plugin -update
var update = flag.Bool("update", false, "rewrite the golden files with what comes out now")

var (
	traceID = trace.TraceID{High: 0x4bf92f3577b34da6, Low: 0xa3ce929d0e0e4736}
	now     = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	account = trace.Account{
		Statements: []string{`traceID: "4bf92f3577b34da6a3ce929d0e0e4736"`},
		Notices:    []trace.Notice{{Severity: trace.Info, Text: "Looked further back."}},
		Cost:       trace.Cost{Requests: 1, Rows: 2, Bytes: 300, Elapsed: 40 * time.Millisecond},
	}
)

// fake is a reader whose answers a test gives. What it isn't given panics.
type fake struct {
	trace     func(context.Context, trace.TraceQuery) (trace.TraceResult, error)
	search    func(context.Context, trace.SearchQuery) (trace.SearchResult, error)
	spans     func(context.Context, trace.SpansQuery) (trace.SpansResult, error)
	metrics   func(context.Context, trace.MetricsQuery) (trace.MetricsResult, error)
	statement func(context.Context, trace.MetricsQuery) (string, error)
	graph     func(context.Context, trace.GraphQuery) (trace.GraphResult, error)
	names     func(context.Context, trace.NamesQuery) (trace.Names, error)
	check     func(context.Context) (trace.Health, error)

	mu sync.Mutex
	// asked are the names of the methods called for names.
	asked []string
}

var _ trace.Reader = (*fake)(nil)

func (f *fake) Trace(ctx context.Context, query trace.TraceQuery) (trace.TraceResult, error) {
	return f.trace(ctx, query)
}

func (f *fake) Search(ctx context.Context, query trace.SearchQuery) (trace.SearchResult, error) {
	return f.search(ctx, query)
}

func (f *fake) Spans(ctx context.Context, query trace.SpansQuery) (trace.SpansResult, error) {
	return f.spans(ctx, query)
}

func (f *fake) Metrics(ctx context.Context, query trace.MetricsQuery) (trace.MetricsResult, error) {
	return f.metrics(ctx, query)
}

func (f *fake) MetricsStatement(ctx context.Context, query trace.MetricsQuery) (string, error) {
	return f.statement(ctx, query)
}

func (f *fake) ServiceGraph(ctx context.Context, query trace.GraphQuery) (trace.GraphResult, error) {
	return f.graph(ctx, query)
}

func (f *fake) ask(ctx context.Context, method string, query trace.NamesQuery) (trace.Names, error) {
	f.mu.Lock()
	f.asked = append(f.asked, method)
	f.mu.Unlock()
	return f.names(ctx, query)
}

func (f *fake) Services(ctx context.Context, query trace.NamesQuery) (trace.Names, error) {
	return f.ask(ctx, "Services", query)
}

func (f *fake) Operations(ctx context.Context, query trace.NamesQuery) (trace.Names, error) {
	return f.ask(ctx, "Operations", query)
}

func (f *fake) TagKeys(ctx context.Context, query trace.NamesQuery) (trace.Names, error) {
	return f.ask(ctx, "TagKeys", query)
}

func (f *fake) TagValues(ctx context.Context, query trace.NamesQuery) (trace.Names, error) {
	return f.ask(ctx, "TagValues", query)
}

func (f *fake) Check(ctx context.Context) (trace.Health, error) { return f.check(ctx) }

// newTestDatasource makes a data source on a fake at a fixed time.
func newTestDatasource(reader trace.Reader) *Datasource {
	d := New(reader, frames.Link{DatasourceUID: "sls-1", DatasourceName: "Shop"}, nil)
	d.now = func() time.Time { return now }
	return d
}

// hour is the time range of the tests' queries.
var hour = backend.TimeRange{From: now.Add(-time.Hour), To: now}

// ask runs queries, by refId, as Grafana sends them.
func ask(ctx context.Context, t *testing.T, d *Datasource, queries map[string]string) backend.Responses {
	t.Helper()
	request := &backend.QueryDataRequest{}
	for refID, query := range queries {
		request.Queries = append(request.Queries, backend.DataQuery{RefID: refID, TimeRange: hour, JSON: []byte(query)})
	}
	response, err := d.QueryData(ctx, request)
	require.NoError(t, err)
	require.Len(t, response.Responses, len(queries))
	return response.Responses
}

const (
	oneTrace = `{"queryType":"traceId","query":"4bf92f3577b34da6a3ce929d0e0e4736"}`
	searches = `{"queryType":"search"}`
)

func spans() []trace.Span {
	return []trace.Span{
		{TraceID: traceID, ID: 1, Service: "frontend", Operation: "GET /cart", Kind: trace.KindServer, Status: trace.StatusError, Start: now.Add(-time.Minute), Duration: 3 * time.Millisecond},
		{TraceID: traceID, ID: 2, Parent: 1, Service: "cart", Operation: "Load", Kind: trace.KindClient, Status: trace.StatusOK, Start: now.Add(-time.Minute + time.Millisecond), Duration: time.Millisecond},
	}
}

// checkGolden compares a whole response with the stored one. The SDK's own check
// can't read back a response with an error.
func checkGolden(t *testing.T, name string, response *backend.DataResponse) {
	t.Helper()
	got, err := json.MarshalIndent(response, "", "  ")
	require.NoError(t, err)
	path := filepath.Join("testdata", name+".golden.jsonc")
	if *update {
		require.NoError(t, os.WriteFile(path, append(got, '\n'), 0o644))
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err, "run the test with -update to make the file")
	require.JSONEq(t, string(want), string(got))
}
