// Command bench measures the product's promises and prints one "name value unit"
// a line:
//
//	search_requests_20_traces    requests of a search for 20 traces, once the index is known
//	search_requests_first        the same for a data source's first search
//	alert_requests               requests of the query of a latency alert
//	alert_bytes_1000000_over_10000  bytes that such a query gets from a logstore of
//	                             1,000,000 spans, over those from one of 10,000
//	trace_rounds_1000_spans      steps of the longest chain of requests that wait for each other
//	rows_to_frame_per_second     records decoded, repaired and made into a frame, on one core
//	module_js_gzip               the front end, compressed
//	backend_size                 the back end's binary
//	backend_start                from starting the binary to its first health answer, median
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"time"
)

func main() {
	binary := flag.String("backend", "", "path of the plugin's binary")
	module := flag.String("module", "", "path of the front end's module.js")
	flag.Parse()
	if err := run(*binary, *module); err != nil {
		fmt.Fprintln(os.Stderr, "bench: "+err.Error())
		os.Exit(1)
	}
}

func run(binary, module string) error {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Minute)
	defer cancel()
	for _, measure := range []func() ([]figure, error){
		func() ([]figure, error) { return requests(ctx, binary) },
		func() ([]figure, error) { return alerts(ctx, binary) },
		func() ([]figure, error) { return rounds(ctx, binary) },
		func() ([]figure, error) { return rowsToFrame(ctx) },
		func() ([]figure, error) { return sizes(binary, module) },
		func() ([]figure, error) { return start(ctx, binary) },
	} {
		figures, err := measure()
		if err != nil {
			return err
		}
		for _, f := range figures {
			fmt.Printf("%s %s %s\n", f.name, f.value, f.unit)
		}
	}
	return nil
}

// figure is one line of the output.
type figure struct{ name, value, unit string }

func whole(name string, value int64, unit string) figure {
	return figure{name, fmt.Sprint(value), unit}
}
