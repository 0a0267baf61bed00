// Package loader writes a sample into an emulator of Log Service through the
// official Go SDK, as a writer of spans would.
package loader

import (
	"context"
	"net"
	"net/http"
	"net/url"

	sls "github.com/aliyun/aliyun-log-go-sdk"
	"google.golang.org/protobuf/proto"

	"logservice-jaeger-datasource/tests/samples"
)

// Loader writes to one emulator.
type Loader struct{ client sls.ClientInterface }

// New makes a loader for an emulator's base URL. The SDK puts the project before
// the host's name, so each of its connections is led to the emulator.
func New(endpoint, accessKeyID, accessKeySecret string) (*Loader, error) {
	address, err := url.Parse(endpoint)
	if err != nil {
		return nil, err
	}
	client := sls.CreateNormalInterface("http://emulator.test", accessKeyID, accessKeySecret, "")
	client.SetHTTPClient(&http.Client{Transport: &http.Transport{
		DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
			return (&net.Dialer{}).DialContext(ctx, network, address.Host)
		},
	}})
	return &Loader{client}, nil
}

// Load creates a sample's project and logstores and writes its records.
func (l *Loader) Load(sample samples.Sample) error {
	if _, err := l.client.CreateProject(sample.Project, "sample"); err != nil {
		return err
	}
	for _, logstore := range sample.Logstores {
		if err := l.CreateLogstore(sample.Project, logstore); err != nil {
			return err
		}
	}
	byLogstore := map[string][]samples.Row{}
	for _, row := range sample.Rows {
		byLogstore[row.Logstore] = append(byLogstore[row.Logstore], row)
	}
	for logstore, rows := range byLogstore {
		if err := l.Put(sample.Project, logstore, rows); err != nil {
			return err
		}
	}
	return nil
}

// CreateLogstore makes a logstore of a project, and its index if it has one.
func (l *Loader) CreateLogstore(project string, logstore samples.Logstore) error {
	const days, shards, most = 30, 2, 32
	if err := l.client.CreateLogStore(project, logstore.Name, days, shards, true, most); err != nil {
		return err
	}
	if len(logstore.Index) == 0 || string(logstore.Index) == "null" {
		return nil
	}
	return l.client.CreateIndexString(project, logstore.Name, string(logstore.Index))
}

// maxLogsPerCall keeps a call's size in bounds; PutLogs takes 4,096 records
// (https://www.alibabacloud.com/help/en/sls/putlogs).
const maxLogsPerCall = 500

// Put writes records in the order given.
func (l *Loader) Put(project, logstore string, rows []samples.Row) error {
	for len(rows) > 0 {
		batch := rows[:min(len(rows), maxLogsPerCall)]
		rows = rows[len(batch):]
		if err := l.client.PutLogs(project, logstore, groupOf(batch)); err != nil {
			return err
		}
	}
	return nil
}

func groupOf(rows []samples.Row) *sls.LogGroup {
	group := &sls.LogGroup{Topic: proto.String(rows[0].Topic), Source: proto.String(rows[0].Source)}
	for _, row := range rows {
		log := &sls.Log{Time: proto.Uint32(uint32(row.Time))}
		for _, content := range row.Contents {
			log.Contents = append(log.Contents, &sls.LogContent{Key: proto.String(content[0]), Value: proto.String(content[1])})
		}
		group.Logs = append(group.Logs, log)
	}
	return group
}
