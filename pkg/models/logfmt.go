package models

import (
	"regexp"
	"strings"
)

// blank is what JavaScript's \s is: the twin of this reader is in src/logfmt.ts.
const blank = `[\s\v\p{Z}\x{feff}]`

// pairPattern is a key, and a value in quotes, another one, or none. Libraries for
// logfmt refuse the "=" in http.url=/cart?id=1, which Jaeger's form takes.
var pairPattern = regexp.MustCompile(`^([^\s\v\p{Z}\x{feff}="]+)(?:(=)(?:"((?s:[^"\\]|\\.)*)"|([^\s\v\p{Z}\x{feff}"]*)))?(?:` + blank + `+|$)`)

var (
	surroundingBlank = regexp.MustCompile(`^` + blank + `+|` + blank + `+$`)
	escaped          = regexp.MustCompile(`(?s)\\(.)`)
)

type pair struct{ key, value string }

// parseLogfmt reads tags as Jaeger's own form takes them
// (https://brandur.org/logfmt): "http.status_code=500 error", in which a key alone is
// true. It is false when the text isn't all pairs.
func parseLogfmt(text string) ([]pair, bool) {
	rest := surroundingBlank.ReplaceAllString(text, "")
	var pairs []pair
	for rest != "" {
		found := pairPattern.FindStringSubmatchIndex(rest)
		if found == nil {
			return nil, false
		}
		pairs = append(pairs, pair{rest[found[2]:found[3]], pairValue(rest, found)})
		rest = rest[found[1]:]
	}
	return pairs, true
}

// pairValue gives the value of a pair that was found at these places of a text.
func pairValue(text string, found []int) string {
	switch {
	case found[4] < 0:
		return "true"
	case found[6] >= 0:
		return escaped.ReplaceAllStringFunc(text[found[6]:found[7]], unescape)
	default:
		return text[found[8]:found[9]]
	}
}

func unescape(escape string) string {
	character := strings.TrimPrefix(escape, `\`)
	switch character {
	case "n":
		return "\n"
	case "r":
		return "\r"
	case "t":
		return "\t"
	case "":
		return `\`
	}
	return character
}
