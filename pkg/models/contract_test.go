package models

import (
	"cmp"
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// contractFolder holds the examples that Jest reads, too.
const contractFolder = "../../tests/contract/"

func readContract(t *testing.T, name string, cases any) {
	t.Helper()
	raw, err := os.ReadFile(contractFolder + name)
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(raw, cases))
}

func TestParseQueryKeepsTheContract(t *testing.T) {
	var tests []struct {
		Name       string          `json:"name"`
		Input      json.RawMessage `json:"input"`
		Normalised json.RawMessage `json:"normalised"`
		Runnable   bool            `json:"runnable"`
		Error      bool            `json:"error"`
	}
	readContract(t, "queries.json", &tests)
	require.NotEmpty(t, tests)
	for _, tt := range tests {
		t.Run(tt.Name, func(t *testing.T) {
			query, err := ParseQuery(tt.Input)
			if tt.Error || !tt.Runnable {
				require.Error(t, err)
				return
			}
			require.NoError(t, err)
			require.Equal(t, expectedQuery(t, tt.Normalised), query)
		})
	}
}

// contractQuery is the contract's form of a query, every field as it is written.
type contractQuery struct {
	QueryType                                                    QueryType
	Query, Service, Operation, SpanKind, Status                  string
	MinDuration, MaxDuration, MinTraceDuration, MaxTraceDuration string
	StartedAfter, StartedWithin                                  string
	Tags                                                         []contractCondition
	AnyOf                                                        [][]contractCondition
	RawSearch                                                    string
	Limit                                                        int
	Result                                                       Result
	Sort                                                         Sort
	Columns                                                      []string
	SpansPerTrace                                                *int
	AsAnnotations                                                bool
	EntrySpansOnly                                               bool

	Measure, Over, ApdexThreshold, TopBy, Step, EmptyBuckets, CompareWith, Legend string
	Quantiles                                                                     []float64
	GroupBy                                                                       []string
	SeriesLimit                                                                   int
	Instant, Exemplars                                                            bool

	Hops     int
	Quantile float64

	SpanID string
	View   View
	Other  string
	Upload string
}

// expectedQuery reads the contract's form of a query without ParseQuery's help.
func expectedQuery(t *testing.T, raw json.RawMessage) Query {
	t.Helper()
	var wanted contractQuery
	require.NoError(t, json.Unmarshal(raw, &wanted))
	switch wanted.QueryType {
	case QueryTypeTraceID:
		return Query{Type: QueryTypeTraceID, TraceID: &TraceIDQuery{ID: wanted.Query, SpanID: wanted.SpanID, View: cmp.Or(wanted.View, ViewTrace)}}
	case QueryTypeCompare:
		return Query{Type: QueryTypeCompare, Compare: &CompareQuery{A: wanted.Query, B: wanted.Other}}
	case QueryTypeUpload:
		return Query{Type: QueryTypeUpload, Upload: &UploadQuery{Upload: wanted.Upload, TraceID: wanted.Query, SpanID: wanted.SpanID, View: cmp.Or(wanted.View, ViewTrace)}}
	case QueryTypeServiceGraph:
		return Query{Type: QueryTypeServiceGraph, Graph: &GraphQuery{Service: wanted.Service, Hops: wanted.Hops, Quantile: wanted.Quantile}}
	case QueryTypeMetrics:
		return Query{Type: QueryTypeMetrics, Metrics: &MetricsQuery{
			Filters: wanted.filters(t), Measure: wanted.Measure, Over: wanted.Over, Quantiles: wanted.Quantiles, ApdexThreshold: lasting(t, wanted.ApdexThreshold),
			GroupBy: wanted.GroupBy, SeriesLimit: wanted.SeriesLimit, TopBy: wanted.TopBy, Step: lasting(t, wanted.Step), EmptyBuckets: wanted.EmptyBuckets,
			Instant: wanted.Instant, CompareWith: lasting(t, wanted.CompareWith), Legend: wanted.Legend, Exemplars: wanted.Exemplars,
		}}
	}
	search := SearchQuery{
		Filters: wanted.filters(t), Limit: wanted.Limit, Result: cmp.Or(wanted.Result, ResultTraces), Sort: cmp.Or(wanted.Sort, SortNewest), Columns: wanted.Columns,
		AsAnnotations: wanted.AsAnnotations,
	}
	if search.Result == ResultTraces {
		search.SpansPerTrace = 3
		if wanted.SpansPerTrace != nil {
			search.SpansPerTrace = *wanted.SpansPerTrace
		}
	}
	if wanted.StartedAfter != "" {
		milliseconds, err := strconv.ParseInt(wanted.StartedAfter, 10, 64)
		require.NoError(t, err)
		search.StartedAfter, search.StartedWithin = time.UnixMilli(milliseconds), lasting(t, wanted.StartedWithin)
	}
	return Query{Type: QueryTypeSearch, Search: &search}
}

