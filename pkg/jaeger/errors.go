package jaeger

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"logservice-jaeger-datasource/pkg/trace"
)

// Error is an answer of the query service that isn't the one asked for.
type Error struct {
	// Status is the HTTP status. It is 200 if the service agreed but its answer can't
	// be read.
	Status int
	// Message is what the service said, or a sentence about what came instead.
	Message string

	// foreign says that the answer isn't one of Jaeger's API: the path isn't served, or
	// something else than Jaeger answered.
	foreign bool
	// gateway says that it comes from the gateway that was generated from gRPC.
	gateway bool
	// large says that there is more of it than is read.
	large bool
	cause error
}

// Error implements error: a sentence with the status.
func (e *Error) Error() string {
	message := strings.TrimRight(strings.TrimSpace(e.Message), ".")
	if message == "" {
		message = "no reason was given"
	}
	text := fmt.Sprintf("Jaeger refused the request: %s (HTTP status %d)", message, e.Status)
	if e.Status == http.StatusOK {
		text = fmt.Sprintf("The answer of Jaeger can't be used: %s", message)
	}
	if hint := e.hint(); hint != "" {
		text += ". " + hint
	}
	return text
}

// Unwrap gives the reason why an answer couldn't be read, if that is what the error is
// about.
func (e *Error) Unwrap() error { return e.cause }

// Denied says that the service, or what stands before it, asks for other credentials.
func (e *Error) Denied() bool {
	return e.Status == http.StatusUnauthorized || e.Status == http.StatusForbidden || e.Status == http.StatusProxyAuthRequired
}

// Throttled says that too many requests were sent for the moment.
func (e *Error) Throttled() bool { return e.Status == http.StatusTooManyRequests }

// NotExist says that what was asked for isn't there.
func (e *Error) NotExist() bool { return e.Status == http.StatusNotFound }

// BadQuery says that the service could not make sense of the query.
func (e *Error) BadQuery() bool { return e.Status == http.StatusBadRequest }

// retryable says that the same request may well succeed a moment later.
func (e *Error) retryable() bool {
	switch e.Status {
	case http.StatusTooManyRequests, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return true
	}
	return false
}

// missing says that the path isn't served.
func (e *Error) missing() bool {
	return e.foreign && (e.Status == http.StatusNotFound || e.Status == http.StatusOK) ||
		e.Status == http.StatusMethodNotAllowed || e.Status == http.StatusNotImplemented
}

// hint says what to do about errors that their message doesn't explain.
func (e *Error) hint() string {
	switch {
	case e.Denied():
		return "Check the user, password or token in the data source's settings, and that they may use Jaeger."
	case e.Throttled():
		return "Too many requests were sent: wait a moment, or ask for less."
	case e.Status >= 300 && e.Status < 400:
		return "Redirects to another address aren't followed: enter the address of Jaeger itself, and check whether a proxy wants a login."
	case e.Status == http.StatusNotFound && e.foreign:
		return "Check the URL, with the path under which Jaeger is served."
	case e.Status == http.StatusBadRequest && strings.Contains(e.Message, "HTTP request to an HTTPS server"):
		return "Begin the URL with https."
	case e.retryable():
		return "Run the query again in a minute; if it stays so, look at Jaeger and the gateway before it."
	case e.Status >= http.StatusInternalServerError:
		return "Run the query again in a minute; if it stays so, look at Jaeger's log and its storage."
	case trace.BrokeOff(e.cause):
		return "Run the query again; if it stays so, ask for less, and look at Jaeger and the proxies before it."
	case e.Status == http.StatusOK && !e.large:
		return "Check the URL, with the path under which Jaeger is served, and whether a login or a proxy stands in between."
	}
	return ""
}

// mostErrorBytes bounds how much of an error's body is looked at.
const mostErrorBytes = 64 << 10

// refused makes an error of an answer whose status isn't 200.
func refused(response *http.Response) error {
	said, _ := io.ReadAll(io.LimitReader(response.Body, mostErrorBytes)) // what came until then
	answer := &Error{Status: response.StatusCode}
	if answer.readWords(said) {
		return answer
	}
	switch {
	case isPage(response):
		answer.Message = "a web page came instead of data"
	case len(strings.TrimSpace(string(said))) == 0:
		answer.Message = "an empty answer came"
	default:
		answer.Message = "the answer, which isn't one that Jaeger gives, begins with " + excerpt(string(said))
	}
	answer.foreign = true
	if location := response.Header.Get("Location"); location != "" {
		answer.Message += ", and points to " + hostOf(location)
	}
	return answer
}

