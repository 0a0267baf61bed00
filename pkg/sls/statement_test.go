package sls

import (
	"flag"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"logservice-jaeger-datasource/pkg/trace"
)

var update = flag.Bool("update", false, "rewrite the stored statements")

func key(kind string) IndexKey { return IndexKey{Type: kind, Analytics: true} }

// schemas are the indexes that statements are made for, by the name of the
// folder that holds their stored statements.
var schemas = map[string]schema{
	// The index that Jaeger's legacy writer creates, as far as statements use it.
	"legacy": {index: Index{MaxTextLength: 2048, Keys: map[string]IndexKey{
		"traceID": key("text"), "spanID": key("text"), "parentSpanID": key("text"), "startTime": key("long"), "duration": key("long"),
		"operationName": key("text"), "process.serviceName": key("text"), "process.tags.ip": key("text"), "tags.span.kind": key("text"),
		"tags.http.status_code": key("text"), "tags.http.method": key("text"), "tags.guid:x-request-id": key("text"), "tags.request_size": key("long"),
	}}},
	// A trace instance's: tags lie in JSON fields of which some members are listed.
	"instance": {index: modernIndex(IndexKey{Type: "json", Analytics: true, IndexAll: true, JSONKeys: map[string]IndexKey{
		"http.method": key("text"), "http.status_code": key("long"), "error": key("text"), "ratio": key("double"),
	}})},
	// One whose tags are plain text.
	"text":  {index: modernIndex(key("text"))},
	"mixed": {index: mixedIndex()},
}

func modernIndex(tags IndexKey) Index {
	resource := tags
	resource.JSONKeys = nil
	return Index{MaxTextLength: 2048, Keys: map[string]IndexKey{
		"traceID": key("text"), "spanID": key("text"), "parentSpanID": key("text"), "start": key("long"), "end": key("long"), "duration": key("long"),
		"name": key("text"), "service": key("text"), "kind": key("text"), "statusCode": key("text"), "host": key("text"), "logs": key("text"),
		"attribute": tags, "resource": resource,
	}}
}

func mixedIndex() Index {
	index := modernIndex(IndexKey{Type: "json", Analytics: true})
	for name, indexKey := range map[string]IndexKey{
		"startTime": key("long"), "operationName": key("text"), "process.serviceName": key("text"), "tags.span.kind": key("text"),
		"tags.error": key("text"), "tags.http.method": key("text"), "tags.status.code": key("text"),
	} {
		index.Keys[name] = indexKey
	}
	return index
}

// hour is the last one of the samples' histories: the stored statements run on
// their records, too (tests/witness). So names and IDs here are those of samples.
var hour = trace.Range{From: time.UnixMicro(1780311600000000), To: time.UnixMicro(1780315200000000)}

