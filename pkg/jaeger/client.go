package jaeger

import (
	"context"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/cenkalti/backoff/v5"

	"logservice-jaeger-datasource/pkg/trace"
)

// client sends requests to one query service.
type client struct {
	base *url.URL
	http *http.Client
	// most bytes are read of an answer's body.
	most int64
	// places bounds the requests in flight: who sends one holds a place until the
	// answer is read.
	places chan struct{}
	// patience is how long a request waits for its place.
	patience time.Duration
	// pauses tells how long to wait before a request is sent again.
	pauses func() backoff.BackOff
}

// maxTries bounds how often one request is sent.
const maxTries = 3

// newClient refuses a base URL that is no address.
func newClient(base string, httpClient *http.Client, most int64, places int) (*client, error) {
	parsed, err := url.Parse(strings.TrimSpace(base))
	if err != nil || parsed.Host == "" || parsed.Scheme != "http" && parsed.Scheme != "https" {
		return nil, errors.New("the URL of Jaeger's query service is no address: enter for example http://jaeger-query:16686, with the path behind it if there is one")
	}
	if parsed.User != nil {
		return nil, errors.New("the URL of Jaeger's query service holds a user or password: enter them in the fields for authentication")
	}
	parsed.RawQuery, parsed.Fragment = "", ""
	own := http.Client{}
	if httpClient != nil {
		own = *httpClient
	}
	own.CheckRedirect = stay
	return &client{base: parsed, http: &own, most: most, places: make(chan struct{}, places), patience: defaultWait, pauses: exponentialPauses}, nil
}

// maxRedirects bounds how often an answer may send a request on.
const maxRedirects = 5

// stay follows redirects on the same host only: whatever proves who asks is for this
// host alone.
func stay(next *http.Request, before []*http.Request) error {
	first := before[0].URL
	if next.URL.Host != first.Host || next.URL.Scheme != first.Scheme || len(before) > maxRedirects {
		return http.ErrUseLastResponse
	}
	return nil
}

func exponentialPauses() backoff.BackOff {
	pauses := backoff.NewExponentialBackOff()
	pauses.InitialInterval, pauses.Multiplier = 300*time.Millisecond, 2
	return pauses
}

// get asks for a path below the base URL, such as api/services, and lets read have the
// body of an answer with status 200. Any other answer is an *Error, as is one that read
// can't make sense of. A request that failed in a way that may pass is sent again, but
// not once its answer has begun to be read. read must not call get.
func (c *client) get(ctx context.Context, taken *ledger, path string, values url.Values, read func(io.Reader) error) error {
	target := c.base.JoinPath(path)
	target.RawQuery = values.Encode()
	began := time.Now()
	release, err := c.place(ctx)
	if err != nil {
		return err
	}
	defer release()
	taken.waited(time.Since(began))
	taken.asked(asText(path, target))
	response, err := c.send(ctx, taken, target)
	if err != nil {
		return err
	}
	defer func() { _ = response.Body.Close() }()
	body := &countedBody{from: response.Body, left: c.most, most: c.most}
	defer func() { taken.read(body.count) }()
	if isPage(response) {
		return notJaeger(response)
	}
	if err := read(body); err != nil {
		return c.unreadable(ctx, err, body.failed)
	}
	return nil
}

// send sends a request, again if it failed in a way that may pass.
func (c *client) send(ctx context.Context, taken *ledger, target *url.URL) (*http.Response, error) {
	return backoff.Retry(ctx, func() (*http.Response, error) {
		taken.tried()
		response, err := c.try(ctx, target)
		if err != nil && (ctx.Err() != nil || !mayPass(err)) {
			return nil, backoff.Permanent(err)
		}
		return response, err
	}, backoff.WithBackOff(c.pauses()), backoff.WithMaxTries(maxTries), backoff.WithNotify(func(error, time.Duration) { taken.retried() }))
}

// try sends a request once.
func (c *client) try(ctx context.Context, target *url.URL) (*http.Response, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, target.String(), nil)
	if err != nil {
		return nil, err
	}
	request.Header.Set("Accept", "application/json")
	response, err := c.http.Do(request)
	if err != nil {
		// The url.Error around it would repeat the whole query.
		var whole *url.Error
		if errors.As(err, &whole) {
			err = whole.Err
		}
		return nil, &unreachable{host: c.base.Host, cause: err}
	}
	if response.StatusCode == http.StatusOK {
		return response, nil
	}
	defer func() { _ = response.Body.Close() }()
	return nil, refused(response)
}

// unreadable says why an answer could not be read. failed is what the body's reader
// said, if it was that.
func (c *client) unreadable(ctx context.Context, err, failed error) error {
	var answer *Error
	var setup *trace.SetupError
	switch {
	case ctx.Err() != nil:
		return &unreachable{host: c.base.Host, cause: ctx.Err()}
	case failed != nil && errors.As(failed, &answer):
		return answer
	case failed != nil && isTimeout(failed):
		return &unreachable{host: c.base.Host, cause: failed}
	case failed != nil && trace.BrokeOff(failed), errors.Is(err, io.ErrUnexpectedEOF):
		return &Error{Status: http.StatusOK, Message: "it breaks off", cause: io.ErrUnexpectedEOF}
	case failed != nil:
		return &Error{Status: http.StatusOK, Message: "it can't be read: " + excerpt(failed.Error()), cause: failed}
	case errors.As(err, &answer): // without what a decoder puts around it
		return answer
	case errors.As(err, &setup):
		return setup
	}
	return &Error{Status: http.StatusOK, Message: "it isn't the JSON that Jaeger gives: " + excerpt(strings.ReplaceAll(err.Error(), "callback: ", "")), cause: err}
}

// isPage says whether an answer is a web page, such as a login or Jaeger's own user
// interface, which answers for every path that the service doesn't know.
func isPage(response *http.Response) bool {
	kind, _, err := mime.ParseMediaType(response.Header.Get("Content-Type"))
	return err == nil && (kind == "text/html" || kind == "application/xhtml+xml")
}

// asText is a request as an answer's account tells it.
func asText(path string, target *url.URL) string {
	text := "GET /" + strings.TrimPrefix(path, "/")
	if target.RawQuery != "" {
		text += "?" + target.RawQuery
	}
	return text
}

// countedBody reads a body up to a bound, beyond which it is an error.
type countedBody struct {
	from              io.Reader
	count, left, most int64
	// failed is why reading ended, if not at the body's end.
	failed error
}

func (b *countedBody) Read(into []byte) (int, error) {
	if b.failed != nil {
		return 0, b.failed
	}
	if int64(len(into)) > b.left+1 { // one more, to tell a body that just fits
		into = into[:b.left+1]
	}
	n, err := b.from.Read(into)
	b.count += int64(n)
	b.left -= int64(n)
	if b.left < 0 {
		b.failed = tooLarge(b.most)
		return 0, b.failed
	}
	if err != nil && !errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		b.failed = err
	}
	return n, err
}
