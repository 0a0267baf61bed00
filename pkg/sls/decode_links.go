package sls

import (
	"strings"

	"github.com/go-faster/jx"

	"logservice-jaeger-datasource/pkg/trace"
)

// refTypeTag tells on a link what OpenTracing calls the reference
// (https://opentelemetry.io/docs/specs/semconv/registry/attributes/opentracing/),
// traceStateTag what the linked span's tracestate header was, by the name that
// OpenTelemetry gives it among Jaeger's tags.
const (
	refTypeTag    = "opentracing.ref_type"
	childOf       = "child_of"
	followsFrom   = "follows_from"
	traceStateTag = "w3c.tracestate"
)

// reference is what a record says about another span.
type reference struct {
	traceID, spanID string
	// refType is childOf, followsFrom or empty.
	refType string
	tags    []trace.Tag
}

// links reads the references to other spans. Jaeger's writers list the parent
// among them, which is no link; and if nothing else names the parent, it is the
// first child-of reference within the trace.
func (d *spanDecoder) links() {
	field := fieldLinks
	if d.dialect.legacy() {
		field = fieldReference
	}
	text := d.field(field)
	if text == "" || text == emptyList {
		return
	}
	references, err := readArray(text, readReference)
	if err != nil {
		d.keepUnreadable(field, "a JSON array of references")
		return
	}
	links := make([]trace.Link, 0, len(references))
	for _, ref := range references {
		link, ok := d.link(ref)
		if ok && ref.refType == childOf && link.TraceID == d.span.TraceID && d.span.Parent == 0 {
			d.span.Parent = link.SpanID
		}
		if ok && (ref.refType != childOf || link.TraceID != d.span.TraceID || link.SpanID != d.span.Parent) {
			links = append(links, link)
		}
	}
	if len(links) > 0 {
		d.span.Links = links
	}
}

// link is what a reference refers to, if it can be read. A child-of reference to
// the span zero is how some writers say that there is no parent.
func (d *spanDecoder) link(ref reference) (link trace.Link, ok bool) {
	traceID, traceErr := trace.ParseStoredTraceID(ref.traceID)
	spanID, spanErr := trace.ParseSpanID(ref.spanID)
	if spanErr == nil && spanID == 0 && ref.refType == childOf {
		return trace.Link{}, false
	}
	if traceErr != nil || spanErr != nil || traceID.IsZero() || spanID == 0 {
		d.warn("One of its links is left out: trace %.60q, span %.60q names no span.", ref.traceID, ref.spanID)
		return trace.Link{}, false
	}
	if ref.refType != "" {
		ref.tags = append(ref.tags, trace.Tag{Key: refTypeTag, Value: ref.refType})
	}
	trace.SortTags(ref.tags)
	return trace.Link{TraceID: traceID, SpanID: spanID, Tags: ref.tags}, true
}

// readReference reads a reference with the keys of any writer, which differ in
// case: traceID, TraceID; spanID, SpanID, SpanId; attribute, Attributes.
func readReference(d *jx.Decoder) (ref reference, err error) {
	err = d.Obj(func(d *jx.Decoder, key string) (err error) {
		switch strings.ToLower(key) {
		case "traceid":
			ref.traceID, err = scalarText(d)
		case "spanid":
			ref.spanID, err = scalarText(d)
		case "reftype":
			var text string
			text, err = scalarText(d)
			ref.refType = refType(text)
		case "attribute", "attributes":
			var tags []trace.Tag
			tags, err = objectTags(d)
			ref.tags = append(ref.tags, tags...)
		case "tracestate":
			var state string
			if state, err = scalarText(d); state != "" {
				ref.tags = append(ref.tags, trace.Tag{Key: traceStateTag, Value: state})
			}
		default:
			err = d.Skip()
		}
		return err
	})
	return ref, err
}

// refType spells a reference's type as the tag does. The collector of 2020 wrote
// OpenCensus's link types, of which only the parent is one of OpenTracing's.
func refType(text string) string {
	switch strings.ToLower(strings.ReplaceAll(text, "-", "_")) {
	case childOf, "parent_linked_span":
		return childOf
	case followsFrom:
		return followsFrom
	default:
		return ""
	}
}
