package jaeger

import (
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"
)

// client sends requests to one query service.
type client struct {
	base *url.URL
	http *http.Client
	// most bytes are read of an answer's body.
	most int64
}

// newClient refuses a base URL that is no address.
func newClient(base string, httpClient *http.Client, most int64) (*client, error) {
	parsed, err := url.Parse(strings.TrimSpace(base))
	if err != nil || parsed.Host == "" || parsed.Scheme != "http" && parsed.Scheme != "https" {
		return nil, errors.New("the URL of Jaeger's query service is no address: enter for example http://jaeger-query:16686, with the path behind it if there is one")
	}
	if parsed.User != nil {
		return nil, errors.New("the URL of Jaeger's query service holds a user or password: enter them in the fields for authentication")
	}
	return &client{base: parsed, http: httpClient, most: most}, nil
}

// get asks for a path below the base URL, such as api/services, and lets read have the
// body of an answer with status 200. Any other answer is an *Error.
func (c *client) get(ctx context.Context, taken *ledger, path string, values url.Values, read func(io.Reader) error) error {
	target := c.base.JoinPath(path)
	target.RawQuery = values.Encode()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, target.String(), nil)
	if err != nil {
		return err
	}
	request.Header.Set("Accept", "application/json")
	taken.asked(asText(path, target))
	response, err := c.http.Do(request)
	if err != nil {
		return err
	}
	defer func() { _ = response.Body.Close() }()
	body := &countedBody{from: response.Body, left: c.most, most: c.most}
	defer func() { taken.read(body.count) }()
	if response.StatusCode != http.StatusOK {
		return refused(response, body)
	}
	if kind, _, err := mime.ParseMediaType(response.Header.Get("Content-Type")); err == nil && kind == "text/html" {
		return notJaeger(response)
	}
	return read(body)
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
}

func (b *countedBody) Read(into []byte) (int, error) {
	if b.left <= 0 {
		return 0, fmt.Errorf("the answer of Jaeger is larger than %d MiB: ask for a shorter time range or fewer traces", b.most>>20)
	}
	if int64(len(into)) > b.left {
		into = into[:b.left]
	}
	n, err := b.from.Read(into)
	b.count += int64(n)
	b.left -= int64(n)
	return n, err
}
