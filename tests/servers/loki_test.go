//go:build servers

package servers

import (
	"encoding/json"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/data"
	"github.com/stretchr/testify/require"

	"logservice-jaeger-datasource/tests/samples"
)

// spansPerSample is how many links of each sample are followed.
const spansPerSample = 50

// sample is what is known of a sample's lines without the provisioned settings:
// which ones a span printed, and which ones its link should show, those of its
// neighbourhood in its trace.
type sample struct {
	name               string
	own, neighbourhood func(span, Line) bool
	// defaults are Grafana's own queries that find the lines as well.
	defaults []defaultQuery
}

var underTest = []sample{
	{
		name: "bookinfo",
		own: func(s span, line Line) bool {
			ended := int64(math.Round((s.start + s.duration) * 1000))
			return strings.Contains(line.Text, s.traceID) && line.Time/1000 == ended && strings.Contains(s.tag("node_id"), "~"+line.Labels["pod"]+".")
		},
		neighbourhood: func(s span, line Line) bool {
			return strings.Contains(line.Text, s.traceID) && line.Labels["app"] == s.tag("istio.canonical_service") && line.Labels["namespace"] == s.tag("istio.namespace")
		},
		defaults: []defaultQuery{inLine, inEither, inEitherNow},
	},
	{
		name: "emojivoto",
		own: func(s span, line Line) bool {
			return line.Metadata["trace_id"] == s.traceID && line.Metadata["span_id"] == s.spanID
		},
		neighbourhood: func(s span, line Line) bool {
			return line.Metadata["trace_id"] == s.traceID && line.Labels["pod"] == s.tag("k8s.pod.name") && line.Labels["namespace"] == s.tag("k8s.namespace.name")
		},
		defaults: []defaultQuery{inEither, inEitherNow},
	},
}

// TestSpansLeadToTheirLinesAndBack follows the link of each span to Loki, and the
// links on the lines there back to the plugin.
func TestSpansLeadToTheirLinesAndBack(t *testing.T) {
	for _, sample := range underTest {
		t.Run(sample.name, func(t *testing.T) {
			written := shared.written[sample.name]
			for _, s := range chosenSpans(t, sample) {
				t.Run(s.traceID+"/"+s.spanID, func(t *testing.T) {
					own, wanted := choose(written, s, sample.own), choose(written, s, sample.neighbourhood)
					require.NotEmpty(t, own)
					require.Subset(t, wanted, own, "a span's own lines are among its neighbourhood's")

					for _, uid := range []string{sample.name, "jaeger-query"} {
						settings := shared.links[uid]
						require.Equal(t, "loki", settings.DatasourceUID)
						require.True(t, settings.CustomQuery)
						lines, link := follow(t, settings, s, defaultQuery{})
						require.ElementsMatch(t, wanted, printedLines(lines), link.query)
						leadBack(t, sample.name, s, lines, link)
					}
					settings := shared.links[sample.name]
					settings.CustomQuery = false
					for _, query := range sample.defaults {
						lines, link := follow(t, settings, s, query)
						require.ElementsMatch(t, wanted, printedLines(lines), "%s: %s", query.release, link.query)
					}
				})
			}
		})
	}
}

// TestWhyTheQueriesAreCustom holds what samples.yaml says of Grafana's own queries.
func TestWhyTheQueriesAreCustom(t *testing.T) {
	t.Run("older ones miss IDs in structured metadata", func(t *testing.T) {
		settings := shared.links["emojivoto"]
		settings.CustomQuery = false
		lines, _ := follow(t, settings, chosenSpans(t, underTest[1])[0], inLine)
		require.Empty(t, lines)
	})
	t.Run("newer ones add a label that a newer label matcher takes for the trace's", func(t *testing.T) {
		settings := shared.links["bookinfo"]
		settings.CustomQuery = false
		s := chosenSpans(t, underTest[0])[0]
		lines, _ := follow(t, settings, s, inEitherNow)
		require.NotEmpty(t, lines)
		links, err := traceLinks(shared.derived, lines[0], byExpression)
		require.NoError(t, err)
		require.ElementsMatch(t, []traceLink{{"bookinfo", s.traceID}, {"emojivoto", "true"}}, links)
	})
}

// follow opens a span's link.
func follow(t *testing.T, settings tracesToLogs, s span, unlessCustom defaultQuery) ([]Line, logsLink) {
	t.Helper()
	link, err := settings.link(s, unlessCustom)
	require.NoError(t, err)
	lines, err := shared.loki.Query(t.Context(), link.query, link.from, link.to)
	require.NoError(t, err)
	return lines, link
}

