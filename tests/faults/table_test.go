package faults

import (
	"strings"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/stretchr/testify/require"

	"logservice-jaeger-datasource/tests/emulator"
)

// fault is one way in which a server, or what lies before it, misbehaves.
type fault struct {
	name string
	// does spoils the answers to the marked query: so many of them, all if below 0.
	does  sabotage
	times int
	// logService and jaeger are what comes of it on each way in.
	logService, jaeger outcome
}

// outcome is what comes of a fault.
type outcome struct {
	// cannot is why there is no such fault on this way in.
	cannot string
	// options and arrange prepare the stage, before the data source is made.
	options emulator.Options
	arrange func(*testing.T, *stage)
	// meanwhile happens after a first answer.
	meanwhile func(*testing.T, *stage)
	// query is the marked one, by default for the marked trace.
	query string

	// rows are those of the first frame, if there is an answer, and notice all that it
	// says besides.
	rows   int
	notice string
	// says is the whole error, if there is one, with its status.
	says   string
	status backend.Status
	// requests are those for the marked query that were sent; mayTwice allows for one
	// more each, which Go's client sends when a connection that it had kept open fails.
	requests int
	mayTwice bool
	// all says that every query is hit, and not the marked one alone.
	all bool
}

// forEver has every answer spoilt.
const forEver = -1

// whole is the right answer, after so many requests.
func whole(requests int) outcome { return outcome{rows: spansEach, requests: requests} }

// refused is a sentence, after so many requests.
func refused(status backend.Status, requests int, says string) outcome {
	return outcome{says: says, status: status, requests: requests}
}

func (o outcome) hitsAll() outcome { o.all = true; return o }

func (o outcome) prepared(arrange func(*testing.T, *stage)) outcome { o.arrange = arrange; return o }

func (o outcome) asked(query string) outcome { o.query = query; return o }

func (o outcome) on(options emulator.Options) outcome { o.options = options; return o }

func cannot(why string) outcome { return outcome{cannot: why} }

const search = `{"queryType":"search","service":"ratings.default","status":"error","limit":3}`

// TestFaults goes through Grafana's door on each way in. In every request a healthy query
// is asked beside the one that suffers.
func TestFaults(t *testing.T) {
	for _, f := range faults() {
		for way, o := range map[string]outcome{"Log Service": f.logService, "Jaeger Query": f.jaeger} {
			t.Run(f.name+"/"+way, func(t *testing.T) {
				if o.cannot != "" {
					t.Skip(o.cannot)
				}
				t.Parallel()
				s := stageOf(t, way, o)
				s.does, s.times = f.does, f.times
				if o.arrange != nil {
					o.arrange(t, s)
				}
				s.open(t)
				check(t, s, o, way)
			})
		}
	}
}

func stageOf(t *testing.T, way string, o outcome) *stage {
	if way == "Jaeger Query" {
		return jaegerQuery(t)
	}
	return logService(t, o.options)
}

func check(t *testing.T, s *stage, o outcome, way string) {
	if o.query == "" {
		o.query = byID(marked)
	}
	if o.meanwhile != nil {
		require.NoError(t, s.ask(t.Context(), byID(healthy))["A"].Error)
		o.meanwhile(t, s)
	}
	began := time.Now()
	responses := s.ask(t.Context(), o.query, byID(healthy))
	took := time.Since(began)
	failed, noticed := toldBy(responses["A"])
	require.Equal(t, o.says, s.steady(failed))
	require.Equal(t, o.notice, s.steady(noticed))
	if o.says != "" {
		require.Equal(t, o.status, responses["A"].Status)
		require.Equal(t, backend.ErrorSourceDownstream, responses["A"].ErrorSource)
		for _, frame := range responses["A"].Frames {
			require.Zero(t, frame.Rows(), "an error shows no part of the answer as if it were all")
		}
	} else {
		require.Equal(t, o.rows, responses["A"].Frames[0].Rows())
	}
	switch {
	case o.mayTwice:
		require.GreaterOrEqual(t, s.count(), o.requests)
		require.LessOrEqual(t, s.count(), 2*o.requests)
	case o.all:
		// Of two side by side the first that fails may end the other before it is sent.
		require.LessOrEqual(t, s.count(), o.requests)
	default:
		require.Equal(t, o.requests, s.count(), "requests")
	}
	require.Less(t, took, 20*time.Second)
	keepsSecrets(t, responses)
	if !o.all {
		unharmed(t, responses["B"], way)
	}
}

// unharmed holds the neighbour against what it is without a fault.
func unharmed(t *testing.T, response backend.DataResponse, way string) {
	failed, noticed := toldBy(response)
	require.Empty(t, failed+noticed, "the neighbour")
	spans := map[string]int{"Log Service": 12, "Jaeger Query": spansEach}
	require.Equal(t, spans[way], response.Frames[0].Rows(), "the neighbour")
}

// keepsSecrets looks through all that a browser gets.
func keepsSecrets(t *testing.T, responses backend.Responses) {
	for _, response := range responses {
		failed, noticed := toldBy(response)
		for _, frame := range response.Frames {
			noticed += frame.Meta.ExecutedQueryString
		}
		require.NotContains(t, strings.ToLower(failed+noticed), hush)
	}
}

// emulated arms faults of the emulator for queries that hold a text.
func emulated(fault emulator.Fault) func(*testing.T, *stage) {
	return func(_ *testing.T, s *stage) { s.emulator.Fail(fault) }
}

func secret(name, value string) func(*testing.T, *stage) {
	return func(_ *testing.T, s *stage) { s.secure[name] = value }
}