// searches are the questions whose statements are stored, for every schema.
var searches = map[string]trace.Filter{
	"all":            {},
	"service":        {Service: "productpage.default"},
	"operation":      {Service: "vote-bot", Operation: "GET /api/list"},
	"kind":           {Kind: trace.KindServer},
	"error":          {Status: trace.StatusError},
	"ok":             {Status: trace.StatusOK},
	"unset":          {Status: trace.StatusUnset},
	"tag":            {Conditions: []trace.Condition{{Key: "http.method", Operator: trace.Equal, Values: []string{"GET"}}}},
	"tag-of-number":  {Conditions: []trace.Condition{{Key: "http.status_code", Operator: trace.Equal, Values: []string{"500"}}}},
	"tag-not":        {Conditions: []trace.Condition{{Key: "http.status_code", Operator: trace.NotEqual, Values: []string{"200"}}}},
	"span-duration":  {SpanDuration: trace.DurationBounds{Min: 100 * time.Millisecond, Max: 2 * time.Second}},
	"trace-duration": {TraceDuration: trace.DurationBounds{Min: time.Second}},
	"both-durations": {Service: "web", TraceDuration: trace.DurationBounds{Min: time.Second}},
	"everything": {Service: "web", Operation: "/api/vote", Kind: trace.KindServer, Status: trace.StatusError, SpanDuration: trace.DurationBounds{Min: time.Microsecond},
		Conditions: []trace.Condition{{Key: "http.method", Operator: trace.Equal, Values: []string{"GET"}}, {Key: "http.status_code", Operator: trace.NotEqual, Values: []string{"200"}}}},
	"quoting":     {Service: `it's "odd" | a:b \ c*`, Operation: `支付 🍩`, Conditions: []trace.Condition{{Key: "http.method", Operator: trace.Equal, Values: []string{`x' or '1'='1`}}}},
	"tag-one-of":  {Conditions: []trace.Condition{{Key: "http.method", Operator: trace.Equal, Values: []string{"GET", "PUT"}}, {Key: "http.status_code", Operator: trace.NotEqual, Values: []string{"200", "it's"}}}},
	"tag-pattern": {Conditions: []trace.Condition{{Key: "http.method", Operator: trace.Fits, Values: []string{"(?i)g.t|[P-Z]+", `\d+'`}}, {Key: "http.method", Operator: trace.FitsNot, Values: []string{"(PUT|支付){1,3}"}}}},
	"tag-number":  {Conditions: []trace.Condition{{Key: "http.status_code", Operator: trace.GreaterOrEqual, Values: []string{"500"}}, {Key: "http.status_code", Operator: trace.Less, Values: []string{"6e2"}}}},
	"tag-long":    {Conditions: []trace.Condition{{Key: "request_size", Operator: trace.GreaterOrEqual, Values: []string{"0"}}, {Key: "request_size", Operator: trace.Less, Values: []string{"1e999"}}}},
	"tag-exists":  {Conditions: []trace.Condition{{Key: "http.method", Operator: trace.Exists}, {Key: "error", Operator: trace.Missing}}},
	"tag-scopes":  {Conditions: []trace.Condition{{Scope: trace.ScopeSpan, Key: "http.method", Operator: trace.Exists}, {Scope: trace.ScopeResource, Key: "http.method", Operator: trace.Missing}}},
	"properties": {Conditions: []trace.Condition{
		{On: trace.OnService, Operator: trace.Fits, Values: []string{"[a-z.-]+"}}, {On: trace.OnOperation, Operator: trace.NotEqual, Values: []string{"nothing"}},
		{On: trace.OnKind, Operator: trace.Equal, Values: []string{"server", "client"}}, {On: trace.OnStatus, Operator: trace.NotEqual, Values: []string{"ok"}}}},
	"no-kind":      {Conditions: []trace.Condition{{On: trace.OnKind, Operator: trace.Missing}}},
	"event":        {Conditions: []trace.Condition{{On: trace.OnEvent, Operator: trace.Fits, Values: []string{"exception|validated"}}}},
	"event-tag":    {Conditions: []trace.Condition{{On: trace.OnEvent, Key: "exception.type", Operator: trace.Fits, Values: []string{".*[eE]rror.*|OutOfStock"}}, {On: trace.OnEvent, Key: "rules", Operator: trace.Missing}}},
	"event-number": {AnyOf: [][]trace.Condition{{{On: trace.OnEvent, Key: "rules", Operator: trace.Greater, Values: []string{"2"}}}, {{On: trace.OnEvent, Key: "event", Operator: trace.Equal, Values: []string{"exception"}}}}},
	"event-none":   {Conditions: []trace.Condition{{On: trace.OnEvent, Operator: trace.Missing}, {Key: "http.method", Operator: trace.Missing}}},
	"any-of": {Service: "web", AnyOf: [][]trace.Condition{
		{{Key: "http.method", Operator: trace.Equal, Values: []string{"GET"}}, {On: trace.OnKind, Operator: trace.Equal, Values: []string{"client"}}},
		{{On: trace.OnOperation, Operator: trace.Equal, Values: []string{"/api/vote", "/api/list"}}}}},
	"raw-search":  {RawSearch: `not spanID: "nothing" or duration > 5`, Service: "web"},
	"service-tag": {Conditions: []trace.Condition{{Key: "service.name", Operator: trace.Equal, Values: []string{"web"}}}},
}

