package jaeger

import (
	"fmt"
	"strings"

	"logservice-jaeger-datasource/pkg/trace"
)

// refTypeTag tells on a link what OpenTracing calls the reference
// (https://opentelemetry.io/docs/specs/semconv/registry/attributes/opentracing/),
// traceStateTag what the linked span's tracestate header was.
const (
	refTypeTag    = "opentracing.ref_type"
	childOf       = "child_of"
	followsFrom   = "follows_from"
	traceStateTag = "w3c.tracestate"
)

// reference is what a span says about another one.
type reference struct {
	traceID, spanID string
	tags            []trace.Tag
}

// refType is childOf, followsFrom or empty.
func (r reference) refType() string {
	value, _ := trace.Lookup(r.tags, refTypeTag)
	text, _ := value.(string)
	return text
}

// parsers read IDs as a generation spells them.
type parsers struct {
	traceID func(string) (trace.TraceID, error)
	spanID  func(string) (trace.SpanID, error)
}

// link puts references to other spans on a span. Jaeger lists the parent among them,
// which is no link; and if nothing else names the parent, it is the first child-of
// reference within the trace. A child-of reference to the span zero is how some writers
// say that there is no parent.
func (p parsers) link(span *trace.Span, references []reference) {
	for _, ref := range references {
		traceID, traceErr := p.traceID(ref.traceID)
		spanID, spanErr := p.spanID(ref.spanID)
		child := ref.refType() == childOf
		switch {
		case child && spanErr == nil && spanID == 0:
		case traceErr != nil || spanErr != nil || traceID.IsZero() || spanID == 0:
			warn(span, "One of its links is left out: trace %.60q, span %.60q names no span.", ref.traceID, ref.spanID)
		case child && traceID == span.TraceID && (span.Parent == 0 || span.Parent == spanID):
			span.Parent = spanID
		default:
			trace.SortTags(ref.tags)
			span.Links = append(span.Links, trace.Link{TraceID: traceID, SpanID: spanID, Tags: ref.tags})
		}
	}
}

// refTypeOf spells a reference's type as the tag does. Without a type it is a child-of
// reference, which is the zero value of Jaeger's model.
func refTypeOf(text string) string {
	if strings.EqualFold(text, followsFrom) {
		return followsFrom
	}
	return childOf
}

func warn(span *trace.Span, format string, arguments ...any) {
	span.Warnings = append(span.Warnings, fmt.Sprintf(format, arguments...))
}
