package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/data"

	"logservice-jaeger-datasource/tests/process"
	"logservice-jaeger-datasource/tests/samples"
)

// visit is one data source under inspection. Its methods print what they see and
// keep what is off.
type visit struct {
	ctx     context.Context
	plugin  *process.Plugin
	source  backend.PluginContext
	facts   samples.Facts
	between backend.TimeRange
	off     []error
}

// tour asks one data source everything.
func tour(ctx context.Context, plugin *process.Plugin, source backend.PluginContext, name string, now time.Time) error {
	sample, err := samples.Load(name)
	if err != nil {
		return err
	}
	v := &visit{ctx: ctx, plugin: plugin, source: source, between: backend.TimeRange{From: now.Add(-time.Hour), To: now}}
	if err := json.Unmarshal(sample.Facts, &v.facts); err != nil {
		return err
	}
	fmt.Printf("\n%s\n", strings.ToUpper(name))
	v.health()
	v.services()
	v.search()
	v.trace("slow", v.facts.Slow)
	v.trace("failed", v.facts.Failed)
	return errors.Join(v.off...)
}

func (v *visit) expect(ok bool, format string, arguments ...any) {
	if !ok {
		v.off = append(v.off, fmt.Errorf("%s: "+format, append([]any{v.source.DataSourceInstanceSettings.UID}, arguments...)...))
	}
}

func (v *visit) health() {
	result, err := v.plugin.Health(v.ctx, v.source)
	if err != nil {
		v.expect(false, "health check: %v", err)
		return
	}
	fmt.Printf("  health      %s\n", result.Message)
	v.expect(result.Status == backend.HealthStatusOk, "health check says: %s", result.Message)
}

func (v *visit) services() {
	v.names("services", "services", url.Values{}, sortedKeys(v.facts.Services))
	service := v.facts.Failed.Services[0]
	v.names("operations", "operations", url.Values{"service": {service}}, sortedKeys(v.facts.Operations[service]))
}

// names asks for completion, which must give exactly the names wanted.
func (v *visit) names(title, path string, parameters url.Values, wanted []string) {
	parameters.Set("from", strconv.FormatInt(v.between.From.UnixMilli(), 10))
	parameters.Set("to", strconv.FormatInt(v.between.To.UnixMilli(), 10))
	var names struct{ Values []string }
	response, err := v.plugin.Resource(v.ctx, v.source, path, path+"?"+parameters.Encode())
	if err == nil && response.Status != http.StatusOK {
		err = errors.New(string(response.Body))
	}
	if err == nil {
		err = json.Unmarshal(response.Body, &names)
	}
	if err != nil {
		v.expect(false, "completion of %s: %v", title, err)
		return
	}
	fmt.Printf("  %-12s%s\n", title, strings.Join(names.Values, ", "))
	v.expect(slices.Equal(names.Values, wanted), "%s should be %v", title, wanted)
}

func sortedKeys(m map[string]int) []string { return slices.Sorted(maps.Keys(m)) }

func (v *visit) search() {
	frames := v.ask(map[string]any{"queryType": "search", "limit": 1000}, 1)
	if frames == nil {
		return
	}
	frame := frames[0]
	var found, spans, failed int64
	fmt.Printf("  %-36s%-24s%-34s%12s%7s%8s\n", "search", "root service", "root operation", "duration ms", "spans", "errors")
	for row := range frame.Rows() {
		found, spans, failed = found+1, spans+number(frame, "spans", row), failed+number(frame, "errors", row)
		if row < 5 {
			fmt.Printf("  %-36s%-24s%-34s%12.1f%7d%8d\n", at(frame, "traceID", row), at(frame, "rootService", row),
				shortened(fmt.Sprint(at(frame, "rootOperation", row)), 33), at(frame, "duration", row), number(frame, "spans", row), number(frame, "errors", row))
		}
	}
	fmt.Printf("  … %d traces with %d spans, of which %d failed\n", found, spans, failed)
	v.expect(int(found) == v.facts.Traces && int(spans) == v.facts.Spans && int(failed) == v.facts.ErrorSpans,
		"search found %d traces with %d spans and %d errors, not %d, %d and %d", found, spans, failed, v.facts.Traces, v.facts.Spans, v.facts.ErrorSpans)
}

func (v *visit) trace(what string, wanted samples.TraceFacts) {
	frames := v.ask(map[string]any{"queryType": "traceId", "query": wanted.ID}, 3)
	if frames == nil {
		return
	}
	frame, nodes, edges := frames[0], frames[1], frames[2]
	failed := 0
	fmt.Printf("  %-12s%s\n", what, wanted.ID)
	for row := range frame.Rows() {
		mark := " "
		if marked(frame, row) {
			failed++
			mark = "!"
		}
		fmt.Printf("   %s %-24s%-48s%12.1f ms\n", mark, at(frame, "serviceName", row), shortened(fmt.Sprint(at(frame, "operationName", row)), 47), at(frame, "duration", row))
	}
	v.expect(frame.Rows() == wanted.Spans && failed == wanted.Errors,
		"the %s trace came with %d spans and %d errors, not %d and %d", what, frame.Rows(), failed, wanted.Spans, wanted.Errors)
	v.expect(nodes.Rows() == wanted.Spans && edges.Rows() == wanted.Spans-1,
		"the node graph of the %s trace came with %d nodes and %d edges, not %d and %d", what, nodes.Rows(), edges.Rows(), wanted.Spans, wanted.Spans-1)
}

// marked says whether Grafana's trace view draws a span as failed: by its status
// code, or by its tag "error".
func marked(frame *data.Frame, row int) bool {
	if number(frame, "statusCode", row) == 2 {
		return true
	}
	raw, _ := at(frame, "tags", row).(json.RawMessage)
	var tags []struct {
		Key   string
		Value any
	}
	if json.Unmarshal(raw, &tags) != nil {
		return false
	}
	for _, tag := range tags {
		if tag.Key == "error" && (tag.Value == true || tag.Value == "true") {
			return true
		}
	}
	return false
}

// ask runs one query and gives its frames, which must be so many; else none.
func (v *visit) ask(query map[string]any, wanted int) data.Frames {
	raw, err := json.Marshal(query)
	if err != nil {
		v.expect(false, "%v", err)
		return nil
	}
	responses, err := v.plugin.Query(v.ctx, v.source, backend.DataQuery{RefID: "A", TimeRange: v.between, JSON: raw})
	if err == nil {
		err = responses["A"].Error
	}
	if err == nil && len(responses["A"].Frames) != wanted {
		err = fmt.Errorf("%d frames came back, not %d", len(responses["A"].Frames), wanted)
	}
	if err != nil {
		v.expect(false, "query %s: %v", raw, err)
		return nil
	}
	return responses["A"].Frames
}

func at(frame *data.Frame, field string, row int) any {
	found, _ := frame.FieldByName(field)
	if found == nil {
		return nil
	}
	return found.At(row)
}

func number(frame *data.Frame, field string, row int) int64 {
	value, _ := at(frame, field, row).(int64)
	return value
}

func shortened(text string, length int) string {
	runes := []rune(text)
	if len(runes) <= length {
		return text
	}
	return string(runes[:length-1]) + "…"
}
