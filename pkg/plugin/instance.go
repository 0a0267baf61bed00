package plugin

import (
	"cmp"
	"context"
	"net/http"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/backend/instancemgmt"

	"logservice-jaeger-datasource/pkg/frames"
	"logservice-jaeger-datasource/pkg/jaeger"
	"logservice-jaeger-datasource/pkg/models"
	"logservice-jaeger-datasource/pkg/sls"
	"logservice-jaeger-datasource/pkg/trace"
)

// ID is the plugin's, as in plugin.json.
const ID = "logservice-jaeger-datasource"

var (
	_ refusal = (*sls.Error)(nil)
	_ refusal = (*sls.BusyError)(nil)
	_ refusal = (*jaeger.Error)(nil)
	_ refusal = (*jaeger.BusyError)(nil)
)

// uploaded holds the files of all data sources: one bound on memory holds for all, and
// files outlive the instance of a data source, which Grafana replaces when settings
// change.
var uploaded = newUploads()

// NewDatasource makes a data source from what Grafana stores of it. It asks
// nothing of the store. It gives no error: settings that can't be used are told
// by each answer, in a sentence.
func NewDatasource(ctx context.Context, stored backend.DataSourceInstanceSettings) (instancemgmt.Instance, error) {
	link := frames.Link{DatasourceUID: stored.UID, DatasourceName: stored.Name}
	settings, reader, release, err := connect(ctx, stored)
	if err != nil {
		reader = unusable{&requestError{err}}
	}
	// What several ask at once is one question of the store.
	asked := share(observed{reader, accessName(settings.Access), ownGauges}, identityHeaders(settings))
	d := New(asked, link, release)
	d.hidden = hideSecrets(stored)
	d.nodeGraph = settings.NodeGraph.Enabled
	d.linkSpans(settings)
	d.maxSpans = cmp.Or(settings.MaxSpans, models.DefaultMaxSpans)
	d.files = uploaded.shelf(owner{backend.PluginConfigFromContext(ctx).Namespace, stored.ID, stored.UID})
	return d, nil
}

// accessName is how the gauges name a way in.
func accessName(access models.Access) string {
	return string(cmp.Or(access, models.AccessLogService))
}

// connect reads the settings and chooses the way in, and makes its reader and what
// gives up its connections.
func connect(ctx context.Context, stored backend.DataSourceInstanceSettings) (models.Settings, trace.Reader, func(), error) {
	settings, err := models.ParseSettings(models.Stored{
		URL:           stored.URL,
		BasicAuth:     stored.BasicAuthEnabled,
		BasicAuthUser: stored.BasicAuthUser,
		JSONData:      stored.JSONData,
		Secure:        stored.DecryptedSecureJSONData,
	})
	if err != nil {
		return settings, nil, nil, err
	}
	client, err := newHTTPClient(ctx, stored, settings)
	if err != nil {
		return settings, nil, nil, err
	}
	reader, err := newReader(ctx, settings, client)
	return settings, reader, client.CloseIdleConnections, err
}

// newReader takes the way to the traces that the settings choose.
func newReader(ctx context.Context, settings models.Settings, client *http.Client) (trace.Reader, error) {
	if settings.Access == models.AccessJaegerQuery {
		return newJaeger(settings, client)
	}
	return newLogService(ctx, settings, client)
}

// newJaeger makes the reader of Jaeger's query service.
func newJaeger(settings models.Settings, client *http.Client) (trace.Reader, error) {
	reader, err := jaeger.NewReader(jaeger.Config{
		URL:         settings.URL,
		HTTP:        client,
		Lookback:    settings.TraceLookback,
		MaxRequests: settings.MaxSearchRequests,
		MaxWait:     settings.Timeout,
	})
	if err != nil {
		return nil, err
	}
	return reader, nil
}

// newLogService makes the reader of a logstore.
func newLogService(ctx context.Context, settings models.Settings, client *http.Client) (trace.Reader, error) {
	credentials, err := sls.NewCredentials(sls.CredentialsConfig{
		Type:                  sls.CredentialsType(settings.CredentialsType),
		AccessKeyID:           settings.Secrets.AccessKeyID,
		AccessKeySecret:       settings.Secrets.AccessKeySecret,
		SecurityToken:         settings.Secrets.SecurityToken,
		ECSRole:               settings.ECSRoleName,
		AssumeRoleARN:         settings.AssumeRoleARN,
		AssumeRoleExternalID:  settings.AssumeRoleExternalID,
		AssumeRoleSessionName: settings.AssumeRoleSessionName,
		RRSARoleARN:           settings.RRSARoleARN,
		RRSAProviderARN:       settings.RRSAProviderARN,
	}, client)
	if err != nil {
		return nil, err
	}
	project, err := sls.NewClient(sls.Config{
		Endpoint:    settings.Endpoint,
		Region:      settings.Region,
		Project:     settings.Project,
		HTTP:        client,
		Credentials: credentials,
		UserAgent:   ID + "/" + cmp.Or(backend.PluginConfigFromContext(ctx).PluginVersion, "dev"),
	})
	if err != nil {
		return nil, err
	}
	return sls.NewReader(sls.ReaderConfig{
		Client:          project,
		Logstore:        settings.SpansLogstore(),
		MetricsLogstore: settings.MetricsLogstore(),
		DepsLogstore:    settings.DepsLogstore(),
		Lookback:        settings.TraceLookback,
		DedicatedSQL:    settings.DedicatedSQL,
		MaxSQL:          settings.MaxSQLRequests,
		MaxSearches:     settings.MaxSearchRequests,
		MaxWait:         settings.Timeout,
	}), nil
}
