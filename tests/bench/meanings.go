package main

// meaning says what a figure is, as the documentation does.
type meaning struct{ name, what string }

// meanings are those of the figures that the documentation lists. What grows with a trace
// has a table of its own.
var meanings = []meaning{
	{"decode_speedup_vs_sdk", "From the answers of a trace of 10,000 spans to the frame of the trace view: how many times as fast as by the official SDK's maps and a plain transformation, by CPU time of one core"},
	{"decode_speedup_vs_sdk_1000", "The same for 1,000 spans"},
	{"decode_speedup_vs_sdk_100000", "The same for 100,000 spans"},
	{"decode_allocs_vs_sdk", "Allocations, as a share of those of the SDK's way, for 10,000 spans"},
	{"decode_allocs_vs_sdk_1000", "The same for 1,000 spans"},
	{"decode_allocs_vs_sdk_100000", "The same for 100,000 spans"},
	{"decode_speed_vs_scan", "How fast that is beside `encoding/json.Valid`, which only looks at each byte of the same pages, for 10,000 spans"},
	{"decode_speed_vs_scan_1000", "The same for 1,000 spans"},
	{"decode_speed_vs_scan_100000", "The same for 100,000 spans"},
	{"decode_spans_per_second", "Spans from pages to frame in a second of one core, for 10,000 spans"},
	{"decode_spans_per_second_1000", "The same for 1,000 spans"},
	{"decode_spans_per_second_100000", "The same for 100,000 spans"},
	{"trace_peak_memory_over_payload", "Peak of Go's heap for a trace of 100,000 spans, frame and garbage included, over the bytes of the answers before compression"},
	{"trace_process_memory_over_payload", "The same for the resident memory of the plugin's process, which also hands the frame over to Grafana"},
	{"neighbour_rounds", "Rounds until a small trace is there, asked for while the same data source reads one of 100,000 spans"},
	{"search_requests_20_traces", "Requests of a search for 20 traces"},
	{"search_requests_first", "The same for a data source's first search, which reads the index"},
	{"alert_requests", "Requests of the query of a latency alert, once the index is known"},
	{"alert_bytes_1000000_over_10000", "Bytes that such a query gets from a logstore of 1,000,000 spans, over those from one of 10,000"},
	{"module_js_gzip", "What Grafana loads of the front end first, compressed"},
	{"front_end_gzip", "All JavaScript of the front end, each file compressed"},
	{"backend_size", "The back end's binary"},
	{"backend_start", "From starting the binary to its first health answer"},
	{"backend_idle_memory", "Resident memory of the back end's process a second after two searches and a health check"},
}

// grown are what is told of opening a trace of each length.
var grown = []struct{ what, title, unit string }{
	{"time", "Time", "ms"},
	{"memory", "Memory", "MiB"},
	{"requests", "Requests", ""},
	{"rounds", "Rounds", ""},
	{"in_flight", "In flight at the most", ""},
}

// facts are the figures that the README shows.
var facts = []meaning{
	{"decode_speedup_vs_sdk", "a trace of 10,000 spans from answers to frame: times as fast as by the official SDK's maps"},
	{"decode_allocs_vs_sdk", "its allocations, as a share of that way's"},
	{"decode_spans_per_second", "spans that a core makes into a frame in a second"},
	{"trace_peak_memory_over_payload", "peak of the heap for a trace of 100,000 spans, over the bytes read"},
	{"trace_rounds_1000_spans", "steps of requests that wait for each other, for a trace of 1,000 spans"},
	{"trace_rounds_100000_spans", "the same for 100,000 spans, 32 requests at a time"},
	{"search_requests_20_traces", "requests of a search for 20 traces"},
	{"alert_requests", "requests of a latency alert"},
	{"alert_bytes_1000000_over_10000", "bytes that it gets for 1,000,000 spans, over those for 10,000"},
	{"module_js_gzip", "front end, compressed: what loads first"},
	{"front_end_gzip", "all of it"},
	{"backend_start", "back end, from start to its first health answer"},
	{"backend_idle_memory", "its memory at rest"},
}
