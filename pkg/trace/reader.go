package trace

import (
	"context"
	"fmt"
	"slices"
	"time"
)

// Reader answers questions about the traces of one store. Its rules:
//
//   - A call ends when its context does, and what it asked of the store with it.
//   - Results are sorted and the same for the same data: the spans of a trace by start
//     then ID, what a search finds by its Sort, names alphabetically.
//   - Nothing is left out in silence. Whatever is missing, repaired or widened is
//     a Notice in the answer; what concerns one span is a warning on that span.
//   - Every answer's Account tells what was asked of the store and what it cost,
//     also when an error comes with it.
//   - An error is a sentence that its reader can act on. A trace that isn't there
//     is a *NotFoundError, a store that lacks what the answer needs a *SetupError, a
//     question that the store has no way to answer a *QueryError.
//   - A Reader may be used from many goroutines at once.
type Reader interface {
	// Trace reads one whole trace. It looks in the range first, and further back
	// and up to now if it isn't there.
	Trace(ctx context.Context, query TraceQuery) (TraceResult, error)
	// Search finds the traces that hold a span as asked for, and sums up each trace as
	// a whole.
	Search(ctx context.Context, query SearchQuery) (SearchResult, error)
	// Spans finds the spans themselves.
	Spans(ctx context.Context, query SpansQuery) (SpansResult, error)
	// Metrics gives figures about spans or traces. It asks one question of the store,
	// whose answer doesn't grow with their number. Where the store keeps such figures
	// itself, they are taken if they are shown to be the same, which a notice tells.
	Metrics(ctx context.Context, query MetricsQuery) (MetricsResult, error)
	// MetricsStatement is the text by which Metrics asks for the spans themselves; it
	// isn't sent. What was really sent, also to a store of figures, is in the Account.
	MetricsStatement(ctx context.Context, query MetricsQuery) (string, error)
	// ServiceGraph tells which service calls which.
	ServiceGraph(ctx context.Context, query GraphQuery) (GraphResult, error)
	// Services lists the services with spans in the range.
	Services(ctx context.Context, query NamesQuery) (Names, error)
	// Operations lists the operations of query.Service, or of all services.
	Operations(ctx context.Context, query NamesQuery) (Names, error)
	// TagKeys lists the keys that spans can be filtered by.
	TagKeys(ctx context.Context, query NamesQuery) (Names, error)
	// TagValues lists the values of query.Tag, the most frequent if there are too many.
	TagValues(ctx context.Context, query NamesQuery) (Names, error)
	// Check tells whether the store can be reached and what it holds.
	Check(ctx context.Context) (Health, error)
}

// Range is a stretch of time, From inclusive, To exclusive.
type Range struct{ From, To time.Time }

// MostRead is how many spans of one trace a Reader takes into memory at the most, so
// that a runaway one can't exhaust it.
const MostRead = 100_000

// TraceQuery asks for one trace.
type TraceQuery struct {
	ID    TraceID
	Range Range
}

// TraceResult is one whole trace: never empty, repaired (see Repair), sorted by
// start and then by span ID.
type TraceResult struct {
	Spans []Span
	Account
}

// SearchQuery asks for traces. A trace is found if one of its spans that began
// within Range meets every condition of Filter on spans, and the trace as a whole
// those on traces.
type SearchQuery struct {
	Range Range
	Filter
	// Sort says which come first. A store that can't rank all there is ranks what it
	// gives, and says so.
	Sort Sort
	// Limit is how many to return at the most, the first; at least 1.
	Limit int
	// SpansPerTrace is how many of the spans that meet Filter are wanted with each trace
	// (see Summary.Matching); zero or less for none. Only a filter on spans picks any.
	SpansPerTrace int
}

// WantsMatching says whether the spans that match are wanted with their traces. Without
// a condition on spans all of them match, and then none stands out.
func (q SearchQuery) WantsMatching() bool { return q.SpansPerTrace > 0 && q.FiltersSpans() }

// Filter are conditions on a span and on its trace. An empty or zero condition
// holds for all.
type Filter struct {
	Service   string
	Operation string
	Kind      Kind
	Status    Status
	// Entry keeps spans without a parent: the requests that come from outside.
	Entry bool
	// Conditions must all hold, for the same span.
	Conditions []Condition
	// AnyOf are groups of conditions; all those of at least one group must hold, too,
	// for that same span. No groups are no condition.
	AnyOf [][]Condition
	// SpanDuration bounds the span, TraceDuration the whole trace.
	SpanDuration, TraceDuration DurationBounds
	// RawSearch narrows the spans by a search in Log Service's own language. Only its
	// reader knows it; others refuse a filter that has one.
	RawSearch string
}

// FiltersSpans says whether there is a condition on spans.
func (f Filter) FiltersSpans() bool {
	return f.Service != "" || f.Operation != "" || f.Kind != "" || f.Status != "" || f.Entry || len(f.Conditions) > 0 || len(f.AnyOf) > 0 ||
		!f.SpanDuration.IsZero() || f.RawSearch != ""
}

// AllConditions are those of Conditions and then of all groups of AnyOf, in order.
func (f Filter) AllConditions() []Condition {
	return slices.Concat(append([][]Condition{f.Conditions}, f.AnyOf...)...)
}

