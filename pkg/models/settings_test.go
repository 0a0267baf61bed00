package models

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

const keyless = `"endpoint":"cn-hangzhou.log.aliyuncs.com","project":"p","instance":"i","credentialsType":"ecsRamRole"`

func TestParseSettingsErrors(t *testing.T) {
	tests := []struct {
		name   string
		input  string
		secure map[string]string
		want   string
	}{
		{"nothing at all", ``, nil, "endpoint is missing: enter for example cn-hangzhou.log.aliyuncs.com, or http://127.0.0.1:8080"},
		{"an endpoint with a path", `{"endpoint":"https://h/a"}`, nil, "endpoint has something behind the host: leave it out; enter for example cn-hangzhou.log.aliyuncs.com, or http://127.0.0.1:8080"},
		{"an endpoint with a password", `{"endpoint":"https://u:hunter2@h"}`, nil, "endpoint holds a user or password: keys belong in the fields for credentials; enter for example cn-hangzhou.log.aliyuncs.com, or http://127.0.0.1:8080"},
		{"a broken endpoint with a password", `{"endpoint":"https://u:hunter2@h:x%zz"}`, nil, "endpoint is no address: enter for example cn-hangzhou.log.aliyuncs.com, or http://127.0.0.1:8080"},
		{"no project", `{"endpoint":"h"}`, nil, "project is missing: enter the name of the Log Service project, for example my-project"},
		{"too many requests", `{` + keyless + `,"maxSqlRequests":101}`, nil, "maxSqlRequests is 101: enter a whole number from 1 to 100, for example 15"},
		{"a wrong type", `{"project":7}`, nil, `project is a JSON number, which doesn't fit: write for example "my-project"`},
		{"no secret", `{"endpoint":"h","project":"p","instance":"i"}`, map[string]string{"accessKeyId": "a"}, "accessKeySecret is missing: enter the secret that belongs to the access key, 30 letters and digits for example"},
		{"a look-back without a unit", `{` + keyless + `,"traceLookback":"7"}`, nil, `traceLookback is "7", which is no duration: enter a number with a unit (s, m, h, d, w), for example 7d or 12h`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := ParseSettings(Stored{JSONData: []byte(tt.input), Secure: tt.secure})
			require.EqualError(t, err, tt.want)
		})
	}
}

func TestParseSettingsErrorsOfJaeger(t *testing.T) {
	const (
		example = "enter for example http://jaeger-query:16686, with the path behind it if there is one"
		jaeger  = `{"access":"jaegerQuery"}`
	)
	tests := []struct {
		name   string
		stored Stored
		want   string
	}{
		{"another way", Stored{JSONData: []byte(`{"access":"zipkin"}`)}, `access is "zipkin": use one of "logService", "jaegerQuery", or leave it empty`},
		{"no URL", Stored{JSONData: []byte(jaeger)}, "url is missing: " + example + " (it has its own place, not in jsonData)"},
		{"a URL with a password", Stored{URL: "https://u:hunter2@h", JSONData: []byte(jaeger)}, "url holds a user or password: enter them in the fields for authentication; " + example},
		{"a broken URL with a password", Stored{URL: "https://u:hunter2@h:x%zz", JSONData: []byte(jaeger)}, "url is no address: " + example},
		{"a URL whose scheme is a password", Stored{URL: "hunter2:x@h", JSONData: []byte(jaeger)}, "url begins with neither http:// nor https://: " + example},
		{"two ways to prove who asks", Stored{URL: "http://h", BasicAuth: true, BasicAuthUser: "u", JSONData: []byte(jaeger), Secure: map[string]string{"bearerToken": "hunter2"}},
			"basicAuth is true and a bearerToken is set, but a request has room for one of them: remove the other, for example with basicAuth: false"},
		{"a header of two words", Stored{URL: "http://h", JSONData: []byte(`{"access":"jaegerQuery","httpHeaderName3":"X Team"}`), Secure: map[string]string{"httpHeaderValue3": "a"}},
			"httpHeaderName3 is no name of a header: enter for example \"X-Scope-OrgID\""},
		{"a header without a value", Stored{URL: "http://h", JSONData: []byte(`{"access":"jaegerQuery","httpHeaderName1":"X-Team"}`)},
			"the header X-Team has no value: enter it as httpHeaderValue1, or remove httpHeaderName1"},
		{"a server name of a wrong type", Stored{URL: "http://h", JSONData: []byte(`{"access":"jaegerQuery","serverName":7}`)},
			`serverName is a JSON number, which doesn't fit: write for example "jaeger.example.com"`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := ParseSettings(tt.stored)
			require.EqualError(t, err, tt.want)
		})
	}
}

