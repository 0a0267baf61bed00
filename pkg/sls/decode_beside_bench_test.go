package sls

import (
	"encoding/json"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"testing"
)

// cost is what a piece of work takes: CPU time in nanoseconds, that of the garbage
// collector among it, and allocations.
type cost struct{ cpu, allocations float64 }

// costOf is the mean of some turns, which begin with no garbage of others.
func costOf(b *testing.B, turns int, work func() error) cost {
	runtime.GC()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	began := cpuTime()
	for range turns {
		if err := work(); err != nil {
			b.Fatal(err)
		}
	}
	cpu := cpuTime() - began
	runtime.ReadMemStats(&after)
	return cost{float64(cpu) / float64(turns), float64(after.Mallocs-before.Mallocs) / float64(turns)}
}

// besides are the sizes of traces to compare, and in how many turns of each way, so that
// none is too short to be measured.
var besides = []struct{ spans, turns, plainTurns int }{{1000, 10, 2}, {10_000, 2, 1}, {100_000, 1, 1}}

// BenchmarkDecodeBeside compares the ways of BenchmarkTraceToFrame for `make bench`. In
// each iteration the ways take turns within a second or so, and what is compared are ratios
// of such a turn: what else the machine does meets all of them alike. Reported is the
// median of the iterations, with the least and the most: how many times as fast as the
// official SDK's way, the share of its allocations, how many times as fast as the scan, and
// spans a second of CPU time, that of collecting garbage among it. It means something with
// one processor, -cpu 1, only.
func BenchmarkDecodeBeside(b *testing.B) {
	for _, c := range besides {
		b.Run(fmt.Sprint(c.spans), func(b *testing.B) {
			pages := longTrace(b, c.spans)
			var speedups, shares, scans, speeds []float64
			for range b.N {
				own := costOf(b, c.turns, func() error { _, err := ours(pages); return err })
				sdk := costOf(b, c.plainTurns, func() error { _, err := plain(pages); return err })
				scan := costOf(b, c.turns, func() error { return validated(pages) })
				speedups = append(speedups, sdk.cpu/own.cpu)
				shares = append(shares, own.allocations/sdk.allocations)
				scans = append(scans, scan.cpu/own.cpu)
				speeds = append(speeds, float64(c.spans)/own.cpu*1e9)
			}
			reportSpread(b, "speedup", speedups)
			reportSpread(b, "allocs", shares)
			reportSpread(b, "scan", scans)
			reportSpread(b, "speed", speeds)
		})
	}
}

// validated has encoding/json scan the pages, and make nothing of them.
func validated(pages [][]byte) error {
	for _, page := range pages {
		if !json.Valid(page) {
			return errors.New("a page is no JSON")
		}
	}
	return nil
}

func reportSpread(b *testing.B, name string, values []float64) {
	slices.Sort(values)
	b.ReportMetric(values[len(values)/2], name)
	b.ReportMetric(values[0], name+"-least")
	b.ReportMetric(values[len(values)-1], name+"-most")
}
