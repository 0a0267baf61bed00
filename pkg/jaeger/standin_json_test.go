package jaeger

import (
	"fmt"
	"strconv"

	"logservice-jaeger-datasource/pkg/trace"
)

// The JSON that a stand-in gives of a span.

func traceOfV1(spans []trace.Span) any {
	processes, records := map[string]any{}, []any{}
	for _, span := range spans {
		processes["p:"+span.Service] = map[string]any{"serviceName": span.Service, "tags": tagsV1(span.Resource)}
		records = append(records, recordV1(span))
	}
	id := ""
	if len(spans) > 0 {
		id = spans[0].TraceID.String()
	}
	return map[string]any{"traceID": id, "spans": records, "processes": processes, "warnings": nil}
}

func recordV1(span trace.Span) any {
	references := []any{}
	if span.Parent != 0 {
		references = append(references, map[string]string{"refType": "CHILD_OF", "traceID": span.TraceID.String(), "spanID": span.Parent.String()})
	}
	tags := tagsV1(span.Tags)
	add := func(key string, value any) { tags = append(tags, map[string]any{"key": key, "value": value}) }
	if span.Kind != "" {
		add("span.kind", string(span.Kind))
	}
	switch span.Status {
	case trace.StatusError:
		add("error", true)
		add("otel.status_code", "ERROR")
	case trace.StatusOK:
		add("otel.status_code", "OK")
	}
	return map[string]any{
		"traceID": span.TraceID.String(), "spanID": span.ID.String(), "operationName": span.Operation, "references": references,
		"startTime": span.Start.UnixMicro(), "duration": span.Duration.Microseconds(), "tags": tags, "logs": nil,
		"processID": "p:" + span.Service, "warnings": nil,
	}
}

func tagsV1(tags []trace.Tag) []any {
	all := []any{}
	for _, tag := range tags {
		all = append(all, map[string]any{"key": tag.Key, "value": tag.Value})
	}
	return all
}

func resourceOf(span trace.Span) any {
	kinds := map[trace.Kind]int{trace.KindInternal: 1, trace.KindServer: 2, trace.KindClient: 3, trace.KindProducer: 4, trace.KindConsumer: 5}
	statuses := map[trace.Status]int{trace.StatusOK: 1, trace.StatusError: 2}
	record := map[string]any{
		"traceId": span.TraceID.String(), "spanId": span.ID.String(), "name": span.Operation, "kind": kinds[span.Kind],
		"startTimeUnixNano": strconv.FormatInt(span.Start.UnixNano(), 10), "endTimeUnixNano": strconv.FormatInt(span.End().UnixNano(), 10),
		"attributes": attributesOf(span.Tags), "status": map[string]int{"code": statuses[span.Status]},
	}
	if span.Parent != 0 {
		record["parentSpanId"] = span.Parent.String()
	}
	resource := attributesOf(append([]trace.Tag{{Key: "service.name", Value: span.Service}}, span.Resource...))
	return map[string]any{"resource": map[string]any{"attributes": resource}, "scopeSpans": []any{map[string]any{"scope": map[string]any{}, "spans": []any{record}}}}
}

func attributesOf(tags []trace.Tag) []any {
	all := []any{}
	for _, tag := range tags {
		all = append(all, map[string]any{"key": tag.Key, "value": map[string]any{"stringValue": fmt.Sprint(tag.Value)}})
	}
	return all
}

// summaryOf sums up as Jaeger does: without a root it names none.
func summaryOf(spans []trace.Span) any {
	first, last := spans[0].Start, spans[0].End()
	errors, root := 0, trace.Span{}
	services := map[string]int{}
	for _, span := range spans {
		first, last = trace.Earlier(first, span.Start), trace.Later(last, span.End())
		services[span.Service]++
		if span.Status == trace.StatusError {
			errors++
		}
		if span.Parent == 0 {
			root = span
		}
	}
	named := []any{}
	for name, count := range services {
		named = append(named, map[string]any{"name": name, "spanCount": count})
	}
	return map[string]any{
		"traceId": spans[0].TraceID.String(), "rootServiceName": root.Service, "rootOperationName": root.Operation,
		"minStartTimeUnixNano": strconv.FormatInt(first.UnixNano(), 10), "maxEndTimeUnixNano": strconv.FormatInt(last.UnixNano(), 10),
		"spanCount": len(spans), "errorSpanCount": errors, "services": named,
	}
}
