package jaeger

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"logservice-jaeger-datasource/pkg/trace"
)

// file is what was read, in the order of File.
func (r *fileReader) file() (File, error) {
	if r.total == 0 {
		return File{}, r.noTraces()
	}
	var file File
	for _, found := range r.byID {
		if len(found.spans) == 0 {
			continue
		}
		told := newLedger()
		found.explain(told)
		file.Traces = append(file.Traces, FileTrace{found.spans, told.account().Notices})
	}
	slices.SortFunc(file.Traces, func(a, b FileTrace) int {
		return cmp.Or(b.start().Compare(a.start()), strings.Compare(a.Spans[0].TraceID.String(), b.Spans[0].TraceID.String()))
	})
	file.Notices = r.notices()
	return file, nil
}

func (t FileTrace) start() time.Time {
	start := t.Spans[0].Start
	for _, span := range t.Spans {
		start = trace.Earlier(start, span.Start)
	}
	return start
}

// notices tell what of the file is no part of its traces.
func (r *fileReader) notices() []trace.Notice {
	told := newLedger()
	if r.broken != "" {
		told.notice(trace.Warning, "%s", r.broken)
	}
	if r.bad > 0 {
		told.notice(trace.Warning, "Left out of the file: %s whose trace ID or span ID can't be read.", trace.Counted(r.bad, "record"))
	}
	if len(r.signals) > 0 {
		told.notice(trace.Info, "The file holds %s, too, which aren't shown.", strings.Join(r.signals, " and "))
	}
	if other := r.foreign; other > 0 {
		told.notice(trace.Info, "Left out of the file: %s without traces.", trace.Counted(other, "part"))
	}
	for _, message := range fewOf(r.said) {
		told.notice(trace.Warning, "The file holds an error beside its traces: %s", message)
	}
	return told.account().Notices
}

// wanted is said of files that hold no traces.
const wanted = "choose the JSON of a trace as Jaeger's user interface downloads it or its API answers, or OTLP JSON"

// noTraces says why there is nothing in a file that is JSON.
func (r *fileReader) noTraces() error {
	switch {
	case r.bad > 0:
		return fmt.Errorf("the file holds no trace that can be read: of %s neither a trace ID nor a span ID is right", trace.Counted(r.bad, "record"))
	case len(r.said) > 0:
		return fmt.Errorf("the file holds no traces, but an error of the service that it comes from: %s", strings.Join(fewOf(r.said), "; "))
	case len(r.signals) > 0:
		return fmt.Errorf("the file holds %s rather than traces: %s", strings.Join(r.signals, " and "), wanted)
	case r.foreign > 0:
		return errors.New("the file is JSON, but none that holds traces: " + wanted)
	}
	return errors.New("the file holds no traces: it is an answer without any, or a trace without spans")
}

// checkBeginning knows the files that people mistake for one of traces.
func checkBeginning(content []byte) error {
	begin := content[:min(len(content), excerptLength)]
	trimmed := bytes.TrimSpace(content)
	switch {
	case len(trimmed) == 0:
		return errors.New("the file is empty: " + wanted)
	case bytes.HasPrefix(begin, []byte("\x1f")), bytes.HasPrefix(begin, []byte("PK\x03\x04")):
		return errors.New("the file is compressed: unpack it first")
	case bytes.IndexByte(begin, 0) >= 0:
		return errors.New("the file isn't text in UTF-8; maybe it is UTF-16, as some shells of Windows write: save it as UTF-8")
	case trimmed[0] == '<':
		return errors.New("the file is a web page or XML rather than JSON, maybe that of a login: " + wanted)
	case bytes.Count(content, []byte(",")) > mostFileElements:
		return errManyElements
	}
	return nil
}

// notJSON says why nothing of a file could be read. A cut one begins as it should.
func notJSON(content []byte, cut bool) error {
	trimmed := bytes.TrimSpace(content)
	if cut && (trimmed[0] == '{' || trimmed[0] == '[') {
		return errors.New("the file breaks off before its end: download it once more")
	}
	return fmt.Errorf("the file isn't JSON, it begins with %s: %s", excerpt(string(trimmed)), wanted)
}
