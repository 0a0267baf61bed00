package faults

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/stretchr/testify/require"

	"logservice-jaeger-datasource/tests/emulator"
)

// panels ask each their query at the same moment, and give the answers in order.
func (s *stage) panels(ctx context.Context, queries []string) []backend.DataResponse {
	answers := make([]backend.DataResponse, len(queries))
	var group sync.WaitGroup
	start := make(chan struct{})
	for i, query := range queries {
		group.Go(func() {
			<-start
			answers[i] = s.ask(ctx, query)["A"]
		})
	}
	close(start)
	group.Wait()
	return answers
}

// slower makes answers take their time.
func slower(by time.Duration) sabotage {
	return func(w http.ResponseWriter, r *http.Request, honest http.Handler) {
		select {
		case <-r.Context().Done():
			return
		case <-time.After(by):
		}
		honest.ServeHTTP(w, r)
	}
}

// TestTwoHundredPanels has as many panels as a wall of dashboards load at the same
// moment: 150 different ones, and one fifty times over.
func TestTwoHundredPanels(t *testing.T) {
	s := logService(t, emulator.Options{})
	s.emulator.Fail(emulator.Fault{Kind: emulator.KindSQL, Times: forEver, Delay: 100 * time.Millisecond})
	delete(s.settings, "timeout")
	s.open(t)
	queries := slices.Repeat([]string{`{"queryType":"metrics","measure":"rate","groupBy":["operation"]}`}, 50)
	for i := range 150 {
		queries = append(queries, fmt.Sprintf(`{"queryType":"metrics","measure":"rate","minDuration":"%dus"}`, i+1))
	}
	for _, answer := range s.panels(t.Context(), queries) {
		require.NoError(t, answer.Error)
		_, noticed := toldBy(answer)
		require.Empty(t, noticed)
		require.Positive(t, answer.Frames[0].Rows())
	}
	requests := s.emulator.Requests()
	most, statements, same := 0, 0, 0
	for _, request := range requests {
		require.Equal(t, http.StatusOK, request.Status, "Log Service refused nothing: %s", request.ErrorCode)
		if request.Kind != emulator.KindSQL {
			continue
		}
		statements++
		if strings.Contains(request.Query, "operation") {
			same++
		}
		running := 0
		for _, other := range requests {
			if other.Kind == emulator.KindSQL && !other.Arrived.After(request.Arrived) && other.Finished.After(request.Arrived) {
				running++
			}
		}
		most = max(most, running)
	}
	require.LessOrEqual(t, most, 15)
	require.Equal(t, 15, most, "as many at a time as are allowed")
	require.Equal(t, 1, same, "the same question at the same moment is asked once")
	require.Equal(t, 151, statements)
}

// TestTwoHundredPanelsOfJaeger is the same on the other way in, which takes ten at a time.
func TestTwoHundredPanelsOfJaeger(t *testing.T) {
	s := jaegerQuery(t)
	delete(s.settings, "timeout")
	var flying, most, asked atomic.Int32
	honest := s.honest
	s.honest = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for now := flying.Add(1); ; {
			if before := most.Load(); now <= before || most.CompareAndSwap(before, now) {
				break
			}
		}
		defer flying.Add(-1)
		if strings.HasSuffix(r.URL.Path, "/api/traces/"+marked) {
			asked.Add(1)
		}
		slower(50*time.Millisecond)(w, r, honest)
	})
	s.open(t)
	queries := slices.Repeat([]string{byID(marked)}, 50)
	for i := range 150 {
		queries = append(queries, fmt.Sprintf(`{"queryType":"search","service":"shop","limit":%d}`, i+1))
	}
	for _, answer := range s.panels(t.Context(), queries) {
		require.NoError(t, answer.Error)
		require.Positive(t, answer.Frames[0].Rows())
	}
	require.EqualValues(t, 10, most.Load())
	require.EqualValues(t, 1, asked.Load(), "the same question at the same moment is asked once")
}

// TestTheQueueGivesUp has more panels than there are places, before a server so slow that
// the last ones' turn doesn't come in time.
func TestTheQueueGivesUp(t *testing.T) {
	for _, way := range []struct {
		name  string
		stage func(*testing.T) *stage
		query string
		says  string
	}{
		{"Log Service", func(t *testing.T) *stage { return logService(t, emulator.Options{}) }, `{"queryType":"metrics","measure":"rate","minDuration":"%dus"}`,
			"Log Service was not asked, because too much is being asked already: this data source may have 1 SQL statement in flight, and this query waited 3 seconds for its turn. " +
				`Wait until other panels have loaded, shorten their time ranges, or, if the project's quota allows more, raise "SQL statements at a time" in the data source's settings.`},
		{"Jaeger Query", jaegerQuery, `{"queryType":"search","service":"shop","limit":%d}`,
			"Jaeger was not asked, because too much is being asked already: this data source may have 1 request in flight, and this query waited 3 seconds for its turn. " +
				`Wait until other panels have loaded, shorten their time ranges, or, if Jaeger can take more, raise "Requests at a time" in the data source's settings.`},
	} {
		t.Run(way.name, func(t *testing.T) {
			t.Parallel()
			s := way.stage(t)
			s.settings["timeout"], s.settings["maxSqlRequests"], s.settings["maxSearchRequests"] = 3, 1, 1
			s.open(t)
			require.NoError(t, s.ask(t.Context(), fmt.Sprintf(way.query, 1))["A"].Error, "which learns what the server has")
			s.marker, s.does, s.times = "", slower(2*time.Second), forEver
			var queries []string
			for i := range 4 {
				queries = append(queries, fmt.Sprintf(way.query, 2+i))
			}
			answered, gaveUp := 0, 0
			for _, answer := range s.panels(t.Context(), queries) {
				if answer.Error == nil {
					answered++
					continue
				}
				gaveUp++
				require.EqualError(t, answer.Error, way.says)
				require.Equal(t, backend.StatusTooManyRequests, answer.Status)
				require.Equal(t, backend.ErrorSourceDownstream, answer.ErrorSource)
			}
			require.Positive(t, answered)
			require.Positive(t, gaveUp)
		})
	}
}
