package sls

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aliyun/credentials-go/credentials/providers"
	"github.com/stretchr/testify/require"
)

func TestNewCredentialsFromSettings(t *testing.T) {
	// The official library would fill empty fields with these.
	t.Setenv("ALIBABA_CLOUD_ACCESS_KEY_ID", "the administrator's")
	t.Setenv("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "the administrator's")
	t.Setenv("ALIBABA_CLOUD_SECURITY_TOKEN", "the administrator's")
	const role = "acs:ram::123456789:role/grafana"
	tests := []struct {
		name   string
		config CredentialsConfig
		key    Key
		err    string
	}{
		{name: "access key", config: CredentialsConfig{Type: AccessKeyCredentials, AccessKeyID: " id\n", AccessKeySecret: "\tsecret "}, key: Key{ID: "id", Secret: "secret"}},
		{name: "access key ignores a token", config: CredentialsConfig{Type: AccessKeyCredentials, AccessKeyID: "id", AccessKeySecret: "secret", SecurityToken: "old"}, key: Key{ID: "id", Secret: "secret"}},
		{name: "token", config: CredentialsConfig{Type: STSTokenCredentials, AccessKeyID: "id", AccessKeySecret: "secret", SecurityToken: "token"}, key: Key{ID: "id", Secret: "secret", Token: "token"}},
		{name: "no ID", config: CredentialsConfig{Type: AccessKeyCredentials, AccessKeySecret: "secret"}, err: "the AccessKey ID is missing"},
		{name: "no secret", config: CredentialsConfig{Type: AccessKeyCredentials, AccessKeyID: "id"}, err: "the AccessKey secret is missing"},
		{name: "no token", config: CredentialsConfig{Type: STSTokenCredentials, AccessKeyID: "id", AccessKeySecret: "secret"}, err: "the security token is missing"},
		{name: "no type", config: CredentialsConfig{AccessKeyID: "id", AccessKeySecret: "secret"}, err: `"" is not a kind of credentials`},
		{name: "role that is no ARN", config: CredentialsConfig{Type: AccessKeyCredentials, AccessKeyID: "id", AccessKeySecret: "secret", AssumeRoleARN: "grafana"}, err: `"grafana" is not the ARN of a RAM role`},
		{name: "session name with a space", config: CredentialsConfig{Type: AccessKeyCredentials, AccessKeyID: "id", AccessKeySecret: "secret", AssumeRoleARN: role, AssumeRoleSessionName: "my name"}, err: "is not a role session name"},
		{name: "endpoint of STS with a path", config: CredentialsConfig{Type: AccessKeyCredentials, AccessKeyID: "id", AccessKeySecret: "secret", AssumeRoleARN: role, STSEndpoint: "sts.aliyuncs.com/x?y"}, err: "is not an endpoint of Security Token Service"},
		{name: "instance role that reaches for other metadata", config: CredentialsConfig{Type: ECSRoleCredentials, ECSRole: "../../user-data"}, err: "is not the name of a RAM role"},
		{name: "RRSA without a provider", config: CredentialsConfig{Type: RRSACredentials, RRSARoleARN: role}, err: "is not the ARN of an OIDC provider"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			credentials, err := NewCredentials(test.config, nil)
			if test.err != "" {
				require.ErrorContains(t, err, test.err)
				return
			}
			require.NoError(t, err)
			key, err := credentials.Get(t.Context())
			require.NoError(t, err)
			require.Equal(t, test.key, key)
		})
	}
}

func TestRRSATokenGoesToSTSOnly(t *testing.T) {
	tests := []struct {
		name, endpoint string
		ok             bool
	}{
		{"default", "", true},
		{"global", "https://sts.aliyuncs.com/", true},
		{"regional", "sts.cn-hangzhou.aliyuncs.com", true},
		{"in a VPC", "sts-vpc.ap-southeast-1.aliyuncs.com", true},
		{"anybody's", "sts.evil.example", false},
		{"with a port", "sts.aliyuncs.com:8443", false},
		{"suffix of another", "sts.aliyuncs.com.evil.example", false},
		{"a bucket called sts", "sts.oss-cn-hangzhou.aliyuncs.com", false},
		{"a project called sts", "sts.cn-hangzhou.log.aliyuncs.com", false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := NewCredentials(CredentialsConfig{
				Type: RRSACredentials, RRSARoleARN: "acs:ram::1:role/r", RRSAProviderARN: "acs:ram::1:oidc-provider/ack-rrsa-c1", STSEndpoint: test.endpoint,
			}, nil)
			require.Equal(t, test.ok, err == nil, "%v", err)
		})
	}
}

