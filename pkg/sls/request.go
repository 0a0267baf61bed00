package sls

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"time"

	signing "github.com/aliyun/aliyun-log-go-sdk"
	"github.com/cenkalti/backoff/v5"

	"logservice-jaeger-datasource/pkg/trace"
)

const (
	apiVersion = "0.6.0"
	// maxTries bounds how often one request is sent.
	maxTries = 3
	// maxErrorSize bounds how much of an error's body is read.
	maxErrorSize = 64 << 10
)

// apiRequest is one request of the service's HTTP API.
type apiRequest struct {
	method, path string
	query        url.Values
	// body is JSON, or nil.
	body []byte
	// compressed asks for an answer in the service's own compression.
	compressed bool
}

func (r apiRequest) uri() string {
	if len(r.query) == 0 {
		return r.path
	}
	return r.path + "?" + r.query.Encode()
}

// send sends a request, again if it failed in a way that may pass, and gives the
// answer if its status is 200; the caller closes its body. All tries end with
// this: once an answer has begun to be read nothing is sent again.
func (c *Client) send(ctx context.Context, request apiRequest) (*http.Response, redaction, error) {
	var redact redaction
	response, err := backoff.Retry(ctx, func() (*http.Response, error) {
		var response *http.Response
		var err error
		response, redact, err = c.tryWithKey(ctx, request)
		if err != nil && (ctx.Err() != nil || !mayPass(err)) {
			return nil, backoff.Permanent(err)
		}
		return response, err
	}, backoff.WithBackOff(c.pauses()), backoff.WithMaxTries(maxTries), backoff.WithNotify(func(error, time.Duration) { retried(ctx) }))
	return response, redact, err
}

// tryWithKey sends a request once, or twice if the first key was turned down and
// another can be had.
func (c *Client) tryWithKey(ctx context.Context, request apiRequest) (*http.Response, redaction, error) {
	for first := true; ; first = false {
		key, err := c.config.Credentials.Get(ctx)
		if err != nil {
			return nil, redaction{}, &keyless{error: err}
		}
		redact := newRedaction(key.ID, key.Secret, key.Token)
		response, err := c.try(ctx, request, key, redact)
		if err == nil || !first || !c.renew(err, key) {
			return response, redact, err
		}
	}
}

// renew drops a key that the service turned down, if another can be had.
func (c *Client) renew(err error, key Key) bool {
	var answer *Error
	renewable, ok := c.config.Credentials.(renewer)
	return ok && key.Token != "" && errors.As(err, &answer) && answer.rejectsKey() && renewable.renew(key)
}

// retryKey is the key of a context's function for retries.
type retryKey struct{}

// onRetry has a function called each time that a request of this context is to be sent
// again. In the context it reaches every kind of request, as net/http/httptrace does.
func onRetry(ctx context.Context, note func()) context.Context {
	return context.WithValue(ctx, retryKey{}, note)
}

func retried(ctx context.Context) {
	if note, ok := ctx.Value(retryKey{}).(func()); ok {
		note()
	}
}

func exponentialPauses() backoff.BackOff {
	pauses := backoff.NewExponentialBackOff()
	pauses.InitialInterval, pauses.Multiplier = 500*time.Millisecond, 2
	return pauses
}

// unanswered is part of errors by which Log Service itself said nothing.
type unanswered struct{}

// Denied says that the service did not accept the credentials.
func (unanswered) Denied() bool { return false }

// Throttled says that a quota of the project is used up for the moment.
func (unanswered) Throttled() bool { return false }

// NotExist says that there is no such project or logstore.
func (unanswered) NotExist() bool { return false }

// BadQuery says that the service could not make sense of the query's text.
func (unanswered) BadQuery() bool { return false }

// keyless is why there is no key to sign a request with.
type keyless struct {
	unanswered
	error
}

// Unwrap gives the reason.
func (e *keyless) Unwrap() error { return e.error }

// Denied says that no key was given, rather than that nobody could be asked.
func (e *keyless) Denied() bool { return !errors.As(e.error, new(*unreachable)) }

// logService is what people call the service.
const logService = "Log Service"

// unreachable is an error of the way to a service.
type unreachable struct {
	unanswered
	service, host string
	cause         error
}

// Error implements error.
func (e *unreachable) Error() string {
	var timeout net.Error
	switch {
	case errors.Is(e.cause, context.Canceled):
		return fmt.Sprintf("the request to %s at %s was cancelled", e.service, e.host)
	case errors.As(e.cause, &timeout) && timeout.Timeout():
		return fmt.Sprintf("%s at %s did not answer in time", e.service, e.host)
	}
	where := "the endpoint in the data source's settings"
	if e.service != logService {
		where = "that Grafana's network lets it reach that host"
	}
	return fmt.Sprintf("%s could not be reached at %s: %s", e.service, e.host, trace.WayBlocked(e.cause, where))
}

// Unwrap gives the reason.
func (e *unreachable) Unwrap() error { return e.cause }

