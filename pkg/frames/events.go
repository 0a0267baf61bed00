package frames

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"logservice-jaeger-datasource/pkg/trace"
)

// mostEvents is how many log lines are shown: as many as Grafana's own logs come
// with at the most by default (maxLines of its data source for Loki).
const mostEvents = 5000

// Events makes the log lines of what a trace's spans recorded, in the order of time.
// A line is an event's name and its tags; its labels are the service, operation and
// ID of its span, its name, and its tags. An event that tells of an exception has the
// severity error, others that of their tag level, if they have one. Trace and span
// IDs link to the trace. The form is that of
// https://grafana.com/developers/dataplane/logs.
//
// The notices say if there are no events, and what was left out: of too many, those
// of exceptions are kept, and then the first.
func Events(spans []trace.Span, link Link) (*data.Frame, []trace.Notice) {
	lines, untimed := eventLines(spans)
	var notices []trace.Notice
	if untimed > 0 {
		notices = append(notices, trace.Notice{Severity: trace.Info, Text: fmt.Sprintf("Events without a time, shown where their span begins: %d.", untimed)})
	}
	if len(spans) > 0 && len(lines) == 0 {
		notices = append(notices, trace.Notice{Severity: trace.Info, Text: "The spans of this trace have no events."})
	}
	if all := len(lines); all > mostEvents {
		lines = keepEvents(lines)
		notices = append(notices, trace.Notice{Severity: trace.Warning, Text: fmt.Sprintf(
			"%d of this trace's %d events are left out: exceptions are shown, and then the first, %d at the most. The trace view shows every event.", all-mostEvents, all, mostEvents)})
	}
	frame := data.NewFrame("Events", eventFields(lines, link)...)
	frame.Meta = &data.FrameMeta{Type: data.FrameTypeLogLines, TypeVersion: data.FrameTypeVersion{0, 0}, PreferredVisualization: data.VisTypeLogs}
	return frame, notices
}

// eventLine is an event of a span, as a log line.
type eventLine struct {
	at                   time.Time
	span                 trace.Span
	id, spanID, severity string
	event                trace.Event
}

// eventLines sorts the events of all spans by time, and counts those without one.
func eventLines(spans []trace.Span) (lines []eventLine, untimed int) {
	timed := newTimeline(spans)
	for i, span := range spans {
		row := timed.rows[i]
		for k, event := range span.Events {
			at := event.Time
			if !hasTime(at) {
				at = row.start
				untimed++
			}
			lines = append(lines, eventLine{
				at: at, span: span, id: fmt.Sprintf("%s-%d", row.id, k), spanID: row.id, severity: severityOf(event), event: event,
			})
		}
	}
	slices.SortStableFunc(lines, func(a, b eventLine) int { return a.at.Compare(b.at) })
	return lines, untimed
}

func keepEvents(lines []eventLine) []eventLine {
	byImportance := slices.Clone(lines)
	slices.SortStableFunc(byImportance, func(a, b eventLine) int {
		return compareTruth(isException(b.event), isException(a.event))
	})
	kept := byImportance[:mostEvents]
	slices.SortStableFunc(kept, func(a, b eventLine) int { return a.at.Compare(b.at) })
	return kept
}

func compareTruth(a, b bool) int {
	number := map[bool]int{true: 1}
	return cmp.Compare(number[a], number[b])
}

// isException says whether an event tells of an exception, as OpenTelemetry's
// (https://opentelemetry.io/docs/specs/semconv/exceptions/exceptions-spans/) or
// OpenTracing's conventions have it (https://opentracing.io/specification/conventions/).
func isException(event trace.Event) bool {
	if event.Name == "exception" || event.Name == "error" {
		return true
	}
	return slices.ContainsFunc(event.Tags, func(tag trace.Tag) bool {
		return tag.Key == "exception.type" || tag.Key == "exception.message" || tag.Key == "error.kind" || tag.Key == "error.object"
	})
}

// severityOf is one of Grafana's levels, or whatever the writer calls it, of which
// Grafana knows the usual words (LogLevel in @grafana/data).
func severityOf(event trace.Event) string {
	if isException(event) {
		return "error"
	}
	for _, key := range []string{"level", "severity", "log.severity"} {
		if value, ok := trace.Lookup(event.Tags, key); ok {
			if text, ok := value.(string); ok && text != "" {
				return strings.ToLower(text)
			}
		}
	}
	return "unknown"
}

func eventFields(lines []eventLine, link Link) []*data.Field {
	n := len(lines)
	times, bodies, severities, ids := make([]time.Time, n), make([]string, n), make([]string, n), make([]string, n)
	labels, traceIDs, spanIDs := make([]json.RawMessage, n), make([]string, n), make([]string, n)
	for i, line := range lines {
		times[i], bodies[i], severities[i], ids[i] = line.at.UTC(), line.body(), line.severity, line.id
		labels[i], traceIDs[i], spanIDs[i] = line.labels(), line.span.TraceID.String(), line.spanID
	}
	return []*data.Field{
		data.NewField("timestamp", nil, times),
		data.NewField("body", nil, bodies),
		data.NewField("severity", nil, severities),
		data.NewField("id", nil, ids),
		data.NewField("labels", nil, labels),
		data.NewField("traceID", nil, traceIDs).SetConfig(&data.FieldConfig{DisplayNameFromDS: "Trace ID", Links: []data.DataLink{traceLink(link)}}),
		data.NewField("spanID", nil, spanIDs).SetConfig(&data.FieldConfig{DisplayNameFromDS: "Span ID", Links: []data.DataLink{spanLink(link)}}),
	}
}

// spanLink opens the trace at the span of its row (ExploreTracePanelState in
// @grafana/data).
func spanLink(link Link) data.DataLink {
	var opened data.ExplorePanelsState = map[string]any{"trace": map[string]string{"spanId": "${__value.raw}"}}
	to := traceLink(link)
	to.Title = "Span: ${__value.raw}"
	to.Internal.Query = link.traceQuery(`${__data.fields["traceID"]}`)
	to.Internal.ExplorePanelsState = &opened
	return to
}