func TestSecretsAreNotPrinted(t *testing.T) {
	config := CredentialsConfig{Type: STSTokenCredentials, AccessKeyID: fakeKey.ID, AccessKeySecret: fakeKey.Secret, SecurityToken: fakeKey.Token}
	fixed, err := NewCredentials(config, nil)
	require.NoError(t, err)
	config.AssumeRoleARN = "acs:ram::1:role/r"
	assumed, err := NewCredentials(config, nil)
	require.NoError(t, err)
	session := &sessionKeys{now: time.Now, fetch: func(context.Context) (Key, time.Time, error) { return fakeKey, time.Now().Add(time.Hour), nil }}
	require.Equal(t, fakeKey.ID, getID(t, session))
	ecs := newECSKeys(nil)
	<-ecs.state
	ecs.state <- ecsState{provider: staticProvider{}}
	client := fakeClient(t, "http://127.0.0.1:1", session)
	tests := []struct {
		name  string
		value any
	}{
		{"key", fakeKey}, {"pointer to a key", &fakeKey}, {"keys", []Key{fakeKey}}, {"config", config}, {"pointer to a config", &config},
		{"fixed", fixed}, {"assumed", assumed}, {"session", session}, {"instance", ecs}, {"client", client}, {"config of a client", client.config},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%d", "%x"} {
				text := fmt.Sprintf(verb, test.value)
				require.NotContains(t, text, fakeKey.Secret)
				require.NotContains(t, text, fakeKey.Token)
				require.NotContains(t, text, fakeKey.ID)
				require.NotContains(t, text, fmt.Sprintf("%x", fakeKey.Secret))
			}
			if text, err := json.Marshal(test.value); err == nil {
				require.NotContains(t, string(text), "secret")
				require.NotContains(t, string(text), "fake/token")
			}
		})
	}
}

type staticProvider struct{}

func (staticProvider) GetCredentials() (*providers.Credentials, error) {
	return &providers.Credentials{AccessKeyId: fakeKey.ID, AccessKeySecret: fakeKey.Secret, SecurityToken: fakeKey.Token}, nil
}

func (staticProvider) GetProviderName() string { return "static" }

// numberedKeys fetches a new key each time, which lasts an hour.
func numberedKeys() (*sessionKeys, *atomic.Int32) {
	var fetches atomic.Int32
	return &sessionKeys{now: time.Now, fetch: func(context.Context) (Key, time.Time, error) {
		return Key{ID: fmt.Sprintf("key%d", fetches.Add(1))}, time.Now().Add(time.Hour), nil
	}}, &fetches
}

func getID(t *testing.T, credentials Credentials) string {
	t.Helper()
	key, err := credentials.Get(t.Context())
	require.NoError(t, err)
	return key.ID
}

func TestSessionKeysAreReplacedBeforeTheyEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		keys, fetches := numberedKeys()
		require.Equal(t, "key1", getID(t, keys))
		time.Sleep(54 * time.Minute)
		require.Equal(t, "key1", getID(t, keys))
		require.EqualValues(t, 1, fetches.Load())

		time.Sleep(2 * time.Minute)
		require.Equal(t, "key1", getID(t, keys), "with four minutes left nobody waits for the next")
		synctest.Wait()
		require.EqualValues(t, 2, fetches.Load())
		require.Equal(t, "key2", getID(t, keys))

		time.Sleep(time.Hour - 30*time.Second)
		require.Equal(t, "key3", getID(t, keys), "with half a minute left it is waited for")
	})
}

func TestSessionKeysOutliveFailures(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		keys, _ := numberedKeys()
		require.Equal(t, "key1", getID(t, keys))
		keys.fetch = func(context.Context) (Key, time.Time, error) { return Key{}, time.Time{}, errors.New("STS is down") }
		time.Sleep(time.Hour - 30*time.Second)
		require.Equal(t, "key1", getID(t, keys))
		time.Sleep(time.Minute)
		_, err := keys.Get(t.Context())
		require.EqualError(t, err, "STS is down")
	})
}

