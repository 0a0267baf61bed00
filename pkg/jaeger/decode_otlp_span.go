package jaeger

import (
	"encoding/json"
	"slices"
	"time"

	"github.com/go-faster/jx"

	"logservice-jaeger-datasource/pkg/trace"
)

// warningsAttribute holds what Jaeger's collector says of a span
// (https://github.com/jaegertracing/jaeger/blob/main/internal/jptrace/attributes.go).
const warningsAttribute = "@jaeger@warnings"

var parsersOTLP = parsers{readTraceID, readSpanID}

// spanOTLP is a span as its record spells it, beside what needs no more than reading.
type spanOTLP struct {
	span                    trace.Span
	traceID, spanID, parent string
	kind, status            string
	start, end              string
	events                  []eventOTLP
	emptyEvents             int
	links                   references
	dropped                 []string
	// odd are the fields that aren't of the type that they should be.
	odd []string
}

type eventOTLP struct {
	time  string
	event trace.Event
}

func readSpanOTLP(d *jx.Decoder) (s spanOTLP, err error) {
	_, err = members(d, func(d *jx.Decoder, key string) (err error) {
		ok := true
		switch name := fieldName(key); name {
		case "traceid":
			s.traceID, err = scalarText(d)
		case "spanid":
			s.spanID, err = scalarText(d)
		case "parentspanid":
			s.parent, err = scalarText(d)
		case "tracestate":
			s.span.TraceState, err = scalarText(d)
		case "name":
			s.span.Operation, err = scalarText(d)
		case "kind":
			s.kind, err = scalarText(d)
		case "starttimeunixnano":
			s.start, err = scalarText(d)
		case "endtimeunixnano":
			s.end, err = scalarText(d)
		case "attributes":
			s.span.Tags, ok, err = readAttributes(d)
		case "events":
			ok, err = elements(d, s.readEvent)
		case "links":
			ok, err = elements(d, s.readLink)
		case "status":
			ok, err = members(d, s.readStatus)
		case "droppedattributescount", "droppedeventscount", "droppedlinkscount":
			err = s.readDropped(d, name)
		default:
			err = d.Skip()
		}
		if !ok {
			s.odd = append(s.odd, key)
		}
		return err
	})
	return s, err
}

func (s *spanOTLP) readStatus(d *jx.Decoder, key string) (err error) {
	switch fieldName(key) {
	case "code":
		s.status, err = scalarText(d)
	case "message":
		s.span.StatusMessage, err = scalarText(d)
	default:
		err = d.Skip()
	}
	return err
}

// readDropped notes that the writer left something out.
func (s *spanOTLP) readDropped(d *jx.Decoder, name string) error {
	things := map[string]string{"droppedattributescount": "attribute", "droppedeventscount": "event", "droppedlinkscount": "link"}
	count, err := scalarText(d)
	if number, ok := readWhole(count); ok && number > 0 {
		s.dropped = append(s.dropped, trace.Counted(int(number), things[name]))
	}
	return err
}

func (s *spanOTLP) readEvent(d *jx.Decoder) error {
	var e eventOTLP
	_, err := members(d, func(d *jx.Decoder, key string) (err error) {
		switch fieldName(key) {
		case "timeunixnano":
			e.time, err = scalarText(d)
		case "name":
			e.event.Name, err = scalarText(d)
		case "attributes":
			e.event.Tags, _, err = readAttributes(d)
		default:
			err = d.Skip()
		}
		return err
	})
	if e.time == "" && e.event.Name == "" && len(e.event.Tags) == 0 {
		s.emptyEvents++
		return err
	}
	s.events = append(s.events, e)
	return err
}

func (s *spanOTLP) readLink(d *jx.Decoder) error {
	var ref reference
	var state string
	_, err := members(d, func(d *jx.Decoder, key string) (err error) {
		switch fieldName(key) {
		case "traceid":
			ref.traceID, err = scalarText(d)
		case "spanid":
			ref.spanID, err = scalarText(d)
		case "tracestate":
			state, err = scalarText(d)
		case "attributes":
			ref.tags, _, err = readAttributes(d)
		default:
			err = d.Skip()
		}
		return err
	})
	if state != "" {
		ref.tags = append(ref.tags, trace.Tag{Key: traceStateTag, Value: state})
	}
	s.links.add(ref)
	return err
}

// finish makes a span of a record, as (*spanV1).span does.
func (s *spanOTLP) finish(service string, resource []trace.Tag) (trace.Span, error) {
	span := s.span
	var err error
	if span.TraceID, span.ID, err = s.ids(); err != nil {
		return trace.Span{}, err
	}
	span.Service, span.Resource, span.Status = service, resource, trace.StatusUnset
	takeWarnings(&span)
	if span.Parent, err = readSpanID(s.parent); err != nil {
		warn(&span, "Its parent could not be read: %.60q is not a span ID.", s.parent)
	}
	takeKind(&span, s.kind)
	takeStatus(&span, s.status)
	s.timing(&span)
	parsersOTLP.link(&span, s.links)
	s.finishEvents(&span)
	for _, dropped := range s.dropped {
		warn(&span, "Its writer left out %s.", dropped)
	}
	for _, field := range s.odd {
		warn(&span, "The field %s of its record isn't as OTLP has it; it is left out.", field)
	}
	span.Tags = tidy(span.Tags)
	return span, nil
}

// ids are those without which a record is no span.
func (s *spanOTLP) ids() (trace.TraceID, trace.SpanID, error) {
	id, traceErr := readTraceID(s.traceID)
	span, spanErr := readSpanID(s.spanID)
	if traceErr != nil || spanErr != nil || id.IsZero() || span == 0 {
		return trace.TraceID{}, 0, errNoSpan
	}
	return id, span, nil
}

// takeWarnings makes warnings of the attribute that holds them.
func takeWarnings(span *trace.Span) {
	span.Tags = slices.DeleteFunc(span.Tags, func(tag trace.Tag) bool {
		raw, isList := tag.Value.(json.RawMessage)
		var warnings []string
		if tag.Key != warningsAttribute || !isList || json.Unmarshal(raw, &warnings) != nil {
			return false
		}
		span.Warnings = append(span.Warnings, warnings...)
		return true
	})
}

// timing reads nanoseconds.
func (s *spanOTLP) timing(span *trace.Span) {
	start, ok := readWhole(s.start)
	if !ok || start == 0 {
		warn(span, "Its start %.60q can't be read.", s.start)
		return
	}
	span.Start = nanoTime(start)
	end, ok := readWhole(s.end)
	if !ok || end == 0 {
		warn(span, "Its end %.60q can't be read; it is shown without a duration.", s.end)
		return
	}
	span.Duration = time.Duration(end - start)
}

func (s *spanOTLP) finishEvents(span *trace.Span) {
	untimed := 0
	if len(s.events) > 0 {
		span.Events = make([]trace.Event, 0, len(s.events))
	}
	for _, e := range s.events {
		if nanos, ok := readWhole(e.time); ok && nanos != 0 {
			e.event.Time = nanoTime(nanos)
		} else {
			e.event.Time = span.Start
			untimed++
		}
		if e.event.Name == "" {
			takeName(&e.event)
		}
		e.event.Tags = tidy(e.event.Tags)
		span.Events = append(span.Events, e.event)
	}
	sortEvents(span.Events)
	emptyEvents(span, s.emptyEvents)
	if untimed > 0 {
		warn(span, "Of %d of its %d events the time can't be read; they are shown at the span's start.", untimed, len(s.events))
	}
}
