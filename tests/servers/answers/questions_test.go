//go:build servers

package answers

import (
	"fmt"
	"net/url"
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

// questions are those of each generation of the API
// (https://www.jaegertracing.io/docs/2.13/architecture/apis/).
func questions() map[string][]question {
	return map[string][]question{"v1": v1(), "v3": v3()}
}

// v1 asks the API of Jaeger's own pages (jaegertracing/jaeger,
// cmd/query/app/http_handler.go): times are µs, those of dependencies and metrics
// ms.
func v1() []question {
	ask := func(name, path string, parameters ...string) question {
		return question{name, "/api/" + path + encode(parameters)}
	}
	end, start := fmt.Sprint(windowEnd.UnixMicro()), fmt.Sprint(windowStart.UnixMicro())
	endTs := fmt.Sprint(samples.Base.UnixMilli())
	all := []question{
		ask("services", "services"),
		ask("operations", "operations", "service", "productpage.default"),
		ask("operations_server", "operations", "service", "productpage.default", "spanKind", "server"),
		ask("operations_unknown", "operations", "service", "nobody"),
		ask("operations_no_service", "operations"),
		ask("operations_by_path", "services/productpage.default/operations"),
		ask("search", "traces", "service", "reviews.default", "start", start, "end", end, "limit", "20"),
		ask("search_errors", "traces", "service", "voting", "start", start, "end", end, "limit", "20", "tags", `{"error":"true"}`),
		ask("search_nothing", "traces", "service", "nobody", "start", start, "end", end, "limit", "20"),
		ask("search_no_service", "traces", "start", start, "end", end),
		ask("search_bad_tags", "traces", "service", "web", "tags", "nonsense"),
		ask("search_bad_duration", "traces", "service", "web", "minDuration", "nonsense"),
		ask("search_by_id", "traces", "traceID", of64Bits, "traceID", nobodys),
		ask("dependencies", "dependencies", "endTs", endTs, "lookback", fmt.Sprint(time.Hour.Milliseconds())),
		ask("dependencies_nothing", "dependencies", "endTs", endTs, "lookback", "1"),
		ask("dependencies_bad_time", "dependencies", "endTs", "nonsense"),
		ask("metrics_latencies", "metrics/latencies", "service", "web", "quantile", "0.95", "endTs", endTs),
		ask("metrics_calls", "metrics/calls", "service", "web", "endTs", endTs),
		ask("metrics_errors", "metrics/errors", "service", "web", "endTs", endTs),
		ask("unknown_path", "nonsense"),
	}
	return append(all, byID("/api/traces/")...)
}

// v3 asks the API of OpenTelemetry's model (jaegertracing/jaeger,
// cmd/query/app/apiv3/http_gateway.go): times are RFC 3339.
func v3() []question {
	ask := func(name, path string, parameters ...string) question {
		return question{name, "/api/v3/" + path + encode(parameters)}
	}
	end, start := windowEnd.Format(time.RFC3339Nano), windowStart.Format(time.RFC3339Nano)
	search := func(name string, more ...string) question {
		return ask(name, "traces", append([]string{"query.start_time_min", start, "query.start_time_max", end}, more...)...)
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