func TestFindStatements(t *testing.T) {
	for schemaName, s := range schemas {
		for name, filter := range searches {
			t.Run(schemaName+"/"+name, func(t *testing.T) {
				if len(s.lacking(filter)) > 0 {
					t.Skip("the index can't answer this: no statement is made")
				}
				compareStored(t, schemaName, "find-"+name, s.find(trace.SearchQuery{Range: hour, Filter: filter}, 20))
			})
		}
	}
}

// rankings are orders whose statements are stored, for every schema that can answer.
var rankings = map[string]trace.SearchQuery{
	"find-oldest":      {Sort: trace.SortOldest, Filter: trace.Filter{Kind: trace.KindServer}},
	"rank-longest":     {Sort: trace.SortLongest},
	"rank-most-spans":  {Sort: trace.SortMostSpans, Filter: trace.Filter{Conditions: []trace.Condition{{Key: "http.method", Operator: trace.Equal, Values: []string{"GET"}}}}},
	"rank-most-errors": {Sort: trace.SortMostErrors, Filter: trace.Filter{Status: trace.StatusError, TraceDuration: trace.DurationBounds{Min: time.Millisecond}}},
}

func TestRankingStatements(t *testing.T) {
	for schemaName, s := range schemas {
		for name, query := range rankings {
			t.Run(schemaName+"/"+name, func(t *testing.T) {
				query.Range, query.Limit = hour, 20
				statement := s.find(query, 20)
				if ranksAll(query) {
					statement = s.rank(query)
				}
				compareStored(t, schemaName, name, statement)
			})
		}
	}
}

// lists are questions for spans whose statements are stored, for every schema.
var lists = map[string]trace.SpansQuery{
	"spans-newest": {Columns: []string{"http.method", "http.status_code", "host.name", "nothing"}},
	"spans-oldest": {SearchQuery: trace.SearchQuery{Sort: trace.SortOldest, Filter: trace.Filter{Conditions: []trace.Condition{{Key: "http.method", Operator: trace.Equal, Values: []string{"GET"}}}}}, Columns: []string{"http.method"}},
	"spans-longest": {SearchQuery: trace.SearchQuery{Sort: trace.SortLongest, Filter: trace.Filter{
		Kind: trace.KindServer, TraceDuration: trace.DurationBounds{Min: time.Millisecond}}}},
}

func TestListStatements(t *testing.T) {
	for schemaName, s := range schemas {
		for name, query := range lists {
			t.Run(schemaName+"/"+name, func(t *testing.T) {
				query.Range, query.Limit = hour, 20
				compareStored(t, schemaName, name, s.foundSpans(query))
			})
		}
	}
}

// TestMatchingStatements stores the statements for the spans that are nested under traces.
func TestMatchingStatements(t *testing.T) {
	ids := []trace.TraceID{
		{High: 0x5a1e7b2c9d3f4061, Low: 0x8b7c2d4e6f901a2b}, {High: 0xc0ffee0db0071ed0, Low: 0x503e11a0f5e2d7b4}, // bookinfo
		{High: 0x7d0e5c1a4b2f4e6d, Low: 0x9a8b3c2d1e0f5a69}, {High: 0xd0d0a7f00d000000, Low: 0x5a7e11e0badc0de5}, // emojivoto
		{Low: 0xa1b2c3d4e5f607}, // all dialects in one
	}
	for schemaName, s := range schemas {
		for _, name := range []string{"kind", "error", "tag", "tag-not", "properties", "any-of", "event-tag", "raw-search"} {
			t.Run(schemaName+"/"+name, func(t *testing.T) {
				if len(s.lacking(searches[name])) > 0 {
					t.Skip("the index can't answer this: no statement is made")
				}
				query := trace.SearchQuery{Range: hour, Filter: searches[name], SpansPerTrace: 3}
				compareStored(t, schemaName, "matching-"+name, s.matching(query, ids))
			})
		}
	}
}

