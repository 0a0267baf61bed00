package jaeger

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"logservice-jaeger-datasource/pkg/trace"
)

// hostileBytes is the size of each answer of the test below.
const hostileBytes = 4 << 20

// hostile are answers that are small pieces again and again: what stands before, the
// piece, and what stands behind.
var hostileV1, hostileV3 = map[string][3]string{
	"records that are no spans":     {`{"data":[{"spans":[`, `{}`, `]}]}`},
	"least spans":                   {`{"data":[{"spans":[`, `{"traceID":"1","spanID":"1"}`, `]}]}`},
	"spans of many traces":          {`{"data":[`, `{"spans":[{"traceID":"1","spanID":"1"}]}`, `]}`},
	"empty tags":                    {leastHostileV1("tags"), `{}`, `]}]}]}`},
	"least tags":                    {leastHostileV1("tags"), `{"key":"a"}`, `]}]}]}`},
	"empty logs":                    {leastHostileV1("logs"), `{}`, `]}]}]}`},
	"least logs":                    {leastHostileV1("logs"), `{"timestamp":1}`, `]}]}]}`},
	"logs with an empty field":      {leastHostileV1("logs"), `{"fields":[{}]}`, `]}]}]}`},
	"empty fields of a log":         {leastHostileV1(`logs":[{"timestamp":1,"fields`), `{}`, `]}]}]}]}`},
	"empty references":              {leastHostileV1("references"), `{}`, `]}]}]}`},
	"references to no trace":        {leastHostileV1("references"), `{"spanID":"1"}`, `]}]}]}`},
	"least references":              {leastHostileV1("references"), `{"traceID":"2","spanID":"1"}`, `]}]}]}`},
	"empty warnings of a span":      {leastHostileV1("warnings"), `""`, `]}]}]}`},
	"least warnings of a span":      {leastHostileV1("warnings"), `"a"`, `]}]}]}`},
	"lists that are none":           {leastHostileV1("tags") + `],`, `"logs":1`, `}]}]}`},
	"processes":                     {`{"data":[{"processes":{`, `"":{}`, `},"spans":[{"traceID":"1","spanID":"1"}]}]}`},
	"tags of a process":             {`{"data":[{"processes":{"a":{"tags":[`, `{}`, `]}},"spans":[{"traceID":"1","spanID":"1"}]}]}`},
	"empty warnings of a trace":     {`{"data":[{"spans":[{"traceID":"1","spanID":"1"}],"warnings":[`, `""`, `]}]}`},
	"least warnings of a trace":     {`{"data":[{"spans":[{"traceID":"1","spanID":"1"}],"warnings":[`, `"a"`, `]}]}`},
	"empty errors":                  {`{"data":[{"spans":[{"traceID":"1","spanID":"1"}]}],"errors":[`, `{}`, `]}`},
	"least errors":                  {`{"data":[{"spans":[{"traceID":"1","spanID":"1"}]}],"errors":[`, `{"msg":"a"}`, `]}`},
	"a value of many values":        {leastHostileV1(`tags":[{"key":"a","value`), `0`, `]}]}]}]}`},
	"what isn't known":              {`{"data":[],"more":[`, `{}`, `]}`},
	"members that aren't known":     {`{"data":[{"spans":[{"traceID":"1","spanID":"1",`, `"":0`, `}]}]}`},
	"lists within lists":            {`{"data":[{"spans":[{"traceID":"1","spanID":"1","tags":[{"key":"a","value":[`, strings.Repeat("[", 900) + strings.Repeat("]", 900), `]}]}]}]}`},
	"lists within lists, unending":  {`{"data":[{"more":[`, strings.Repeat("[", 100_000), `]}]}`},
	"tags with a long text":         {leastHostileV1("tags"), `{"key":"a","value":"` + strings.Repeat("é", 1<<19) + `"}`, `]}]}]}`},
	"tags with a long text escaped": {leastHostileV1("tags"), `{"key":"a","value":"` + strings.Repeat(`\u00e9`, 1<<17) + `"}`, `]}]}]}`},
}, map[string][3]string{
	"records that are no spans":   {`{"resourceSpans":[{"scopeSpans":[{"spans":[`, `{}`, `]}]}]}`},
	"least spans":                 {`{"resourceSpans":[{"scopeSpans":[{"spans":[`, `{"traceId":"1","spanId":"1"}`, `]}]}]}`},
	"resources with a span":       {`{"resourceSpans":[`, `{"scopeSpans":[{"spans":[{"traceId":"1","spanId":"1"}]}]}`, `]}`},
	"empty resources":             {`{"resourceSpans":[`, `{}`, `]}`},
	"empty attributes":            {leastHostileV3("attributes"), `{}`, `]}]}]}]}`},
	"least attributes":            {leastHostileV3("attributes"), `{"key":"a"}`, `]}]}]}]}`},
	"empty events":                {leastHostileV3("events"), `{}`, `]}]}]}]}`},
	"least events":                {leastHostileV3("events"), `{"name":"a"}`, `]}]}]}]}`},
	"events with an empty tag":    {leastHostileV3("events"), `{"attributes":[{}]}`, `]}]}]}]}`},
	"empty links":                 {leastHostileV3("links"), `{}`, `]}]}]}]}`},
	"links to no trace":           {leastHostileV3("links"), `{"spanId":"1"}`, `]}]}]}]}`},
	"least links":                 {leastHostileV3("links"), `{"traceId":"2","spanId":"1"}`, `]}]}]}]}`},
	"attributes of a resource":    {`{"resourceSpans":[{"resource":{"attributes":[`, `{}`, `]},"scopeSpans":[{"spans":[{"traceId":"1","spanId":"1"}]}]}]}`},
	"a value of many values":      {leastHostileV3(`attributes":[{"key":"a","value":{"arrayValue":{"values`), `{}`, `]}}}]}]}]}]}`},
	"a value of many members":     {leastHostileV3(`attributes":[{"key":"a","value":{"kvlistValue":{"values`), `{}`, `]}}}]}]}]}]}`},
	"counts of what was left out": {leastHostileV3("attributes") + `],`, `"droppedLinksCount":1`, `}]}]}]}`},
	"documents":                   {`{}`, `{"resourceSpans":[]}`, ``},
}

