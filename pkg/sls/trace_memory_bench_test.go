package sls

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"runtime"
	"runtime/metrics"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/pierrec/lz4/v4"

	"logservice-jaeger-datasource/pkg/frames"
	"logservice-jaeger-datasource/pkg/trace"
	"logservice-jaeger-datasource/tests/samples"
)

// packedTrace answers the requests for one trace, each page as an lz4 block, the way the
// service sends it.
type packedTrace struct {
	spans int
	pages []packedPage
}

type packedPage struct {
	body []byte
	size int
}

func packTrace(b *testing.B, spans int) (packed packedTrace, payload int) {
	packed.spans = spans
	for _, page := range longTrace(b, spans) {
		block := make([]byte, lz4.CompressBlockBound(len(page)))
		n, err := lz4.CompressBlock(page, block, nil)
		if err != nil {
			b.Fatal(err)
		}
		packed.pages = append(packed.pages, packedPage{bytes.Clone(block[:n]), len(page)})
		payload += len(page)
	}
	return packed, payload
}

// RoundTrip implements http.RoundTripper.
func (p packedTrace) RoundTrip(request *http.Request) (*http.Response, error) {
	response := &http.Response{StatusCode: http.StatusOK, Status: "200 OK", Header: http.Header{}, Request: request}
	if request.URL.Query().Get("type") == "histogram" {
		response.Body = io.NopCloser(bytes.NewReader(fmt.Appendf(nil, `[{"count":%d,"progress":"Complete"}]`, p.spans)))
		return response, nil
	}
	var asked struct{ Offset int }
	if err := json.NewDecoder(request.Body).Decode(&asked); err != nil {
		return nil, err
	}
	page := p.pages[asked.Offset/pageSize]
	response.Header.Set("x-log-compresstype", "lz4")
	response.Header.Set("x-log-bodyrawsize", strconv.Itoa(page.size))
	response.Body = io.NopCloser(bytes.NewReader(page.body))
	return response, nil
}

// heapBytes is what lies on the heap, garbage that isn't collected yet among it.
func heapBytes() uint64 {
	sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}

// watchHeap looks at the heap each millisecond until stop gives the most that it saw.
func watchHeap() (stop func() uint64) {
	var most uint64
	done := make(chan struct{})
	var watching sync.WaitGroup
	watching.Go(func() {
		for ticker := time.NewTicker(time.Millisecond); ; {
			most = max(most, heapBytes())
			select {
			case <-done:
				ticker.Stop()
				return
			case <-ticker.C:
			}
		}
	})
	return func() uint64 {
		close(done)
		watching.Wait()
		return max(most, heapBytes())
	}
}

// BenchmarkTraceMemory tells for `make bench` what a trace takes of the heap at the most,
// from the first request to the finished frame, garbage that isn't collected yet and the
// answers on their way among it: over the bytes of the answers before compression, the
// median of the iterations, with the least and the most.
func BenchmarkTraceMemory(b *testing.B) {
	const spans = 100_000
	packed, payload := packTrace(b, spans)
	client, err := NewClient(Config{Endpoint: "http://127.0.0.1:1", Project: "p", HTTP: &http.Client{Transport: packed}, Credentials: benchKey{}})
	if err != nil {
		b.Fatal(err)
	}
	reader := NewReader(ReaderConfig{Client: client, Logstore: "l"})
	id, err := trace.ParseTraceID(samples.LargeTraceID)
	if err != nil {
		b.Fatal(err)
	}
	query := trace.TraceQuery{ID: id, Range: trace.Range{From: samples.Base.Add(-time.Hour), To: samples.Base}}
	var shares []float64
	for range b.N {
		runtime.GC()
		before := heapBytes()
		stop := watchHeap()
		result, err := reader.Trace(context.Background(), query)
		if err != nil {
			b.Fatal(err)
		}
		rows := frames.Trace(result.Spans).Rows()
		shares = append(shares, float64(stop()-before)/float64(payload))
		if rows != spans {
			b.Fatalf("%d spans became a frame of %d", spans, rows)
		}
	}
	reportSpread(b, "peak", shares)
}
