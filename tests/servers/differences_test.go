package servers

import (
	"encoding/base64"
	"encoding/hex"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"logservice-jaeger-datasource/pkg/trace"
)

// difference is something that a span has on one way in and not on the other, or has
// otherwise. docs/jaeger.md has a row for each.
type difference struct {
	// what differs, in which records of Log Service, and on which ways through Jaeger.
	what    string
	records []string
	ways    []way
	// straight is how it looks when Log Service is read, queried when Jaeger is.
	straight, queried string
	// level makes two spans alike in this.
	level func(straight, queried *trace.Span)
}

// way is one through Jaeger: by which generation of its API, and whether its store
// keeps OpenTelemetry's spans or those of Jaeger's first model.
type way string

const (
	v3     way = "`/api/v3`"
	v1     way = "`/api`"
	v3Old  way = "`/api/v3`, first model"
	v1Old  way = "`/api`, first model"
	legacy     = "Jaeger legacy"
	nanos      = "Jaeger legacy in nanoseconds"
	census     = "collector of 2020"
	fork       = "Jaeger's fork"
	plugin     = "gRPC storage plugin"
	ingest     = "OTLP ingest"
)

var (
	allWays    = []way{v3, v1, v3Old, v1Old}
	allRecords = []string{nanos, legacy, census, fork, plugin, ingest}
	// jaegers are the records that were made of Jaeger's first model.
	jaegers = []string{nanos, legacy, fork, plugin}
	// older is all but OpenTelemetry's own.
	older = []string{nanos, legacy, census, fork, plugin}
	// byJaeger is every way on which links pass through Jaeger's first model.
	byJaeger = []way{v1, v3Old, v1Old}
)

var differences = []difference{
	{"values of tags", jaegers, allWays, "text; ten digits of a fraction, bytes as hexadecimal digits", "numbers, booleans and bytes", func(_, q *trace.Span) { rewrite(q.Tags, jaegerText) }},
	{"values of tags", []string{census}, allWays, "text; bytes in base64", "numbers, booleans and bytes", func(_, q *trace.Span) { rewrite(q.Tags, censusText) }},
	{"bytes in tags and events", []string{ingest}, allWays, "text in base64", "bytes", func(_, q *trace.Span) {
		rewrite(q.Tags, bytesText)
		rewriteEvents(q, bytesText)
	}},
	{"values of resources", allRecords, allWays, "text", "numbers, booleans and bytes", func(_, q *trace.Span) { rewrite(q.Resource, jaegerText) }},
	{"names in resources", []string{census}, allWays, "`hostname`, `pid` and `language`", "`host.name`, `process.pid` and `telemetry.sdk.language`", func(s, _ *trace.Span) { rename(s.Resource) }},
	{"`ProcessID` in resources", []string{plugin}, allWays, "there", "not there", func(s, _ *trace.Span) { s.Resource = without(s.Resource, "ProcessID") }},
	{"values in events", []string{fork, plugin}, allWays, "text; bytes as hexadecimal digits", "numbers, booleans and bytes", func(_, q *trace.Span) { rewriteEvents(q, jaegerText) }},
	{"values in events", []string{census}, allWays, "text; bytes in base64", "numbers, booleans and bytes", func(_, q *trace.Span) { rewriteEvents(q, censusText) }},
	{"kind", older, allWays, "a tag `span.kind`, too", "no tag", func(s, _ *trace.Span) { s.Tags = without(s.Tags, "span.kind") }},
	{"kinds internal, producer and consumer", []string{census}, allWays, "none", "as they were", func(_, q *trace.Span) {
		if q.Kind != trace.KindClient && q.Kind != trace.KindServer {
			q.Kind = trace.KindUnspecified
		}
	}},
	{"status", jaegers, allWays, "unset; failures by the tag `error`", "as it was", func(s, q *trace.Span) {
		failedOrNot(s)
		failedOrNot(q)
	}},
	{"status", []string{census}, allWays, "unset for ok; tags `status.code` and `status.message`, too", "as it was; no tags", func(s, q *trace.Span) {
		s.Tags = without(s.Tags, "status.code", "status.message")
		if q.Status == trace.StatusOK {
			q.Status = trace.StatusUnset
		}
	}},
	{"status of answers from HTTP status 500 on", []string{ingest}, []way{v3Old}, "as it was", "error, if it was unset", func(s, q *trace.Span) {
		code, _ := trace.Lookup(s.Tags, "http.status_code")
		if number, ok := code.(int64); ok && number >= 500 && s.Status == trace.StatusUnset && q.Status == trace.StatusError {
			q.Status = trace.StatusUnset
		}
	}},
	{"status message", jaegers, allWays, "none", "as it was", func(_, q *trace.Span) { q.StatusMessage = "" }},
	{"scope and trace state", older, allWays, "none", "as they were", func(_, q *trace.Span) { q.ScopeName, q.ScopeVersion, q.TraceState = "", "", "" }},
	{"attributes of links", older, []way{v3}, "none", "as they were", func(_, q *trace.Span) { rewriteLinks(q, onlyType) }},
	{"type of links", jaegers, []way{v3}, "`opentracing.ref_type`", "none", func(s, _ *trace.Span) { rewriteLinks(s, withoutType) }},
	{"attributes of links", []string{ingest}, byJaeger, "as they were", "none", func(s, _ *trace.Span) { rewriteLinks(s, onlyType) }},
	{"type of links", []string{census, ingest}, byJaeger, "none", "`opentracing.ref_type`", func(_, q *trace.Span) { rewriteLinks(q, withoutType) }},
	{"warnings of Jaeger's collector", []string{census, ingest}, allWays, "none", "as they were", func(_, q *trace.Span) {
		q.Warnings = slices.DeleteFunc(q.Warnings, func(text string) bool { return !aboutDuration(text) })
	}},
	{"warnings of spans without a duration", allRecords, allWays, "none", "Jaeger says that it was negative", func(s, q *trace.Span) {
		if s.Duration == 0 {
			q.Warnings = slices.DeleteFunc(q.Warnings, aboutDuration)
		}
	}},
	{"duration of spans without one", allRecords, []way{v3, v3Old}, "0", "1 ns", func(s, q *trace.Span) {
		if s.Duration == 0 && q.Duration == 1 {
			q.Duration = 0
		}
	}},
}