// mayPass says whether a request may succeed if it is sent again. A name that
// doesn't exist, a port without TLS and a certificate that isn't trusted stay so, and who has waited
// for a timeout shouldn't wait for it three times.
func mayPass(err error) bool {
	var answer *Error
	if errors.As(err, &answer) {
		return answer.retryable()
	}
	var name *net.DNSError
	var certificate *tls.CertificateVerificationError
	var timeout net.Error
	switch {
	case errors.As(err, &name) && name.IsNotFound, errors.As(err, &certificate), errors.Is(err, http.ErrSchemeMismatch):
		return false
	case errors.As(err, &timeout) && timeout.Timeout():
		return false
	}
	var way *unreachable
	return errors.As(err, &way)
}

// try sends a request once.
func (c *Client) try(ctx context.Context, request apiRequest, key Key, redact redaction) (*http.Response, error) {
	signed, err := c.sign(ctx, request, key)
	if err != nil {
		return nil, fmt.Errorf("the request to Log Service could not be made: %w", err)
	}
	response, err := c.http.Do(signed)
	if err != nil {
		// The url.Error around it would repeat the whole query.
		var whole *url.Error
		if errors.As(err, &whole) {
			err = whole.Err
		}
		return nil, &unreachable{service: logService, host: c.address.host, cause: err}
	}
	if response.StatusCode == http.StatusOK {
		return response, nil
	}
	defer func() { _ = response.Body.Close() }()
	return nil, readError(response, redact)
}

// sign makes the HTTP request, signed as
// https://www.alibabacloud.com/help/en/sls/developer-reference/request-signatures
// has it: version 4 if the region is known, else version 1.
func (c *Client) sign(ctx context.Context, request apiRequest, key Key) (*http.Request, error) {
	headers := map[string]string{
		signing.HTTPHeaderAPIVersion:  apiVersion,
		signing.HTTPHeaderBodyRawSize: strconv.Itoa(len(request.body)),
		signing.HTTPHeaderHost:        c.address.host,
	}
	if request.body != nil {
		headers[signing.HTTPHeaderContentType] = "application/json"
	}
	if key.Token != "" {
		headers[signing.HTTPHeaderAcsSecurityToken] = key.Token
	}
	if err := c.signer(key, headers).Sign(request.method, request.uri(), headers, request.body); err != nil {
		return nil, err
	}
	signed, err := http.NewRequestWithContext(ctx, request.method, c.address.base+request.uri(), bytes.NewReader(request.body))
	if err != nil {
		return nil, err
	}
	signed.Host = c.address.host
	delete(headers, signing.HTTPHeaderHost)
	delete(headers, signing.HTTPHeaderContentLength)
	for name, value := range headers {
		signed.Header.Set(name, value)
	}
	signed.Header.Set("User-Agent", c.config.UserAgent)
	if request.compressed {
		signed.Header.Set("Accept-Encoding", "lz4")
	}
	return signed, nil
}

// signer chooses the version of the signature and dates the request as it wants.
func (c *Client) signer(key Key, headers map[string]string) signing.Signer {
	now := c.now().UTC()
	if c.config.Region != "" {
		headers[signing.HTTPHeaderLogDate] = now.Format(signing.ISO8601)
		return signing.NewSignerV4(key.ID, key.Secret, c.config.Region)
	}
	headers[signing.HTTPHeaderDate] = now.Format(http.TimeFormat)
	return signing.NewSignerV1(key.ID, key.Secret)
}

// readError makes an error of an answer whose status isn't 200.
func readError(response *http.Response, redact redaction) error {
	answer := &Error{Status: response.StatusCode, RequestID: requestID(response)}
	body, err := openBody(response)
	if err != nil {
		answer.Message, answer.cause = "its answer can't be read: "+err.Error(), err
		return answer
	}
	defer func() { _ = body.Close() }()
	text, _ := io.ReadAll(io.LimitReader(body, maxErrorSize))
	var said struct{ ErrorCode, ErrorMessage string }
	if json.Unmarshal(text, &said) == nil && said.ErrorCode != "" {
		answer.Code, answer.Message = redact.clean(said.ErrorCode), redact.clean(said.ErrorMessage)
		return answer
	}
	answer.Message = fmt.Sprintf("%s, which did not come from Log Service itself, begins with %s", kindOfBody(response), redact.excerpt(text))
	if len(text) == 0 {
		answer.Message = "an empty answer came, which is not Log Service's"
	}
	if location := response.Header.Get("Location"); location != "" {
		answer.Message += ", and points to " + redact.excerpt([]byte(hostOf(location)))
	}
	return answer
}

// hostOf leaves out the path and the query of a location, which may hold what
// is nobody's business.
func hostOf(location string) string {
	parsed, err := url.Parse(location)
	if err != nil || parsed.Host == "" {
		return "another page"
	}
	return parsed.Host
}

func kindOfBody(response *http.Response) string {
	if kind := response.Header.Get("Content-Type"); kind != "" {
		return fmt.Sprintf("an answer of type %.60q", kind)
	}
	return "an answer of unknown type"
}

func requestID(response *http.Response) string {
	const longest = 100
	return fmt.Sprintf("%.*s", longest, response.Header.Get("x-log-requestid"))
}
