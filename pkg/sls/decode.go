package sls

import (
	"errors"
	"fmt"
	"strings"

	"github.com/go-faster/jx"

	"logservice-jaeger-datasource/pkg/trace"
)

// Dialect is a way in which a writer stores a span as a record of Log Service.
// Its text is a name for people.
type Dialect string

// The dialects, in the order in which they appeared. A record that is in none
// of them has the dialect "".
const (
	// DialectLegacyNanoseconds was written by aliyun/aliyun-log-jaeger until
	// December 2018 (tag 0.0.3): times and durations in nanoseconds, IDs unpadded.
	DialectLegacyNanoseconds Dialect = "Jaeger legacy (nanoseconds)"
	// DialectLegacy is written by aliyun/aliyun-log-jaeger since then, storage
	// type "aliyun-log": times and durations in microseconds.
	DialectLegacy Dialect = "Jaeger legacy"
	// DialectCollector2020 was written by the first versions of OpenTelemetry's
	// collector: the legacy keys, but other JSON in references and logs, and the
	// status as tags (opentelemetry-collector-contrib,
	// exporter/alibabacloudlogserviceexporter).
	DialectCollector2020 Dialect = "OpenTelemetry collector 2020"
	// DialectFork is written by aliyun/aliyun-log-jaeger v0.3.0 and later, storage
	// type "aliyun-log-otel": OpenTelemetry's keys around Jaeger's model.
	DialectFork Dialect = "aliyun-log-otel fork"
	// DialectStoragePlugin is written by the gRPC storage plugin of
	// aliyun/aliyun-log-jaeger (branch jaeger-storage-plugin).
	DialectStoragePlugin Dialect = "gRPC storage plugin"
	// DialectOTLP is written by Log Service's own ingest of OTLP, Jaeger and
	// Zipkin data, and by OpenTelemetry's collector since 2021
	// (https://www.alibabacloud.com/help/en/sls/trace-data-formats).
	DialectOTLP Dialect = "OTLP ingest"
)

// legacy says whether the dialect has the keys of Jaeger's first writer.
func (d Dialect) legacy() bool {
	return d == DialectLegacyNanoseconds || d == DialectLegacy || d == DialectCollector2020
}

// dialectOf recognises a record by its keys. Every Jaeger writer stores its
// model's flags; OpenTelemetry's collector has none.
func (d *spanDecoder) dialectOf() Dialect {
	switch {
	case d.has[fieldOperationName] || d.has[fieldServiceName] || d.has[fieldStartTime]:
		if !d.has[fieldFlags] {
			return DialectCollector2020
		}
		if looksNanoseconds(d.field(fieldStartTime)) {
			return DialectLegacyNanoseconds
		}
		return DialectLegacy
	case !d.has[fieldName] && !d.has[fieldService] && !d.has[fieldStart]:
		return ""
	case !d.has[fieldFlags]:
		return DialectOTLP
	}
	// The plugin adds the ID that Jaeger gave the process within the trace.
	if strings.Contains(d.field(fieldResource), `"ProcessID"`) {
		return DialectStoragePlugin
	}
	return DialectFork
}

func dialectOf(row Row) Dialect {
	d := newSpanDecoder()
	d.row = row
	d.look()
	return d.dialectOf()
}

// decode makes a span of a record. It fails only if the record lacks the
// least, a trace ID and a span ID other than zero. Whatever else can't be read
// becomes a warning on the span, after those that the writer stored; JSON that
// can't be read is kept as a tag of the field's name.
//
// Jaeger's flags are left out: a stored span was sampled, and the debug bit
// tells nothing about what happened.
//
// Nothing of the record itself is kept. The decoder may be used for one record after
// another.
func (d *spanDecoder) decode(row Row) (trace.Span, error) {
	d.row, d.span = row, trace.Span{}
	d.look()
	d.dialect = d.dialectOf()
	if err := d.identify(); err != nil {
		return trace.Span{}, err
	}
	if d.dialect.legacy() {
		d.span.Operation, d.span.Service = d.kept(fieldOperationName), d.kept(fieldServiceName)
	} else {
		d.span.Operation, d.span.Service = d.kept(fieldName), d.kept(fieldService)
	}
	d.span.ScopeName, d.span.ScopeVersion = d.kept(fieldScopeName), d.kept(fieldScopeVersion)
	d.span.TraceState = d.kept(fieldTraceState)
	d.writerWarnings()
	d.timing()
	d.tags()
	d.kind()
	d.status()
	d.links()
	d.events()
	trace.SortTags(d.span.Tags)
	return d.span, nil
}