func leastHostileV1(list string) string {
	return `{"data":[{"spans":[{"traceID":"1","spanID":"1","` + list + `":[`
}

func leastHostileV3(list string) string {
	return `{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"1","spanId":"1","` + list + `":[`
}

// mostGrowth is how many times its bytes reading an answer may take at most. The least spans
// that there are take 43 to 48 times, all else at most 28; the rest is for a collector that
// has to wait for a processor.
const mostGrowth = 80

// TestHostileAnswersTakeBoundedMemory has a server answer in shapes that are small on the
// wire and large in memory, and looks at the heap while a trace is read of each.
func TestHostileAnswersTakeBoundedMemory(t *testing.T) {
	for generation, shapes := range map[string]map[string][3]string{"v1": hostileV1, "v3": hostileV3} {
		for name, shape := range shapes {
			t.Run(generation+", "+name, func(t *testing.T) {
				reader := hostileServer(t, generation == "v3", shape)
				var err error
				peak := peakHeap(func() {
					_, err = reader.Trace(t.Context(), trace.TraceQuery{ID: trace.TraceID{Low: 1}, Range: lastHour})
				})
				t.Logf("%.1f times the bytes: %v", float64(peak)/hostileBytes, err)
				var refused *Error
				var missing *trace.NotFoundError
				require.True(t, err == nil || errors.As(err, &refused) || errors.As(err, &missing), "%v", err)
				require.Less(t, float64(peak)/hostileBytes, float64(mostGrowth))
			})
		}
	}
}

// hostileServer knows one generation of Jaeger's API.
func hostileServer(t *testing.T, v3 bool, shape [3]string) *Reader {
	t.Helper()
	path := map[bool]string{false: "/api/traces/", true: "/api/v3/traces/"}[v3]
	separator := map[bool]string{false: ",", true: "\n"}[shape[2] == ""]
	piece := shape[1] + separator
	many := strings.Repeat(piece, max(1, (1<<20)/len(piece)))
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, request *http.Request) {
		switch {
		case strings.HasPrefix(request.URL.Path, path):
			_, _ = io.WriteString(w, shape[0])
			for sent := 0; sent < hostileBytes; sent += len(many) {
				_, _ = io.WriteString(w, many)
			}
			_, _ = io.WriteString(w, shape[1]+shape[2])
		case request.URL.Path == "/api/v3/services" && v3, request.URL.Path == "/api/services" && !v3:
			_, _ = io.WriteString(w, map[bool]string{false: `{"data":["shop"]}`, true: `{"services":["shop"]}`}[v3])
		case strings.HasPrefix(request.URL.Path, "/api/v3/"):
			page(w)
		default:
			http.NotFound(w, request)
		}
	}))
	t.Cleanup(server.Close)
	return readerOf(t, server.URL)
}

// TestWhatIsNotKeptIsTold counts on the span what would only take memory, and tells the
// first of many sentences.
func TestWhatIsNotKeptIsTold(t *testing.T) {
	bad := strings.Repeat(`,{"spanId":"?"}`, 7)
	var got []string
	require.NoError(t, readOTLP(strings.NewReader(leastOTLP(`,"attributes":[{},{"key":"a"}],"events":[{},{"name":"e"},{}],"links":[{},{}`+bad+`]`)), func(span trace.Span, err error) error {
		require.NoError(t, err)
		require.Len(t, span.Events, 1)
		require.Equal(t, []trace.Tag{{Key: "a", Value: ""}}, span.Tags)
		got = span.Warnings
		return nil
	}))
	one := `One of its links is left out: trace "", span "?" names no span.`
	require.Equal(t, []string{
		one, one, one, one, one, "Left out of it: 2 other links that name no span.", "Left out of it: 2 links without a trace and a span.",
		"Left out of it: 2 events without time, name and attributes.", "Of 1 of its 1 events the time can't be read; they are shown at the span's start.",
	}, got)

	_, err := readV1(strings.NewReader(leastV1(`,"tags":[{},{"key":"a"}],"logs":[{}],"references":[{"refType":"FOLLOWS_FROM"},{"refType":"CHILD_OF"}],"warnings":["",null,"w"]`)), func(found whole) error {
		got = found.spans[0].Warnings
		return nil
	})
	require.NoError(t, err)
	require.Equal(t, []string{"w", "Left out of it: 1 link without a trace and a span.", "Left out of it: 1 event without time, name and attributes."}, got)

	var found fetched
	for range mostSaid + 3 {
		found.said = append(found.said, "no")
	}
	taken := newLedger()
	found.explain(taken)
	notices := taken.account().Notices
	require.Len(t, notices, mostSaid+1)
	require.Equal(t, "Jaeger says: 3 more of the kind.", notices[mostSaid].Text)
}
