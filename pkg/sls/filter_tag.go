package sls

import (
	"slices"
	"strconv"
	"strings"

	"logservice-jaeger-datasource/pkg/trace"
)

// conditionTag is what a condition on a tag compares, as varchar; empty if no field
// holds it.
//
// A key that the index lists for the span's tags alone, or for the resource's alone, is
// looked for only there unless the scope says otherwise: see mayHold. The text of a
// field that the index takes for a number is what its column holds, so that other texts
// there are not seen.
func (s schema) conditionTag(c trace.Condition) string {
	if c.Key == serviceKey && c.Scope != trace.ScopeSpan {
		return emptyAsNull(s.service())
	}
	var places []string
	where := s.tagPlaces(c.Scope, c.Key)
	for i, place := range where {
		if place.json {
			places = append(places, s.member(c, place.field, i+1 < len(where))...)
		} else {
			places = append(places, s.text(place.field))
		}
	}
	if c.Key == hostKey && c.Scope != trace.ScopeSpan {
		places = append(places, emptyAsNull(s.text("host")))
	}
	return firstOf(places...)
}

// The tags that have a field of their own.
const (
	serviceKey = "service.name"
	hostKey    = "host.name"
)

// place is a field that may hold a tag, as a member of a JSON object or as a whole.
type place struct {
	field string
	json  bool
}

// tagPlaces lists where a tag may be, the span's own first.
func (s schema) tagPlaces(scope trace.Scope, key string) []place {
	var places []place
	for _, of := range []struct {
		scope        trace.Scope
		json, prefix string
	}{{trace.ScopeSpan, spanTagsField, spanTagPrefix}, {trace.ScopeResource, resourceTagsField, resourceTagPrefix}} {
		wanted := scope == of.scope
		if !wanted && (scope == trace.ScopeSpan || scope == trace.ScopeResource) {
			continue
		}
		if s.mayHold(of.json, key) || wanted && s.has(of.json) {
			places = append(places, place{of.json, true})
		}
		if s.has(of.prefix + key) {
			places = append(places, place{of.prefix + key, false})
		}
	}
	return places
}

// member reads a member of a JSON field, for a condition. Where only presence counts,
// arrays and null are there as well. Otherwise null is an empty text, which counts if
// that meets the condition, or hides what other fields hold.
func (s schema) member(c trace.Condition, field string, hides bool) []string {
	path := quotePath(c.Key)
	whole := "try(json_format(json_extract(" + quoteName(field) + ", " + path + ")))"
	if c.Operator == trace.Exists || c.Operator == trace.Missing {
		return []string{s.leaf(field, c.Key), whole}
	}
	texts := []string{s.leaf(field, c.Key), "try(json_extract_scalar(" + quoteName(field) + ", " + path + "))"}
	if hides || c.MetBy("") {
		texts = append(texts, "case when "+whole+" = 'null' then '' end")
	}
	return texts
}

// doubleLiteral spells a number so that every version of Presto reads a double.
func doubleLiteral(x float64) string {
	const tooLarge = "1e308 * 10"
	switch text := strconv.FormatFloat(x, 'e', -1, 64); text {
	case "+Inf":
		return tooLarge
	case "-Inf":
		return "-" + tooLarge
	default:
		return strings.Replace(text, "e+", "e", 1)
	}
}

// lacking names the conditions that no field of the index can answer.
func (s schema) lacking(filter trace.Filter) []string {
	var lacking []string
	check := func(asked bool, expression, name string) {
		if asked && expression == "" && !slices.Contains(lacking, name) {
			lacking = append(lacking, name)
		}
	}
	check(filter.Service != "", s.service(), lackingService)
	check(filter.Operation != "", s.operation(), lackingOperation)
	check(filter.Kind != "", s.kind(), lackingKind)
	check(filter.Entry, s.text("parentSpanID"), "parentSpanID")
	check(!filter.SpanDuration.IsZero(), s.number("duration"), "duration")
	for _, c := range filter.AllConditions() {
		switch c.On {
		case trace.OnService:
			check(true, s.service(), lackingService)
		case trace.OnOperation:
			check(true, s.operation(), lackingOperation)
		case trace.OnKind:
			check(true, s.kind(), lackingKind)
		case trace.OnStatus:
		case trace.OnEvent:
			check(true, s.text(eventsField), lackingEvents)
		default:
			check(true, s.conditionTag(c), lackingTag(c.Scope, c.Key))
		}
	}
	return lacking
}

// What an index lacks, for a sentence.
const (
	lackingService   = "service"
	lackingOperation = "operation (field name or operationName)"
	lackingKind      = "span kind (field kind or tags.span.kind)"
	lackingEvents    = "events (field " + eventsField + ")"
)

func lackingTag(scope trace.Scope, key string) string {
	if scope == trace.ScopeResource {
		return "tag " + key + " of the resource (field " + resourceTagPrefix + key + ")"
	}
	return "tag " + key + " (field " + spanTagPrefix + key + ")"
}
