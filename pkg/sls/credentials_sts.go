package sls

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha1"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"

	"github.com/cenkalti/backoff/v5"
)

const (
	defaultSTSEndpoint = "sts.aliyuncs.com"
	defaultSessionName = "grafana-jaeger-on-log-service"
	// sessionSeconds is how long an assumed role lasts: what a role allows unless
	// it was changed.
	sessionSeconds = "3600"
	// timestampLayout is ISO 8601 as the signature wants it.
	timestampLayout = "2006-01-02T15:04:05Z"
)

var (
	stsHost     = regexp.MustCompile(`^[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?$`)
	sessionName = regexp.MustCompile(`^[A-Za-z0-9.@_-]{2,64}$`)
	roleARN     = regexp.MustCompile(`^acs:ram::[0-9]+:role/[A-Za-z0-9._/-]+$`)
)

// stsClient speaks to Security Token Service (STS) of Alibaba Cloud.
type stsClient struct {
	endpoint string
	http     *http.Client
	now      func() time.Time
	pauses   func() backoff.BackOff
}

func newSTSClient(endpoint string, client *http.Client) (stsClient, error) {
	host := strings.TrimSuffix(strings.TrimPrefix(strings.ToLower(strings.TrimSpace(endpoint)), "https://"), "/")
	if host == "" {
		host = defaultSTSEndpoint
	}
	if !stsHost.MatchString(host) {
		return stsClient{}, fmt.Errorf("%q is not an endpoint of Security Token Service: enter a host name such as %s", endpoint, defaultSTSEndpoint)
	}
	sender := http.Client{}
	if client != nil {
		sender = *client
	}
	// A redirect would carry the request, which holds a token, elsewhere.
	sender.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return stsClient{endpoint: host, http: &sender, now: time.Now, pauses: exponentialPauses}, nil
}

// newAssumedRole gives the keys of a RAM role that is assumed with another key:
// https://www.alibabacloud.com/help/en/ram/developer-reference/api-sts-2015-04-01-assumerole
func newAssumedRole(base Credentials, config CredentialsConfig, client *http.Client) (Credentials, error) {
	sts, err := newSTSClient(config.STSEndpoint, client)
	if err != nil {
		return nil, err
	}
	parameters, err := roleParameters("AssumeRole", config.AssumeRoleARN, config.AssumeRoleSessionName)
	if err != nil {
		return nil, err
	}
	if config.AssumeRoleExternalID != "" {
		parameters.Set("ExternalId", config.AssumeRoleExternalID)
	}
	fetch := func(ctx context.Context) (Key, time.Time, error) {
		key, err := base.Get(ctx)
		if err != nil {
			return Key{}, time.Time{}, err
		}
		return sts.key(ctx, func() url.Values { return sts.sign(parameters, key) }, newRedaction(key.ID, key.Secret, key.Token))
	}
	return &sessionKeys{fetch: fetch, now: time.Now}, nil
}

func roleParameters(action, role, session string) (url.Values, error) {
	if !roleARN.MatchString(role) {
		return nil, fmt.Errorf("%q is not the ARN of a RAM role: it looks like acs:ram::<account>:role/<name>", role)
	}
	if session == "" {
		session = defaultSessionName
	}
	if !sessionName.MatchString(session) {
		return nil, fmt.Errorf("%q is not a role session name: it may have 2 to 64 letters, digits and .@_-", session)
	}
	return url.Values{
		"Action": {action}, "Version": {"2015-04-01"}, "Format": {"JSON"},
		"RoleArn": {role}, "RoleSessionName": {session}, "DurationSeconds": {sessionSeconds},
	}, nil
}

// sign adds what makes a request the holder's of a key, by version 1.0 of the
// signature: https://www.alibabacloud.com/help/en/sdk/product-overview/rpc-mechanism
func (s stsClient) sign(parameters url.Values, key Key) url.Values {
	signed := url.Values{
		"AccessKeyId": {key.ID}, "SignatureMethod": {"HMAC-SHA1"}, "SignatureVersion": {"1.0"},
		"SignatureNonce": {rand.Text()}, "Timestamp": {s.now().UTC().Format(timestampLayout)},
	}
	for name, values := range parameters {
		signed[name] = values
	}
	if key.Token != "" {
		signed.Set("SecurityToken", key.Token)
	}
	signed.Set("Signature", rpcSignature(http.MethodPost, signed, key.Secret))
	return signed
}

