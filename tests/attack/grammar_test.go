package attack

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// outline writes a search with all that the grammar saw in it.
func outline(n Node) string {
	if len(n.Parts) == 0 {
		if n.Quoted {
			return fmt.Sprintf("%s %q", n.Kind, n.Text)
		}
		return n.Kind + " " + n.Text
	}
	parts := make([]string, len(n.Parts))
	for i, part := range n.Parts {
		parts[i] = outline(part)
	}
	return n.Kind + n.Sign + "(" + strings.Join(parts, ", ") + ")"
}

// TestGrammar reads what the documentation shows, and what it forbids.
func TestGrammar(t *testing.T) {
	for search, want := range map[string]string{
		"*":                                     "word *",
		"GET":                                   "word GET",
		"request_method:GET and status:200":     "and(pair:(key request_method, word GET), pair:(key status, word 200))",
		"GET status:200":                        "and(word GET, pair:(key status, word 200))",
		"a or b and c":                          "or(word a, and(word b, word c))",
		"not a and b":                           "not(and(word a, word b))",
		"a AND Not b OR c":                      "or(and(word a, not(word b)), word c)",
		"(a or b) and c":                        "and(group(or(word a, word b)), word c)",
		"request_time>60 and request_time<=120": "and(pair>(key request_time, word 60), pair<=(key request_time, word 120))",
		"request_time in [60 120)":              "range[)(key request_time, value 60, value 120)",
		"__tag__:__client_ip__:192.0.2.1":       "tag(key __client_ip__, word 192.0.2.1)",
		`"tags.guid:x-request-id": "a b"`:       `pair:(key "tags.guid:x-request-id", word "a b")`,
		`region:"cn*"`:                          `pair:(key region, word "cn*")`,
		`msg:#"abc def"`:                        `pair:(key msg, phrase "abc def")`,
		`"and" "say \"hi\""`:                    `and(word "and", word "say \"hi\"")`,
		`k: ""`:                                 `pair:(key k, word "")`,
		"and":                                   "", "a or": "", "(a": "", "a)": "", `"a`: "", "sort": "", "a:b:c": "", "k in [1 2": "", "k IN [1 2]": "", "a | b": "", "": "", `a"`: "",
	} {
		for _, reading := range Readings {
			node, err := ParseSearch(reading, search)
			if want == "" {
				require.Error(t, err, search)
				continue
			}
			require.NoError(t, err, search)
			require.Equal(t, want, outline(node), search)
		}
	}
	one, err := ParseSearch(EscapesAny, `"x\\" or y`)
	require.NoError(t, err)
	require.Equal(t, "or", one.Kind)
	_, err = ParseSearch(EscapesQuote, `"x\\" or y`)
	require.Error(t, err, "the readings differ where the documentation says nothing")
}
