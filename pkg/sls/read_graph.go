package sls

import (
	"context"

	"logservice-jaeger-datasource/pkg/trace"
)

// ServiceGraph implements trace.Reader.
func (r *Reader) ServiceGraph(context.Context, trace.GraphQuery) (trace.GraphResult, error) {
	return trace.GraphResult{}, &trace.SetupError{Text: "to come"}
}
