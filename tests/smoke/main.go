// Command smoke runs the product once from end to end: it starts the emulator of
// Log Service, lets the official client write both samples into it, starts the
// plugin's own process as Grafana does, and asks the provisioned data sources for
// health, completion, search and traces. It prints what came back, and exits with
// 1 if anything differs from the samples' facts.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"time"

	"logservice-jaeger-datasource/tests/emulator"
	"logservice-jaeger-datasource/tests/process"
	"logservice-jaeger-datasource/tests/samples/loader"
)

const (
	accessKeyID     = "smoke-key-id"
	accessKeySecret = "smoke-key-secret"
	provisioning    = "provisioning/datasources/samples.yaml"
)

// names are the samples, which are also the UIDs of their provisioned data sources.
var names = []string{"bookinfo", "emojivoto"}

func main() {
	backend := flag.String("backend", "", "path of the plugin's binary")
	flag.Parse()
	if err := run(*backend); err != nil {
		fmt.Fprintln(os.Stderr, "smoke: "+err.Error())
		os.Exit(1)
	}
}

func run(binary string) error {
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Minute)
	defer cancel()
	endpoint, stop := emulator.Start(emulator.New(emulator.Options{Credentials: map[string]string{accessKeyID: accessKeySecret}}))
	defer stop()
	now := time.Now()
	generator := loader.Generator{Root: ".", Endpoint: endpoint, AccessKeyID: accessKeyID, AccessKeySecret: accessKeySecret}
	for _, name := range names {
		if err := generator.History(ctx, name, now); err != nil {
			return err
		}
	}
	plugin, err := process.Start(binary)
	if err != nil {
		return err
	}
	defer plugin.Stop()
	sources, err := process.Provisioned(provisioning, map[string]string{
		"SLS_ENDPOINT": endpoint, "SLS_ACCESS_KEY_ID": accessKeyID, "SLS_ACCESS_KEY_SECRET": accessKeySecret,
	})
	if err != nil {
		return err
	}
	var problems []error
	for _, name := range names {
		source, ok := sources[name]
		if !ok {
			return fmt.Errorf("%s provisions no data source %s", provisioning, name)
		}
		problems = append(problems, tour(ctx, plugin, source, name, now))
	}
	if err := errors.Join(problems...); err != nil {
		return err
	}
	fmt.Println("\nAll as the samples' READMEs say.")
	return nil
}
