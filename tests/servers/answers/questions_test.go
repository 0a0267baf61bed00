//go:build servers

package answers

import (
	"fmt"
	"net/url"
	"slices"
	"time"

	"logservice-jaeger-datasource/tests/samples"
)

const indexFile = "index.json"

// question is what a Jaeger is asked; its name is that of the answer's file.
type question struct{ name, path string }

// The samples' READMEs tell what is in these traces; nothing has the last.
const (
	bookinfoSlow    = "5a1e7b2c9d3f40618b7c2d4e6f901a2b"
	bookinfoFailed  = "c0ffee0db0071ed0503e11a0f5e2d7b4"
	emojivotoSlow   = "7d0e5c1a4b2f4e6d9a8b3c2d1e0f5a69"
	emojivotoFailed = "d0d0a7f00d0000005a7e11e0badc0de5"
	everything      = "00000000000000ab0123456789abcdef"
	of64Bits        = "a1b2c3d4e5f607"
	nobodys         = "0123456789abcdef0123456789abcdef"
)

// byID asks for traces, below a path.
func byID(path string) []question {
	return []question{
		{"trace_bookinfo_slow", path + bookinfoSlow},
		{"trace_bookinfo_failed", path + bookinfoFailed},
		{"trace_emojivoto_slow", path + emojivotoSlow},
		{"trace_emojivoto_failed", path + emojivotoFailed},
		{"trace_everything", path + everything},
		{"trace_64_bits", path + of64Bits},
		{"trace_not_found", path + nobodys},
		{"trace_bad_id", path + "nonsense"},
	}
}

// The minute of the history in which emojivoto's failed trace lies, with few others.
var (
	windowEnd   = samples.Base.Add(-7 * time.Minute)
	windowStart = windowEnd.Add(-time.Minute)
)

// set is what one Jaeger is asked: lists of questions by the name of their folder.
type set struct {
	badger, metrics bool
	questions       map[string][]question
}

// sets are the questions for both generations of the API
// (https://www.jaegertracing.io/docs/2.13/architecture/apis/), and those to which
// a Jaeger gives other answers if its storage holds spans in Jaeger's first model,
// or if it has a store of metrics.
func sets() []set {
	differing := []question{
		operations(), searchErrors(), {"trace_everything_v1", "/api/traces/" + everything}, {"trace_everything_v3", "/api/v3/traces/" + everything},
	}
	return []set{
		{questions: map[string][]question{"v1": v1(), "v3": v3()}},
		{badger: true, questions: map[string][]question{"badger": differing}},
		{metrics: true, questions: map[string][]question{"metrics": metrics()}},
	}
}

func askV1(name, path string, parameters ...string) question {
	return question{name, "/api/" + path + encode(parameters)}
}

func operations() question {
	return askV1("operations", "operations", "service", "productpage.default")
}

// search asks v1 for traces in the window.
func search(name string, more ...string) question {
	window := []string{"start", fmt.Sprint(windowStart.UnixMicro()), "end", fmt.Sprint(windowEnd.UnixMicro()), "limit", "20"}
	return askV1(name, "traces", append(window, more...)...)
}

func searchErrors() question {
	return search("search_errors", "service", "voting", "tags", `{"error":"true"}`)
}