// TestTheDocsTellTheDifferences holds the table in docs/jaeger.md to the list.
func TestTheDocsTellTheDifferences(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "..", "docs", "jaeger.md"))
	require.NoError(t, err)
	_, table, found := strings.Cut(string(text), "## The same spans both ways")
	require.True(t, found)
	table, _, _ = strings.Cut(table, "\n## ")
	var told []string
	for line := range strings.Lines(table) {
		if cells := strings.Split(strings.TrimSpace(line), "|"); len(cells) == 7 && !strings.Contains(line, "---") {
			told = append(told, tidyRow(cells))
		}
	}
	require.NotEmpty(t, told)
	var wanted []string
	for _, d := range differences {
		wanted = append(wanted, strings.Join([]string{d.what, recordsText(d.records), waysText(d.ways), d.straight, d.queried}, " | "))
	}
	require.Equal(t, wanted, told[1:], "the first row is the table's head")
}

func tidyRow(cells []string) string {
	cells = cells[1:6]
	for i := range cells {
		cells[i] = strings.TrimSpace(cells[i])
	}
	return strings.Join(cells, " | ")
}

func recordsText(records []string) string {
	switch {
	case slices.Equal(records, allRecords):
		return "all"
	case slices.Equal(records, older):
		return "all but " + ingest
	case slices.Equal(records, jaegers):
		return "those of Jaeger"
	}
	return strings.Join(records, ", ")
}

func waysText(ways []way) string {
	switch {
	case slices.Equal(ways, allWays):
		return "any"
	case slices.Equal(ways, byJaeger):
		return "`/api`, or first model"
	}
	var texts []string
	for _, one := range ways {
		texts = append(texts, string(one))
	}
	return strings.Join(texts, "; ")
}

func aboutDuration(warning string) bool {
	return strings.HasPrefix(warning, "Negative duration detected")
}

// failedOrNot leaves nothing of a status but whether the span failed.
func failedOrNot(span *trace.Span) {
	failed := span.Failed()
	span.Status, span.Tags = trace.StatusUnset, without(span.Tags, "error")
	if failed {
		span.Status = trace.StatusError
	}
}

func without(tags []trace.Tag, keys ...string) []trace.Tag {
	return slices.DeleteFunc(tags, func(tag trace.Tag) bool { return slices.Contains(keys, tag.Key) })
}

const linkType = "opentracing.ref_type"

func withoutType(tags []trace.Tag) []trace.Tag { return without(tags, linkType) }

func onlyType(tags []trace.Tag) []trace.Tag {
	return slices.DeleteFunc(tags, func(tag trace.Tag) bool { return tag.Key != linkType })
}

func rewriteLinks(span *trace.Span, change func([]trace.Tag) []trace.Tag) {
	for i := range span.Links {
		span.Links[i].Tags = change(span.Links[i].Tags)
	}
}

func rewrite(tags []trace.Tag, text func(any) any) {
	for i := range tags {
		tags[i].Value = text(tags[i].Value)
	}
}

func rewriteEvents(span *trace.Span, text func(any) any) {
	for _, event := range span.Events {
		rewrite(event.Tags, text)
	}
}

// rename undoes what the collector of 2020 did to some names.
func rename(tags []trace.Tag) {
	names := map[string]string{"hostname": "host.name", "pid": "process.pid", "language": "telemetry.sdk.language"}
	for i, tag := range tags {
		if name, ok := names[tag.Key]; ok {
			tags[i].Key = name
		}
	}
	trace.SortTags(tags)
}

func jaegerText(value any) any { return textOf(value, 10, hex.EncodeToString) }

func censusText(value any) any { return textOf(value, -1, base64.StdEncoding.EncodeToString) }

func bytesText(value any) any {
	if blob, ok := value.([]byte); ok {
		return base64.StdEncoding.EncodeToString(blob)
	}
	return value
}

func textOf(value any, digits int, bytes func([]byte) string) any {
	switch value := value.(type) {
	case bool:
		return strconv.FormatBool(value)
	case int64:
		return strconv.FormatInt(value, 10)
	case float64:
		return strconv.FormatFloat(value, 'g', digits, 64)
	case []byte:
		return bytes(value)
	default:
		return value
	}
}
