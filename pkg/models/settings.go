package models

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"
)

// StoreType says what holds the spans.
type StoreType string

// The kinds of stores: a trace instance, whose logstores are named after it, or
// one logstore by its own name.
const (
	StoreTypeInstance StoreType = "instance"
	StoreTypeLogstore StoreType = "logstore"
)

// CredentialsType says how the plugin proves who it is.
type CredentialsType string

// The ways to prove who one is: a pair of keys; a pair with a token that expires;
// the RAM role of the ECS instance that Grafana runs on; the RAM role of its
// service account in ACK (RRSA).
const (
	CredentialsAccessKey  CredentialsType = "accessKey"
	CredentialsSTSToken   CredentialsType = "stsToken"
	CredentialsECSRAMRole CredentialsType = "ecsRamRole"
	CredentialsRRSA       CredentialsType = "rrsa"
)

// Settings configure one data source. What belongs to the way that isn't taken is
// zero, but for secrets.
type Settings struct {
	Access Access

	// URL is the address of Jaeger's query service, without a slash at its end.
	URL string
	// OAuthPassThru forwards the identity of the user who asks, KeepCookies those of
	// their cookies that it names. Headers are sent besides. All go to Jaeger alone.
	OAuthPassThru bool
	KeepCookies   []string
	Headers       []Header

	// Endpoint is that of Log Service; it has a scheme and no path.
	Endpoint string
	// Region makes requests be signed with version 4; empty means version 1.
	Region  string
	Project string

	StoreType StoreType
	Instance  string
	Logstore  string

	CredentialsType       CredentialsType
	ECSRoleName           string
	AssumeRoleARN         string
	AssumeRoleExternalID  string
	AssumeRoleSessionName string
	RRSARoleARN           string
	RRSAProviderARN       string

	DedicatedSQL bool
	// TraceLookback is how far before now a trace ID is looked for; zero means
	// only within the time range.
	TraceLookback time.Duration
	// MaxSQLRequests and MaxSearchRequests bound the requests in flight, 1 to 100; the
	// latter are all that Jaeger gets.
	MaxSQLRequests, MaxSearchRequests int
	// MaxSpans is how many spans of a trace are shown at the most, 1 to 100,000.
	MaxSpans int
	// Timeout bounds one request to the service.
	Timeout time.Duration

	NodeGraph NodeGraph
	// SpanLinks and TracesToProfiles are links that each span gets.
	SpanLinks        []SpanLink
	TracesToProfiles TracesToProfiles

	Secrets Secrets `json:"-"`
}

// SpansLogstore names the logstore that holds the spans. That of an instance
// carries its name with "-traces" behind it (aliyun/aliyun-log-jaeger, and
// https://www.alibabacloud.com/help/en/sls/trace-application).
func (s Settings) SpansLogstore() string {
	if s.StoreType == StoreTypeLogstore {
		return s.Logstore
	}
	return s.Instance + "-traces"
}

// DepsLogstore names the logstore that holds which service calls which, of an
// instance. A plain logstore has none: empty.
func (s Settings) DepsLogstore() string { return s.besideSpans("-traces-deps") }

// MetricsLogstore names the logstore that holds figures made from spans, of an
// instance. A plain logstore has none: empty.
func (s Settings) MetricsLogstore() string { return s.besideSpans("-traces-metrics") }

func (s Settings) besideSpans(suffix string) string {
	if s.StoreType == StoreTypeLogstore {
		return ""
	}
	return s.Instance + suffix
}

// settingsJSON is jsonData as Grafana stores it.
type settingsJSON struct {
	Access                string `json:"access"`
	Endpoint              string `json:"endpoint"`
	Region                string `json:"region"`
	Project               string `json:"project"`
	StoreType             string `json:"storeType"`
	Instance              string `json:"instance"`
	Logstore              string `json:"logstore"`
	CredentialsType       string `json:"credentialsType"`
	ECSRoleName           string `json:"ecsRoleName"`
	AssumeRoleARN         string `json:"assumeRoleArn"`
	AssumeRoleExternalID  string `json:"assumeRoleExternalId"`
	AssumeRoleSessionName string `json:"assumeRoleSessionName"`
	RRSARoleARN           string `json:"rrsaRoleArn"`
	RRSAProviderARN       string `json:"rrsaProviderArn"`
	DedicatedSQL          bool   `json:"dedicatedSql"`
	TraceLookback         string `json:"traceLookback"`
	MaxSQLRequests        *int   `json:"maxSqlRequests"`
	MaxSearchRequests     *int   `json:"maxSearchRequests"`
	MaxSpans              *int   `json:"maxSpans"`
	Timeout               *int   `json:"timeout"`

	NodeGraph        NodeGraph        `json:"nodeGraph"`
	SpanLinks        []SpanLink       `json:"spanLinks"`
	TracesToProfiles TracesToProfiles `json:"tracesToProfiles"`
}

