package frames

import (
	"encoding/json"
	"slices"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"logservice-jaeger-datasource/pkg/trace"
)

// Placeholders stand for names that a span lacks: Grafana's trace view fails on
// an empty service name (grafana/grafana#79464).
const (
	UnknownService   = "unknown service"
	UnknownOperation = "unknown operation"
)

// Trace makes the frame that Grafana's trace view draws: one row a span, in the
// order given. The spans are those of one trace, repaired as a trace.Reader gives
// them. Times and durations are milliseconds with a fraction. The columns and
// what they may hold are those of TraceSpanRow in @grafana/data, and of the code
// that reads it, grafana/grafana, public/app/features/explore/TraceView.
//
// What the view could not take is replaced, with a warning on the span: an empty
// name, a missing time, an ID that is used twice.
func Trace(spans []trace.Span) *data.Frame {
	c := newColumns(len(spans))
	known := survey(spans)
	for i := range spans {
		c.set(i, &spans[i], known)
	}
	frame := data.NewFrame("Trace", c.fields()...)
	frame.Meta = &data.FrameMeta{
		PreferredVisualization: data.VisTypeTrace,
		// The format of the view's download. As OTLP it keeps kinds, statuses, links
		// and names of events, which it leaves out as Jaeger's JSON.
		Custom: map[string]string{"traceFormat": "otlp"},
	}
	return frame
}

// columns are the fields of a trace frame, a value a span.
type columns struct {
	traceID, spanID                []string
	parentSpanID, serviceNamespace []*string
	operation, service, kind       []string
	start, duration                []float64
	statusCode                     []int64
	statusMessage, traceState      []string
	scopeName, scopeVersion        []string
	serviceTags, tags, logs        []json.RawMessage
	references                     []json.RawMessage
	warnings, stackTraces          []json.RawMessage

	writer writer
	// processes are those of the rows so far.
	processes map[processKey]serviceOf
	// trace is the ID of the row before, with its text.
	trace     trace.TraceID
	traceText string
}

func newColumns(n int) *columns {
	texts := func() []string { return make([]string, n) }
	blobs := func() []json.RawMessage { return make([]json.RawMessage, n) }
	return &columns{
		traceID: texts(), spanID: texts(),
		parentSpanID: make([]*string, n), serviceNamespace: make([]*string, n),
		operation: texts(), service: texts(), kind: texts(),
		start: make([]float64, n), duration: make([]float64, n),
		statusCode: make([]int64, n), statusMessage: texts(), traceState: texts(),
		scopeName: texts(), scopeVersion: texts(),
		serviceTags: blobs(), tags: blobs(), logs: blobs(),
		references: blobs(), warnings: blobs(), stackTraces: blobs(),
		processes: map[processKey]serviceOf{},
	}
}

func (c *columns) fields() []*data.Field {
	return []*data.Field{
		data.NewField("traceID", nil, c.traceID),
		data.NewField("spanID", nil, c.spanID),
		data.NewField("parentSpanID", nil, c.parentSpanID),
		data.NewField("operationName", nil, c.operation),
		data.NewField("serviceName", nil, c.service),
		data.NewField("serviceNamespace", nil, c.serviceNamespace),
		data.NewField("kind", nil, c.kind),
		data.NewField("startTime", nil, c.start),
		data.NewField("duration", nil, c.duration),
		data.NewField("statusCode", nil, c.statusCode),
		data.NewField("statusMessage", nil, c.statusMessage),
		data.NewField("instrumentationLibraryName", nil, c.scopeName),
		data.NewField("instrumentationLibraryVersion", nil, c.scopeVersion),
		data.NewField("traceState", nil, c.traceState),
		data.NewField("serviceTags", nil, c.serviceTags),
		data.NewField("tags", nil, c.tags),
		data.NewField("logs", nil, c.logs),
		data.NewField("references", nil, c.references),
		data.NewField("warnings", nil, c.warnings),
		data.NewField("stackTraces", nil, c.stackTraces),
	}
}

// set fills row i from a span.
func (c *columns) set(i int, span *trace.Span, known *surveyed) {
	warnings := warnings(slices.Clone(span.Warnings))
	start := known.start(span, &warnings)
	references, kept := known.references(span)
	process := c.process(span)

	c.traceID[i] = c.traceIDText(span.TraceID)
	c.spanID[i] = known.spanID(i, &warnings)
	c.parentSpanID[i] = known.parentID(span)
	c.operation[i] = warnings.replaceEmpty("operation", span.Operation, UnknownOperation)
	c.service[i] = warnings.replaceEmpty("service", span.Service, UnknownService)
	c.serviceNamespace[i] = process.namespace
	c.kind[i] = string(span.Kind)
	c.start[i] = milliseconds(start)
	c.duration[i] = float64(warnings.notNegative(span.Duration)) / float64(time.Millisecond)
	c.statusCode[i] = statusCodes[span.Status]
	c.statusMessage[i] = span.StatusMessage
	c.scopeName[i], c.scopeVersion[i] = span.ScopeName, span.ScopeVersion
	c.traceState[i] = span.TraceState
	c.serviceTags[i] = process.tags
	c.tags[i] = c.writer.spanTags(span, kept)
	c.logs[i] = encode(logs(span.Events, start, &warnings))
	c.references[i] = encode(references)
	c.stackTraces[i] = encode(stackTraces(span.Events))
	c.warnings[i] = encode([]string(warnings))
}

func (c *columns) traceIDText(id trace.TraceID) string {
	if c.traceText == "" || id != c.trace {
		c.trace, c.traceText = id, id.String()
	}
	return c.traceText
}

// process tells of the process of a span.
func (c *columns) process(span *trace.Span) serviceOf {
	key := processOf(span)
	if known, ok := c.processes[key]; ok {
		return known
	}
	process := serviceOf{tags: c.writer.serviceTags(span)}
	if namespace, ok := trace.Lookup(span.Resource, "service.namespace"); ok {
		if text, ok := namespace.(string); ok && text != "" {
			process.namespace = &text
		}
	}
	c.processes[key] = process
	return process
}

// statusCodes are OpenTelemetry's numbers, which Grafana looks up: it fails on
// any other and on null.
var statusCodes = map[trace.Status]int64{trace.StatusUnset: 0, trace.StatusOK: 1, trace.StatusError: 2}

// milliseconds since 1970. A float64 holds them to a quarter of a microsecond.
func milliseconds(t time.Time) float64 {
	return float64(t.UnixMilli()) + float64(t.Nanosecond()%int(time.Millisecond))/float64(time.Millisecond)
}

// warnings collects the sentences about one span.
type warnings []string

func (w *warnings) add(text string) { *w = append(*w, text) }

func (w *warnings) replaceEmpty(what, name, placeholder string) string {
	if name != "" {
		return name
	}
	w.add("The record names no " + what + "; it is shown as " + placeholder + ".")
	return placeholder
}

func (w *warnings) notNegative(duration time.Duration) time.Duration {
	if duration >= 0 {
		return duration
	}
	w.add("The record has the negative duration " + duration.String() + "; it is shown as 0.")
	return 0
}

// encode makes the JSON of a list. Nothing that frames puts in one can fail.
func encode[T any](list []T) json.RawMessage {
	if len(list) == 0 {
		return emptyJSON
	}
	raw, err := json.Marshal(list)
	if err != nil {
		return json.RawMessage("[]")
	}
	return raw
}
