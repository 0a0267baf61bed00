package sls

import (
	"math"
	"strconv"
	"time"

	"logservice-jaeger-datasource/pkg/trace"
)

// graphRow is one row of an answer to a graph's statement: the calls of one way.
type graphRow struct {
	way, caller, callee string
	messaging           bool
	tally
	// latency is the quantile asked for, if one is.
	latency *time.Duration
	// first and last are when the first and the last of the records were written, in
	// seconds.
	first, last int64
	unreadable  int64
}

// tally is what some calls come to.
type tally struct {
	calls, errors int64
	// took is the time of all; untimed if the store doesn't tell.
	took    time.Duration
	untimed bool
}

func toGraphRow(row Row) graphRow {
	r := graphRow{way: text(row, "way"), caller: text(row, "caller"), callee: text(row, "callee"), messaging: text(row, "messaging") == "true",
		first: integer(row, "first"), last: integer(row, "last"), unreadable: integer(row, "unreadable")}
	r.calls, _ = rounded(row, "calls")
	r.errors, _ = rounded(row, "errors")
	took, timed := rounded(row, "time")
	r.took, r.untimed = time.Duration(took)*time.Microsecond, !timed
	if latency, ok := rounded(row, "latency"); ok {
		duration := time.Duration(latency) * time.Microsecond
		r.latency = &duration
	}
	return r
}

// rounded reads a whole number that may come as a double. There may be none.
func rounded(row Row, key string) (value int64, ok bool) {
	number, err := strconv.ParseFloat(text(row, key), 64)
	return int64(math.Round(number)), err == nil
}

func (t *tally) add(other tally) {
	t.calls += other.calls
	t.errors += other.errors
	t.took += other.took
	t.untimed = t.untimed || other.untimed
}

// average is the mean time of a call; nil if the store doesn't tell.
func (t tally) average() *time.Duration {
	if t.untimed || t.calls == 0 {
		return nil
	}
	mean := t.took / time.Duration(t.calls)
	return &mean
}

// grapher makes a graph of rows, for which one trace in so many was looked at.
type grapher struct {
	one int64
	// quantile says that rows have a latency of their own.
	quantile bool
	services map[string]*graphService
	edges    []trace.ServiceEdge
}

// graphService is what is known of a service from the rows so far.
type graphService struct {
	tally
	entries int64
	latency *time.Duration
}

func toGraph(rows []graphRow, one int, quantile bool) trace.Graph {
	g := grapher{one: int64(one), quantile: quantile, services: map[string]*graphService{}}
	for _, row := range rows {
		g.add(row)
	}
	graph := trace.Graph{Edges: g.edges}
	for name, service := range g.services {
		graph.Nodes = append(graph.Nodes, trace.ServiceNode{Service: name, Calls: g.calls(service.tally, service.latency), Entries: service.entries * g.one})
	}
	graph.Sort()
	return graph
}

func (g *grapher) add(row graphRow) {
	switch row.way {
	case wayNode:
		g.service(row.callee).latency = row.latency
	case wayEntry:
		g.service(row.callee).add(row.tally)
		g.service(row.callee).entries += row.calls
	case wayCall:
		g.service(row.caller)
		g.service(row.callee).add(row.tally)
		g.edges = append(g.edges, trace.ServiceEdge{Caller: row.caller, Callee: row.callee, Messaging: row.messaging, Calls: g.calls(row.tally, row.latency)})
	}
}

func (g *grapher) service(name string) *graphService {
	if g.services[name] == nil {
		g.services[name] = &graphService{}
	}
	return g.services[name]
}

// calls are the figures of a tally, scaled up to all traces.
func (g *grapher) calls(t tally, latency *time.Duration) trace.Calls {
	errors := t.errors * g.one
	if !g.quantile {
		latency = t.average()
	}
	return trace.Calls{Count: t.calls * g.one, Errors: &errors, Latency: latency}
}
