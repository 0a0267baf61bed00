package main

import (
	"encoding/json"
	"net/http/httptest"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"

	"logservice-jaeger-datasource/tests/emulator"
	"logservice-jaeger-datasource/tests/faults"
	"logservice-jaeger-datasource/tests/process"
	"logservice-jaeger-datasource/tests/samples"
	"logservice-jaeger-datasource/tests/samples/loader"
)

// Traces of the sample bookinfo.
const (
	failed = "c0ffee0db0071ed0503e11a0f5e2d7b4"
	slow   = "5a1e7b2c9d3f40618b7c2d4e6f901a2b"
)

var logServiceQueries = []string{
	`{"query":"` + failed + `"}`,
	`{"query":"` + slow + `","view":"flameGraph"}`,
	`{"query":"00000000000000000000000000000001"}`,
	`{"queryType":"compare","query":"` + failed + `","other":"` + slow + `"}`,
	`{"queryType":"search","limit":20}`,
	`{"queryType":"search","service":"ratings.default","status":"error","result":"spans"}`,
	`{"queryType":"metrics","measure":"rate","groupBy":["service"]}`,
	`{"queryType":"metrics","measure":"quantiles","quantiles":[0.95],"exemplars":true}`,
	`{"queryType":"serviceGraph"}`,
}

var jaegerQueries = []string{
	`{"query":"` + failed + `"}`,
	`{"query":"` + slow + `","view":"events"}`,
	`{"queryType":"search","service":"shop","limit":20}`,
	`{"queryType":"metrics","measure":"rate","service":"shop"}`,
}

// stores are what the plugin reads, each behind something that misbehaves.
type stores struct {
	logService, jaeger backend.PluginContext
	stop               func()
}

const keyID, keySecret = "soak-key-id", "soak-key-secret"

func startStores(share float64) (*stores, error) {
	served := emulator.New(emulator.Options{Credentials: map[string]string{keyID: keySecret}, Latency: 5 * time.Millisecond})
	if err := write(served); err != nil {
		return nil, err
	}
	const seed = 1
	front := httptest.NewServer(faults.Misbehaving(served, share, seed))
	query := httptest.NewServer(faults.Misbehaving(faults.Jaeger(samples.Base.Add(-time.Minute), failed, slow), share, seed))
	return &stores{
		logService: source(1, "", map[string]any{"endpoint": front.URL, "project": "bookinfo", "storeType": "logstore", "logstore": "istio-tracing", "timeout": 2}),
		jaeger:     source(2, query.URL, map[string]any{"access": "jaegerQuery", "timeout": 2}),
		stop: func() {
			for _, server := range []*httptest.Server{front, query} {
				server.CloseClientConnections()
				server.Close()
			}
			served.Close()
		},
	}, nil
}

// write fills an emulator, which doesn't misbehave meanwhile.
func write(served *emulator.Server) error {
	honest := httptest.NewServer(served)
	defer honest.Close()
	sample, err := samples.Load("bookinfo")
	if err != nil {
		return err
	}
	writer, err := loader.New(honest.URL, keyID, keySecret)
	if err != nil {
		return err
	}
	return writer.Load(sample)
}

func source(id int64, url string, settings map[string]any) backend.PluginContext {
	jsonData, err := json.Marshal(settings)
	if err != nil {
		panic(err) // a map of texts and numbers
	}
	return backend.PluginContext{Namespace: "default", PluginID: process.PluginID, DataSourceInstanceSettings: &backend.DataSourceInstanceSettings{
		ID: id, UID: string(rune('a' + id)), Name: "soak", Type: process.PluginID, URL: url, JSONData: jsonData,
		DecryptedSecureJSONData: map[string]string{"accessKeyId": keyID, "accessKeySecret": keySecret},
	}}
}
