package main

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"

	"logservice-jaeger-datasource/tests/emulator"
	"logservice-jaeger-datasource/tests/process"
	"logservice-jaeger-datasource/tests/samples"
	"logservice-jaeger-datasource/tests/samples/loader"
)

// latency keeps requests apart in time, so that waiting for each other shows.
const latency = 40 * time.Millisecond

const (
	accessKeyID     = "bench-key-id"
	accessKeySecret = "bench-key-secret"
)

// stand is an emulator with one sample, and the plugin's process in front of it.
type stand struct {
	server *emulator.Server
	plugin *process.Plugin
	source backend.PluginContext
	close  func()
}

func newStand(binary string, sample samples.Sample, logstore string) (*stand, error) {
	server := emulator.New(emulator.Options{Credentials: map[string]string{accessKeyID: accessKeySecret}, Latency: latency})
	endpoint, stop := emulator.Start(server)
	if err := load(endpoint, sample); err != nil {
		stop()
		return nil, err
	}
	plugin, err := process.Start(binary)
	if err != nil {
		stop()
		return nil, err
	}
	settings, err := json.Marshal(map[string]string{"endpoint": endpoint, "project": sample.Project, "logstore": logstore})
	source := backend.PluginContext{Namespace: "default", PluginID: process.PluginID, DataSourceInstanceSettings: &backend.DataSourceInstanceSettings{
		ID: 1, UID: "bench", Name: "bench", Type: process.PluginID, JSONData: settings,
		DecryptedSecureJSONData: map[string]string{"accessKeyId": accessKeyID, "accessKeySecret": accessKeySecret},
	}}
	return &stand{server, plugin, source, func() { plugin.Stop(); stop() }}, err
}

func load(endpoint string, sample samples.Sample) error {
	l, err := loader.New(endpoint, accessKeyID, accessKeySecret)
	if err != nil {
		return err
	}
	return l.Load(sample)
}

// ask runs one query over the samples' history and gives its rows and the requests that it took.
func (s *stand) ask(ctx context.Context, query string) (rows int, requests []emulator.Request, err error) {
	s.server.ResetRequests()
	responses, err := s.plugin.Query(ctx, s.source, backend.DataQuery{
		RefID: "A", JSON: []byte(query), TimeRange: backend.TimeRange{From: samples.Base.Add(-time.Hour), To: samples.Base.Add(time.Hour)},
	})
	if err == nil {
		err = responses["A"].Error
	}
	if err != nil {
		return 0, nil, err
	}
	return responses["A"].Frames[0].Rows(), s.server.Requests(), nil
}

// requests counts what a search for 20 traces asks of Log Service.
func requests(ctx context.Context, binary string) ([]figure, error) {
	sample, err := samples.Load("bookinfo")
	if err != nil {
		return nil, err
	}
	s, err := newStand(binary, sample, "istio-tracing")
	if err != nil {
		return nil, err
	}
	defer s.close()
	var counts []int64
	for range 2 {
		rows, requests, err := s.ask(ctx, `{"queryType":"search","limit":20}`)
		if err == nil && rows != 20 {
			err = fmt.Errorf("a search for 20 traces found %d", rows)
		}
		if err != nil {
			return nil, err
		}
		counts = append(counts, int64(len(requests)))
	}
	return []figure{whole("search_requests_20_traces", counts[1], "requests"), whole("search_requests_first", counts[0], "requests")}, nil
}

// rounds counts the steps of the longest chain of requests for a trace of 1,000
// spans, by a data source that has asked nothing yet.
func rounds(ctx context.Context, binary string) ([]figure, error) {
	const spans = 1000
	sample, err := samples.Load("awkward")
	if err != nil {
		return nil, err
	}
	sample.Rows = samples.LargeTrace(samples.Base, spans)
	s, err := newStand(binary, sample, "awkward")
	if err != nil {
		return nil, err
	}
	defer s.close()
	rows, requests, err := s.ask(ctx, fmt.Sprintf(`{"query":%q}`, samples.LargeTraceID))
	if err == nil && rows != spans {
		err = fmt.Errorf("a trace of %d spans came with %d", spans, rows)
	}
	if err != nil {
		return nil, err
	}
	return []figure{whole("trace_rounds_1000_spans", longestChain(requests), "rounds")}, nil
}

// longestChain counts how many requests, each begun after the one before was
// answered, follow each other at the most: the greedy choice of what ends first.
func longestChain(requests []emulator.Request) int64 {
	sorted := slices.Clone(requests)
	slices.SortFunc(sorted, func(a, b emulator.Request) int { return cmp.Compare(a.Finished.UnixNano(), b.Finished.UnixNano()) })
	var chain int64
	var end time.Time
	for _, request := range sorted {
		if !request.Arrived.Before(end) {
			chain, end = chain+1, request.Finished
		}
	}
	return chain
}
