package sls

import (
	"errors"
	"fmt"
	"slices"
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
func dialectOf(row Row) Dialect {
	_, flagged := row.Get("flags")
	switch {
	case hasAny(row, "operationName", "process.serviceName", "startTime"):
		if !flagged {
			return DialectCollector2020
		}
		if value, _ := row.Get("startTime"); looksNanoseconds(value) {
			return DialectLegacyNanoseconds
		}
		return DialectLegacy
	case !hasAny(row, "name", "service", "start"):
		return ""
	case !flagged:
		return DialectOTLP
	}
	// The plugin adds the ID that Jaeger gave the process within the trace.
	if resource, _ := row.Get("resource"); strings.Contains(resource, `"ProcessID"`) {
		return DialectStoragePlugin
	}
	return DialectFork
}

func hasAny(row Row, keys ...string) bool {
	return slices.ContainsFunc(row, func(field Field) bool { return slices.Contains(keys, field.Key) })
}

// decodeSpan makes a span of a record. It fails only if the record lacks the
// least, a trace ID and a span ID other than zero. Whatever else can't be read
// becomes a warning on the span, after those that the writer stored; JSON that
// can't be read is kept as a tag of the field's name.
//
// Jaeger's flags are left out: a stored span was sampled, and the debug bit
// tells nothing about what happened.
func decodeSpan(row Row) (trace.Span, error) {
	d := spanDecoder{row: row, dialect: dialectOf(row)}
	if err := d.identify(); err != nil {
		return trace.Span{}, err
	}
	if d.dialect.legacy() {
		d.span.Operation, d.span.Service = d.field("operationName"), d.field("process.serviceName")
	} else {
		d.span.Operation, d.span.Service = d.field("name"), d.field("service")
	}
	d.span.ScopeName, d.span.ScopeVersion = d.field("otlp.name"), d.field("otlp.version")
	d.span.TraceState = d.field("traceState")
	d.writerWarnings()
	d.timing()
	d.tags()
	d.kind()
	d.status()
	d.links()
	d.events()
	trace.SortTags(d.span.Tags)
	trace.SortTags(d.span.Resource)
	return d.span, nil
}

// spanDecoder is a record on its way to a span.
type spanDecoder struct {
	row     Row
	dialect Dialect
	span    trace.Span
}

// field is the value of a key, empty if there is none.
func (d *spanDecoder) field(key string) string {
	value, _ := d.row.Get(key)
	return value
}

func (d *spanDecoder) warn(format string, args ...any) {
	d.span.Warnings = append(d.span.Warnings, fmt.Sprintf(format, args...))
}

func (d *spanDecoder) identify() error {
	var err error
	if d.span.TraceID, err = trace.ParseStoredTraceID(d.field("traceID")); err != nil {
		return err
	}
	if d.span.ID, err = trace.ParseSpanID(d.field("spanID")); err != nil {
		return err
	}
	if d.span.TraceID.IsZero() || d.span.ID == 0 {
		return errors.New("the record has no trace ID or no span ID")
	}
	if d.span.Parent, err = trace.ParseSpanID(d.field("parentSpanID")); err != nil {
		d.warn("Its parent could not be read: %.60q is not a span ID.", d.field("parentSpanID"))
	}
	return nil
}

// writerWarnings reads the warnings that Jaeger's collector put on the span, a
// JSON array of texts. Jaeger's writers with OpenTelemetry's keys keep them in
// statusMessage, which elsewhere explains the status.
func (d *spanDecoder) writerWarnings() {
	stored := d.field("Warnings")
	switch d.dialect {
	case DialectFork, DialectStoragePlugin:
		stored = d.field("statusMessage")
	default:
		d.span.StatusMessage = d.field("statusMessage")
	}
	if stored == "" {
		return
	}
	warnings, err := readArray(stored, (*jx.Decoder).Str)
	if err != nil {
		warnings = []string{stored}
	}
	d.span.Warnings = append(warnings, d.span.Warnings...)
}

// tags reads the span's tags and those of its resource. The legacy dialects
// have a field for each, always text; the others a JSON object.
func (d *spanDecoder) tags() {
	for _, field := range d.row {
		if key, ok := strings.CutPrefix(field.Key, spanTagPrefix); ok {
			if d.span.Tags == nil {
				d.span.Tags = make([]trace.Tag, 0, len(d.row))
			}
			d.span.Tags = append(d.span.Tags, trace.Tag{Key: key, Value: field.Value})
		} else if key, ok := strings.CutPrefix(field.Key, resourceTagPrefix); ok {
			d.span.Resource = append(d.span.Resource, trace.Tag{Key: key, Value: field.Value})
		}
	}
	d.span.Tags = append(d.span.Tags, d.jsonTags(spanTagsField)...)
	d.span.Resource = append(d.span.Resource, d.jsonTags(resourceTagsField)...)
	if host := d.field("host"); host != "" {
		if _, known := trace.Lookup(d.span.Resource, "host.name"); !known {
			d.span.Resource = append(d.span.Resource, trace.Tag{Key: "host.name", Value: host})
		}
	}
}

func (d *spanDecoder) jsonTags(key string) []trace.Tag {
	text := d.field(key)
	if text == "" {
		return nil
	}
	tags, err := readTags(text)
	if err != nil {
		d.warnUnreadable(key, "a JSON object of tags")
		return []trace.Tag{{Key: key, Value: text}}
	}
	return tags
}

// keepUnreadable keeps a field's text as a tag of the span.
func (d *spanDecoder) keepUnreadable(key, expected string) {
	d.warnUnreadable(key, expected)
	d.span.Tags = append(d.span.Tags, trace.Tag{Key: key, Value: d.field(key)})
}

func (d *spanDecoder) warnUnreadable(key, expected string) {
	d.warn("The field %s of its record isn't %s; its text is kept as the tag %s.", key, expected, key)
}

// kind reads the span's kind from the field of that name, else from
// OpenTracing's tag (https://opentracing.io/specification/conventions/).
func (d *spanDecoder) kind() {
	kind := d.field("kind")
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
	code := d.field("statusCode")
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
	d.span.StatusMessage = d.field("tags.status.message")
	switch code := strings.ToUpper(d.field("tags.status.code")); code {
	case "", "0", "UNSET":
	case "OK":
		d.span.Status = trace.StatusOK
	default:
		d.span.Status = trace.StatusError
	}
}
