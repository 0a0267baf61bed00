package jaeger

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"logservice-jaeger-datasource/pkg/parallel"
	"logservice-jaeger-datasource/pkg/trace"
)

const (
	// mostMeasured is how many services one answer may be about.
	mostMeasured = 500
	// mostNames bounds the bytes of services' names in one request: common servers and
	// gateways take URLs of 8 KiB.
	mostNames = 3000
	// mostAtATime is how many requests of one answer are in flight, or wait to be.
	mostAtATime = 4
)

// spmFigures are the families that answer a query; those that it doesn't need are nil.
type spmFigures struct {
	calls, errors spmFamily
	// latencies has one family for each quantile.
	latencies []spmFamily
}

// prepare lays out where the figures that a query needs will be, and the questions
// that bring them.
func prepare(query trace.MetricsQuery) (spmFigures, []spmQuestion) {
	var read spmFigures
	var asked []spmQuestion
	errors := needs(query, trace.MeasureErrorRate, trace.MeasureErrorPercentage, trace.MeasureSuccessRate)
	if errors || needs(query, trace.MeasureRate, trace.MeasureCount) {
		read.calls = spmFamily{}
		asked = append(asked, spmQuestion{family: spmCalls, into: read.calls})
	}
	if errors {
		read.errors = spmFamily{}
		asked = append(asked, spmQuestion{family: spmErrors, into: read.errors})
	}
	if needs(query, trace.MeasureQuantiles) {
		for _, quantile := range query.Quantiles {
			into := spmFamily{}
			read.latencies = append(read.latencies, into)
			asked = append(asked, spmQuestion{spmLatencies, quantile, into})
		}
	}
	return read, asked
}

// spmQuestion is a family of figures to read, and where to put them.
type spmQuestion struct {
	family   string
	quantile float64
	into     spmFamily
}

// answer sends each question with each request, a few at a time.
func (m *meter) answer(ctx context.Context, taken *ledger, requests []spmRequest, asked []spmQuestion) error {
	answers := make([]spmFamily, len(requests)*len(asked))
	group, ctx := parallel.NewBoundedGroup(ctx, mostAtATime)
	for i, request := range requests {
		for j, question := range asked {
			group.Go(func() (err error) {
				answers[i*len(asked)+j], err = request.ask(ctx, m.client, taken, question)
				return err
			})
		}
	}
	if err := group.Wait(); err != nil {
		return err
	}
	for i, answer := range answers {
		maps.Copy(asked[i%len(asked)].into, answer)
	}
	return nil
}

// spmRequests are the requests about some services, as many in each as a URL holds.
func spmRequests(query trace.MetricsQuery, services []string) []spmRequest {
	var requests []spmRequest
	common := spmRequest{kinds: kindsOf(query), byOperation: query.Filter.Operation != "" || groupsBy(query, trace.ByOperation), window: windowOf(query)}
	if len(common.kinds) == 0 || common.window.buckets == 0 {
		return nil
	}
	length := 0
	for _, service := range services {
		if length += len(service); len(requests) == 0 || length > mostNames {
			requests, length = append(requests, common), len(service)
		}
		last := &requests[len(requests)-1]
		last.services = append(last.services, service)
	}
	return requests
}

// kindsOf are the kinds of span that a query is about; none if its filter and its
// population don't meet.
func kindsOf(query trace.MetricsQuery) []trace.Kind {
	kinds := spmKinds
	if query.Over == trace.OverServerSpans {
		kinds = []trace.Kind{trace.KindServer}
	}
	if query.Filter.Kind == "" {
		return kinds
	}
	return slices.DeleteFunc(slices.Clone(kinds), func(kind trace.Kind) bool { return kind != query.Filter.Kind })
}

// servicesOf are the services that a query is about.
func (m *meter) servicesOf(ctx context.Context, taken *ledger, query trace.MetricsQuery) ([]string, error) {
	if query.Filter.Service != "" {
		return []string{query.Filter.Service}, nil
	}
	services, err := m.traces.services(ctx, taken)
	if err == nil && len(services) > mostMeasured && query.Exact {
		return nil, &trace.SetupError{Text: fmt.Sprintf("Jaeger has %d services, and its span metrics are asked for %d at the most: filter by service.", len(services), mostMeasured)}
	}
	return services, err
}
