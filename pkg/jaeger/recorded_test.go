package jaeger

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"logservice-jaeger-datasource/pkg/trace"
)

// recorded serves what a real Jaeger answered (see testdata/*/index.json); all else is
// the page of its user interface, as there. Of searches it knows those by ID and the
// names only: their range is another.
func recorded(t *testing.T, folders ...string) *Reader {
	t.Helper()
	type record struct {
		Request, ContentType, File string
		Status                     int
	}
	records := map[string]record{}
	for _, folder := range folders {
		var index []record
		require.NoError(t, json.Unmarshal(recording(t, folder+"/index.json"), &index))
		for _, one := range index {
			if one.File != "" {
				one.File = folder + "/" + one.File
			}
			records[withoutRange(t, one.Request)] = one
		}
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, request *http.Request) {
		found, ok := records[withoutRange(t, request.URL.String())]
		if !ok || found.File == "" {
			page(w)
			return
		}
		w.Header().Set("Content-Type", found.ContentType)
		w.WriteHeader(found.Status)
		_, _ = w.Write(recording(t, found.File))
	}))
	t.Cleanup(server.Close)
	return readerOf(t, server.URL)
}

func recording(t *testing.T, file string) []byte {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", file))
	require.NoError(t, err)
	return text
}

// withoutRange is a request for a trace without its hints, and with the ID in one
// spelling.
func withoutRange(t *testing.T, request string) string {
	t.Helper()
	parsed, err := url.Parse(request)
	require.NoError(t, err)
	before, id, ok := strings.Cut(parsed.Path, "/traces/")
	if !ok {
		return parsed.Path + "?" + parsed.Query().Encode()
	}
	return before + "/traces/" + strings.TrimLeft(id, "0")
}

// TestRecordedTraces holds what both generations give of a trace against each other,
// which says that nothing of a span is lost in either, but for what the first can't hold.
func TestRecordedTraces(t *testing.T) {
	ids := []string{
		"5a1e7b2c9d3f40618b7c2d4e6f901a2b", "c0ffee0db0071ed0503e11a0f5e2d7b4", "7d0e5c1a4b2f4e6d9a8b3c2d1e0f5a69",
		"d0d0a7f00d0000005a7e11e0badc0de5", "00000000000000ab0123456789abcdef", "a1b2c3d4e5f607",
	}
	v1, v3 := recorded(t, "v1"), recorded(t, "v3")
	for _, text := range ids {
		t.Run(text, func(t *testing.T) {
			id, err := trace.ParseStoredTraceID(text)
			require.NoError(t, err)
			query := trace.TraceQuery{ID: id, Range: trace.Range{From: now.Add(-24 * time.Hour), To: now}}
			old, err := v1.Trace(t.Context(), query)
			require.NoError(t, err)
			modern, err := v3.Trace(t.Context(), query)
			require.NoError(t, err)
			require.NotEmpty(t, modern.Spans)
			require.Empty(t, cmp.Diff(old.Notices, modern.Notices))
			require.Empty(t, cmp.Diff(old.Spans, asV1(modern.Spans)))
		})
	}
}

// asV1 leaves out what the first generation can't hold: nanoseconds, and the tags of
// links. Instead it says of each link that it follows from the other span.
func asV1(spans []trace.Span) []trace.Span {
	for i := range spans {
		span := &spans[i]
		span.Start, span.Duration = span.Start.Truncate(time.Microsecond), span.Duration.Truncate(time.Microsecond)
		for j := range span.Links {
			span.Links[j].Tags = []trace.Tag{{Key: refTypeTag, Value: followsFrom}}
		}
		for j := range span.Events {
			span.Events[j].Time = span.Events[j].Time.Truncate(time.Microsecond)
		}
	}
	return spans
}

