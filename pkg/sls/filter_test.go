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
