package behaviour_test

import (
	"encoding/json"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"logservice-jaeger-datasource/pkg/sls"
	"logservice-jaeger-datasource/pkg/trace"
	"logservice-jaeger-datasource/tests/behaviour"
	"logservice-jaeger-datasource/tests/emulator"
	"logservice-jaeger-datasource/tests/emulator/emulatortest"
	"logservice-jaeger-datasource/tests/samples"
)

func TestLogService(t *testing.T) {
	for _, subject := range behaviour.Samples {
		t.Run(subject.Sample, func(t *testing.T) {
			sample, err := samples.Load(subject.Sample)
			require.NoError(t, err)
			store := emulatortest.Start(t, emulator.Options{})
			store.Load(t, sample)
			between := trace.Range{From: samples.Base.Add(-time.Hour), To: samples.Base.Add(time.Minute)}
			config := sls.ReaderConfig{Logstore: subject.Logstore, Now: func() time.Time { return between.To }}
			run := behaviour.Subject{Reader: reader(t, store, sample.Project, config), Range: between, Tag: subject.Tag, Tagged: subject.Tagged}
			require.NoError(t, json.Unmarshal(sample.Facts, &run.Facts))
			behaviour.Run(t, run)
		})
	}
}

// TestLogServiceWithCountedCalls has the graph of services come from the calls that Log
// Service's jobs would have counted.
func TestLogServiceWithCountedCalls(t *testing.T) {
	for _, subject := range behaviour.Samples {
		t.Run(subject.Sample, func(t *testing.T) {
			sample, err := samples.Load(subject.Sample)
			require.NoError(t, err)
			store := emulatortest.Start(t, emulator.Options{})
			store.Load(t, sample.WithDeps())
			between := trace.Range{From: samples.Base.Add(-time.Hour), To: samples.Base.Add(time.Minute)}
			config := sls.ReaderConfig{Logstore: subject.Logstore, DepsLogstore: sample.Deps.Logstore.Name, Now: func() time.Time { return between.To }}
			run := behaviour.Subject{Reader: reader(t, store, sample.Project, config), Range: between, Tag: subject.Tag, Tagged: subject.Tagged}
			require.NoError(t, json.Unmarshal(sample.Facts, &run.Facts))
			result, err := run.Reader.ServiceGraph(t.Context(), trace.GraphQuery{Range: between})
			require.NoError(t, err)
			require.Len(t, result.Notices, 1)
			require.Contains(t, result.Notices[0].Text, "counted in logstore "+config.DepsLogstore)
			behaviour.Run(t, run)
		})
	}
}

// reader fills in what all readers of the emulator share.
func reader(t *testing.T, store *emulatortest.Store, project string, config sls.ReaderConfig) trace.Reader {
	t.Helper()
	credentials, err := sls.NewCredentials(sls.CredentialsConfig{
		Type: sls.AccessKeyCredentials, AccessKeyID: emulatortest.AccessKeyID, AccessKeySecret: emulatortest.AccessKeySecret,
	}, http.DefaultClient)
	require.NoError(t, err)
	client, err := sls.NewClient(sls.Config{Endpoint: store.Endpoint, Project: project, HTTP: &http.Client{}, Credentials: credentials, UserAgent: "test"})
	require.NoError(t, err)
	config.Client, config.Lookback, config.MaxSQL, config.MaxSearches = client, 7*24*time.Hour, 15, 100
	return sls.NewReader(config)
}
