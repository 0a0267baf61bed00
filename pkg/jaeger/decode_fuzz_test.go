package jaeger

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"logservice-jaeger-datasource/pkg/trace"
)

func seed(f *testing.F, folder string) {
	files, err := filepath.Glob(filepath.Join("testdata", folder, "*.json"))
	require.NoError(f, err)
	for _, file := range files {
		text, err := os.ReadFile(file)
		require.NoError(f, err)
		f.Add(text)
	}
}

// sound fails on a span that nobody could draw or compare.
func sound(t *testing.T, span trace.Span) {
	t.Helper()
	require.False(t, span.TraceID.IsZero())
	require.NotZero(t, span.ID)
	require.NotEmpty(t, span.Status)
	for _, tag := range span.Tags {
		switch value := tag.Value.(type) {
		case string, bool, int64, float64, []byte:
		case json.RawMessage:
			require.True(t, json.Valid(value), "%s", value)
		default:
			require.Fail(t, "a tag of no type that the domain knows", "%T", value)
		}
	}
	holds([]trace.Span{span}, trace.Filter{Conditions: []trace.Condition{{Key: "a", Operator: trace.NotEqual}}}, trace.Range{})
}

func FuzzDecodeV1(f *testing.F) {
	seed(f, "v1")
	f.Add([]byte(leastV1(`,"tags":[{"key":"a","type":"binary","value":"AQI="}]`)))
	f.Fuzz(func(t *testing.T, body []byte) {
		_, _ = readV1(bytes.NewReader(body), func(found whole) error {
			for _, span := range found.spans {
				sound(t, span)
			}
			trace.Repair(found.spans)
			return nil
		})
	})
}

func FuzzDecodeOTLP(f *testing.F) {
	seed(f, "v3")
	f.Add([]byte(leastOTLP(`,"attributes":[{"key":"a","value":{"kvlistValue":{"values":[{"key":"b","value":{"arrayValue":{"values":[{}]}}}]}}}]`)))
	f.Add([]byte(strings.Repeat(`{"result":`, 20) + strings.Repeat(`}`, 20)))
	f.Fuzz(func(t *testing.T, body []byte) {
		_ = readOTLP(bytes.NewReader(body), func(span trace.Span, err error) error {
			if err == nil {
				sound(t, span)
			}
			return nil
		})
		_ = readSummaries(bytes.NewReader(body), func(trace.Summary) {})
	})
}