// leadBack opens the link on each line: it must be the only one, lead to the
// sample's own data source, and find the span's trace there.
func leadBack(t *testing.T, sample string, s span, lines []Line, from logsLink) {
	t.Helper()
	require.NotEmpty(t, lines)
	for _, line := range lines {
		for _, labels := range []labelMatching{byName, byExpression} {
			links, err := traceLinks(shared.derived, line, labels)
			require.NoError(t, err)
			require.Equal(t, []traceLink{{sample, s.traceID}}, links, "%s releases, line %s", labels.release, line.Text)
		}
	}
	var found []string
	for _, other := range openTrace(t, sample, s.traceID, backend.TimeRange{From: from.from, To: from.to}) {
		require.Equal(t, s.traceID, other.traceID)
		found = append(found, other.spanID)
	}
	require.Contains(t, found, s.spanID)
}

// chosenSpans takes one span that printed lines from each of fifty traces, each
// time another one in turn; the slow and the failed trace are among them. Every
// span of these traces must have lines in its neighbourhood, so that no link is in vain.
func chosenSpans(t *testing.T, from sample) []span {
	t.Helper()
	now := time.Now()
	var chosen []span
	for _, id := range traceIDs(t, from.name)[:spansPerSample] {
		var printing []span
		for _, s := range openTrace(t, from.name, id, backend.TimeRange{From: now.Add(-time.Hour), To: now}) {
			require.NotEmpty(t, choose(shared.written[from.name], s, from.neighbourhood), "the link of span %s in trace %s shows nothing", s.spanID, id)
			if len(choose(shared.written[from.name], s, from.own)) > 0 {
				printing = append(printing, s)
			}
		}
		require.NotEmpty(t, printing, "trace %s printed nothing", id)
		chosen = append(chosen, printing[len(chosen)%len(printing)])
	}
	return chosen
}

// traceIDs are those of a sample's history, the slow and the failed trace first.
func traceIDs(t *testing.T, name string) []string {
	t.Helper()
	sample, err := samples.Load(name)
	require.NoError(t, err)
	var facts samples.Facts
	require.NoError(t, json.Unmarshal(sample.Facts, &facts))
	ids := []string{facts.Slow.ID, facts.Failed.ID}
	for _, listed := range facts.List {
		if !slices.Contains(ids, listed.ID) {
			ids = append(ids, listed.ID)
		}
	}
	return ids
}

// openTrace asks the plugin as a derived field does, and reads the frame as the
// trace view does.
func openTrace(t *testing.T, uid, id string, between backend.TimeRange) []span {
	t.Helper()
	query, err := json.Marshal(map[string]string{"refId": "A", "query": id})
	require.NoError(t, err)
	responses, err := shared.plugin.Query(t.Context(), shared.sources[uid], backend.DataQuery{RefID: "A", TimeRange: between, JSON: query})
	require.NoError(t, err)
	require.NoError(t, responses["A"].Error)
	require.NotEmpty(t, responses["A"].Frames)
	frame := responses["A"].Frames[0]
	require.EqualValues(t, data.VisTypeTrace, frame.Meta.PreferredVisualization)
	spans := make([]span, frame.Rows())
	for row := range spans {
		spans[row] = span{
			traceID: cell[string](t, frame, "traceID", row), spanID: cell[string](t, frame, "spanID", row), operation: cell[string](t, frame, "operationName", row),
			start: cell[float64](t, frame, "startTime", row), duration: cell[float64](t, frame, "duration", row),
		}
		require.NoError(t, json.Unmarshal(cell[json.RawMessage](t, frame, "serviceTags", row), &spans[row].process))
		require.NoError(t, json.Unmarshal(cell[json.RawMessage](t, frame, "tags", row), &spans[row].tags))
	}
	return spans
}

func cell[T any](t *testing.T, frame *data.Frame, name string, row int) T {
	t.Helper()
	field, _ := frame.FieldByName(name)
	require.NotNil(t, field, "the trace frame has no field %s", name)
	value, ok := field.At(row).(T)
	require.True(t, ok, "the trace frame's field %s holds %T", name, field.At(row))
	return value
}

// printed is what the generator knows of a line. Loki adds the label service_name
// and guesses a level.
type printed struct {
	time                                 int64
	namespace, pod, app, container, text string
	traceID, spanID                      string
}

func printedLines(lines []Line) []printed {
	all := make([]printed, len(lines))
	for i, line := range lines {
		all[i] = printed{
			line.Time, line.Labels["namespace"], line.Labels["pod"], line.Labels["app"], line.Labels["container"], line.Text,
			line.Metadata["trace_id"], line.Metadata["span_id"],
		}
	}
	return all
}

// choose takes the lines of a span, by a rule.
func choose(lines []Line, s span, rule func(span, Line) bool) []printed {
	var chosen []Line
	for _, line := range lines {
		if rule(s, line) {
			chosen = append(chosen, line)
		}
	}
	return printedLines(chosen)
}