// contractCondition is a condition in the contract's form: a value if there is one,
// values if there are several.
type contractCondition struct {
	On, Scope, Key, Operator string
	Value                    *string
	Values                   []string
}

func wantedConditions(stored []contractCondition) []Condition {
	var conditions []Condition
	for _, c := range stored {
		if c.Value != nil {
			c.Values = []string{*c.Value}
		}
		conditions = append(conditions, Condition{c.On, c.Scope, c.Key, c.Operator, c.Values})
	}
	return conditions
}

func (q contractQuery) filters(t *testing.T) Filters {
	var groups [][]Condition
	for _, group := range q.AnyOf {
		groups = append(groups, wantedConditions(group))
	}
	return Filters{
		Service: q.Service, Operation: q.Operation, SpanKind: q.SpanKind, Status: q.Status, EntrySpansOnly: q.EntrySpansOnly,
		Tags: wantedConditions(q.Tags), AnyOf: groups, RawSearch: q.RawSearch,
		MinDuration: lasting(t, q.MinDuration), MaxDuration: lasting(t, q.MaxDuration),
		MinTraceDuration: lasting(t, q.MinTraceDuration), MaxTraceDuration: lasting(t, q.MaxTraceDuration),
	}
}

func lasting(t *testing.T, text string) time.Duration {
	t.Helper()
	if text == "" {
		return 0
	}
	if days, ok := strings.CutSuffix(text, "d"); ok {
		number, err := strconv.Atoi(days)
		require.NoError(t, err)
		return time.Duration(number) * 24 * time.Hour
	}
	value, err := time.ParseDuration(text)
	require.NoError(t, err)
	return value
}

func TestParseSettingsKeepsTheContract(t *testing.T) {
	var tests []struct {
		Name          string          `json:"name"`
		URL           string          `json:"url"`
		BasicAuth     bool            `json:"basicAuth"`
		BasicAuthUser string          `json:"basicAuthUser"`
		JSONData      json.RawMessage `json:"jsonData"`
		SecureKeys    []string        `json:"secureKeys"`
		Normalised    json.RawMessage `json:"normalised"`
		Error         bool            `json:"error"`
	}
	readContract(t, "settings.json", &tests)
	require.NotEmpty(t, tests)
	for _, tt := range tests {
		t.Run(tt.Name, func(t *testing.T) {
			secure := map[string]string{}
			for _, key := range tt.SecureKeys {
				secure[key] = "the " + key
			}
			settings, err := ParseSettings(Stored{URL: tt.URL, BasicAuth: tt.BasicAuth, BasicAuthUser: tt.BasicAuthUser, JSONData: tt.JSONData, Secure: secure})
			if tt.Error {
				require.Error(t, err)
				return
			}
			require.NoError(t, err)
			require.Equal(t, expectedSettings(t, tt.Normalised, secure), settings)
		})
	}
}

// expectedSettings reads the contract's form of settings without ParseSettings'
// help, but for the look-back, which TestParseSettings checks.
func expectedSettings(t *testing.T, raw json.RawMessage, secure map[string]string) Settings {
	t.Helper()
	var wanted struct {
		TraceLookback string
		Timeout       int
	}
	require.NoError(t, json.Unmarshal(raw, &wanted))
	lookback, err := parseLongDuration("traceLookback", wanted.TraceLookback)
	require.NoError(t, err)
	var fields map[string]any
	require.NoError(t, json.Unmarshal(raw, &fields))
	delete(fields, "traceLookback")
	delete(fields, "timeout")
	rest, err := json.Marshal(fields)
	require.NoError(t, err)
	settings := Settings{}
	require.NoError(t, json.Unmarshal(rest, &settings))
	settings.TraceLookback = lookback
	for number := range 10 {
		if name, ok := fields[fmt.Sprintf("httpHeaderName%d", number)]; ok {
			settings.Headers = append(settings.Headers, Header{Name: name.(string), Secret: fmt.Sprintf("httpHeaderValue%d", number)})
		}
	}
	settings.Timeout = time.Duration(wanted.Timeout) * time.Second
	settings.Secrets = Secrets{AccessKeyID: secure["accessKeyId"], AccessKeySecret: secure["accessKeySecret"], SecurityToken: secure["securityToken"], BearerToken: secure["bearerToken"]}
	return settings
}