func TestParseSettingsLookback(t *testing.T) {
	const day = 24 * time.Hour
	tests := []struct {
		name string
		text string
		want time.Duration
		bad  bool
	}{
		{name: "default", text: "", want: 7 * day},
		{name: "days", text: "30d", want: 30 * day},
		{name: "weeks", text: "2w", want: 14 * day},
		{name: "fraction of a day", text: "1.5d", want: 36 * time.Hour},
		{name: "mixed", text: "1w2d3h4m", want: 9*day + 3*time.Hour + 4*time.Minute},
		{name: "hours", text: "12h", want: 12 * time.Hour},
		{name: "zero", text: "0", want: 0},
		{name: "no number", text: "d", bad: true},
		{name: "two dots", text: "1.2.3d", bad: true},
		{name: "negative", text: "-1d", bad: true},
		{name: "longer than a duration can be", text: "20000w", bad: true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			settings, err := ParseSettings(Stored{JSONData: []byte(fmt.Sprintf(`{%s,"traceLookback":%q}`, keyless, tt.text))})
			if tt.bad {
				require.ErrorContains(t, err, "traceLookback")
				return
			}
			require.NoError(t, err)
			require.Equal(t, tt.want, settings.TraceLookback)
		})
	}
}

func TestLogstores(t *testing.T) {
	tests := []struct {
		name                 string
		settings             Settings
		spans, deps, metrics string
	}{
		{"an instance", Settings{StoreType: StoreTypeInstance, Instance: "shop"}, "shop-traces", "shop-traces-deps", "shop-traces-metrics"},
		{"a logstore", Settings{StoreType: StoreTypeLogstore, Instance: "shop", Logstore: "spans"}, "spans", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			require.Equal(t, tt.spans, tt.settings.SpansLogstore())
			require.Equal(t, tt.deps, tt.settings.DepsLogstore())
			require.Equal(t, tt.metrics, tt.settings.MetricsLogstore())
		})
	}
}

func TestSecretsAreNeverShown(t *testing.T) {
	settings, err := ParseSettings(Stored{
		JSONData: []byte(`{"endpoint":"h","project":"p","instance":"i","credentialsType":"stsToken"}`),
		Secure:   map[string]string{"accessKeyId": "hush1", "accessKeySecret": "hush2", "securityToken": "hush3", "bearerToken": "hush4"},
	})
	require.NoError(t, err)
	require.Equal(t, Secrets{AccessKeyID: "hush1", AccessKeySecret: "hush2", SecurityToken: "hush3", BearerToken: "hush4"}, settings.Secrets)

	var shown bytes.Buffer
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%d", "%x"} {
		fmt.Fprintf(&shown, verb+verb+verb, settings, &settings, settings.Secrets)
	}
	slog.New(slog.NewJSONHandler(&shown, nil)).Info("x", "settings", settings, "secrets", settings.Secrets)
	slog.New(slog.NewTextHandler(&shown, nil)).Info("x", "settings", settings, "secrets", settings.Secrets)
	raw, err := json.Marshal([]any{settings, settings.Secrets})
	require.NoError(t, err)
	shown.Write(raw)

	require.Contains(t, shown.String(), "accessKeySecret set")
	require.NotContains(t, shown.String(), "hush")
	require.NotContains(t, shown.String(), fmt.Sprintf("%x", "hush"))
}
