package main

import (
	"context"

	"logservice-jaeger-datasource/tests/process"
	"logservice-jaeger-datasource/tests/samples"
)

// repeats is how often what is quick is measured.
const repeats = 5

// search is a search for 20 traces.
const search, found = `{"queryType":"search","limit":20}`, 20

// searches counts what a search for 20 traces asks of Log Service, of a data source that
// has asked nothing yet and once more; and what memory the process keeps after that.
func searches(ctx context.Context, binary string) ([]figure, error) {
	sample, err := samples.Load("bookinfo")
	if err != nil {
		return nil, err
	}
	s, err := newStore(sample, "istio-tracing")
	if err != nil {
		return nil, err
	}
	defer s.close()
	first, later := figure{name: "search_requests_first", unit: "requests"}, figure{name: "search_requests_20_traces", unit: "requests"}
	idle := figure{name: "backend_idle_memory", unit: "MiB"}
	for range repeats {
		err := within(binary, func(plugin *process.Plugin) error {
			for _, count := range []*figure{&first, &later} {
				requests, err := s.asked(ctx, plugin, search, found)
				if err != nil {
					return err
				}
				count.values = append(count.values, float64(len(requests)))
			}
			if _, err := plugin.Health(ctx, s.source); err != nil {
				return err
			}
			return idleMemory(plugin, &idle)
		})
		if err != nil {
			return nil, err
		}
	}
	return measured(first, later, idle), nil
}

// measured leaves out the figures that the system didn't tell.
func measured(all ...figure) []figure {
	var some []figure
	for _, f := range all {
		if len(f.values) > 0 {
			some = append(some, f)
		}
	}
	return some
}
