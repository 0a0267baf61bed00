package emulator

import (
	"bytes"
	"compress/zlib"
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	sls "github.com/aliyun/aliyun-log-go-sdk"
	"github.com/klauspost/compress/zstd"
	"github.com/pierrec/lz4/v4"
	"github.com/stretchr/testify/require"
)

func send(t *testing.T, request *http.Request) (*http.Response, string) {
	t.Helper()
	response, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	require.Len(t, response.Header.Get("x-log-requestid"), 24)
	return response, readAll(t, response)
}

func requireRefusal(t *testing.T, response *http.Response, body string, status int, code string) {
	t.Helper()
	require.Equal(t, status, response.StatusCode, body)
	var refusal struct{ ErrorCode, ErrorMessage string }
	require.NoError(t, json.Unmarshal([]byte(body), &refusal))
	require.Equal(t, code, refusal.ErrorCode, refusal.ErrorMessage)
	require.NotEmpty(t, refusal.ErrorMessage)
}

func TestGetLogsByURLAnswersAnArrayAndHeaders(t *testing.T) {
	_, _, base := filledServer(t, Options{}, 3)
	uri := "/logstores/" + testLogstore + "?" + url.Values{
		"type": {"log"}, "from": {strconv.Itoa(noon)}, "to": {strconv.Itoa(noon + 60)},
		"query": {"spanID: * | select spanID, count(1) as n from log group by spanID order by spanID"}, "line": {"100"}, "offset": {"0"}, "reverse": {"false"},
	}.Encode()
	response, body := send(t, signedRequest(context.Background(), t, base, http.MethodGet, uri, "", map[string]string{}))
	require.Equal(t, http.StatusOK, response.StatusCode, body)
	require.JSONEq(t, `[{"spanID":"0","n":"1"},{"spanID":"1","n":"1"},{"spanID":"2","n":"1"}]`, body)
	require.Equal(t, "Complete", response.Header.Get("x-log-progress"))
	require.Equal(t, "3", response.Header.Get("x-log-count"))
	require.Equal(t, "true", response.Header.Get("x-log-has-sql"))
	var info struct {
		Keys, ColumnTypes []string
		Limited           string
	}
	require.NoError(t, json.Unmarshal([]byte(response.Header.Get("x-log-query-info")), &info))
	require.Equal(t, []string{"spanID", "n"}, info.Keys)
	require.Equal(t, []string{"varchar", "bigint"}, info.ColumnTypes)
	require.Equal(t, "100", info.Limited)
}

func TestReplyIsCompressedAsAsked(t *testing.T) {
	tests := []struct {
		name, accept, kind string
		unpack             func(t *testing.T, body []byte, size int) []byte
	}{
		{"plain", "identity", "", func(_ *testing.T, body []byte, _ int) []byte { return body }},
		{"lz4 block", "lz4", "lz4", func(t *testing.T, body []byte, size int) []byte {
			plain := make([]byte, size)
			n, err := lz4.UncompressBlock(body, plain)
			require.NoError(t, err)
			return plain[:n]
		}},
		{"zstd", "zstd", "zstd", func(t *testing.T, body []byte, _ int) []byte {
			decoder, err := zstd.NewReader(nil)
			require.NoError(t, err)
			defer decoder.Close()
			plain, err := decoder.DecodeAll(body, nil)
			require.NoError(t, err)
			return plain
		}},
		// Go's transport asks for gzip and unpacks it by itself.
		{"gzip", "", "", func(_ *testing.T, body []byte, _ int) []byte { return body }},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, _, base := filledServer(t, Options{}, 60)
			request := signedSearch(context.Background(), t, base, "*")
			if test.accept != "" {
				request.Header.Set("Accept-Encoding", test.accept)
			}
			response, body := send(t, request)
			require.Equal(t, test.kind, response.Header.Get("x-log-compresstype"))
			size := 0
			if test.kind != "" {
				var err error
				size, err = strconv.Atoi(response.Header.Get("x-log-bodyrawsize"))
				require.NoError(t, err)
			}
			require.Equal(t, test.accept == "", response.Uncompressed)
			var answer struct {
				Meta struct{ Count int }
				Data []map[string]string
			}
			require.NoError(t, json.Unmarshal(test.unpack(t, []byte(body), size), &answer))
			require.Equal(t, 60, answer.Meta.Count)
			require.Len(t, answer.Data, 60)
		})
	}
}

func TestDeflatedWriteAndLoadBalancedPath(t *testing.T) {
	_, client, base := filledServer(t, Options{}, 0)
	group := logGroup(logAt(noon, "traceID", "deflated"))
	raw, err := group.Marshal()
	require.NoError(t, err)
	var packed bytes.Buffer
	writer := zlib.NewWriter(&packed)
	_, err = writer.Write(raw)
	require.NoError(t, err)
	require.NoError(t, writer.Close())

	write := func(uri, body, kind string, size int) {
		headers := map[string]string{"Content-Type": "application/x-protobuf"}
		if kind != "" {
			headers["x-log-compresstype"] = kind
		}
		request := signedRequestOfSize(context.Background(), t, base, http.MethodPost, uri, body, size, headers)
		response, text := send(t, request)
		require.Equal(t, http.StatusOK, response.StatusCode, text)
	}
	write("/logstores/"+testLogstore, packed.String(), "deflate", len(raw))
	write("/logstores/"+testLogstore+"/shards/lb?", string(raw), "", len(raw))
	answer, err := search(client, "traceID: deflated")
	require.NoError(t, err)
	require.Len(t, answer.Logs, 2)
}