// spanDecoder makes spans of records. It may be used by one goroutine at a time.
type spanDecoder struct {
	shelf *shelf

	row    Row
	fields [spanFields]string
	has    [spanFields]bool
	// ofResource are the record's fields that are tags of the resource each.
	ofResource []Field
	// meanings are those of the keys of the records so far, each at its place.
	meanings []keyMeaning

	dialect Dialect
	span    trace.Span
}

func newSpanDecoder() *spanDecoder { return &spanDecoder{shelf: newShelf()} }

// decodeSpan makes a span of one record.
func decodeSpan(row Row) (trace.Span, error) { return newSpanDecoder().decode(row) }

func (d *spanDecoder) warn(format string, args ...any) {
	d.span.Warnings = append(d.span.Warnings, fmt.Sprintf(format, args...))
}

func (d *spanDecoder) identify() error {
	var err error
	if d.span.TraceID, err = trace.ParseStoredTraceID(d.field(fieldTraceID)); err != nil {
		return err
	}
	if d.span.ID, err = trace.ParseSpanID(d.field(fieldSpanID)); err != nil {
		return err
	}
	if d.span.TraceID.IsZero() || d.span.ID == 0 {
		return errors.New("the record has no trace ID or no span ID")
	}
	if d.span.Parent, err = trace.ParseSpanID(d.field(fieldParentSpanID)); err != nil {
		d.warn("Its parent could not be read: %.60q is not a span ID.", d.field(fieldParentSpanID))
	}
	return nil
}

// writerWarnings reads the warnings that Jaeger's collector put on the span, a
// JSON array of texts. Jaeger's writers with OpenTelemetry's keys keep them in
// statusMessage, which elsewhere explains the status.
func (d *spanDecoder) writerWarnings() {
	stored := d.field(fieldWarnings)
	switch d.dialect {
	case DialectFork, DialectStoragePlugin:
		stored = d.field(fieldStatusMessage)
	default:
		d.span.StatusMessage = d.kept(fieldStatusMessage)
	}
	if stored == "" {
		return
	}
	warnings, err := readArray(stored, (*jx.Decoder).Str)
	if err != nil {
		warnings = []string{d.shelf.text(stored)}
	}
	d.span.Warnings = append(warnings, d.span.Warnings...)
}

// kind reads the span's kind from the field of that name, else from
// OpenTracing's tag (https://opentracing.io/specification/conventions/).
func (d *spanDecoder) kind() {
	kind := d.field(fieldKind)
	if kind == "" {
		value, _ := trace.Lookup(d.span.Tags, "span.kind")
		kind, _ = value.(string)
	}
	for _, known := range trace.Kinds {
		if strings.EqualFold(kind, string(known)) {
			d.span.Kind = known
			return
		}
	}
	if kind != "" && !strings.EqualFold(kind, "unspecified") {
		d.warn("Its kind %.60q is none that OpenTelemetry knows.", kind)
	}
}

// status reads the span's status. Jaeger's model has none, so its writers store
// "UNSET" or nothing, and tell errors by the tag "error" (see Span.Failed).
func (d *spanDecoder) status() {
	d.span.Status = trace.StatusUnset
	if d.dialect == DialectCollector2020 {
		d.censusStatus()
		return
	}
	code := d.field(fieldStatusCode)
	switch name := strings.TrimPrefix(strings.ToUpper(code), "STATUS_CODE_"); name {
	case "OK", "1":
		d.span.Status = trace.StatusOK
	case "ERROR", "2":
		d.span.Status = trace.StatusError
	case "UNSET", "0", "":
	default:
		d.warn("Its status %.60q is none that OpenTelemetry knows.", code)
	}
}

// censusStatus reads the status of the collector of 2020, which wrote
// OpenCensus's: a code of gRPC's, where 0 stands for success as well as for no
// status at all, and all others for errors
// (https://github.com/census-instrumentation/opencensus-proto/blob/master/src/opencensus/proto/trace/v1/trace.proto,
// message Status).
func (d *spanDecoder) censusStatus() {
	d.span.StatusMessage = d.kept(fieldCensusMessage)
	switch code := strings.ToUpper(d.field(fieldCensusCode)); code {
	case "", "0", "UNSET":
	case "OK":
		d.span.Status = trace.StatusOK
	default:
		d.span.Status = trace.StatusError
	}
}
