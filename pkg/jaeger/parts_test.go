package jaeger

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"runtime/debug"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"logservice-jaeger-datasource/pkg/trace"
)

// peakHeap is how many bytes of heap a call takes beyond what was there, as far as a look
// at it now and then tells. The collector runs early, so that waste counts little.
func peakHeap(call func()) uint64 {
	defer debug.SetGCPercent(debug.SetGCPercent(10))
	runtime.GC()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	before, peak := stats.HeapAlloc, uint64(0)
	end, ended := make(chan bool), make(chan bool)
	go func() {
		defer close(ended)
		for running := true; running; {
			runtime.ReadMemStats(&stats)
			peak = max(peak, stats.HeapAlloc)
			select {
			case <-end:
				running = false
			case <-time.After(10 * time.Millisecond):
			}
		}
	}()
	call()
	close(end)
	<-ended
	return peak - min(peak, before)
}

// TestRecordsThatAreNoSpansTakeNoMemory reads answers of a hundred thousands of empty
// records, each of which took five hundred times its bytes when it was kept.
func TestRecordsThatAreNoSpansTakeNoMemory(t *testing.T) {
	const count = 300_000
	list := "[" + strings.Repeat("{},", count-1) + "{}]"
	for name, read := range map[string]func() int{
		"v1": func() (bad int) {
			_, err := readV1(strings.NewReader(`{"data":[{"spans":`+list+`}]}`), func(found whole) error { bad += found.bad; return nil })
			require.NoError(t, err)
			return bad
		},
		"v3": func() (bad int) {
			err := readOTLP(strings.NewReader(`{"resourceSpans":[{"scopeSpans":[{"spans":`+list+`}]}]}`), func(_ trace.Span, err error) error {
				require.ErrorIs(t, err, errNoSpan)
				bad++
				return nil
			})
			require.NoError(t, err)
			return bad
		},
	} {
		t.Run(name, func(t *testing.T) {
			bad := 0
			peak := peakHeap(func() { bad = read() })
			require.Equal(t, count, bad)
			require.Less(t, peak, uint64(20*len(list)), "bytes of heap for %d bytes", len(list))
		})
	}
}

// TestPartsOfATraceAreBounded has the bound for each trace anew, and its sentence where
// a user sees it.
func TestPartsOfATraceAreBounded(t *testing.T) {
	commas := bytes.Repeat([]byte(","), mostParts)
	body := newPartsBody(io.MultiReader(bytes.NewReader(commas), bytes.NewReader(commas), strings.NewReader(",")))
	for range 2 {
		_, err := io.CopyN(io.Discard, body, mostParts)
		require.NoError(t, err)
		body.next()
	}
	body.left = 0
	_, err := io.ReadAll(body)
	require.ErrorContains(t, err, "one of its traces has more than 10,000,000 parts")

	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, `{"data":[{"more":[`)
		for range 11 {
			_, _ = io.WriteString(w, strings.Repeat("1,", mostParts/10))
		}
		_, _ = io.WriteString(w, `1]}]}`)
	}))
	defer server.Close()
	c, err := newClient(server.URL, nil, mostAnswerBytes, 1)
	require.NoError(t, err)
	err = c.get(t.Context(), newLedger(), "api/traces", nil, func(body io.Reader) error {
		_, err := readV1(body, func(whole) error { return nil })
		return err
	})
	require.ErrorContains(t, err, "one of its traces has more than 10,000,000 parts, tags and the like, which is more than are read of one")
}
