package servers

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"syscall"
	"time"

	"logservice-jaeger-datasource/tests/process"
)

// Loki is a running Loki, with all it keeps in a folder of its own.
type Loki struct {
	// URL is its base URL on 127.0.0.1.
	URL     string
	process *exec.Cmd
	folder  string
	said    bytes.Buffer
	ended   chan struct{}
}

const (
	lokiStart = time.Minute
	lokiStop  = 20 * time.Second
)

// StartLoki starts a binary with a configuration that takes its ports and its
// folder from the environment, as loki/config.yaml does, and waits until it is
// ready. An error holds what Loki said. Stop it when it is no longer needed.
func StartLoki(ctx context.Context, binary, config string) (*Loki, error) {
	ports, err := freePorts(2)
	if err != nil {
		return nil, err
	}
	folder, err := os.MkdirTemp("", "loki-")
	if err != nil {
		return nil, err
	}
	l := &Loki{URL: fmt.Sprintf("http://127.0.0.1:%d", ports[0]), folder: folder, ended: make(chan struct{})}
	l.process = exec.Command(binary, "-config.file="+config, "-config.expand-env=true")
	l.process.Env = append(os.Environ(), "LOKI_DATA="+folder, "LOKI_HTTP_PORT="+strconv.Itoa(ports[0]), "LOKI_GRPC_PORT="+strconv.Itoa(ports[1]))
	l.process.Stdout, l.process.Stderr = &l.said, &l.said
	process.DieWithParent(l.process)
	if err := l.process.Start(); err != nil {
		return nil, errors.Join(fmt.Errorf("start Loki: %w", err), os.RemoveAll(folder))
	}
	go func() {
		_ = l.process.Wait() // how it ended shows in what it said
		close(l.ended)
	}()
	if err := l.awaitReady(ctx); err != nil {
		return nil, errors.Join(err, l.Stop())
	}
	return l, nil
}

// Stop asks Loki to end, makes it end if it takes too long, and removes its folder.
func (l *Loki) Stop() error {
	var slow error
	_ = l.process.Process.Signal(syscall.SIGTERM) // fails if it has ended, which is well
	select {
	case <-l.ended:
	case <-time.After(lokiStop):
		slow = fmt.Errorf("Loki did not end within %s of being asked to, and was killed", lokiStop)
		_ = l.process.Process.Kill()
		<-l.ended
	}
	return errors.Join(slow, os.RemoveAll(l.folder))
}

// awaitReady waits for /ready (https://grafana.com/docs/loki/latest/reference/loki-http-api/#status-endpoints).
func (l *Loki) awaitReady(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, lokiStart)
	defer cancel()
	last := "it did not answer"
	for {
		if answer, err := l.get(ctx, "/ready"); err == nil {
			return nil
		} else if answer != "" {
			last = answer
		}
		select {
		case <-l.ended:
			return fmt.Errorf("Loki ended before it was ready: %s", l.said.String())
		case <-ctx.Done():
			return fmt.Errorf("Loki was not ready within %s: %s", lokiStart, last)
		case <-time.After(100 * time.Millisecond):
		}
	}
}

// get gives the body of an answer, with an error unless its status is 200.
func (l *Loki) get(ctx context.Context, path string) (string, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, l.URL+path, nil)
	if err != nil {
		return "", err
	}
	// Loki tells what is a label of the stream, what structured metadata and what
	// the query made, as it does for Grafana.
	request.Header.Set("X-Loki-Response-Encoding-Flags", "categorize-labels")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return "", err
	}
	defer func() { _ = response.Body.Close() }()
	var body bytes.Buffer
	if _, err := body.ReadFrom(response.Body); err != nil {
		return "", err
	}
	if response.StatusCode != http.StatusOK {
		return body.String(), fmt.Errorf("Loki answered %s: %s", response.Status, body.String())
	}
	return body.String(), nil
}

// freePorts finds ports of 127.0.0.1 that nobody uses just now.
func freePorts(count int) ([]int, error) {
	ports := make([]int, count)
	for i := range ports {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return nil, err
		}
		defer func() { _ = listener.Close() }() // not before all are found, so that they differ
		ports[i] = listener.Addr().(*net.TCPAddr).Port
	}
	return ports, nil
}
