package main

import (
	"errors"
	"fmt"
	"strings"
)

// bound is what a figure's median must be.
type bound struct {
	name string
	// least and most are the bounds, of which one is set.
	least, most float64
}

// bounds are the product's promises.
var bounds = []bound{
	{name: "decode_speedup_vs_sdk", least: 6},
	{name: "decode_allocs_vs_sdk", most: 0.15},
	{name: "decode_speed_vs_scan", least: 0.5},
	{name: "trace_peak_memory_over_payload", most: 3},
	{name: "trace_rounds_1000_spans", most: 3},
	{name: "trace_rounds_100000_spans", most: 40},
	{name: "trace_in_flight_100000_spans", most: 32},
	{name: "neighbour_rounds", most: 2},
	{name: "search_requests_20_traces", most: 2},
	{name: "alert_bytes_1000000_over_10000", most: 1.05},
	{name: "module_js_gzip", most: 16_000},
	{name: "front_end_gzip", most: 80_000},
	{name: "backend_start", most: 150},
	{name: "backend_idle_memory", most: 40},
}

// String says what must be, as the documentation does.
func (b bound) String() string {
	if b.least > 0 {
		return "at least " + readable(b.least)
	}
	return "at most " + readable(b.most)
}

func (b bound) holds(value float64) bool {
	if b.least > 0 {
		return value >= b.least
	}
	return value <= b.most
}

// judge holds figures to the bounds. A figure that a run leaves out, because the system
// doesn't tell it, breaks none.
func judge(all figures) error {
	var broken []string
	for _, b := range bounds {
		if f, ok := all.named(b.name); ok && !b.holds(f.median()) {
			broken = append(broken, fmt.Sprintf("%s is %s %s and must be %s.", b.name, plainNumber(f.median()), f.unit, b))
		}
	}
	if len(broken) == 0 {
		return nil
	}
	return errors.New("a bound is broken, so either the product got worse or the machine is busy:\n" + strings.Join(broken, "\n"))
}

// boundOf is the bound of a figure, empty if it has none.
func boundOf(name string) string {
	for _, b := range bounds {
		if b.name == name {
			return b.String()
		}
	}
	return ""
}
