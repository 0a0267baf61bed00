package frames

import (
	"fmt"
	"math"
	"strconv"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"logservice-jaeger-datasource/pkg/trace"
)

// NodeGraph makes the two frames that Grafana's node graph draws of one trace: the
// nodes, one a span, and the edges, from each span to its children. The spans are
// those of one trace, repaired as a trace.Reader gives them; both frames keep
// their order. A node's ID is that of its span in the frame of Trace.
//
// The notices say what was left out of a trace that is too large to be drawn, see
// mostNodes.
//
// The fields are those of NodeGraphDataFrameFieldNames in @grafana/data, and what
// the panel makes of them is in grafana/grafana, public/app/plugins/panel/nodeGraph.
func NodeGraph(spans []trace.Span) (data.Frames, []trace.Notice) {
	timed := newTimeline(spans)
	kept, notices := chooseNodes(spans, timed)
	nodes, edges := newNodeColumns(len(kept)), &edgeColumns{}
	for row, i := range kept {
		nodes.set(row, spans[i], timed.rows[i], timed)
		// A span that is kept has its parent kept.
		if parent, has := timed.parent(spans[i]); has {
			edges.add(timed.rows[parent].id, timed.rows[i].id)
		}
	}
	return data.Frames{
		graphFrame("nodes", nodes.fields()),
		graphFrame("edges", edges.fields()),
	}, notices
}

func graphFrame(name string, fields []*data.Field) *data.Frame {
	frame := data.NewFrame(name, fields...)
	frame.Meta = &data.FrameMeta{PreferredVisualization: data.VisTypeNodeGraph}
	return frame
}

// nodeColumns are the fields of the nodes, a value a node.
type nodeColumns struct {
	id, service, operation   []string
	mainStat, secondaryStat  []string
	hotness, failed          []float64
	kind, status, startsWith []string
}

func newNodeColumns(n int) *nodeColumns {
	texts := func() []string { return make([]string, n) }
	return &nodeColumns{
		id: texts(), service: texts(), operation: texts(), mainStat: texts(), secondaryStat: texts(),
		hotness: make([]float64, n), failed: make([]float64, n),
		kind: texts(), status: texts(), startsWith: texts(),
	}
}

// fields names the columns. The panel reads a field's displayName only, not the one
// of the data source (useContextMenu.tsx, Legend.tsx).
//
// The ring around a node shows its arcs, and its colour only if it has none
// (ColorCircle in Node.tsx). So a failed span has one red arc all around, and the
// others none: their ring goes from green to yellow with the share of the trace that
// they took by themselves, see hotness.
func (c *nodeColumns) fields() []*data.Field {
	return []*data.Field{
		data.NewField("id", nil, c.id),
		labelled("title", "Service", c.service),
		labelled("subtitle", "Operation", c.operation),
		labelled("mainstat", "Duration (share of the trace)", c.mainStat),
		labelled("secondarystat", "Self time (share of the trace)", c.secondaryStat),
		coloured("color", "Self time", c.hotness, map[string]any{"mode": "continuous-GrYlRd"}),
		coloured("arc__errors", "Failed", c.failed, map[string]any{"mode": "fixed", "fixedColor": "red"}),
		labelled("detail__kind", "Kind", c.kind),
		labelled("detail__status", "Status", c.status),
		labelled("detail__start", "Begins after", c.startsWith),
		labelled("detail__id", "Span ID", c.id), // the panel doesn't show the node's own
	}
}

func labelled(name, label string, values []string) *data.Field {
	return data.NewField(name, nil, values).SetConfig(&data.FieldConfig{DisplayName: label})
}

func coloured(name, label string, values []float64, color map[string]any) *data.Field {
	return data.NewField(name, nil, values).SetConfig(&data.FieldConfig{DisplayName: label, Color: color})
}

// set fills a row from a span.
func (c *nodeColumns) set(row int, span trace.Span, at timedRow, timed *timeline) {
	var shown warnings // the trace's frame has them
	c.id[row] = at.id
	c.service[row] = shown.replaceEmpty("service", span.Service, UnknownService)
	c.operation[row] = shown.replaceEmpty("operation", span.Operation, UnknownOperation)
	c.mainStat[row] = timed.stat(at.duration)
	c.secondaryStat[row] = timed.stat(at.self)
	c.hotness[row] = hotness(timed.share(at.self))
	if span.Failed() {
		c.failed[row] = 1
	}
	c.kind[row] = string(span.Kind)
	c.status[row] = statusText(span)
	c.startsWith[row] = millisecondsText(at.start.Sub(timed.start))
}

// hotness is a place on Grafana's scale from green over yellow to red, which ends at
// 1. Only its first half is used, so that a slow span isn't taken for a failed one.
func hotness(share float64) float64 { return share / 2 }

func statusText(span trace.Span) string {
	text := string(span.Status)
	if span.Failed() {
		text = string(trace.StatusError) // a tag may say so alone
	}
	if span.StatusMessage != "" {
		text += ": " + span.StatusMessage
	}
	return text
}

// edgeColumns are the fields of the edges.
type edgeColumns struct{ id, source, target []string }

func (c *edgeColumns) add(source, target string) {
	c.id = append(c.id, source+"--"+target)
	c.source = append(c.source, source)
	c.target = append(c.target, target)
}

func (c *edgeColumns) fields() []*data.Field {
	return []*data.Field{
		data.NewField("id", nil, c.id),
		data.NewField("source", nil, c.source),
		data.NewField("target", nil, c.target),
	}
}

// stat writes a duration and its share of the trace.
func (t *timeline) stat(duration time.Duration) string {
	return fmt.Sprintf("%s (%s)", millisecondsText(duration), percent(t.share(duration)))
}

func millisecondsText(duration time.Duration) string {
	return figure(inMilliseconds(duration), 3) + " ms"
}

// percent has no digits behind the point from 1 % on: a node's circle has room for
// 13 characters.
func percent(share float64) string {
	if share >= 0.01 {
		return strconv.FormatFloat(100*share, 'f', 0, 64) + "%"
	}
	return figure(100*share, 1) + "%"
}

// figure writes so many significant digits, and in any case all those before the
// point.
func figure(value float64, digits int) string {
	if value >= math.Pow10(digits-1) {
		return strconv.FormatFloat(value, 'f', 0, 64)
	}
	rounded, err := strconv.ParseFloat(strconv.FormatFloat(value, 'g', digits, 64), 64)
	if err != nil {
		rounded = value
	}
	return strconv.FormatFloat(rounded, 'f', -1, 64)
}
