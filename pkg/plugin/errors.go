package plugin

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/grafana/grafana-plugin-sdk-go/backend"

	"logservice-jaeger-datasource/pkg/trace"
)

// requestError is a mistake in what a person asked or configured. Its text is a
// sentence for that person.
type requestError struct{ cause error }

func (e *requestError) Error() string { return e.cause.Error() }
func (e *requestError) Unwrap() error { return e.cause }

func refuse(format string, arguments ...any) error {
	return &requestError{fmt.Errorf(format, arguments...)}
}

// goneError says that something isn't there any more. Its text is a sentence on what to
// do.
type goneError struct{ sentence string }

func (e *goneError) Error() string { return e.sentence }

// refusal is what a store's error can tell about itself; its text is a sentence
// with the store's own code and request ID.
type refusal interface {
	error
	// Denied says that the credentials were not accepted or lack a permission.
	Denied() bool
	// Throttled says that a quota is used up for the moment.
	Throttled() bool
	// NotExist says that what the data source names isn't there.
	NotExist() bool
	// BadQuery says that the store could not make sense of the query.
	BadQuery() bool
}

// failure is what Grafana is told of an error.
type failure struct {
	Status backend.Status
	// Source says whether the plugin is to blame, or what it asked or who asked it.
	Source   backend.ErrorSource
	Sentence string
}

// statusCancelled says that whoever asked no longer waits. HTTP has no status for
// it; nginx's is understood by Grafana, too.
const statusCancelled = backend.Status(499)

// explain maps any error to what Grafana is told of it. It is the only place that
// does.
func explain(err error) failure {
	downstream := func(status backend.Status) failure {
		return failure{status, backend.ErrorSourceDownstream, err.Error()}
	}
	var request *requestError
	var notFound *trace.NotFoundError
	var noSpan *trace.SpanNotFoundError
	var setup *trace.SetupError
	var question *trace.QueryError
	var gone *goneError
	var refused refusal
	switch {
	case errors.As(err, &request), errors.As(err, &setup), errors.As(err, &question):
		return downstream(backend.StatusBadRequest)
	case errors.As(err, &notFound), errors.As(err, &noSpan), errors.As(err, &gone):
		return downstream(backend.StatusNotFound)
	case errors.Is(err, context.Canceled):
		return failure{statusCancelled, backend.ErrorSourceDownstream, "The query was cancelled before it was answered."}
	case errors.Is(err, context.DeadlineExceeded):
		return failure{backend.StatusTimeout, backend.ErrorSourceDownstream, lateSentence(err)}
	case errors.As(err, &refused):
		return downstream(refusalStatus(refused))
	case backend.IsDownstreamHTTPError(err):
		return downstream(backend.StatusBadGateway)
	}
	return failure{backend.StatusInternal, backend.ErrorSourcePlugin, err.Error()}
}

// lateSentence is for whoever waited. What was asked says by itself that no answer came
// in time.
func lateSentence(err error) string {
	var told refusal
	if !errors.As(err, &told) {
		return "No answer came in time: ask for a shorter time range, or raise the timeout in the data source's settings. (" + err.Error() + ")"
	}
	return strings.TrimSuffix(err.Error(), ".") + ". Ask for a shorter time range, or raise the timeout in the data source's settings."
}

// refusalStatus never is 401, which makes Grafana's front end believe that the
// user's own session has ended (grafana/grafana, backend_srv.ts).
func refusalStatus(refused refusal) backend.Status {
	switch {
	case refused.Denied():
		return backend.StatusForbidden
	case refused.Throttled():
		return backend.StatusTooManyRequests
	case refused.NotExist():
		return backend.StatusNotFound
	case refused.BadQuery():
		return backend.StatusBadRequest
	}
	return backend.StatusBadGateway
}
