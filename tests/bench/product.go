package main

import (
	"compress/gzip"
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"logservice-jaeger-datasource/tests/process"
)

// counter counts what is written to it.
type counter int

// Write implements io.Writer.
func (c *counter) Write(p []byte) (int, error) {
	*c += counter(len(p))
	return len(p), nil
}

// compressed is the size of a file as a web server may send it.
func compressed(path string) (float64, error) {
	code, err := os.ReadFile(path)
	if err != nil {
		return 0, err
	}
	var size counter
	writer, err := gzip.NewWriterLevel(&size, gzip.BestCompression)
	if err != nil {
		return 0, err
	}
	if _, err := writer.Write(code); err != nil {
		return 0, err
	}
	return float64(size), writer.Close()
}

// sizes are those of what is built.
func sizes(binary, dist string) ([]figure, error) {
	module, err := compressed(filepath.Join(dist, "module.js"))
	if err != nil {
		return nil, err
	}
	whole := 0.0
	err = filepath.WalkDir(dist, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || filepath.Ext(path) != ".js" {
			return err
		}
		size, err := compressed(path)
		whole += size
		return err
	})
	if err != nil {
		return nil, err
	}
	info, err := os.Stat(binary)
	if err != nil {
		return nil, err
	}
	return []figure{
		{"module_js_gzip", "bytes", []float64{module}},
		{"front_end_gzip", "bytes", []float64{whole}},
		{"backend_size", "bytes", []float64{float64(info.Size())}},
	}, nil
}

// starts measures the time to the first health answer. The settings lead nowhere,
// so that the answer, an error, takes no time of its own.
func starts(ctx context.Context, binary string) ([]figure, error) {
	const times = 9
	f := figure{name: "backend_start", unit: "ms"}
	for range times {
		began := time.Now()
		plugin, err := process.Start(binary)
		if err != nil {
			return nil, err
		}
		_, err = plugin.Health(ctx, sourceOf([]byte(`{}`)))
		took := time.Since(began)
		plugin.Stop()
		if err != nil {
			return nil, err
		}
		f.values = append(f.values, float64(took)/float64(time.Millisecond))
	}
	return []figure{f}, nil
}
