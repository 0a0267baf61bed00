package jaeger

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"logservice-jaeger-datasource/pkg/trace"
)

// shop makes so many traces, one a minute until now: a request to the site, which calls
// the cart. Every third fails in the cart, every fifth is slow there.
func shop(count int) []trace.Span {
	var spans []trace.Span
	for i := range count {
		id := trace.TraceID{Low: uint64(1000 + i)}
		start := now.Add(-time.Duration(i+1) * time.Minute)
		site := trace.Span{TraceID: id, ID: 1, Service: "site", Operation: "GET /", Kind: trace.KindServer, Status: trace.StatusUnset, Start: start, Duration: 100 * time.Millisecond,
			Tags: []trace.Tag{{Key: "number", Value: fmt.Sprint(i)}}, Resource: []trace.Tag{{Key: "zone", Value: "a"}}}
		cart := trace.Span{TraceID: id, ID: 2, Parent: 1, Service: "cart", Operation: "add", Kind: trace.KindServer, Status: trace.StatusUnset, Start: start.Add(10 * time.Millisecond), Duration: 20 * time.Millisecond,
			Tags: []trace.Tag{{Key: "half", Value: fmt.Sprint(i % 2)}}}
		if i%3 == 0 {
			cart.Status = trace.StatusError
		}
		if i%5 == 0 {
			cart.Duration = 2 * time.Second
		}
		spans = append(spans, site, cart)
	}
	return spans
}

// servers are those of each time.
func servers(spans []trace.Span) map[string]*standIn {
	return map[string]*standIn{
		"only /api":             {v1: true, spans: spans},
		"Jaeger on Log Service": {v1: true, plugin: true, spans: spans},
		"both":                  {v1: true, v3: true, spans: spans},
		"only /api/v3":          {v3: true, spans: spans},
		"with summaries":        {v1: true, v3: true, summaries: true, spans: spans},
		"without the search":    {v1: true, lostSearch: true, v3: true, summaries: true, spans: spans},
	}
}

func numbers(traces []trace.Summary) string {
	var text []string
	for _, one := range traces {
		text = append(text, fmt.Sprint(one.ID.Low-1000))
	}
	return strings.Join(text, " ")
}

func TestSearch(t *testing.T) {
	tag := func(key string, operator trace.Operator, value string) []trace.Condition {
		return []trace.Condition{{Key: key, Operator: operator, Values: []string{value}}}
	}
	tests := []struct {
		name   string
		filter trace.Filter
		want   string
	}{
		{"a service", trace.Filter{Service: "site"}, "0 1 2 3 4 5 6 7 8 9 10 11"},
		{"all services", trace.Filter{}, "0 1 2 3 4 5 6 7 8 9 10 11"},
		{"an operation", trace.Filter{Service: "cart", Operation: "add"}, "0 1 2 3 4 5 6 7 8 9 10 11"},
		{"another's operation", trace.Filter{Service: "site", Operation: "add"}, ""},
		{"an operation of all services", trace.Filter{Operation: "add"}, "0 1 2 3 4 5 6 7 8 9 10 11"},
		{"a tag", trace.Filter{Service: "cart", Conditions: tag("half", trace.Equal, "1")}, "1 3 5 7 9 11"},
		{"a tag of the resource", trace.Filter{Service: "site", Conditions: tag("zone", trace.Equal, "a")}, "0 1 2 3 4 5 6 7 8 9 10 11"},
		{"a tag of another span", trace.Filter{Service: "site", Conditions: tag("half", trace.Equal, "1")}, ""},
		{"a tag that differs", trace.Filter{Service: "cart", Conditions: tag("half", trace.NotEqual, "0")}, "1 3 5 7 9 11"},
		{"a tag that isn't there doesn't differ", trace.Filter{Service: "site", Conditions: tag("half", trace.NotEqual, "0")}, ""},
		{"a tag twice", trace.Filter{Service: "cart", Conditions: append(tag("half", trace.Equal, "1"), tag("half", trace.Equal, "0")...)}, ""},
		{"errors", trace.Filter{Service: "cart", Status: trace.StatusError}, "0 3 6 9"},
		{"errors by the tag", trace.Filter{Service: "cart", Conditions: tag("error", trace.Equal, "true")}, "0 3 6 9"},
		{"errors of another service", trace.Filter{Service: "site", Status: trace.StatusError}, ""},
		{"errors of all services", trace.Filter{Status: trace.StatusError}, "0 3 6 9"},
		{"no errors", trace.Filter{Service: "cart", Status: trace.StatusUnset}, "1 2 4 5 7 8 10 11"},
		{"a kind", trace.Filter{Service: "cart", Kind: trace.KindServer}, "0 1 2 3 4 5 6 7 8 9 10 11"},
		{"another kind", trace.Filter{Service: "cart", Kind: trace.KindClient}, ""},
		{"a kind by the tag", trace.Filter{Service: "cart", Conditions: tag("span.kind", trace.Equal, "server")}, "0 1 2 3 4 5 6 7 8 9 10 11"},
		{"entries", trace.Filter{Service: "site", Entry: true}, "0 1 2 3 4 5 6 7 8 9 10 11"},
		{"entries of what is called", trace.Filter{Service: "cart", Entry: true}, ""},
		{"slow spans", trace.Filter{Service: "cart", SpanDuration: trace.DurationBounds{Min: time.Second}}, "0 5 10"},
		{"quick spans", trace.Filter{Service: "cart", SpanDuration: trace.DurationBounds{Max: time.Second}}, "1 2 3 4 6 7 8 9 11"},
		{"slow traces", trace.Filter{Service: "site", TraceDuration: trace.DurationBounds{Min: time.Second}}, "0 5 10"},
		{"quick traces", trace.Filter{Service: "site", TraceDuration: trace.DurationBounds{Max: time.Second}}, "1 2 3 4 6 7 8 9 11"},
		{"everything at once", trace.Filter{Service: "cart", Operation: "add", Status: trace.StatusError, Kind: trace.KindServer, SpanDuration: trace.DurationBounds{Min: time.Second}, Conditions: tag("half", trace.Equal, "0")}, "0"},
		{"an unknown service", trace.Filter{Service: "nobody"}, ""},
	}
	for name, server := range servers(shop(12)) {
		reader := server.start(t)
		for _, test := range tests {
			t.Run(name+"/"+test.name, func(t *testing.T) {
				result, err := reader.Search(t.Context(), trace.SearchQuery{Range: lastHour, Filter: test.filter, Limit: 20})
				require.NoError(t, err)
				require.Equal(t, test.want, numbers(result.Traces), result.Statements)
				require.Empty(t, result.Notices)
				require.NotEmpty(t, result.Statements)
				require.Positive(t, result.Cost.Requests)
			})
		}
	}
}

