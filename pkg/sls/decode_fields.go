package sls

import (
	"strings"

	"logservice-jaeger-datasource/pkg/trace"
)

// spanField is a field of a record that means something by itself.
type spanField int8

// The fields of all dialects.
const (
	fieldTraceID spanField = iota
	fieldSpanID
	fieldParentSpanID
	fieldOperationName
	fieldServiceName
	fieldName
	fieldService
	fieldScopeName
	fieldScopeVersion
	fieldTraceState
	fieldFlags
	fieldWarnings
	fieldStatusCode
	fieldStatusMessage
	fieldCensusCode
	fieldCensusMessage
	fieldKind
	fieldHost
	fieldAttribute
	fieldResource
	fieldLinks
	fieldReference
	fieldLogs
	fieldTime
	fieldStart
	fieldStartTime
	fieldEnd
	fieldDuration
	spanFields
)

// spanFieldNames are the keys of the fields.
var spanFieldNames = [spanFields]string{
	"traceID", "spanID", "parentSpanID", "operationName", "process.serviceName", "name", "service", "otlp.name", "otlp.version", "traceState",
	"flags", "Warnings", "statusCode", "statusMessage", "tags.status.code", "tags.status.message", "kind", "host", spanTagsField, resourceTagsField,
	"links", "reference", "logs", "__time__", "start", "startTime", "end", "duration",
}

var spanFieldByName = func() map[string]spanField {
	byName := make(map[string]spanField, spanFields)
	for field, name := range spanFieldNames {
		byName[name] = spanField(field)
	}
	return byName
}()

// look sorts the record's fields: those that mean something by themselves, of which the
// first of a key counts, the span's tags and those of its resource.
func (d *spanDecoder) look() {
	d.fields, d.has = [spanFields]string{}, [spanFields]bool{}
	d.shelf.reading, d.ofResource = d.shelf.reading[:0], d.ofResource[:0]
	for i := range d.row {
		value, meaning := d.row[i].Value, d.meaning(i)
		if field := meaning.field; field != noField && !d.has[field] {
			d.fields[field], d.has[field] = value, true
		}
		switch meaning.tagOf {
		case trace.ScopeSpan:
			d.shelf.reading = append(d.shelf.reading, trace.Tag{Key: meaning.tag, Value: d.shelf.value(value)})
		case trace.ScopeResource:
			d.ofResource = append(d.ofResource, Field{meaning.tag, value})
		}
	}
}

// keyMeaning is what a key of a record stands for.
type keyMeaning struct {
	key string
	// field is noField for a key that means nothing by itself.
	field spanField
	// tagOf says what the value is a tag of, by the key tag; empty for no tag.
	tagOf trace.Scope
	tag   string
}

const noField spanField = -1

// meaning is that of the key at a place of the record, which mostly is the key that the
// record before had there.
func (d *spanDecoder) meaning(at int) *keyMeaning {
	key := d.row[at].Key
	for at >= len(d.meanings) {
		d.meanings = append(d.meanings, meaningOf(""))
	}
	if d.meanings[at].key != key {
		d.meanings[at] = meaningOf(key)
	}
	return &d.meanings[at]
}

func meaningOf(key string) keyMeaning {
	meaning := keyMeaning{key: key, field: noField}
	if field, ok := spanFieldByName[key]; ok {
		meaning.field = field
	}
	if tag, ok := strings.CutPrefix(key, spanTagPrefix); ok {
		meaning.tagOf, meaning.tag = trace.ScopeSpan, tag
	} else if tag, ok := strings.CutPrefix(key, resourceTagPrefix); ok {
		meaning.tagOf, meaning.tag = trace.ScopeResource, tag
	}
	return meaning
}

// field is what a field holds, empty if there is none. It may pass with the record.
func (d *spanDecoder) field(field spanField) string { return d.fields[field] }

// kept is a field's text to keep.
func (d *spanDecoder) kept(field spanField) string { return d.shelf.text(d.fields[field]) }

// tags reads the span's tags and those of its resource. The legacy dialects
// have a field for each, always text; the others a JSON object.
func (d *spanDecoder) tags() {
	d.jsonTags(fieldAttribute)
	d.span.Tags = d.shelf.list(d.shelf.reading)
	d.resource()
}

// jsonTags adds the tags of a field that holds a JSON object; what isn't one becomes a
// tag of the field's name.
func (d *spanDecoder) jsonTags(field spanField) (readable bool) {
	text := d.field(field)
	if text == "" {
		return true
	}
	before := len(d.shelf.reading)
	if d.shelf.object(text) {
		return true
	}
	d.shelf.reading = d.shelf.reading[:before]
	tags, err := readTags(text)
	if err != nil {
		d.warnUnreadable(field, "a JSON object of tags")
		tags = []trace.Tag{{Key: spanFieldNames[field], Value: strings.Clone(text)}}
	}
	d.shelf.reading = append(d.shelf.reading, tags...)
	return err == nil
}

// resource reads the tags of the process, which most spans share with others: those of
// the same text are made once.
func (d *spanDecoder) resource() {
	key := d.shelf.key[:0]
	for _, field := range d.ofResource {
		key = append(append(append(append(key, field.Key...), 0), field.Value...), 0)
	}
	key = append(append(append(key, d.field(fieldResource)...), 0), d.field(fieldHost)...)
	d.shelf.key = key
	if known, ok := d.shelf.resources[string(key)]; ok {
		d.span.Resource = known
		return
	}
	d.shelf.reading = d.shelf.reading[:0]
	for _, field := range d.ofResource {
		d.shelf.reading = append(d.shelf.reading, trace.Tag{Key: field.Key, Value: d.shelf.value(field.Value)})
	}
	readable := d.jsonTags(fieldResource)
	if host := d.field(fieldHost); host != "" {
		if _, known := trace.Lookup(d.shelf.reading, "host.name"); !known {
			d.shelf.reading = append(d.shelf.reading, trace.Tag{Key: "host.name", Value: d.shelf.value(host)})
		}
	}
	trace.SortTags(d.shelf.reading)
	d.span.Resource = d.shelf.list(d.shelf.reading)
	if readable && len(d.shelf.resources) < maxShelvedList {
		d.shelf.resources[string(key)] = d.span.Resource
	}
}

// keepUnreadable keeps a field's text as a tag of the span.
func (d *spanDecoder) keepUnreadable(field spanField, expected string) {
	d.warnUnreadable(field, expected)
	d.span.Tags = append(d.span.Tags, trace.Tag{Key: spanFieldNames[field], Value: strings.Clone(d.field(field))})
}

func (d *spanDecoder) warnUnreadable(field spanField, expected string) {
	key := spanFieldNames[field]
	d.warn("The field %s of its record isn't %s; its text is kept as the tag %s.", key, expected, key)
}
