package models

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// parseBounds reads a closed interval of durations; a blank end is open.
func parseBounds(minField, minText, maxField, maxText string) (low, high time.Duration, err error) {
	if low, err = parseBound(minField, minText); err != nil {
		return 0, 0, err
	}
	if high, err = parseBound(maxField, maxText); err != nil {
		return 0, 0, err
	}
	if strings.TrimSpace(maxText) != "" && high == 0 {
		return 0, 0, fmt.Errorf("%s is 0, which no span is within: enter a longer one, for example 500ms, or leave it empty", maxField)
	}
	if high != 0 && low > high {
		return 0, 0, fmt.Errorf("%s (%s) is longer than %s (%s): enter for example 100ms and 2s", minField, low, maxField, high)
	}
	return low, high, nil
}

func parseBound(field, text string) (time.Duration, error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return 0, nil
	}
	bound, err := time.ParseDuration(text)
	if err != nil {
		return 0, fmt.Errorf("%s is %q, which is no duration: enter a number with a unit (ns, us, ms, s, m, h), for example 100ms or 1.5s", field, text)
	}
	if bound < 0 {
		return 0, fmt.Errorf("%s is %q, which is negative: enter for example 100ms", field, text)
	}
	return bound, nil
}

// longPart is a number of days or weeks, which time.ParseDuration lacks.
var longPart = regexp.MustCompile(`([0-9.]+)([dw])`)

// parseLongDuration reads Go's duration syntax and, in it, days (d, 24 hours) and
// weeks (w, 7 days), such as 7d, 1w or 1d12h. Zero is allowed.
func parseLongDuration(field, text string) (time.Duration, error) {
	inHours := longPart.ReplaceAllStringFunc(strings.TrimSpace(text), func(part string) string {
		match := longPart.FindStringSubmatch(part)
		number, err := strconv.ParseFloat(match[1], 64)
		if err != nil {
			return part // time.ParseDuration refuses it
		}
		hours := map[string]float64{"d": 24, "w": 7 * 24}[match[2]]
		return strconv.FormatFloat(number*hours, 'f', -1, 64) + "h"
	})
	duration, err := time.ParseDuration(inHours)
	if err != nil {
		return 0, fmt.Errorf("%s is %q, which is no duration: enter a number with a unit (s, m, h, d, w), for example 7d or 12h", field, text)
	}
	if duration < 0 {
		return 0, fmt.Errorf("%s is %q, which is negative: enter for example 7d", field, text)
	}
	return duration, nil
}

// FormatLongDuration spells a duration with days, such as 1d or 1d12h, as
// parseLongDuration reads it.
func FormatLongDuration(d time.Duration) string {
	const day = 24 * time.Hour
	text := ""
	if days := d / day; days > 0 {
		text, d = strconv.FormatInt(int64(days), 10)+"d", d%day
	}
	if d == 0 && text != "" {
		return text
	}
	short := d.String()
	if strings.HasSuffix(short, "m0s") {
		short = strings.TrimSuffix(short, "0s")
	}
	if strings.HasSuffix(short, "h0m") {
		short = strings.TrimSuffix(short, "0m")
	}
	return text + short
}
