//go:build witness

package witness

import (
	"context"
	"encoding/json"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	official "github.com/aliyun/aliyun-log-go-sdk"
	"github.com/stretchr/testify/require"

	"logservice-jaeger-datasource/tests/emulator"
	"logservice-jaeger-datasource/tests/emulator/emulatortest"
	"logservice-jaeger-datasource/tests/samples"
)

// logstore is one logstore of an emulator of its own.
type logstore struct {
	store         *emulatortest.Store
	client        official.ClientInterface
	project, name string
	index         *emulator.Index
}

// history is where the records of the samples lie, seconds since the epoch.
var history = struct{ from, to int64 }{samples.Base.Unix() - 3600, samples.Base.Unix()}

// loadLogstore fills a logstore with a sample's records for it. change, if not
// nil, changes the sample's index first.
func loadLogstore(t *testing.T, sampleName, name string, change func(*emulator.Index)) *logstore {
	t.Helper()
	return fillLogstore(t, loadSample(t, sampleName), name, change)
}

// fillLogstore is loadLogstore for a sample at hand.
func fillLogstore(t *testing.T, sample samples.Sample, name string, change func(*emulator.Index)) *logstore {
	t.Helper()
	l := &logstore{store: emulatortest.Start(t, emulator.Options{}), project: sample.Project, name: name, index: &emulator.Index{}}
	l.client = officialClient(t, l.store.Endpoint)
	for _, described := range sample.Logstores {
		if described.Name == name {
			require.NoError(t, json.Unmarshal(described.Index, l.index))
		}
	}
	require.NotEmpty(t, l.index.Keys, "the sample %s has no logstore %s with an index", sample.Project, name)
	if change != nil {
		change(l.index)
	}
	index, err := json.Marshal(l.index)
	require.NoError(t, err)
	_, err = l.client.CreateProject(l.project, "witness")
	require.NoError(t, err)
	l.store.CreateLogstore(t, l.project, name, index)
	l.putRows(t, sample, name)
	return l
}

func loadSample(t *testing.T, name string) samples.Sample {
	t.Helper()
	sample, err := samples.Load(name)
	require.NoError(t, err)
	return sample.WithDeps()
}

// put writes the records that a sample has for the logstore named.
func (l *logstore) put(t *testing.T, sampleName, name string) {
	t.Helper()
	l.putRows(t, loadSample(t, sampleName), name)
}

func (l *logstore) putRows(t *testing.T, sample samples.Sample, name string) {
	t.Helper()
	rows := slices.DeleteFunc(sample.Rows, func(row samples.Row) bool { return row.Logstore != name })
	require.NotEmpty(t, rows)
	l.store.Put(t, l.project, l.name, rows)
}

// officialClient is the official Go SDK's, whose every connection leads to the emulator.
func officialClient(t *testing.T, endpoint string) official.ClientInterface {
	address, err := url.Parse(endpoint)
	require.NoError(t, err)
	client := official.CreateNormalInterface("http://emulator.test", emulatortest.AccessKeyID, emulatortest.AccessKeySecret, "")
	client.SetHTTPClient(&http.Client{Transport: &http.Transport{
		DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
			return (&net.Dialer{}).DialContext(ctx, network, address.Host)
		},
	}})
	return client
}

// query is a request as a client sends it.
type query struct {
	text     string
	from, to int64
}

// split separates the search part from the SQL: at the first bar outside quotes.
func (q query) split() (search, sql string) {
	quoted := false
	for i := 0; i < len(q.text); i++ {
		switch q.text[i] {
		case '\\':
			i++
		case '"':
			quoted = !quoted
		case '|':
			if !quoted {
				return strings.TrimSpace(q.text[:i]), strings.TrimSpace(q.text[i+1:])
			}
		}
	}
	return q.text, ""
}

// ask gives the emulator's answer to a query, one page of it.
func (l *logstore) ask(q query, offset int64) (*official.GetLogsV3Response, error) {
	return l.client.GetLogsV3(l.project, l.name, &official.GetLogRequest{From: q.from, To: q.to, Query: q.text, Lines: pageRows, Offset: offset})
}

// pageRows is how many rows a search gives at once
// (https://www.alibabacloud.com/help/en/sls/developer-reference/api-sls-2020-12-30-getlogsv2).
const pageRows = 100

// records reads all records that a search finds.
func (l *logstore) records(t *testing.T, search query) []map[string]string {
	t.Helper()
	var all []map[string]string
	for len(all)%pageRows == 0 {
		page, err := l.ask(search, int64(len(all)))
		require.NoError(t, err, "the search part alone: %s", search.text)
		if len(page.Logs) == 0 {
			break
		}
		all = append(all, page.Logs...)
	}
	return all
}
