package servers

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
)

// Jaeger is a running Jaeger, with all it keeps in memory or in a folder of its
// own. Stop it when it is no longer needed.
type Jaeger struct {
	*server
	// URL is the base URL on 127.0.0.1 of its query APIs, with the base path and
	// without a slash at its end: /api and /api/v3 follow.
	URL string
	// OTLP is the base URL of its OTLP receiver: /v1/traces follows.
	OTLP string
	// metrics answers like a Prometheus; there may be none.
	metrics *server
}

// JaegerOptions say what to start.
type JaegerOptions struct {
	// Binary is the built jaeger; Root the project's folder, for its configuration.
	Binary, Root string
	// BasePath is "" or begins with a slash and ends without one, such as "/jaeger".
	BasePath string
	// Badger keeps the traces there, in Jaeger's first model, instead of in memory as
	// they came.
	Badger bool
	// Metrics is a built victoria-metrics, with which Jaeger serves /api/metrics. It
	// may be "".
	Metrics string
}

// StartJaeger starts a Jaeger, and a store of metrics if there is a binary for it,
// and waits until it takes and gives traces. An error holds what it said.
func StartJaeger(ctx context.Context, options JaegerOptions) (*Jaeger, error) {
	names := []string{"JAEGER_QUERY_PORT", "JAEGER_OTLP_PORT", "JAEGER_HEALTH_PORT", "JAEGER_GRPC_PORT", "JAEGER_METRICS_PORT"}
	ports, err := freePorts(len(names))
	if err != nil {
		return nil, err
	}
	var variables []string
	for i, name := range names {
		variables = append(variables, name+"="+strconv.Itoa(ports[i]))
	}
	if options.BasePath != "" {
		variables = append(variables, "JAEGER_BASE_PATH="+options.BasePath)
	}
	address := func(port int) string { return fmt.Sprintf("http://127.0.0.1:%d", port) }
	j := &Jaeger{URL: address(ports[0]) + options.BasePath, OTLP: address(ports[1])}
	if options.Metrics != "" {
		store, url, err := startVictoriaMetrics(ctx, options.Metrics, fmt.Sprintf("127.0.0.1:%d", ports[4]))
		if err != nil {
			return nil, err
		}
		j.metrics, variables = store, append(variables, "JAEGER_METRICS_STORE="+url)
	}
	if err := j.start(ctx, options, variables, address(ports[2])); err != nil {
		return nil, errors.Join(err, j.stopMetrics())
	}
	return j, nil
}

// start starts the process and waits for its health.
func (j *Jaeger) start(ctx context.Context, options JaegerOptions, variables []string, health string) error {
	folder, err := os.MkdirTemp("", "jaeger-")
	if err != nil {
		return err
	}
	// Badger's files go where temporary ones do.
	variables = append(variables, "TMPDIR="+folder)
	if j.server, err = startServer("Jaeger", folder, options.Binary, options.arguments(), variables); err != nil {
		return err
	}
	// https://github.com/open-telemetry/opentelemetry-collector-contrib/tree/main/extension/healthcheckv2extension:
	// 200 once every component runs.
	return j.awaitReady(ctx, health+"/status")
}

// arguments name the configuration; a later file has the last word.
func (o JaegerOptions) arguments() []string {
	files := []string{"config.yaml"}
	if o.Badger {
		files = append(files, "badger.yaml")
	}
	if o.Metrics != "" {
		files = append(files, "metrics.yaml")
	}
	arguments := make([]string, len(files))
	for i, file := range files {
		arguments[i] = "--config=" + filepath.Join(o.Root, "tests", "servers", "jaeger", file)
	}
	return arguments
}

// Stop ends Jaeger and its store of metrics, and removes what they kept.
func (j *Jaeger) Stop() error {
	return errors.Join(j.server.Stop(), j.stopMetrics())
}

func (j *Jaeger) stopMetrics() error {
	if j.metrics == nil {
		return nil
	}
	return j.metrics.Stop()
}

// Get asks for a path behind the base path, such as /api/services. There is an
// answer whatever its status, and an error without one.
func (j *Jaeger) Get(ctx context.Context, path string) (Answer, error) {
	return get(ctx, j.URL+path, nil)
}
