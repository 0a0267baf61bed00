package sls

import (
	"cmp"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	slssdk "github.com/aliyun/aliyun-log-go-sdk"
	"github.com/grafana/grafana-plugin-sdk-go/data"

	"logservice-jaeger-datasource/pkg/frames"
	"logservice-jaeger-datasource/pkg/trace"
)

// ours is what becomes of the pages of a trace in the plugin.
func ours(pages [][]byte) (*data.Frame, error) {
	spans := make([]trace.Span, 0, len(pages)*pageSize)
	d := newSpanDecoder()
	for _, page := range pages {
		_, err := scanRows(page, true, func(row Row) error {
			span, err := d.decode(row)
			spans = append(spans, span)
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	repaired, _ := trace.Repair(spans)
	return frames.Trace(repaired), nil
}

// plainTag, plainLog and plainReference are what the frame's lists hold, as the plain
// way makes it.
type plainTag struct {
	Key   string `json:"key"`
	Value any    `json:"value"`
	Type  string `json:"type,omitempty"`
}

type plainLog struct {
	Timestamp float64    `json:"timestamp"`
	Name      string     `json:"name,omitempty"`
	Fields    []plainTag `json:"fields"`
}

type plainReference struct {
	TraceID string     `json:"traceID"`
	SpanID  string     `json:"spanID"`
	RefType string     `json:"refType"`
	Tags    []plainTag `json:"tags,omitempty"`
}

// plainReferences makes references of a span's links.
func plainReferences(text string) ([]plainReference, error) {
	var stored []struct {
		TraceID, SpanID string
		Attribute       map[string]any
	}
	if err := json.Unmarshal([]byte(text), &stored); err != nil {
		return nil, err
	}
	references := []plainReference{}
	for _, link := range stored {
		references = append(references, plainReference{link.TraceID, link.SpanID, "FOLLOWS_FROM", plainTags(link.Attribute)})
	}
	return references, nil
}

func plainTags(object map[string]any) []plainTag {
	tags := make([]plainTag, 0, len(object))
	for key, value := range object {
		tag := plainTag{Key: key, Value: value}
		switch value := value.(type) {
		case bool:
			tag.Type = "bool"
		case float64:
			tag.Type = "float64"
			if value == math.Trunc(value) {
				tag.Type = "int64"
			}
		}
		tags = append(tags, tag)
	}
	slices.SortFunc(tags, func(a, b plainTag) int { return cmp.Compare(a.Key, b.Key) })
	return tags
}

func plainObject(text string) ([]plainTag, error) {
	if text == "" {
		return []plainTag{}, nil
	}
	var object map[string]any
	if err := json.Unmarshal([]byte(text), &object); err != nil {
		return nil, err
	}
	return plainTags(object), nil
}

// plain is the way of the official SDK: rows as maps of strings, of which each is
// transformed by itself, with encoding/json for what is JSON.
func plain(pages [][]byte) (*data.Frame, error) {
	var rows []map[string]string
	for _, page := range pages {
		var answer slssdk.GetLogsV3Response
		if err := json.Unmarshal(page, &answer); err != nil {
			return nil, err
		}
		rows = append(rows, answer.Logs...)
	}
	n := len(rows)
	texts := func() []string { return make([]string, n) }
	blobs := func() []json.RawMessage { return make([]json.RawMessage, n) }
	traceID, spanID, operation, service, kind, message, state := texts(), texts(), texts(), texts(), texts(), texts(), texts()
	scope, version := texts(), texts()
	parent, namespace := make([]*string, n), make([]*string, n)
	start, duration, status := make([]float64, n), make([]float64, n), make([]int64, n)
	serviceTags, spanTags, logs, references, warnings, stacks := blobs(), blobs(), blobs(), blobs(), blobs(), blobs()
	for i, row := range rows {
		traceID[i], spanID[i], operation[i], service[i] = row["traceID"], row["spanID"], row["name"], row["service"]
		kind[i], message[i], state[i] = strings.ToLower(row["kind"]), row["statusMessage"], row["traceState"]
		scope[i], version[i] = row["otlp.name"], row["otlp.version"]
		if id := row["parentSpanID"]; id != "" {
			parent[i] = &id
		}
		began, err := strconv.ParseInt(row["start"], 10, 64)
		if err != nil {
			return nil, err
		}
		lasted, err := strconv.ParseInt(row["duration"], 10, 64)
		if err != nil {
			return nil, err
		}
		start[i], duration[i] = float64(began)/1000, float64(lasted)/1000
		tags, err := plainObject(row["attribute"])
		if err != nil {
			return nil, err
		}
		switch row["statusCode"] {
		case "OK":
			status[i] = 1
		case "ERROR":
			status[i] = 2
			tags = append(tags, plainTag{Key: "error", Value: true, Type: "bool"})
		}
		if kind[i] != "" {
			tags = append(tags, plainTag{Key: "span.kind", Value: kind[i]})
		}
		resource, err := plainObject(row["resource"])
		if err != nil {
			return nil, err
		}
		process := []plainTag{{Key: "service.name", Value: row["service"]}}
		for _, tag := range resource {
			if tag.Key == "service.namespace" {
				text := fmt.Sprint(tag.Value)
				namespace[i] = &text
			}
			if tag.Key != "service.name" {
				process = append(process, tag)
			}
		}
		if host := row["host"]; host != "" && !slices.ContainsFunc(process, func(t plainTag) bool { return t.Key == "host.name" }) {
			process = append(process, plainTag{Key: "host.name", Value: host})
			slices.SortStableFunc(process[1:], func(a, b plainTag) int { return cmp.Compare(a.Key, b.Key) })
		}
		var stored []struct {
			Name      string
			Time      int64
			Attribute map[string]any
		}
		if text := row["logs"]; text != "" {
			if err := json.Unmarshal([]byte(text), &stored); err != nil {
				return nil, err
			}
		}
		linked, err := plainReferences(row["links"])
		if err != nil {
			return nil, err
		}
		events, stackTraces := []plainLog{}, []string{}
		for _, event := range stored {
			events = append(events, plainLog{Timestamp: float64(event.Time/1_000_000) + float64(event.Time%1_000_000)/1e6, Name: event.Name, Fields: plainTags(event.Attribute)})
			if stack, ok := event.Attribute["exception.stacktrace"].(string); ok {
				stackTraces = append(stackTraces, stack)
			}
		}
		for _, column := range []struct {
			into *json.RawMessage
			list any
		}{{&serviceTags[i], process}, {&spanTags[i], tags}, {&logs[i], events}, {&references[i], linked}, {&warnings[i], []string{}}, {&stacks[i], stackTraces}} {
			if *column.into, err = json.Marshal(column.list); err != nil {
				return nil, err
			}
		}
	}
	return data.NewFrame("Trace",
		data.NewField("traceID", nil, traceID), data.NewField("spanID", nil, spanID), data.NewField("parentSpanID", nil, parent),
		data.NewField("operationName", nil, operation), data.NewField("serviceName", nil, service), data.NewField("serviceNamespace", nil, namespace),
		data.NewField("kind", nil, kind), data.NewField("startTime", nil, start), data.NewField("duration", nil, duration),
		data.NewField("statusCode", nil, status), data.NewField("statusMessage", nil, message),
		data.NewField("instrumentationLibraryName", nil, scope), data.NewField("instrumentationLibraryVersion", nil, version), data.NewField("traceState", nil, state),
		data.NewField("serviceTags", nil, serviceTags), data.NewField("tags", nil, spanTags), data.NewField("logs", nil, logs),
		data.NewField("references", nil, references), data.NewField("warnings", nil, warnings), data.NewField("stackTraces", nil, stacks)), nil
}

func cpuTime() time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		panic(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

func BenchmarkTraceToFrame(b *testing.B) {
	for _, spans := range []int{1000, 10_000, 100_000} {
		pages := longTrace(b, spans)
		var bytes int64
		for _, page := range pages {
			bytes += int64(len(page))
		}
		run := func(name string, work func() error) {
			b.Run(fmt.Sprintf("%s/%d", name, spans), func(b *testing.B) {
				b.SetBytes(bytes)
				b.ReportAllocs()
				began := cpuTime()
				for b.Loop() {
					if err := work(); err != nil {
						b.Fatal(err)
					}
				}
				b.ReportMetric(float64(cpuTime()-began)/float64(b.N)/1e6, "cpu-ms/op")
			})
		}
		run("ours", func() error { _, err := ours(pages); return err })
		run("plain", func() error { _, err := plain(pages); return err })
		run("scan", func() error { return validated(pages) })
	}
}
