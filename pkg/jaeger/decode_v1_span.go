package jaeger

import (
	"errors"
	"math"
	"slices"
	"time"

	"logservice-jaeger-datasource/pkg/trace"
)

var parsersV1 = parsers{trace.ParseStoredTraceID, trace.ParseSpanID}

var errNoSpan = errors.New("the record has no trace ID or no span ID")

// span makes a span of a record. It fails only if the record lacks a trace ID or a span
// ID other than zero. Whatever else can't be read becomes a warning on the span.
//
// Jaeger's flags are left out: a stored span was sampled, and the debug bit tells nothing
// about what happened.
func (s *spanV1) span(processes map[string]process) (trace.Span, error) {
	span := trace.Span{Operation: s.operation, Status: trace.StatusUnset, Warnings: s.warnings, Tags: s.tags}
	var err error
	if span.TraceID, span.ID, err = s.ids(); err != nil {
		return trace.Span{}, err
	}
	if span.Parent, err = trace.ParseSpanID(s.parent); err != nil {
		warn(&span, "Its parent could not be read: %.60q is not a span ID.", s.parent)
	}
	s.madeBy(&span, processes)
	s.timing(&span)
	takeProperties(&span)
	takeStatusFromWarnings(&span)
	parsersV1.link(&span, s.references)
	s.events(&span)
	for _, field := range s.odd {
		warn(&span, "The field %s of its record isn't a list; it is left out.", field)
	}
	span.Tags = tidy(span.Tags)
	return span, nil
}

// ids are those without which a record is no span.
func (s *spanV1) ids() (trace.TraceID, trace.SpanID, error) {
	id, traceErr := trace.ParseStoredTraceID(s.traceID)
	span, spanErr := trace.ParseSpanID(s.spanID)
	if traceErr != nil || spanErr != nil || id.IsZero() || span == 0 {
		return trace.TraceID{}, 0, errNoSpan
	}
	return id, span, nil
}

func (s *spanV1) isSpan() bool {
	_, _, err := s.ids()
	return err == nil
}

// madeBy tells what made the span: a process of its own, or one of the trace's.
func (s *spanV1) madeBy(span *trace.Span, processes map[string]process) {
	made, ok := processes[s.processID]
	switch {
	case s.process != nil:
		made = *s.process
	case !ok:
		warn(span, "Its process %.60q isn't in Jaeger's answer, so its service isn't known.", s.processID)
	}
	span.Service, span.Resource = made.service, made.tags
}

// timing reads microseconds.
func (s *spanV1) timing(span *trace.Span) {
	start, ok := readWhole(s.start)
	if ok && start != 0 {
		span.Start = time.UnixMicro(start).UTC()
	} else {
		warn(span, "Its start %.60q can't be read.", s.start)
	}
	duration, ok := readWhole(s.duration)
	if !ok || duration > math.MaxInt64/1000 || duration < math.MinInt64/1000 {
		warn(span, "Its duration %.60q can't be read.", s.duration)
		return
	}
	span.Duration = time.Duration(duration) * time.Microsecond
}

// takeProperties makes a span's properties of the tags in which Jaeger's first model,
// which has no fields for them, keeps them
// (https://opentelemetry.io/docs/specs/otel/common/mapping-to-non-otlp/ and
// https://opentelemetry.io/docs/specs/otel/trace/sdk_exporters/jaeger/). A property that
// can't be read stays a tag.
func takeProperties(span *trace.Span) {
	texts := map[string]*string{
		"otel.status_description": &span.StatusMessage,
		"otel.scope.name":         &span.ScopeName,
		"otel.library.name":       &span.ScopeName,
		"otel.scope.version":      &span.ScopeVersion,
		"otel.library.version":    &span.ScopeVersion,
		traceStateTag:             &span.TraceState,
	}
	var kept []trace.Tag
	for _, tag := range span.Tags {
		text, isText := tag.Value.(string)
		property, isProperty := texts[tag.Key]
		switch {
		case isText && isProperty && (*property == "" || *property == text):
			*property = text
		case tag.Key == "span.kind" && isText && takeKind(span, text):
		case tag.Key == "otel.status_code" && takeStatus(span, tag.Value):
		default:
			kept = append(kept, tag)
		}
	}
	if span.Status == trace.StatusError {
		// The tag repeats the status: Jaeger's first model tells errors by it.
		kept = slices.DeleteFunc(kept, func(tag trace.Tag) bool { return tag.Key == "error" && (tag.Value == true || tag.Value == "true") })
	}
	span.Tags = kept
}

func takeKind(span *trace.Span, text string) bool {
	kind, ok := readKind(text)
	if !ok {
		warn(span, "Its kind %.60q is none that OpenTelemetry knows.", text)
		return false
	}
	span.Kind = kind
	return true
}

func takeStatus(span *trace.Span, value any) bool {
	text, _ := valueText(value)
	status, ok := readStatus(text)
	if !ok {
		warn(span, "Its status %.60q is none that OpenTelemetry knows.", text)
		return false
	}
	span.Status = status
	return true
}

// takeStatusFromWarnings reads the status as aliyun-log-jaeger gives it: a warning
// "ERROR", for Jaeger's model has no place for it
// (https://github.com/aliyun/aliyun-log-jaeger/blob/master/sls_store/span_data_converter.go).
func takeStatusFromWarnings(span *trace.Span) {
	at := slices.Index(span.Warnings, "ERROR")
	if at < 0 || span.Status != trace.StatusUnset {
		return
	}
	span.Status = trace.StatusError
	span.Warnings = slices.Delete(slices.Clone(span.Warnings), at, at+1)
}

func (s *spanV1) events(span *trace.Span) {
	untimed := 0
	if len(s.logs) > 0 {
		span.Events = make([]trace.Event, 0, len(s.logs))
	}
	for _, log := range s.logs {
		event := trace.Event{Time: span.Start, Tags: log.fields}
		if micros, ok := readWhole(log.timestamp); ok && micros != 0 {
			event.Time = time.UnixMicro(micros).UTC()
		} else {
			untimed++
		}
		takeName(&event)
		event.Tags = tidy(event.Tags)
		span.Events = append(span.Events, event)
	}
	sortEvents(span.Events)
	emptyEvents(span, s.emptyLogs)
	if untimed > 0 {
		warn(span, "Of %d of its %d events the time can't be read; they are shown at the span's start.", untimed, len(s.logs))
	}
}

// takeName makes the event's name of the field "event", which holds it in OpenTracing's
// model (https://opentracing.io/specification/conventions/). The field is then no tag, so
// that an event looks the same whoever wrote it.
func takeName(event *trace.Event) {
	at := slices.IndexFunc(event.Tags, func(tag trace.Tag) bool { return tag.Key == "event" })
	if at < 0 {
		return
	}
	if name, ok := event.Tags[at].Value.(string); ok {
		event.Name, event.Tags = name, slices.Delete(event.Tags, at, at+1)
	}
}

// sortEvents orders events by time: the second generation gives them as they were sent.
func sortEvents(events []trace.Event) {
	slices.SortStableFunc(events, func(a, b trace.Event) int { return a.Time.Compare(b.Time) })
}