// ParseSettings reads what Grafana stores of a data source, with defaults filled in.
// The error is a sentence for the person who configures the data source; it never
// holds a secret.
func ParseSettings(stored Stored) (Settings, error) {
	var open settingsJSON
	if len(stored.JSONData) > 0 {
		if err := json.Unmarshal(stored.JSONData, &open); err != nil {
			return Settings{}, describeJSONError("settings", err, settingsExamples)
		}
	}
	settings := Settings{
		Access:           cmp.Or(Access(strings.TrimSpace(open.Access)), AccessLogService),
		NodeGraph:        open.NodeGraph,
		TracesToProfiles: open.TracesToProfiles,
		Secrets:          parseSecrets(stored.Secure),
	}
	err := checkOneOf("access", string(settings.Access), []string{string(AccessLogService), string(AccessJaegerQuery)})
	if err != nil {
		return Settings{}, err
	}
	if settings.Access == AccessJaegerQuery {
		err = settings.setJaeger(stored)
	} else {
		err = settings.setLogService(open)
	}
	if err != nil {
		return Settings{}, err
	}
	if settings.TraceLookback, err = parseLongDuration("traceLookback", cmp.Or(strings.TrimSpace(open.TraceLookback), DefaultLookback)); err != nil {
		return Settings{}, err
	}
	if err := settings.setLimits(open); err != nil {
		return Settings{}, err
	}
	if settings.SpanLinks, err = parseSpanLinks(open.SpanLinks); err != nil {
		return Settings{}, err
	}
	return settings, nil
}

// setLogService reads and checks how Log Service is asked.
func (s *Settings) setLogService(stored settingsJSON) (err error) {
	s.setTexts(stored)
	if s.Endpoint, err = parseEndpoint(stored.Endpoint); err != nil {
		return err
	}
	return cmp.Or(s.checkStore(), s.checkCredentials())
}

// setTexts takes over what is text, without the blanks that copying leaves.
func (s *Settings) setTexts(stored settingsJSON) {
	s.Region = strings.TrimSpace(stored.Region)
	s.Project = strings.TrimSpace(stored.Project)
	s.StoreType = StoreType(strings.TrimSpace(stored.StoreType))
	s.Instance = strings.TrimSpace(stored.Instance)
	s.Logstore = strings.TrimSpace(stored.Logstore)
	s.CredentialsType = CredentialsType(strings.TrimSpace(stored.CredentialsType))
	s.ECSRoleName = strings.TrimSpace(stored.ECSRoleName)
	s.AssumeRoleARN = strings.TrimSpace(stored.AssumeRoleARN)
	s.AssumeRoleExternalID = strings.TrimSpace(stored.AssumeRoleExternalID)
	s.AssumeRoleSessionName = strings.TrimSpace(stored.AssumeRoleSessionName)
	s.RRSARoleARN = strings.TrimSpace(stored.RRSARoleARN)
	s.RRSAProviderARN = strings.TrimSpace(stored.RRSAProviderARN)
	s.DedicatedSQL = stored.DedicatedSQL
	if s.StoreType == "" {
		s.StoreType = StoreTypeInstance
		if s.Instance == "" && s.Logstore != "" {
			s.StoreType = StoreTypeLogstore
		}
	}
	s.CredentialsType = cmp.Or(s.CredentialsType, CredentialsAccessKey)
}

// parseEndpoint gives an endpoint its scheme. A path is refused, since the service
// has its own, and so are a user and a password, which would be shown to anyone.
func parseEndpoint(text string) (string, error) {
	const example = "enter for example cn-hangzhou.log.aliyuncs.com, or http://127.0.0.1:8080"
	text = strings.TrimSpace(text)
	if text == "" {
		return "", errors.New("endpoint is missing: " + example)
	}
	if !strings.Contains(text, "://") {
		text = "https://" + text
	}
	parsed, err := url.Parse(text)
	switch {
	case err != nil || parsed.Hostname() == "" || strings.ContainsAny(parsed.Host, " \t"):
		return "", errors.New("endpoint is no address: " + example)
	case parsed.Scheme != "http" && parsed.Scheme != "https":
		return "", fmt.Errorf("endpoint begins with %q, which is neither http nor https: %s", parsed.Scheme, example)
	case parsed.User != nil:
		return "", errors.New("endpoint holds a user or password: keys belong in the fields for credentials; " + example)
	case strings.Trim(parsed.Path, "/") != "" || parsed.RawQuery != "" || parsed.Fragment != "":
		return "", errors.New("endpoint has something behind the host: leave it out; " + example)
	}
	return parsed.Scheme + "://" + parsed.Host, nil
}

func (s Settings) checkStore() error {
	switch {
	case s.Project == "":
		return errors.New("project is missing: enter the name of the Log Service project, for example my-project")
	case s.StoreType == StoreTypeInstance && s.Instance == "":
		return errors.New("instance is missing: enter the name of the trace instance, for example my-traces, or choose a logstore")
	case s.StoreType == StoreTypeLogstore && s.Logstore == "":
		return errors.New("logstore is missing: enter the name of the logstore that holds the spans, for example jaeger-spans")
	}
	return checkOneOf("storeType", string(s.StoreType), []string{string(StoreTypeInstance), string(StoreTypeLogstore)})
}
