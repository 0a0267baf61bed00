package models

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// QueryType names what a query asks for, and so which part of a Query is filled.
type QueryType string

// The query types that exist.
const (
	QueryTypeTraceID QueryType = "traceId"
	QueryTypeSearch  QueryType = "search"
	QueryTypeMetrics QueryType = "metrics"
	// QueryTypeServiceGraph asks which service calls which.
	QueryTypeServiceGraph QueryType = "serviceGraph"
	// QueryTypeCompare sets two traces against each other.
	QueryTypeCompare QueryType = "compare"
	// QueryTypeUpload asks for the traces of an uploaded file.
	QueryTypeUpload QueryType = "upload"
)

// queryTypes lists the query types for the sentence that names them.
var queryTypes = []QueryType{QueryTypeTraceID, QueryTypeSearch, QueryTypeMetrics, QueryTypeServiceGraph, QueryTypeCompare, QueryTypeUpload}

// Query is one query of a panel: exactly the part that Type names is filled.
type Query struct {
	Type    QueryType
	TraceID *TraceIDQuery
	Search  *SearchQuery
	Metrics *MetricsQuery
	Graph   *GraphQuery
	Compare *CompareQuery
	Upload  *UploadQuery
}

// TraceIDQuery asks for one trace.
type TraceIDQuery struct {
	// ID is the text that was entered, without surrounding space; never empty. Its
	// spelling isn't checked here.
	ID string
	// SpanID is the text of the span to show with what is below it; empty for all.
	SpanID string
	// View is one of views.
	View View
}

// SearchQuery asks for the traces that hold a span as described, or for such spans.
type SearchQuery struct {
	Filters
	// StartedAfter and StartedWithin keep spans that began within a stretch of time,
	// whatever the query's own time range: links from a point of a graph send them.
	// Both are zero, or none.
	StartedAfter  time.Time
	StartedWithin time.Duration
	// Result is what to list.
	Result Result
	// Sort is the order, and so what the limit keeps.
	Sort Sort
	// Columns are the keys of tags that a list of spans shows, each once, up to MaxColumns.
	Columns []string
	// SpansPerTrace is how many matching spans a list of traces shows of each at the most,
	// 0 to MaxSpansPerTrace; 0 in a list of spans.
	SpansPerTrace int
	// Limit is how many traces or spans to return at the most, 1 to MaxLimit.
	Limit int
	// AsAnnotations asks for the fields of annotations, so that graphs mark the traces.
	AsAnnotations bool
}

// Filters are conditions on a span and on its trace. An empty text or zero bound
// is no condition.
type Filters struct {
	Service   string
	Operation string
	// SpanKind is one of internal, server, client, producer, consumer, or empty.
	SpanKind string
	// Status is one of unset, ok, error, or empty.
	Status string
	// EntrySpansOnly keeps spans without a parent.
	EntrySpansOnly bool
	// Tags are conditions that all hold for the same span, AnyOf groups of such, at
	// least one of which holds for that span, too.
	Tags  []Condition
	AnyOf [][]Condition
	// RawSearch narrows the spans in Log Service's own search language; without
	// surrounding space, in one line, up to MaxRawSearch.
	RawSearch string
	// MinDuration and MaxDuration bound the span, the other two its whole trace.
	MinDuration, MaxDuration           time.Duration
	MinTraceDuration, MaxTraceDuration time.Duration
}

// DefaultLimit and MaxLimit bound the traces of a search. Both are those of
// Jaeger's own search form (jaegertracing/jaeger-ui, default configuration).
const (
	DefaultLimit = 20
	MaxLimit     = 1500
)

var (
	spanKinds = []string{"internal", "server", "client", "producer", "consumer"}
	statuses  = []string{"unset", "ok", "error"}
)

