package trace

import (
	"cmp"
	"slices"
	"time"
)

// Span is one timed operation of a service, as OpenTelemetry and Jaeger
// understand it, whatever wrote it.
type Span struct {
	TraceID TraceID
	ID      SpanID
	// Parent is the span that caused this one; zero for a root.
	Parent SpanID
	// ParentLost says that there was a parent, of which Repair found no trace: Parent
	// is zero then.
	ParentLost bool
	Service    string
	Operation  string
	Kind       Kind
	Status     Status
	// StatusMessage explains Status in the writer's words.
	StatusMessage string
	Start         time.Time
	Duration      time.Duration
	// Tags are the span's attributes, sorted by key.
	Tags []Tag
	// Resource are the attributes of the process that made the span, sorted by key.
	Resource []Tag
	Events   []Event
	Links    []Link
	// ScopeName and ScopeVersion name the instrumentation library.
	ScopeName, ScopeVersion string
	// TraceState is the W3C tracestate header.
	TraceState string
	// Warnings are sentences about this span: those that the writer stored, and
	// what could not be read or had to be repaired.
	Warnings []string
}

// End is the moment the span ended.
func (s Span) End() time.Time { return s.Start.Add(s.Duration) }

// Failed says whether the span is an error: by its status, or by a tag "error"
// that is true (OpenTracing's convention, which Jaeger's clients and Envoy keep).
func (s Span) Failed() bool {
	if s.Status == StatusError {
		return true
	}
	value, ok := Lookup(s.Tags, "error")
	return ok && (value == true || value == "true")
}

// Outcome is the span's status, but error if it failed whatever its status says.
func (s Span) Outcome() Status {
	if s.Failed() {
		return StatusError
	}
	return s.Status
}

// Tag is a key with its value.
type Tag struct {
	Key string
	// Value is a string, bool, int64, float64, []byte, or a json.RawMessage for
	// an array or object. Writers that store text only give strings.
	Value any
}

// SortTags orders tags by key; tags of one key keep their order.
func SortTags(tags []Tag) {
	slices.SortStableFunc(tags, func(a, b Tag) int { return cmp.Compare(a.Key, b.Key) })
}

// Lookup finds the first value of a key.
func Lookup(tags []Tag, key string) (any, bool) {
	for _, tag := range tags {
		if tag.Key == key {
			return tag.Value, true
		}
	}
	return nil, false
}

// Event is something that happened within a span at one moment (Jaeger: log).
type Event struct {
	Time time.Time
	Name string
	Tags []Tag
}

// Link refers to another span that is not the parent (OpenTelemetry: link,
// Jaeger: follows-from reference, or a child-of reference to another trace).
type Link struct {
	TraceID TraceID
	SpanID  SpanID
	Tags    []Tag
}

// Kind is a span's role in a call.
type Kind string

// The kinds of OpenTelemetry's specification; unspecified is empty.
const (
	KindUnspecified Kind = ""
	KindInternal    Kind = "internal"
	KindServer      Kind = "server"
	KindClient      Kind = "client"
	KindProducer    Kind = "producer"
	KindConsumer    Kind = "consumer"
)

// Kinds lists what a person can filter by.
var Kinds = []Kind{KindInternal, KindServer, KindClient, KindProducer, KindConsumer}

// Status is the outcome of a span.
type Status string

// The statuses of OpenTelemetry's specification.
const (
	StatusUnset Status = "unset"
	StatusOK    Status = "ok"
	StatusError Status = "error"
)

// Statuses lists what a person can filter by.
var Statuses = []Status{StatusUnset, StatusOK, StatusError}