func TestOtherStatements(t *testing.T) {
	bookinfo, emojivoto := trace.TraceID{High: 0x5a1e7b2c9d3f4061, Low: 0x8b7c2d4e6f901a2b}, trace.TraceID{High: 0x7d0e5c1a4b2f4e6d, Low: 0x9a8b3c2d1e0f5a69}
	short := trace.TraceID{Low: 0xa1b2c3d4e5f607}
	listed := map[string]trace.TraceID{"legacy": bookinfo, "mixed": short, "instance": emojivoto, "text": emojivoto}
	for name, s := range schemas {
		t.Run(name, func(t *testing.T) {
			compareStored(t, name, "figures", s.figures([]trace.TraceID{bookinfo, emojivoto, short}))
			compareStored(t, name, "span-list", s.spanList(listed[name], 50000))
			compareStored(t, name, "services", s.names(column{"name", s.service()}, trace.NamesQuery{}, 1001))
			compareStored(t, name, "operations", s.names(column{"name", s.operation()}, trace.NamesQuery{Service: "web"}, 1001))
			compareStored(t, name, "tag-values", s.names(column{"name", s.tag("http.method")}, trace.NamesQuery{Service: "web", Prefix: "G'"}, 1001))
		})
	}
}

// compareStored compares a statement with the one in testdata, which only the
// flag -update rewrites.
func compareStored(t *testing.T, schemaName, name, statement string) {
	t.Helper()
	path := filepath.Join("testdata", "statements", schemaName, name+".sls")
	if *update {
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
		require.NoError(t, os.WriteFile(path, []byte(statement+"\n"), 0o644))
	}
	stored, err := os.ReadFile(path)
	require.NoError(t, err, "run the test with -update to store a new statement")
	require.Equal(t, string(stored), statement+"\n")
}

func TestQuoting(t *testing.T) {
	for _, c := range []struct{ name, text, search, sql, identifier, path string }{
		{"plain", `web`, `"web"`, `'web'`, `"web"`, `'$["web"]'`},
		{"single quote", `it's`, `"it's"`, `'it''s'`, `"it's"`, `'$["it''s"]'`},
		{"double quote", `a"b`, `"a\"b"`, `'a"b'`, `"a""b"`, `'$["a\"b"]'`},
		{"backslash", `a\b`, `"a\\b"`, `'a\b'`, `"a\b"`, `'$["a\\b"]'`},
		{"operators", `a | select 1`, `"a | select 1"`, `'a | select 1'`, `"a | select 1"`, `'$["a | select 1"]'`},
		{"unicode", `支付🍩`, `"支付🍩"`, `'支付🍩'`, `"支付🍩"`, `'$["支付🍩"]'`},
	} {
		t.Run(c.name, func(t *testing.T) {
			require.Equal(t, c.search, quoteSearch(c.text))
			require.Equal(t, c.sql, quoteSQL(c.text))
			require.Equal(t, c.identifier, quoteName(c.text))
			require.Equal(t, c.path, quotePath(c.text))
		})
	}
}

func TestSearchable(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       bool
	}{
		{"letters", "web", true},
		{"spaces and colons", "a b: c", true},
		{"wildcards are literal in quotes", "a*b?", true},
		{"quotes", `say "hi"`, true},
		{"Chinese", "支付", true},
		{"backslash", `a\b`, false},
		{"pipe", "a|b", false},
		{"line break", "a\nb", false},
		{"no token", "/-/", false},
		{"emoji only", "🍩", false},
		{"empty", "", false},
	} {
		t.Run(c.name, func(t *testing.T) { require.Equal(t, c.want, searchable(c.text)) })
	}
}
