package servers

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"syscall"
	"time"

	"logservice-jaeger-datasource/tests/process"
)

const (
	serverStart = time.Minute
	serverStop  = 20 * time.Second
)

// server is the process of a server, which may have a folder of its own.
type server struct {
	// name is what messages call it.
	name    string
	process *exec.Cmd
	folder  string
	said    bytes.Buffer
	ended   chan struct{}
}

// startServer starts a binary with variables in its environment. The folder goes
// when it stops; there may be none.
func startServer(name, folder, binary string, arguments, variables []string) (*server, error) {
	s := &server{name: name, folder: folder, process: exec.Command(binary, arguments...), ended: make(chan struct{})}
	s.process.Env = append(os.Environ(), variables...)
	s.process.Stdout, s.process.Stderr = &s.said, &s.said
	process.DieWithParent(s.process)
	if err := s.process.Start(); err != nil {
		return nil, errors.Join(fmt.Errorf("start %s: %w", name, err), os.RemoveAll(folder))
	}
	go func() {
		_ = s.process.Wait() // how it ended shows in what it said
		close(s.ended)
	}()
	return s, nil
}

// Stop asks the server to end, makes it end if it takes too long, and removes its
// folder.
func (s *server) Stop() error {
	var slow error
	_ = s.process.Process.Signal(syscall.SIGTERM) // fails if it has ended, which is well
	select {
	case <-s.ended:
	case <-time.After(serverStop):
		slow = fmt.Errorf("%s did not end within %s of being asked to, and was killed", s.name, serverStop)
		_ = s.process.Process.Kill()
		<-s.ended
	}
	return errors.Join(slow, os.RemoveAll(s.folder))
}

// awaitReady waits until an address answers 200. An error holds what the server
// said; it has been stopped then.
func (s *server) awaitReady(ctx context.Context, url string) error {
	ctx, cancel := context.WithTimeout(ctx, serverStart)
	defer cancel()
	last := "it did not answer"
	for {
		answer, err := get(ctx, url, nil)
		if err == nil && answer.Status == http.StatusOK {
			return nil
		} else if err == nil {
			last = string(answer.Body)
		}
		select {
		case <-s.ended:
			return errors.Join(fmt.Errorf("%s ended before it was ready: %s", s.name, s.said.String()), s.Stop())
		case <-ctx.Done():
			return errors.Join(fmt.Errorf("%s was not ready within %s: %s", s.name, serverStart, last), s.Stop())
		case <-time.After(100 * time.Millisecond):
		}
	}
}

// Answer is what a server answered.
type Answer struct {
	Status      int
	ContentType string
	Body        []byte
}

// get asks by HTTP.
func get(ctx context.Context, url string, header http.Header) (Answer, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return Answer{}, err
	}
	for name, values := range header {
		request.Header[name] = values
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return Answer{}, err
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(response.Body)
	return Answer{response.StatusCode, response.Header.Get("Content-Type"), body}, err
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
