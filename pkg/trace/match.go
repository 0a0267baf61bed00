package trace

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"sync"
)

// Matches says whether a span meets every condition on spans: all but TraceDuration,
// which is about the whole trace, and RawSearch, which only Log Service can read. What
// each condition means is told at Condition. A pattern that isn't a regular expression
// fits nothing; see CheckPattern.
func (f Filter) Matches(span Span) bool {
	return (f.Service == "" || f.Service == span.Service) &&
		(f.Operation == "" || f.Operation == span.Operation) &&
		(f.Kind == "" || f.Kind == span.Kind) &&
		(f.Status == "" || f.Status == span.Outcome()) &&
		(!f.Entry || span.Parent == 0) &&
		f.SpanDuration.Hold(span.Duration) &&
		allHold(f.Conditions, span) &&
		(len(f.AnyOf) == 0 || slices.ContainsFunc(f.AnyOf, func(group []Condition) bool { return allHold(group, span) }))
}

func allHold(conditions []Condition, span Span) bool {
	return !slices.ContainsFunc(conditions, func(c Condition) bool { return !c.Holds(span) })
}

// Holds says whether a span meets the condition.
func (c Condition) Holds(span Span) bool {
	switch c.On {
	case OnService:
		return c.holdsFor(named(span.Service))
	case OnOperation:
		return c.holdsFor(named(span.Operation))
	case OnKind:
		return c.holdsFor(named(string(span.Kind)))
	case OnStatus:
		return c.holdsFor(named(string(span.Outcome())))
	case OnEvent:
		return c.holdsForEvents(span.Events)
	default:
		return c.holdsFor(c.tagOf(span))
	}
}

// found is what a condition compares: nothing, or something that has a text unless it
// is an array or an object.
type found struct {
	text            string
	there, compared bool
}

// named is found for a text that isn't there if it is empty.
func named(text string) found { return found{text, text != "", text != ""} }

func (c Condition) holdsFor(f found) bool {
	switch c.Operator {
	case Exists:
		return f.there
	case Missing:
		return !f.there
	}
	return f.compared && c.MetBy(f.text)
}

// MetBy says whether a text that is there meets the condition, of an operator other
// than exists and missing.
func (c Condition) MetBy(text string) bool {
	switch c.Operator {
	case Equal, "":
		return slices.Contains(c.Values, text)
	case NotEqual:
		return !slices.Contains(c.Values, text)
	case Fits:
		return slices.ContainsFunc(c.Values, func(pattern string) bool { return fits(pattern, text) })
	case FitsNot:
		return !slices.ContainsFunc(c.Values, func(pattern string) bool { return fits(pattern, text) })
	}
	left, ok := ParseNumber(text)
	return ok && slices.ContainsFunc(c.Values, func(value string) bool {
		right, ok := ParseNumber(value)
		return ok && c.Operator.Orders(left, right)
	})
}

func (c Condition) holdsForEvents(events []Event) bool {
	held := slices.ContainsFunc(events, func(event Event) bool {
		switch {
		case c.Key != "":
			tag := first(event.Tags, c.Key)
			if c.Key == "event" && tag.text == "" && (event.Name != "" || tag.compared) {
				tag = named(event.Name)
			}
			return tag.there && (c.Operator == Missing || c.holdsFor(tag))
		case c.Operator == Exists || c.Operator == Missing:
			return true
		default:
			return c.holdsFor(named(event.Name))
		}
	})
	return held != (c.Operator == Missing)
}

// serviceKey is the tag that stands for the span's service, wherever its writer kept it
// (https://opentelemetry.io/docs/specs/semconv/resource/#service).
const serviceKey = "service.name"

func (c Condition) tagOf(span Span) found {
	if c.Key == serviceKey && c.Scope != ScopeSpan {
		return named(span.Service)
	}
	switch c.Scope {
	case ScopeSpan:
		return first(span.Tags, c.Key)
	case ScopeResource:
		return first(span.Resource, c.Key)
	}
	own, resource := first(span.Tags, c.Key), first(span.Resource, c.Key)
	if own.compared || !resource.compared {
		return found{own.text, own.there || resource.there, own.compared}
	}
	return resource
}

// first is what a key has among tags: its first value that has a text, if any has.
func first(tags []Tag, key string) found {
	var f found
	for _, tag := range tags {
		if tag.Key != key {
			continue
		}
		f.there = true
		if text, ok := TagText(tag.Value); ok {
			return found{text, true, true}
		}
	}
	return f
}

// TagText is a tag's value as conditions compare it. It is not ok for arrays and objects.
func TagText(value any) (text string, ok bool) {
	switch v := value.(type) {
	case string:
		return v, true
	case float64:
		spelled, err := json.Marshal(v) // as the writers do, all of which are Go's
		return string(spelled), err == nil
	case json.RawMessage:
		return "", false
	case []byte:
		return base64.StdEncoding.EncodeToString(v), true // as Jaeger's API spells it
	default:
		return fmt.Sprint(v), true
	}
}

func fits(pattern, text string) bool {
	expression := compiled.get(pattern)
	return expression != nil && expression.MatchString(text)
}

// compiled keeps patterns from span to span.
var compiled patterns

// patterns are compiled expressions by their text, nil for one that can't be used.
type patterns struct {
	mu    sync.Mutex
	known map[string]*regexp.Regexp
}

// mostPatterns bounds how many are kept; more are used at one time by nobody.
const mostPatterns = 256

func (p *patterns) get(pattern string) *regexp.Regexp {
	p.mu.Lock()
	defer p.mu.Unlock()
	expression, ok := p.known[pattern]
	if ok {
		return expression
	}
	if p.known == nil || len(p.known) >= mostPatterns {
		p.known = map[string]*regexp.Regexp{}
	}
	if CheckPattern(pattern) == nil {
		expression, _ = regexp.Compile(`\A(?:` + pattern + `)\z`) // nil if it is too large
	}
	p.known[pattern] = expression
	return expression
}