// TagKeys are the keys of the tags that conditions compare, in order and each once. A tag
// that has to be missing is none of them, nor is the one that stands for the service.
func (f Filter) TagKeys() []string {
	var keys []string
	for _, c := range f.AllConditions() {
		isTag := (c.On == OnTag || c.On == "") && c.Operator != Missing && c.Key != serviceKey
		if isTag && !slices.Contains(keys, c.Key) {
			keys = append(keys, c.Key)
		}
	}
	return keys
}

// DurationBounds is a closed interval of durations; a zero bound is open.
type DurationBounds struct{ Min, Max time.Duration }

// IsZero says whether both ends are open.
func (b DurationBounds) IsZero() bool { return b == DurationBounds{} }

// Hold says whether a duration lies within the bounds, in whole microseconds, which is
// as precisely as Log Service keeps them.
func (b DurationBounds) Hold(d time.Duration) bool {
	d = d.Truncate(time.Microsecond)
	return d >= b.Min && (b.Max <= 0 || d <= b.Max)
}

// SearchResult lists the traces found, in the order asked for.
type SearchResult struct {
	Traces []Summary
	Account
}

// Summary describes one whole trace without its spans.
type Summary struct {
	ID TraceID
	// Start is when its first span began, Duration how long until its last ended.
	Start    time.Time
	Duration time.Duration
	// RootService and RootOperation are those of the root span, or of the earliest
	// span if the root is missing.
	RootService, RootOperation string
	// Spans and Errors count the spans and those that failed (see Span.Failed).
	Spans, Errors int
	// Services are the names of the services that took part, sorted.
	Services []string
	// Matching are the spans that a search found the trace by, the first by begin, up to
	// the query's SpansPerTrace, with the values of Filter.TagKeys as their Tags. Matched
	// counts all that there are. Both are empty if the query doesn't want them.
	Matching []FoundSpan
	Matched  int
}

// NamesQuery asks for names to choose from.
type NamesQuery struct {
	Range Range
	// Service restricts operations and tag values to one service, if not empty.
	Service string
	// Tag is the key whose values are asked for.
	Tag string
	// Prefix restricts names to those that begin with it, regardless of case.
	Prefix string
	// Limit is how many names to return at the most.
	Limit int
}

// Names lists names in alphabetical order.
type Names struct {
	Values []string
	// More says that there are more than the limit let through.
	More bool
	// About tells of each key of a tag among Values what is known; nil for other names.
	About map[string]TagFacts
	Account
}

// TagFacts tell whose tags have a key, as far as the store was looked at. Spans have it
// unless Span is empty, resources (processes, hosts) unless Resource is.
type TagFacts struct{ Span, Resource Indexing }

// Indexing says whether a store's index has a field of its own for a tag.
type Indexing string

const (
	// IndexUnknown is for stores that don't tell what they index.
	IndexUnknown Indexing = "unknown"
	// Indexed tags are seen however long a record is.
	Indexed Indexing = "indexed"
	// NotIndexed tags are seen only where the store sees all tags of a record.
	NotIndexed Indexing = "notIndexed"
)

// With adds other facts. A tag is indexed if it is so wherever it lies.
func (f TagFacts) With(other TagFacts) TagFacts {
	return TagFacts{f.Span.and(other.Span), f.Resource.and(other.Resource)}
}

func (i Indexing) and(other Indexing) Indexing {
	if i == "" || other == NotIndexed {
		return other
	}
	return i
}

// Health tells what a check of the store found.
type Health struct {
	// Message sums up, in sentences, what was reached and what it holds.
	Message string
	// Problems are sentences about what is missing; the store can be used without.
	Problems []string
	Account
}

// Account tells how an answer came about.
type Account struct {
	// Statements are the texts sent to the store, in the order of asking.
	Statements []string
	Notices    []Notice
	Cost       Cost
}

// Cost adds up what an answer took from the store.
type Cost struct {
	// Requests were sent, Retries of them because the one before failed in a way that may
	// pass.
	Requests, Retries int
	// Waited is how long requests waited for their turn, so that the store isn't asked
	// too much at a time; added up over all of them.
	Waited time.Duration
	// Rows and Bytes are what the store says it went through.
	Rows, Bytes int64
	// Elapsed is the wall-clock time of the whole answer.
	Elapsed time.Duration
}

// Notice is a sentence about an answer as a whole.
type Notice struct {
	Severity Severity
	Text     string
}

// Severity grades a notice.
type Severity string

// Info tells what was done beyond the question; Warning, that the answer may lack something.
const (
	Info    Severity = "info"
	Warning Severity = "warning"
)

// SetupError says that the store can't answer the way it is set up. Its text is a
// sentence on what to change there.
type SetupError struct{ Text string }

// Error implements error.
func (e *SetupError) Error() string { return e.Text }

// QueryError says that the store can't be asked such a question. Its text is a sentence
// on what to change in it.
type QueryError struct{ Text string }

// Error implements error.
func (e *QueryError) Error() string { return e.Text }

// NotFoundError says that a trace isn't where it was looked for.
type NotFoundError struct {
	ID TraceID
	// Range is the widest stretch that was looked through.
	Range Range
}

// Error implements error.
func (e *NotFoundError) Error() string {
	const layout = "2006-01-02 15:04:05 MST"
	return fmt.Sprintf("Trace %s was not found between %s and %s. Check the ID, and whether the trace lies further back.", e.ID, e.Range.From.UTC().Format(layout), e.Range.To.UTC().Format(layout))
}
