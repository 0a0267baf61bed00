package jaeger

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"logservice-jaeger-datasource/pkg/trace"
)

func TestGenerations(t *testing.T) {
	want := map[string]generations{
		"only /api": {v1: true}, "Jaeger on Log Service": {v1: true}, "both": {v1: true, v3: true}, "only /api/v3": {v3: true},
		"with summaries": {v1: true, v3: true, summaries: true}, "without the search": {v3: true, summaries: true},
	}
	for name, server := range servers(shop(1)) {
		t.Run(name, func(t *testing.T) {
			reader := server.start(t)
			var group sync.WaitGroup
			for range 20 {
				group.Go(func() {
					has, err := reader.served(t.Context(), newLedger())
					require.NoError(t, err)
					require.Equal(t, want[name], has)
				})
			}
			group.Wait()
			require.LessOrEqual(t, len(server.asked()), 3, "twenty queries look once")
		})
	}
}

func TestGenerationsAreFoundAgainAfterAnUpgrade(t *testing.T) {
	server := &standIn{v1: true, spans: shop(2)}
	reader := server.start(t)
	search := func() trace.SearchResult {
		result, err := reader.Search(t.Context(), trace.SearchQuery{Range: lastHour, Filter: trace.Filter{Service: "cart"}, Limit: 20})
		require.NoError(t, err)
		require.Len(t, result.Traces, 2)
		return result
	}
	search()
	server.lostSearch, server.v3, server.summaries = true, true, true
	result := search()
	require.Contains(t, result.Statements[0], "GET /api/traces?", "it knows of the older API only")
	require.Contains(t, result.Statements[len(result.Statements)-1], "GET /api/v3/traces?")
	require.Contains(t, search().Statements[0], "GET /api/v3/trace-summaries?")

	server.v3, server.lostSearch = false, false
	require.Contains(t, search().Statements[4-1], "GET /api/traces?", "a downgrade is found, too")
}

func TestGenerationsAreFoundAgainAfterAWhile(t *testing.T) {
	server := &standIn{v1: true, spans: shop(1)}
	reader := server.start(t)
	at := now
	reader.config.Now = func() time.Time { return at }
	for _, step := range []struct {
		after time.Duration
		v3    bool
	}{{0, false}, {9 * time.Minute, false}, {2 * time.Minute, true}} {
		at = at.Add(step.after)
		has, err := reader.served(t.Context(), newLedger())
		require.NoError(t, err)
		require.Equal(t, step.v3, has.v3)
		server.v3 = true
	}
}

// TestGeneratedGateway stands for Jaeger 1.25, which Jaeger on Log Service is built on:
// its /api/v3 is there, but knows less than /api.
func TestGeneratedGateway(t *testing.T) {
	behind := &standIn{v1: true, spans: shop(2)}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, request *http.Request) {
		path := request.URL.Path
		switch {
		case path == "/api/v3/services":
			_, _ = fmt.Fprint(w, `{"services":["site","cart"]}`)
		case strings.HasPrefix(path, "/api/v3/"):
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(http.StatusNotFound)
			_, _ = fmt.Fprint(w, `{"error":"Not Found","code":5,"message":"Not Found"}`)
		default:
			behind.ServeHTTP(w, request)
		}
	}))
	t.Cleanup(server.Close)
	reader := readerOf(t, server.URL)
	result, err := reader.Trace(t.Context(), trace.TraceQuery{ID: trace.TraceID{Low: 1000}, Range: lastHour})
	require.NoError(t, err)
	require.Len(t, result.Spans, 2)
	require.Equal(t, generations{v1: true, v3: true, gateway: true}, (<-reader.known).found)
	require.True(t, slices.ContainsFunc(behind.asked(), func(request string) bool { return strings.HasPrefix(request, "/api/traces/") }))
}

func TestAFaultIsNotTakenForAnOldService(t *testing.T) {
	behind := &standIn{v1: true, v3: true, spans: shop(1)}
	failing := true
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, request *http.Request) {
		if failing && strings.HasPrefix(request.URL.Path, "/api/v3/") {
			refuseV3(w, http.StatusInternalServerError, "storage is starting")
			return
		}
		behind.ServeHTTP(w, request)
	}))
	t.Cleanup(server.Close)
	reader := readerOf(t, server.URL)
	at := now
	reader.config.Now = func() time.Time { return at }
	has, err := reader.served(t.Context(), newLedger())
	require.NoError(t, err)
	require.False(t, has.v3)
	failing, at = false, at.Add(2*time.Minute)
	has, err = reader.served(t.Context(), newLedger())
	require.NoError(t, err)
	require.True(t, has.v3)
}

func TestAServiceThatIsGoneIsNoTraceThatIsNotFound(t *testing.T) {
	behind, gone := &standIn{v3: true, spans: shop(1)}, false
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, request *http.Request) {
		if gone {
			http.NotFound(w, request)
			return
		}
		behind.ServeHTTP(w, request)
	}))
	t.Cleanup(server.Close)
	reader := readerOf(t, server.URL)
	reader.config.Lookback = 0
	query := trace.TraceQuery{ID: trace.TraceID{Low: 1000}, Range: lastHour}
	_, err := reader.Trace(t.Context(), query)
	require.NoError(t, err)
	gone = true
	_, err = reader.Trace(t.Context(), query)
	require.ErrorContains(t, err, "Check the URL, with the path under which Jaeger is served.")
}

func TestAPathThatIsMissingIsAskedOnce(t *testing.T) {
	var asked []string
	server := httptest.NewServer(healthy(func(w http.ResponseWriter, request *http.Request) {
		asked = append(asked, request.URL.Path)
		page(w)
	}))
	t.Cleanup(server.Close)
	_, err := readerOf(t, server.URL).Search(t.Context(), trace.SearchQuery{Range: lastHour, Filter: trace.Filter{Service: "shop"}, Limit: 5})
	require.ErrorContains(t, err, "a web page came instead of data")
	require.Equal(t, []string{"/api/traces"}, asked)
}
