package sls

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"logservice-jaeger-datasource/pkg/trace"
)

// needle is a search that surely finds every record that a condition holds for. An
// empty one finds all.
type needle struct {
	text     string
	keywords int
	// closed says that nothing beside the text can bind into it.
	closed bool
}

// oneOf joins searches by "or": if one finds all, so do they together.
func oneOf(needles []needle) needle {
	var joined needle
	var texts []string
	for _, n := range needles {
		if n.text == "" {
			return needle{}
		}
		texts = append(texts, n.text)
		joined.keywords += n.keywords
	}
	joined.text = strings.Join(texts, " or ")
	return joined
}

// allOf joins searches by "and".
func allOf(needles []needle) needle {
	needles = slices.DeleteFunc(slices.Clone(needles), func(n needle) bool { return n.text == "" })
	if len(needles) < 2 {
		return append(needles, needle{})[0]
	}
	var joined needle
	var texts []string
	for _, n := range needles {
		texts = append(texts, n.grouped())
		joined.keywords += n.keywords
	}
	joined.text, joined.closed = "("+strings.Join(texts, " and ")+")", true
	return joined
}

func (n needle) grouped() string {
	if n.closed || n.keywords == 1 {
		return n.text
	}
	return "(" + n.text + ")"
}

// joinNeedles joins searches by "and", as many as one query may hold.
func joinNeedles(needles []needle) string {
	var parts []string
	keywords := 0
	for _, n := range needles {
		if n.text == "" || keywords+n.keywords > maxKeywords {
			continue
		}
		keywords += n.keywords
		parts = append(parts, n.grouped())
	}
	if len(parts) == 0 {
		return "*"
	}
	return strings.Join(parts, " and ")
}

// The fields that may hold a span's service and its operation.
var (
	serviceFields   = []string{"service", "process.serviceName"}
	operationFields = []string{"name", "operationName"}
)

// narrow is a search for a value in any of the fields that the index holds;
// empty if such a search might miss a record.
func (s schema) narrow(value string, fields ...string) needle {
	if !searchable(value) {
		return needle{}
	}
	var found []needle
	for _, field := range fields {
		key, ok := s.index.Keys[field]
		if !ok {
			continue
		}
		if key.Type != "text" {
			return needle{}
		}
		found = append(found, search(field, quoteSearch(value)))
	}
	return oneOf(found)
}

func search(field, value string) needle {
	return needle{text: searchName(field) + ": " + value, keywords: 1}
}

// narrowCondition narrows what is equal to one of some values, and what is a number
// within bounds where the index has numbers. A field of the older dialects, each of
// which holds one tag, can be searched for being there as well; a member of JSON can't,
// because the index holds only members that fit their type.
func (s schema) narrowCondition(c trace.Condition) needle {
	switch {
	case c.On == trace.OnService && c.Operator == trace.Equal:
		return s.narrowValues(c, func(value string) needle { return s.narrow(value, serviceFields...) })
	case c.On == trace.OnOperation && c.Operator == trace.Equal:
		return s.narrowValues(c, func(value string) needle { return s.narrow(value, operationFields...) })
	case c.On != trace.OnTag && c.On != "" || c.Operator == trace.Missing || !searchable(c.Key):
		return needle{}
	case (c.Key == serviceKey || c.Key == hostKey) && c.Scope != trace.ScopeSpan:
		return needle{}
	case c.Operator == trace.Equal:
		return s.narrowValues(c, func(value string) needle { return s.narrowTag(c, value) })
	default:
		return s.narrowThere(c)
	}
}

func (s schema) narrowValues(c trace.Condition, narrow func(value string) needle) needle {
	found := make([]needle, len(c.Values))
	for i, value := range c.Values {
		found[i] = narrow(value)
	}
	return oneOf(found)
}

