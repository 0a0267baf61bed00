package emulator

import (
	"context"
	"net"
	"net/http"
	"net/url"
	"testing"
	"time"

	sls "github.com/aliyun/aliyun-log-go-sdk"
	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"
)

const (
	testProject  = "shop"
	testLogstore = "spans"
	testEndpoint = "cn-hangzhou.log.example.com"
	testKeyID    = "key-id"
	testSecret   = "key-secret"
	testRegion   = "cn-hangzhou"
)

// startServer serves an emulator with one key and one project.
func startServer(t *testing.T, options Options) (*Server, string) {
	t.Helper()
	if options.Credentials == nil {
		options.Credentials = map[string]string{testKeyID: testSecret}
	}
	server := New(options)
	server.CreateProject(testProject)
	base, stop := Start(server)
	t.Cleanup(stop)
	return server, base
}

// redirected returns an HTTP client that dials the server whatever the host.
func redirected(t *testing.T, base string) *http.Client {
	t.Helper()
	address, err := url.Parse(base)
	require.NoError(t, err)
	transport := &http.Transport{DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, network, address.Host)
	}}
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport, Timeout: 30 * time.Second}
}

// officialClient returns the Go SDK's client, pointed at the server.
func officialClient(t *testing.T, base string, credentials *sls.Credentials, version sls.AuthVersionType) sls.ClientInterface {
	t.Helper()
	provider := sls.NewStaticCredentialsProvider(credentials.AccessKeyID, credentials.AccessKeySecret, credentials.SecurityToken)
	client := sls.CreateNormalInterfaceV2(testEndpoint, provider)
	client.SetHTTPClient(redirected(t, base))
	client.SetAuthVersion(version)
	client.SetRegion(testRegion)
	client.SetRetryTimeout(2 * time.Second)
	return client
}

func defaultClient(t *testing.T, base string) sls.ClientInterface {
	t.Helper()
	return officialClient(t, base, &sls.Credentials{AccessKeyID: testKeyID, AccessKeySecret: testSecret}, sls.AuthV1)
}

// makeStore creates the test logstore with an index.
func makeStore(t *testing.T, client sls.ClientInterface, index sls.Index) {
	t.Helper()
	require.NoError(t, client.CreateLogStore(testProject, testLogstore, 30, 2, true, 16))
	require.NoError(t, client.CreateIndex(testProject, testLogstore, index))
}

func logGroup(logs ...*sls.Log) *sls.LogGroup {
	return &sls.LogGroup{Topic: proto.String(""), Source: proto.String("0.0.0.0"), Logs: logs}
}

func logAt(seconds int64, pairs ...string) *sls.Log {
	log := &sls.Log{Time: proto.Uint32(uint32(seconds))}
	for i := 0; i+1 < len(pairs); i += 2 {
		log.Contents = append(log.Contents, &sls.LogContent{Key: proto.String(pairs[i]), Value: proto.String(pairs[i+1])})
	}
	return log
}

func put(t *testing.T, client sls.ClientInterface, logs ...*sls.Log) {
	t.Helper()
	require.NoError(t, client.PutLogs(testProject, testLogstore, logGroup(logs...)))
}

// defaultTokens are the delimiters of the service's default index.
var defaultTokens = []string{",", " ", "'", "\"", ";", "=", "(", ")", "[", "]", "{", "}", "?", "@", "&", "<", ">", "/", ":", "\n", "\t", "\r"}

func spanIndex() sls.Index {
	text := sls.IndexKey{Token: defaultTokens, Type: "text", DocValue: true}
	whole := sls.IndexKey{Token: []string{}, Type: "text", DocValue: true}
	long := sls.IndexKey{Type: "long", DocValue: true}
	return sls.Index{
		Keys: map[string]sls.IndexKey{
			"traceID": whole, "spanID": text, "name": text, "service": text, "tags.http.url": whole,
			"duration": long, "start": long, "ratio": {Type: "double", DocValue: true},
			"attribute": {Token: defaultTokens, Type: "json", DocValue: true, JsonKeys: map[string]*sls.JsonKey{
				"http.method":      {Type: "text", DocValue: true},
				"http.status_code": {Type: "long", DocValue: true},
				"peer.name":        {Type: "text", DocValue: true},
			}},
		},
		Line: &sls.IndexLine{Token: defaultTokens},
	}
}

// requireCode checks a refusal and returns its message.
func requireCode(t *testing.T, err error, status int32, code string) string {
	t.Helper()
	var refusal *sls.Error
	require.ErrorAs(t, err, &refusal)
	require.Equal(t, code, refusal.Code, refusal.Message)
	require.Equal(t, status, refusal.HTTPCode)
	require.NotEmpty(t, refusal.RequestID)
	return refusal.Message
}
