package frames

import (
	"cmp"
	"encoding/json"
	"fmt"
	"html"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"logservice-jaeger-datasource/pkg/trace"
)

// Annotations makes the marks of traces in graphs, one row a trace, in the order given:
// from a trace's begin to its end, named after its root, with a link to the trace and
// its services as tags. The fields are those that Grafana looks for, and title and text
// are HTML there (standardAnnotationSupport.ts and AnnotationTooltip2.tsx in
// grafana/grafana).
func Annotations(summaries []trace.Summary, link Link) *data.Frame {
	n := len(summaries)
	starts, ends := make([]time.Time, n), make([]time.Time, n)
	titles, texts, tags, ids := make([]string, n), make([]string, n), make([]string, n), make([]string, n)
	for i, summary := range summaries {
		starts[i] = summary.Start.UTC()
		ends[i] = summary.Start.Add(summary.Duration).UTC()
		titles[i] = html.EscapeString(cmp.Or(summary.RootService, UnknownService) + ": " + cmp.Or(summary.RootOperation, UnknownOperation))
		texts[i] = fmt.Sprintf(`%s <a href="%s">Open the trace</a>`, html.EscapeString(annotationSentence(summary)), html.EscapeString(exploreAddress(summary, link)))
		tags[i] = annotationTags(summary.Services)
		ids[i] = summary.ID.String()
	}
	return data.NewFrame("Annotations",
		data.NewField("time", nil, starts),
		data.NewField("timeEnd", nil, ends),
		data.NewField("title", nil, titles),
		data.NewField("text", nil, texts),
		data.NewField("tags", nil, tags),
		data.NewField("id", nil, ids),
	).SetMeta(&data.FrameMeta{})
}

func annotationSentence(summary trace.Summary) string {
	spans := "1 span"
	if summary.Spans != 1 {
		spans = strconv.Itoa(summary.Spans) + " spans"
	}
	milliseconds := strconv.FormatFloat(float64(summary.Duration.Round(time.Microsecond))/float64(time.Millisecond), 'f', -1, 64)
	return fmt.Sprintf("%s ms, %s, %d failed.", milliseconds, spans, summary.Errors)
}

// annotationTags joins services as Grafana splits them: by commas, which a name with
// one has to do without.
func annotationTags(services []string) string {
	tags := make([]string, len(services))
	for i, service := range services {
		tags[i] = strings.ReplaceAll(service, ",", " ")
	}
	slices.Sort(tags)
	return strings.Join(tags, ",")
}

// aroundTrace is how much of the time before and after a trace its link shows.
const aroundTrace = time.Minute

// exploreAddress leads to a trace in Explore
// (https://grafana.com/docs/grafana/latest/explore/#generate-explore-urls-from-external-tools).
// It is relative to Grafana's own, which every page has as its base.
func exploreAddress(summary trace.Summary, link Link) string {
	at := func(moment time.Time) string { return strconv.FormatInt(moment.UnixMilli(), 10) }
	panes := map[string]any{"trace": map[string]any{
		"datasource": link.DatasourceUID,
		"queries":    []map[string]string{{"refId": "A", "queryType": "traceId", "query": summary.ID.String()}},
		"range":      map[string]string{"from": at(summary.Start.Add(-aroundTrace)), "to": at(summary.Start.Add(summary.Duration + aroundTrace))},
	}}
	// Maps of texts can always be put into JSON.
	raw, _ := json.Marshal(panes)
	return "./explore?" + url.Values{"schemaVersion": {"1"}, "panes": {string(raw)}}.Encode()
}
