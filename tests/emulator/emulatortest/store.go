// Package emulatortest runs the emulator inside a Go test and fills it through
// the official Go SDK, as a writer of spans would.
package emulatortest

import (
	"context"
	"encoding/json"
	"net"
	"net/http"
	"net/url"
	"testing"

	sls "github.com/aliyun/aliyun-log-go-sdk"
	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"

	"logservice-jaeger-datasource/tests/emulator"
	"logservice-jaeger-datasource/tests/samples"
)

// The access key that every Store accepts.
const (
	AccessKeyID     = "test-key-id"
	AccessKeySecret = "test-key-secret"
)

// Store is a running emulator.
type Store struct {
	*emulator.Server
	// Endpoint is its base URL on 127.0.0.1.
	Endpoint string
	client   sls.ClientInterface
}

// Start runs an emulator until the test ends. AccessKeyID is added to the
// credentials of the options.
func Start(t testing.TB, options emulator.Options) *Store {
	t.Helper()
	if options.Credentials == nil {
		options.Credentials = map[string]string{}
	}
	options.Credentials[AccessKeyID] = AccessKeySecret
	server := emulator.New(options)
	endpoint, stop := emulator.Start(server)
	t.Cleanup(stop)
	return &Store{Server: server, Endpoint: endpoint, client: sdkClient(t, endpoint)}
}

// sdkClient is the official client, whose every connection leads to the emulator.
func sdkClient(t testing.TB, endpoint string) sls.ClientInterface {
	address, err := url.Parse(endpoint)
	require.NoError(t, err)
	client := sls.CreateNormalInterface("http://emulator.test", AccessKeyID, AccessKeySecret, "")
	client.SetHTTPClient(&http.Client{Transport: &http.Transport{
		DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
			return (&net.Dialer{}).DialContext(ctx, network, address.Host)
		},
	}})
	return client
}

// Load creates a sample's project and logstores and writes its records.
func (s *Store) Load(t testing.TB, sample samples.Sample) {
	t.Helper()
	_, err := s.client.CreateProject(sample.Project, "sample")
	require.NoError(t, err)
	for _, logstore := range sample.Logstores {
		s.CreateLogstore(t, sample.Project, logstore.Name, logstore.Index)
	}
	byLogstore := map[string][]samples.Row{}
	for _, row := range sample.Rows {
		byLogstore[row.Logstore] = append(byLogstore[row.Logstore], row)
	}
	for logstore, rows := range byLogstore {
		s.Put(t, sample.Project, logstore, rows)
	}
}

// CreateLogstore makes a logstore and its index, if one is given as the API's JSON.
func (s *Store) CreateLogstore(t testing.TB, project, logstore string, index json.RawMessage) {
	t.Helper()
	require.NoError(t, s.client.CreateLogStore(project, logstore, 30, 2, true, 32))
	if len(index) > 0 && string(index) != "null" {
		require.NoError(t, s.client.CreateIndexString(project, logstore, string(index)))
	}
}

// maxLogsPerCall is how many records PutLogs takes
// (https://www.alibabacloud.com/help/en/sls/putlogs allows 4,096); fewer keep a
// call's size in bounds, too.
const maxLogsPerCall = 500

// Put writes records in the order given.
func (s *Store) Put(t testing.TB, project, logstore string, rows []samples.Row) {
	t.Helper()
	for len(rows) > 0 {
		batch := rows[:min(len(rows), maxLogsPerCall)]
		rows = rows[len(batch):]
		group := &sls.LogGroup{Topic: proto.String(batch[0].Topic), Source: proto.String(batch[0].Source)}
		for _, row := range batch {
			log := &sls.Log{Time: proto.Uint32(uint32(row.Time))}
			for _, content := range row.Contents {
				log.Contents = append(log.Contents, &sls.LogContent{Key: proto.String(content[0]), Value: proto.String(content[1])})
			}
			group.Logs = append(group.Logs, log)
		}
		require.NoError(t, s.client.PutLogs(project, logstore, group))
	}
}
