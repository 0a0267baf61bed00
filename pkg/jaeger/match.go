package jaeger

import (
	"slices"
	"strings"

	"logservice-jaeger-datasource/pkg/trace"
)

// A filter is said twice, as far as Jaeger can be asked: its answer is held against the
// whole filter again, since services differ in what they compare and how.

// holds says whether one of a trace's spans, as they were stored, meets every condition
// of a filter on spans and began within a range.
func holds(spans []trace.Span, filter trace.Filter, between trace.Range) bool {
	return slices.ContainsFunc(spans, func(span trace.Span) bool {
		return !span.Start.Before(between.From) && span.Start.Before(between.To) && meets(span, filter)
	})
}

// meets says whether a span meets every condition of a filter on spans.
func meets(span trace.Span, filter trace.Filter) bool {
	for _, condition := range filter.AllConditions() {
		span = withProperty(span, condition.Key)
	}
	return filter.Matches(span)
}

// withProperty is a span with what Jaeger keeps as a tag and we as a property as a tag,
// if a key asks for it and there is no such tag.
func withProperty(span trace.Span, key string) trace.Span {
	text := propertyText(span, key)
	if text == "" || hasTag(span.Tags, key) || hasTag(span.Resource, key) {
		return span
	}
	span.Tags = append(slices.Clip(span.Tags), trace.Tag{Key: key, Value: text})
	return span
}

func hasTag(tags []trace.Tag, key string) bool {
	_, ok := trace.Lookup(tags, key)
	return ok
}

// tagText is the value of a tag: the span's own, else its resource's, else what Jaeger
// keeps as a tag and we as a property.
func tagText(span trace.Span, key string) (string, bool) {
	if key == "service.name" {
		return span.Service, true
	}
	span = withProperty(span, key)
	for _, tags := range [][]trace.Tag{span.Tags, span.Resource} {
		if value, ok := trace.Lookup(tags, key); ok {
			if text, ok := trace.TagText(value); ok {
				return text, true
			}
		}
	}
	return "", false
}

// propertyText is a property of a span as the tag that Jaeger keeps it in.
func propertyText(span trace.Span, key string) string {
	switch key {
	case "span.kind":
		return string(span.Kind)
	case "error":
		if span.Status == trace.StatusError {
			return "true"
		}
	case "otel.status_code":
		if span.Status != trace.StatusUnset {
			return strings.ToUpper(string(span.Status))
		}
	case "otel.status_description":
		return span.StatusMessage
	case "otel.scope.name", "otel.library.name":
		return span.ScopeName
	case "otel.scope.version", "otel.library.version":
		return span.ScopeVersion
	case traceStateTag:
		return span.TraceState
	}
	return ""
}

// pushed is the part of a filter that Jaeger can be asked for.
type pushed struct {
	operation string
	tags      map[string]string
	duration  trace.DurationBounds
	// whole says that this is all of the filter on spans.
	whole bool
}

// push splits a filter. Jaeger compares the duration of single spans, and that a tag
// equals a value, one for each key.
func push(filter trace.Filter) pushed {
	p := pushed{operation: filter.Operation, tags: map[string]string{}, duration: filter.SpanDuration}
	p.whole = filter.Kind == "" && filter.Status == "" && !filter.Entry && len(filter.AnyOf) == 0
	for _, condition := range filter.Conditions {
		if _, twice := p.tags[condition.Key]; twice || !isEqualTag(condition) {
			p.whole = false
			continue
		}
		p.tags[condition.Key] = condition.Values[0]
	}
	return p
}

// isEqualTag says whether a condition is one that every Jaeger reads alike.
func isEqualTag(c trace.Condition) bool {
	return (c.On == trace.OnTag || c.On == "") && (c.Scope == trace.ScopeAny || c.Scope == "") && !keptElsewhere(c.Key) &&
		(c.Operator == trace.Equal || c.Operator == "") && len(c.Values) == 1 && c.Values[0] != ""
}

// refuseRaw refuses what Jaeger has no way to answer.
func refuseRaw(filter trace.Filter) error {
	if filter.RawSearch != "" {
		return &trace.QueryError{Text: "A raw search is for Log Service only: remove it, since this data source reads from Jaeger."}
	}
	return nil
}

// by is the part that a service can be asked for: before 2.19, /api/v3 doesn't look at
// tags, but says nothing of it.
func (p pushed) by(has generations) pushed {
	if len(p.tags) > 0 && !has.v1 && !has.summaries {
		p.tags, p.whole = nil, false
	}
	return p
}

// keptElsewhere says whether a key means something else than a tag to some services, or
// is kept by some as a tag and by others not: to ask for it might miss spans.
func keptElsewhere(key string) bool {
	switch key {
	case "service.name", "error", "span.kind", "span.status", "scope.name", "scope.version", traceStateTag:
		return true
	}
	return strings.HasPrefix(key, "otel.") || strings.HasPrefix(key, "resource.")
}
