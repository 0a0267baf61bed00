package sls_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"logservice-jaeger-datasource/pkg/sls"
	"logservice-jaeger-datasource/tests/emulator"
	"logservice-jaeger-datasource/tests/emulator/emulatortest"
	"logservice-jaeger-datasource/tests/samples"
)

const (
	shop  = "shop"
	noon  = 1_700_000_040 // a whole minute
	spans = "spans"
)

var noonTime = time.Unix(noon, 0)

// shopIndex has a text, a number and a JSON field.
const shopIndex = `{"keys":{
	"traceID":{"type":"text","token":[],"caseSensitive":false,"chn":false,"doc_value":true},
	"name":{"type":"text","token":[" "],"caseSensitive":true,"chn":false,"doc_value":false,"alias":"operation"},
	"duration":{"type":"long","token":[],"caseSensitive":false,"chn":false,"doc_value":true},
	"attribute":{"type":"json","token":[","],"caseSensitive":false,"chn":false,"doc_value":true,"json_keys":{"http.status_code":{"type":"long","doc_value":true}}}
	},"line":{"token":[" "],"caseSensitive":false,"chn":false}}`

// startShop runs an emulator with a project, a logstore with 250 records, one a
// second, and one without an index.
func startShop(t *testing.T, options emulator.Options) *emulatortest.Store {
	t.Helper()
	store := emulatortest.Start(t, options)
	store.CreateProject(shop)
	store.CreateLogstore(t, shop, spans, json.RawMessage(shopIndex))
	store.CreateLogstore(t, shop, "bare", nil)
	var rows []samples.Row
	for i := range 250 {
		rows = append(rows, samples.Row{Time: int64(noon + i), Contents: [][2]string{
			{"traceID", fmt.Sprintf("t%d", i%5)}, {"name", `say "中文" \ 😀`}, {"duration", fmt.Sprint(i)}, {"spanID", fmt.Sprint(i)},
		}})
	}
	store.Put(t, shop, spans, rows)
	store.ResetRequests()
	return store
}

func shopCredentials(t *testing.T, config sls.CredentialsConfig) sls.Credentials {
	t.Helper()
	credentials, err := sls.NewCredentials(config, nil)
	require.NoError(t, err)
	return credentials
}

// shopClient reads the project, signing with version 4 if there is a region.
func shopClient(t *testing.T, store *emulatortest.Store, change ...func(*sls.Config)) *sls.Client {
	t.Helper()
	transport := &http.Transport{}
	t.Cleanup(transport.CloseIdleConnections)
	config := sls.Config{
		Endpoint: store.Endpoint, Project: shop, HTTP: &http.Client{Transport: transport}, UserAgent: "test",
		Credentials: shopCredentials(t, sls.CredentialsConfig{
			Type: sls.AccessKeyCredentials, AccessKeyID: emulatortest.AccessKeyID, AccessKeySecret: emulatortest.AccessKeySecret,
		}),
	}
	for _, c := range change {
		c(&config)
	}
	client, err := sls.NewClient(config)
	require.NoError(t, err)
	return client
}

func inRegion(region string) func(*sls.Config) {
	return func(config *sls.Config) { config.Region = region }
}

func withKey(t *testing.T, key sls.CredentialsConfig) func(*sls.Config) {
	return func(config *sls.Config) { config.Credentials = shopCredentials(t, key) }
}

// texts reads one key of every row.
func texts(t *testing.T, client *sls.Client, request sls.LogsRequest, key string) ([]string, sls.LogsMeta) {
	t.Helper()
	var values []string
	meta, err := client.Logs(t.Context(), request, func(row sls.Row) error {
		value, _ := row.Get(key)
		values = append(values, value)
		return nil
	})
	require.NoError(t, err)
	return values, meta
}

// shopLogs is a request over all records.
func shopLogs(query string) sls.LogsRequest {
	return sls.LogsRequest{Logstore: spans, Query: query, From: noonTime, To: noonTime.Add(time.Hour)}
}

func TestClientSpeaksToLogServiceInBothSignatures(t *testing.T) {
	for _, region := range []string{"", "cn-hangzhou"} {
		t.Run("region "+region, func(t *testing.T) {
			store := startShop(t, emulator.Options{Region: "cn-hangzhou"})
			client := shopClient(t, store, inRegion(region))

			names, err := client.Logstores(t.Context())
			require.NoError(t, err)
			require.Equal(t, []string{"bare", spans}, names)

			index, err := client.Index(t.Context(), spans)
			require.NoError(t, err)
			require.True(t, index.FullText)
			require.Equal(t, 2048, index.MaxTextLength)
			require.Equal(t, "long", index.Keys["duration"].Type)
			require.True(t, index.Keys["duration"].Analytics)
			require.Equal(t, "operation", index.Keys["name"].Alias)
			require.True(t, index.Keys["name"].CaseSensitive)
			require.False(t, index.Keys["name"].Analytics)
			require.Equal(t, []string{" "}, index.Keys["name"].Tokens)
			require.Equal(t, "long", index.Keys["attribute"].JSONKeys["http.status_code"].Type)

			histogram, err := client.Histogram(t.Context(), sls.HistogramRequest{Logstore: spans, Query: `traceID: "t1" and duration > 100`, From: noonTime, To: noonTime.Add(time.Hour)})
			require.NoError(t, err)
			require.Equal(t, sls.Histogram{Count: 30, Complete: true}, histogram)

			for _, request := range store.Requests() {
				require.Equal(t, 200, request.Status)
				require.Equal(t, shop, request.Project)
				require.Equal(t, shop+"."+store.Endpoint[len("http://"):], request.Host)
			}
		})
	}
}

