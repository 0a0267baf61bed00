package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"

	"logservice-jaeger-datasource/tests/process"
)

// rowsPerSecond is the figure that the benchmark reports of itself.
var rowsPerSecond = regexp.MustCompile(`([0-9.e+]+) rows/s`)

// rowsToFrame runs the benchmark in pkg/sls, which alone can name the decoder.
func rowsToFrame(ctx context.Context) ([]figure, error) {
	output, err := exec.CommandContext(ctx, "go", "test", "-run", "^$", "-bench", "^BenchmarkRowsToFrame$", "-benchtime", "2s", "-cpu", "1", "./pkg/sls").CombinedOutput()
	if err != nil {
		return nil, fmt.Errorf("the benchmark failed: %w\n%s", err, output)
	}
	match := rowsPerSecond.FindSubmatch(output)
	if match == nil {
		return nil, fmt.Errorf("the benchmark reported no rows/s:\n%s", output)
	}
	return []figure{{"rows_to_frame_per_second", string(match[1]), "rows/s"}}, nil
}

func sizes(binary, module string) ([]figure, error) {
	code, err := os.ReadFile(module)
	if err != nil {
		return nil, err
	}
	var compressed bytes.Buffer
	writer, err := gzip.NewWriterLevel(&compressed, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := writer.Write(code); err != nil {
		return nil, err
	}
	if err := writer.Close(); err != nil {
		return nil, err
	}
	info, err := os.Stat(binary)
	if err != nil {
		return nil, err
	}
	return []figure{whole("module_js_gzip", int64(compressed.Len()), "bytes"), whole("backend_size", info.Size(), "bytes")}, nil
}

// starts is how often the backend is started for the median.
const starts = 7

// start measures the time to the first health answer. The settings lead nowhere,
// so that the answer, an error, takes no time of its own.
func start(ctx context.Context, binary string) ([]figure, error) {
	source := backend.PluginContext{Namespace: "default", PluginID: process.PluginID, DataSourceInstanceSettings: &backend.DataSourceInstanceSettings{
		ID: 1, UID: "bench", Name: "bench", Type: process.PluginID, JSONData: []byte(`{}`),
	}}
	var times []time.Duration
	for range starts {
		began := time.Now()
		plugin, err := process.Start(binary)
		if err != nil {
			return nil, err
		}
		_, err = plugin.Health(ctx, source)
		times = append(times, time.Since(began))
		plugin.Stop()
		if err != nil {
			return nil, err
		}
	}
	slices.Sort(times)
	return []figure{{"backend_start", fmt.Sprintf("%.1f", float64(times[starts/2])/float64(time.Millisecond)), "ms"}}, nil
}
