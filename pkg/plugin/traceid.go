package plugin

import (
	"context"
	"fmt"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"logservice-jaeger-datasource/pkg/frames"
	"logservice-jaeger-datasource/pkg/models"
	"logservice-jaeger-datasource/pkg/trace"
)

// view makes the frames of one way to look at a trace, and notices about them.
type view func(d *Datasource, spans []trace.Span) (data.Frames, []trace.Notice)

// views has one function for each view.
var views = map[models.View]view{
	models.ViewTrace:      (*Datasource).traceView,
	models.ViewFlameGraph: (*Datasource).flameGraphView,
	models.ViewStatistics: (*Datasource).statisticsView,
	models.ViewEvents:     (*Datasource).eventsView,
}

// traceByID answers a query for one trace in the view that it asks for. With an error
// it gives the frame of a trace without spans, for what was asked of the store.
func (d *Datasource) traceByID(ctx context.Context, query models.Query, asked question) (data.Frames, error) {
	id, err := trace.ParseTraceID(query.TraceID.ID)
	if err != nil {
		return nil, &requestError{err}
	}
	below, err := parseBelow(query.TraceID.SpanID)
	if err != nil {
		return nil, err
	}
	result, err := d.reader.Trace(ctx, trace.TraceQuery{ID: id, Range: asked.between})
	answered := data.Frames{frames.Trace(nil)}
	if err == nil {
		err = narrow(&result, below)
	}
	if err == nil {
		var notices []trace.Notice
		answered, notices = views[query.TraceID.View](d, result.Spans)
		result.Notices = append(result.Notices, notices...)
	}
	frames.Annotate(answered[0], result.Account)
	return answered, err
}

// traceView puts the trace first, because the Traces panel draws the first frame only,
// and then its node graph if the settings ask for it.
func (d *Datasource) traceView(spans []trace.Span) (data.Frames, []trace.Notice) {
	var graph data.Frames
	var notices []trace.Notice
	if d.nodeGraph {
		graph, notices = frames.NodeGraph(spans)
	}
	all := len(spans)
	spans, left := trace.Cut(spans, d.maxSpans)
	frame := frames.Trace(spans)
	frames.LinkSpans(frame, d.spanLinks)
	frames.LinkProfiles(frame, d.profiles)
	if left > 0 {
		frames.LinkBelow(frame, d.link)
		notices = append(notices, trace.Notice{Severity: trace.Warning, Text: fmt.Sprintf(
			"The trace has %d spans, of which %d are shown: its roots, what failed and the longest, with the spans above them. %d are left out; a warning on a span counts those below it, and the link beside it loads them.", all, len(spans), left)})
	}
	return append(data.Frames{frame}, graph...), notices
}

// linkSpans takes over the links that settings give to each span.
func (d *Datasource) linkSpans(settings models.Settings) {
	for _, link := range settings.SpanLinks {
		d.spanLinks = append(d.spanLinks, frames.SpanLink(link))
	}
	profiles := settings.TracesToProfiles
	d.profiles = frames.ProfilesLink{DatasourceUID: profiles.DatasourceUID, ProfileType: profiles.ProfileTypeID}
	if profiles.CustomQuery {
		d.profiles.Selector = profiles.Query
	}
}

func (d *Datasource) flameGraphView(spans []trace.Span) (data.Frames, []trace.Notice) {
	frame, notices := frames.FlameGraph(spans)
	return data.Frames{frame}, append(notices, warned(spans)...)
}

func (d *Datasource) statisticsView(spans []trace.Span) (data.Frames, []trace.Notice) {
	return data.Frames{frames.Statistics(spans, d.link)}, warned(spans)
}

func (d *Datasource) eventsView(spans []trace.Span) (data.Frames, []trace.Notice) {
	frame, notices := frames.Events(spans, d.link)
	return data.Frames{frame}, append(notices, warned(spans)...)
}

// warned tells of the warnings on spans where these are not shown.
func warned(spans []trace.Span) []trace.Notice {
	count := 0
	for _, span := range spans {
		if len(span.Warnings) > 0 {
			count++
		}
	}
	if count == 0 {
		return nil
	}
	return []trace.Notice{{Severity: trace.Info, Text: fmt.Sprintf("Spans with warnings, which the trace view shows: %d of %d.", count, len(spans))}}
}
