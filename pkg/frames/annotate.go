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
	for _, severity := range severities {
		if text := told(account.Notices, severity.of); text != "" {
			frame.AppendNotices(data.Notice{Severity: severity.shown, Text: text})
		}
	}
	cost := account.Cost
	frame.Meta.Stats = []data.QueryStat{
		stat("Requests", "", float64(cost.Requests)),
		stat("Rows processed", "", float64(cost.Rows)),
		stat("Bytes processed", "bytes", float64(cost.Bytes)),
		stat("Time", "ms", float64(cost.Elapsed)/float64(time.Millisecond)),
	}
}

// severities are those of notices, the graver first.
var severities = []struct {
	of    trace.Severity
	shown data.NoticeSeverity
}{{trace.Warning, data.NoticeSeverityWarning}, {trace.Info, data.NoticeSeverityInfo}}

// told makes one text of all notices of a severity: a panel's header shows the last of
// each (Grafana 11, PanelHeaderNotices.tsx), and others would be lost in silence.
func told(notices []trace.Notice, severity trace.Severity) string {
	var texts []string
	for _, notice := range notices {
		if notice.Severity == severity {
			texts = append(texts, notice.Text)
		}
	}
	return strings.Join(texts, " ")
}

// Warn makes one warning of all that a frame notes. Explore shows nothing else (Grafana
// 11, QueryEditorRow.tsx), nor does the form of an alert rule: what is only for the
// reader's information would be lost in silence.
func Warn(frame *data.Frame) {
	if frame.Meta == nil || len(frame.Meta.Notices) == 0 {
		return
	}
	var texts []string
	for _, notice := range frame.Meta.Notices {
		texts = append(texts, notice.Text)
	}
	frame.Meta.Notices = []data.Notice{{Severity: data.NoticeSeverityWarning, Text: strings.Join(texts, " ")}}
}

func stat(name, unit string, value float64) data.QueryStat {
	return data.QueryStat{FieldConfig: data.FieldConfig{DisplayName: name, Unit: unit}, Value: value}
}
