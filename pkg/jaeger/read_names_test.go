package jaeger

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"logservice-jaeger-datasource/pkg/trace"
)

func TestNames(t *testing.T) {
	for name, server := range servers(shop(12)) {
		reader := server.start(t)
		ask := func(of func() (trace.Names, error)) trace.Names {
			names, err := of()
			require.NoError(t, err)
			return names
		}
		query := trace.NamesQuery{Range: lastHour, Limit: 10}
		t.Run(name, func(t *testing.T) {
			services := ask(func() (trace.Names, error) { return reader.Services(t.Context(), query) })
			require.Equal(t, []string{"cart", "site"}, services.Values)
			require.False(t, services.More)
			require.Empty(t, services.Notices)
			operations := ask(func() (trace.Names, error) { return reader.Operations(t.Context(), query) })
			require.Equal(t, []string{"GET /", "add"}, operations.Values)
			query.Service, query.Prefix = "site", "get"
			operations = ask(func() (trace.Names, error) { return reader.Operations(t.Context(), query) })
			require.Equal(t, []string{"GET /"}, operations.Values)
			query.Prefix = ""
			keys := ask(func() (trace.Names, error) { return reader.TagKeys(t.Context(), query) })
			require.Equal(t, []string{"number", "span.kind", "zone"}, keys.Values)
			span, resource := trace.TagFacts{Span: trace.IndexUnknown}, trace.TagFacts{Resource: trace.IndexUnknown}
			require.Equal(t, map[string]trace.TagFacts{"number": span, "span.kind": span, "zone": resource}, keys.About)
			require.Equal(t, []trace.Notice{{Severity: trace.Info, Text: "Jaeger has no list of tags, so these are those of 12 traces of site."}}, keys.Notices)

			query.Tag, query.Limit = "number", 3
			values := ask(func() (trace.Names, error) { return reader.TagValues(t.Context(), query) })
			require.Equal(t, []string{"0", "1", "10"}, values.Values)
			require.True(t, values.More)
			require.Empty(t, values.Statements, "the sample is kept")
			require.Equal(t, keys.Notices, values.Notices)
			require.Empty(t, values.About)

			query.Tag = "service.name"
			values = ask(func() (trace.Names, error) { return reader.TagValues(t.Context(), query) })
			require.Equal(t, []string{"cart", "site"}, values.Values)
			query.Service, query.Tag, query.Limit = "cart", "half", 1
			values = ask(func() (trace.Names, error) { return reader.TagValues(t.Context(), query) })
			require.Equal(t, []string{"0"}, values.Values)
			query.Service = ""
			keys = ask(func() (trace.Names, error) {
				return reader.TagKeys(t.Context(), trace.NamesQuery{Range: lastHour, Limit: 10})
			})
			require.Equal(t, []string{"error", "half", "number", "otel.status_code", "span.kind", "zone"}, keys.Values)
		})
	}
}

func TestTagSamplesAreReadAgain(t *testing.T) {
	server := &standIn{v3: true, spans: shop(2)}
	reader := server.start(t)
	searches := func() (count int) {
		for _, request := range server.asked() {
			if strings.HasPrefix(request, "/api/v3/traces?") {
				count++
			}
		}
		return count
	}
	at, query := now, trace.NamesQuery{Range: lastHour, Service: "site", Limit: 10}
	reader.config.Now = func() time.Time { return at }
	for _, step := range []struct {
		what     string
		change   func()
		searches int
	}{
		{"the first", func() {}, 1},
		{"a letter more", func() { query.Prefix = "n" }, 1},
		{"a moment later", func() { at = at.Add(10 * time.Second); query.Range.To = query.Range.To.Add(10 * time.Second) }, 1},
		{"another service", func() { query.Service = "cart" }, 2},
		{"another range", func() { query.Range.From = query.Range.From.Add(-time.Hour) }, 3},
		{"much later", func() { at = at.Add(2 * time.Minute) }, 4},
	} {
		step.change()
		_, err := reader.TagKeys(t.Context(), query)
		require.NoError(t, err)
		require.Equal(t, step.searches, searches(), step.what)
	}
}

func TestOperationsOfAServiceThatHasTheOlderPathOnly(t *testing.T) {
	var asked []string
	server := httptest.NewServer(healthy(func(w http.ResponseWriter, request *http.Request) {
		asked = append(asked, request.URL.EscapedPath())
		if strings.HasSuffix(request.URL.Path, "/operations") && strings.HasPrefix(request.URL.Path, "/api/services/") {
			_, _ = fmt.Fprint(w, `{"data":["b","a",""]}`)
			return
		}
		page(w)
	}))
	t.Cleanup(server.Close)
	reader := readerOf(t, server.URL)
	names, err := reader.Operations(t.Context(), trace.NamesQuery{Service: "my shop/a%b", Limit: 10})
	require.NoError(t, err)
	require.Equal(t, []string{"a", "b"}, names.Values)
	require.Equal(t, "/api/services/my%20shop%2Fa%25b/operations", asked[len(asked)-1])
	asked = nil
	_, err = reader.Operations(t.Context(), trace.NamesQuery{Service: "..", Limit: 10})
	require.Error(t, err)
	require.Equal(t, []string{"/api/operations"}, asked, "the name would lead to another path")
}

func TestCheck(t *testing.T) {
	wants := map[string]string{
		"only /api": "/api", "Jaeger on Log Service": "/api", "both": "/api/v3 and /api", "only /api/v3": "/api/v3",
		"with summaries": "/api/v3 and /api, with summaries of traces", "without the search": "/api/v3, with summaries of traces",
	}
	for name, server := range servers(shop(3)) {
		t.Run(name, func(t *testing.T) {
			health, err := server.start(t).Check(t.Context())
			require.NoError(t, err)
			require.Regexp(t, `^Reached Jaeger's query service at 127\.0\.0\.1:\d+\. It serves `+wants[name]+`\. It has 2 services: cart, site\. A trace that Jaeger gives began \d minutes? ago\.$|60 seconds ago`, health.Message)
			if server.v3 {
				require.Empty(t, health.Problems)
			} else {
				require.Len(t, health.Problems, 1)
				require.Contains(t, health.Problems[0], "only Jaeger's older API")
			}
			require.NotEmpty(t, health.Statements)
		})
	}
}

func TestCheckFindsNothing(t *testing.T) {
	health, err := (&standIn{v3: true}).start(t).Check(t.Context())
	require.NoError(t, err)
	require.Contains(t, health.Message, "It has no services.")
	require.Equal(t, []string{"Jaeger knows no service yet: check that spans are sent to it, and that it reads the storage that they are written to."}, health.Problems)

	old := shop(1)
	for i := range old {
		old[i].Start = now.Add(-200 * time.Hour)
	}
	health, err = (&standIn{v3: true, spans: old}).start(t).Check(t.Context())
	require.NoError(t, err)
	require.Equal(t, []string{"Jaeger gave no trace of the last 3 days: check that spans are still sent to it."}, health.Problems)
}
