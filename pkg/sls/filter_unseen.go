package sls

import (
	"slices"
	"strings"

	"logservice-jaeger-datasource/pkg/trace"
)

// SQL sees the begin of a field only (max_text_len), of which nothing can be read if
// it is JSON. A record of which it can't see what a condition asks is unseen: the
// condition doesn't hold for it, not even that something is missing, and it is told
// how many there were.

// guards are the columns that are true for records that conditions can't judge.
type guards struct {
	// tags is the name of that for conditions on tags, events for those on events.
	tags, events string
	// columns are those that aren't there anyway.
	columns []column
}

// unreadableColumn is true for a record of which SQL can't see all that is asked.
const unreadableColumn = "unreadable"

// guards takes the column unreadable, unless that says nothing of tags and of events apart.
func (s schema) guards(filter trace.Filter) guards {
	tags, events := s.unseenTags(filter), s.unseenEvents(filter)
	if tags == "" || events == "" {
		return guards{tags: unreadableColumn, events: unreadableColumn}
	}
	return guards{"unreadableTags", "unreadableEvents", []column{{"unreadableTags", tags}, {"unreadableEvents", events}}}
}

// guarded is a condition that holds only for records which it can judge. unseen is
// empty if it can judge all.
func guarded(condition, guard, unseen string) string {
	if unseen == "" {
		return condition
	}
	return condition + " and not " + quoteName(guard)
}

// unsure is true for a record that a filter can't judge; empty if it can judge all.
func (s schema) unsure(filter trace.Filter) string {
	return anyTrue(s.unseenTags(filter), s.unseenEvents(filter))
}

func (s schema) unseenEvents(filter trace.Filter) string {
	var unseen []string
	for _, c := range filter.AllConditions() {
		if c.On == trace.OnEvent {
			unseen = append(unseen, s.unseenEvent(c))
		}
	}
	return anyTrue(unseen...)
}

// unseenTags is about the tags that a filter reads, in whatever way.
func (s schema) unseenTags(filter trace.Filter) string {
	var unseen []string
	for _, c := range filter.AllConditions() {
		switch c.On {
		case trace.OnTag, "":
			unseen = append(unseen, s.unseenCondition(c)...)
		case trace.OnStatus:
			unseen = append(unseen, s.unseenTag(trace.ScopeSpan, errorKey))
		case trace.OnKind:
			unseen = append(unseen, s.unseenKind())
		}
	}
	if filter.Status != "" {
		unseen = append(unseen, s.unseenTag(trace.ScopeSpan, errorKey))
	}
	if filter.Kind != "" {
		unseen = append(unseen, s.unseenKind())
	}
	return anyTrue(unseen...)
}

// errorKey is OpenTracing's sign of a span that failed.
const errorKey = "error"

// unseenKind is about the tag that tells a span's kind, if no field of its own does.
func (s schema) unseenKind() string {
	if s.has("kind") {
		return ""
	}
	return s.unseenTag(trace.ScopeSpan, "span.kind")
}

// unseenTag is true for a record of which SQL can't see the text of a tag. A null that
// the index has a column for goes unnoticed.
func (s schema) unseenTag(scope trace.Scope, key string) string {
	return anyTrue(s.unseenIn(scope, key, false)...)
}

// unseenCondition is unseenTag for a condition on a tag, as parts of which any may be
// true. Where only presence counts, the index's own column for a key doesn't tell: it
// holds neither arrays, objects nor null.
func (s schema) unseenCondition(c trace.Condition) []string {
	return s.unseenIn(c.Scope, c.Key, c.Operator == trace.Exists || c.Operator == trace.Missing)
}

func (s schema) unseenIn(scope trace.Scope, key string, presence bool) []string {
	if key == serviceKey && scope != trace.ScopeSpan {
		return nil
	}
	var unseen, own []string
	for _, place := range s.tagPlaces(scope, key) {
		if !place.json {
			own = append(own, s.text(place.field))
			continue
		}
		// A resource matters only where the span has no tag of its own.
		leaf := s.leaf(place.field, key)
		if leaf == "" || presence {
			hidden := s.unreadable(place.field)
			if held := firstOf(append(slices.Clone(own), leaf)...); held != "" {
				hidden = "(" + hidden + " and " + held + " is null)"
			}
			unseen = append(unseen, hidden)
		}
		own = append(own, s.jsonTag(place.field, key)...)
	}
	return unseen
}

// hides names, for a sentence, what SQL may not see whole of what a filter asks.
func (s schema) hides(filter trace.Filter) string {
	switch tags, events := s.unseenTags(filter), s.unseenEvents(filter); {
	case events == "":
		return "attributes"
	case tags == "":
		return "events"
	default:
		return "attributes or events"
	}
}

// unclear says, for a sentence, why else SQL may not see that.
func (s schema) unclear(filter trace.Filter) string {
	if s.unseenEvents(filter) == "" {
		return "aren't JSON"
	}
	return "aren't JSON, or hold numbers that SQL spells in another way"
}

// remedy begins a sentence on how a filter can see more.
func (s schema) remedy(filter trace.Filter) string {
	if s.unseenTags(filter) == "" {
		return "To filter by them,"
	}
	return "To filter by them, add the tag to the index as a key of " + spanTagsField + ", or"
}

// asksStatus says whether a filter has a condition on how spans ended.
func asksStatus(filter trace.Filter) bool {
	return filter.Status != "" || slices.ContainsFunc(filter.AllConditions(), func(c trace.Condition) bool { return c.On == trace.OnStatus })
}

// anyTrue is true where any of the expressions is; empty if there are none.
func anyTrue(expressions ...string) string {
	var distinct []string
	for _, expression := range expressions {
		if expression != "" && !slices.Contains(distinct, expression) {
			distinct = append(distinct, expression)
		}
	}
	return strings.Join(distinct, " or ")
}
