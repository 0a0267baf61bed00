//go:build servers

package servers

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"

	"logservice-jaeger-datasource/tests/process"
	"logservice-jaeger-datasource/tests/samples/loader"
)

const root = "../.."

// stand is everything that the tests look at: a Loki with the samples' log lines,
// a Jaeger with their spans, the plugin's own process on an emulator with the same
// spans, and the provisioned data sources.
type stand struct {
	loki    *Loki
	jaeger  *Jaeger
	plugin  *process.Plugin
	sources map[string]backend.PluginContext
	// links are the provisioned links from spans to logs, by the source's UID.
	links map[string]tracesToLogs
	// derived are the provisioned links from lines to traces.
	derived []derivedField
	// written are the lines that the generator pushed, by sample.
	written map[string][]Line
}

// shared is the stand of this run.
var shared *stand

func TestMain(m *testing.M) { os.Exit(run(m)) }

func run(m *testing.M) int {
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Minute)
	defer cancel()
	var stop []func() error
	code := 1
	if err := build(ctx, &stop); err != nil {
		fmt.Fprintln(os.Stderr, err)
	} else {
		code = m.Run()
	}
	for i := len(stop) - 1; i >= 0; i-- {
		if err := stop[i](); err != nil {
			fmt.Fprintln(os.Stderr, err)
			code = 1
		}
	}
	return code
}

// build starts the servers and loads the samples. What has to be stopped
// afterwards is added to stop, also when it fails.
func build(ctx context.Context, stop *[]func() error) error {
	shared = &stand{written: map[string][]Line{}}
	later := func(end func()) { *stop = append(*stop, func() error { end(); return nil }) }
	lokiBinary, jaegerBinary, pluginBinary := os.Getenv("LOKI_BINARY"), os.Getenv("JAEGER_BINARY"), os.Getenv("PLUGIN_BINARY")
	if lokiBinary == "" || jaegerBinary == "" || pluginBinary == "" {
		return errors.New("LOKI_BINARY, JAEGER_BINARY and PLUGIN_BINARY must name the built binaries; run these tests by make test-servers")
	}
	loki, err := StartLoki(ctx, lokiBinary, filepath.FromSlash("loki/config.yaml"))
	if err != nil {
		return err
	}
	shared.loki, *stop = loki, append(*stop, loki.Stop)
	jaeger, err := StartJaeger(ctx, JaegerOptions{Binary: jaegerBinary, Root: root})
	if err != nil {
		return err
	}
	shared.jaeger, *stop = jaeger, append(*stop, jaeger.Stop)
	endpoint, stopEmulator := startEmulator()
	later(stopEmulator)
	if err := shared.load(ctx, endpoint); err != nil {
		return err
	}
	if shared.plugin, err = process.Start(pluginBinary); err != nil {
		return err
	}
	later(shared.plugin.Stop)
	return shared.readProvisioning(map[string]string{
		"SLS_ENDPOINT": endpoint, "SLS_ACCESS_KEY_ID": accessKeyID, "SLS_ACCESS_KEY_SECRET": accessKeySecret,
		"LOKI_URL": loki.URL, "JAEGER_URL": jaeger.URL,
	})
}

// load lets the generator write the samples' spans to the emulator and to Jaeger,
// and their lines to Loki.
func (s *stand) load(ctx context.Context, endpoint string) error {
	now := time.Now()
	for _, sample := range underTest {
		listener := newRecorder(s.loki.URL)
		generator := loader.Generator{Root: root, Endpoint: endpoint, AccessKeyID: accessKeyID, AccessKeySecret: accessKeySecret, Loki: listener.url(), OTLP: s.jaeger.OTLP}
		err := generator.History(ctx, sample.name, now)
		listener.stop()
		if err = errors.Join(err, listener.err); err != nil {
			return err
		}
		s.written[sample.name] = listener.lines
	}
	return nil
}

// readProvisioning reads the files as Grafana does.
func (s *stand) readProvisioning(variables map[string]string) error {
	folder := filepath.Join(root, "provisioning", "datasources")
	traces, logs := filepath.Join(folder, "samples.yaml"), filepath.Join(folder, "loki.yaml")
	var err error
	if s.sources, err = process.Provisioned(traces, variables); err != nil {
		return err
	}
	s.links = map[string]tracesToLogs{}
	for _, file := range []string{traces, filepath.Join(folder, "jaeger.yaml")} {
		if err := s.readLinks(file, variables); err != nil {
			return err
		}
	}
	all, err := process.DataSources(logs, variables)
	if err != nil {
		return err
	}
	for _, source := range all {
		var settings struct{ DerivedFields []derivedField }
		if err := source.Settings(&settings); err != nil {
			return fmt.Errorf("%s: %s: %w", logs, source.UID, err)
		}
		if source.UID == "loki" && source.Type == "loki" && source.URL == s.loki.URL {
			s.derived = settings.DerivedFields
		}
	}
	if len(s.derived) == 0 {
		return fmt.Errorf("%s provisions no Loki with uid loki, $LOKI_URL and derived fields", logs)
	}
	return nil
}

// readLinks reads the links from spans to logs of a file's data sources.
func (s *stand) readLinks(path string, variables map[string]string) error {
	all, err := process.DataSources(path, variables)
	if err != nil {
		return err
	}
	for _, source := range all {
		var settings struct{ TracesToLogsV2 tracesToLogs }
		if err := source.Settings(&settings); err != nil {
			return fmt.Errorf("%s: %s: %w", path, source.UID, err)
		}
		s.links[source.UID] = settings.TracesToLogsV2
	}
	return nil
}