// readWords reads an error as Jaeger's query service words it: the structuredResponse of
// /api, GRPCGatewayError of /api/v3
// (https://github.com/jaegertracing/jaeger-idl/blob/main/proto/api_v3/query_service.proto),
// and the generated gateway's own for a path that it doesn't know
// (https://github.com/grpc-ecosystem/grpc-gateway/blob/main/runtime/errors.go).
func (e *Error) readWords(said []byte) bool {
	var words struct {
		Errors []struct {
			Message string `json:"msg"`
		} `json:"errors"`
		Error   json.RawMessage `json:"error"`
		Code    *int            `json:"code"`
		Message string          `json:"message"`
	}
	if json.Unmarshal(said, &words) != nil {
		return false
	}
	var inner struct {
		Message string `json:"message"`
	}
	_ = json.Unmarshal(words.Error, &inner) // the generated gateway has a text there
	messages := []string{}
	for _, one := range words.Errors {
		messages = append(messages, one.Message)
	}
	if e.gateway = words.Code != nil && words.Message != ""; e.gateway {
		e.foreign = e.Status == http.StatusNotFound && words.Message == http.StatusText(http.StatusNotFound)
	}
	messages = slices.DeleteFunc(append(messages, inner.Message, words.Message), func(text string) bool { return text == "" })
	e.Message = plain(strings.Join(messages, "; "))
	return len(messages) > 0 && (len(words.Errors) > 0 || inner.Message != "" || e.gateway)
}

func notJaeger(response *http.Response) error {
	return &Error{Status: response.StatusCode, foreign: true,
		Message: "a web page came instead of data"}
}

func tooLarge(most int64) error {
	return &Error{Status: http.StatusOK, large: true, Message: fmt.Sprintf("it is larger than the %d MiB that are read: ask for a shorter time range or fewer traces", most>>20)}
}

// excerptLength is how many bytes of a text from outside are shown.
const excerptLength = 120

// proof is what a gateway may quote of a request's header Authorization, and forwarded
// those of people's own.
var (
	proof     = regexp.MustCompile(`(?i)\b(basic|bearer)\s+[a-z0-9+/=._~-]+`)
	forwarded = regexp.MustCompile(`(?i)\b(cookie|x-id-token|x-grafana-id)("?\s*[:=]\s*)[^\r\n]+`)
)

// fromOutside is a text from outside without what proves who asked.
func fromOutside(text string) string {
	text = proof.ReplaceAllString(strings.ToValidUTF8(text, "\uFFFD"), "$1 [redacted]")
	return forwarded.ReplaceAllString(text, "${1}${2}[redacted]")
}

// excerpt quotes the beginning of a text from outside.
func excerpt(text string) string {
	text = fromOutside(text)
	if len(text) <= excerptLength {
		return strconv.Quote(text)
	}
	return strconv.Quote(shortened(text, excerptLength)) + "…"
}

// plain is what Jaeger said, on one line and of a length that can be read.
func plain(text string) string {
	const longest = 500
	text = strings.Join(strings.Fields(fromOutside(text)), " ")
	if len(text) <= longest {
		return text
	}
	return shortened(text, longest) + "…"
}

func shortened(text string, end int) string {
	for end > 0 && !utf8.RuneStart(text[end]) {
		end--
	}
	return text[:end]
}

// hostOf leaves out the path and the query of a location, which may hold what is
// nobody's business.
func hostOf(location string) string {
	parsed, err := url.Parse(location)
	if err != nil || parsed.Host == "" {
		return "another page"
	}
	return excerpt(parsed.Host)
}

// unreachable is an error of the way to the service.
type unreachable struct {
	host  string
	cause error
}

// Error implements error.
func (e *unreachable) Error() string {
	switch {
	case errors.Is(e.cause, context.Canceled):
		return fmt.Sprintf("the request to Jaeger at %s was cancelled", e.host)
	case isTimeout(e.cause):
		return fmt.Sprintf("Jaeger at %s did not answer in time", e.host)
	}
	return fmt.Sprintf("Jaeger could not be reached at %s: %s", e.host, trace.WayBlocked(e.cause, "the URL in the data source's settings"))
}

// Unwrap gives the reason.
func (e *unreachable) Unwrap() error { return e.cause }

// Denied says that the service asks for other credentials.
func (*unreachable) Denied() bool { return false }

// Throttled says that too many requests were sent.
func (*unreachable) Throttled() bool { return false }

// NotExist says that what was asked for isn't there.
func (*unreachable) NotExist() bool { return false }

// BadQuery says that the service could not make sense of the query.
func (*unreachable) BadQuery() bool { return false }

// mayPass says whether a request may succeed if it is sent again: the connection was
// cut, or a gateway could not reach Jaeger. Who has waited for a timeout shouldn't wait
// for it three times.
func mayPass(err error) bool {
	var answer *Error
	if errors.As(err, &answer) {
		return answer.retryable()
	}
	var certificate *tls.CertificateVerificationError
	if errors.As(err, &certificate) || isTimeout(err) {
		return false
	}
	return trace.BrokeOff(err)
}

func isTimeout(err error) bool {
	var timeout net.Error
	return errors.As(err, &timeout) && timeout.Timeout()
}
