package frames

import (
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"
	"github.com/grafana/grafana-plugin-sdk-go/experimental"
	"github.com/stretchr/testify/require"

	"logservice-jaeger-datasource/pkg/trace"
)

func TestSearchGolden(t *testing.T) {
	tests := []struct {
		name      string
		keys      []string
		summaries []trace.Summary
	}{
		{"search_nested", []string{"http.method"}, []trace.Summary{
			{
				ID: traceID, Start: begin, Duration: 1500*time.Microsecond + 250, RootService: "frontend", RootOperation: "GET /cart", Spans: 3,
				Matched: 5, Matching: []trace.FoundSpan{
					{TraceID: traceID, ID: 0xbeef, Service: "cart", Operation: "Load", Kind: trace.KindServer, Status: trace.StatusError, Start: begin.Add(1500 * time.Nanosecond), Duration: time.Millisecond, Tags: []string{"GET"}},
					{TraceID: traceID, ID: 2, Status: trace.StatusUnset, Start: begin.Add(time.Second), Tags: []string{""}},
				},
			},
			{ID: other, Start: begin.Add(-time.Hour), Spans: 1},
		}},
		{"search_rows", nil, []trace.Summary{
			{
				ID: traceID, Start: begin, Duration: 1500*time.Microsecond + 250, RootService: "frontend", RootOperation: "GET /cart",
				Spans: 3, Errors: 1, Services: []string{"redis", "cart", "frontend"},
			},
			{ID: other, Start: begin.Add(-time.Hour), Spans: 1},
		}},
		{"search_empty", []string{"http.method"}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			frame := Search(tt.summaries, tt.keys, Link{DatasourceUID: "sls-1", DatasourceName: "Jaeger on Log Service"})
			experimental.CheckGoldenJSONFrame(t, "testdata", tt.name+".golden", frame, *update)
		})
	}
}

func TestSpansGolden(t *testing.T) {
	keys := []string{"http.method", "service"}
	tests := []struct {
		name  string
		spans []trace.FoundSpan
	}{
		{"spans_rows", []trace.FoundSpan{
			{
				TraceID: traceID, ID: 0xbeef, Service: "cart", Operation: "Load", Kind: trace.KindServer, Status: trace.StatusError,
				Start: begin, Duration: 1500*time.Microsecond + 250, Tags: []string{"GET", ""},
			},
			{TraceID: other, ID: 1, Status: trace.StatusUnset, Start: begin.Add(-time.Hour), Tags: []string{"", "a tag of this name"}},
		}},
		{"spans_empty", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			frame := Spans(tt.spans, keys, Link{DatasourceUID: "sls-1", DatasourceName: "Jaeger on Log Service"})
			experimental.CheckGoldenJSONFrame(t, "testdata", tt.name+".golden", frame, *update)
		})
	}
}

func TestAnnotationsGolden(t *testing.T) {
	tests := []struct {
		name      string
		summaries []trace.Summary
	}{
		{"annotations_rows", []trace.Summary{
			{
				ID: traceID, Start: begin, Duration: 1500*time.Microsecond + 250, RootService: "frontend", RootOperation: `GET /<b>"cart"</b>`,
				Spans: 3, Errors: 1, Services: []string{"redis", "cart, old", "frontend"},
			},
			{ID: other, Start: begin.Add(-time.Hour), Spans: 1},
		}},
		{"annotations_empty", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			frame := Annotations(tt.summaries, Link{DatasourceUID: "sls-1", DatasourceName: "Jaeger on Log Service"})
			experimental.CheckGoldenJSONFrame(t, "testdata", tt.name+".golden", frame, *update)
		})
	}
}

func TestAnnotateGolden(t *testing.T) {
	tests := []struct {
		name    string
		account trace.Account
	}{
		{"annotate_full", trace.Account{
			Statements: []string{"traceID: a", "* | select 1"},
			Notices:    []trace.Notice{{Severity: trace.Info, Text: "Looked further back."}, {Severity: trace.Warning, Text: "Incomplete."}},
			Cost:       trace.Cost{Requests: 2, Rows: 1500, Bytes: 1 << 40, Elapsed: 1234567 * time.Nanosecond},
		}},
		{"annotate_nothing", trace.Account{}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			frame := Search(nil, nil, Link{})
			Annotate(frame, tt.account)
			experimental.CheckGoldenJSONFrame(t, "testdata", tt.name+".golden", frame, *update)
		})
	}
}

func TestOneWarningTellsWhatOnlyWarningsAreShownFor(t *testing.T) {
	for name, account := range map[string]trace.Account{
		"both": {Notices: []trace.Notice{{Severity: trace.Info, Text: "Looked further back."}, {Severity: trace.Warning, Text: "Incomplete."}}},
		"info": {Notices: []trace.Notice{{Severity: trace.Info, Text: "Incomplete."}, {Severity: trace.Info, Text: "Looked further back."}}},
	} {
		t.Run(name, func(t *testing.T) {
			frame := Search(nil, nil, Link{})
			Annotate(frame, account)
			Warn(frame)
			require.Equal(t, []data.Notice{{Severity: data.NoticeSeverityWarning, Text: "Incomplete. Looked further back."}}, frame.Meta.Notices)
		})
	}
	bare := data.NewFrame("")
	Warn(bare)
	require.Nil(t, bare.Meta)
}
