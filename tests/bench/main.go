// Command bench measures the product's promises. It prints a line for each figure, its
// name, the median of the repeats, the unit, the least and the most of them:
//
//	name value unit least most
//
// Then it holds the figures to bounds, and exits with 1 if one is broken. meanings.go says
// what each figure is, bounds.go what it must be. With -write it writes the figures into
// docs/performance.md, README.md and a plot, so that none in there is typed by hand.
//
// It belongs on a machine that does nothing else: two cores and 4 GB of memory will do,
// for about four minutes. What is measured of the plugin's process is read from /proc,
// which only Linux has; elsewhere those figures, and their bounds, are left out.
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
	dist := flag.String("dist", "dist", "folder of the built front end")
	write := flag.Bool("write", false, "write the figures into the documentation and the README, too")
	flag.Parse()
	if err := run(*binary, *dist, *write); err != nil {
		fmt.Fprintln(os.Stderr, "bench: "+err.Error())
		os.Exit(1)
	}
}

func run(binary, dist string, write bool) error {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Minute)
	defer cancel()
	var all figures
	for _, measure := range []func() ([]figure, error){
		func() ([]figure, error) { return decoding(ctx) },
		func() ([]figure, error) { return heap(ctx) },
		func() ([]figure, error) { return traces(ctx, binary) },
		func() ([]figure, error) { return searches(ctx, binary) },
		func() ([]figure, error) { return alerts(ctx, binary) },
		func() ([]figure, error) { return sizes(binary, dist) },
		func() ([]figure, error) { return starts(ctx, binary) },
	} {
		measured, err := measure()
		if err != nil {
			return err
		}
		for _, f := range measured {
			fmt.Println(f)
		}
		all = append(all, measured...)
	}
	if write {
		if err := writePages(all); err != nil {
			return err
		}
	}
	return judge(all)
}
