package servers

import (
	"context"
	"errors"
	"time"

	"logservice-jaeger-datasource/tests/emulator"
	"logservice-jaeger-datasource/tests/samples/loader"
)

const (
	accessKeyID     = "servers-key-id"
	accessKeySecret = "servers-key-secret"
)

// Traffic is what the samples' generator writes.
type Traffic struct {
	// Samples are names that loader.Generator knows.
	Samples []string
	// Now is when their histories end.
	Now time.Time
}

// Pair is an emulator of Log Service, each sample in the project of its name, and
// a Jaeger that was sent the same spans by OTLP. Stop it when it is no longer
// needed.
type Pair struct {
	// Endpoint is the emulator's base URL on 127.0.0.1; AccessKeyID and
	// AccessKeySecret are the key that it takes.
	Endpoint, AccessKeyID, AccessKeySecret string
	Jaeger                                 *Jaeger
	generator                              loader.Generator
	stopEmulator                           func()
}

// StartPair starts both, and loads the traffic. It needs Node and the project's
// packages.
func StartPair(ctx context.Context, options JaegerOptions, traffic Traffic) (*Pair, error) {
	jaeger, err := StartJaeger(ctx, options)
	if err != nil {
		return nil, err
	}
	p := &Pair{AccessKeyID: accessKeyID, AccessKeySecret: accessKeySecret, Jaeger: jaeger}
	p.Endpoint, p.stopEmulator = startEmulator()
	p.generator = loader.Generator{Root: options.Root, Endpoint: p.Endpoint, AccessKeyID: accessKeyID, AccessKeySecret: accessKeySecret, OTLP: jaeger.OTLP}
	if err := p.Send(ctx, traffic); err != nil {
		return nil, errors.Join(err, p.Stop())
	}
	return p, nil
}

// Send loads more traffic.
func (p *Pair) Send(ctx context.Context, traffic Traffic) error {
	for _, sample := range traffic.Samples {
		if err := p.generator.History(ctx, sample, traffic.Now); err != nil {
			return err
		}
	}
	return nil
}

// startEmulator starts an emulator that takes one key, and gives its base URL and
// what stops it.
func startEmulator() (endpoint string, stop func()) {
	return emulator.Start(emulator.New(emulator.Options{Credentials: map[string]string{accessKeyID: accessKeySecret}}))
}

// Stop ends both.
func (p *Pair) Stop() error {
	p.stopEmulator()
	return p.Jaeger.Stop()
}
