package jaeger

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"time"

	"logservice-jaeger-datasource/pkg/trace"
)

// statement is the requests that metrics would send, one a line. It asks for the
// services if the query is of all, and for a single figure if it isn't known whether
// Jaeger tells span metrics. What a sample of traces takes is told in a sentence: its
// later requests depend on the answers to the first.
func (m *meter) statement(ctx context.Context, query trace.MetricsQuery) (string, error) {
	query = query.Aligned()
	taken := newLedger()
	lack := cmp.Or(beyond(query), m.known.lack(m.now()))
	if lack == "" {
		services, err := m.servicesOf(ctx, taken, query)
		if err != nil {
			return "", err
		}
		services = services[:min(len(services), mostMeasured)]
		if lack, err = m.probe(ctx, taken, services); err != nil {
			return "", err
		}
		if lack == "" {
			return requestsText(query, services), nil
		}
	}
	if query.Exact {
		return "", inexact(lack)
	}
	return fmt.Sprintf("Searches for a sample of at least %d traces, if there are so many, which the plugin measures. %s", sampleSize, lack), nil
}

// probe asks for one figure of one service.
func (m *meter) probe(ctx context.Context, taken *ledger, services []string) (lack string, err error) {
	if len(services) == 0 || m.known.knows(m.now()) {
		return "", nil
	}
	last := lastMillisecond(m.now())
	request := spmRequest{services: services[:1], kinds: []trace.Kind{trace.KindServer}, window: window{end: last, first: last.Add(-time.Minute), step: time.Minute, buckets: 1}}
	_, err = request.ask(ctx, m.client, taken, spmQuestion{family: spmCalls})
	if lack = m.known.learn(err, m.now()); lack != "" {
		err = nil
	}
	return lack, err
}

func requestsText(query trace.MetricsQuery, services []string) string {
	queries := []trace.MetricsQuery{query}
	if query.CompareWith > 0 {
		queries = append(queries, query.Earlier())
	}
	var lines []string
	for _, query := range queries {
		_, asked := prepare(query)
		for _, request := range spmRequests(query, services) {
			for _, question := range asked {
				path, values := request.query(question)
				lines = append(lines, "GET /"+path+"?"+values.Encode())
			}
		}
	}
	return strings.Join(lines, "\n")
}
