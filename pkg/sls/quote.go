package sls

import (
	"strings"
	"unicode"
)

// Text from a person reaches a statement through these functions alone, so that
// it never becomes syntax.

// escapes put a backslash before quotes and backslashes.
var escapes = strings.NewReplacer(`\`, `\\`, `"`, `\"`)

// quoteSearch makes text a literal of the search part: in double quotes, with
// quotes and backslashes escaped by a backslash. Within quotes wildcards,
// colons and operators are plain text
// (https://www.alibabacloud.com/help/en/sls/query-syntax).
func quoteSearch(text string) string {
	return `"` + escapes.Replace(text) + `"`
}

// quoteSQL makes text an SQL string: in single quotes, which are doubled inside.
func quoteSQL(text string) string {
	return "'" + strings.ReplaceAll(text, "'", "''") + "'"
}

// quoteName makes text an SQL identifier: in double quotes, which are doubled inside.
func quoteName(text string) string {
	return `"` + strings.ReplaceAll(text, `"`, `""`) + `"`
}

// quotePath makes keys the steps of a JSON path that takes each key literally,
// dots included.
func quotePath(keys ...string) string {
	var path strings.Builder
	path.WriteString("$")
	for _, key := range keys {
		path.WriteString(`["` + escapes.Replace(key) + `"]`)
	}
	return quoteSQL(path.String())
}

// searchable says whether a quoted literal is sure to find at least every value
// that equals the text. The search part only narrows what SQL then compares
// exactly, so it may find too much but never too little: how Log Service treats
// backslashes, pipes and control characters in quotes is not documented, and a
// text without a letter or digit may have no token at all.
func searchable(text string) bool {
	if strings.ContainsAny(text, `\|`) || strings.ContainsFunc(text, unicode.IsControl) {
		return false
	}
	return strings.ContainsFunc(text, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) })
}
