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

func meets(span trace.Span, filter trace.Filter) bool {
	switch {
	case filter.Service != "" && span.Service != filter.Service,
		filter.Operation != "" && span.Operation != filter.Operation,
		filter.Kind != "" && span.Kind != filter.Kind,
		filter.Status != "" && outcome(span) != filter.Status,
		filter.Entry && span.Parent != 0,
		!within(span.Duration.Microseconds(), filter.SpanDuration):
		return false
	}
	return !slices.ContainsFunc(filter.Tags, func(condition trace.TagFilter) bool { return !meetsTag(span, condition) })
}

// outcome is the status by which a span is filtered: what failed by whatever sign is an
// error.
func outcome(span trace.Span) trace.Status {
	if span.Failed() {
		return trace.StatusError
	}
	return span.Status
}

// within compares microseconds, as precisely as Log Service keeps durations.
func within(micros int64, bounds trace.DurationBounds) bool {
	return (bounds.Min <= 0 || micros >= bounds.Min.Microseconds()) && (bounds.Max <= 0 || micros <= bounds.Max.Microseconds())
}

func meetsTag(span trace.Span, condition trace.TagFilter) bool {
	text, ok := tagText(span, condition.Key)
	if condition.Operator == trace.NotEqual {
		return ok && text != condition.Value
	}
	return ok && text == condition.Value
}

// tagText is the value of a tag: the span's own, else its resource's, else what Jaeger
// keeps as a tag and we as a property.
func tagText(span trace.Span, key string) (string, bool) {
	if key == "service.name" {
		return span.Service, true
	}
	for _, tags := range [][]trace.Tag{span.Tags, span.Resource} {
		if value, ok := trace.Lookup(tags, key); ok {
			if text, ok := valueText(value); ok {
				return text, true
			}
		}
	}
	text := propertyText(span, key)
	return text, text != ""
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
	p.whole = filter.Kind == "" && filter.Status == "" && !filter.Entry
	for _, tag := range filter.Tags {
		_, twice := p.tags[tag.Key]
		if tag.Operator == trace.NotEqual || twice || tag.Value == "" || keptElsewhere(tag.Key) {
			p.whole = false
			continue
		}
		p.tags[tag.Key] = tag.Value
	}
	return p
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
