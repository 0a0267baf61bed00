package samples

import (
	"fmt"
	"strconv"
	"time"
)

// LargeTraceID is the ID of the trace that LargeTrace makes.
const LargeTraceID = "0b165a1e1a46e0000000000000001500"

// LargeTrace makes the records of one trace that no single page of Log Service
// holds, as OTLP ingest stores them, for the logstore "awkward". Span n, from 1 on,
// has the ID n and up to four children; it begins n-1 ms after start, and all of
// them end together, 20 s after start. At most 20,000 spans keep positive durations.
func LargeTrace(start time.Time, spans int) []Row {
	end := start.Add(20 * time.Second)
	rows := make([]Row, spans)
	for index := range rows {
		parent := ""
		if index > 0 {
			parent = fmt.Sprintf("%016x", (index-1)/4+1)
		}
		began := start.Add(time.Duration(index) * time.Millisecond)
		rows[index] = Row{
			Logstore: "awkward", Time: end.Unix(),
			Topic: "otel-collector-5c7d9b8f6d-k2x7q", Source: "10.42.0.17",
			Contents: [][2]string{
				{"host", ""}, {"service", fmt.Sprintf("worker-%d", index%7)}, {"resource", "{}"},
				{"otlp.name", ""}, {"otlp.version", ""},
				{"traceID", LargeTraceID}, {"spanID", fmt.Sprintf("%016x", index+1)}, {"parentSpanID", parent},
				{"kind", "internal"}, {"name", fmt.Sprintf("task %d", index%50)}, {"links", "[]"}, {"logs", "[]"}, {"traceState", ""},
				{"start", microseconds(began.UnixMicro())}, {"end", microseconds(end.UnixMicro())},
				{"duration", microseconds(end.Sub(began).Microseconds())},
				{"attribute", "{}"}, {"statusCode", "UNSET"}, {"statusMessage", ""},
			},
		}
	}
	return rows
}

func microseconds(value int64) string { return strconv.FormatInt(value, 10) }
