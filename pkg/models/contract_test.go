package models

import (
	"encoding/json"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// contractFolder holds the examples that Jest reads, too.
const contractFolder = "../../tests/contract/"

func readContract(t *testing.T, name string, cases any) {
	t.Helper()
	raw, err := os.ReadFile(contractFolder + name)
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(raw, cases))
}

func TestParseQueryKeepsTheContract(t *testing.T) {
	var tests []struct {
		Name       string          `json:"name"`
		Input      json.RawMessage `json:"input"`
		Normalised json.RawMessage `json:"normalised"`
		Runnable   bool            `json:"runnable"`
		Error      bool            `json:"error"`
	}
	readContract(t, "queries.json", &tests)
	require.NotEmpty(t, tests)
	for _, tt := range tests {
		t.Run(tt.Name, func(t *testing.T) {
			query, err := ParseQuery(tt.Input)
			if tt.Error || !tt.Runnable {
				require.Error(t, err)
				return
			}
			require.NoError(t, err)
			require.Equal(t, expectedQuery(t, tt.Normalised), query)
		})
	}
}

// expectedQuery reads the contract's form of a query without ParseQuery's help.
func expectedQuery(t *testing.T, raw json.RawMessage) Query {
	t.Helper()
	var wanted struct {
		QueryType                                                    QueryType
		Query, Service, Operation, SpanKind, Status                  string
		MinDuration, MaxDuration, MinTraceDuration, MaxTraceDuration string
		Tags                                                         []TagFilter
		Limit                                                        int
	}
	require.NoError(t, json.Unmarshal(raw, &wanted))
	if wanted.QueryType == QueryTypeTraceID {
		return Query{Type: QueryTypeTraceID, TraceID: &TraceIDQuery{ID: wanted.Query}}
	}
	duration := func(text string) time.Duration {
		if text == "" {
			return 0
		}
		value, err := time.ParseDuration(text)
		require.NoError(t, err)
		return value
	}
	return Query{Type: QueryTypeSearch, Search: &SearchQuery{
		Service: wanted.Service, Operation: wanted.Operation, SpanKind: wanted.SpanKind, Status: wanted.Status,
		Tags: wanted.Tags, Limit: wanted.Limit,
		MinDuration: duration(wanted.MinDuration), MaxDuration: duration(wanted.MaxDuration),
		MinTraceDuration: duration(wanted.MinTraceDuration), MaxTraceDuration: duration(wanted.MaxTraceDuration),
	}}
}

func TestParseSettingsKeepsTheContract(t *testing.T) {
	var tests []struct {
		Name       string          `json:"name"`
		JSONData   json.RawMessage `json:"jsonData"`
		SecureKeys []string        `json:"secureKeys"`
		Normalised json.RawMessage `json:"normalised"`
		Error      bool            `json:"error"`
	}
	readContract(t, "settings.json", &tests)
	require.NotEmpty(t, tests)
	for _, tt := range tests {
		t.Run(tt.Name, func(t *testing.T) {
			secure := map[string]string{}
			for _, key := range tt.SecureKeys {
				secure[key] = "the " + key
			}
			settings, err := ParseSettings(tt.JSONData, secure)
			if tt.Error {
				require.Error(t, err)
				return
			}
			require.NoError(t, err)
			require.Equal(t, expectedSettings(t, tt.Normalised, secure), settings)
		})
	}
}

// expectedSettings reads the contract's form of settings without ParseSettings'
// help, but for the look-back, which TestParseSettings checks.
func expectedSettings(t *testing.T, raw json.RawMessage, secure map[string]string) Settings {
	t.Helper()
	var wanted struct {
		TraceLookback string
		Timeout       int
	}
	require.NoError(t, json.Unmarshal(raw, &wanted))
	lookback, err := parseLongDuration("traceLookback", wanted.TraceLookback)
	require.NoError(t, err)
	var fields map[string]any
	require.NoError(t, json.Unmarshal(raw, &fields))
	delete(fields, "traceLookback")
	delete(fields, "timeout")
	rest, err := json.Marshal(fields)
	require.NoError(t, err)
	settings := Settings{}
	require.NoError(t, json.Unmarshal(rest, &settings))
	settings.TraceLookback = lookback
	settings.Timeout = time.Duration(wanted.Timeout) * time.Second
	settings.Secrets = Secrets{AccessKeyID: secure["accessKeyId"], AccessKeySecret: secure["accessKeySecret"], SecurityToken: secure["securityToken"]}
	return settings
}
