package questions

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"logservice-jaeger-datasource/tests/samples"
)

// record is a span as its writer left it, read here without the plugin's help so that
// a mistake there can't hide.
type record struct {
	trace, service, operation, kind string
	root, failed                    bool
	// start and took are microseconds.
	start, took int64
	// tags and resource are as text, events the texts of their tags by their name.
	tags, resource map[string]string
	events         map[string]map[string]string
}

// found is a whole trace.
type found struct {
	id          string
	start, took int64
	failed      int
	spans       []record
}

// number is a tag as a number, and -1 if it isn't one.
func (r record) number(key string) float64 {
	value, err := strconv.ParseFloat(r.tags[key], 64)
	if err != nil {
		return -1
	}
	return value
}

func (r record) has(key string) bool { _, ok := r.tags[key]; return ok }

// tracesOf reads the spans of a sample's logstore.
func tracesOf(t *testing.T, sample samples.Sample, logstore string) []found {
	t.Helper()
	traces := map[string]found{}
	for _, row := range sample.Rows {
		if row.Logstore != logstore {
			continue
		}
		contents := map[string]string{}
		for _, pair := range row.Contents {
			contents[pair[0]] = pair[1]
		}
		span := read(t, contents)
		whole := traces[span.trace]
		whole.id = span.trace
		whole.spans = append(whole.spans, span)
		traces[span.trace] = whole
	}
	all := slices.Collect(maps.Values(traces))
	for i := range all {
		all[i].sum()
	}
	return all
}

func (f *found) sum() {
	f.start = f.spans[0].start
	end := int64(0)
	for _, span := range f.spans {
		f.start, end = min(f.start, span.start), max(end, span.start+span.took)
		if span.failed {
			f.failed++
		}
	}
	f.took = end - f.start
}

// read knows the two forms that the samples are in: that of Jaeger's storage for Log
// Service, a field for each tag, and that of OTLP ingest, objects as JSON.
func read(t *testing.T, contents map[string]string) record {
	t.Helper()
	whole := func(field string) int64 {
		number, err := strconv.ParseInt(contents[field], 10, 64)
		require.NoError(t, err)
		return number
	}
	span := record{trace: contents["traceID"], took: whole("duration")}
	if name, ok := contents["process.serviceName"]; ok {
		span.service, span.operation, span.start = name, contents["operationName"], whole("startTime")
		span.tags = map[string]string{}
		for field, value := range contents {
			if key, ok := strings.CutPrefix(field, "tags."); ok {
				span.tags[key] = value
			}
		}
		span.kind, span.failed, span.root = span.tags["span.kind"], span.tags["error"] == "true", contents["parentSpanID"] == "0"
		return span
	}
	span.service, span.operation, span.kind, span.start = contents["service"], contents["name"], contents["kind"], whole("start")
	span.failed, span.root = contents["statusCode"] == "ERROR", contents["parentSpanID"] == ""
	span.tags, span.resource = object(t, contents["attribute"]), object(t, contents["resource"])
	span.events = map[string]map[string]string{}
	var events []struct {
		Name      string          `json:"name"`
		Attribute json.RawMessage `json:"attribute"`
	}
	require.NoError(t, json.Unmarshal([]byte(contents["logs"]), &events))
	for _, event := range events {
		span.events[event.Name] = object(t, string(event.Attribute))
	}
	return span
}

func object(t *testing.T, text string) map[string]string {
	t.Helper()
	var fields map[string]any
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.UseNumber()
	require.NoError(t, decoder.Decode(&fields))
	texts := map[string]string{}
	for key, value := range fields {
		switch value := value.(type) {
		case string:
			texts[key] = value
		case json.Number:
			texts[key] = value.String()
		}
	}
	return texts
}
