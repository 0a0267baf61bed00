package sls

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/cenkalti/backoff/v5"

	"logservice-jaeger-datasource/pkg/trace"
)

// Config says which project is read and how it is reached.
type Config struct {
	// Endpoint is that of the project's region, public, in a VPC or internal, or
	// the address of a gateway: https://www.alibabacloud.com/help/en/sls/endpoints
	// Without a scheme it means https. A bare IP address or localhost is reached
	// as written, with the project in the Host header.
	Endpoint string
	// Region, for example cn-hangzhou, makes requests signed with version 4 of the
	// signature. Empty means version 1.
	Region string
	// Project is the name of the project.
	Project string
	// HTTP sends the requests; nil means http.DefaultClient. Redirects are never
	// followed, whatever it says: they would carry the credentials elsewhere.
	HTTP *http.Client
	// Credentials sign the requests.
	Credentials Credentials
	// UserAgent names this program to the service.
	UserAgent string
}

// Client reads from one project of Log Service. It may be used from many
// goroutines at once.
type Client struct {
	config  Config
	address address
	http    *http.Client
	now     func() time.Time
	pauses  func() backoff.BackOff
}

// Format implements fmt.Formatter: fmt would go through the credentials, whose
// locks it doesn't know.
func (c *Client) Format(state fmt.State, _ rune) {
	_, _ = io.WriteString(state, "Log Service client of "+c.address.host)
}

// NewClient checks the configuration, without asking the service. Its errors
// are sentences for whoever fills in the settings.
func NewClient(config Config) (*Client, error) {
	config.Project, config.Region = strings.TrimSpace(config.Project), strings.TrimSpace(config.Region)
	address, err := newAddress(config.Endpoint, config.Project)
	if err != nil {
		return nil, err
	}
	if config.Region != "" && !resourceName.MatchString(config.Region) {
		return nil, fmt.Errorf("%q is not a region: enter one such as cn-hangzhou, or leave it empty", config.Region)
	}
	if config.Credentials == nil {
		return nil, errors.New("the credentials are missing: choose how to sign in to Log Service")
	}
	sender := http.Client{}
	if config.HTTP != nil {
		sender = *config.HTTP
	}
	sender.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &Client{config: config, address: address, http: &sender, now: time.Now, pauses: exponentialPauses}, nil
}

// logstorePath is the path of a logstore. Its error is a sentence.
func logstorePath(logstore string) (string, error) {
	if logstore == "" {
		return "", &trace.SetupError{Text: "the logstore is missing: enter its name in the data source's settings"}
	}
	if !resourceName.MatchString(logstore) {
		return "", &trace.SetupError{Text: fmt.Sprintf("%q is not the name of a logstore: it may have letters, digits, hyphens and underscores only", logstore)}
	}
	return "/logstores/" + logstore, nil
}

// getJSON reads a small answer into target.
func (c *Client) getJSON(ctx context.Context, request apiRequest, target any) (http.Header, error) {
	request.method = http.MethodGet
	response, redact, err := c.send(ctx, request)
	if err != nil {
		return nil, err
	}
	defer func() { _ = response.Body.Close() }()
	body, err := openBody(response)
	if err != nil {
		return nil, unreadable(ctx, response, redact, nil, err)
	}
	defer func() { _ = body.Close() }()
	text, err := io.ReadAll(body)
	if err == nil {
		err = json.Unmarshal(text, target)
	}
	if err != nil {
		return nil, unreadable(ctx, response, redact, text, err)
	}
	return response.Header, nil
}

// unreadable is the error for an answer with status 200 that isn't what was
// asked for. An ended context explains it if there is one.
func unreadable(ctx context.Context, response *http.Response, redact redaction, begin []byte, err error) error {
	if ended := context.Cause(ctx); ended != nil {
		return &unreachable{service: logService, host: response.Request.URL.Host, cause: ended}
	}
	var timeout net.Error
	if errors.As(err, &timeout) && timeout.Timeout() {
		return &unreachable{service: logService, host: response.Request.URL.Host, cause: err}
	}
	// Decoders of what is within something say so by callbacks.
	reason := strings.ReplaceAll(redact.clean(err.Error()), "callback: ", "")
	if trace.BrokeOff(err) {
		reason = "it ended too early"
	}
	message := fmt.Sprintf("%s can't be read: %s", kindOfBody(response), reason)
	if len(begin) > 0 {
		message += "; it begins with " + redact.excerpt(begin)
	}
	return &Error{Status: response.StatusCode, RequestID: requestID(response), Message: message, cause: err}
}
