package sls

import (
	"logservice-jaeger-datasource/pkg/trace"
)

// eventsField holds a span's events as a JSON array, in every dialect.
const eventsField = "logs"

// anyEvent is true for a record one of whose events meets the condition, or, for the
// operator missing, has what it asks about. It reads events as decodeSpan does, with
// lambda expressions, since how many there are differs from record to record
// (https://www.alibabacloud.com/help/en/sls/lambda-expressions).
func (s schema) anyEvent(c trace.Condition) string {
	if s.text(eventsField) == "" {
		return ""
	}
	presence := c.Operator == trace.Exists || c.Operator == trace.Missing
	switch {
	case presence && c.Key == "":
		return "coalesce(cardinality(" + allEvents + ") > 0, false)"
	case presence:
		return someEvent(s.eventTagThere(c.Key) + " is not null")
	case c.Key == "":
		return someEvent(compared(s.eventName(), c))
	default:
		return someEvent(compared(s.eventTag(c), c))
	}
}

const allEvents = `try(cast(json_parse("` + eventsField + `") as array(json)))`

func someEvent(condition string) string {
	return "coalesce(cardinality(filter(" + allEvents + ", e -> " + condition + ")) > 0, false)"
}

func (s schema) eventHolds(c trace.Condition, i int, guards guards) string {
	held := quoteName(eventColumn(i))
	if c.Operator == trace.Missing {
		held = "not " + held
	}
	return guarded(held, guards.events, s.unseenEvent(c))
}

// legacy says whether there may be records of the dialects that keep events as Jaeger's
// or OpenCensus's model did.
func (s schema) legacy() bool { return s.has("startTime") || s.has("process.serviceName") }

// eventName is the name of the event e, null if it has none.
func (s schema) eventName() string {
	names := []string{"json_extract_scalar(e, '$.name')", memberText("attribute", "event")}
	if s.legacy() {
		names = append(names, memberText("Fields", "event"), memberText("Fields", "description"), inKeyValues("event", keyValueText))
	}
	for i, name := range names {
		names[i] = emptyAsNull(name)
	}
	return firstOf(names...)
}

// memberText is a member of the event e that is a text.
func memberText(keys ...string) string {
	path := quotePath(keys...)
	return "case when strpos(json_format(json_extract(e, " + path + ")), '\"') = 1 then json_extract_scalar(e, " + path + ") end"
}

// eventTag is the text of a tag of the event e.
func (s schema) eventTag(c trace.Condition) string {
	texts := []string{eventMember(c, "attribute")}
	if s.legacy() {
		texts = append(texts, ofCensus(c.Key, eventMember(c, "Fields")), inKeyValues(c.Key, keyValueScalar))
	}
	return s.orName(c.Key, firstOf(texts...), "")
}

func eventMember(c trace.Condition, field string) string {
	path := quotePath(field, c.Key)
	text := "json_extract_scalar(e, " + path + ")"
	if c.MetBy("") {
		text = "coalesce(" + text + ", case when json_format(json_extract(e, " + path + ")) = 'null' then '' end)"
	}
	return text
}

// eventTagThere is not null if the event e has a tag.
func (s schema) eventTagThere(key string) string {
	whole := func(field string) string { return "json_format(json_extract(e, " + quotePath(field, key) + "))" }
	found := []string{whole("attribute")}
	if s.legacy() {
		found = append(found, ofCensus(key, whole("Fields")), inKeyValues(key, "json_format(f)"))
	}
	return s.orName(key, firstOf(found...), `""`, "null")
}

// ofCensus leaves out the description that became the name of an event.
func ofCensus(key, expression string) string {
	if key != "description" {
		return expression
	}
	return "case when " + memberText("Fields", "event") + " <> '' then " + expression + " end"
}

// orName lets the key "event" stand for the name of an event that has no such tag, or
// one of the given texts.
func (s schema) orName(key, tag string, empty ...string) string {
	if key != "event" {
		return tag
	}
	for _, text := range empty {
		tag = "nullif(" + tag + ", " + quoteSQL(text) + ")"
	}
	return firstOf(tag, s.eventName())
}

// inKeyValues finds a tag among the list of Jaeger's key values in the event e, and gives
// an expression over it, f.
func inKeyValues(key, of string) string {
	const fields = "try(cast(json_extract(e, '$.fields') as array(json)))"
	return "element_at(transform(filter(" + fields + ", f -> json_extract_scalar(f, '$.key') = " + quoteSQL(key) + "), f -> " + of + "), 1)"
}

// What a key value f holds: see keyValue.value in decode_events.go.
const (
	keyValueType   = "lower(coalesce(json_extract_scalar(f, '$.vType'), ''))"
	keyValueString = "coalesce(json_extract_scalar(f, '$.vStr'), '')"
	keyValueNumber = "coalesce(json_extract_scalar(f, '$.vNum'), '0')"
	keyValueText   = "case when " + keyValueType + " not in ('bool', 'int64', 'float64', 'binary') then " + keyValueString + " end"
	keyValueScalar = "case " + keyValueType + " when 'bool' then case when " + keyValueNumber + " = '0' then 'false' else 'true' end" +
		" when 'int64' then " + keyValueNumber + " when 'float64' then cast(null as varchar) when 'binary' then cast(null as varchar) else " + keyValueString + " end"
)

// unseenEvent is true for a record of whose events SQL can't see what a condition asks:
// the field is cut or isn't JSON, or a tag is a number that comes out otherwise than its
// writer spelled it. Presto spells large and small ones in Java's way when it parses an
// array; and Jaeger's doubles are stored as the number that their bits make.
func (s schema) unseenEvent(c trace.Condition) string {
	unseen := []string{s.unreadable(eventsField)}
	if c.Key == "" || c.Operator == trace.Exists || c.Operator == trace.Missing {
		return unseen[0]
	}
	if !c.Operator.Compares() {
		unseen = append(unseen, someEvent("regexp_like(json_format(json_extract(e, "+quotePath("attribute", c.Key)+`)), '\A-?[0-9.]+E')`))
	}
	if s.legacy() {
		unseen = append(unseen, someEvent(inKeyValues(c.Key, keyValueType)+" = 'float64'"))
	}
	return anyTrue(unseen...)
}
