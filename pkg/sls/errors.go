package sls

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	"logservice-jaeger-datasource/pkg/trace"
)

// Error is an answer of the service that isn't the one asked for. The codes are
// listed at https://www.alibabacloud.com/help/en/sls/developer-reference/api-error-codes
type Error struct {
	// Status is the HTTP status. It is 200 if the service agreed but its answer
	// can't be read.
	Status int
	// Code is the service's name for the error, for example LogStoreNotExist.
	// Empty if the answer didn't come from the service itself or can't be read.
	Code string
	// Message is what the service said, or a sentence about what came instead.
	// Access keys and tokens are taken out of it.
	Message string
	// RequestID is what support asks for, if the answer had one.
	RequestID string

	cause error
}

// Error implements error: a sentence with the code and the request ID.
func (e *Error) Error() string {
	details := []string{}
	if e.Code != "" {
		details = append(details, e.Code)
	} else {
		details = append(details, fmt.Sprintf("HTTP status %d", e.Status))
	}
	if e.RequestID != "" {
		details = append(details, "request ID "+e.RequestID)
	}
	message := strings.TrimRight(strings.TrimSpace(e.Message), ".")
	if message == "" {
		message = "no reason was given"
	}
	text := "Log Service refused the request: "
	if e.Status == http.StatusOK {
		text = "The answer of Log Service can't be used: "
	}
	text += fmt.Sprintf("%s (%s)", message, strings.Join(details, ", "))
	if hint := e.hint(); hint != "" {
		text += ". " + hint
	}
	return text
}

// Unwrap gives the reason why an answer couldn't be read, if that is what the
// error is about.
func (e *Error) Unwrap() error { return e.cause }

// Denied says that the service did not accept the credentials or that they lack
// a permission; it has one status for both.
func (e *Error) Denied() bool { return e.Status == http.StatusUnauthorized }

// Throttled says that a quota of the project is used up for the moment.
func (e *Error) Throttled() bool {
	return e.Status == http.StatusTooManyRequests || e.Status == http.StatusForbidden && strings.Contains(e.Code, "Exceed")
}

// NoIndex says that the logstore has no index, so that nothing can be searched.
func (e *Error) NoIndex() bool { return e.Code == "IndexConfigNotExist" }

// NotExist says that there is no such project or logstore. The service's pages
// spell the codes both with and without an s at the end.
func (e *Error) NotExist() bool { return e.NoProject() || e.NoLogstore() }

// NoProject says that there is no such project.
func (e *Error) NoProject() bool { return strings.HasPrefix(e.Code, "ProjectNotExist") }

// NoLogstore says that the project has no such logstore.
func (e *Error) NoLogstore() bool { return strings.HasPrefix(e.Code, "LogStoreNotExist") }

// ClockSkewed says that this machine's clock is more than 15 minutes off.
func (e *Error) ClockSkewed() bool {
	return e.Code == "RequestTimeTooSkewed" || e.Code == "RequestTimeExpired"
}

// BadQuery says that the service could not make sense of the query's text.
func (e *Error) BadQuery() bool {
	return e.Code == "ParameterInvalid" || e.Code == "InvalidQueryString"
}

// retryable says that the same request may well succeed a moment later.
func (e *Error) retryable() bool {
	switch e.Status {
	case http.StatusInternalServerError, http.StatusBadGateway, http.StatusServiceUnavailable:
		return true
	}
	return e.Throttled()
}

// brokeOff says that an answer ended before its end.
func brokeOff(err error) bool {
	var answer *Error
	return errors.As(err, &answer) && answer.Status == http.StatusOK && trace.BrokeOff(answer.cause)
}

// rejectsKey says that the credentials themselves were turned down, as an
// expired token is, rather than what they allow.
func (e *Error) rejectsKey() bool {
	return e.Denied() && !strings.Contains(strings.ToLower(e.Message), "denied")
}

// hint says what to do about errors that their message doesn't explain.
func (e *Error) hint() string {
	switch {
	case e.ClockSkewed():
		return "The clock of the machine that Grafana runs on is more than 15 minutes off: set it right."
	case e.Throttled():
		return "A quota of the project is used up: wait a moment, ask for less, or have the quota raised."
	case e.NoIndex():
		return "Create an index for the logstore, which searches and SQL need."
	case e.NoLogstore():
		return "Check the name of the logstore or of the trace instance in the data source's settings."
	case e.NoProject():
		return "Check the project and whether the endpoint is that of the project's region."
	case e.Code == "SignatureNotMatch":
		return "The access key secret isn't that of this access key ID: enter both again, whole."
	case e.Denied():
		return "Check the credentials, and that they may use log:GetLogStoreLogs, log:GetLogStoreHistogram, log:GetIndex and log:ListLogStores of this project."
	case e.Status >= 300 && e.Status < 400:
		return "Log Service does not redirect: check the endpoint and whether a proxy wants a login."
	case e.BadQuery() && strings.Contains(strings.ToLower(e.Message), "sql is not supported"):
		return "All but traces by ID needs SQL: change the type of the logstore from Query to Standard."
	case e.Status >= http.StatusInternalServerError && e.RequestID != "":
		return "Run the query again in a minute; if it stays so, give the request ID to Alibaba Cloud's support."
	case e.Status >= http.StatusInternalServerError:
		return "Run the query again in a minute; if it stays so, look at what stands between Grafana and Log Service."
	case errors.Is(e.cause, errAnswerTooLarge):
		return "Ask for a shorter time range, or for less."
	case brokeOff(e):
		return "Run the query again; if it stays so, look at the proxies and firewalls between Grafana and Log Service."
	case e.Status == http.StatusOK:
		return "Check that the endpoint is Log Service's own, and whether a proxy in between changes its answers."
	}
	return ""
}