func TestSessionKeysAreFetchedOnceForAll(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		keys, fetches := numberedKeys()
		fetch := keys.fetch
		keys.fetch = func(ctx context.Context) (Key, time.Time, error) {
			time.Sleep(time.Second)
			if ctx.Err() != nil {
				return Key{}, time.Time{}, ctx.Err()
			}
			return fetch(ctx)
		}
		impatient, cancel := context.WithTimeout(t.Context(), time.Millisecond)
		defer cancel()
		var group sync.WaitGroup
		var failed error
		group.Go(func() { _, failed = keys.Get(impatient) })
		synctest.Wait()
		for range 20 {
			group.Go(func() {
				if key, err := keys.Get(t.Context()); err != nil || key.ID != "key1" {
					t.Error(key, err)
				}
			})
		}
		group.Wait()
		require.ErrorIs(t, failed, context.DeadlineExceeded)
		require.EqualValues(t, 1, fetches.Load())
	})
}

func TestSessionKeysAreRenewedWhenTurnedDown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		keys, _ := numberedKeys()
		first, err := keys.Get(t.Context())
		require.NoError(t, err)
		require.True(t, keys.renew(first))
		second, err := keys.Get(t.Context())
		require.NoError(t, err)
		require.Equal(t, "key2", second.ID)
		require.True(t, keys.renew(first), "another request has renewed it already")
		require.Equal(t, "key2", getID(t, keys))
		require.False(t, keys.renew(second), "what turned down the first turns down the second, too")
		time.Sleep(2 * time.Minute)
		require.True(t, keys.renew(second))
		require.Equal(t, "key3", getID(t, keys))
	})
}

// fakeMetadata is an ECS instance's metadata, reached through the library's
// proxy setting.
func fakeMetadata(t *testing.T, pages map[string]string) *ecsKeys {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		page, ok := pages[r.Host+r.URL.Path]
		if !ok {
			w.WriteHeader(http.StatusNotFound)
		}
		_, _ = fmt.Fprint(w, page)
	}))
	t.Cleanup(server.Close)
	return newECSKeys(func() (providers.CredentialsProvider, error) {
		return providers.NewECSRAMRoleCredentialsProviderBuilder().WithHttpOptions(&providers.HttpOptions{Proxy: server.URL}).Build()
	})
}

func TestECSRole(t *testing.T) {
	const path = "100.100.100.200/latest/meta-data/ram/security-credentials/"
	complete := fmt.Sprintf(`{"Code":"Success","AccessKeyId":"id","AccessKeySecret":"s","SecurityToken":"t","Expiration":%q}`, time.Now().Add(time.Hour).UTC().Format(timestampLayout))
	tests := []struct {
		name  string
		pages map[string]string
		err   string
	}{
		{name: "complete", pages: map[string]string{path: "role", path + "role": complete}},
		{name: "no role", pages: map[string]string{}, err: "no key could be had for the RAM role of the ECS instance: get role name failed"},
		{name: "a member missing", pages: map[string]string{path: "role", path + "role": strings.Replace(complete, "Expiration", "x", 1)}, err: "the metadata of the ECS instance lack"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			credentials := fakeMetadata(t, test.pages)
			for range 2 {
				key, err := credentials.Get(t.Context())
				if test.err != "" {
					require.ErrorContains(t, err, test.err)
					continue
				}
				require.NoError(t, err)
				require.Equal(t, Key{ID: "id", Secret: "s", Token: "t"}, key)
			}
		})
	}
}

func TestECSRoleDoesNotOutwaitItsContext(t *testing.T) {
	release := make(chan struct{})
	built := atomic.Int32{}
	credentials := newECSKeys(func() (providers.CredentialsProvider, error) { built.Add(1); <-release; return staticProvider{}, nil })
	ctx, cancel := context.WithCancel(t.Context())
	first, second := make(chan error, 1), make(chan error, 1)
	go func() { _, err := credentials.Get(ctx); first <- err }()
	go func() { _, err := credentials.Get(ctx); second <- err }()
	cancel()
	require.ErrorIs(t, <-first, context.Canceled)
	require.ErrorIs(t, <-second, context.Canceled)
	close(release)
	require.Equal(t, fakeKey.ID, getID(t, credentials))
	require.EqualValues(t, 1, built.Load())

	require.False(t, credentials.renew(Key{}))
	credentials.now = func() time.Time { return time.Now().Add(2 * minKeyAge) }
	require.True(t, credentials.renew(Key{}))
	require.Equal(t, fakeKey.ID, getID(t, credentials))
	require.EqualValues(t, 2, built.Load())
}
