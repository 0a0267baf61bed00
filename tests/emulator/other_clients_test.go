package emulator

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"
)

// What the official clients in other languages send differently from the Go
// SDK. make test-witness runs those clients themselves.

func queryParameters(kind, query string) string {
	return "?" + url.Values{
		"type": {kind}, "query": {query}, "from": {strconv.Itoa(noon)}, "to": {strconv.Itoa(noon + 60)},
	}.Encode()
}

func TestHistogramsAreServedBesideTheIndex(t *testing.T) {
	server, _, base := filledServer(t, Options{}, 7)
	uri := "/logstores/" + testLogstore + "/index"
	response, body := send(t, signedRequest(context.Background(), t, base, http.MethodGet, uri+queryParameters("histogram", "traceID: t"), "", map[string]string{}))
	require.Equal(t, http.StatusOK, response.StatusCode, body)
	require.Equal(t, "7", response.Header.Get("x-log-count"))
	var parts []bucket
	require.NoError(t, json.Unmarshal([]byte(body), &parts))
	require.NotEmpty(t, parts)
	require.Equal(t, KindHistogram, server.Requests()[0].Kind)

	response, body = send(t, signedRequest(context.Background(), t, base, http.MethodGet, uri, "", map[string]string{}))
	require.Equal(t, http.StatusOK, response.StatusCode, body)
	require.Contains(t, body, `"traceID"`)
	require.Equal(t, KindIndex, server.Requests()[1].Kind)
}

func TestRawSizeOfZeroIsTakenWithAQueryOnly(t *testing.T) {
	_, _, base := filledServer(t, Options{}, 3)
	query := `{"from":` + strconv.Itoa(noon) + `,"to":` + strconv.Itoa(noon+60) + `,"query":"traceID: t"}`
	uri := "/logstores/" + testLogstore + "/logs"
	// The Java client's content type, too.
	proto := func() map[string]string { return map[string]string{"Content-Type": "application/x-protobuf"} }
	response, body := send(t, signedRequestOfSize(context.Background(), t, base, http.MethodPost, uri, query, 0, proto()))
	require.Equal(t, http.StatusOK, response.StatusCode, body)
	var answer struct{ Data []map[string]string }
	require.NoError(t, json.Unmarshal([]byte(body), &answer))
	require.Len(t, answer.Data, 3)

	group := logGroup(logAt(noon, "traceID", "x"))
	raw, err := group.Marshal()
	require.NoError(t, err)
	response, body = send(t, signedRequestOfSize(context.Background(), t, base, http.MethodPost, "/logstores/"+testLogstore, string(raw), 0, proto()))
	requireRefusal(t, response, body, 400, "InvalidBodyRawSize")
}

func TestControlCharactersOfAQueryStayOutOfTheHeaders(t *testing.T) {
	_, _, base := filledServer(t, Options{}, 1)
	uri := "/logstores/" + testLogstore + queryParameters("log", "* | select 'a\x01b\x7fc' as \"x\x7f\" from log")
	response, body := send(t, signedRequest(context.Background(), t, base, http.MethodGet, uri, "", map[string]string{}))
	require.Equal(t, http.StatusOK, response.StatusCode, body)
	var rows []map[string]string
	require.NoError(t, json.Unmarshal([]byte(body), &rows))
	require.Equal(t, []map[string]string{{"x\x7f": "a\x01b\x7fc"}}, rows)
	require.Contains(t, response.Header.Get("x-log-agg-query"), "'a b c'")
	var info struct{ Keys []string }
	require.NoError(t, json.Unmarshal([]byte(response.Header.Get("x-log-query-info")), &info))
	require.Equal(t, []string{"x\x7f"}, info.Keys)
}
