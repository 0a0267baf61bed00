package sls

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestIndexOnTheWire(t *testing.T) {
	tests := []struct {
		name, answer string
		index        Index
	}{
		{
			name: "fields, JSON paths and full text",
			answer: `{"keys":{"duration":{"type":"long","doc_value":true,"alias":"took"},"attribute":{"type":"json","token":[","],"caseSensitive":true,"index_all":true,
				"max_depth":-1,"json_keys":{"http.status_code":{"type":"long","doc_value":true}}}},"line":{"token":[" "],"caseSensitive":false},"ttl":30,"max_text_len":16384}`,
			index: Index{FullText: true, MaxTextLength: 16384, Keys: map[string]IndexKey{
				"duration":  {Type: "long", Analytics: true, Alias: "took", JSONKeys: map[string]IndexKey{}},
				"attribute": {Type: "json", Tokens: []string{","}, CaseSensitive: true, IndexAll: true, JSONKeys: map[string]IndexKey{"http.status_code": {Type: "long", Analytics: true, JSONKeys: map[string]IndexKey{}}}},
			}},
		},
		{name: "nothing said", answer: `{}`, index: Index{Keys: map[string]IndexKey{}, MaxTextLength: 2048}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			client := fakeService(t, func(w http.ResponseWriter, r *http.Request) {
				require.Equal(t, "GET /logstores/spans/index", r.Method+" "+r.URL.Path)
				_, _ = fmt.Fprint(w, test.answer)
			})
			index, err := client.Index(t.Context(), "spans")
			require.NoError(t, err)
			require.Equal(t, test.index, index)
		})
	}
}

func TestHistogramOnTheWire(t *testing.T) {
	tests := []struct {
		name, progress, answer string
		histogram              Histogram
	}{
		{"complete", "Complete", `[{"from":1,"to":2,"count":3,"progress":"Complete"},{"from":2,"to":3,"count":4,"progress":"complete"}]`, Histogram{Count: 7, Complete: true}},
		{"a bucket incomplete", "", `[{"count":3,"progress":"Complete"},{"count":4,"progress":"Incomplete"}]`, Histogram{Count: 7}},
		{"incomplete as a whole", "Incomplete", `[]`, Histogram{}},
		{"nothing, headers dropped", "", `[]`, Histogram{Complete: true}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			client := fakeService(t, func(w http.ResponseWriter, r *http.Request) {
				require.Equal(t, "from=1&query=a%3A+%22b%22&to=3&topic=&type=histogram", r.URL.RawQuery)
				if test.progress != "" {
					w.Header().Set("x-log-progress", test.progress)
				}
				_, _ = fmt.Fprint(w, test.answer)
			})
			histogram, err := client.Histogram(t.Context(), HistogramRequest{Logstore: "spans", Query: `a: "b"`, From: time.Unix(1, 0), To: time.Unix(2, 5)})
			require.NoError(t, err)
			require.Equal(t, test.histogram, histogram)
		})
	}
}

func TestLogstoresReadsEveryPage(t *testing.T) {
	client := fakeService(t, func(w http.ResponseWriter, r *http.Request) {
		offset, err := strconv.Atoi(r.URL.Query().Get("offset"))
		require.NoError(t, err)
		require.Equal(t, "500", r.URL.Query().Get("size"))
		names := []string{}
		for i := offset; i < min(offset+500, 1203); i++ {
			names = append(names, fmt.Sprintf("store-%04d", 1203-i))
		}
		require.NoError(t, json.NewEncoder(w).Encode(map[string]any{"count": len(names), "total": 1203, "logstores": names}))
	})
	names, err := client.Logstores(t.Context())
	require.NoError(t, err)
	require.Len(t, names, 1203)
	require.Equal(t, "store-0001", names[0])
	require.Equal(t, "store-1203", names[1202])
}

func TestSmallAnswersThatCantBeRead(t *testing.T) {
	client := fakeService(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = fmt.Fprint(w, "<html>"+fakeKey.Secret) })
	for name, ask := range map[string]func() error{
		"index":     func() error { _, err := client.Index(t.Context(), "spans"); return err },
		"logstores": func() error { _, err := client.Logstores(t.Context()); return err },
		"histogram": func() error {
			_, err := client.Histogram(t.Context(), HistogramRequest{Logstore: "spans", From: time.Unix(1, 0), To: time.Unix(2, 0)})
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			require.ErrorContains(t, ask(), `begins with "<html>[redacted]"`)
		})
	}
}