// narrowTag is a search for a tag's value wherever it may be; empty if the index can't
// tell for one of these places.
func (s schema) narrowTag(c trace.Condition, value string) needle {
	if !searchable(value) {
		return needle{}
	}
	var found []needle
	for _, place := range s.tagPlaces(c.Scope, c.Key) {
		switch {
		case place.json && s.searchesLeaf(place.field, c.Key, value):
			found = append(found, search(place.field+"."+c.Key, quoteSearch(value)))
		case !place.json && s.index.Keys[place.field].Type == "text":
			found = append(found, search(place.field, quoteSearch(value)))
		default:
			return needle{}
		}
	}
	return oneOf(found)
}

// narrowThere is a search for records that have a tag, or one within bounds.
func (s schema) narrowThere(c trace.Condition) needle {
	var found []needle
	for _, place := range s.tagPlaces(c.Scope, c.Key) {
		kind := s.index.Keys[place.field].Type
		bound, exact := wholeBound(c)
		switch {
		case place.json:
			return needle{}
		case kind == "text":
			// A field that is there and empty may not count as there.
			found = append(found, needle{text: searchName(place.field) + ": * or " + searchName(place.field) + `: ""`, keywords: 2})
		case kind == "long" && exact && searchName(place.field) == place.field:
			found = append(found, needle{text: place.field + " " + string(c.Operator) + " " + bound, keywords: 1})
		default:
			return needle{}
		}
	}
	return oneOf(found)
}

// largestExact is the largest whole number up to which doubles tell all apart.
const largestExact = 1 << 53

// wholeBound is the bound of a comparison as a search can spell it; it isn't ok for a
// number that would have to be rounded.
func wholeBound(c trace.Condition) (text string, ok bool) {
	if !c.Operator.Compares() || len(c.Values) != 1 {
		return "", false
	}
	number, err := strconv.ParseInt(c.Values[0], 10, 64)
	if err != nil || number < 0 || number > largestExact {
		return "", false
	}
	return strconv.FormatInt(number, 10), true
}

// narrowDuration is a search for spans that last at least so long. Durations in
// nanoseconds are larger numbers and found all the same; records in milliseconds
// are let through by their start.
func (s schema) narrowDuration(least time.Duration) needle {
	if least <= 0 || s.index.Keys["duration"].Type != "long" {
		return needle{}
	}
	found := []needle{{text: "duration >= " + strconv.FormatInt(least.Microseconds(), 10), keywords: 1}}
	for _, field := range []string{"start", "startTime"} {
		key, ok := s.index.Keys[field]
		if !ok {
			continue
		}
		if key.Type != "long" {
			return needle{}
		}
		found = append(found, needle{text: field + " < " + leastMicroseconds, keywords: 1})
	}
	return oneOf(found)
}

// searchesLeaf says whether the index is sure to find a member of a JSON field: it
// is listed, or all texts are indexed. A value that JSON may hold other than as
// text is searched only where a whole number is listed as one.
func (s schema) searchesLeaf(field, key, value string) bool {
	indexed := s.index.Keys[field]
	if indexed.Type != "json" {
		return false
	}
	leaf, listed := indexed.JSONKeys[key]
	if listed && leaf.Type == "long" {
		number, err := strconv.ParseInt(value, 10, 64)
		return err == nil && strconv.FormatInt(number, 10) == value
	}
	return (listed && leaf.Type == "text" || !listed && indexed.IndexAll) && !looksTyped(value)
}

// looksTyped says whether JSON could hold the value other than as text.
func looksTyped(value string) bool {
	return value == "true" || value == "false" || value == "null" || strings.ContainsAny(value[:1], "-0123456789[{")
}

// searchName spells a field in the search part, where letters, digits, dots,
// underscores and dashes need no quotes.
func searchName(field string) string {
	plain := !strings.ContainsFunc(field, func(r rune) bool {
		return !strings.ContainsRune("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-", r)
	})
	if plain {
		return field
	}
	return quoteSearch(field)
}
