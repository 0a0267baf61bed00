package plugin

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"html"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/backend/httpclient"
	"github.com/grafana/grafana-plugin-sdk-go/data"

	"logservice-jaeger-datasource/pkg/trace"
)

// hidden takes the secrets of a data source out of what is told of errors: servers and
// what stands before them quote parts of the request. What they answer as data is left
// as it is.
type hidden struct{ spellings []string }

const (
	inPlaceOfSecrets = "[redacted]"
	// shortestSecret is how many bytes a secret has at the least: shorter ones are in
	// many words.
	shortestSecret = 4
	// shortestBegin is how much of a secret that was cut is still taken out.
	shortestBegin = 8
	// mostErrorBytes bounds what is read of an answer that is an error.
	mostErrorBytes = 64 << 10
)

// hideSecrets is for all secrets of a data source, in each spelling that a server may
// give them back in.
func hideSecrets(stored backend.DataSourceInstanceSettings) hidden {
	var h hidden
	for _, secret := range stored.DecryptedSecureJSONData {
		h.add(secret)
		h.add(strings.TrimSpace(secret))
	}
	if password := stored.DecryptedSecureJSONData["basicAuthPassword"]; password != "" {
		h.add(base64.StdEncoding.EncodeToString([]byte(stored.BasicAuthUser + ":" + password)))
	}
	return h
}

func (h *hidden) add(secret string) {
	if len(secret) < shortestSecret {
		return
	}
	quoted, _ := json.Marshal(secret) // a text can be
	inJSON := strings.Trim(string(quoted), `"`)
	for _, spelling := range []string{secret, inJSON, strings.ReplaceAll(secret, "/", `\/`), url.QueryEscape(secret), url.PathEscape(secret), html.EscapeString(secret)} {
		h.spellings = append(h.spellings, spelling, inPlaceOfSecrets)
	}
}

// clean gives a text without the secrets, nor the begin of one where the text was cut.
func (h hidden) clean(text string) string {
	text = strings.NewReplacer(h.spellings...).Replace(text)
	for i := 0; i < len(h.spellings) && strings.Contains(text, "…"); i += 2 {
		for length := len(h.spellings[i]) - 1; length >= shortestBegin; length-- {
			for _, cut := range []string{"…", `"…`} {
				text = strings.ReplaceAll(text, h.spellings[i][:length]+cut, inPlaceOfSecrets+cut)
			}
		}
	}
	return text
}

// frames cleans the notices of frames.
func (h hidden) frames(frames data.Frames) {
	for _, frame := range frames {
		if frame.Meta == nil {
			continue
		}
		for i := range frame.Meta.Notices {
			frame.Meta.Notices[i].Text = h.clean(frame.Meta.Notices[i].Text)
		}
	}
}

func (h hidden) notice(n trace.Notice) noticeJSON {
	return noticeJSON{Severity: n.Severity, Text: h.clean(n.Text)}
}

// inErrors takes secrets out of answers that are errors, before anything of them is cut.
func (h hidden) inErrors() httpclient.Middleware {
	return httpclient.NamedMiddlewareFunc("hide-secrets", func(_ httpclient.Options, next http.RoundTripper) http.RoundTripper {
		return httpclient.RoundTripperFunc(func(request *http.Request) (*http.Response, error) {
			response, err := next.RoundTrip(request)
			if err != nil || response.StatusCode == http.StatusOK || len(h.spellings) == 0 {
				return response, err
			}
			said, _ := io.ReadAll(io.LimitReader(response.Body, mostErrorBytes)) // what came until then
			_ = response.Body.Close()
			response.Body, response.ContentLength = io.NopCloser(bytes.NewReader([]byte(h.clean(string(said))))), -1
			return response, nil
		})
	})
}
