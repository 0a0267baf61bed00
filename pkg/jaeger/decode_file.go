package jaeger

import (
	"bytes"
	"errors"
	"io"
	"slices"

	"github.com/go-faster/jx"

	"logservice-jaeger-datasource/pkg/trace"
)

// File is what a file of traces holds.
type File struct {
	// Traces are there, each once, the newest first; never empty.
	Traces []FileTrace
	// Notices tell what of the file isn't among them.
	Notices []trace.Notice
}

// FileTrace is one trace of a file.
type FileTrace struct {
	// Spans are as they were written, not repaired; never empty.
	Spans []trace.Span
	// Notices tell what of the trace isn't among them, and what Jaeger says of it.
	Notices []trace.Notice
}

// Bounds of what a file may hold, so that none takes many times its size of memory: a
// span of two bytes takes two thousand, any other element a few hundred.
const (
	mostFileSpans    = 100_000
	mostFileElements = 1_500_000
)

var (
	errManySpans    = errors.New("the file has more than 100,000 spans: choose one with fewer traces")
	errManyElements = errors.New("the file has more parts than are read of one, tags and the like: choose one with fewer traces")
)

// DecodeFile reads a file of traces in any JSON that holds some: an answer of either
// generation of Jaeger's API, what Jaeger's user interface downloads, one trace of
// these or a list of them, OTLP's TracesData, one or several (as the file exporter of
// OpenTelemetry's collector writes them, one a line), and the envelope "batches" in
// which Tempo answers and Grafana's own trace view exports
// (https://github.com/grafana/grafana/blob/main/public/app/plugins/datasource/tempo/resultTransformer.ts).
// Spans of one trace may lie anywhere in the file.
//
// The error is a sentence about the file for the person who chose it.
func DecodeFile(content []byte) (File, error) {
	content = bytes.TrimPrefix(content, []byte("\xef\xbb\xbf"))
	if err := checkBeginning(content); err != nil {
		return File{}, err
	}
	read := fileReader{byID: map[trace.TraceID]*fetched{}}
	if err := read.documents(content); err != nil {
		return File{}, err
	}
	return read.file()
}

// fileReader collects the traces of a file.
type fileReader struct {
	byID map[trace.TraceID]*fetched
	// records counts what should be spans, total those that are.
	records, total int
	// bad counts records without a trace or span ID that belong to no trace.
	bad int
	// foreign counts documents and parts that hold no traces.
	foreign int
	// signals are what else OpenTelemetry's collector wrote.
	signals []string
	// said are errors that a service told instead of traces.
	said []string
	// broken says how the file ends, if not as it should.
	broken string
}

// documents reads the values of JSON that follow one another. Of a file that is broken
// after some traces, these count.
func (r *fileReader) documents(content []byte) error {
	d := jx.DecodeBytes(content)
	for {
		if d.Next() == jx.Invalid && errors.Is(d.Skip(), io.EOF) {
			return nil
		}
		raw, err := d.Raw()
		if err == nil {
			err = r.document(raw, 0)
		}
		switch {
		case err == nil:
			continue
		case errors.Is(err, errManySpans):
			return errManySpans
		}
		cut := errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
		if r.total == 0 {
			return notJSON(content, cut)
		}
		r.broken = "What follows the last complete part of the file isn't JSON, and is left out."
		if cut {
			r.broken = "The file breaks off in its last part, which is left out."
		}
		return nil
	}
}

// document reads one value of JSON, which is known to be well-formed.
func (r *fileReader) document(raw []byte, depth int) error {
	d := jx.DecodeBytes(raw)
	switch kind := d.Next(); {
	case depth > deepestEnvelope || kind != jx.Array && kind != jx.Object:
		r.foreign++
		return nil
	case kind == jx.Array:
		return d.Arr(func(d *jx.Decoder) error { return r.part(d, depth) })
	}
	if has, count := spansOf(raw); has {
		if err := r.expect(count); err != nil {
			return err
		}
		return readTraceV1(d, r.take)
	}
	found := false
	err := d.Obj(func(d *jx.Decoder, key string) error {
		name := fieldName(key)
		found = found || slices.Contains([]string{"data", "result", "trace", "resourcespans", "batches", "error", "errors"}, name)
		return r.member(d, name, depth)
	})
	if !found {
		r.foreign++
	}
	return err
}

