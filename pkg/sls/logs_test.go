package sls

import (
	"bytes"
	"compress/gzip"
	"compress/zlib"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"testing"
	"time"

	"github.com/klauspost/compress/zstd"
	"github.com/pierrec/lz4/v4"
	"github.com/stretchr/testify/require"
)

func TestLogsRequestOnTheWire(t *testing.T) {
	from := time.Unix(1700000000, 1)
	tests := []struct {
		name    string
		request LogsRequest
		body    string
	}{
		{
			name:    "search, seconds rounded outwards",
			request: LogsRequest{Logstore: "spans", Query: `traceID: "a"`, From: from, To: from.Add(time.Second), Offset: 100, Lines: 50, Reverse: true},
			body:    `{"from":1700000000,"to":1700000002,"topic":"","query":"traceID: \"a\"","line":50,"offset":100,"reverse":true,"powerSql":false}`,
		},
		{
			name:    "SQL, whole seconds as they are",
			request: LogsRequest{Logstore: "spans", Query: "* | select 1", From: time.Unix(10, 0), To: time.Unix(20, 0), DedicatedSQL: true},
			body:    `{"from":10,"to":20,"topic":"","query":"* | select 1","reverse":false,"powerSql":true}`,
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			client := fakeService(t, func(w http.ResponseWriter, r *http.Request) {
				body, err := io.ReadAll(r.Body)
				if err != nil || !jsonEqual(test.body, body) || r.Method != http.MethodPost || r.URL.Path != "/logstores/spans/logs" ||
					r.Header.Get("Accept-Encoding") != "lz4" || r.Header.Get("Content-Type") != "application/json" ||
					r.Header.Get("User-Agent") != "test-agent/1" || r.Header.Get("x-log-bodyrawsize") != strconv.Itoa(len(body)) {
					refuse(w, 400, "TestFailed", fmt.Sprint(string(body), r.URL, r.Header))
					return
				}
				_, _ = fmt.Fprint(w, oneRow)
			})
			_, err := client.Logs(t.Context(), test.request, func(Row) error { return nil })
			require.NoError(t, err)
		})
	}
}

func jsonEqual(want string, got []byte) bool {
	var a, b any
	if json.Unmarshal([]byte(want), &a) != nil || json.Unmarshal(got, &b) != nil {
		return false
	}
	return fmt.Sprint(a) == fmt.Sprint(b)
}

func TestLogsRefusesWithoutAsking(t *testing.T) {
	at := time.Unix(100, 0)
	tests := []struct {
		name    string
		request LogsRequest
		err     string
	}{
		{"no logstore", LogsRequest{From: at, To: at.Add(1)}, "the logstore is missing"},
		{"path for a logstore", LogsRequest{Logstore: "../x", From: at, To: at.Add(1)}, "is not the name of a logstore"},
		{"empty range", LogsRequest{Logstore: "x", From: at, To: at}, "the time range is empty"},
		{"empty range within a second", LogsRequest{Logstore: "x", From: at.Add(5), To: at.Add(5)}, "the time range is empty"},
		{"range backwards", LogsRequest{Logstore: "x", From: at, To: at.Add(-time.Hour)}, "the time range is empty"},
	}
	client := fakeService(t, func(http.ResponseWriter, *http.Request) { t.Error("asked the service") })
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := client.Logs(t.Context(), test.request, nil)
			require.ErrorContains(t, err, test.err)
		})
	}
}

// pack compresses as the service or a gateway would.
func pack(t *testing.T, name string, text []byte) []byte {
	t.Helper()
	var packed bytes.Buffer
	var writer io.WriteCloser
	switch name {
	case "lz4":
		block := make([]byte, lz4.CompressBlockBound(len(text)))
		n, err := lz4.CompressBlock(text, block, nil)
		require.NoError(t, err)
		require.NotZero(t, n)
		return block[:n]
	case "zstd":
		var err error
		writer, err = zstd.NewWriter(&packed)
		require.NoError(t, err)
	case "gzip":
		writer = gzip.NewWriter(&packed)
	case "deflate":
		writer = zlib.NewWriter(&packed)
	default:
		return text
	}
	_, err := writer.Write(text)
	require.NoError(t, err)
	require.NoError(t, writer.Close())
	return packed.Bytes()
}

