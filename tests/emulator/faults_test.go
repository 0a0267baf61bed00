package emulator

import (
	"context"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	sls "github.com/aliyun/aliyun-log-go-sdk"
	"github.com/stretchr/testify/require"
)

func filledServer(t *testing.T, options Options, rows int) (*Server, sls.ClientInterface, string) {
	t.Helper()
	server, base := startServer(t, options)
	client := defaultClient(t, base)
	makeStore(t, client, spanIndex())
	var logs []*sls.Log
	for i := range rows {
		logs = append(logs, logAt(noon+int64(i%60), "traceID", "t", "spanID", strconv.Itoa(i)))
	}
	put(t, client, logs...)
	server.ResetRequests()
	return server, client, base
}

func search(client sls.ClientInterface, query string) (*sls.GetLogsV3Response, error) {
	return client.GetLogsV3(testProject, testLogstore, &sls.GetLogRequest{From: noon, To: noon + 60, Query: query})
}

func TestFaultsHitWhatTheyMatch(t *testing.T) {
	server, client, _ := filledServer(t, Options{}, 10)

	server.Fail(Fault{Kind: KindSQL, Status: 403, Code: "ReadQuotaExceed", Message: "later"})
	_, err := search(client, "*")
	require.NoError(t, err)
	_, err = search(client, "* | select 1")
	requireCode(t, err, 403, "ReadQuotaExceed")
	_, err = search(client, "* | select 1")
	require.NoError(t, err)

	server.Fail(Fault{Kind: KindSearch, QueryContains: "spanID", Times: 2, Incomplete: true})
	for _, complete := range []bool{false, false, true} {
		answer, err := search(client, "spanID: *")
		require.NoError(t, err)
		require.Equal(t, complete, answer.IsComplete())
		require.Equal(t, complete, len(answer.Logs) == 10)
	}

	server.Fail(Fault{Kind: KindSearch, Drop: true, Times: -1})
	_, err = search(client, "*")
	require.Error(t, err)
	server.ClearFaults()
	server.Fail(Fault{Kind: KindSearch, Malformed: true})
	_, err = search(client, "*")
	require.Error(t, err)
	_, err = search(client, "*")
	require.NoError(t, err)

	codes := map[string]int{}
	for _, request := range server.Requests() {
		codes[request.ErrorCode]++
		require.False(t, request.Finished.Before(request.Arrived))
	}
	require.Equal(t, 1, codes["ReadQuotaExceed"])
}

func TestServerErrorIsRetriedByTheOfficialClient(t *testing.T) {
	server, client, _ := filledServer(t, Options{}, 1)
	server.Fail(Fault{Kind: KindSearch, Status: 503, Code: "ServerBusy", Message: "busy"})
	answer, err := search(client, "*")
	require.NoError(t, err)
	require.Len(t, answer.Logs, 1)
	require.Len(t, server.Requests(), 2)
}

// signedSearch is a request of the official signer, which can be cancelled.
func signedSearch(ctx context.Context, t *testing.T, base, query string) *http.Request {
	t.Helper()
	body := `{"from":` + strconv.Itoa(noon) + `,"to":` + strconv.Itoa(noon+60) + `,"query":` + strconv.Quote(query) + `}`
	return signedRequest(ctx, t, base, http.MethodPost, "/logstores/"+testLogstore+"/logs", body, map[string]string{"Content-Type": "application/json"})
}

func signedRequest(ctx context.Context, t *testing.T, base, method, uri, body string, headers map[string]string) *http.Request {
	t.Helper()
	return signedRequestOfSize(ctx, t, base, method, uri, body, len(body), headers)
}

// signedRequestOfSize is for compressed bodies, which were of another size.
func signedRequestOfSize(ctx context.Context, t *testing.T, base, method, uri, body string, size int, headers map[string]string) *http.Request {
	t.Helper()
	headers["x-log-apiversion"] = "0.6.0"
	headers["x-log-bodyrawsize"] = strconv.Itoa(size)
	headers["Date"] = time.Now().UTC().Format(http.TimeFormat)
	var content []byte
	if body != "" {
		content = []byte(body)
	}
	require.NoError(t, sls.NewSignerV1(testKeyID, testSecret).Sign(method, uri, headers, content))
	request, err := http.NewRequestWithContext(ctx, method, base+uri, strings.NewReader(body))
	require.NoError(t, err)
	for name, value := range headers {
		request.Header.Set(name, value)
	}
	request.Host = testProject + "." + strings.TrimPrefix(base, "http://")
	return request
}

