package emulator

import (
	"fmt"
	"strconv"
	"strings"
)

// target is what the index says about the key of a term.
type target struct {
	kind string // text, long, double, json, or "line" for full text
	// field is the record's field; path leads further into it when the field
	// is JSON.
	field, path string
	words       tokenizer
	whole       bool // meta fields compare as a whole
}

// matcher tells whether a row meets a condition.
type matcher func(*row) bool

// compile resolves every key of a search against the index, and refuses what
// the index can't answer.
func compile(c *condition, index *Index) (matcher, error) {
	switch c.op {
	case "all":
		return func(*row) bool { return true }, nil
	case "":
		return compileTerm(c.term, index)
	}
	sides := make([]matcher, len(c.sides))
	for i, side := range c.sides {
		var err error
		if sides[i], err = compile(side, index); err != nil {
			return nil, err
		}
	}
	switch c.op {
	case "not":
		return func(r *row) bool { return !sides[0](r) }, nil
	case "or":
		return func(r *row) bool { return sides[0](r) || sides[1](r) }, nil
	default:
		return func(r *row) bool { return sides[0](r) && sides[1](r) }, nil
	}
}

func compileTerm(t term, index *Index) (matcher, error) {
	if t.key == "" {
		return compileFullText([]term{t}, index)
	}
	found, ok := resolveKey(t.key, index)
	if !ok {
		return nil, parameterInvalid("ErrorType:OLSQueryParseError.ErrorMessage:key (%s) is not config as key value config, if symbol : is in your log, please wrap : with quotation mark \"", t.key)
	}
	numeric := found.kind == typeLong || found.kind == typeDouble
	switch {
	case t.compare != "" && !numeric:
		// A comparison on text degrades to a search for its words.
		var words []term
		for _, word := range t.originalOperands {
			words = append(words, term{value: word, quoted: true, at: t.at})
		}
		return compileFullText(words, index)
	case t.valueIsAsterisk:
		return func(r *row) bool { _, ok := found.value(r); return ok }, nil
	case t.value == "" && t.compare == "":
		return func(r *row) bool { value, ok := found.value(r); return ok && value == "" }, nil
	case numeric:
		return compileNumber(t, found)
	}
	return compileText(t, found)
}

// resolveKey finds the index of a key. What isn't a key itself may be a path
// inside a JSON key, the longest of which wins.
func resolveKey(name string, index *Index) (target, bool) {
	if name == fieldTopic || name == fieldSource || isTag(name) {
		if _, configured := index.Keys[name]; !configured {
			return target{kind: typeText, field: name, whole: true}, true
		}
	}
	if key, ok := index.Keys[name]; ok {
		return target{kind: key.Type, field: name, words: key.tokenizer()}, true
	}
	for end := len(name) - 1; end > 0; end-- {
		key, ok := index.Keys[name[:end]]
		if name[end] != '.' || !ok || key.Type != typeJSON {
			continue
		}
		path := name[end+1:]
		if child, ok := key.JSONKeys[path]; ok {
			return target{kind: child.Type, field: name[:end], path: path, words: key.tokenizer()}, true
		}
		return target{kind: typeText, field: name[:end], path: path, words: key.tokenizer()}, key.IndexAll
	}
	return target{}, false
}

// value finds the target's text in a row, if the row was indexed for it.
func (t target) value(r *row) (string, bool) {
	if r.index == nil {
		return "", false
	}
	if t.path != "" {
		return r.child(t.field, t.path)
	}
	if _, indexed := r.index.Keys[t.field]; !indexed && !t.whole {
		return "", false
	}
	value, ok := r.fields[t.field]
	return value, ok
}

func compileNumber(t term, found target) (matcher, error) {
	if t.compare == "" {
		number, err := strconv.ParseFloat(t.value, 64)
		if err != nil {
			return nil, searchSyntaxError(t.at, fmt.Sprintf("key %s is a %s, %s is not a number", t.key, found.kind, t.value))
		}
		t.compare, t.low = "=", number
	}
	return func(r *row) bool {
		text, ok := found.value(r)
		if !ok {
			return false
		}
		number, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
		return err == nil && t.holds(number)
	}, nil
}

func (t term) holds(number float64) bool {
	switch t.compare {
	case ">":
		return number > t.low
	case ">=":
		return number >= t.low
	case "<":
		return number < t.low
	case "<=":
		return number <= t.low
	case "in":
		aboveLow := number > t.low || (!t.lowOpen && number == t.low)
		belowHigh := number < t.high || (!t.hiOpen && number == t.high)
		return aboveLow && belowHigh
	}
	return number == t.low
}
