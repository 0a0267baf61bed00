package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"logservice-jaeger-datasource/tests/process"
)

// sample is what the process is at one moment.
type sample struct {
	at time.Duration
	// heap is what was in use at the last garbage collection, resident what the system
	// gave, both in bytes.
	heap, resident    float64
	goroutines, files float64
}

const heading = "   time  heap MiB  resident MiB  goroutines  open files"

// String is a line below heading.
func (s sample) String() string {
	return fmt.Sprintf("%6.0fs  %8.1f  %12.1f  %10.0f  %10.0f", s.at.Seconds(), s.heap/mib, s.resident/mib, s.goroutines, s.files)
}

const mib = 1 << 20

// look asks the process for its own figures. Go collects garbage when the heap is twice
// of what was in use after the collection before, unless GOGC says otherwise: so half of
// that next mark is what stays (https://go.dev/doc/gc-guide#GOGC).
func look(ctx context.Context, plugin *process.Plugin, at time.Duration) (sample, error) {
	text, err := plugin.Metrics(ctx)
	if err != nil {
		return sample{}, err
	}
	values := map[string]float64{}
	for lines := bufio.NewScanner(strings.NewReader(text)); lines.Scan(); {
		if name, value, ok := strings.Cut(lines.Text(), " "); ok && !strings.HasPrefix(name, "#") {
			values[name], _ = strconv.ParseFloat(value, 64) // what isn't a number isn't asked for
		}
	}
	s := sample{at, values["go_memstats_next_gc_bytes"] / 2, values["process_resident_memory_bytes"], values["go_goroutines"], values["process_open_fds"]}
	if s.heap == 0 || s.resident == 0 || s.goroutines == 0 || s.files == 0 {
		return s, errors.New("the plugin's process gives no figures of itself")
	}
	return s, nil
}

// bound is how much a figure may rise from the third quarter of the time to the last: a
// share of what it was, or a fixed amount if that is more.
type bound struct {
	name  string
	of    func(sample) float64
	share float64
	least float64
	unit  float64
}

var bounds = []bound{
	{"heap MiB", func(s sample) float64 { return s.heap }, 0.10, 2 * mib, mib},
	{"resident MiB", func(s sample) float64 { return s.resident }, 0.10, 8 * mib, mib},
	{"goroutines", func(s sample) float64 { return s.goroutines }, 0.10, 20, 1},
	{"open files", func(s sample) float64 { return s.files }, 0.10, 20, 1},
}

// judge says what has grown. Medians, because what is in flight at one moment differs.
func judge(looks []sample, before, after sample, l *load) error {
	const least = 8
	if len(looks) < least {
		return fmt.Errorf("%d looks are too few to tell: go on for longer", len(looks))
	}
	second := looks[len(looks)/2:]
	var wrong []error
	for _, b := range bounds {
		third, last := b.median(second[:len(second)/2]), b.median(second[len(second)/2:])
		most := max(b.share*third, b.least)
		fmt.Printf("%-12s  third quarter %.1f, last quarter %.1f, may rise by %.1f\n", b.name, third/b.unit, last/b.unit, most/b.unit)
		if last-third > most {
			wrong = append(wrong, fmt.Errorf("%s rose from %.1f to %.1f", b.name, third/b.unit, last/b.unit))
		}
	}
	if after.goroutines > before.goroutines+20 || after.files > before.files+20 {
		wrong = append(wrong, fmt.Errorf("at rest there were %.0f goroutines and %.0f open files before, and %.0f and %.0f after", before.goroutines, before.files, after.goroutines, after.files))
	}
	return errors.Join(append(wrong, l.wrong())...)
}

func (b bound) median(looks []sample) float64 {
	var values []float64
	for _, s := range looks {
		values = append(values, b.of(s))
	}
	slices.Sort(values)
	return values[len(values)/2]
}
