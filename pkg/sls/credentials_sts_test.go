package sls

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestRPCSignature uses the example in Alibaba Cloud's description of the
// signature: https://www.alibabacloud.com/help/en/sdk/product-overview/rpc-mechanism
func TestRPCSignature(t *testing.T) {
	parameters := url.Values{
		"AccessKeyId": {"testid"}, "Action": {"DescribeRegions"}, "Format": {"XML"}, "SignatureMethod": {"HMAC-SHA1"},
		"SignatureNonce": {"3ee8c1b8-83d3-44af-a94f-4e0ad82fd6cf"}, "SignatureVersion": {"1.0"},
		"Timestamp": {"2016-02-23T12:46:24Z"}, "Version": {"2014-05-26"},
	}
	require.Equal(t, "OLeaidS1JvxuMvnyHOwuJ+uX5qY=", rpcSignature(http.MethodGet, parameters, "testsecret"))
}

// elsewhere sends every request to one server, whatever host it names.
type elsewhere struct{ to *url.URL }

// RoundTrip implements http.RoundTripper.
func (e elsewhere) RoundTrip(request *http.Request) (*http.Response, error) {
	moved := request.Clone(request.Context())
	moved.Host = request.URL.Host
	moved.URL.Scheme, moved.URL.Host = e.to.Scheme, e.to.Host
	return http.DefaultTransport.RoundTrip(moved)
}

// fakeSTS answers requests for keys, and is the client that reaches it.
func fakeSTS(t *testing.T, answer func(w http.ResponseWriter, r *http.Request)) *http.Client {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := r.ParseForm(); err != nil || r.URL.RawQuery != "" || r.Method != http.MethodPost {
			w.WriteHeader(http.StatusTeapot)
			return
		}
		answer(w, r)
	}))
	t.Cleanup(server.Close)
	to, err := url.Parse(server.URL)
	require.NoError(t, err)
	return &http.Client{Transport: elsewhere{to}}
}

const roleKey = `{"RequestId":"R1","Credentials":{"AccessKeyId":"STS.id","AccessKeySecret":"s","SecurityToken":"t","Expiration":"2099-01-01T00:00:00Z"}}`

func assumeConfig() CredentialsConfig {
	return CredentialsConfig{
		Type: STSTokenCredentials, AccessKeyID: fakeKey.ID, AccessKeySecret: fakeKey.Secret, SecurityToken: fakeKey.Token,
		AssumeRoleARN: "acs:ram::123:role/grafana", AssumeRoleExternalID: "ext 1*~/é", STSEndpoint: "sts.cn-hangzhou.aliyuncs.com",
	}
}

func TestAssumeRole(t *testing.T) {
	var asked url.Values
	var host string
	client := fakeSTS(t, func(w http.ResponseWriter, r *http.Request) {
		asked, host = r.PostForm, r.Host
		_, _ = fmt.Fprint(w, roleKey)
	})
	credentials, err := NewCredentials(assumeConfig(), client)
	require.NoError(t, err)
	key, err := credentials.Get(t.Context())
	require.NoError(t, err)
	require.Equal(t, Key{ID: "STS.id", Secret: "s", Token: "t"}, key)

	require.Equal(t, "sts.cn-hangzhou.aliyuncs.com", host)
	signature := asked.Get("Signature")
	asked.Del("Signature")
	require.Equal(t, rpcSignature(http.MethodPost, asked, fakeKey.Secret), signature)
	when, err := time.Parse(timestampLayout, asked.Get("Timestamp"))
	require.NoError(t, err)
	require.WithinDuration(t, time.Now(), when, time.Minute)
	require.GreaterOrEqual(t, len(asked.Get("SignatureNonce")), 20)
	asked.Del("Timestamp")
	asked.Del("SignatureNonce")
	require.Equal(t, url.Values{
		"Action": {"AssumeRole"}, "Version": {"2015-04-01"}, "Format": {"JSON"}, "DurationSeconds": {"3600"},
		"RoleArn": {"acs:ram::123:role/grafana"}, "RoleSessionName": {"grafana-jaeger-on-log-service"}, "ExternalId": {"ext 1*~/é"},
		"AccessKeyId": {fakeKey.ID}, "SecurityToken": {fakeKey.Token}, "SignatureMethod": {"HMAC-SHA1"}, "SignatureVersion": {"1.0"},
	}, asked)
}

