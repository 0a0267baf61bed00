package sls

import (
	"slices"
	"strings"
)

// schema knows what statements may name: the indexed fields of a logstore.
// Records of both families of dialects may lie in one logstore, so it offers
// each fact about a span as an SQL expression over the fields of every family
// that the index holds; an empty expression means that no field holds it.
type schema struct {
	index Index
}

// jsonFields hold tags as one JSON object, in the dialects that followed
// OpenTelemetry; prefixes put each tag into a field of its own, in the older ones.
const (
	spanTagsField     = "attribute"
	resourceTagsField = "resource"
	spanTagPrefix     = "tags."
	resourceTagPrefix = "process.tags."
)

// missing lists the fields without which a search can't work, for a sentence.
func (s schema) missing() []string {
	var missing []string
	need := func(what string, fields ...string) {
		if !slices.ContainsFunc(fields, s.has) {
			missing = append(missing, what)
		}
	}
	need("traceID", "traceID")
	need("spanID", "spanID")
	need("parentSpanID", "parentSpanID")
	need("service (or process.serviceName)", "service", "process.serviceName")
	need("name (or operationName)", "name", "operationName")
	need("start (or startTime)", "start", "startTime")
	need("duration", "duration")
	return missing
}

// has says whether SQL may name a field: it is indexed with analytics on.
func (s schema) has(field string) bool {
	key, ok := s.index.Keys[field]
	return ok && key.Analytics
}

// text is a field as varchar.
func (s schema) text(field string) string {
	switch {
	case !s.has(field):
		return ""
	case isNumber(s.index.Keys[field]):
		return "cast(" + quoteName(field) + " as varchar)"
	default:
		return quoteName(field)
	}
}

// number is a field as bigint.
func (s schema) number(field string) string {
	switch {
	case !s.has(field):
		return ""
	case s.index.Keys[field].Type == "long":
		return quoteName(field)
	case s.index.Keys[field].Type == "double":
		return "cast(" + quoteName(field) + " as bigint)"
	default:
		return "try_cast(" + quoteName(field) + " as bigint)"
	}
}

func isNumber(key IndexKey) bool { return key.Type == "long" || key.Type == "double" }

// tag is the value of a tag as varchar: the span's own, else its resource's.
func (s schema) tag(key string) string {
	switch key {
	case serviceKey:
		return s.service()
	case hostKey:
		return firstOf(append(s.places(key), emptyAsNull(s.text("host")))...)
	}
	return firstOf(s.places(key)...)
}

// places are the expressions that may hold a tag, the span's own first.
func (s schema) places(key string) []string {
	return slices.Concat(s.spanTag(key), s.jsonTag(resourceTagsField, key), []string{s.text(resourceTagPrefix + key)})
}

func (s schema) spanTag(key string) []string {
	return append(s.jsonTag(spanTagsField, key), s.text(spanTagPrefix+key))
}

// jsonTag reads one member of a JSON field: from the index's own column for it,
// which holds also what lies beyond the length that SQL sees of a field, else
// from the text. A double's own column is left alone, because its text differs
// from what the record says.
func (s schema) jsonTag(field, key string) []string {
	if !s.mayHold(field, key) {
		return nil
	}
	return []string{s.leaf(field, key), "try(json_extract_scalar(" + quoteName(field) + ", " + quotePath(key) + "))"}
}

// mayHold says whether a JSON field is where to look for a key. A key that the
// index lists for the span's tags or for the resource's is looked for only where
// it is listed, so that the index can answer; any other key may be in both.
func (s schema) mayHold(field, key string) bool {
	if !s.has(field) {
		return false
	}
	other := resourceTagsField
	if field == resourceTagsField {
		other = spanTagsField
	}
	return s.lists(field, key) || !s.lists(other, key)
}

func (s schema) lists(field, key string) bool {
	_, ok := s.index.Keys[field].JSONKeys[key]
	return ok && s.has(field)
}

func (s schema) leaf(field, key string) string {
	leaf, ok := s.index.Keys[field].JSONKeys[key]
	column := quoteName(field + "." + key)
	switch {
	case !ok || !leaf.Analytics || leaf.Type == "double":
		return ""
	case leaf.Type == "long":
		return "cast(" + column + " as varchar)"
	default:
		return column
	}
}

// unreadable is true for a record of which SQL can't see a field of JSON whole, because
// it is longer than the index lets through (max_text_len) or isn't JSON.
func (s schema) unreadable(name string) string {
	if !s.has(name) {
		return ""
	}
	field := quoteName(name)
	return "coalesce(" + field + " <> '' and try(json_parse(" + field + ")) is null, false)"
}

