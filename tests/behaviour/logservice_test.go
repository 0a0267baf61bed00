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
			run := behaviour.Subject{Reader: reader(t, store, sample.Project, subject.Logstore, between.To), Range: between, Tag: subject.Tag, Tagged: subject.Tagged}
			require.NoError(t, json.Unmarshal(sample.Facts, &run.Facts))
			behaviour.Run(t, run)
		})
	}
}

func reader(t *testing.T, store *emulatortest.Store, project, logstore string, now time.Time) trace.Reader {
	t.Helper()
	credentials, err := sls.NewCredentials(sls.CredentialsConfig{
		Type: sls.AccessKeyCredentials, AccessKeyID: emulatortest.AccessKeyID, AccessKeySecret: emulatortest.AccessKeySecret,
	}, http.DefaultClient)
	require.NoError(t, err)
	client, err := sls.NewClient(sls.Config{Endpoint: store.Endpoint, Project: project, HTTP: &http.Client{}, Credentials: credentials, UserAgent: "test"})
	require.NoError(t, err)
	return sls.NewReader(sls.ReaderConfig{
		Client: client, Logstore: logstore, Lookback: 7 * 24 * time.Hour, MaxSQL: 15, MaxSearches: 100, Now: func() time.Time { return now },
	})
}