func TestAssumeRoleErrors(t *testing.T) {
	refused := func(status int, code, message string) func(http.ResponseWriter, *http.Request) {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(status)
			_, _ = fmt.Fprintf(w, `{"RequestId":"R2","HostId":"sts.aliyuncs.com","Code":%q,"Message":%q}`, code, message)
		}
	}
	tests := []struct {
		name   string
		answer func(http.ResponseWriter, *http.Request)
		err    string
		tries  int
	}{
		{"not allowed", refused(403, "NoPermission", "You are not authorized to do this action."), "did not give a key for the role: You are not authorized to do this action (NoPermission, HTTP status 403, request ID R2)", 1},
		{"wrong signature", refused(400, "SignatureDoesNotMatch", "Specified signature is not matched with our calculation. server string to sign is:POST&%2F&AccessKeyId%3D"+fakeKey.ID+"%26SecurityToken%3D"+url.QueryEscape(url.QueryEscape(fakeKey.Token))), "is not matched with our calculation (SignatureDoesNotMatch", 1},
		{"key in the message", refused(404, "InvalidAccessKeyId.NotFound", "No key "+fakeKey.ID+" "+url.QueryEscape(fakeKey.Token)), "No key [redacted] [redacted] (InvalidAccessKeyId.NotFound", 1},
		{"down", refused(503, "ServiceUnavailable", "The request has failed due to a temporary failure of the server."), "temporary failure", 3},
		{"HTML", func(w http.ResponseWriter, _ *http.Request) {
			http.Error(w, "<html>"+fakeKey.Secret, http.StatusProxyAuthRequired)
		}, `its answer can't be read; it begins with "<html>[redacted]\n"`, 1},
		{"half a key", func(w http.ResponseWriter, _ *http.Request) {
			_, _ = fmt.Fprint(w, `{"Credentials":{"AccessKeySecret":"fresh secret"}}`)
		}, "its answer can't be read (no code, HTTP status 200", 1},
		{"redirect", func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "https://evil.example/", http.StatusTemporaryRedirect)
		}, "HTTP status 307", 1},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var tries atomic.Int32
			sts, err := newSTSClient("", fakeSTS(t, func(w http.ResponseWriter, r *http.Request) { tries.Add(1); test.answer(w, r) }))
			require.NoError(t, err)
			sts.pauses = fakeClient(t, "127.0.0.1", &renewableKey{}).pauses
			parameters, err := roleParameters("AssumeRole", "acs:ram::1:role/r", "")
			require.NoError(t, err)
			_, _, err = sts.key(t.Context(), func() url.Values { return sts.sign(parameters, fakeKey) }, newRedaction(fakeKey.ID, fakeKey.Secret, fakeKey.Token))
			require.ErrorContains(t, err, test.err)
			require.EqualValues(t, test.tries, tries.Load())
			for _, secret := range []string{fakeKey.ID, fakeKey.Secret, fakeKey.Token, url.QueryEscape(fakeKey.Token), "fresh secret"} {
				require.NotContains(t, err.Error(), secret)
			}
		})
	}
}

func TestAssumeRoleWithoutAWay(t *testing.T) {
	credentials, err := NewCredentials(assumeConfig(), &http.Client{Transport: brokenWay{}})
	require.NoError(t, err)
	session, ok := credentials.(*sessionKeys)
	require.True(t, ok)
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	_, _, err = session.fetch(ctx)
	require.Error(t, err)
	require.NotContains(t, err.Error(), fakeKey.Token)
}

// brokenWay is a transport that never gets anywhere.
type brokenWay struct{}

// RoundTrip implements http.RoundTripper.
func (brokenWay) RoundTrip(*http.Request) (*http.Response, error) {
	return nil, errors.New("proxy refused")
}

func TestRRSA(t *testing.T) {
	var asked url.Values
	client := fakeSTS(t, func(w http.ResponseWriter, r *http.Request) {
		asked = r.PostForm
		if asked.Get("OIDCToken") == "stale" {
			w.WriteHeader(400)
			_, _ = fmt.Fprintf(w, `{"RequestId":"R3","Code":"AuthenticationFail.OIDCToken.Expired","Message":"This JWT stale has expired."}`)
			return
		}
		_, _ = fmt.Fprint(w, roleKey)
	})
	file := filepath.Join(t.TempDir(), "token")
	t.Setenv(oidcTokenVariable, file)
	credentials, err := NewCredentials(CredentialsConfig{
		Type: RRSACredentials, RRSARoleARN: "acs:ram::123:role/grafana", RRSAProviderARN: "acs:ram::123:oidc-provider/ack-rrsa-c1", AssumeRoleSessionName: "me",
	}, client)
	require.NoError(t, err)

	_, err = credentials.Get(t.Context())
	require.ErrorContains(t, err, "the token of the Kubernetes service account can't be read")
	require.ErrorContains(t, err, "forward_host_env_vars")

	require.NoError(t, os.WriteFile(file, []byte(" \n"), 0o600))
	_, err = credentials.Get(t.Context())
	require.ErrorContains(t, err, "is empty")

	require.NoError(t, os.WriteFile(file, []byte("stale"), 0o600))
	_, err = credentials.Get(t.Context())
	require.ErrorContains(t, err, "This JWT [redacted] has expired (AuthenticationFail.OIDCToken.Expired")

	require.NoError(t, os.WriteFile(file, []byte("fresh\n"), 0o600))
	require.Equal(t, "STS.id", getID(t, credentials))
	asked.Del("Timestamp")
	require.Equal(t, url.Values{
		"Action": {"AssumeRoleWithOIDC"}, "Version": {"2015-04-01"}, "Format": {"JSON"}, "DurationSeconds": {"3600"},
		"RoleArn": {"acs:ram::123:role/grafana"}, "OIDCProviderArn": {"acs:ram::123:oidc-provider/ack-rrsa-c1"}, "RoleSessionName": {"me"}, "OIDCToken": {"fresh"},
	}, asked)
}
