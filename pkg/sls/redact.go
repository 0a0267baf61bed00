package sls

import (
	"html"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"
)

// excerptLength is how many bytes of an answer that can't be read are shown.
const excerptLength = 120

// redaction takes secrets out of texts that come from outside: services and
// gateways quote parts of the request in their errors.
type redaction struct{ secrets []string }

// newRedaction takes out each secret as it is and as HTML, URLs and signed
// strings (which are encoded twice) spell it.
func newRedaction(secrets ...string) redaction {
	var r redaction
	for _, secret := range secrets {
		if secret == "" {
			continue
		}
		escaped := url.QueryEscape(secret)
		for _, spelling := range []string{secret, escaped, url.QueryEscape(escaped), html.EscapeString(secret), strings.ReplaceAll(secret, "/", `\/`)} {
			r.secrets = append(r.secrets, spelling, "[redacted]")
		}
	}
	return r
}

// clean gives the text without the secrets.
func (r redaction) clean(text string) string {
	return strings.NewReplacer(r.secrets...).Replace(text)
}

// excerpt quotes the beginning of an answer, without the secrets.
func (r redaction) excerpt(body []byte) string {
	text := strings.ToValidUTF8(r.clean(string(body)), "\uFFFD")
	if len(text) <= excerptLength {
		return strconv.Quote(text)
	}
	end := excerptLength
	for end > 0 && !utf8.RuneStart(text[end]) {
		end--
	}
	return strconv.Quote(text[:end]) + "…"
}
