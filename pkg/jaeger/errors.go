package jaeger

import (
	"fmt"
	"io"
	"net/http"
	"strings"
)

// Error is an answer of the query service that isn't the one asked for.
type Error struct {
	// Status is the HTTP status. It is 200 if the service agreed but its answer can't
	// be read.
	Status int
	// Message is what the service said, or a sentence about what came instead.
	Message string
}

// mostErrorBytes bounds how much of an error's body is looked at.
const mostErrorBytes = 64 << 10

// Error implements error.
func (e *Error) Error() string {
	return fmt.Sprintf("Jaeger refused the request: %s (HTTP status %d)", strings.TrimRight(e.Message, "."), e.Status)
}

// Denied says that the service, or what stands before it, asks for other credentials.
func (e *Error) Denied() bool {
	return e.Status == http.StatusUnauthorized || e.Status == http.StatusForbidden
}

// Throttled says that too many requests were sent for the moment.
func (e *Error) Throttled() bool { return e.Status == http.StatusTooManyRequests }

// NotExist says that what was asked for isn't there.
func (e *Error) NotExist() bool { return e.Status == http.StatusNotFound }

// BadQuery says that the service could not make sense of the query.
func (e *Error) BadQuery() bool { return e.Status == http.StatusBadRequest }

// refused makes an error of an answer.
func refused(response *http.Response, body io.Reader) error {
	said, _ := io.ReadAll(io.LimitReader(body, mostErrorBytes)) // what came until then
	return &Error{Status: response.StatusCode, Message: string(said)}
}

func notJaeger(response *http.Response) error {
	return &Error{Status: response.StatusCode, Message: "a web page came instead of data: check the URL, and whether a login or a path is in between"}
}
