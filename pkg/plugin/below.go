package plugin

import (
	"fmt"

	"logservice-jaeger-datasource/pkg/trace"
)

// parseBelow reads the ID of the span whose part of a trace is asked for; zero if the
// whole is.
func parseBelow(text string) (trace.SpanID, error) {
	if text == "" {
		return 0, nil
	}
	id, err := trace.ParseAskedSpanID(text)
	if err != nil {
		return 0, &requestError{err}
	}
	return id, nil
}

// narrow leaves of a trace a span and what is below it, if one is asked for.
func narrow(result *trace.TraceResult, below trace.SpanID) error {
	if below == 0 {
		return nil
	}
	all := len(result.Spans)
	if result.Spans = trace.Below(result.Spans, below); len(result.Spans) == 0 {
		return &trace.SpanNotFoundError{ID: below, Spans: all}
	}
	result.Notices = append(result.Notices, trace.Notice{Severity: trace.Info, Text: fmt.Sprintf(
		"Shown is span %s with what is below it: %d of the trace's %d spans.", below, len(result.Spans), all)})
	return nil
}