func rpcSignature(method string, parameters url.Values, secret string) string {
	// Encode sorts by name; the service's encoding differs in the space only.
	canonical := strings.ReplaceAll(parameters.Encode(), "+", "%20")
	mac := hmac.New(sha1.New, []byte(secret+"&"))
	mac.Write([]byte(method + "&%2F&" + url.QueryEscape(canonical)))
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

// stsError is a refusal by STS.
type stsError struct {
	status                   int
	code, message, requestID string
}

// Error implements error.
func (e *stsError) Error() string {
	return fmt.Sprintf("Security Token Service did not give a key for the role: %s (%s, HTTP status %d, request ID %s)",
		strings.TrimRight(e.message, ". "), e.code, e.status, e.requestID)
}

// key asks for the key of a role. Parameters are made anew for each try, as a
// nonce counts once only. They travel in the body: addresses get logged.
func (s stsClient) key(ctx context.Context, parameters func() url.Values, redact redaction) (Key, time.Time, error) {
	var expires time.Time
	key, err := backoff.Retry(ctx, func() (Key, error) {
		var key Key
		var err error
		key, expires, err = s.ask(ctx, parameters(), redact)
		var way *unreachable
		var refusal *stsError
		passes := errors.As(err, &way) && mayPass(way) || errors.As(err, &refusal) && refusal.status >= http.StatusInternalServerError
		if err != nil && !passes {
			return key, backoff.Permanent(err)
		}
		return key, err
	}, backoff.WithBackOff(s.pauses()), backoff.WithMaxTries(maxTries))
	return key, expires, err
}

func (s stsClient) ask(ctx context.Context, parameters url.Values, redact redaction) (Key, time.Time, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, "https://"+s.endpoint+"/", strings.NewReader(parameters.Encode()))
	if err != nil {
		return Key{}, time.Time{}, err
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	response, err := s.http.Do(request)
	if err != nil {
		var whole *url.Error
		if errors.As(err, &whole) {
			err = whole.Err
		}
		return Key{}, time.Time{}, &unreachable{service: "Security Token Service", host: s.endpoint, cause: err}
	}
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(io.LimitReader(response.Body, maxErrorSize))
	if err != nil {
		return Key{}, time.Time{}, &unreachable{service: "Security Token Service", host: s.endpoint, cause: err}
	}
	return readKey(response.StatusCode, text, redact)
}

func readKey(status int, text []byte, redact redaction) (Key, time.Time, error) {
	var said struct {
		RequestID   string `json:"RequestId"`
		Code        string
		Message     string
		Credentials struct {
			AccessKeyID     string `json:"AccessKeyId"`
			AccessKeySecret string
			SecurityToken   string
			Expiration      time.Time
		}
	}
	err := json.Unmarshal(text, &said)
	got := said.Credentials
	if status == http.StatusOK && err == nil && got.AccessKeyID != "" && got.AccessKeySecret != "" && got.SecurityToken != "" && !got.Expiration.IsZero() {
		return Key{ID: got.AccessKeyID, Secret: got.AccessKeySecret, Token: got.SecurityToken}, got.Expiration, nil
	}
	refusal := &stsError{status: status, code: said.Code, message: redact.clean(said.Message), requestID: said.RequestID}
	// What follows is the whole signed request.
	refusal.message, _, _ = strings.Cut(refusal.message, "server string to sign")
	if said.Code == "" {
		refusal.code, refusal.message = "no code", "its answer can't be read"
		if status != http.StatusOK {
			// An answer with status 200 may hold half a key.
			refusal.message += "; it begins with " + redact.excerpt(text)
		}
	}
	return Key{}, time.Time{}, refusal
}
