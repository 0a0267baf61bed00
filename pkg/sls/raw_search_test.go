package sls

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"logservice-jaeger-datasource/pkg/trace"
)

func TestCheckRawSearch(t *testing.T) {
	for text, keywords := range map[string]int{
		`http.method: GET`: 1, `*`: 1, `GET`: 1, `"say \"hi\""`: 1, `service: web and not name: "GET /"`: 2, `a b c`: 3, `a or b and not (c d)`: 4,
		`duration > 1000`: 1, `duration>=1000`: 1, `duration = -1.5`: 1, `duration in [10 20]`: 1, `duration in (10 20)`: 1, `status: 5??`: 1, `status: 5*`: 1, `status: *`: 1,
		`not status: *`: 1, `status: ""`: 1, `"tags.guid:x": "a:b"`: 1, `__tag__:type:service`: 1, `__topic__: x`: 1, `服务: 支付`: 1, `not not a`: 1, `NOT a AND b OR c`: 3,
		`(((a)))`: 1, `a not b`: 2, `"and"`: 1, `k: "or"`: 1, `k: -5`: 1, `k: 2026-06-01`: 1, `"*/ -- #"`: 1, `k: "(" and l: ")"`: 2, `"it's"`: 1,
	} {
		got, err := checkRawSearch(text)
		require.NoError(t, err, text)
		require.Equal(t, keywords, got, text)
	}
	for text, says := range map[string]string{
		`a | select 1`:                        "it has a bar at character 3",
		`"a | b"`:                             "it has a bar at character 4",
		`a" | select 1 from "b`:               "it has a bar",
		`"a`:                                  "the quote at character 1 is not closed",
		`"a\"`:                                "the quote at character 1 is not closed",
		`"a\\" b`:                             "holds a backslash other than before a quote",
		`"a\n"`:                               "holds a backslash other than before a quote",
		`a\`:                                  `"" is not expected`,
		`(a`:                                  "the parenthesis at character 1 is not closed",
		`a)`:                                  `")" is not expected at character 2`,
		`a) or (b`:                            `")" is not expected at character 2`,
		`)(`:                                  `")" is not expected at character 1`,
		`()`:                                  `")" is not expected at character 2`,
		``:                                    "it ends where a condition is expected",
		`a and`:                               "it ends where a condition is expected",
		`not`:                                 "it ends where a condition is expected",
		`or a`:                                "or at character 1 is a word of the language",
		`a or or b`:                           "or at character 6 is a word of the language",
		`a and and b`:                         "and at character 7 is a word of the language",
		`limit: 5`:                            "limit at character 1 is a word of the language",
		`k: group`:                            "group at character 4 is a word of the language",
		`a -- b`:                              "character 3 has to stand in double quotes",
		`a /* b */`:                           "character 3 has to stand in double quotes",
		`a; b`:                                "character 2 has to stand in double quotes",
		`'a'`:                                 "character 1 has to stand in double quotes",
		"`a`":                                 "character 1 has to stand in double quotes",
		`#"a b"`:                              "character 1 has to stand in double quotes",
		`k: /path`:                            "character 4 has to stand in double quotes",
		`k: *a`:                               "begins with a sign or a wildcard",
		`k*: a`:                               "the key k* at character 1 has a wildcard",
		`k: ` + strings.Repeat("a", 64) + `*`: "more than 64 bytes",
		`k: : a`:                              `":" is not expected at character 4`,
		`k: a: b`:                             `":" is not expected at character 5`,
		`k > a`:                               "a number is expected at character 5",
		`k > "5"`:                             "a number is expected at character 5",
		`k in 5`:                              "a range is expected, as in [100 200]",
		`k in [1, 2]`:                         "has to stand in double quotes",
		`k in [1 2`:                           "has to end as it begins",
		`k in [1 2)`:                          "has to end as it begins",
		`k IN [1 2]`:                          "IN at character 3 is a word of the language",
		`__tag__:type`:                        "needs a name and a value",
		"a\nb":                                "write the search in one line",
		"\"a\x00b\"":                          "holds a line break or another control character",
		"\xff":                                "is none that can be searched for",
		strings.Repeat("(", 21) + "a" + strings.Repeat(")", 21): "its parentheses lie more than 20 deep",
		strings.Repeat("a ", 31):                                "it has 31 conditions: Log Service takes 30",
		strings.Repeat("支", 1001):                               "it has 1001 characters: 1000 are allowed",
	} {
		_, err := checkRawSearch(text)
		require.Error(t, err, text)
		if text != `a\` {
			require.ErrorContains(t, err, says, text)
		}
	}
}

// TestARawSearchStandsOnItsOwn has filters of which the raw search is one part of several.
func TestARawSearchStandsOnItsOwn(t *testing.T) {
	s := schemas["instance"]
	for _, c := range []struct {
		name string
		trace.Filter
		want string
	}{
		{"alone", trace.Filter{RawSearch: " a or not b "}, `(a or not b)`},
		{"one word", trace.Filter{RawSearch: "not a", Service: "web"}, `(not a) and service: "web"`},
		{"with others", trace.Filter{RawSearch: "a or b", Service: "web", SpanDuration: trace.DurationBounds{Min: 5000}}, `(a or b) and service: "web" and (duration >= 5 or start < 100000000000000)`},
		{"as many words as there may be", trace.Filter{RawSearch: strings.TrimSpace(strings.Repeat("a ", 30)), Service: "web"}, "(" + strings.TrimSpace(strings.Repeat("a ", 30)) + ")"},
	} {
		t.Run(c.name, func(t *testing.T) {
			require.NoError(t, checkFilter(c.Filter))
			search, _ := s.conditions(c.Filter)
			require.Equal(t, c.want, search)
		})
	}
}

// FuzzRawSearch holds what is accepted against what makes a search end or reach out of
// its parentheses, read as carelessly as a service might.
func FuzzRawSearch(f *testing.F) {
	for _, seed := range []string{`a and "b \" c" or (d: e*) not f > 5`, `a" | select "b`, `a) or (b`, `"\\"`, `k in [1 2)`, `__tag__:a:"b"`, `-- x`, `"(" )`, `支付: 🍩`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if _, err := checkRawSearch(text); err != nil {
			return
		}
		require.NotContains(t, text, "|")
		require.NotContains(t, text, "\n")
		require.NotContains(t, strings.ReplaceAll(text, `\"`, ""), `\`)
		depth, quoted := 0, false
		for i, char := range text {
			switch {
			case char == '"' && (i == 0 || text[i-1] != '\\'):
				quoted = !quoted
			case quoted:
			case char == '(':
				depth++
			case char == ')':
				require.Positive(t, depth)
				depth--
			case strings.ContainsRune("'`;#/\\{}", char):
				t.Fatalf("%q stands unquoted", char)
			}
		}
		require.False(t, quoted)
		require.Zero(t, depth)
	})
}