// queryJSON is a query as Grafana sends it: the fields of all types side by side.
type queryJSON struct {
	QueryType        string            `json:"queryType"`
	Query            string            `json:"query"`
	Service          string            `json:"service"`
	Operation        string            `json:"operation"`
	SpanKind         string            `json:"spanKind"`
	Status           string            `json:"status"`
	EntrySpansOnly   bool              `json:"entrySpansOnly"`
	Tags             []conditionJSON   `json:"tags"`
	AnyOf            [][]conditionJSON `json:"anyOf"`
	RawSearch        string            `json:"rawSearch"`
	MinDuration      string            `json:"minDuration"`
	MaxDuration      string            `json:"maxDuration"`
	MinTraceDuration string            `json:"minTraceDuration"`
	MaxTraceDuration string            `json:"maxTraceDuration"`
	StartedAfter     string            `json:"startedAfter"`
	StartedWithin    string            `json:"startedWithin"`
	Limit            *int              `json:"limit"`
	Result           string            `json:"result"`
	Sort             string            `json:"sort"`
	Columns          []string          `json:"columns"`
	SpansPerTrace    *int              `json:"spansPerTrace"`
	AsAnnotations    bool              `json:"asAnnotations"`

	Measure        string    `json:"measure"`
	Over           string    `json:"over"`
	Quantiles      []float64 `json:"quantiles"`
	ApdexThreshold string    `json:"apdexThreshold"`
	GroupBy        []string  `json:"groupBy"`
	SeriesLimit    *int      `json:"seriesLimit"`
	TopBy          string    `json:"topBy"`
	Step           string    `json:"step"`
	EmptyBuckets   string    `json:"emptyBuckets"`
	Instant        bool      `json:"instant"`
	CompareWith    string    `json:"compareWith"`
	Legend         string    `json:"legend"`
	Exemplars      bool      `json:"exemplars"`

	Hops     *int     `json:"hops"`
	Quantile *float64 `json:"quantile"`

	SpanID string `json:"spanId"`
	View   string `json:"view"`
	Other  string `json:"other"`
	Upload string `json:"upload"`
}

// ParseQuery reads a query as Grafana sends it, with defaults filled in. The
// error is a sentence that names the field and gives an example.
//
// Other plugins link to a trace without knowing our query types: Loki's derived
// fields send no queryType, Prometheus' exemplars send "traceql", X-Ray's
// "getTrace", each with the ID in "query" (grafana/grafana, getDerivedFields.ts
// and result_transformer.ts). So any type but ours with a text in "query" is a
// trace by ID. A query of an older version, or of Grafana's own Jaeger data source,
// is read as one of today; one of a newer version is an error.
func ParseQuery(raw []byte) (Query, error) {
	raw, err := migrate(raw)
	if err != nil {
		return Query{}, err
	}
	var stored queryJSON
	if err := json.Unmarshal(raw, &stored); err != nil {
		return Query{}, describeJSONError("query", err, queryExamples)
	}
	return stored.parse()
}

func (q queryJSON) parse() (Query, error) {
	switch {
	case q.QueryType == string(QueryTypeSearch):
		search, err := q.search()
		if err != nil {
			return Query{}, err
		}
		return Query{Type: QueryTypeSearch, Search: &search}, nil
	case q.QueryType == string(QueryTypeMetrics):
		metrics, err := q.metrics()
		if err != nil {
			return Query{}, err
		}
		return Query{Type: QueryTypeMetrics, Metrics: &metrics}, nil
	case q.QueryType == string(QueryTypeServiceGraph):
		graph, err := q.graph()
		if err != nil {
			return Query{}, err
		}
		return Query{Type: QueryTypeServiceGraph, Graph: &graph}, nil
	case q.QueryType == string(QueryTypeCompare):
		compare, err := q.compare()
		if err != nil {
			return Query{}, err
		}
		return Query{Type: QueryTypeCompare, Compare: &compare}, nil
	case q.QueryType == string(QueryTypeUpload):
		upload, err := q.upload()
		if err != nil {
			return Query{}, err
		}
		return Query{Type: QueryTypeUpload, Upload: &upload}, nil
	case strings.TrimSpace(q.Query) != "":
		traceID, err := q.traceID()
		if err != nil {
			return Query{}, err
		}
		return Query{Type: QueryTypeTraceID, TraceID: &traceID}, nil
	case slices.Contains([]string{"", string(QueryTypeTraceID), "traceql", "getTrace"}, q.QueryType):
		return Query{}, errors.New("no trace ID is given: enter 1 to 32 hexadecimal digits, for example 4bf92f3577b34da6a3ce929d0e0e4736")
	default:
		return Query{}, fmt.Errorf("query type %q does not exist: use one of %s", q.QueryType, quoteAll(queryTypes))
	}
}

