// Command soak keeps the plugin's process under a mixed load for a long time, before
// servers that misbehave every now and then, and watches whether it grows: live heap,
// resident memory, goroutines and open files. It prints a line each ten seconds and exits
// with 1 if something grows, or if a fault of a server comes out as one of the plugin's.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"time"

	"logservice-jaeger-datasource/tests/process"
)

func main() {
	binary := flag.String("backend", "", "path of the plugin's binary")
	lasts := flag.Duration("for", 10*time.Minute, "how long to go on")
	every := flag.Duration("every", 10*time.Second, "how often to look")
	workers := flag.Int("workers", 8, "how many panels ask at a time")
	share := flag.Float64("faults", 0.05, "the share of answers that are spoilt, from 0 to 1")
	flag.Parse()
	if err := run(*binary, *lasts, *every, *workers, *share); err != nil {
		fmt.Fprintln(os.Stderr, "soak: "+err.Error())
		os.Exit(1)
	}
}

// rest is how long nothing is asked before the last look.
const rest = 15 * time.Second

func run(binary string, lasts, every time.Duration, workers int, share float64) error {
	ctx, cancel := context.WithTimeout(context.Background(), lasts+2*time.Minute)
	defer cancel()
	stores, err := startStores(share)
	if err != nil {
		return err
	}
	defer stores.stop()
	plugin, err := process.Start(binary)
	if err != nil {
		return err
	}
	defer plugin.Stop()

	l := &load{plugin: plugin, stores: stores}
	for range 20 { // until all that is made once is there
		l.ask(ctx, newRandom(0))
	}
	before, err := look(ctx, plugin, 0)
	if err != nil {
		return err
	}
	fmt.Println(heading)
	fmt.Println(before)
	looks, err := watch(ctx, l, lasts, every, workers)
	if err != nil {
		return err
	}
	time.Sleep(rest)
	after, err := look(ctx, plugin, lasts+rest)
	if err != nil {
		return err
	}
	fmt.Printf("%s  at rest\n%s\n", after, l)
	return judge(looks, before, after, l)
}

// watch lets workers ask until the time is over, and looks now and then.
func watch(ctx context.Context, l *load, lasts, every time.Duration, workers int) ([]sample, error) {
	working, stop := context.WithCancel(ctx)
	wait := l.start(working, workers)
	defer func() { stop(); wait() }()
	began := time.Now()
	var looks []sample
	for time.Since(began) < lasts {
		select {
		case <-ctx.Done():
			return looks, ctx.Err()
		case <-time.After(every):
		}
		one, err := look(ctx, l.plugin, time.Since(began))
		if err != nil {
			return looks, err
		}
		fmt.Println(one)
		looks = append(looks, one)
	}
	return looks, nil
}