// v1 asks the API of Jaeger's own pages (jaegertracing/jaeger,
// cmd/query/app/http_handler.go): times are µs, those of dependencies and metrics
// ms.
func v1() []question {
	endTs := fmt.Sprint(samples.Base.UnixMilli())
	all := []question{
		askV1("services", "services"),
		operations(),
		askV1("operations_server", "operations", "service", "productpage.default", "spanKind", "server"),
		askV1("operations_unknown", "operations", "service", "nobody"),
		askV1("operations_no_service", "operations"),
		askV1("operations_by_path", "services/productpage.default/operations"),
		search("search", "service", "reviews.default"),
		searchErrors(),
		search("search_nothing", "service", "nobody"),
		search("search_no_service"),
		askV1("search_bad_tags", "traces", "service", "web", "tags", "nonsense"),
		askV1("search_bad_duration", "traces", "service", "web", "minDuration", "nonsense"),
		askV1("search_bad_limit", "traces", "service", "web", "limit", "0"),
		askV1("search_by_id", "traces", "traceID", of64Bits, "traceID", nobodys),
		askV1("dependencies", "dependencies", "endTs", endTs, "lookback", fmt.Sprint(time.Hour.Milliseconds())),
		askV1("dependencies_nothing", "dependencies", "endTs", endTs, "lookback", "1"),
		askV1("dependencies_bad_time", "dependencies", "endTs", "nonsense"),
		askV1("metrics_latencies", "metrics/latencies", "service", "web", "quantile", "0.95", "endTs", endTs),
		askV1("metrics_calls", "metrics/calls", "service", "web", "endTs", endTs),
		askV1("metrics_errors", "metrics/errors", "service", "web", "endTs", endTs),
		askV1("unknown_path", "nonsense"),
	}
	return append(all, byID("/api/traces/")...)
}

// metrics asks for the last minute, in ms.
func metrics() []question {
	ask := func(name, path string, parameters ...string) question {
		window := []string{"lookback", "60000", "step", "10000", "ratePer", "60000"}
		return askV1(name, "metrics/"+path, append(window, parameters...)...)
	}
	return []question{
		ask("calls", "calls", "service", "web"),
		ask("calls_by_operation", "calls", "service", "web", "service", "voting", "groupByOperation", "true"),
		ask("calls_clients", "calls", "service", "web", "spanKind", "client"),
		ask("errors", "errors", "service", "ratings.default", "service", "emoji"),
		ask("latencies", "latencies", "service", "reviews.default", "quantile", "0.95"),
		ask("latencies_by_operation", "latencies", "service", "web", "quantile", "0.5", "groupByOperation", "true"),
		ask("latencies_no_quantile", "latencies", "service", "web"),
		ask("unknown_service", "calls", "service", "nobody"),
		ask("no_service", "calls"),
		ask("bad_kind", "calls", "service", "web", "spanKind", "nonsense"),
		ask("minstep", "minstep"),
	}
}

// v3 asks the API of OpenTelemetry's model (jaegertracing/jaeger,
// cmd/query/app/apiv3/http_gateway.go): times are RFC 3339.
func v3() []question {
	ask := func(name, path string, parameters ...string) question {
		return question{name, "/api/v3/" + path + encode(parameters)}
	}
	window := []string{"query.start_time_min", windowStart.Format(time.RFC3339Nano), "query.start_time_max", windowEnd.Format(time.RFC3339Nano)}
	search := func(name string, more ...string) question {
		return ask(name, "traces", slices.Concat(window, more)...)
	}
	all := []question{
		ask("services", "services"),
		ask("operations", "operations", "service", "productpage.default"),
		ask("operations_server", "operations", "service", "productpage.default", "span_kind", "server"),
		ask("operations_unknown", "operations", "service", "nobody"),
		ask("operations_no_service", "operations"),
		search("search", "query.service_name", "reviews.default", "query.num_traces", "20"),
		search("search_nothing", "query.service_name", "nobody", "query.num_traces", "20"),
		search("search_no_service", "query.num_traces", "20", "query.duration_min", "7800us"),
		search("search_no_limit", "query.service_name", "reviews.default"),
		search("search_bad_duration", "query.service_name", "web", "query.duration_min", "nonsense"),
		ask("search_no_time", "traces", "query.service_name", "web"),
		ask("dependencies", "dependencies"),
		ask("unknown_path", "nonsense"),
	}
	return append(all, byID("/api/v3/traces/")...)
}

func encode(parameters []string) string {
	values := url.Values{}
	for i := 0; i+1 < len(parameters); i += 2 {
		values.Add(parameters[i], parameters[i+1])
	}
	if len(values) == 0 {
		return ""
	}
	return "?" + values.Encode()
}
