package main

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// figure is what was measured, once or more often.
type figure struct {
	name, unit string
	values     []float64
}

// figures are all of a run.
type figures []figure

// named finds a figure; ok is false for one that was left out.
func (all figures) named(name string) (found figure, ok bool) {
	at := slices.IndexFunc(all, func(f figure) bool { return f.name == name })
	if at < 0 {
		return figure{}, false
	}
	return all[at], true
}

// median is the one in the middle, the upper of two.
func (f figure) median() float64 {
	sorted := slices.Clone(f.values)
	slices.Sort(sorted)
	return sorted[len(sorted)/2]
}

// String is the figure's line in the output.
func (f figure) String() string {
	return strings.Join([]string{f.name, plainNumber(f.median()), f.unit, plainNumber(slices.Min(f.values)), plainNumber(slices.Max(f.values))}, " ")
}

// plainNumber gives four digits that mean something, and all of a whole number.
func plainNumber(value float64) string {
	if value == math.Trunc(value) {
		return strconv.FormatFloat(value, 'f', -1, 64)
	}
	decimals := 4 - len(strconv.FormatFloat(math.Trunc(math.Abs(value)), 'f', 0, 64))
	if math.Abs(value) < 1 {
		decimals = 4
	}
	return strconv.FormatFloat(value, 'f', max(0, decimals), 64)
}

// readable is plainNumber for people: two or three digits that mean something, and commas
// between thousands.
func readable(value float64) string {
	switch {
	case value == math.Trunc(value):
	case math.Abs(value) < 1:
		return strconv.FormatFloat(value, 'g', 2, 64)
	case math.Abs(value) < 100:
		return strconv.FormatFloat(value, 'g', 3, 64)
	}
	text := strconv.FormatFloat(value, 'f', 0, 64)
	for at := len(text) - 3; at > 0; at -= 3 {
		text = text[:at] + "," + text[at:]
	}
	return text
}

// spread is from the least to the most, or nothing if all are the same.
func (f figure) spread() string {
	least, most := readable(slices.Min(f.values)), readable(slices.Max(f.values))
	if least == most {
		return ""
	}
	return fmt.Sprintf("%s–%s", least, most)
}
