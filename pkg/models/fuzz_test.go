package models

import (
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
)

// requireSentence demands an error that can be shown: one line, without what only
// programmers of Go know.
func requireSentence(t *testing.T, err error) {
	t.Helper()
	require.NotEmpty(t, err.Error())
	require.True(t, utf8.ValidString(err.Error()), "%q", err)
	require.False(t, strings.ContainsFunc(err.Error(), unicode.IsControl), "%q", err)
	for _, word := range []string{"Go value", "Go struct", "models.", "%!"} {
		require.NotContains(t, err.Error(), word)
	}
}

// contractInputs are the examples of a contract, each as the fields it has.
func contractInputs(f *testing.F, name string) (all []map[string]json.RawMessage) {
	f.Helper()
	raw, err := os.ReadFile(contractFolder + name)
	require.NoError(f, err)
	require.NoError(f, json.Unmarshal(raw, &all))
	require.NotEmpty(f, all)
	return all
}

// FuzzParseQuery demands of what is accepted that exactly one part is filled, and that
// it reads the same when it is stored anew.
func FuzzParseQuery(f *testing.F) {
	for _, example := range contractInputs(f, "queries.json") {
		f.Add([]byte(example["input"]))
	}
	f.Add([]byte(`{"queryType":"search","tags":[{"key":"a\nb","operator":"~"}]}`))
	f.Add([]byte("{\"query\":\"a\",\"schemaVersion\":[1,\n2]}"))
	f.Add([]byte(`[]`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		query, err := ParseQuery(raw)
		if err != nil {
			requireSentence(t, err)
			require.Zero(t, query)
			return
		}
		stored, parts := storedQuery(query)
		require.Equal(t, 1, parts)
		again, err := json.Marshal(stored)
		require.NoError(t, err)
		same, err := ParseQuery(again)
		require.NoError(t, err, "%s", again)
		require.Equal(t, query, same, "%s", again)
	})
}

// storedQuery writes a query as Grafana stores one, and counts the parts that are filled.
func storedQuery(q Query) (stored queryJSON, parts int) {
	stored.QueryType = string(q.Type)
	if q.TraceID != nil {
		parts++
		stored.Query, stored.SpanID, stored.View = q.TraceID.ID, q.TraceID.SpanID, string(q.TraceID.View)
	}
	if q.Compare != nil {
		parts++
		stored.Query, stored.Other = q.Compare.A, q.Compare.B
	}
	if q.Upload != nil {
		parts++
		stored.Upload, stored.Query, stored.SpanID, stored.View = q.Upload.Upload, q.Upload.TraceID, q.Upload.SpanID, string(q.Upload.View)
	}
	if q.Graph != nil {
		parts++
		stored.Service = q.Graph.Service
		if q.Graph.Hops != 0 {
			stored.Hops = &q.Graph.Hops
		}
		if q.Graph.Quantile != 0 {
			stored.Quantile = &q.Graph.Quantile
		}
	}
	if q.Search != nil {
		parts++
		stored.setSearch(*q.Search)
	}
	if q.Metrics != nil {
		parts++
		stored.setMetrics(*q.Metrics)
	}
	return stored, parts
}

func (q *queryJSON) setSearch(search SearchQuery) {
	q.setFilters(search.Filters)
	q.Limit, q.Result, q.Sort = &search.Limit, string(search.Result), string(search.Sort)
	q.Columns, q.SpansPerTrace, q.AsAnnotations = search.Columns, &search.SpansPerTrace, search.AsAnnotations
	if search.StartedWithin != 0 {
		q.StartedAfter, q.StartedWithin = strconv.FormatInt(search.StartedAfter.UnixMilli(), 10), search.StartedWithin.String()
	}
}

func (q *queryJSON) setMetrics(m MetricsQuery) {
	q.setFilters(m.Filters)
	q.Measure, q.Over, q.Quantiles, q.TopBy, q.EmptyBuckets = m.Measure, m.Over, m.Quantiles, m.TopBy, m.EmptyBuckets
	q.ApdexThreshold, q.Step, q.CompareWith = writtenDuration(m.ApdexThreshold), writtenDuration(m.Step), writtenDuration(m.CompareWith)
	q.GroupBy, q.SeriesLimit, q.Instant, q.Legend, q.Exemplars = m.GroupBy, &m.SeriesLimit, m.Instant, m.Legend, m.Exemplars
}

func (q *queryJSON) setFilters(f Filters) {
	q.Service, q.Operation, q.SpanKind, q.Status = f.Service, f.Operation, f.SpanKind, f.Status
	q.EntrySpansOnly, q.RawSearch = f.EntrySpansOnly, f.RawSearch
	q.MinDuration, q.MaxDuration = writtenDuration(f.MinDuration), writtenDuration(f.MaxDuration)
	q.MinTraceDuration, q.MaxTraceDuration = writtenDuration(f.MinTraceDuration), writtenDuration(f.MaxTraceDuration)
	q.Tags = storedConditions(f.Tags)
	for _, group := range f.AnyOf {
		q.AnyOf = append(q.AnyOf, storedConditions(group))
	}
}

