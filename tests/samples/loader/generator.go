package loader

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"time"
)

// Generator runs the samples' generator, tests/samples/load.ts, which writes
// through the official Node client. It needs Node and the project's packages.
type Generator struct {
	// Root is the project's folder.
	Root string
	// Endpoint is Log Service's address or the emulator's base URL.
	Endpoint, AccessKeyID, AccessKeySecret string
	// Loki is the base URL of a Loki that gets the samples' log lines; none without it.
	Loki string
	// OTLP is the base URL of a receiver of OTLP over HTTP, such as a Jaeger's, that
	// gets the samples' spans as well; none without it.
	OTLP string
}

// History writes the history of one sample, bookinfo, emojivoto or dialects, that
// ends now: the same spans to all.
// The error holds what the generator said.
func (g Generator) History(ctx context.Context, sample string, now time.Time) error {
	arguments := []string{"tsx", "tests/samples/load.ts", "--sample", sample, "--endpoint", g.Endpoint, "--now", now.UTC().Format(time.RFC3339Nano)}
	if g.Loki != "" {
		arguments = append(arguments, "--loki", g.Loki)
	}
	if g.OTLP != "" {
		arguments = append(arguments, "--otlp", g.OTLP)
	}
	command := exec.CommandContext(ctx, "npx", arguments...)
	command.Dir = g.Root
	command.Env = append(os.Environ(), "ALIBABA_CLOUD_ACCESS_KEY_ID="+g.AccessKeyID, "ALIBABA_CLOUD_ACCESS_KEY_SECRET="+g.AccessKeySecret)
	if said, err := command.CombinedOutput(); err != nil {
		return fmt.Errorf("write the history of %s: %w: %s", sample, err, said)
	}
	return nil
}
