//go:build servers

package servers

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"sync"
)

// recorder stands between the generator and Loki: it hands on each push and notes
// the lines in it, so that the tests know them from elsewhere than from Loki.
type recorder struct {
	loki   string
	server *httptest.Server
	mutex  sync.Mutex
	lines  []Line
	// err is what went wrong, once the recorder has stopped.
	err error
}

func newRecorder(loki string) *recorder {
	r := &recorder{loki: loki}
	r.server = httptest.NewServer(r)
	return r
}

func (r *recorder) url() string { return r.server.URL }

func (r *recorder) stop() {
	r.server.Close()
	if len(r.lines) == 0 {
		r.err = errors.Join(r.err, errors.New("the generator pushed no lines to Loki"))
	}
}

func (r *recorder) ServeHTTP(w http.ResponseWriter, request *http.Request) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	body, err := io.ReadAll(request.Body)
	if err == nil {
		err = r.note(body)
	}
	if err != nil {
		r.err = errors.Join(r.err, err)
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	response, err := http.Post(r.loki+request.URL.Path, request.Header.Get("Content-Type"), bytes.NewReader(body))
	if err != nil {
		r.err = errors.Join(r.err, err)
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	defer func() { _ = response.Body.Close() }()
	w.WriteHeader(response.StatusCode)
	if _, err := io.Copy(w, response.Body); err != nil {
		r.err = errors.Join(r.err, err)
	}
}

// note reads a push (https://grafana.com/docs/loki/latest/reference/loki-http-api/#ingest-logs).
func (r *recorder) note(body []byte) error {
	var push struct {
		Streams []struct {
			Stream map[string]string
			Values [][]json.RawMessage
		}
	}
	if err := json.Unmarshal(body, &push); err != nil {
		return fmt.Errorf("a push to Loki can't be read: %w", err)
	}
	for _, stream := range push.Streams {
		for _, value := range stream.Values {
			var nanoseconds string
			line := Line{Labels: stream.Stream}
			into := []any{&nanoseconds, &line.Text, &line.Metadata}
			for i := range value {
				if err := json.Unmarshal(value[i], into[i]); err != nil {
					return fmt.Errorf("a pushed line can't be read: %w", err)
				}
			}
			time, err := strconv.ParseInt(nanoseconds, 10, 64)
			if err != nil {
				return fmt.Errorf("a pushed line has no time: %w", err)
			}
			line.Time = time
			r.lines = append(r.lines, line)
		}
	}
	return nil
}
