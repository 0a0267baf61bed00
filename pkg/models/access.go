package models

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// Access says how the plugin reaches the traces.
type Access string

// The ways to the traces: straight from the logstore, or through Jaeger's query
// service.
const (
	AccessLogService  Access = "logService"
	AccessJaegerQuery Access = "jaegerQuery"
)

// Stored is what Grafana keeps of a data source.
type Stored struct {
	// URL, BasicAuth and BasicAuthUser have a place of their own there, beside
	// jsonData.
	URL           string
	BasicAuth     bool
	BasicAuthUser string
	// JSONData is the open part of the settings, Secure the decrypted one.
	JSONData []byte
	Secure   map[string]string
}

// jaegerJSON is the part of jsonData that says how Jaeger is asked. The names are
// those of Grafana's own data sources, and of the plugin SDK, which reads most of
// them by itself (parseHTTPSettings in its backend/http_settings.go).
type jaegerJSON struct {
	OAuthPassThru     bool     `json:"oauthPassThru"`
	KeepCookies       []string `json:"keepCookies"`
	TLSAuth           bool     `json:"tlsAuth"`
	TLSAuthWithCACert bool     `json:"tlsAuthWithCACert"`
	TLSSkipVerify     bool     `json:"tlsSkipVerify"`
	ServerName        string   `json:"serverName"`
	SecureSocksProxy  bool     `json:"enableSecureSocksProxy"`
}

const urlExample = "enter for example http://jaeger-query:16686, with the path behind it if there is one"

// setJaeger reads and checks how Jaeger is asked.
func (s *Settings) setJaeger(stored Stored) (err error) {
	var asked jaegerJSON
	if err := json.Unmarshal(stored.JSONData, &asked); err != nil {
		return describeJSONError("settings", err, settingsExamples)
	}
	s.OAuthPassThru, s.KeepCookies = asked.OAuthPassThru, asked.KeepCookies
	if s.URL, err = parseURL(stored.URL); err != nil {
		return err
	}
	return cmp.Or(s.checkAuthentication(stored), asked.checkTLS(stored.Secure), s.setHeaders(stored))
}

// parseURL takes the slashes at its end away. A user and a password are refused, since
// anyone who may see the data source sees its URL.
func parseURL(text string) (string, error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return "", errors.New("url is missing: " + urlExample + " (it has its own place, not in jsonData)")
	}
	parsed, err := url.Parse(text)
	switch {
	case err != nil || strings.ContainsAny(text, " \t"):
		return "", errors.New("url is no address: " + urlExample)
	case parsed.Scheme != "http" && parsed.Scheme != "https":
		return "", errors.New("url begins with neither http:// nor https://: " + urlExample)
	case parsed.Hostname() == "":
		return "", errors.New("url has no host: " + urlExample)
	case parsed.User != nil:
		return "", errors.New("url holds a user or password: enter them in the fields for authentication; " + urlExample)
	case strings.ContainsAny(text, "?#"):
		return "", errors.New("url has a question mark or a hash sign: leave out what begins there; " + urlExample)
	}
	return strings.TrimRight(text, "/"), nil
}

func (s *Settings) checkAuthentication(stored Stored) error {
	switch {
	case stored.BasicAuth && s.Secrets.BearerToken != "":
		return errors.New("basicAuth is true and a bearerToken is set, but a request has room for one of them: remove the other, for example with basicAuth: false")
	case stored.BasicAuth && strings.TrimSpace(stored.BasicAuthUser) == "":
		return errors.New("basicAuthUser is missing: enter the user's name, for example grafana, or set basicAuth to false")
	}
	return nil
}

func (asked jaegerJSON) checkTLS(secure map[string]string) error {
	missing := func(needed bool, name string) bool { return needed && strings.TrimSpace(secure[name]) == "" }
	const certificate = "paste it in PEM, beginning with -----BEGIN CERTIFICATE-----"
	switch {
	case missing(asked.TLSAuthWithCACert, "tlsCACert"):
		return errors.New("tlsCACert, the certificate of the authority, is missing: " + certificate)
	case missing(asked.TLSAuth, "tlsClientCert"):
		return errors.New("tlsClientCert, the certificate of the client, is missing: " + certificate)
	case missing(asked.TLSAuth, "tlsClientKey"):
		return errors.New("tlsClientKey, the key of the client, is missing: paste it in PEM, beginning with -----BEGIN PRIVATE KEY----- for example")
	}
	return nil
}

// Header is a header of one's own on each request to Jaeger.
type Header struct {
	Name string
	// Secret names the secret that holds its value.
	Secret string
}

var headerName = regexp.MustCompile(`^httpHeaderName(\d{1,4})$`)

// setHeaders finds all headers, in the order of their numbers. The SDK would end at the
// first number that is missing, which is where one was removed: the values of later
// ones can't be moved there, since they are secret.
func (s *Settings) setHeaders(stored Stored) error {
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(stored.JSONData, &fields); err != nil {
		return describeJSONError("settings", err, settingsExamples)
	}
	var numbers []string
	for field := range fields {
		if found := headerName.FindStringSubmatch(field); found != nil && string(fields[field]) != "null" {
			numbers = append(numbers, found[1])
		}
	}
	slices.SortFunc(numbers, func(a, b string) int { return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b)) })
	for _, number := range numbers {
		field, header := "httpHeaderName"+number, Header{Secret: "httpHeaderValue" + number}
		err := json.Unmarshal(fields[field], &header.Name)
		header.Name = strings.TrimSpace(header.Name)
		if err != nil || !isToken.MatchString(header.Name) {
			return fmt.Errorf("%s is no name of a header: enter for example \"X-Scope-OrgID\"", field)
		}
		if stored.Secure[header.Secret] == "" {
			return fmt.Errorf("the header %s has no value: enter it as %s, or remove %s", header.Name, header.Secret, field)
		}
		s.Headers = append(s.Headers, header)
	}
	return nil
}

// isToken is what a header's name is made of (https://www.rfc-editor.org/rfc/rfc9110#name-tokens).
var isToken = regexp.MustCompile("^[!#$%&'*+.^_`|~0-9A-Za-z-]+$")
