package presto

import (
	"database/sql/driver"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

func sortedNames[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// clock computes with timestamps, milliseconds since the epoch, in the
// project's time zone.
type clock struct{ zone *time.Location }

func (c clock) functions() map[string]scalarFunc {
	return map[string]scalarFunc{
		"from_unixtime":       func(a []driver.Value) (driver.Value, error) { return int64(asFloat(a[0]) * 1000), nil },
		"to_unixtime":         func(a []driver.Value) (driver.Value, error) { return asFloat(a[0]) / 1000, nil },
		"date_trunc":          func(a []driver.Value) (driver.Value, error) { return c.truncate(asText(a[0]), asInt(a[1])) },
		"date_trunc_seconds":  func(a []driver.Value) (driver.Value, error) { return c.truncate(asText(a[0]), asInt(a[1])*1000) },
		"date_format":         func(a []driver.Value) (driver.Value, error) { return c.format(asInt(a[0]), asText(a[1])) },
		"date_format_seconds": func(a []driver.Value) (driver.Value, error) { return c.format(asInt(a[0])*1000, asText(a[1])) },
		"date_parse":          c.parse,
		"date_diff":           dateDiff,
		"cast":                c.cast,
	}
}

func (c clock) truncate(unit string, milliseconds int64) (driver.Value, error) {
	at := time.UnixMilli(milliseconds).In(c.zone)
	year, month, day := at.Date()
	hour, minute, second := at.Clock()
	switch strings.ToLower(unit) {
	case "second":
	case "minute":
		second = 0
	case "hour":
		minute, second = 0, 0
	case "day":
		hour, minute, second = 0, 0, 0
	case "week":
		hour, minute, second = 0, 0, 0
		day -= (int(at.Weekday()) + 6) % 7
	case "month":
		day, hour, minute, second = 1, 0, 0, 0
	case "quarter":
		month -= (month - 1) % 3
		day, hour, minute, second = 1, 0, 0, 0
	case "year":
		month, day, hour, minute, second = 1, 1, 0, 0, 0
	default:
		return nil, failure("'%s' is not a valid Timestamp field", unit)
	}
	return time.Date(year, month, day, hour, minute, second, 0, c.zone).UnixMilli(), nil
}

// formatLetters are the letters of MySQL's date_format that the emulator
// knows, with Go's layouts for them.
var formatLetters = map[rune]string{
	'Y': "2006", 'y': "06", 'm': "01", 'c': "1", 'd': "02", 'e': "2", 'H': "15", 'k': "15", 'h': "03", 'I': "03",
	'i': "04", 's': "05", 'S': "05", 'f': "000000", 'p': "PM", 'T': "15:04:05", 'r': "03:04:05 PM",
	'a': "Mon", 'W': "Monday", 'b': "Jan", 'M': "January", 'j': "002",
}

func (c clock) format(milliseconds int64, pattern string) (driver.Value, error) {
	at := time.UnixMilli(milliseconds).In(c.zone)
	return eachLetter(pattern, func(letter rune) string {
		if letter == 'f' {
			return fmt.Sprintf("%06d", at.Nanosecond()/1000)
		}
		return at.Format(formatLetters[letter])
	})
}

func (c clock) parse(args []driver.Value) (driver.Value, error) {
	layout, err := eachLetter(asText(args[1]), func(letter rune) string { return formatLetters[letter] })
	if err != nil {
		return nil, err
	}
	at, err := time.ParseInLocation(layout, asText(args[0]), c.zone)
	if err != nil {
		return nil, failure("Invalid format: \"%s\"", asText(args[0]))
	}
	return at.UnixMilli(), nil
}

// eachLetter replaces %x by what the function says, and refuses unknown ones.
func eachLetter(pattern string, with func(rune) string) (string, error) {
	var text strings.Builder
	letter := false
	for _, char := range pattern {
		switch {
		case !letter && char == '%':
			letter = true
			continue
		case !letter || char == '%':
			text.WriteRune(char)
		case formatLetters[char] == "":
			return "", failure("the date format %%%c is not served by the emulator", char)
		default:
			text.WriteString(with(char))
		}
		letter = false
	}
	return text.String(), nil
}

var unitMilliseconds = map[string]int64{
	"millisecond": 1, "second": 1000, "minute": 60_000, "hour": 3_600_000, "day": 86_400_000, "week": 604_800_000,
}

func dateDiff(args []driver.Value) (driver.Value, error) {
	unit, ok := unitMilliseconds[strings.ToLower(asText(args[0]))]
	if !ok {
		return nil, failure("date_diff in units of %s is not served by the emulator", asText(args[0]))
	}
	return (asInt(args[2]) - asInt(args[1])) / unit, nil
}
