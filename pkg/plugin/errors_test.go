package plugin

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"testing"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/stretchr/testify/require"

	"logservice-jaeger-datasource/pkg/sls"
	"logservice-jaeger-datasource/pkg/trace"
)

func TestExplain(t *testing.T) {
	service := func(status int, code, message string) error {
		return fmt.Errorf("searching: %w", &sls.Error{Status: status, Code: code, Message: message, RequestID: "5F0A"})
	}
	tests := []struct {
		name   string
		err    error
		status backend.Status
		source backend.ErrorSource
		// says is part of the sentence.
		says []string
	}{
		{"a mistake in the query", refuse("limit is %d", 0), backend.StatusBadRequest, backend.ErrorSourceDownstream, []string{"limit is 0"}},
		{"no such trace", &trace.NotFoundError{ID: traceID, Range: trace.Range{From: hour.From, To: hour.To}}, backend.StatusNotFound, backend.ErrorSourceDownstream,
			[]string{"Trace 4bf92f3577b34da6a3ce929d0e0e4736 was not found between 2026-03-01 11:00:00 UTC and 2026-03-01 12:00:00 UTC"}},
		{"credentials", service(401, "Unauthorized", "denied by sts or ram"), backend.StatusForbidden, backend.ErrorSourceDownstream, []string{"denied by sts or ram", "Unauthorized", "5F0A", "Check the credentials"}},
		{"a quota", service(403, "ReadQuotaExceed", "too much"), backend.StatusTooManyRequests, backend.ErrorSourceDownstream, []string{"too much", "ReadQuotaExceed", "5F0A"}},
		{"no logstore", service(404, "LogStoreNotExist", "logstore a does not exist"), backend.StatusNotFound, backend.ErrorSourceDownstream, []string{"logstore a does not exist", "LogStoreNotExist", "5F0A"}},
		{"a bad statement", service(400, "ParameterInvalid", "line 1:5"), backend.StatusBadRequest, backend.ErrorSourceDownstream, []string{"line 1:5", "ParameterInvalid", "5F0A"}},
		{"a failing service", service(500, "InternalServerError", "oops"), backend.StatusBadGateway, backend.ErrorSourceDownstream, []string{"oops", "InternalServerError", "5F0A"}},
		{"cancelled", fmt.Errorf("page 3: %w", context.Canceled), statusCancelled, backend.ErrorSourceDownstream, []string{"was cancelled"}},
		{"too slow", fmt.Errorf("page 3: %w", context.DeadlineExceeded), backend.StatusTimeout, backend.ErrorSourceDownstream, []string{"shorter time range", "page 3"}},
		{"no such host", &url.Error{Op: "Get", URL: "https://h", Err: &net.DNSError{Err: "no such host", Name: "h", IsNotFound: true}}, backend.StatusBadGateway, backend.ErrorSourceDownstream, []string{"no such host"}},
		{"anything else", errors.New("the shelf fell down"), backend.StatusInternal, backend.ErrorSourcePlugin, []string{"the shelf fell down"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			told := explain(tt.err)
			require.Equal(t, tt.status, told.Status)
			require.Equal(t, tt.source, told.Source)
			for _, part := range tt.says {
				require.Contains(t, told.Sentence, part)
			}
		})
	}
}
