package plugin

import (
	"context"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"logservice-jaeger-datasource/pkg/frames"
	"logservice-jaeger-datasource/pkg/models"
	"logservice-jaeger-datasource/pkg/trace"
)

// traceByID answers a query for one trace: the trace first, because the Traces panel
// draws the first frame only, and then its node graph if the settings ask for it.
func (d *Datasource) traceByID(ctx context.Context, query models.Query, asked question) (data.Frames, error) {
	id, err := trace.ParseTraceID(query.TraceID.ID)
	if err != nil {
		return nil, &requestError{err}
	}
	result, err := d.reader.Trace(ctx, trace.TraceQuery{ID: id, Range: asked.between})
	frame := frames.Trace(result.Spans)
	var graph data.Frames
	if d.nodeGraph && err == nil {
		var notices []trace.Notice
		graph, notices = frames.NodeGraph(result.Spans)
		result.Notices = append(result.Notices, notices...)
	}
	frames.Annotate(frame, result.Account)
	return append(data.Frames{frame}, graph...), err
}
