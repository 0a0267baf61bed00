package frames

import (
	"encoding/json"
	"slices"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"logservice-jaeger-datasource/pkg/trace"
)

// NestedKey is the key in a frame's custom meta of what is nested under its rows: for
// each row a list of frames, as JSON. Frames that come from a backend can't hold frames
// themselves (FieldType.nestedFrames of @grafana/data has no counterpart in the SDK), so
// the front end makes a column of these. Who doesn't know of them has a table as before.
const NestedKey = "nestedFrames"

// nest adds the matching spans of traces to their table. Without any it does nothing.
func nest(frame *data.Frame, summaries []trace.Summary, keys []string, link Link) {
	if !slices.ContainsFunc(summaries, func(s trace.Summary) bool { return s.Matched > 0 }) {
		return
	}
	matched, nested := make([]int64, len(summaries)), make([][]json.RawMessage, len(summaries))
	for i, summary := range summaries {
		matched[i], nested[i] = int64(summary.Matched), []json.RawMessage{}
		if len(summary.Matching) > 0 {
			nested[i] = append(nested[i], matchingTable(summary.Matching, keys, link))
		}
	}
	frame.Fields = append(frame.Fields, data.NewField("matchedSpans", nil, matched).SetConfig(named("Matching spans")))
	frame.Meta.Custom = map[string]any{NestedKey: nested}
}

// matchingTable is the list of spans without the ID of the trace, which its row shows
// and the links need. Its columns are named as their headings, since Grafana 12 and later
// show nested ones by their names.
func matchingTable(spans []trace.FoundSpan, keys []string, link Link) json.RawMessage {
	frame := spanTable(spans, keys, link)
	for _, field := range frame.Fields[1 : len(frame.Fields)-len(keys)] {
		field.Name = field.Config.DisplayNameFromDS
	}
	// Tables look at one of these or the other, from version to version.
	frame.Fields[0].SetConfig(&data.FieldConfig{Custom: map[string]any{"hidden": true, "hideFrom": map[string]bool{"viz": true, "legend": false, "tooltip": false}}})
	frame.Meta = &data.FrameMeta{PreferredVisualization: data.VisTypeTable}
	// Texts, times and numbers can always be put into JSON.
	text, _ := data.FrameToJSON(frame, data.IncludeAll)
	return text
}