func TestLogsInEveryCompression(t *testing.T) {
	answer := spanRows(20)
	size := strconv.Itoa(len(answer))
	tests := []struct {
		name    string
		headers map[string]string
		body    []byte
	}{
		{"plain", nil, answer},
		{"plain with its size", map[string]string{"x-log-bodyrawsize": size}, answer},
		{"lz4", map[string]string{"x-log-compresstype": "lz4", "x-log-bodyrawsize": size}, pack(t, "lz4", answer)},
		{"lz4 in both headers", map[string]string{"x-log-compresstype": "lz4", "Content-Encoding": "lz4", "x-log-bodyrawsize": size}, pack(t, "lz4", answer)},
		{"lz4 in the usual header only", map[string]string{"Content-Encoding": "LZ4", "x-log-bodyrawsize": size}, pack(t, "lz4", answer)},
		{"zstd", map[string]string{"x-log-compresstype": "zstd", "x-log-bodyrawsize": size}, pack(t, "zstd", answer)},
		{"deflate", map[string]string{"x-log-compresstype": "deflate"}, pack(t, "deflate", answer)},
		{"gzip of a gateway", map[string]string{"Content-Encoding": "gzip"}, pack(t, "gzip", answer)},
		{"gzip of a gateway around lz4", map[string]string{"Content-Encoding": "gzip", "x-log-compresstype": "lz4", "x-log-bodyrawsize": size}, pack(t, "gzip", pack(t, "lz4", answer))},
		{"identity", map[string]string{"Content-Encoding": "identity"}, answer},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			client := fakeService(t, func(w http.ResponseWriter, _ *http.Request) {
				for name, value := range test.headers {
					w.Header().Set(name, value)
				}
				_, _ = w.Write(test.body)
			})
			rows := 0
			meta, err := client.Logs(t.Context(), someLogs, func(row Row) error {
				attribute, _ := row.Get("attribute")
				require.Equal(t, spanRow(rows)["attribute"], attribute)
				rows++
				return nil
			})
			require.NoError(t, err)
			require.Equal(t, 20, rows)
			require.True(t, meta.Complete)
			require.Equal(t, 20, meta.Count)
		})
	}
}

func TestLogsThatCantBeRead(t *testing.T) {
	answer := spanRows(20)
	size := strconv.Itoa(len(answer))
	packed := pack(t, "lz4", answer)
	tests := []struct {
		name    string
		headers map[string]string
		body    []byte
		err     string
	}{
		{"truncated", map[string]string{"Content-Length": size}, answer[:500], "it ended too early; it begins with \"{\\\"meta\\\""},
		{"truncated JSON", nil, answer[:500], "it ended too early"},
		{"truncated gzip", map[string]string{"Content-Encoding": "gzip"}, pack(t, "gzip", answer)[:300], "it ended too early"},
		{"gzip without its checksum", map[string]string{"Content-Encoding": "gzip"}, bytes.TrimSuffix(pack(t, "gzip", answer), pack(t, "gzip", answer)[len(pack(t, "gzip", answer))-8:]), "it ended too early"},
		{"truncated lz4", map[string]string{"x-log-compresstype": "lz4", "x-log-bodyrawsize": size}, packed[:300], "decompressed as lz4"},
		{"lz4 of another size", map[string]string{"x-log-compresstype": "lz4", "x-log-bodyrawsize": strconv.Itoa(len(answer) + 1)}, packed, "but there are " + size},
		{"lz4 larger than said", map[string]string{"x-log-compresstype": "lz4", "x-log-bodyrawsize": "10"}, packed, "decompressed as lz4"},
		{"lz4 without a size", map[string]string{"x-log-compresstype": "lz4"}, packed, `the header x-log-bodyrawsize is "" instead`},
		{"lz4 with a negative size", map[string]string{"x-log-compresstype": "lz4", "x-log-bodyrawsize": "-1"}, packed, `the header x-log-bodyrawsize is "-1" instead`},
		{"lz4 that would fill the memory", map[string]string{"x-log-compresstype": "lz4", "x-log-bodyrawsize": "999999999999"}, packed, "larger than the 512 MiB"},
		{"lz4 that can't have grown so much", map[string]string{"x-log-compresstype": "lz4", "x-log-bodyrawsize": "500000000"}, packed, "compressed ones can't be"},
		{"plain said to be gzip", map[string]string{"Content-Encoding": "gzip"}, answer, "can't be decompressed as gzip"},
		{"plain said to be zstd", map[string]string{"x-log-compresstype": "zstd"}, answer, "magic number mismatch"},
		{"compression of the future", map[string]string{"x-log-compresstype": "br"}, answer, `its compression "br" is not one of lz4, zstd, gzip and deflate`},
		{"another service's JSON", nil, []byte(`{"status":"ok"}`), `the object has neither "meta" nor "data"; it begins with "{\"status\":\"ok\"}"`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			client := fakeService(t, func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("x-log-requestid", "REQ-7")
				for name, value := range test.headers {
					w.Header().Set(name, value)
				}
				_, _ = w.Write(test.body)
			})
			_, err := client.Logs(t.Context(), someLogs, func(Row) error { return nil })
			require.ErrorContains(t, err, test.err)
			require.ErrorContains(t, err, "request ID REQ-7")
			var answer *Error
			require.ErrorAs(t, err, &answer)
			require.Equal(t, http.StatusOK, answer.Status)
		})
	}
}

func TestBoundedBodyStops(t *testing.T) {
	body := newBoundedBody(bytes.NewReader(make([]byte, 100)), io.NopCloser(nil))
	body.reader.N = 51
	read, err := io.ReadAll(body)
	require.ErrorIs(t, err, errAnswerTooLarge)
	require.LessOrEqual(t, len(read), 51)
}

func TestLogsStopsWhenTheCallerDoes(t *testing.T) {
	stop := errors.New("enough")
	client := fakeService(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(spanRows(20)) })
	rows := 0
	_, err := client.Logs(t.Context(), someLogs, func(Row) error {
		if rows++; rows == 3 {
			return stop
		}
		return nil
	})
	require.Same(t, stop, err)
	require.Equal(t, 3, rows)
}
