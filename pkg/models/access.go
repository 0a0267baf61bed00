package models

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"strconv"
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
	return cmp.Or(s.checkAuthentication(stored), asked.checkTLS(stored.Secure), checkHeaders(stored))
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

var headerName = regexp.MustCompile(`^httpHeaderName(\d+)$`)

// checkHeaders makes sure that each header of one's own is sent: the SDK reads them
// from number 1 on, ends at the first that is missing, and leaves out those without a
// value.
func checkHeaders(stored Stored) error {
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(stored.JSONData, &fields); err != nil {
		return describeJSONError("settings", err, settingsExamples)
	}
	count := 0
	for field := range fields {
		if headerName.MatchString(field) {
			count++
		}
	}
	for number := 1; number <= count; number++ {
		field, value := "httpHeaderName"+strconv.Itoa(number), "httpHeaderValue"+strconv.Itoa(number)
		raw, ok := fields[field]
		if !ok {
			return fmt.Errorf("%s is missing, but a later one is there: number headers from 1 on, without a gap", field)
		}
		var name string
		if err := json.Unmarshal(raw, &name); err != nil || strings.TrimSpace(name) == "" {
			return fmt.Errorf("%s is no name of a header: enter for example \"X-Scope-OrgID\"", field)
		}
		if stored.Secure[value] == "" {
			return fmt.Errorf("the header %s has no value: enter it as %s, or remove %s", name, value, field)
		}
	}
	return nil
}