func TestSearchSumsUpWholeTraces(t *testing.T) {
	for name, server := range servers(shop(1)) {
		t.Run(name, func(t *testing.T) {
			result, err := server.start(t).Search(t.Context(), trace.SearchQuery{Range: lastHour, Filter: trace.Filter{Service: "cart"}, Limit: 20})
			require.NoError(t, err)
			want := []trace.Summary{{
				ID: trace.TraceID{Low: 1000}, Start: now.Add(-time.Minute), Duration: 2010 * time.Millisecond,
				RootService: "site", RootOperation: "GET /", Spans: 2, Errors: 1, Services: []string{"cart", "site"},
			}}
			require.Empty(t, cmp.Diff(want, result.Traces))
		})
	}
}

func TestSearchTellsThatThereMayBeMore(t *testing.T) {
	full := "Jaeger gave as many traces as it was asked for, and doesn't promise that they are the newest: there may be others in the time range."
	for name, server := range servers(shop(12)) {
		t.Run(name, func(t *testing.T) {
			result, err := server.start(t).Search(t.Context(), trace.SearchQuery{Range: lastHour, Filter: trace.Filter{Service: "site"}, Limit: 5})
			require.NoError(t, err)
			require.Len(t, result.Traces, 5)
			require.Equal(t, []trace.Notice{{Severity: trace.Info, Text: full}}, result.Notices)
		})
	}
}

func TestSearchTellsThatTheListMayBeShort(t *testing.T) {
	spans := shop(130)
	between := trace.Range{From: now.Add(-3 * time.Hour), To: now}
	filter := trace.Filter{Service: "cart", Conditions: []trace.Condition{{Key: "half", Operator: trace.NotEqual, Values: []string{"1"}}}, Status: trace.StatusError}
	for name, server := range servers(spans) {
		t.Run(name, func(t *testing.T) {
			result, err := server.start(t).Search(t.Context(), trace.SearchQuery{Range: between, Filter: filter, Limit: 20})
			require.NoError(t, err)
			require.Len(t, result.Traces, 17)
			require.Len(t, result.Notices, 1)
			require.Equal(t, trace.Warning, result.Notices[0].Severity)
			require.Contains(t, result.Notices[0].Text, "The list may be short: Jaeger can only be asked for a part of these conditions")
		})
	}
}

func TestSearchByTagsWhereJaegerDoesNotLookAtThem(t *testing.T) {
	filter := trace.Filter{Service: "site", Conditions: []trace.Condition{{Key: "number", Operator: trace.Equal, Values: []string{"40"}}}}
	between := trace.Range{From: now.Add(-3 * time.Hour), To: now}
	for name, server := range servers(shop(130)) {
		t.Run(name, func(t *testing.T) {
			result, err := server.start(t).Search(t.Context(), trace.SearchQuery{Range: between, Filter: filter, Limit: 5})
			require.NoError(t, err)
			require.Equal(t, "40", numbers(result.Traces))
			if name == "only /api/v3" {
				require.Contains(t, result.Notices[0].Text, "The list may be short")
			} else {
				require.Empty(t, result.Notices)
			}
		})
	}
}

