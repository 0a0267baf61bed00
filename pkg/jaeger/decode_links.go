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

// references are what a span says about others. Those that name neither a trace nor a
// span are counted only: kept, they would take a hundred times their bytes.
type references struct {
	named    []reference
	nameless int
}

func (r *references) add(ref reference) {
	switch {
	case ref.traceID != "" || ref.spanID != "":
		r.named = append(r.named, ref)
	case ref.refType() != childOf: // which some writers give a span without a parent
		r.nameless++
	}
}

// mostBadLinks are warned of one by one.
const mostBadLinks = 5

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
func (p parsers) link(span *trace.Span, references references) {
	bad := 0
	for _, ref := range references.named {
		traceID, traceErr := p.traceID(ref.traceID)
		spanID, spanErr := p.spanID(ref.spanID)
		child := ref.refType() == childOf
		switch {
		case child && spanErr == nil && spanID == 0:
		case traceErr != nil || spanErr != nil || traceID.IsZero() || spanID == 0:
			if bad++; bad <= mostBadLinks {
				warn(span, "One of its links is left out: trace %.60q, span %.60q names no span.", ref.traceID, ref.spanID)
			}
		case child && traceID == span.TraceID && (span.Parent == 0 || span.Parent == spanID):
			span.Parent = spanID
		default:
			trace.SortTags(ref.tags)
			span.Links = append(span.Links, trace.Link{TraceID: traceID, SpanID: spanID, Tags: ref.tags})
		}
	}
	if bad > mostBadLinks {
		warn(span, "Left out of it: %s that name no span.", trace.Counted(bad-mostBadLinks, "other link"))
	}
	if references.nameless > 0 {
		warn(span, "Left out of it: %s without a trace and a span.", trace.Counted(references.nameless, "link"))
	}
}

// emptyEvents tells of events that say nothing, which aren't kept for the same reason as
// links that name nothing.
func emptyEvents(span *trace.Span, count int) {
	if count > 0 {
		warn(span, "Left out of it: %s without time, name and attributes.", trace.Counted(count, "event"))
	}
}

// refTypeOf spells a reference's type as tags do, which many links share. Without a type
// it is a child-of reference, which is the zero value of Jaeger's model.
func refTypeOf(text string) []trace.Tag {
	if strings.EqualFold(text, followsFrom) {
		return followsFromTags
	}
	return childOfTags
}

var (
	childOfTags     = []trace.Tag{{Key: refTypeTag, Value: childOf}}
	followsFromTags = []trace.Tag{{Key: refTypeTag, Value: followsFrom}}
)

func warn(span *trace.Span, format string, arguments ...any) {
	span.Warnings = append(span.Warnings, fmt.Sprintf(format, arguments...))
}
