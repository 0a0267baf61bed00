package jaeger

import (
	"io"
	"slices"

	"github.com/go-faster/jx"

	"logservice-jaeger-datasource/pkg/trace"
)

// The JSON of /api, Jaeger's first generation:
// https://github.com/jaegertracing/jaeger/blob/main/internal/uimodel/model.go, in the
// envelope structuredResponse of the query service's http_handler.go.

// bufferSize is how much of an answer is read at a time.
const bufferSize = 64 << 10

// whole is one trace as a service gave it: spans as they were stored, each with what
// its record says of it.
type whole struct {
	spans []trace.Span
	// bad counts records without a trace or span ID.
	bad int
	// warnings are what Jaeger says of the trace.
	warnings []string
}

// add takes a span, or notes that its record isn't one.
func (w *whole) add(span trace.Span, err error) {
	if err != nil {
		w.bad++
		return
	}
	w.spans = append(w.spans, span)
}

// readV1 reads an answer with traces and gives each to take as soon as it is read. said
// are errors that the service tells beside the traces.
func readV1(body io.Reader, take func(whole) error) (said []string, err error) {
	answered := false
	parts := newPartsBody(body)
	d := jx.Decode(parts, bufferSize)
	err = d.Obj(func(d *jx.Decoder, key string) error {
		switch key {
		case "data":
			answered = true
			_, err := elements(d, func(d *jx.Decoder) error {
				parts.next()
				return readTraceV1(d, take)
			})
			return err
		case "errors":
			answered = true
			_, err := elements(d, func(d *jx.Decoder) error {
				message, err := readErrorV1(d)
				said = append(said, message)
				return err
			})
			return err
		default:
			return d.Skip()
		}
	})
	if err == nil && !answered {
		err = &Error{Status: 200, Message: "it holds no traces, as Jaeger's would", foreign: true}
	}
	return said, err
}

func readErrorV1(d *jx.Decoder) (message string, err error) {
	_, err = members(d, func(d *jx.Decoder, key string) (err error) {
		if key == "msg" {
			message, err = scalarText(d)
			return err
		}
		return d.Skip()
	})
	return plain(message), err
}

// process is what made a span.
type process struct {
	service string
	tags    []trace.Tag
}

func readTraceV1(d *jx.Decoder, take func(whole) error) error {
	var records []spanV1
	var all whole
	processes := map[string]process{}
	_, err := members(d, func(d *jx.Decoder, key string) (err error) {
		switch key {
		case "spans":
			_, err = elements(d, func(d *jx.Decoder) error {
				record, err := readSpanV1(d)
				if err != nil {
					return err
				}
				if !record.isSpan() {
					all.bad++ // kept, it would take hundreds of times its bytes
					return nil
				}
				records = append(records, record)
				return nil
			})
		case "processes":
			_, err = members(d, func(d *jx.Decoder, key string) (err error) {
				processes[key], err = readProcess(d)
				return err
			})
		case "warnings":
			all.warnings, err = texts(d)
		default:
			err = d.Skip()
		}
		return err
	})
	if err != nil {
		return err
	}
	all.spans = slices.Grow(all.spans, len(records))
	for _, record := range records {
		all.add(record.span(processes))
	}
	return take(all)
}

func readProcess(d *jx.Decoder) (made process, err error) {
	_, err = members(d, func(d *jx.Decoder, key string) (err error) {
		switch key {
		case "serviceName":
			made.service, err = scalarText(d)
		case "tags":
			made.tags, _, err = readTagsV1(d)
		default:
			err = d.Skip()
		}
		return err
	})
	trace.SortTags(made.tags)
	return made, err
}

// spanV1 is a span as its record spells it.
type spanV1 struct {
	traceID, spanID, parent string
	operation               string
	start, duration         string
	references              references
	tags                    []trace.Tag
	logs                    []logV1
	emptyLogs               int
	processID               string
	process                 *process
	warnings                []string
	// odd are the fields that aren't of the type that they should be.
	odd []string
}

type logV1 struct {
	timestamp string
	fields    []trace.Tag
}

func readSpanV1(d *jx.Decoder) (s spanV1, err error) {
	_, err = members(d, func(d *jx.Decoder, key string) (err error) {
		ok := true
		switch key {
		case "traceID":
			s.traceID, err = scalarText(d)
		case "spanID":
			s.spanID, err = scalarText(d)
		case "parentSpanID":
			s.parent, err = scalarText(d)
		case "operationName":
			s.operation, err = scalarText(d)
		case "startTime":
			s.start, err = scalarText(d)
		case "duration":
			s.duration, err = scalarText(d)
		case "processID":
			s.processID, err = scalarText(d)
		case "process":
			var made process
			made, err = readProcess(d)
			s.process = &made
		case "references":
			ok, err = elements(d, s.readReference)
		case "tags":
			s.tags, ok, err = readTagsV1(d)
		case "logs":
			ok, err = elements(d, s.readLog)
		case "warnings":
			s.warnings, err = texts(d)
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

func (s *spanV1) readReference(d *jx.Decoder) error {
	ref, kind := reference{}, ""
	_, err := members(d, func(d *jx.Decoder, key string) (err error) {
		switch key {
		case "refType":
			kind, err = scalarText(d)
		case "traceID":
			ref.traceID, err = scalarText(d)
		case "spanID":
			ref.spanID, err = scalarText(d)
		default:
			err = d.Skip()
		}
		return err
	})
	ref.tags = refTypeOf(kind)
	s.references.add(ref)
	return err
}

func (s *spanV1) readLog(d *jx.Decoder) error {
	var log logV1
	_, err := members(d, func(d *jx.Decoder, key string) (err error) {
		switch key {
		case "timestamp":
			log.timestamp, err = scalarText(d)
		case "fields":
			log.fields, _, err = readTagsV1(d)
		default:
			err = d.Skip()
		}
		return err
	})
	if log.timestamp == "" && len(log.fields) == 0 {
		s.emptyLogs++
		return err
	}
	s.logs = append(s.logs, log)
	return err
}

func readTagsV1(d *jx.Decoder) (tags []trace.Tag, ok bool, err error) {
	ok, err = elements(d, func(d *jx.Decoder) error {
		tag, kind := trace.Tag{Value: ""}, ""
		_, err := members(d, func(d *jx.Decoder, key string) (err error) {
			switch key {
			case "key":
				tag.Key, err = scalarText(d)
			case "type":
				kind, err = scalarText(d)
			case "value":
				tag.Value, err = plainValue(d)
			default:
				err = d.Skip()
			}
			return err
		})
		tag.Value = typedValue(tag.Value, kind)
		tags = appendTag(tags, tag)
		return err
	})
	return tags, ok, err
}

// appendTag leaves out what says nothing, which would take thirty times its bytes.
func appendTag(tags []trace.Tag, tag trace.Tag) []trace.Tag {
	if tag.Key == "" && tag.Value == "" {
		return tags
	}
	return append(tags, tag)
}

// texts reads a list of texts, without empty ones.
func texts(d *jx.Decoder) (all []string, err error) {
	_, err = elements(d, func(d *jx.Decoder) error {
		text, err := scalarText(d)
		if text != "" {
			all = append(all, text)
		}
		return err
	})
	return all, err
}