func TestSearchOfVeryManyServices(t *testing.T) {
	var spans []trace.Span
	for i := range 120 {
		spans = append(spans, trace.Span{TraceID: trace.TraceID{Low: uint64(i + 1)}, ID: 1, Service: fmt.Sprintf("service %03d", i), Operation: "x", Start: now.Add(-time.Minute)})
	}
	for name, server := range servers(spans) {
		t.Run(name, func(t *testing.T) {
			result, err := server.start(t).Search(t.Context(), trace.SearchQuery{Range: lastHour, Limit: 500})
			require.NoError(t, err)
			require.Len(t, result.Traces, 100)
			require.Equal(t, []trace.Notice{{Severity: trace.Warning, Text: "Jaeger is asked service by service, and only for the first 100 of its 120 services: choose a service to see the others."}}, result.Notices)
		})
	}
}

func TestTheSameQuestionHasTheSameAccount(t *testing.T) {
	for name, server := range servers(shop(12)) {
		t.Run(name, func(t *testing.T) {
			reader := server.start(t)
			_, err := reader.services(t.Context(), newLedger())
			require.NoError(t, err)
			var first []string
			for range 5 {
				result, err := reader.Search(t.Context(), trace.SearchQuery{Range: lastHour, Limit: 20})
				require.NoError(t, err)
				require.Len(t, result.Statements, 3)
				require.Equal(t, len(result.Statements), result.Cost.Requests)
				if first == nil {
					first = result.Statements
				}
				require.Equal(t, first, result.Statements)
			}
		})
	}
}

func TestAskedFor(t *testing.T) {
	for _, test := range []struct {
		most, services int
		whole          bool
		want           int
	}{
		{20, 1, true, 20}, {20, 80, true, 20}, {20, 1, false, 100}, {50, 1, false, 250}, {400, 1, false, 500}, {900, 1, false, 900},
		{20, 40, false, 25}, {20, 100, false, 20}, {20, 0, false, 100},
	} {
		require.Equal(t, test.want, askedFor(test.most, test.services, test.whole), "%+v", test)
	}
}

func TestSample(t *testing.T) {
	for name, server := range servers(shop(12)) {
		t.Run(name, func(t *testing.T) {
			reader := server.start(t)
			traces, more, err := reader.sample(t.Context(), newLedger(), lastHour, trace.Filter{Service: "site"}, 50)
			require.NoError(t, err)
			require.False(t, more)
			require.Len(t, traces, 12)
			require.Len(t, traces[0], 2)
			require.Equal(t, trace.SpanID(1), traces[0][0].ID)

			traces, more, err = reader.sample(t.Context(), newLedger(), lastHour, trace.Filter{Status: trace.StatusError}, 3)
			require.NoError(t, err)
			require.True(t, more, "there are four")
			require.Len(t, traces, 3)
			require.Equal(t, uint64(1000), traces[0][0].TraceID.Low)

			_, more, err = reader.sample(t.Context(), newLedger(), lastHour, trace.Filter{}, 5)
			require.NoError(t, err)
			require.True(t, more)
		})
	}
}

func TestSearchOrders(t *testing.T) {
	for name, server := range servers(shop(12)) {
		t.Run(name, func(t *testing.T) {
			reader := server.start(t)
			for sort, want := range map[trace.Sort]string{
				trace.SortOldest: "11 10 9 8", trace.SortLongest: "0 5 10 1", trace.SortMostSpans: "0 1 2 3", trace.SortMostErrors: "0 3 6 9",
			} {
				result, err := reader.Search(t.Context(), trace.SearchQuery{Range: lastHour, Filter: trace.Filter{Service: "site"}, Sort: sort, Limit: 4})
				require.NoError(t, err)
				require.Equal(t, want, numbers(result.Traces), "%s: Jaeger was asked for more than are listed", sort)
				require.Empty(t, result.Notices, sort)
			}
		})
	}
}

// TestAnOrderOfAPartSaysSo has more traces than Jaeger is asked for.
func TestAnOrderOfAPartSaysSo(t *testing.T) {
	var spans []trace.Span
	for i := range 150 {
		span := trace.Span{TraceID: trace.TraceID{Low: uint64(1000 + i)}, ID: 1, Service: "site", Operation: "GET /", Start: now.Add(-time.Duration(i+1) * time.Second), Duration: time.Duration(i+1) * time.Millisecond}
		spans = append(spans, span)
	}
	server := &standIn{v1: true, spans: spans}
	result, err := server.start(t).Search(t.Context(), trace.SearchQuery{Range: lastHour, Filter: trace.Filter{Service: "site"}, Sort: trace.SortLongest, Limit: 2})
	require.NoError(t, err)
	require.Equal(t, "99 98", numbers(result.Traces), "the longest of the newest hundred")
	require.Len(t, result.Notices, 1)
	require.Contains(t, result.Notices[0].Text, "Only the traces that Jaeger gave are put in order")
	require.Equal(t, trace.Warning, result.Notices[0].Severity)
}
