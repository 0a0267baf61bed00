package plugin

import (
	"context"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"logservice-jaeger-datasource/pkg/frames"
	"logservice-jaeger-datasource/pkg/models"
	"logservice-jaeger-datasource/pkg/trace"
)

// traceByID answers a query for one trace.
func (d *Datasource) traceByID(ctx context.Context, query models.Query, asked question) (data.Frames, error) {
	id, err := trace.ParseTraceID(query.TraceID.ID)
	if err != nil {
		return nil, &requestError{err}
	}
	result, err := d.reader.Trace(ctx, trace.TraceQuery{ID: id, Range: asked.between})
	frame := frames.Trace(result.Spans)
	frames.Annotate(frame, result.Account)
	return data.Frames{frame}, err
}
