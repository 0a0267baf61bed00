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
	for _, notice := range account.Notices {
		frame.AppendNotices(data.Notice{Severity: severity(notice.Severity), Text: notice.Text})
	}
	cost := account.Cost
	frame.Meta.Stats = []data.QueryStat{
		stat("Requests", "", float64(cost.Requests)),
		stat("Rows processed", "", float64(cost.Rows)),
		stat("Bytes processed", "bytes", float64(cost.Bytes)),
		stat("Time", "ms", float64(cost.Elapsed)/float64(time.Millisecond)),
	}
}

func severity(s trace.Severity) data.NoticeSeverity {
	if s == trace.Info {
		return data.NoticeSeverityInfo
	}
	return data.NoticeSeverityWarning
}

func stat(name, unit string, value float64) data.QueryStat {
	return data.QueryStat{FieldConfig: data.FieldConfig{DisplayName: name, Unit: unit}, Value: value}
}
