package sls

import (
	"encoding/json"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"logservice-jaeger-datasource/pkg/trace"
)

func TestDecodeEvents(t *testing.T) {
	at := utc("2021-03-16T08:16:07Z")
	nan, _ := json.Marshal(int64(math.Float64bits(math.NaN())))
	tests := []struct {
		name     string
		row      Row
		want     []trace.Event
		warnings []string
	}{
		{
			name: "quoted times, in any unit", row: with(leastOTLP, "logs", `[{"name":"a","time":"1615882567000000000"},{"name":"b","time":1615882567000}]`),
			want: []trace.Event{{Time: at, Name: "a"}, {Time: at, Name: "b"}},
		},
		{
			name: "no time", row: with(leastOTLP, "logs", `[{"name":"a"},{"name":"b","time":"later"},{"name":"c","time":1615882567000000000}]`),
			want:     []trace.Event{{Time: at, Name: "a"}, {Time: at, Name: "b"}, {Time: at, Name: "c"}},
			warnings: []string{"Of 2 of its 3 events the time can't be read; they are shown at the span's start."},
		},
		{
			name: "an event that is no text stays a tag", row: with(leastOTLP, "logs", `[{"time":1615882567000000000,"attribute":{"event":7}}]`),
			want: []trace.Event{{Time: at, Tags: []trace.Tag{tag("event", int64(7))}}},
		},
		{
			name: "a description is a name only in OpenCensus's model", row: with(leastFork, "logs", `[{"time":1615882567000000000,"attribute":{"description":"x"}}]`),
			want: []trace.Event{{Time: at, Tags: []trace.Tag{tag("description", "x")}}},
		},
		{
			name: "OpenTracing's name goes before OpenCensus's", row: with(leastCollector, "logs", `[{"TimeUs":1615882567000000,"Fields":{"description":"x","event":"y"}}]`),
			want: []trace.Event{{Time: at, Name: "y", Tags: []trace.Tag{tag("description", "x")}}},
		},
		{
			name: "values that aren't as their type says",
			row: with(leastLegacy, "logs", `[{"timestamp":"2021-03-16T08:16:07Z","fields":[{"key":"a","vType":"int64","vNum":1.5},{"key":"b","vType":"binary","vBlob":"?"},`+
				`{"key":"c","vType":"new","vStr":"d"},{"key":"e","vType":"float64","vNum":`+string(nan)+`},{"key":"f","vType":"int64","vNum":"7"}]}]`),
			want: []trace.Event{{Time: at, Tags: []trace.Tag{tag("a", "1.5"), tag("b", "?"), tag("c", "d"), tag("e", "NaN"), tag("f", int64(7))}}},
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := decodeSpan(test.row)
			require.NoError(t, err)
			require.Empty(t, cmp.Diff(test.want, got.Events))
			require.Equal(t, test.warnings, got.Warnings)
		})
	}
}
