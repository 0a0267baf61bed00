package servers

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"strconv"
)

// Loki is a running Loki, with all it keeps in a folder of its own. Stop it when
// it is no longer needed.
type Loki struct {
	*server
	// URL is its base URL on 127.0.0.1.
	URL string
}

// StartLoki starts a binary with a configuration that takes its ports and its
// folder from the environment, as loki/config.yaml does, and waits until it is
// ready. An error holds what Loki said.
func StartLoki(ctx context.Context, binary, config string) (*Loki, error) {
	ports, err := freePorts(2)
	if err != nil {
		return nil, err
	}
	folder, err := os.MkdirTemp("", "loki-")
	if err != nil {
		return nil, err
	}
	arguments := []string{"-config.file=" + config, "-config.expand-env=true"}
	variables := []string{"LOKI_DATA=" + folder, "LOKI_HTTP_PORT=" + strconv.Itoa(ports[0]), "LOKI_GRPC_PORT=" + strconv.Itoa(ports[1])}
	started, err := startServer("Loki", folder, binary, arguments, variables)
	if err != nil {
		return nil, err
	}
	l := &Loki{server: started, URL: fmt.Sprintf("http://127.0.0.1:%d", ports[0])}
	// https://grafana.com/docs/loki/latest/reference/loki-http-api/#status-endpoints
	if err := l.awaitReady(ctx, l.URL+"/ready"); err != nil {
		return nil, err
	}
	return l, nil
}

// get gives the body of an answer, with an error unless its status is 200.
func (l *Loki) get(ctx context.Context, path string) (string, error) {
	// Loki tells what is a label of the stream, what structured metadata and what
	// the query made, as it does for Grafana.
	header := http.Header{"X-Loki-Response-Encoding-Flags": {"categorize-labels"}}
	answer, err := get(ctx, l.URL+path, header)
	if err == nil && answer.Status != http.StatusOK {
		err = fmt.Errorf("Loki answered %d: %s", answer.Status, answer.Body)
	}
	return string(answer.Body), err
}
