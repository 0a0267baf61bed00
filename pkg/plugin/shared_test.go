package plugin

import (
	"context"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/stretchr/testify/require"

	"logservice-jaeger-datasource/pkg/frames"
	"logservice-jaeger-datasource/pkg/models"
	"logservice-jaeger-datasource/pkg/trace"
)

// slowly answers a search after a second, and counts how often it was asked.
func slowly(count *atomic.Int32) *fake {
	return &fake{search: func(ctx context.Context, _ trace.SearchQuery) (trace.SearchResult, error) {
		count.Add(1)
		select {
		case <-ctx.Done():
			return trace.SearchResult{}, ctx.Err()
		case <-time.After(time.Second):
		}
		return trace.SearchResult{Account: account}, nil
	}}
}

// asPeople asks the same search at the same moment, once for each set of headers.
func asPeople(t *testing.T, d *Datasource, people ...map[string]string) {
	t.Helper()
	var group sync.WaitGroup
	for _, headers := range people {
		request := &backend.QueryDataRequest{Headers: headers, Queries: []backend.DataQuery{
			{RefID: "A", TimeRange: history, JSON: []byte(`{"queryType":"search"}`)}, {RefID: "B", TimeRange: history, JSON: []byte(`{"queryType":"search","refId":"B"}`)},
		}}
		group.Go(func() {
			response, err := d.QueryData(t.Context(), request)
			if err != nil || response.Responses["A"].Error != nil || response.Responses["B"].Error != nil {
				t.Error(err, response)
			}
		})
	}
	group.Wait()
}

func TestTheSameQuestionIsAskedOnce(t *testing.T) {
	alice := map[string]string{"Authorization": "Bearer alice", "http_X-Panel-Id": "1"}
	aliceAgain := map[string]string{"Authorization": "Bearer alice", "http_X-Panel-Id": "2"}
	bob := map[string]string{"Authorization": "Bearer bob"}
	cookie := map[string]string{"Cookie": "session=1"}
	otherCookie := map[string]string{"Cookie": "session=2"}
	for _, c := range []struct {
		name     string
		settings models.Settings
		people   []map[string]string
		asked    int32
	}{
		{"Log Service, which knows nobody by name", models.Settings{Access: models.AccessLogService}, []map[string]string{alice, bob, cookie}, 1},
		{"Jaeger, told nothing", models.Settings{Access: models.AccessJaegerQuery}, []map[string]string{alice, bob, cookie}, 1},
		{"Jaeger, told who asks", models.Settings{Access: models.AccessJaegerQuery, OAuthPassThru: true}, []map[string]string{alice, aliceAgain, bob, {"X-Id-Token": "carol"}, {"http_X-Grafana-Id": "dave"}, nil}, 5},
		{"Jaeger, told cookies", models.Settings{Access: models.AccessJaegerQuery, KeepCookies: []string{"session"}}, []map[string]string{cookie, otherCookie, cookie}, 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var count atomic.Int32
				d := New(share(slowly(&count), identityHeaders(c.settings)), frames.Link{}, nil)
				asPeople(t, d, c.people...)
				require.Equal(t, c.asked, count.Load())
			})
		})
	}
}

// TestOnePersonsLeavingEndsNobodyElsesQuery closes one of two browsers.
func TestOnePersonsLeavingEndsNobodyElsesQuery(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var count atomic.Int32
		d := New(share(slowly(&count), nil), frames.Link{}, nil)
		left, leave := context.WithCancel(t.Context())
		answers := make(chan backend.DataResponse, 2)
		ask := func(ctx context.Context) { answers <- query(ctx, d, `{"queryType":"search"}`)["A"] }
		go ask(left)
		synctest.Wait()
		go ask(t.Context())
		synctest.Wait()
		leave()
		require.Equal(t, statusCancelled, (<-answers).Status)
		require.NoError(t, (<-answers).Error)
		require.EqualValues(t, 1, count.Load())
	})
}

// TestNamesAreAskedOncePerPerson has two people open a list at the same moment.
func TestNamesAreAskedOncePerPerson(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var count atomic.Int32
		reader := &fake{names: func(context.Context, trace.NamesQuery) (trace.Names, error) {
			count.Add(1)
			time.Sleep(time.Second)
			return trace.Names{Values: []string{"reviews"}}, nil
		}}
		d := New(share(reader, identityHeaders(models.Settings{Access: models.AccessJaegerQuery, OAuthPassThru: true})), frames.Link{}, nil)
		var group sync.WaitGroup
		for _, token := range []string{"alice", "bob", "alice"} {
			group.Go(func() {
				request := &backend.CallResourceRequest{Method: http.MethodGet, Path: "services", URL: "services?from=1000&to=2000", Headers: map[string][]string{"Authorization": {token}}}
				err := d.CallResource(t.Context(), request, backend.CallResourceResponseSenderFunc(func(response *backend.CallResourceResponse) error {
					if response.Status != http.StatusOK {
						t.Error(string(response.Body))
					}
					return nil
				}))
				if err != nil {
					t.Error(err)
				}
			})
		}
		group.Wait()
		require.EqualValues(t, 2, count.Load())
	})
}

// TestSharedAnswersAreNotChanged has notices put on the same answer by many: the race
// detector sees who writes where others read.
func TestSharedAnswersAreNotChanged(t *testing.T) {
	notices := make([]trace.Notice, 1, 10)
	notices[0] = trace.Notice{Severity: trace.Info, Text: "Looked further back."}
	began := make(chan struct{})
	reader := &fake{trace: func(context.Context, trace.TraceQuery) (trace.TraceResult, error) {
		<-began
		return trace.TraceResult{Spans: []trace.Span{{TraceID: traceID, ID: 1, Service: "a", Warnings: []string{"odd"}}}, Account: trace.Account{Notices: notices}}, nil
	}}
	d := New(share(reader, nil), frames.Link{}, nil)
	var group sync.WaitGroup
	for _, view := range []string{"trace", "flameGraph", "statistics", "events", "flameGraph", "events"} {
		group.Go(func() {
			response := query(t.Context(), d, `{"query":"4bf92f3577b34da6a3ce929d0e0e4736","view":"`+view+`"}`)["A"]
			if response.Error != nil {
				t.Error(response.Error)
			}
		})
	}
	close(began)
	group.Wait()
}
