package frames

import (
	"strings"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"logservice-jaeger-datasource/pkg/trace"
)

// Annotate puts on a frame how its answer came about, for Grafana's query
// inspector: the statements, one a line, what they cost, and the notices. Of
// several frames of one answer, only the first is to be annotated.
func Annotate(frame *data.Frame, account trace.Account) {
	if frame.Meta == nil {
		frame.Meta = &data.FrameMeta{}
	}
	frame.Meta.ExecutedQueryString = strings.Join(account.Statements, "\n")
	if text := told(account.Notices); text != "" {
		frame.AppendNotices(data.Notice{Severity: data.NoticeSeverityWarning, Text: text})
	}
	cost := account.Cost
	frame.Meta.Stats = []data.QueryStat{
		stat("Requests", "", float64(cost.Requests)),
		stat("Rows processed", "", float64(cost.Rows)),
		stat("Bytes processed", "bytes", float64(cost.Bytes)),
		stat("Time", "ms", float64(cost.Elapsed)/float64(time.Millisecond)),
	}
}

// told makes one text of all notices, the warnings first, because Explore shows
// no notice but warnings (Grafana 11, QueryEditorRow.tsx), and a panel's header
// shows one of each severity (PanelHeaderNotices.tsx): what isn't a warning, or not
// the last of several, would be lost in silence.
func told(notices []trace.Notice) string {
	var texts []string
	for _, severity := range []trace.Severity{trace.Warning, trace.Info} {
		for _, notice := range notices {
			if notice.Severity == severity {
				texts = append(texts, notice.Text)
			}
		}
	}
	return strings.Join(texts, " ")
}

func stat(name, unit string, value float64) data.QueryStat {
	return data.QueryStat{FieldConfig: data.FieldConfig{DisplayName: name, Unit: unit}, Value: value}
}