func (q queryJSON) search() (SearchQuery, error) {
	search := SearchQuery{Limit: DefaultLimit, AsAnnotations: q.AsAnnotations}
	if q.Limit != nil {
		search.Limit = *q.Limit
	}
	if search.Limit < 1 || search.Limit > MaxLimit {
		return SearchQuery{}, fmt.Errorf("limit is %d: enter a whole number from 1 to %d, for example %d", search.Limit, MaxLimit, DefaultLimit)
	}
	var err error
	if search.Filters, err = q.filters(); err != nil {
		return SearchQuery{}, err
	}
	if err := q.results(&search); err != nil {
		return SearchQuery{}, err
	}
	search.StartedAfter, search.StartedWithin, err = parseStarted(q.StartedAfter, q.StartedWithin)
	return search, err
}

func (q queryJSON) filters() (Filters, error) {
	filters := Filters{Service: q.Service, Operation: q.Operation, SpanKind: q.SpanKind, Status: q.Status, EntrySpansOnly: q.EntrySpansOnly}
	err := cmp.Or(checkOneOf("spanKind", q.SpanKind, spanKinds), checkOneOf("status", q.Status, statuses))
	if err != nil {
		return Filters{}, err
	}
	if err := q.conditions(&filters); err != nil {
		return Filters{}, err
	}
	if filters.MinDuration, filters.MaxDuration, err = parseBounds("minDuration", q.MinDuration, "maxDuration", q.MaxDuration); err != nil {
		return Filters{}, err
	}
	filters.MinTraceDuration, filters.MaxTraceDuration, err = parseBounds("minTraceDuration", q.MinTraceDuration, "maxTraceDuration", q.MaxTraceDuration)
	return filters, err
}

// parseStarted reads a moment, in milliseconds since 1970, and a duration from there.
// A link that knows no moment leaves it blank, and then the duration says nothing.
func parseStarted(after, within string) (time.Time, time.Duration, error) {
	if strings.TrimSpace(after) == "" {
		return time.Time{}, 0, nil
	}
	milliseconds, err := strconv.ParseInt(strings.TrimSpace(after), 10, 64)
	if err != nil {
		return time.Time{}, 0, fmt.Errorf("startedAfter is %q: enter milliseconds since 1970, for example 1780315200000", after)
	}
	length, err := parseBound("startedWithin", within)
	if err == nil && length == 0 {
		err = fmt.Errorf("startedWithin is %q: enter how long after startedAfter spans may have begun, for example 1m", within)
	}
	if err != nil {
		return time.Time{}, 0, err
	}
	return time.UnixMilli(milliseconds), length, nil
}

func checkOneOf(field, value string, allowed []string) error {
	if value == "" || slices.Contains(allowed, value) {
		return nil
	}
	return fmt.Errorf("%s is %q: use one of %s, or leave it empty", field, value, quoteAll(allowed))
}

func quoteAll[T ~string](values []T) string {
	quoted := make([]string, len(values))
	for i, value := range values {
		quoted[i] = fmt.Sprintf("%q", string(value))
	}
	return strings.Join(quoted, ", ")
}