func (r *fileReader) part(d *jx.Decoder, depth int) error {
	raw, err := d.Raw()
	if err != nil {
		return err
	}
	return r.document(raw, depth+1)
}

// expect counts spans before they are read.
func (r *fileReader) expect(count int) error {
	if r.records += count; r.records > mostFileSpans {
		return errManySpans
	}
	return nil
}

// spansOf says whether an object has spans, as a trace of Jaeger's first model and the
// part of a scope in OTLP do, and how many.
func spansOf(object []byte) (has bool, count int) {
	_, _ = members(jx.DecodeBytes(object), func(d *jx.Decoder, key string) error {
		if fieldName(key) != "spans" {
			return d.Skip()
		}
		has = has || key == "spans"
		_, err := elements(d, func(d *jx.Decoder) error { count++; return d.Skip() })
		return err
	})
	return has, count
}

// resource reads the spans of one resource in OTLP.
func (r *fileReader) resource(d *jx.Decoder) error {
	raw, err := d.Raw()
	if err != nil {
		return err
	}
	_, err = members(jx.DecodeBytes(raw), func(d *jx.Decoder, key string) error {
		if name := fieldName(key); name != "scopespans" && name != "instrumentationlibraryspans" {
			return d.Skip()
		}
		_, err := elements(d, func(d *jx.Decoder) error {
			scope, err := d.Raw()
			if err != nil {
				return err
			}
			_, count := spansOf(scope)
			return r.expect(count)
		})
		return err
	})
	if err != nil {
		return err
	}
	return readResourceSpans(jx.DecodeBytes(raw), r.takeSpan)
}

// member reads what may hold traces in an envelope.
func (r *fileReader) member(d *jx.Decoder, name string, depth int) (err error) {
	if d.Next() == jx.Null {
		return d.Null()
	}
	switch name {
	case "data", "result", "trace":
		err = r.part(d, depth)
	case "resourcespans", "batches":
		_, err = elements(d, r.resource)
	case "errors":
		_, err = elements(d, func(d *jx.Decoder) error {
			message, err := readErrorV1(d)
			r.said = append(r.said, message)
			return err
		})
	case "error":
		err = r.readError(d)
	case "resourcelogs", "resourcemetrics", "resourceprofiles":
		if signal := name[len("resource"):]; !slices.Contains(r.signals, signal) {
			r.signals = append(r.signals, signal)
		}
		err = d.Skip()
	default:
		err = d.Skip()
	}
	return err
}

// readError notes an error of the second generation.
func (r *fileReader) readError(d *jx.Decoder) error {
	var failed *Error
	if err := readErrorV3(d); !errors.As(err, &failed) {
		return err
	}
	r.said = append(r.said, failed.Message)
	return nil
}

// take adds a trace, or a part of one.
func (r *fileReader) take(all whole) error {
	if len(all.spans) == 0 {
		r.bad += all.bad
		return nil
	}
	first := r.of(all.spans[0].TraceID)
	first.bad += all.bad
	first.warnings = append(first.warnings, all.warnings...)
	for _, span := range all.spans {
		r.add(span)
	}
	return nil
}

// takeSpan adds a span, or notes that its record isn't one.
func (r *fileReader) takeSpan(span trace.Span, err error) error {
	var part whole
	part.add(span, err)
	return r.take(part)
}

func (r *fileReader) add(span trace.Span) {
	r.total++
	r.of(span.TraceID).take(span.TraceID, whole{spans: []trace.Span{span}})
}

func (r *fileReader) of(id trace.TraceID) *fetched {
	if r.byID[id] == nil {
		r.byID[id] = &fetched{}
	}
	return r.byID[id]
}
