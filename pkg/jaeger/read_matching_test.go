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

// busyShop is shop, whose carts are each asked so many times more, a millisecond apart.
func busyShop(count, more int) []trace.Span {
	spans := shop(count)
	for _, span := range spans {
		if span.Service != "cart" {
			continue
		}
		for i := range more {
			again := span
			again.ID += trace.SpanID(i + 1)
			again.Start = span.Start.Add(time.Duration(i+1) * time.Millisecond)
			spans = append(spans, again)
		}
	}
	return spans
}

func TestMatchingSpans(t *testing.T) {
	half := trace.Filter{Service: "cart", Conditions: []trace.Condition{{Key: "half", Operator: trace.Equal, Values: []string{"1"}}}}
	for name, server := range servers(busyShop(4, 3)) {
		reader := server.start(t)
		for _, c := range []struct {
			name   string
			filter trace.Filter
			sort   trace.Sort
			most   int
			want   string
		}{
			{"a service", trace.Filter{Service: "cart"}, "", 2, "0: cart2 cart3 of 4, 1: cart2 cart3 of 4, 2: cart2 cart3 of 4, 3: cart2 cart3 of 4"},
			{"oldest first", trace.Filter{Service: "site"}, trace.SortOldest, 3, "3: site1 of 1, 2: site1 of 1, 1: site1 of 1, 0: site1 of 1"},
			{"a tag", half, "", 1, "1: cart2(1) of 4, 3: cart2(1) of 4"},
			{"none wanted", half, "", 0, "1: of 0, 3: of 0"},
			{"no condition", trace.Filter{}, "", 3, "0: of 0, 1: of 0, 2: of 0, 3: of 0"},
			{"a condition on the trace alone", trace.Filter{TraceDuration: trace.DurationBounds{Min: time.Second}}, "", 3, "0: of 0"},
		} {
			t.Run(name+"/"+c.name, func(t *testing.T) {
				result, err := reader.Search(t.Context(), trace.SearchQuery{Range: lastHour, Filter: c.filter, Sort: c.sort, Limit: 20, SpansPerTrace: c.most})
				require.NoError(t, err)
				require.Equal(t, c.want, nested(result.Traces))
				require.Empty(t, result.Notices)
			})
		}
	}
}

// nested spells what is under each trace.
func nested(traces []trace.Summary) string {
	var texts []string
	for _, summary := range traces {
		text := fmt.Sprintf("%d:", summary.ID.Low-1000)
		for _, span := range summary.Matching {
			text += fmt.Sprintf(" %s%d", span.Service, span.ID)
			if len(span.Tags) > 0 {
				text += "(" + strings.Join(span.Tags, " ") + ")"
			}
		}
		texts = append(texts, fmt.Sprintf("%s of %d", text, summary.Matched))
	}
	return strings.Join(texts, ", ")
}

// TestMatchingSpansOfSummaries has more traces than are read one by one.
func TestMatchingSpansOfSummaries(t *testing.T) {
	server := &standIn{v3: true, summaries: true, spans: shop(mostNested + 10)}
	query := trace.SearchQuery{Range: trace.Range{From: now.Add(-3 * time.Hour), To: now}, Filter: trace.Filter{Service: "cart"}, Limit: 500, SpansPerTrace: 1}
	result, err := server.start(t).Search(t.Context(), query)
	require.NoError(t, err)
	require.Len(t, result.Traces, mostNested+10)
	for i, summary := range result.Traces {
		require.Len(t, summary.Matching, min(1, max(0, mostNested-i)))
	}
	require.Len(t, result.Notices, 1)
	require.Contains(t, result.Notices[0].Text, "shown for the first 100 traces only")

	asked := len(server.asked())
	query.SpansPerTrace = 0
	_, err = server.start(t).Search(t.Context(), query)
	require.NoError(t, err)
	require.Less(t, len(server.asked())-asked, 10, "without nested spans no trace is read")
}

// TestMatchingSpansThatCantBeRead has a service that lists traces and doesn't give them.
func TestMatchingSpansThatCantBeRead(t *testing.T) {
	good := &standIn{v3: true, summaries: true, spans: shop(3)}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, request *http.Request) {
		if strings.HasPrefix(request.URL.Path, "/api/v3/traces/") {
			http.Error(w, `{"error":{"httpCode":500,"message":"no"}}`, http.StatusInternalServerError)
			return
		}
		good.ServeHTTP(w, request)
	}))
	t.Cleanup(server.Close)
	result, err := readerOf(t, server.URL).Search(t.Context(), trace.SearchQuery{Range: lastHour, Filter: trace.Filter{Service: "cart"}, Limit: 20, SpansPerTrace: 3})
	require.NoError(t, err)
	require.Equal(t, "0: of 0, 1: of 0, 2: of 0", nested(result.Traces))
	require.Equal(t, "site", result.Traces[0].RootService)
	require.Len(t, result.Notices, 1)
	require.Contains(t, result.Notices[0].Text, "The matching spans of 3 traces of the list aren't shown")
}
