package models

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// QueryType names what a query asks for, and so which part of a Query is filled.
type QueryType string

// The query types that exist.
const (
	QueryTypeTraceID QueryType = "traceId"
	QueryTypeSearch  QueryType = "search"
)

// queryTypes lists the query types for the sentence that names them.
var queryTypes = []QueryType{QueryTypeTraceID, QueryTypeSearch}

// Query is one query of a panel: exactly the part that Type names is filled.
type Query struct {
	Type    QueryType
	TraceID *TraceIDQuery
	Search  *SearchQuery
}

// TraceIDQuery asks for one trace.
type TraceIDQuery struct {
	// ID is the text that was entered, without surrounding space; never empty. Its
	// spelling isn't checked here.
	ID string
}

// SearchQuery asks for the newest traces that hold a span as described. An empty
// text or zero bound is no condition.
type SearchQuery struct {
	Service   string
	Operation string
	// SpanKind is one of internal, server, client, producer, consumer, or empty.
	SpanKind string
	// Status is one of unset, ok, error, or empty.
	Status string
	Tags   []TagFilter
	// MinDuration and MaxDuration bound the span, the other two its whole trace.
	MinDuration, MaxDuration           time.Duration
	MinTraceDuration, MaxTraceDuration time.Duration
	// Limit is how many traces to return at the most, 1 to MaxLimit.
	Limit int
}

// TagFilter is a condition on one tag.
type TagFilter struct {
	Key string `json:"key"`
	// Operator is "=" or "!="; absent means "=".
	Operator string `json:"operator"`
	Value    string `json:"value"`
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
	operators = []string{"=", "!="}
)

// queryJSON is a query as Grafana sends it: the fields of all types side by side.
type queryJSON struct {
	QueryType        string      `json:"queryType"`
	Query            string      `json:"query"`
	Service          string      `json:"service"`
	Operation        string      `json:"operation"`
	SpanKind         string      `json:"spanKind"`
	Status           string      `json:"status"`
	Tags             []TagFilter `json:"tags"`
	MinDuration      string      `json:"minDuration"`
	MaxDuration      string      `json:"maxDuration"`
	MinTraceDuration string      `json:"minTraceDuration"`
	MaxTraceDuration string      `json:"maxTraceDuration"`
	Limit            *int        `json:"limit"`
}

// ParseQuery reads a query as Grafana sends it, with defaults filled in. The
// error is a sentence that names the field and gives an example.
//
// Other plugins link to a trace without knowing our query types: Loki's derived
// fields send no queryType, Prometheus' exemplars send "traceql", X-Ray's
// "getTrace", each with the ID in "query" (grafana/grafana, getDerivedFields.ts
// and result_transformer.ts). So any type but ours with a text in "query" is a
// trace by ID.
func ParseQuery(raw []byte) (Query, error) {
	var stored queryJSON
	if err := json.Unmarshal(raw, &stored); err != nil {
		return Query{}, describeJSONError("query", err, queryExamples)
	}
	switch {
	case stored.QueryType == string(QueryTypeSearch):
		search, err := stored.search()
		if err != nil {
			return Query{}, err
		}
		return Query{Type: QueryTypeSearch, Search: &search}, nil
	case strings.TrimSpace(stored.Query) != "":
		return Query{Type: QueryTypeTraceID, TraceID: &TraceIDQuery{ID: strings.TrimSpace(stored.Query)}}, nil
	case slices.Contains([]string{"", string(QueryTypeTraceID), "traceql", "getTrace"}, stored.QueryType):
		return Query{}, errors.New("no trace ID is given: enter 1 to 32 hexadecimal digits, for example 4bf92f3577b34da6a3ce929d0e0e4736")
	default:
		return Query{}, fmt.Errorf("query type %q does not exist: use one of %s", stored.QueryType, quoteAll(queryTypes))
	}
}

func (q queryJSON) search() (SearchQuery, error) {
	search := SearchQuery{
		Service:   q.Service,
		Operation: q.Operation,
		SpanKind:  q.SpanKind,
		Status:    q.Status,
		Limit:     DefaultLimit,
	}
	if q.Limit != nil {
		search.Limit = *q.Limit
	}
	if search.Limit < 1 || search.Limit > MaxLimit {
		return SearchQuery{}, fmt.Errorf("limit is %d: enter a whole number from 1 to %d, for example %d", search.Limit, MaxLimit, DefaultLimit)
	}
	err := cmp.Or(checkOneOf("spanKind", q.SpanKind, spanKinds), checkOneOf("status", q.Status, statuses))
	if err != nil {
		return SearchQuery{}, err
	}
	if search.Tags, err = parseTags(q.Tags); err != nil {
		return SearchQuery{}, err
	}
	if search.MinDuration, search.MaxDuration, err = parseBounds("minDuration", q.MinDuration, "maxDuration", q.MaxDuration); err != nil {
		return SearchQuery{}, err
	}
	search.MinTraceDuration, search.MaxTraceDuration, err = parseBounds("minTraceDuration", q.MinTraceDuration, "maxTraceDuration", q.MaxTraceDuration)
	return search, err
}

func parseTags(stored []TagFilter) ([]TagFilter, error) {
	var tags []TagFilter
	for i, tag := range stored {
		if strings.TrimSpace(tag.Key) == "" {
			return nil, fmt.Errorf("tags: condition %d has no key: enter one, for example http.status_code", i+1)
		}
		tag.Operator = cmp.Or(tag.Operator, "=")
		if !slices.Contains(operators, tag.Operator) {
			return nil, fmt.Errorf("tags: the operator of %q is %q: use one of %s", tag.Key, tag.Operator, quoteAll(operators))
		}
		tags = append(tags, tag)
	}
	return tags, nil
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