func TestRecordedSpan(t *testing.T) {
	id := trace.TraceID{High: 0xab, Low: 0x0123456789abcdef}
	result, err := recorded(t, "v3", "v1").Trace(t.Context(), trace.TraceQuery{ID: id, Range: lastHour})
	require.NoError(t, err)
	require.Len(t, result.Spans, 6)
	start := time.Date(2026, 6, 1, 11, 55, 0, 123456000, time.UTC)
	want := trace.Span{
		TraceID: id, ID: 0xd05, Service: "shop", Operation: "POST /订单", Kind: trace.KindServer, Status: trace.StatusOK,
		Start: start, Duration: 987654 * time.Microsecond, ScopeName: "shop/http", ScopeVersion: "1.2.3", TraceState: "vendor=a:1",
		Tags: []trace.Tag{
			{Key: "http.method", Value: "POST"}, {Key: "http.status_code", Value: int64(200)}, {Key: "http.url", Value: "https://shop.example.com/订单?a=1&b=<2>"},
			{Key: "order.digest", Value: []byte{0, 1, 0xfe, 0xff}}, {Key: "order.express", Value: true}, {Key: "order.gift", Value: false},
			{Key: "order.id", Value: int64(9007199254740993)}, {Key: "order.note", Value: ""}, {Key: "order.total", Value: 1.4},
		},
		Resource: []trace.Tag{{Key: "host.name", Value: "node-7"}, {Key: "k8s.pod.name", Value: "shop-6f7d-x2"}, {Key: "process.pid", Value: int64(4711)}},
		Events: []trace.Event{
			{Time: start.Add(10 * time.Millisecond), Name: "validated", Tags: []trace.Tag{
				{Key: "lenient", Value: false}, {Key: "none", Value: int64(0)}, {Key: "note", Value: "好"}, {Key: "raw", Value: []byte{0xca, 0xfe}},
				{Key: "rules", Value: int64(3)}, {Key: "score", Value: 1.4}, {Key: "strict", Value: true},
			}},
			{Time: start.Add(76544 * time.Microsecond), Tags: []trace.Tag{{Key: "message", Value: "a line without a name"}}},
		},
	}
	require.Empty(t, cmp.Diff(want, result.Spans[0]))
	client := result.Spans[1]
	require.Equal(t, trace.StatusError, client.Status)
	require.Equal(t, "inventory is short: 库存不足", client.StatusMessage)
	require.Equal(t, []string{"clock skew adjustment disabled; not applying calculated delta", "two lines\nand \"quotes\""}, client.Warnings)
	require.Equal(t, trace.SpanID(0xd05), client.Parent)
}

func TestRecordedNames(t *testing.T) {
	for _, folder := range []string{"v1", "v3"} {
		reader := recorded(t, folder)
		services, err := reader.Services(t.Context(), trace.NamesQuery{Limit: 3, Prefix: "R"})
		require.NoError(t, err)
		require.Equal(t, []string{"ratings.default", "reviews.default"}, services.Values[:2], folder)
		operations, err := reader.Operations(t.Context(), trace.NamesQuery{Service: "productpage.default", Limit: 1})
		require.NoError(t, err)
		require.Len(t, operations.Values, 1)
		require.True(t, operations.More)
		_, err = reader.Trace(t.Context(), trace.TraceQuery{ID: trace.TraceID{High: 0x0123456789abcdef, Low: 0x0123456789abcdef}, Range: lastHour})
		var missing *trace.NotFoundError
		require.ErrorAs(t, err, &missing)
		require.Equal(t, now.Add(-72*time.Hour), missing.Range.From)
	}
}

func TestRecordedSearch(t *testing.T) {
	var old, modern []trace.Summary
	_, err := readV1(bytes.NewReader(recording(t, "v1/search.json")), func(found whole) error {
		old = append(old, trace.Summarize(found.spans))
		return nil
	})
	require.NoError(t, err)
	groups := &grouping{seen: map[trace.TraceID]bool{}, scattered: map[trace.TraceID]bool{}, take: func(found whole) { modern = append(modern, trace.Summarize(found.spans)) }}
	require.NoError(t, readOTLP(bytes.NewReader(recording(t, "v3/search.json")), func(span trace.Span, err error) error {
		groups.add(span, err)
		return nil
	}))
	groups.flush()
	require.Empty(t, groups.scattered)
	limited := trace.SearchQuery{Limit: 100}
	require.NotEmpty(t, old)
	require.Empty(t, cmp.Diff(choose(old, limited), choose(modern, limited)))
}
