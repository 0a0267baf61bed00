// Package emulatortest runs the emulator inside a Go test and fills it with samples.
package emulatortest

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"logservice-jaeger-datasource/tests/emulator"
	"logservice-jaeger-datasource/tests/samples"
	"logservice-jaeger-datasource/tests/samples/loader"
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
	loader   *loader.Loader
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
	l, err := loader.New(endpoint, AccessKeyID, AccessKeySecret)
	require.NoError(t, err)
	return &Store{Server: server, Endpoint: endpoint, loader: l}
}

// Load creates a sample's project and logstores and writes its records.
func (s *Store) Load(t testing.TB, sample samples.Sample) {
	t.Helper()
	require.NoError(t, s.loader.Load(sample))
}

// CreateLogstore makes a logstore and its index, if one is given as the API's JSON.
func (s *Store) CreateLogstore(t testing.TB, project, logstore string, index json.RawMessage) {
	t.Helper()
	require.NoError(t, s.loader.CreateLogstore(project, samples.Logstore{Name: logstore, Index: index}))
}

// Put writes records in the order given.
func (s *Store) Put(t testing.TB, project, logstore string, rows []samples.Row) {
	t.Helper()
	require.NoError(t, s.loader.Put(project, logstore, rows))
}
