package models

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestParseQueryErrors(t *testing.T) {
	tests := []struct {
		name  string
		input string
		want  string
	}{
		{"an unknown type names itself and those that exist", `{"queryType":"uploads"}`, `query type "uploads" does not exist: use one of "traceId", "search", "metrics", "serviceGraph", "compare", "upload"`},
		{"no trace ID", `{"queryType":"traceId","query":" "}`, `no trace ID is given: enter 1 to 32 hexadecimal digits, for example 4bf92f3577b34da6a3ce929d0e0e4736`},
		{"a link without its ID", `{"queryType":"traceql"}`, `no trace ID is given: enter 1 to 32 hexadecimal digits, for example 4bf92f3577b34da6a3ce929d0e0e4736`},
		{"an unknown view", `{"query":"abc","view":"spans"}`, `view is "spans": use one of "trace", "flameGraph", "statistics", "events", or leave it empty`},
		{"a view as a number", `{"query":"abc","view":7}`, `view is a JSON number, which doesn't fit: write for example "flameGraph"`},
		{"nothing to compare", `{"queryType":"compare"}`, `two traces are needed to compare them; missing is trace A, in the field "query", and trace B, in the field "other": enter 1 to 32 hexadecimal digits, for example 4bf92f3577b34da6a3ce929d0e0e4736`},
		{"nothing to compare with", `{"queryType":"compare","query":"abc","other":" "}`, `two traces are needed to compare them; missing is trace B, in the field "other": enter 1 to 32 hexadecimal digits, for example 4bf92f3577b34da6a3ce929d0e0e4736`},
		{"nothing to start from", `{"queryType":"compare","other":"abc"}`, `two traces are needed to compare them; missing is trace A, in the field "query": enter 1 to 32 hexadecimal digits, for example 4bf92f3577b34da6a3ce929d0e0e4736`},
		{"a limit out of bounds", `{"queryType":"search","limit":1501}`, `limit is 1501: enter a whole number from 1 to 1500, for example 20`},
		{"a limit as text", `{"queryType":"search","limit":"20"}`, `limit is a JSON string, which doesn't fit: write for example 20`},
		{"a span kind in capitals", `{"queryType":"search","spanKind":"SERVER"}`, `spanKind is "SERVER": use one of "internal", "server", "client", "producer", "consumer", or leave it empty`},
		{"a status", `{"queryType":"search","status":"failed"}`, `status is "failed": use one of "unset", "ok", "error", or leave it empty`},
		{"a tag without a key", `{"queryType":"search","tags":[{"key":"a"},{"value":"x"}]}`, `tags: condition 2 has no key: enter one, for example http.status_code`},
		{"a tag with another operator", `{"queryType":"search","tags":[{"key":"a","operator":"~","value":"x"}]}`, `tags: condition 1 on a has the operator "~": use one of "=", "!=", "=~", "!~", ">", ">=", "<", "<=", "exists", "missing"`},
		{"a pattern", `{"queryType":"search","anyOf":[[{"key":"a"},{"on":"service","operator":"=~","value":"a("}]]}`, `anyOf: condition 2 has the pattern "a(", which is no regular expression: missing closing ): ` + "`a(`"},
		{"an unknown kind", `{"queryType":"search","tags":[{"on":"kind","value":"x"}]}`, `tags: condition 1 is on the kind "x": use one of "internal", "server", "client", "producer", "consumer"`},
		{"no number", `{"queryType":"search","tags":[{"key":"a","operator":">","value":"1ms"}]}`, "tags: condition 1 on a compares numbers: enter one number, for example 500 or 0.25"},
		{"a tag value as a number", `{"queryType":"search","tags":[{"key":"a","value":5}]}`, `tags.value is a JSON number, which doesn't fit: write for example "GET"`},
		{"a duration without a unit", `{"queryType":"search","minDuration":"5"}`, `minDuration is "5", which is no duration: enter a number with a unit (ns, us, ms, s, m, h), for example 100ms or 1.5s`},
		{"a negative duration", `{"queryType":"search","maxTraceDuration":"-1s"}`, `maxTraceDuration is "-1s", which is negative: enter for example 100ms`},
		{"bounds the wrong way round", `{"queryType":"search","minDuration":"2s","maxDuration":"100ms"}`, `minDuration (2s) is longer than maxDuration (100ms): enter for example 100ms and 2s`},
		{"bounds of the trace the wrong way round", `{"queryType":"search","minTraceDuration":"2s","maxTraceDuration":"1s"}`, `minTraceDuration (2s) is longer than maxTraceDuration (1s): enter for example 100ms and 2s`},
		{"an upper bound of zero", `{"queryType":"search","maxDuration":"0s"}`, `maxDuration is 0, which no span is within: enter a longer one, for example 500ms, or leave it empty`},
		{"a quantile as a percentage", `{"queryType":"metrics","measure":"quantiles","quantiles":[95]}`, `quantiles: 95 is not between 0 and 1: enter for example 0.95`},
		{"quantiles as text", `{"queryType":"metrics","quantiles":"0.95"}`, `quantiles is a JSON string, which doesn't fit: write for example [0.5, 0.95]`},
		{"too many quantiles", `{"queryType":"metrics","measure":"quantiles","quantiles":[0.1,0.2,0.3,0.4,0.5,0.6,0.7,0.8,0.9,0.95,0.99]}`, `quantiles has 11 numbers: enter 10 at the most`},
		{"a step of zero", `{"queryType":"metrics","step":"0"}`, `step is "0": enter 1s or longer, in whole milliseconds, for example 1m, or leave it empty`},
		{"a heat map by service", `{"queryType":"metrics","measure":"heatmap","groupBy":["service"]}`, `groupBy can't be used with measure "heatmap", which shows all spans together: leave it empty, or filter by one group`},
		{"a comparison with now", `{"queryType":"metrics","compareWith":"0s"}`, `compareWith is "0s": enter whole seconds, for example 1d or 1w, or leave it empty`},
		{"a threshold of zero", `{"queryType":"metrics","measure":"apdex","apdexThreshold":"0s"}`, `apdexThreshold is "0s", which nothing is faster than: enter for example 500ms`},
		{"a moment as text", `{"queryType":"search","startedAfter":"noon"}`, `startedAfter is "noon": enter milliseconds since 1970, for example 1780315200000`},
		{"a moment without a duration", `{"queryType":"search","startedAfter":"1"}`, `startedWithin is "": enter how long after startedAfter spans may have begun, for example 1m`},
		{"a newer version", `{"queryType":"search","schemaVersion":2}`, `schemaVersion is 2, and this version of the plugin knows queries up to 1: a newer one saved the query; update the plugin, or make the query anew`},
		{"Jaeger's tags with an open quote", `{"queryType":"search","tags":"a=\"b c"}`, `tags is the text "a=\"b c", which is no logfmt: write for example http.status_code=500 error=true, and put values with blanks in quotes`},
		{"Jaeger's tags in a variable", `{"queryType":"search","tags":"a=b $tags"}`, `tags is the text "a=b $tags", with a variable that has no value here: choose one, or write for example http.status_code=500 error=true`},
		{"no object", `[1]`, `the query is not a JSON object, but a JSON array`},
		{"no JSON", `{`, `the query is not a JSON object: unexpected end of JSON input`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := ParseQuery([]byte(tt.input))
			require.EqualError(t, err, tt.want)
		})
	}
}

func TestFormatLongDuration(t *testing.T) {
	for text, want := range map[string]string{"10s": "10s", "1m": "1m", "90s": "1m30s", "1h": "1h", "1d": "1d", "36h": "1d12h", "1w": "7d", "1d1h1m1s": "1d1h1m1s", "1d10s": "1d10s", "0s": "0s"} {
		duration, err := parseLongDuration("step", text)
		require.NoError(t, err)
		require.Equal(t, want, FormatLongDuration(duration))
	}
}
