package sls

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"logservice-jaeger-datasource/pkg/trace"
)

func TestDecodeKindAndStatus(t *testing.T) {
	tests := []struct {
		name    string
		row     Row
		kind    trace.Kind
		status  trace.Status
		message string
		failed  bool
		warns   []string
	}{
		{"nothing", leastOTLP, "", "unset", "", false, nil},
		{"kind in capitals", with(leastOTLP, "kind", "CLIENT"), "client", "unset", "", false, nil},
		{"kind before the tag", with(leastFork, "kind", "producer", "attribute", `{"span.kind":"client"}`), "producer", "unset", "", false, nil},
		{"an empty kind, but a tag", with(leastFork, "kind", "", "attribute", `{"span.kind":"Consumer"}`), "consumer", "unset", "", false, nil},
		{"unspecified", with(leastOTLP, "kind", "unspecified"), "", "unset", "", false, nil},
		{"an unknown kind", with(leastOTLP, "kind", "broker"), "", "unset", "", false, []string{`Its kind "broker" is none that OpenTelemetry knows.`}},
		{"a kind that is no text", with(leastOTLP, "attribute", `{"span.kind":3}`), "", "unset", "", false, nil},
		{"OK", with(leastOTLP, "statusCode", "OK", "statusMessage", "fine"), "", "ok", "fine", false, nil},
		{"Ok", with(leastOTLP, "statusCode", "Ok"), "", "ok", "", false, nil},
		{"1", with(leastOTLP, "statusCode", "1"), "", "ok", "", false, nil},
		{"ERROR", with(leastOTLP, "statusCode", "ERROR", "statusMessage", "oh"), "", "error", "oh", true, nil},
		{"2", with(leastOTLP, "statusCode", "2"), "", "error", "", true, nil},
		{"STATUS_CODE_ERROR", with(leastOTLP, "statusCode", "STATUS_CODE_ERROR"), "", "error", "", true, nil},
		{"0", with(leastOTLP, "statusCode", "0"), "", "unset", "", false, nil},
		{"an unknown status", with(leastOTLP, "statusCode", "TEAPOT"), "", "unset", "", false, []string{`Its status "TEAPOT" is none that OpenTelemetry knows.`}},
		{"unset, but the tag error", with(leastFork, "statusCode", "UNSET", "attribute", `{"error":"true"}`), "", "unset", "", true, nil},
		{"unset, but the tag error as a truth value", with(leastOTLP, "attribute", `{"error":true}`), "", "unset", "", true, nil},
		{"legacy error", with(leastLegacy, "tags.error", "true"), "", "unset", "", true, nil},
		{"a tag status.code of an application", with(leastLegacy, "tags.status.code", "200"), "", "unset", "", false, nil},
		{"OpenCensus: none or OK", with(leastCollector, "tags.status.code", "0", "tags.status.message", ""), "", "unset", "", false, nil},
		{"OpenCensus: cancelled", with(leastCollector, "tags.status.code", "1"), "", "error", "", true, nil},
		{"OpenCensus: unknown", with(leastCollector, "tags.status.code", "2", "tags.status.message", "oh"), "", "error", "oh", true, nil},
		{"OpenCensus: as text", with(leastCollector, "tags.status.code", "Ok"), "", "ok", "", false, nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := decodeSpan(test.row)
			require.NoError(t, err)
			require.Equal(t, test.kind, got.Kind)
			require.Equal(t, test.status, got.Status)
			require.Equal(t, test.message, got.StatusMessage)
			require.Equal(t, test.failed, got.Failed())
			require.Equal(t, test.warns, got.Warnings)
		})
	}
}

func TestDecodeUnreadableFields(t *testing.T) {
	tests := []struct {
		name     string
		row      Row
		tags     []trace.Tag
		resource []trace.Tag
		warnings []string
	}{
		{name: "empty fields", row: with(leastOTLP, "attribute", "", "resource", "", "links", "", "logs", "")},
		{name: "null fields", row: with(leastOTLP, "attribute", "null", "resource", "null", "links", "null", "logs", "null")},
		{
			name: "attribute cut short", row: with(leastOTLP, "attribute", `{"a":"b","c":"d`),
			tags:     []trace.Tag{tag("attribute", `{"a":"b","c":"d`)},
			warnings: []string{"The field attribute of its record isn't a JSON object of tags; its text is kept as the tag attribute."},
		},
		{
			name: "more after attribute", row: with(leastOTLP, "attribute", `{"a":"b"}{}`),
			tags:     []trace.Tag{tag("attribute", `{"a":"b"}{}`)},
			warnings: []string{"The field attribute of its record isn't a JSON object of tags; its text is kept as the tag attribute."},
		},
		{
			name: "resource that is a list", row: with(leastOTLP, "resource", `["a"]`, "host", "h"),
			resource: []trace.Tag{tag("host.name", "h"), tag("resource", `["a"]`)},
			warnings: []string{"The field resource of its record isn't a JSON object of tags; its text is kept as the tag resource."},
		},
		{
			name: "logs that are no list", row: with(leastFork, "logs", `{"a":1}`),
			tags:     []trace.Tag{tag("logs", `{"a":1}`)},
			warnings: []string{"The field logs of its record isn't a JSON array of events; its text is kept as the tag logs."},
		},
		{
			name: "a legacy reference that is no list", row: with(leastLegacy, "reference", `oops`, "tags.a", "b"),
			tags:     []trace.Tag{tag("a", "b"), tag("reference", "oops")},
			warnings: []string{"The field reference of its record isn't a JSON array of references; its text is kept as the tag reference."},
		},
		{
			name: "links of texts", row: with(leastOTLP, "links", `["a"]`),
			tags:     []trace.Tag{tag("links", `["a"]`)},
			warnings: []string{"The field links of its record isn't a JSON array of references; its text is kept as the tag links."},
		},
		{name: "warnings that are no list", row: with(leastLegacy, "Warnings", "late"), warnings: []string{"late"}},
		{name: "an unreadable parent", row: with(leastLegacy, "parentSpanID", "zz"), warnings: []string{`Its parent could not be read: "zz" is not a span ID.`}},
		{
			name: "the writer's warnings come first", row: with(leastLegacy, "parentSpanID", "zz", "Warnings", `["late"]`),
			warnings: []string{"late", `Its parent could not be read: "zz" is not a span ID.`},
		},
		{
			name: "the resource's own host name stays", row: with(leastOTLP, "resource", `{"host.name":"a"}`, "host", "b"),
			resource: []trace.Tag{tag("host.name", "a")},
		},
		{
			name: "a key twice in one object", row: with(leastOTLP, "attribute", `{"a":1,"a":2}`),
			tags: []trace.Tag{tag("a", int64(1)), tag("a", int64(2))},
		},
		{
			name: "numbers keep what JSON says", row: with(leastOTLP, "attribute", `{"a":1.0,"b":-9223372036854775808,"c":1e3,"d":1e999}`),
			tags: []trace.Tag{tag("a", 1.0), tag("b", int64(math.MinInt64)), tag("c", 1000.0), tag("d", "1e999")},
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := decodeSpan(test.row)
			require.NoError(t, err)
			require.Equal(t, test.tags, got.Tags)
			require.Equal(t, test.resource, got.Resource)
			require.Equal(t, test.warnings, got.Warnings)
			require.Empty(t, got.Events)
			require.Empty(t, got.Links)
		})
	}
}
