package frames

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"logservice-jaeger-datasource/pkg/trace"
)

// Link says which data source the trace IDs of a search link to: the one that
// was asked.
type Link struct {
	DatasourceUID, DatasourceName string
	// Upload names the uploaded file that the traces are of; empty for those of the
	// store.
	Upload string
	// View is how a trace of the file is shown; empty for the trace view.
	View string
}

// Search makes the table of traces found, one row a trace, in the order given.
// Its trace IDs are links to the traces. Durations are milliseconds; services
// are joined by commas, in alphabetical order. Where traces have matching spans, a
// column counts these, and the spans themselves are in the frame's meta, see nest; keys
// are those of their Tags.
func Search(summaries []trace.Summary, keys []string, link Link) *data.Frame {
	n := len(summaries)
	ids, starts, durations := make([]string, n), make([]time.Time, n), make([]float64, n)
	rootServices, rootOperations, services := make([]string, n), make([]string, n), make([]string, n)
	spans, errors := make([]int64, n), make([]int64, n)
	for i, summary := range summaries {
		ids[i] = summary.ID.String()
		starts[i] = summary.Start.UTC()
		durations[i] = float64(summary.Duration) / float64(time.Millisecond)
		rootServices[i] = cmp.Or(summary.RootService, UnknownService)
		rootOperations[i] = cmp.Or(summary.RootOperation, UnknownOperation)
		spans[i], errors[i] = int64(summary.Spans), int64(summary.Errors)
		services[i] = strings.Join(slices.Sorted(slices.Values(summary.Services)), ", ")
	}
	frame := data.NewFrame("Traces",
		data.NewField("traceID", nil, ids).SetConfig(&data.FieldConfig{DisplayNameFromDS: "Trace ID", Links: []data.DataLink{traceLink(link)}}),
		data.NewField("startTime", nil, starts).SetConfig(named("Start time")),
		data.NewField("rootService", nil, rootServices).SetConfig(named("Root service")),
		data.NewField("rootOperation", nil, rootOperations).SetConfig(named("Root operation")),
		data.NewField("duration", nil, durations).SetConfig(&data.FieldConfig{DisplayNameFromDS: "Duration", Unit: "ms"}),
		data.NewField("spans", nil, spans).SetConfig(named("Spans")),
		data.NewField("errors", nil, errors).SetConfig(named("Errors")),
		data.NewField("services", nil, services).SetConfig(named("Services")),
	)
	frame.Meta = &data.FrameMeta{PreferredVisualization: data.VisTypeTable, UniqueRowIDFields: []int{0}}
	nest(frame, summaries, keys, link)
	return frame
}

// named gives a column its heading. A field's DisplayName is the user's to set
// (FieldConfig in @grafana/data).
func named(heading string) *data.FieldConfig { return &data.FieldConfig{DisplayNameFromDS: heading} }

func traceLink(link Link) data.DataLink {
	return data.DataLink{
		Title: "Trace: ${__value.raw}",
		Internal: &data.InternalDataLink{
			DatasourceUID:  link.DatasourceUID,
			DatasourceName: link.DatasourceName,
			Query:          link.traceQuery("${__value.raw}"),
		},
	}
}

// traceQuery is a query for one trace, as a query editor stores it.
func (l Link) traceQuery(id string) map[string]string {
	query := map[string]string{"query": id, "queryType": "traceId"}
	if l.Upload != "" {
		query["queryType"], query["upload"] = "upload", l.Upload
	}
	if l.View != "" {
		query["view"] = l.View
	}
	return query
}