func TestClientPagesThroughASearch(t *testing.T) {
	client := shopClient(t, startShop(t, emulator.Options{}))
	seen := map[string]bool{}
	for offset := 0; offset < 1000; offset += 100 {
		request := shopLogs("*")
		request.Offset, request.Lines = offset, 100
		ids, meta := texts(t, client, request, "spanID")
		require.True(t, meta.Complete)
		require.False(t, meta.HasSQL)
		require.Equal(t, len(ids), meta.Count)
		for _, id := range ids {
			seen[id] = true
		}
		if len(ids) < 100 {
			break
		}
	}
	require.Len(t, seen, 250)

	names, _ := texts(t, client, shopLogs(`duration: 7`), "name")
	require.Equal(t, []string{`say "中文" \ 😀`}, names)

	request := shopLogs("*")
	request.To, request.Reverse = noonTime.Add(2*time.Minute), true
	ids, _ := texts(t, client, request, "duration")
	require.Len(t, ids, 100, "a page without a number of lines has the service's 100")
	for _, id := range ids[:60] {
		require.GreaterOrEqual(t, len(id), 2, "the second minute comes first")
	}
}

func TestClientRunsSQL(t *testing.T) {
	store := startShop(t, emulator.Options{})
	client := shopClient(t, store)
	request := shopLogs(`duration < 10 | select traceID as "traceID", count(1) as "n", sum(duration) as "sum" group by traceID order by traceID`)
	request.DedicatedSQL = true
	var rows []sls.Row
	meta, err := client.Logs(t.Context(), request, func(row sls.Row) error {
		rows = append(rows, append(sls.Row{}, row...))
		return nil
	})
	require.NoError(t, err)
	require.True(t, meta.HasSQL)
	require.True(t, meta.Complete)
	require.Equal(t, []string{"traceID", "n", "sum"}, meta.Keys)
	require.EqualValues(t, 250, meta.ProcessedRows)
	require.Len(t, rows, 5)
	sum, _ := rows[4].Get("sum")
	require.Equal(t, "13", sum)
	require.True(t, store.Requests()[0].PowerSQL)

	ids, meta := texts(t, client, shopLogs(`* | select duration as "d"`), "d")
	require.Len(t, ids, 100)
	require.Equal(t, "100", meta.Limited)
}

func TestClientSignsWithATemporaryKey(t *testing.T) {
	store := startShop(t, emulator.Options{Restricted: []emulator.Credential{{ID: "temporary", Secret: "s", Token: "the token"}}})
	for _, region := range []string{"", "cn-hangzhou"} {
		t.Run("region "+region, func(t *testing.T) {
			good := sls.CredentialsConfig{Type: sls.STSTokenCredentials, AccessKeyID: "temporary", AccessKeySecret: "s", SecurityToken: "the token"}
			ids, _ := texts(t, shopClient(t, store, inRegion(region), withKey(t, good)), shopLogs("duration < 3"), "spanID")
			require.Len(t, ids, 3)

			bad := good
			bad.SecurityToken = "another"
			_, err := shopClient(t, store, inRegion(region), withKey(t, bad)).Logs(t.Context(), shopLogs("*"), nil)
			var answer *sls.Error
			require.ErrorAs(t, err, &answer)
			require.True(t, answer.Denied(), err)
			require.NotContains(t, err.Error(), "another")
		})
	}
}

