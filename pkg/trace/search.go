package trace

import (
	"cmp"
	"strings"
	"time"
)

// Sort is the order of a search's results, and so which of them the limit keeps. Of
// equals the newest come first, and then those with the smallest ID.
type Sort string

// The orders there are. The last two are for traces only.
const (
	// SortNewest also is what an empty Sort means.
	SortNewest Sort = "newest"
	SortOldest Sort = "oldest"
	// SortLongest is by the duration of the trace, or of the span.
	SortLongest    Sort = "longest"
	SortMostSpans  Sort = "mostSpans"
	SortMostErrors Sort = "mostErrors"
)

// ByTime says whether the order is by begin alone.
func (s Sort) ByTime() bool { return s == "" || s == SortNewest || s == SortOldest }

// Compare is negative if the first trace comes before the second.
func (s Sort) Compare(a, b Summary) int {
	return cmp.Or(s.rank(b)-s.rank(a), s.byStart(a.Start, b.Start), strings.Compare(a.ID.String(), b.ID.String()))
}

func (s Sort) rank(summary Summary) int {
	switch s {
	case SortLongest:
		return int(summary.Duration)
	case SortMostSpans:
		return summary.Spans
	case SortMostErrors:
		return summary.Errors
	default:
		return 0
	}
}

func (s Sort) byStart(a, b time.Time) int {
	if s == SortOldest {
		return a.Compare(b)
	}
	return b.Compare(a)
}

// CompareSpans is Compare for spans.
func (s Sort) CompareSpans(a, b FoundSpan) int {
	longest := 0
	if s == SortLongest {
		longest = cmp.Compare(b.Duration, a.Duration)
	}
	return cmp.Or(longest, s.byStart(a.Start, b.Start), strings.Compare(a.TraceID.String(), b.TraceID.String()), cmp.Compare(a.ID, b.ID))
}

// CompareMatching orders the spans that are shown with a trace: by begin, and then as
// CompareSpans does.
func CompareMatching(a, b FoundSpan) int {
	return cmp.Or(SortOldest.CompareSpans(a, b), strings.Compare(string(a.Kind), string(b.Kind)))
}

// SpansQuery asks for the spans themselves that began within Range and meet Filter, and
// whose trace as a whole does. Its Sort is not one for traces only.
type SpansQuery struct {
	SearchQuery
	// Columns are keys of tags whose values are to be shown, each once.
	Columns []string
}

// SpansResult lists the spans found, in the order asked for.
type SpansResult struct {
	Spans []FoundSpan
	Account
}

// FoundSpan is a span of a list.
type FoundSpan struct {
	TraceID            TraceID
	ID                 SpanID
	Service, Operation string
	Kind               Kind
	// Status is the span's outcome, see Span.Outcome.
	Status   Status
	Start    time.Time
	Duration time.Duration
	// Tags are the values of the columns asked for: the span's own, else its resource's,
	// empty if there is none or if it is an array or an object.
	Tags []string
}
