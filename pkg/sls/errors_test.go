package sls

import (
	"context"
	"errors"
	"net"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestErrorIsASentence(t *testing.T) {
	tests := []struct {
		name string
		err  Error
		text string
	}{
		{"query", Error{Status: 400, Code: "ParameterInvalid", Message: "ErrorType:ColumnNotExists. Column 'x' cannot be resolved.", RequestID: "R"}, "Log Service refused the request: ErrorType:ColumnNotExists. Column 'x' cannot be resolved (ParameterInvalid, request ID R)"},
		{"no request ID", Error{Status: 404, Code: "LogStoreNotExist", Message: "logstore x does not exist"}, "Log Service refused the request: logstore x does not exist (LogStoreNotExist). Check the name of the logstore or of the trace instance in the data source's settings."},
		{"nothing said", Error{Status: 500}, "Log Service refused the request: no reason was given (HTTP status 500). Run the query again in a minute; if it stays so, look at what stands between Grafana and Log Service."},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			require.EqualError(t, &test.err, test.text)
		})
	}
}

func TestErrorKinds(t *testing.T) {
	tests := []struct {
		name string
		err  Error
		is   string
	}{
		{"denied", Error{Status: 401, Code: "Unauthorized"}, "denied"},
		{"quota", Error{Status: 403, Code: "ReadQuotaExceed"}, "throttled"},
		{"too many requests", Error{Status: 429}, "throttled"},
		{"forbidden", Error{Status: 403, Code: "ProjectForbidden"}, ""},
		{"quota code with another status", Error{Status: 400, Code: "ReadQuotaExceed"}, ""},
		{"no index", Error{Status: 400, Code: "IndexConfigNotExist"}, "no index"},
		{"no project", Error{Status: 404, Code: "ProjectNotExist"}, "not exist, no project"},
		{"no project, as the table of codes spells it", Error{Status: 404, Code: "ProjectNotExists"}, "not exist, no project"},
		{"no logstore", Error{Status: 404, Code: "LogStoreNotExist"}, "not exist, no logstore"},
		{"page of a gateway", Error{Status: 404}, ""},
		{"clock fast", Error{Status: 400, Code: "RequestTimeTooSkewed"}, "clock"},
		{"clock slow", Error{Status: 400, Code: "RequestTimeExpired"}, "clock"},
		{"bad query", Error{Status: 400, Code: "ParameterInvalid"}, "bad query"},
		{"bad search", Error{Status: 400, Code: "InvalidQueryString"}, "bad query"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var is []string
			for _, kind := range []struct {
				name string
				is   func(*Error) bool
			}{
				{"denied", (*Error).Denied}, {"throttled", (*Error).Throttled}, {"no index", (*Error).NoIndex}, {"not exist", (*Error).NotExist},
				{"no project", (*Error).NoProject}, {"no logstore", (*Error).NoLogstore}, {"clock", (*Error).ClockSkewed}, {"bad query", (*Error).BadQuery},
			} {
				if kind.is(&test.err) {
					is = append(is, kind.name)
				}
			}
			require.Equal(t, test.is, strings.Join(is, ", "))
		})
	}
}

func TestUnreachableIsASentence(t *testing.T) {
	tests := []struct {
		name  string
		cause error
		text  string
	}{
		{"refused", &net.OpError{Op: "dial", Net: "tcp", Err: errors.New("connection refused")}, "Log Service could not be reached at shop.example: dial tcp: connection refused. Check the endpoint in the data source's settings, and the network and proxies in between."},
		{"timeout", os.ErrDeadlineExceeded, "Log Service at shop.example did not answer in time"},
		{"deadline", context.DeadlineExceeded, "Log Service at shop.example did not answer in time"},
		{"cancelled", context.Canceled, "the request to Log Service at shop.example was cancelled"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			err := &unreachable{service: "Log Service", host: "shop.example", cause: test.cause}
			require.EqualError(t, err, test.text)
			require.ErrorIs(t, err, test.cause)
		})
	}
}

func TestExcerptEndsBetweenCharacters(t *testing.T) {
	redact := newRedaction("hidden", "")
	require.Equal(t, `"a[redacted]b"`, redact.excerpt([]byte("ahiddenb")))
	require.Equal(t, `"`+strings.Repeat("中", 40)+`"…`, redact.excerpt([]byte(strings.Repeat("中", 41))))
	require.Equal(t, `"a`+strings.Repeat("中", 39)+`"…`, redact.excerpt([]byte("a"+strings.Repeat("中", 41))))
	require.Equal(t, `"\x00\n`+"\uFFFD"+`"`, redact.excerpt([]byte("\x00\n\xff")))
}
