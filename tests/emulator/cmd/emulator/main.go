// Command emulator serves an emulated Log Service on an address of this
// machine. It prints one line of JSON on stdout once it listens, such as
// {"address":"127.0.0.1:40123"}, and stops on SIGTERM or SIGINT, or when its
// stdin closes if --until-stdin-closes is given.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"logservice-jaeger-datasource/tests/emulator"
)

type settings struct {
	listen           string
	keyID, keySecret string
	region           string
	latency          time.Duration
	untilStdinCloses bool
}

func main() {
	if err := run(os.Args[1:], os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "emulator:", err)
		os.Exit(1)
	}
}

func parse(args []string) (settings, error) {
	var s settings
	flags := flag.NewFlagSet("emulator", flag.ContinueOnError)
	flags.StringVar(&s.listen, "listen", "127.0.0.1:0", "address to listen on; port 0 picks a free one")
	flags.StringVar(&s.keyID, "access-key-id", "", "access key ID that clients sign with")
	flags.StringVar(&s.keySecret, "access-key-secret", "", "secret of that key")
	flags.StringVar(&s.region, "region", "", "the only region that version 4 signatures may name; any when empty")
	flags.DurationVar(&s.latency, "latency", 0, "time added to every request")
	flags.BoolVar(&s.untilStdinCloses, "until-stdin-closes", false, "stop when stdin closes")
	if err := flags.Parse(args); err != nil {
		return s, err
	}
	if s.keyID == "" || s.keySecret == "" {
		return s, errors.New("--access-key-id and --access-key-secret are needed, clients sign their requests with them")
	}
	return s, nil
}

func run(args []string, stdin io.Reader, stdout io.Writer) error {
	wanted, err := parse(args)
	if err != nil {
		return err
	}
	service := emulator.New(emulator.Options{
		Credentials: map[string]string{wanted.keyID: wanted.keySecret},
		Region:      wanted.region,
		Latency:     wanted.latency,
	})
	defer service.Close()
	listener, err := net.Listen("tcp", wanted.listen)
	if err != nil {
		return err
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, os.Interrupt)
	defer stop()
	if wanted.untilStdinCloses {
		go func() {
			// Whatever is written is of no interest, only the end of it.
			_, _ = io.Copy(io.Discard, stdin)
			stop()
		}()
	}
	if err := json.NewEncoder(stdout).Encode(map[string]string{"address": listener.Addr().String()}); err != nil {
		return err
	}
	return serve(ctx, service, listener)
}

func serve(ctx context.Context, handler http.Handler, listener net.Listener) error {
	server := &http.Server{Handler: handler, ReadHeaderTimeout: 10 * time.Second}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
		return server.Close()
	}
}
