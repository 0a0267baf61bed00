package faults

import (
	"context"
	"net"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/stretchr/testify/require"

	"logservice-jaeger-datasource/tests/emulator"
)

// waits tells when a request has come and when its client has left, before an answer or
// in the midst of it.
func waits(within bool, came, left chan<- time.Time) sabotage {
	return func(w http.ResponseWriter, r *http.Request, honest http.Handler) {
		if !within {
			came <- time.Now()
			<-r.Context().Done()
			left <- time.Now()
			return
		}
		halves(func(connection net.Conn, _ *http.Request) {
			came <- time.Now()
			_ = connection.SetReadDeadline(time.Now().Add(time.Minute))
			_, _ = connection.Read(make([]byte, 1))
			left <- time.Now()
			drop(connection, false)
		})(w, r, honest)
	}
}

// TestACancelledPanelEndsItsRequests measures how long after a panel was cancelled the
// server sees the client leave: the median of several times, since the machine may have
// more to do.
func TestACancelledPanelEndsItsRequests(t *testing.T) {
	const tries, bound = 9, 100 * time.Millisecond
	for _, c := range []struct {
		name   string
		stage  func(*testing.T) *stage
		within bool
		// viewers look at the same panel; all of them leave.
		viewers int
	}{
		{"Log Service, before an answer", func(t *testing.T) *stage { return logService(t, emulator.Options{}) }, false, 1},
		{"Log Service, within an answer", func(t *testing.T) *stage { return logService(t, emulator.Options{}) }, true, 1},
		{"Log Service, shared by three", func(t *testing.T) *stage { return logService(t, emulator.Options{}) }, false, 3},
		{"Jaeger Query, before an answer", jaegerQuery, false, 1},
		{"Jaeger Query, within an answer", jaegerQuery, true, 1},
		{"Jaeger Query, shared by three", jaegerQuery, false, 3},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := c.stage(t)
			s.settings["timeout"] = 60
			came, left := make(chan time.Time, tries*3), make(chan time.Time, tries*3)
			s.does, s.times = waits(c.within, came, left), forEver
			s.open(t)
			var took []time.Duration
			for range tries {
				ctx, cancel := context.WithCancel(t.Context())
				answers := make(chan backend.Responses, c.viewers)
				for range c.viewers {
					go func() { answers <- s.ask(ctx, byID(marked)) }()
				}
				<-came
				time.Sleep(10 * time.Millisecond) // until the others have joined
				cancelled := time.Now()
				cancel()
				took = append(took, (<-left).Sub(cancelled))
				for range c.viewers {
					require.EqualError(t, (<-answers)["A"].Error, "The query was cancelled before it was answered.")
				}
				require.Empty(t, came, "asked once, by however many")
			}
			slices.Sort(took)
			t.Logf("median %s, longest %s", took[tries/2], took[tries-1])
			require.Less(t, took[tries/2], bound)
		})
	}
}