func (s schema) service() string {
	return firstOf(s.text("service"), s.text("process.serviceName"))
}

func (s schema) operation() string {
	return firstOf(s.text("name"), s.text("operationName"))
}

func (s schema) kind() string {
	kind := firstOf(append([]string{emptyAsNull(s.text("kind"))}, s.spanTag("span.kind")...)...)
	if kind == "" {
		return ""
	}
	return "lower(" + kind + ")"
}

// failed is true for a span that trace.Span.Failed calls failed. SQL can't tell
// the OpenTelemetry collector's records of 2020, whose tags.status.code is a code
// of OpenCensus (1 to 16 are errors), from others that chose this name for a tag.
func (s schema) failed() string {
	var signs []string
	if code := s.text("statusCode"); code != "" {
		signs = append(signs, "upper("+code+") in ('ERROR', '2', 'STATUS_CODE_ERROR')")
	}
	if code := s.text(collectorStatusField); code != "" {
		signs = append(signs, "try_cast("+code+" as bigint) between 1 and 16")
	}
	if tag := firstOf(s.spanTag("error")...); tag != "" {
		signs = append(signs, tag+" = 'true'")
	}
	if code := s.text(httpStatusField); s.hidesErrors() && code != "" {
		signs = append(signs, "try_cast("+code+" as bigint) >= 500")
	}
	if len(signs) == 0 {
		return "false"
	}
	return "coalesce(" + strings.Join(signs, ", false) or coalesce(") + ", false)"
}

const collectorStatusField = "tags.status.code"

// httpStatusField stands in for errors that the index hides.
const httpStatusField = "tags.http.status_code"

// hidesErrors says whether records of the legacy dialects tell their errors in
// a field that SQL can't name: the index that their writer made lacks it.
func (s schema) hidesErrors() bool { return s.has("process.serviceName") && !s.has("tags.error") }

// succeeded is true for a span whose writer called it OK.
func (s schema) succeeded() string {
	code := s.text("statusCode")
	if code == "" {
		return "false"
	}
	return "coalesce(upper(" + code + ") in ('OK', '1', 'STATUS_CODE_OK'), false)"
}

// root is true for a span without a parent, in any writer's spelling.
func (s schema) root() string {
	parent := s.text("parentSpanID")
	if parent == "" {
		return "false"
	}
	return "lpad(coalesce(" + parent + ", ''), 16, '0') = " + quoteSQL(noSpanID)
}

// Bounds between milliseconds, microseconds and nanoseconds since the epoch, for
// dates from 1973 to 5138: 13, 16 and 19 digits today.
const (
	leastMicroseconds = "100000000000000"
	leastNanoseconds  = "100000000000000000"
)

// start is the span's begin in microseconds since the epoch.
func (s schema) start() string {
	raw := firstOf(s.number("start"), s.number("startTime"))
	if raw == "" {
		return `"__time__" * 1000000`
	}
	return "case when " + raw + " >= " + leastNanoseconds + " then " + raw + " / 1000 when " + raw + " < " + leastMicroseconds + " then " + raw + " * 1000 else " + raw + " end"
}

// duration is in microseconds. The legacy dialects kept it in the unit of
// startTime; the others write microseconds whatever the unit of start, unless
// end says otherwise.
func (s schema) duration() string {
	duration := s.number("duration")
	if duration == "" {
		return "0"
	}
	var cases []string
	if start := s.number("startTime"); start != "" {
		cases = append(cases,
			"when "+start+" >= "+leastNanoseconds+" then "+duration+" / 1000",
			"when "+start+" < "+leastMicroseconds+" then "+duration+" * 1000")
	}
	if start, end := s.number("start"), s.number("end"); start != "" && end != "" {
		cases = append(cases,
			"when "+start+" >= "+leastNanoseconds+" and "+end+" >= "+start+" then ("+end+" - "+start+") / 1000",
			"when "+start+" < "+leastMicroseconds+" and "+end+" - "+start+" = "+duration+" then "+duration+" * 1000")
	}
	if len(cases) == 0 {
		return "coalesce(" + duration + ", 0)"
	}
	return "coalesce(case " + strings.Join(cases, " ") + " else " + duration + " end, 0)"
}

// firstOf is the first of the expressions that is not null; expressions for
// which there is no field are left out.
func firstOf(expressions ...string) string {
	present := slices.DeleteFunc(slices.Clone(expressions), func(e string) bool { return e == "" })
	switch len(present) {
	case 0:
		return ""
	case 1:
		return present[0]
	default:
		return "coalesce(" + strings.Join(present, ", ") + ")"
	}
}

func emptyAsNull(expression string) string {
	if expression == "" {
		return ""
	}
	return "nullif(" + expression + ", '')"
}
