package frames

import (
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/experimental"
	"github.com/stretchr/testify/require"

	"logservice-jaeger-datasource/pkg/trace"
)

func TestSpanLinksGolden(t *testing.T) {
	frame := Trace(shop())
	LinkSpans(frame, []SpanLink{
		{Title: "Logs in Log Service", URL: "https://sls.console.aliyun.com/lognext/project/p/logsearch/l?queryString=${__span.traceId}&startTime=${__data.fields.linkFromSeconds}"},
		{Title: "Its pod", DatasourceUID: "es", Query: map[string]any{"query": `pod:"${__span.tags["k8s.pod.name"]}"`}},
	})
	LinkProfiles(frame, ProfilesLink{DatasourceUID: "pyroscope", ProfileType: "process_cpu:cpu:nanoseconds:cpu:nanoseconds"})
	experimental.CheckGoldenJSONFrame(t, "testdata", "trace_links.golden", frame, *update)
}

func TestATraceWithoutLinksIsAsItWas(t *testing.T) {
	frame := Trace(shop())
	LinkSpans(frame, nil)
	LinkProfiles(frame, ProfilesLink{Selector: "{}", ProfileType: "cpu"})
	experimental.CheckGoldenJSONFrame(t, "testdata", "trace_every_field.golden", frame, false)
}

func TestAnEmptyTraceTakesLinks(t *testing.T) {
	frame := Trace(nil)
	LinkSpans(frame, []SpanLink{{Title: "a", URL: "https://example.com"}})
	LinkProfiles(frame, ProfilesLink{DatasourceUID: "pyroscope"})
	rows, err := frame.RowLen()
	require.NoError(t, err)
	require.Zero(t, rows)
}

// TestTheTimeOfLinksIsAroundTheSpan reads all columns of a span whose begin and end lie
// between two seconds.
func TestTheTimeOfLinksIsAroundTheSpan(t *testing.T) {
	start := time.Unix(1_700_000_000, 999_500_000)
	frame := Trace([]trace.Span{{TraceID: traceID, ID: 1, Service: "a", Operation: "b", Start: start, Duration: 2 * time.Millisecond}})
	LinkSpans(frame, []SpanLink{{Title: "a", URL: "https://example.com"}})
	for column, want := range map[string]string{
		linkFrom: "1699999700999", linkTo: "1700000301002", linkFromSeconds: "1699999700", linkToSeconds: "1700000302",
	} {
		require.Equal(t, want, value(t, frame, column, 0), column)
	}
}

func TestValuesInURLsAreEscaped(t *testing.T) {
	for url, want := range map[string]string{
		"https://h/${__span.traceId}?q=${__span.name}":           "https://h/${__span.traceId:percentencode}?q=${__span.name:percentencode}",
		`https://h/?q=${__span.tags["http.url"]}`:                `https://h/?q=${__span.tags["http.url"]:percentencode}`,
		"https://h/${__data.fields.linkFrom}/${__value.raw}":     "https://h/${__data.fields.linkFrom:percentencode}/${__value.raw:percentencode}",
		"https://h/${serviceName}?a=${__trace.name}&b=${__tags}": "https://h/${serviceName:percentencode}?a=${__trace.name:percentencode}&b=${__tags:percentencode}",
		"https://h/${__span.name:raw}?${__from:date:seconds}":    "https://h/${__span.name:raw}?${__from:date:seconds}",
		"https://h/?${__url_time_range}&${__all_variables}":      "https://h/?${__url_time_range}&${__all_variables}",
		"https://h/?$filter=a&b={c}":                             "https://h/?$filter=a&b={c}",
	} {
		require.Equal(t, want, encoded(url))
	}
}
