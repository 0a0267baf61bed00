package samples

// Facts are what must come out of bookinfo and emojivoto, worked out from the
// spans before they were written as records.
type Facts struct {
	Traces int `json:"traces"`
	Spans  int `json:"spans"`
	// ErrorSpans count the spans that failed, FailedTraces the traces that have any.
	ErrorSpans   int `json:"errorSpans"`
	FailedTraces int `json:"failedTraces"`
	// SlowTraces count the traces of more than two seconds.
	SlowTraces int `json:"slowTraces"`
	// Services count the spans of each service, Operations those of each operation in it.
	Services   map[string]int            `json:"services"`
	Operations map[string]map[string]int `json:"operations"`
	// Edges are the calls between services.
	Edges []Edge `json:"edges"`
	Roots []Root `json:"roots"`
	// Slow and Failed are traces with IDs that no seed changes.
	Slow   TraceFacts `json:"slow"`
	Failed TraceFacts `json:"failed"`
	// List has all traces, the newest first.
	List []TraceFacts `json:"list"`
	// Canary is bookinfo's: of Reviewed traces that reached reviews, Canary met version v3.
	Canary struct {
		Canary   int `json:"canary"`
		Reviewed int `json:"reviewed"`
	} `json:"canary"`
}

// Edge counts the spans of Child whose parent is a span of Parent, another service,
// and those of them that Failed.
type Edge struct {
	Parent string `json:"parent"`
	Child  string `json:"child"`
	Count  int    `json:"count"`
	Failed int    `json:"failed"`
}

// Root counts the traces whose root span has this service and operation.
type Root struct {
	Service   string `json:"service"`
	Operation string `json:"operation"`
	Traces    int    `json:"traces"`
}

// TraceFacts is one trace in figures.
type TraceFacts struct {
	// ID has 32 hexadecimal digits.
	ID string `json:"id"`
	// Start is when the first span began, µs since the epoch.
	Start int64 `json:"start"`
	// DurationUs is the time from the first start to the last end, µs.
	DurationUs    int64    `json:"durationUs"`
	Spans         int      `json:"spans"`
	Errors        int      `json:"errors"`
	RootService   string   `json:"rootService"`
	RootOperation string   `json:"rootOperation"`
	Services      []string `json:"services"`
}

// DialectFacts tell what the records of the sample dialects hold.
type DialectFacts struct {
	Traces []TraceFacts `json:"traces"`
	// Spans are the spans as they were made, in the order of the rows.
	Spans []Span `json:"spans"`
	// Dialects come in the order of the rows: those of the logstore "dialects"
	// first, dialect by dialect, then those of each dialect's own logstore.
	Dialects []DialectFact `json:"dialects"`
}

// DialectFact tells what one dialect holds of the spans.
type DialectFact struct {
	// Name is L0, L1, LC, O1, P1 or T1.
	Name     string `json:"name"`
	Logstore string `json:"logstore"`
	// Lost says in sentences what a record can't hold.
	Lost []string `json:"lost"`
	// Held are the spans as far as the records hold them. Tags are sorted by key. A
	// kind that is only a tag is both tag and Kind; so is the status of LC.
	Held []Span `json:"held"`
}

// Span is a span as the generator made it. IDs are spelt in full, 32 and 16
// hexadecimal digits; the parent of a root is empty. Times are µs.
type Span struct {
	TraceID       string   `json:"traceID"`
	SpanID        string   `json:"spanID"`
	ParentSpanID  string   `json:"parentSpanID"`
	Service       string   `json:"service"`
	Operation     string   `json:"operation"`
	Kind          string   `json:"kind"`
	Status        string   `json:"status"`
	StatusMessage string   `json:"statusMessage"`
	Start         int64    `json:"start"`
	Duration      int64    `json:"duration"`
	Tags          []Tag    `json:"tags"`
	Resource      []Tag    `json:"resource"`
	Events        []Event  `json:"events"`
	Links         []Link   `json:"links"`
	Warnings      []string `json:"warnings"`
	ScopeName     string   `json:"scopeName"`
	ScopeVersion  string   `json:"scopeVersion"`
	TraceState    string   `json:"traceState"`
}

// Tag is a typed tag in text.
type Tag struct {
	Key string `json:"key"`
	// Type is string, bool, int64, float64 or binary.
	Type string `json:"type"`
	// Value is text, true or false, decimal digits, or base64.
	Value string `json:"value"`
}

// Event is an event of a span; Time is µs since the epoch.
type Event struct {
	Time int64  `json:"time"`
	Name string `json:"name"`
	Tags []Tag  `json:"tags"`
}

// Link refers to another span.
type Link struct {
	TraceID string `json:"traceID"`
	SpanID  string `json:"spanID"`
	Tags    []Tag  `json:"tags"`
}

// AwkwardFacts tell what the records of the sample awkward are.
type AwkwardFacts struct {
	// Named are traces whose root has one awkward text for its service, operation,
	// tag key and tag value.
	Named []NamedTrace `json:"named"`
	// Odd are traces of odd shapes.
	Odd []OddTrace `json:"odd"`
	// Large is too big to be stored here: LargeTrace makes it.
	Large struct {
		TraceID string `json:"traceID"`
		Spans   int    `json:"spans"`
	} `json:"large"`
}

// NamedTrace is a trace with an awkward name.
type NamedTrace struct {
	// Dialect is L1 or T1.
	Dialect string `json:"dialect"`
	Name    string `json:"name"`
	TraceID string `json:"traceID"`
	Spans   int    `json:"spans"`
}

// OddTrace is a trace of an odd shape.
type OddTrace struct {
	// Dialect is L1 or T1.
	Dialect string `json:"dialect"`
	Name    string `json:"name"`
	TraceID string `json:"traceID"`
	// Records are stored, of which Spans different ones can be read; Errors failed.
	Records int `json:"records"`
	Spans   int `json:"spans"`
	Errors  int `json:"errors"`
	// About says what is odd.
	About string `json:"about"`
}
