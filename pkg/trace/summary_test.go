package trace

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestSummarize(t *testing.T) {
	id := TraceID{High: 1, Low: 2}
	named := func(span Span, service, operation string) Span {
		span.TraceID, span.Service, span.Operation = id, service, operation
		return span
	}
	failed := named(at(3, 3, 2), "reviews", "GET /reviews")
	failed.Status = StatusError
	tagged := named(at(4, 4, 2), "reviews", "SELECT")
	tagged.Tags = []Tag{{Key: "error", Value: "true"}}
	late := named(at(2, 2, 1), "details", "GET /details")
	late.Duration = 9 * time.Millisecond

	tests := []struct {
		name  string
		spans []Span
		want  Summary
	}{
		{name: "no spans", want: Summary{}},
		{
			name:  "a whole trace, whatever the order",
			spans: []Span{failed, late, tagged, named(at(1, 1, 0), "productpage", "GET /")},
			want: Summary{
				ID: id, Start: epoch.Add(time.Millisecond), Duration: 10 * time.Millisecond,
				RootService: "productpage", RootOperation: "GET /", Spans: 4, Errors: 2,
				Services: []string{"details", "productpage", "reviews"},
			},
		},
		{
			name:  "the earliest of two roots, also if another span began before",
			spans: []Span{named(at(5, 5, 0), "b", "second"), named(at(2, 2, 0), "a", "first"), named(at(1, 1, 2), "c", "child")},
			want: Summary{
				ID: id, Start: epoch.Add(time.Millisecond), Duration: 5 * time.Millisecond,
				RootService: "a", RootOperation: "first", Spans: 3, Services: []string{"a", "b", "c"},
			},
		},
		{
			name:  "without a root the earliest span",
			spans: []Span{named(at(2, 2, 9), "a", "later"), named(at(1, 1, 9), "b", "earlier")},
			want: Summary{
				ID: id, Start: epoch.Add(time.Millisecond), Duration: 2 * time.Millisecond,
				RootService: "b", RootOperation: "earlier", Spans: 2, Services: []string{"a", "b"},
			},
		},
		{
			name:  "a span without a service",
			spans: []Span{named(at(0, 1, 0), "", "GET")},
			want:  Summary{ID: id, Start: epoch, Duration: time.Millisecond, RootOperation: "GET", Spans: 1},
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			require.Equal(t, test.want, Summarize(test.spans))
		})
	}
}