func TestClientExplainsTheServicesErrors(t *testing.T) {
	store := startShop(t, emulator.Options{Restricted: []emulator.Credential{{ID: "reader", Secret: "s", Deny: []string{"log:GetIndex"}}}})
	reader := sls.CredentialsConfig{Type: sls.AccessKeyCredentials, AccessKeyID: "reader", AccessKeySecret: "s"}
	wrong := sls.CredentialsConfig{Type: sls.AccessKeyCredentials, AccessKeyID: emulatortest.AccessKeyID, AccessKeySecret: "wrong-secret"}
	unknown := sls.CredentialsConfig{Type: sls.AccessKeyCredentials, AccessKeyID: "nobody", AccessKeySecret: "wrong-secret"}
	index := func(logstore string) func(*sls.Client) error {
		return func(client *sls.Client) error { _, err := client.Index(t.Context(), logstore); return err }
	}
	query := func(text string) func(*sls.Client) error {
		return func(client *sls.Client) error {
			_, err := client.Logs(t.Context(), shopLogs(text), func(sls.Row) error { return nil })
			return err
		}
	}
	tests := []struct {
		name   string
		ask    func(*sls.Client) error
		config func(*sls.Config)
		is     func(*sls.Error) bool
		text   string
	}{
		{"no index", index("bare"), inRegion(""), (*sls.Error).NoIndex, "IndexConfigNotExist, request ID "},
		{"no logstore", index("nowhere"), inRegion(""), (*sls.Error).NoLogstore, "Check the name of the logstore"},
		{"no project", index(spans), func(config *sls.Config) { config.Project = "nowhere" }, (*sls.Error).NoProject, "Check the project"},
		{"bad SQL", query("* | selekt"), inRegion(""), (*sls.Error).BadQuery, "ParameterInvalid"},
		{"bad search", query("duration > x"), inRegion(""), (*sls.Error).BadQuery, "request ID"},
		{"not allowed", index(spans), withKey(t, reader), (*sls.Error).Denied, "log:GetIndex"},
		{"wrong secret, version 1", index(spans), withKey(t, wrong), (*sls.Error).Denied, "SignatureNotMatch"},
		{"wrong secret, version 4", index(spans), func(config *sls.Config) { config.Region = "cn-hangzhou"; withKey(t, wrong)(config) }, (*sls.Error).Denied, "SignatureNotMatch"},
		{"unknown key", index(spans), withKey(t, unknown), (*sls.Error).Denied, "request ID"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			store.ResetRequests()
			err := test.ask(shopClient(t, store, test.config))
			var answer *sls.Error
			require.ErrorAs(t, err, &answer)
			require.True(t, test.is(answer), err)
			require.NotEmpty(t, answer.RequestID)
			require.ErrorContains(t, err, test.text)
			require.NotContains(t, err.Error(), "wrong-secret")
			require.Len(t, store.Requests(), 1)
		})
	}
}

func TestClientSaysThatTheClockIsOff(t *testing.T) {
	store := emulatortest.Start(t, emulator.Options{Now: func() time.Time { return time.Now().Add(20 * time.Minute) }})
	store.CreateProject(shop)
	for _, region := range []string{"", "cn-hangzhou"} {
		_, err := shopClient(t, store, inRegion(region)).Logstores(t.Context())
		var answer *sls.Error
		require.ErrorAs(t, err, &answer)
		require.True(t, answer.ClockSkewed(), err)
		require.ErrorContains(t, err, "set it right")
	}
	require.Len(t, store.Requests(), 2)
}

func TestClientOutlivesPassingFaults(t *testing.T) {
	tests := []struct {
		name  string
		fault emulator.Fault
	}{
		{"busy", emulator.Fault{Status: 503, Code: "ServerBusy", Message: "the server is busy"}},
		{"quota", emulator.Fault{Status: 403, Code: "ReadQuotaExceed", Message: "read quota exceed"}},
		{"dropped", emulator.Fault{Drop: true}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			store := startShop(t, emulator.Options{})
			store.Fail(test.fault)
			ids, _ := texts(t, shopClient(t, store), shopLogs("duration < 3"), "spanID")
			require.Len(t, ids, 3)
			require.Len(t, store.Requests(), 2)
		})
	}
}

func TestClientReportsPartialAndBrokenAnswers(t *testing.T) {
	store := startShop(t, emulator.Options{})
	client := shopClient(t, store)
	store.Fail(emulator.Fault{Incomplete: true})
	ids, meta := texts(t, client, shopLogs("duration < 20"), "spanID")
	require.False(t, meta.Complete)
	require.Less(t, len(ids), 20)

	store.Fail(emulator.Fault{Malformed: true})
	_, err := client.Logs(t.Context(), shopLogs("*"), func(sls.Row) error { return nil })
	require.ErrorContains(t, err, "can't be read")
}

func TestClientCancelsAtTheService(t *testing.T) {
	store := startShop(t, emulator.Options{})
	client := shopClient(t, store)
	store.Fail(emulator.Fault{Kind: emulator.KindSearch, Hang: true})
	ctx, cancel := context.WithCancel(t.Context())
	failed := make(chan error, 1)
	go func() {
		_, err := client.Logs(ctx, shopLogs("*"), func(sls.Row) error { return nil })
		failed <- err
	}()
	require.Eventually(t, func() bool { return len(store.Requests()) == 1 }, 5*time.Second, time.Millisecond)
	cancel()
	require.ErrorIs(t, <-failed, context.Canceled)
	require.Eventually(t, func() bool { return store.Requests()[0].Cancelled }, 5*time.Second, time.Millisecond)
}
