package sls

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"logservice-jaeger-datasource/pkg/frames"
	"logservice-jaeger-datasource/pkg/trace"
	"logservice-jaeger-datasource/tests/samples"
)

// BenchmarkRowsToFrame measures what becomes of an answer: rows are decoded as
// they stream in, made into spans, repaired, and laid into a frame. The rows are
// emojivoto's.
func BenchmarkRowsToFrame(b *testing.B) {
	sample, err := samples.Load("emojivoto")
	require.NoError(b, err)
	client, err := NewClient(Config{Endpoint: "http://127.0.0.1:1", Project: "p", HTTP: &http.Client{Transport: canned(answerOf(sample.Rows))}, Credentials: benchKey{}})
	require.NoError(b, err)
	for b.Loop() {
		spans := make([]trace.Span, 0, len(sample.Rows))
		d := newSpanDecoder()
		_, err := client.Logs(context.Background(), LogsRequest{Logstore: "l", Query: "*", From: samples.Base.Add(-time.Hour), To: samples.Base}, func(row Row) error {
			span, err := d.decode(row)
			spans = append(spans, span)
			return err
		})
		if err != nil {
			b.Fatal(err)
		}
		repaired, _ := trace.Repair(spans)
		if rows := frames.Trace(repaired).Rows(); rows != len(sample.Rows) {
			b.Fatalf("%d rows became a frame of %d", len(sample.Rows), rows)
		}
	}
	b.ReportMetric(float64(b.N*len(sample.Rows))/b.Elapsed().Seconds(), "rows/s")
}

type benchKey struct{}

func (benchKey) Get(context.Context) (Key, error) { return Key{ID: "id", Secret: "secret"}, nil }

// answerOf is an answer of GetLogs with these rows.
func answerOf(rows []samples.Row) []byte {
	data := make([]map[string]string, len(rows))
	for i, row := range rows {
		data[i] = map[string]string{"__time__": strconv.FormatInt(row.Time, 10), "__source__": row.Source, "__topic__": row.Topic}
		for _, content := range row.Contents {
			data[i][content[0]] = content[1]
		}
	}
	answer, err := json.Marshal(map[string]any{"meta": map[string]any{"progress": "Complete", "count": len(rows)}, "data": data})
	if err != nil {
		panic(err) // maps of text are always JSON
	}
	return answer
}

// canned answers every request with one body.
type canned []byte

func (c canned) RoundTrip(request *http.Request) (*http.Response, error) {
	return &http.Response{StatusCode: http.StatusOK, Status: "200 OK", Header: http.Header{"Content-Type": {"application/json"}},
		Body: readCloser{bytes.NewReader(c)}, ContentLength: int64(len(c)), Request: request}, nil
}

type readCloser struct{ *bytes.Reader }

func (readCloser) Close() error { return nil }
