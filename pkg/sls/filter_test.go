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
		filter trace.TagFilter
		want   string
	}{
		{"any text within JSON", trace.TagFilter{Key: "user", Operator: trace.Equal, Value: "ann"}, `attribute.user: "ann"`},
		{"a key with a colon", trace.TagFilter{Key: "guid:x", Operator: trace.Equal, Value: "ann"}, `"attribute.guid:x": "ann"`},
		{"a key with a bar, which might end the search", trace.TagFilter{Key: "a|b", Operator: trace.Equal, Value: "ann"}, ""},
		{"a key with a backslash", trace.TagFilter{Key: `a\b`, Operator: trace.Equal, Value: "ann"}, ""},
		{"a value that JSON may hold as a number", trace.TagFilter{Key: "user", Operator: trace.Equal, Value: "7"}, ""},
		{"any other value", trace.TagFilter{Key: "user", Operator: trace.NotEqual, Value: "ann"}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := schema{index: Index{Keys: map[string]IndexKey{"attribute": json}}}
			require.Equal(t, c.want, s.narrowTag(c.filter))
		})
	}
}
