package servers

import (
	"context"
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
}

// StartJaeger starts a Jaeger and waits until it takes and gives traces. An error
// holds what it said.
func StartJaeger(ctx context.Context, options JaegerOptions) (*Jaeger, error) {
	names := []string{"JAEGER_QUERY_PORT", "JAEGER_OTLP_PORT", "JAEGER_HEALTH_PORT", "JAEGER_GRPC_PORT"}
	ports, err := freePorts(len(names))
	if err != nil {
		return nil, err
	}
	folder, err := os.MkdirTemp("", "jaeger-")
	if err != nil {
		return nil, err
	}
	// Badger's files go where temporary ones do.
	variables := []string{"TMPDIR=" + folder}
	for i, name := range names {
		variables = append(variables, name+"="+strconv.Itoa(ports[i]))
	}
	if options.BasePath != "" {
		variables = append(variables, "JAEGER_BASE_PATH="+options.BasePath)
	}
	started, err := startServer("Jaeger", folder, options.Binary, options.arguments(), variables)
	if err != nil {
		return nil, err
	}
	address := func(port int) string { return fmt.Sprintf("http://127.0.0.1:%d", port) }
	j := &Jaeger{server: started, URL: address(ports[0]) + options.BasePath, OTLP: address(ports[1])}
	// https://github.com/open-telemetry/opentelemetry-collector-contrib/tree/main/extension/healthcheckv2extension:
	// 200 once every component runs.
	if err := j.awaitReady(ctx, address(ports[2])+"/status"); err != nil {
		return nil, err
	}
	return j, nil
}

// arguments name the configuration; a later file has the last word.
func (o JaegerOptions) arguments() []string {
	config := func(name string) string {
		return "--config=" + filepath.Join(o.Root, "tests", "servers", "jaeger", name)
	}
	arguments := []string{config("config.yaml")}
	if o.Badger {
		arguments = append(arguments, config("badger.yaml"))
	}
	return arguments
}

// Get asks for a path behind the base path, such as /api/services. There is an
// answer whatever its status, and an error without one.
func (j *Jaeger) Get(ctx context.Context, path string) (Answer, error) {
	return get(ctx, j.URL+path, nil)
}
