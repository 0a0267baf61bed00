package presto

import (
	"database/sql/driver"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// textFunctions count characters, as Presto does, not bytes.
var textFunctions = map[string]scalarFunc{
	"lower":      text1(strings.ToLower),
	"upper":      text1(strings.ToUpper),
	"trim":       text1(strings.TrimSpace),
	"ltrim":      text1(func(s string) string { return strings.TrimLeft(s, " \t\r\n") }),
	"rtrim":      text1(func(s string) string { return strings.TrimRight(s, " \t\r\n") }),
	"reverse":    text1(reverse),
	"length":     func(a []driver.Value) (driver.Value, error) { return int64(utf8.RuneCountInString(asText(a[0]))), nil },
	"strpos":     strpos,
	"replace":    replace,
	"substr":     substr,
	"split_part": splitPart,
	"split":      split,
	"lpad":       func(a []driver.Value) (driver.Value, error) { return pad(a, true) },
	"rpad":       func(a []driver.Value) (driver.Value, error) { return pad(a, false) },
	"concat":     concat,
	"chr":        chr,
	"codepoint":  codepoint,
	"starts_with": func(a []driver.Value) (driver.Value, error) {
		return boolean(strings.HasPrefix(asText(a[0]), asText(a[1]))), nil
	},
	"from_base": fromBase,
	"to_base":   toBase,
}

func text1(f func(string) string) scalarFunc {
	return func(args []driver.Value) (driver.Value, error) { return f(asText(args[0])), nil }
}

func reverse(s string) string {
	runes := []rune(s)
	slices.Reverse(runes)
	return string(runes)
}

func strpos(args []driver.Value) (driver.Value, error) {
	text, part := asText(args[0]), asText(args[1])
	at := strings.Index(text, part)
	if at < 0 {
		return int64(0), nil
	}
	return int64(utf8.RuneCountInString(text[:at]) + 1), nil
}

func replace(args []driver.Value) (driver.Value, error) {
	with := ""
	if len(args) == 3 {
		with = asText(args[2])
	}
	return strings.ReplaceAll(asText(args[0]), asText(args[1]), with), nil
}

// substr counts from 1, or from the end when the start is negative.
func substr(args []driver.Value) (driver.Value, error) {
	runes := []rune(asText(args[0]))
	start := asInt(args[1])
	if start < 0 {
		start += int64(len(runes)) + 1
	}
	if start < 1 || start > int64(len(runes)) {
		return "", nil
	}
	rest := runes[start-1:]
	if len(args) == 3 {
		rest = rest[:max(0, min(asInt(args[2]), int64(len(rest))))]
	}
	return string(rest), nil
}

func splitPart(args []driver.Value) (driver.Value, error) {
	at := asInt(args[2])
	if at < 1 {
		return nil, failure("Index must be greater than zero")
	}
	parts := strings.Split(asText(args[0]), asText(args[1]))
	if at > int64(len(parts)) {
		return nil, nil
	}
	return parts[at-1], nil
}

func split(args []driver.Value) (driver.Value, error) {
	limit := -1
	if len(args) == 3 {
		limit = int(asInt(args[2]))
	}
	var parts []string
	for _, part := range strings.SplitN(asText(args[0]), asText(args[1]), limit) {
		parts = append(parts, jsonText(part))
	}
	return jsonArray(parts), nil
}

// mostPadding is Presto's own limit of lpad and rpad.
const mostPadding = 1_000_000

func pad(args []driver.Value, left bool) (driver.Value, error) {
	runes, size, with := []rune(asText(args[0])), asInt(args[1]), []rune(asText(args[2]))
	if size < 0 || size > mostPadding {
		return nil, failure("Target length must be in the range [0..%d]", mostPadding)
	}
	if len(with) == 0 {
		return nil, failure("Padding string must not be empty")
	}
	if int64(len(runes)) >= size {
		return string(runes[:size]), nil
	}
	padding := make([]rune, size-int64(len(runes)))
	for i := range padding {
		padding[i] = with[i%len(with)]
	}
	if left {
		return string(padding) + string(runes), nil
	}
	return string(runes) + string(padding), nil
}

func concat(args []driver.Value) (driver.Value, error) {
	var all strings.Builder
	for _, arg := range args {
		all.WriteString(asText(arg))
	}
	return all.String(), nil
}

func chr(args []driver.Value) (driver.Value, error) {
	code := asInt(args[0])
	if code < 0 || code > utf8.MaxRune || !utf8.ValidRune(rune(code)) {
		return nil, failure("Not a valid Unicode code point: %d", code)
	}
	return string(rune(code)), nil
}

func codepoint(args []driver.Value) (driver.Value, error) {
	runes := []rune(asText(args[0]))
	if len(runes) != 1 {
		return nil, failure("Input string must be a single character string")
	}
	return int64(runes[0]), nil
}

func fromBase(args []driver.Value) (driver.Value, error) {
	number, err := strconv.ParseInt(asText(args[0]), int(asInt(args[1])), 64)
	if err != nil {
		return nil, failure("Not a valid base-%d number: %s", asInt(args[1]), asText(args[0]))
	}
	return number, nil
}

func toBase(args []driver.Value) (driver.Value, error) {
	base := asInt(args[1])
	if base < 2 || base > 36 {
		return nil, failure("Radix must be between 2 and 36")
	}
	return strconv.FormatInt(asInt(args[0]), int(base)), nil
}
