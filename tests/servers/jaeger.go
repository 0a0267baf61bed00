package servers

import (
	"context"
	"fmt"
	"strconv"
)

// Jaeger is a running Jaeger that keeps its traces in memory. Stop it when it is
// no longer needed.
type Jaeger struct {
	*server
	// URL is the base URL on 127.0.0.1 of its query APIs, with the base path and
	// without a slash at its end: /api and /api/v3 follow.
	URL string
	// OTLP is the base URL of its OTLP receiver: /v1/traces follows.
	OTLP string
}

// StartJaeger starts a binary with a configuration that takes its ports and its
// base path from the environment, as jaeger/config.yaml does, and waits until it
// takes and gives traces. The base path is "" or begins with a slash and ends
// without one, such as "/jaeger". An error holds what Jaeger said.
func StartJaeger(ctx context.Context, binary, config, basePath string) (*Jaeger, error) {
	names := []string{"JAEGER_QUERY_PORT", "JAEGER_OTLP_PORT", "JAEGER_HEALTH_PORT", "JAEGER_GRPC_PORT"}
	ports, err := freePorts(len(names))
	if err != nil {
		return nil, err
	}
	var variables []string
	if basePath != "" {
		variables = append(variables, "JAEGER_BASE_PATH="+basePath)
	}
	for i, name := range names {
		variables = append(variables, name+"="+strconv.Itoa(ports[i]))
	}
	started, err := startServer("Jaeger", "", binary, []string{"--config=" + config}, variables)
	if err != nil {
		return nil, err
	}
	address := func(port int) string { return fmt.Sprintf("http://127.0.0.1:%d", port) }
	j := &Jaeger{server: started, URL: address(ports[0]) + basePath, OTLP: address(ports[1])}
	// https://github.com/open-telemetry/opentelemetry-collector-contrib/tree/main/extension/healthcheckv2extension:
	// 200 once every component runs.
	if err := j.awaitReady(ctx, address(ports[2])+"/status"); err != nil {
		return nil, err
	}
	return j, nil
}

// Get asks for a path behind the base path, such as /api/services. There is an
// answer whatever its status, and an error without one.
func (j *Jaeger) Get(ctx context.Context, path string) (Answer, error) {
	return get(ctx, j.URL+path, nil)
}