func TestHangingRequestEndsWhenTheClientGoes(t *testing.T) {
	server, client, base := filledServer(t, Options{}, 1)
	server.Fail(Fault{Kind: KindSearch, Hang: true})
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		for len(server.Requests()) == 0 {
			time.Sleep(time.Millisecond)
		}
		cancel()
	}()
	_, err := http.DefaultClient.Do(signedSearch(ctx, t, base, "*"))
	require.ErrorIs(t, err, context.Canceled)
	require.Eventually(t, func() bool { return server.Requests()[0].Cancelled }, 5*time.Second, time.Millisecond)
	_, err = search(client, "*")
	require.NoError(t, err)
}

func TestCancelledSQLLeavesTheTableUsable(t *testing.T) {
	server, client, base := filledServer(t, Options{}, 300)
	slow := `* | select count(1) from log a cross join log b cross join log c cross join log d`
	ctx, cancel := context.WithTimeout(context.Background(), 100*time.Millisecond)
	defer cancel()
	_, err := http.DefaultClient.Do(signedSearch(ctx, t, base, slow))
	require.ErrorIs(t, err, context.DeadlineExceeded)
	require.Eventually(t, func() bool { return server.Requests()[0].Cancelled }, 5*time.Second, time.Millisecond)
	answer, err := search(client, "* | select count(1) as n from log")
	require.NoError(t, err)
	require.Equal(t, "300", answer.Logs[0]["n"])
}

func TestConcurrencyLimits(t *testing.T) {
	tests := []struct {
		name  string
		query string
		power bool
		limit int
	}{
		{"searches", "*", false, 3},
		{"SQL", "* | select 1", false, 2},
		{"dedicated SQL", "* | select 1", true, 4},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			server, client, _ := filledServer(t, Options{SearchConcurrency: 3, SQLConcurrency: 2, DedicatedSQLConcurrency: 4}, 1)
			server.Fail(Fault{Delay: 300 * time.Millisecond, Times: -1})
			var wait sync.WaitGroup
			errs := make([]error, 6)
			for i := range errs {
				wait.Go(func() {
					_, errs[i] = client.GetLogsV3(testProject, testLogstore, &sls.GetLogRequest{From: noon, To: noon + 60, Query: test.query, PowerSQL: test.power})
				})
			}
			wait.Wait()
			refused := 0
			for _, err := range errs {
				if err != nil {
					requireCode(t, err, 403, "ReadQuotaExceed")
					refused++
				}
			}
			require.Equal(t, len(errs)-test.limit, refused)
			server.ClearFaults()
			_, err := search(client, test.query)
			require.NoError(t, err)
		})
	}
}

func TestOrderIsKeptOnlyToTheMinute(t *testing.T) {
	read := func(client sls.ClientInterface, reverse bool) (ids []string, times []int64) {
		answer, err := client.GetLogsV3(testProject, testLogstore, &sls.GetLogRequest{From: noon, To: noon + 600, Query: "*", Reverse: reverse})
		require.NoError(t, err)
		for _, row := range answer.Logs {
			at, err := strconv.ParseInt(row["__time__"], 10, 64)
			require.NoError(t, err)
			ids, times = append(ids, row["spanID"]), append(times, at)
		}
		return ids, times
	}
	for _, shuffled := range []bool{false, true} {
		t.Run("shuffled "+strconv.FormatBool(shuffled), func(t *testing.T) {
			_, client, _ := filledServer(t, Options{ShuffleWithinMinute: shuffled, Seed: 7}, 50)
			put(t, client, logAt(noon+60, "spanID", "next minute"))
			first, times := read(client, false)
			second, _ := read(client, false)
			require.ElementsMatch(t, first, second)
			require.Equal(t, !shuffled, slicesEqual(first, second))
			require.Equal(t, "next minute", first[50])
			require.False(t, isAscending(times))
			backward, _ := read(client, true)
			require.Equal(t, "next minute", backward[0])
		})
	}
}

func slicesEqual(a, b []string) bool { return strings.Join(a, ",") == strings.Join(b, ",") }

func isAscending(times []int64) bool {
	for i := 1; i < len(times); i++ {
		if times[i] < times[i-1] {
			return false
		}
	}
	return true
}

func readAll(t *testing.T, response *http.Response) string {
	t.Helper()
	defer func() { require.NoError(t, response.Body.Close()) }()
	body, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	return string(body)
}
