package attack

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"

	"logservice-jaeger-datasource/pkg/frames"
	"logservice-jaeger-datasource/pkg/plugin"
	"logservice-jaeger-datasource/pkg/sls"
	"logservice-jaeger-datasource/tests/samples"
)

// Store is a data source behind which a Log Service stands that finds nothing and
// remembers every statement. It is for one goroutine at a time.
type Store struct {
	datasource *plugin.Datasource
	service    *service
}

// service answers in place of Log Service.
type service struct {
	index json.RawMessage

	mu    sync.Mutex
	asked []string
	other []string
}

// nothing is an answer without rows. Compressed as usual, it is read in less time.
const nothing = `{"meta":{"progress":"Complete","count":0},"data":[]}`

// A block of lz4 that holds so much text as it is: https://github.com/lz4/lz4/blob/dev/doc/lz4_Block_format.md
var nothingPacked = append([]byte{0xf0, byte(len(nothing) - 15)}, nothing...)

// RoundTrip implements http.RoundTripper.
func (s *service) RoundTrip(request *http.Request) (*http.Response, error) {
	header := http.Header{}
	answer := func(body []byte) (*http.Response, error) {
		return &http.Response{StatusCode: http.StatusOK, Header: header, Body: io.NopCloser(bytes.NewReader(body)), Request: request}, nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	switch request.Method + " " + request.URL.RequestURI() {
	case "GET /logstores/spans/index":
		return answer(s.index)
	case "POST /logstores/spans/logs":
		var asked struct{ Query string }
		if err := json.NewDecoder(request.Body).Decode(&asked); err != nil {
			return nil, err
		}
		s.asked = append(s.asked, asked.Query)
		header.Set("x-log-compresstype", "lz4")
		header.Set("x-log-bodyrawsize", strconv.Itoa(len(nothing)))
		return answer(nothingPacked)
	}
	if histogram, ok := strings.CutPrefix(request.URL.RequestURI(), "/logstores/spans?"); ok && request.Method == http.MethodGet {
		values, err := url.ParseQuery(histogram)
		if err == nil && values.Get("type") == "histogram" {
			s.asked = append(s.asked, values.Get("query"))
			return answer([]byte(`[]`))
		}
	}
	s.other = append(s.other, request.Method+" "+request.URL.String())
	return nil, fmt.Errorf("nothing is at %s", request.URL)
}

// NewStore makes a data source on a logstore with an index.
func NewStore(index json.RawMessage) (*Store, error) {
	service := &service{index: index}
	client := &http.Client{Transport: service}
	credentials, err := sls.NewCredentials(sls.CredentialsConfig{Type: sls.AccessKeyCredentials, AccessKeyID: "id", AccessKeySecret: "secret"}, client)
	if err != nil {
		return nil, err
	}
	project, err := sls.NewClient(sls.Config{Endpoint: "cn-hangzhou.log.aliyuncs.com", Project: "project", HTTP: client, Credentials: credentials, UserAgent: "attack"})
	if err != nil {
		return nil, err
	}
	reader := sls.NewReader(sls.ReaderConfig{Client: project, Logstore: "spans", Lookback: 24 * time.Hour, Now: func() time.Time { return samples.Base }})
	return &Store{plugin.New(reader, frames.Link{DatasourceUID: "traces", DatasourceName: "Traces"}, nil), service}, nil
}

// Request is what a person sends: a query, or the path of a resource with its query
// string.
type Request struct {
	Query    map[string]any
	Resource string
	Values   map[string]string
}

// Ask sends a request and gives the statements that it made the plugin send, and whether
// the plugin refused it. An error is a request that isn't one for a statement.
func (s *Store) Ask(ctx context.Context, request Request) (statements []string, refused bool, err error) {
	s.service.mu.Lock()
	s.service.asked, s.service.other = nil, nil
	s.service.mu.Unlock()
	if request.Resource != "" {
		refused, err = s.resource(ctx, request)
	} else {
		refused, err = s.query(ctx, request.Query)
	}
	s.service.mu.Lock()
	defer s.service.mu.Unlock()
	if len(s.service.other) > 0 {
		err = fmt.Errorf("sent to where nothing should be: %q", s.service.other)
	}
	return s.service.asked, refused, err
}

// over is the time range of every request.
var over = backend.TimeRange{From: samples.Base.Add(-time.Hour), To: samples.Base}

func (s *Store) query(ctx context.Context, query map[string]any) (refused bool, err error) {
	text, err := json.Marshal(query)
	if err != nil {
		return false, err
	}
	// What isn't a character may as well come as half of a pair of UTF-16.
	text = bytes.ReplaceAll(text, []byte(`\ufffd`), []byte(`\ud83d`))
	answer, err := s.datasource.QueryData(ctx, &backend.QueryDataRequest{Queries: []backend.DataQuery{{RefID: "A", JSON: text, TimeRange: over}}})
	if err != nil {
		return false, err
	}
	failed := answer.Responses["A"].Error
	if failed != nil && strings.Contains(failed.Error(), "plugin failed") {
		return true, failed
	}
	return failed != nil, nil
}

func (s *Store) resource(ctx context.Context, request Request) (refused bool, err error) {
	values := url.Values{"from": {fmt.Sprint(over.From.UnixMilli())}, "to": {fmt.Sprint(over.To.UnixMilli())}}
	for name, value := range maps.All(request.Values) {
		values.Set(name, value)
	}
	var answer backend.CallResourceResponse
	err = s.datasource.CallResource(ctx, &backend.CallResourceRequest{Path: request.Resource, Method: http.MethodGet, URL: request.Resource + "?" + values.Encode()},
		backend.CallResourceResponseSenderFunc(func(response *backend.CallResourceResponse) error { answer = *response; return nil }))
	var shown struct{ Statement string }
	if err == nil && json.Unmarshal(answer.Body, &shown) == nil && shown.Statement != "" {
		s.service.asked = append(s.service.asked, shown.Statement)
	}
	return answer.Status != http.StatusOK, err
}
