package main

import (
	"context"
	"fmt"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
)

// decodings are the sizes of traces that the benchmark in pkg/sls decodes, and in how many
// turns of all ways. The figures of the first carry no number in their names.
var decodings = []struct {
	spans  int
	rounds int
	suffix string
}{{10_000, 11, ""}, {1000, 11, "_1000"}, {100_000, 3, "_100000"}}

// decoding compares the decoder with other ways.
func decoding(ctx context.Context) ([]figure, error) {
	var all []figure
	for _, d := range decodings {
		metrics, err := benchmark(ctx, fmt.Sprintf("BenchmarkDecodeBeside$/^%d", d.spans), d.rounds, "-cpu", "1")
		if err != nil {
			return nil, err
		}
		for _, f := range []struct{ metric, name, unit string }{
			{"speedup", "decode_speedup_vs_sdk", "ratio"},
			{"allocs", "decode_allocs_vs_sdk", "ratio"},
			{"scan", "decode_speed_vs_scan", "ratio"},
			{"speed", "decode_spans_per_second", "spans/s"},
		} {
			values, err := spreadOf(metrics, f.metric)
			if err != nil {
				return nil, err
			}
			all = append(all, figure{f.name + d.suffix, f.unit, values})
		}
	}
	return all, nil
}

// heap measures what a trace of 100,000 spans takes of the heap.
func heap(ctx context.Context) ([]figure, error) {
	const turns = 5
	metrics, err := benchmark(ctx, "BenchmarkTraceMemory", turns)
	if err != nil {
		return nil, err
	}
	values, err := spreadOf(metrics, "peak")
	return []figure{{"trace_peak_memory_over_payload", "ratio", values}}, err
}

// benchmark runs a benchmark in pkg/sls, which alone can name the decoder, and gives what
// it reports.
func benchmark(ctx context.Context, name string, turns int, flags ...string) (map[string]float64, error) {
	arguments := append([]string{"test", "-run", "^$", "-bench", "^" + name + "$", "-benchtime", fmt.Sprintf("%dx", turns)}, flags...)
	output, err := exec.CommandContext(ctx, "go", append(arguments, "./pkg/sls")...).CombinedOutput()
	if err != nil {
		return nil, fmt.Errorf("the benchmark %s failed: %w\n%s", name, err, output)
	}
	return benchmarkMetrics(string(output)), nil
}

// metric is a figure in a benchmark's line
// (https://pkg.go.dev/golang.org/x/perf/benchfmt).
var metric = regexp.MustCompile(`([0-9.e+-]+) ([a-z][a-z/-]*)`)

func benchmarkMetrics(output string) map[string]float64 {
	metrics := map[string]float64{}
	for line := range strings.Lines(output) {
		if !strings.HasPrefix(line, "Benchmark") {
			continue
		}
		for _, found := range metric.FindAllStringSubmatch(line, -1) {
			if value, err := strconv.ParseFloat(found[1], 64); err == nil {
				metrics[found[2]] = value
			}
		}
	}
	return metrics
}

// spreadOf are the least, the median and the most that the benchmark reports.
func spreadOf(metrics map[string]float64, name string) ([]float64, error) {
	var values []float64
	for _, of := range []string{name + "-least", name, name + "-most"} {
		value, ok := metrics[of]
		if !ok {
			return nil, fmt.Errorf("the benchmark reported no %s", of)
		}
		values = append(values, value)
	}
	return values, nil
}
