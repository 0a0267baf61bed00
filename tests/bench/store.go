package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"

	"logservice-jaeger-datasource/tests/emulator"
	"logservice-jaeger-datasource/tests/process"
	"logservice-jaeger-datasource/tests/samples"
	"logservice-jaeger-datasource/tests/samples/loader"
)

// latency is added to every request, as a service does that is some way off.
const latency = 40 * time.Millisecond

const (
	accessKeyID     = "bench-key-id"
	accessKeySecret = "bench-key-secret"
)

// store is an emulator with one sample, and the data source that reads it.
type store struct {
	server *emulator.Server
	gate   *gate
	source backend.PluginContext
	close  func()
}

func newStore(sample samples.Sample, logstore string) (*store, error) {
	server := emulator.New(emulator.Options{Credentials: map[string]string{accessKeyID: accessKeySecret}, Latency: latency})
	gate := &gate{behind: server}
	listener := httptest.NewServer(gate)
	stop := func() {
		listener.CloseClientConnections()
		listener.Close()
		server.Close()
	}
	l, err := loader.New(listener.URL, accessKeyID, accessKeySecret)
	if err == nil {
		err = l.Load(sample)
	}
	if err != nil {
		stop()
		return nil, err
	}
	settings, err := json.Marshal(map[string]any{"endpoint": listener.URL, "project": sample.Project, "logstore": logstore, "maxSpans": 100_000})
	source := sourceOf(settings)
	source.DataSourceInstanceSettings.DecryptedSecureJSONData = map[string]string{"accessKeyId": accessKeyID, "accessKeySecret": accessKeySecret}
	return &store{server, gate, source, stop}, err
}

func sourceOf(settings []byte) backend.PluginContext {
	return backend.PluginContext{Namespace: "default", PluginID: process.PluginID, DataSourceInstanceSettings: &backend.DataSourceInstanceSettings{
		ID: 1, UID: "bench", Name: "bench", Type: process.PluginID, JSONData: settings,
	}}
}

// ask runs one query over the samples' history, to which so many rows must come.
func (s *store) ask(ctx context.Context, plugin *process.Plugin, query string, want int) error {
	responses, err := plugin.Query(ctx, s.source, backend.DataQuery{
		RefID: "A", JSON: []byte(query), TimeRange: backend.TimeRange{From: samples.Base.Add(-time.Hour), To: samples.Base.Add(time.Hour)},
	})
	if err == nil {
		err = responses["A"].Error
	}
	if err != nil {
		return err
	}
	if rows := responses["A"].Frames[0].Rows(); rows != want {
		return fmt.Errorf("the query %s got %d rows instead of %d", query, rows, want)
	}
	return nil
}

// asked is ask with the requests that it took.
func (s *store) asked(ctx context.Context, plugin *process.Plugin, query string, want int) ([]emulator.Request, error) {
	s.server.ResetRequests()
	err := s.ask(ctx, plugin, query, want)
	return s.server.Requests(), err
}

// within runs something with a process that has asked the store nothing yet.
func within(binary string, do func(*process.Plugin) error) error {
	plugin, err := process.Start(binary)
	if err != nil {
		return err
	}
	defer plugin.Stop()
	return do(plugin)
}