func TestRequestsThatTheServiceRefuses(t *testing.T) {
	_, _, base := filledServer(t, Options{Region: testRegion}, 1)
	uri := "/logstores/" + testLogstore + "/logs"
	good := `{"from":1,"to":2,"query":"*"}`
	post := func(body string) *http.Request {
		return signedRequest(context.Background(), t, base, http.MethodPost, uri, body, map[string]string{"Content-Type": "application/json"})
	}
	changed := func(name, value string) *http.Request {
		request := post(good)
		request.Header.Set(name, value)
		return request
	}
	tests := []struct {
		name    string
		request *http.Request
		status  int
		code    string
	}{
		{"equal times", post(`{"from":2,"to":2,"query":"*"}`), 400, "InvalidTimeRange"},
		{"not JSON", post(`{`), 400, "PostBodyInvalid"},
		{"offset with SQL", post(`{"from":1,"to":2,"offset":1,"query":"* | select 1"}`), 400, "ParameterInvalid"},
		{"negative line", post(`{"from":1,"to":2,"line":-1,"query":"*"}`), 400, "InvalidLine"},
		{"other query than signed", changed("Content-MD5", "00000000000000000000000000000000"), 400, "PostBodyInvalid"},
		{"no digest", changed("Content-MD5", ""), 400, "MissingContentMD5"},
		{"changed header", changed("x-log-bodyrawsize", "1"), 401, "SignatureNotMatch"},
		{"no version", changed("x-log-apiversion", ""), 400, "MissingAPIVersion"},
		{"no date", changed("Date", ""), 400, "MissingDate"},
		{"old date", changed("Date", time.Now().Add(-16*time.Minute).UTC().Format(http.TimeFormat)), 400, "RequestTimeExpired"},
		{"odd date", changed("Date", "yesterday"), 400, "InvalidDateFormat"},
		{"no authorization", changed("Authorization", ""), 401, "Unauthorized"},
		{"unknown operation", signedRequest(context.Background(), t, base, http.MethodGet, "/dashboards", "", map[string]string{}), 404, "NotSupported"},
		{"histogram of SQL", signedRequest(context.Background(), t, base, http.MethodGet, "/logstores/spans?from=1&query=%2A%7Cselect%201&to=2&type=histogram", "", map[string]string{}), 400, "ParameterInvalid"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			response, body := send(t, test.request)
			requireRefusal(t, response, body, test.status, test.code)
		})
	}
}

func TestQueryModeLogstoreRefusesSQL(t *testing.T) {
	_, _, base := filledServer(t, Options{}, 1)
	create := signedRequest(context.Background(), t, base, http.MethodPost, "/logstores", `{"logstoreName":"plain","ttl":1,"shardCount":1,"mode":"query"}`, map[string]string{"Content-Type": "application/json"})
	response, body := send(t, create)
	require.Equal(t, http.StatusOK, response.StatusCode, body)
	ask := signedRequest(context.Background(), t, base, http.MethodPost, "/logstores/plain/logs", `{"from":1,"to":2,"query":"* | select 1"}`, map[string]string{"Content-Type": "application/json"})
	response, body = send(t, ask)
	requireRefusal(t, response, body, 400, "ParameterInvalid")
}

func TestVersion4SignatureCoversHostDateRegionAndBody(t *testing.T) {
	_, _, base := filledServer(t, Options{Region: testRegion}, 1)
	body := []byte(`{"from":1,"to":2,"query":"*"}`)
	uri := "/logstores/" + testLogstore + "/logs"
	signed := func(region string, at time.Time) *http.Request {
		host := testProject + "." + strings.TrimPrefix(base, "http://")
		headers := map[string]string{
			"Host": host, "Content-Type": "application/json", "x-log-apiversion": "0.6.0",
			"x-log-bodyrawsize": strconv.Itoa(len(body)), "x-log-date": at.UTC().Format(dateLayoutV4),
		}
		require.NoError(t, sls.NewSignerV4(testKeyID, testSecret, region).Sign(http.MethodPost, uri, headers, body))
		request, err := http.NewRequest(http.MethodPost, base+uri, bytes.NewReader(body))
		require.NoError(t, err)
		for name, value := range headers {
			request.Header.Set(name, value)
		}
		request.Host = host
		return request
	}
	good := func() *http.Request { return signed(testRegion, time.Now()) }
	otherHost, otherDigest, otherType := good(), good(), good()
	otherHost.Host = "shop.example.com"
	otherDigest.Header.Set("x-log-content-sha256", strings.Repeat("0", 64))
	otherType.Header.Set("Content-Type", "text/plain")
	tests := []struct {
		name    string
		request *http.Request
		status  int
		code    string
	}{
		{"as signed", good(), 200, ""},
		{"other host", otherHost, 401, "SignatureNotMatch"},
		{"other content type", otherType, 401, "SignatureNotMatch"},
		{"other body", otherDigest, 400, "PostBodyInvalid"},
		{"other region", signed("cn-beijing", time.Now()), 401, "Unauthorized"},
		{"old", signed(testRegion, time.Now().Add(-20*time.Minute)), 400, "RequestTimeExpired"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			response, text := send(t, test.request)
			if test.code == "" {
				require.Equal(t, http.StatusOK, response.StatusCode, text)
				return
			}
			requireRefusal(t, response, text, test.status, test.code)
		})
	}
}
