package sls

import (
	"testing"

	"github.com/stretchr/testify/require"

	"logservice-jaeger-datasource/pkg/trace"
)

func TestNarrowTag(t *testing.T) {
	json := IndexKey{Type: "json", Analytics: true, IndexAll: true}
	for _, c := range []struct {
		name   string
		filter trace.Condition
		want   string
	}{
		{"any text within JSON", trace.Condition{Key: "user", Operator: trace.Equal, Values: []string{"ann"}}, `attribute.user: "ann"`},
		{"a key with a colon", trace.Condition{Key: "guid:x", Operator: trace.Equal, Values: []string{"ann"}}, `"attribute.guid:x": "ann"`},
		{"a key with a bar, which might end the search", trace.Condition{Key: "a|b", Operator: trace.Equal, Values: []string{"ann"}}, ""},
		{"a key with a backslash", trace.Condition{Key: `a\b`, Operator: trace.Equal, Values: []string{"ann"}}, ""},
		{"a value that JSON may hold as a number", trace.Condition{Key: "user", Operator: trace.Equal, Values: []string{"7"}}, ""},
		{"any other value", trace.Condition{Key: "user", Operator: trace.NotEqual, Values: []string{"ann"}}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := schema{index: Index{Keys: map[string]IndexKey{"attribute": json}}}
			require.Equal(t, c.want, s.narrowCondition(c.filter).text)
		})
	}
}

// TestNarrowConditions has fields of the older dialects, of which each holds one tag, and
// the listed members of an instance's JSON.
func TestNarrowConditions(t *testing.T) {
	on := func(key string, operator trace.Operator, values ...string) []trace.Condition {
		return []trace.Condition{{Key: key, Operator: operator, Values: values}}
	}
	for _, c := range []struct {
		name, schema string
		filter       trace.Filter
		want         string
	}{
		{"one of several", "legacy", trace.Filter{Conditions: on("http.method", trace.Equal, "GET", "PUT")}, `(tags.http.method: "GET" or tags.http.method: "PUT")`},
		{"one of several, of which one has no words", "legacy", trace.Filter{Conditions: on("http.method", trace.Equal, "GET", "-")}, "*"},
		{"a pattern: the tag is there", "legacy", trace.Filter{Conditions: on("http.method", trace.Fits, "G.*")}, `(tags.http.method: * or tags.http.method: "")`},
		{"presence", "legacy", trace.Filter{Conditions: on("http.method", trace.Exists)}, `(tags.http.method: * or tags.http.method: "")`},
		{"absence", "legacy", trace.Filter{Conditions: on("http.method", trace.Missing)}, "*"},
		{"a number among numbers", "legacy", trace.Filter{Conditions: on("request_size", trace.GreaterOrEqual, "100")}, "tags.request_size >= 100"},
		{"a fraction among whole numbers", "legacy", trace.Filter{Conditions: on("request_size", trace.Greater, "1.5")}, "*"},
		{"a number below zero", "legacy", trace.Filter{Conditions: on("request_size", trace.Greater, "-1")}, "*"},
		{"a number beyond what doubles tell apart", "legacy", trace.Filter{Conditions: on("request_size", trace.Less, "9007199254740993")}, "*"},
		{"a number among texts: the tag is there", "legacy", trace.Filter{Conditions: on("http.status_code", trace.Less, "300")}, `(tags.http.status_code: * or tags.http.status_code: "")`},
		{"a number in JSON, of which the index has whole ones only", "instance", trace.Filter{Conditions: on("http.status_code", trace.Less, "300")}, "*"},
		{"presence in JSON, where arrays aren't in the index", "instance", trace.Filter{Conditions: on("http.method", trace.Exists)}, "*"},
		{"two scopes", "instance", trace.Filter{Conditions: on("zone", trace.Equal, "a")}, `(attribute.zone: "a" or resource.zone: "a")`},
		{"one scope", "instance", trace.Filter{Conditions: []trace.Condition{{Scope: trace.ScopeResource, Key: "zone", Operator: trace.Equal, Values: []string{"a"}}}}, `resource.zone: "a"`},
		{"services", "mixed", trace.Filter{Conditions: []trace.Condition{{On: trace.OnService, Operator: trace.Equal, Values: []string{"a", "b"}}}},
			`(service: "a" or process.serviceName: "a" or service: "b" or process.serviceName: "b")`},
		{"another service", "legacy", trace.Filter{Conditions: []trace.Condition{{On: trace.OnService, Operator: trace.NotEqual, Values: []string{"a"}}}}, "*"},
		{"a kind", "instance", trace.Filter{Conditions: []trace.Condition{{On: trace.OnKind, Operator: trace.Equal, Values: []string{"server"}}}}, "*"},
		{"groups", "legacy", trace.Filter{AnyOf: [][]trace.Condition{append(on("http.method", trace.Equal, "GET"), on("http.status_code", trace.Equal, "500", "503")...), on("http.method", trace.Equal, "PUT")}},
			`((tags.http.method: "GET" and (tags.http.status_code: "500" or tags.http.status_code: "503")) or tags.http.method: "PUT")`},
		{"groups of which one finds all", "legacy", trace.Filter{AnyOf: [][]trace.Condition{on("http.method", trace.Equal, "GET"), on("http.method", trace.Missing)}}, "*"},
	} {
		t.Run(c.name, func(t *testing.T) {
			search, _ := schemas[c.schema].conditions(c.filter)
			require.Equal(t, c.want, search)
		})
	}
}