func storedConditions(conditions []Condition) (stored []conditionJSON) {
	for _, c := range conditions {
		stored = append(stored, conditionJSON{On: c.On, Scope: c.Scope, Key: c.Key, Operator: c.Operator, Values: c.Values})
	}
	return stored
}

func writtenDuration(d time.Duration) string {
	if d == 0 {
		return ""
	}
	return d.String()
}

// fuzzedSecrets are those that a number from 0 to 255 chooses, one by each bit.
func fuzzedSecrets(chosen uint8) map[string]string {
	secure := map[string]string{}
	for i, name := range []string{"accessKeyId", "accessKeySecret", "securityToken", "bearerToken", "tlsCACert", "tlsClientCert", "httpHeaderValue1", "httpHeaderValue2"} {
		if chosen&(1<<i) != 0 {
			secure[name] = "hidden-secret-" + name
		}
	}
	return secure
}

// FuzzParseSettings demands that no error tells a secret, and of what is accepted that
// it is within its bounds and reads the same when it is stored anew.
func FuzzParseSettings(f *testing.F) {
	for _, example := range contractInputs(f, "settings.json") {
		var url, user string
		var basic bool
		for name, into := range map[string]any{"url": &url, "basicAuthUser": &user, "basicAuth": &basic} {
			if example[name] != nil {
				require.NoError(f, json.Unmarshal(example[name], into))
			}
		}
		f.Add(url, basic, user, []byte(example["jsonData"]), uint8(255))
	}
	const store = `{"endpoint":"a.example.com","project":"p","instance":"i",`
	f.Add("", false, "", []byte(store+`"timeout":9223372037}`), uint8(3))
	f.Add("", false, "", []byte(store+`"timeout":18446744074}`), uint8(3))
	f.Add("", false, "", []byte(`[]`), uint8(3))
	f.Fuzz(func(t *testing.T, url string, basic bool, user string, open []byte, chosen uint8) {
		stored := Stored{URL: url, BasicAuth: basic, BasicAuthUser: user, JSONData: open, Secure: fuzzedSecrets(chosen)}
		settings, err := ParseSettings(stored)
		if err != nil {
			requireSentence(t, err)
			require.NotContains(t, strings.ReplaceAll(err.Error(), string(open)+url, ""), "hidden-secret-")
			require.Zero(t, settings)
			return
		}
		require.NotContains(t, fmt.Sprintf("%v %+v %#v", settings, settings, settings), "hidden-secret-")
		require.Positive(t, settings.Timeout)
		require.GreaterOrEqual(t, settings.TraceLookback, time.Duration(0))
		require.True(t, settings.MaxSearchRequests >= 1 && settings.MaxSearchRequests <= 100)
		stored.URL, stored.JSONData = settings.URL, storedSettings(t, settings)
		again, err := ParseSettings(stored)
		require.NoError(t, err, "%s", stored.JSONData)
		require.Equal(t, settings, again, "%s", stored.JSONData)
	})
}

// storedSettings writes settings as Grafana stores them. How TLS is used isn't among
// them: the SDK reads that.
func storedSettings(t *testing.T, s Settings) []byte {
	t.Helper()
	timeout := int(s.Timeout / time.Second)
	open := settingsJSON{
		Access: string(s.Access), Endpoint: s.Endpoint, Region: s.Region, Project: s.Project,
		StoreType: string(s.StoreType), Instance: s.Instance, Logstore: s.Logstore, CredentialsType: string(s.CredentialsType),
		ECSRoleName: s.ECSRoleName, AssumeRoleARN: s.AssumeRoleARN, AssumeRoleExternalID: s.AssumeRoleExternalID,
		AssumeRoleSessionName: s.AssumeRoleSessionName, RRSARoleARN: s.RRSARoleARN, RRSAProviderARN: s.RRSAProviderARN,
		DedicatedSQL: s.DedicatedSQL, TraceLookback: s.TraceLookback.String(), MaxSearchRequests: &s.MaxSearchRequests, MaxSpans: &s.MaxSpans, Timeout: &timeout,
		NodeGraph: s.NodeGraph, SpanLinks: s.SpanLinks, TracesToProfiles: s.TracesToProfiles,
	}
	if s.MaxSQLRequests != 0 {
		open.MaxSQLRequests = &s.MaxSQLRequests
	}
	text, err := json.Marshal(open)
	require.NoError(t, err)
	members := map[string]any{}
	require.NoError(t, json.Unmarshal(text, &members))
	members["oauthPassThru"], members["keepCookies"] = s.OAuthPassThru, s.KeepCookies
	for _, header := range s.Headers {
		members[strings.Replace(header.Secret, "Value", "Name", 1)] = header.Name
	}
	text, err = json.Marshal(members)
	require.NoError(t, err)
	return text
}
