package presto

import (
	"database/sql/driver"
	"regexp"
	"strings"
	"sync"
	"unicode/utf8"
)

// patternFunctions are LIKE and the regular expressions. Go's expressions lack
// look-around and back-references, which Presto's default library has.
var patternFunctions = map[string]scalarFunc{
	"like":           likeFunction,
	"regexp_like":    regexpLike,
	"regexp_extract": regexpExtract,
	"regexp_replace": regexpReplace,
}

var compiledPatterns sync.Map // pattern text to *regexp.Regexp

func compilePattern(pattern string) (*regexp.Regexp, error) {
	if found, ok := compiledPatterns.Load(pattern); ok {
		return found.(*regexp.Regexp), nil
	}
	compiled, err := regexp.Compile(pattern)
	if err != nil {
		return nil, failure("the pattern %s can't be compiled: %s", pattern, err)
	}
	compiledPatterns.Store(pattern, compiled)
	return compiled, nil
}

func likeFunction(args []driver.Value) (driver.Value, error) {
	escape := ""
	if len(args) == 3 {
		if escape = asText(args[2]); utf8.RuneCountInString(escape) != 1 {
			return nil, failure("Escape string must be a single character")
		}
	}
	pattern, err := likePattern(asText(args[1]), escape)
	if err != nil {
		return nil, err
	}
	compiled, err := compilePattern(pattern)
	if err != nil {
		return nil, err
	}
	return boolean(compiled.MatchString(asText(args[0]))), nil
}

// likePattern writes a LIKE pattern as a regular expression. There is no
// escape character unless one is given.
func likePattern(like, escape string) (string, error) {
	var pattern strings.Builder
	pattern.WriteString(`(?s)\A`)
	escaped := false
	for _, char := range like {
		switch {
		case escaped:
			if char != '%' && char != '_' && string(char) != escape {
				return "", failure("Escape character must be followed by '%%', '_' or the escape character itself")
			}
			pattern.WriteString(regexp.QuoteMeta(string(char)))
			escaped = false
		case string(char) == escape:
			escaped = true
		case char == '%':
			pattern.WriteString(".*")
		case char == '_':
			pattern.WriteString(".")
		default:
			pattern.WriteString(regexp.QuoteMeta(string(char)))
		}
	}
	if escaped {
		return "", failure("Escape character must be followed by '%%', '_' or the escape character itself")
	}
	return pattern.String() + `\z`, nil
}

func regexpLike(args []driver.Value) (driver.Value, error) {
	compiled, err := compilePattern(asText(args[1]))
	if err != nil {
		return nil, err
	}
	return boolean(compiled.MatchString(asText(args[0]))), nil
}

func regexpExtract(args []driver.Value) (driver.Value, error) {
	compiled, err := compilePattern(asText(args[1]))
	if err != nil {
		return nil, err
	}
	group := int64(0)
	if len(args) == 3 {
		group = asInt(args[2])
	}
	if group < 0 || group > int64(compiled.NumSubexp()) {
		return nil, failure("Pattern has %d groups. Cannot access group %d", compiled.NumSubexp(), group)
	}
	found := compiled.FindStringSubmatchIndex(asText(args[0]))
	if found == nil || found[2*group] < 0 {
		return nil, nil
	}
	return asText(args[0])[found[2*group]:found[2*group+1]], nil
}

var groupReference = regexp.MustCompile(`\$(\d)`)

func regexpReplace(args []driver.Value) (driver.Value, error) {
	compiled, err := compilePattern(asText(args[1]))
	if err != nil {
		return nil, err
	}
	with := ""
	if len(args) == 3 {
		with = groupReference.ReplaceAllString(asText(args[2]), "$${$1}")
	}
	return compiled.ReplaceAllString(asText(args[0]), with), nil
}
