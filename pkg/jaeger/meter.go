package jaeger

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"logservice-jaeger-datasource/pkg/trace"
)

// meter answers metrics queries: from Jaeger's span metrics as far as these go, and
// else from a sample of traces.
type meter struct {
	client *client
	traces source
	known  *presence
	now    func() time.Time
}

// source is what a meter needs of the traces themselves.
type source interface {
	// services lists all services, sorted.
	services(ctx context.Context, taken *ledger) ([]string, error)
	// sample reads whole traces, at most so many, and says whether there may be more.
	sample(ctx context.Context, taken *ledger, between trace.Range, filter trace.Filter, most int) ([][]trace.Span, bool, error)
}

func (m *meter) metrics(ctx context.Context, taken *ledger, query trace.MetricsQuery) (trace.MetricsResult, error) {
	query = query.Aligned()
	lack := cmp.Or(beyond(query), m.known.lack(m.now()))
	if lack == "" {
		result, err := m.spanMetrics(ctx, taken, query)
		if lack = lackOf(err); lack == "" {
			return result, err
		}
	}
	if query.Exact {
		return trace.MetricsResult{}, inexact(lack)
	}
	return m.sampled(ctx, taken, query, lack)
}

// inexact is why a question for figures of all spans has no answer.
func inexact(lack string) error {
	return &trace.SetupError{Text: "Alert rules need figures of all spans, not of a sample. " + lack}
}

// spanMetrics answers a query that is not beyond Jaeger's span metrics.
func (m *meter) spanMetrics(ctx context.Context, taken *ledger, query trace.MetricsQuery) (trace.MetricsResult, error) {
	services, err := m.servicesOf(ctx, taken, query)
	if err != nil {
		return trace.MetricsResult{}, err
	}
	asked := services[:min(len(services), mostMeasured)]
	now, err := m.spanFigures(ctx, taken, query, asked)
	if err != nil {
		return trace.MetricsResult{}, err
	}
	var before []ranked
	if query.CompareWith > 0 {
		if before, err = m.spanFigures(ctx, taken, query.Earlier(), asked); err != nil {
			return trace.MetricsResult{}, err
		}
	}
	m.noteWindow(taken, query, len(now) == 0)
	if len(services) > len(asked) {
		taken.notice(trace.Warning, "Jaeger has %d services, and its span metrics are asked for %d at the most, so these figures are of the first by name. Filter by service to see others.", len(services), len(asked))
	}
	series := limited(taken, query, now)
	return trace.MetricsResult{Series: series, Before: ofGroups(before, series)}, nil
}

// spanFigures are all series of a query's range.
func (m *meter) spanFigures(ctx context.Context, taken *ledger, query trace.MetricsQuery, services []string) ([]ranked, error) {
	requests := spmRequests(query, services)
	if len(requests) == 0 {
		return nil, nil
	}
	read, asked := prepare(query)
	err := m.answer(ctx, taken, requests, asked)
	m.known.learn(err, m.now())
	if err != nil {
		return nil, err
	}
	return spmSeriesOf(query, read), nil
}

// noteWindow tells where the figures are of another stretch of time than the range.
// The step that isn't over yet has no figures, as long as it lasts.
func (m *meter) noteWindow(taken *ledger, query trace.MetricsQuery, none bool) {
	w, to := windowOf(query), query.Range.To
	switch asked := to.Sub(query.Range.From); {
	case query.Step == 0 && (w.step-asked).Abs() > time.Second:
		taken.notice(trace.Info, "Jaeger's span metrics can be asked about whole seconds, minutes or hours only: these figures are of the %s up to the end of the time range.", lengthText(w.step))
	case query.Step > 0 && w.buckets == 0:
		taken.notice(trace.Info, "The time range holds no whole step of %s, and Jaeger's span metrics tell whole steps only: choose a shorter step.", lengthText(query.Step))
	case query.Step > 0 && w.start(w.buckets).Before(to) && !w.start(w.buckets+1).After(m.now()):
		taken.notice(trace.Info, "The last step is left out, because the end of the time range cuts it, and Jaeger's span metrics tell whole steps only.")
	case none && w.step < 2*time.Minute:
		taken.notice(trace.Info, "Jaeger's span metrics have no figures here. They never have if a step is shorter than twice the interval at which they are collected: if there were spans, choose a longer step.")
	}
}

// limited keeps the groups that rank first, and sorts them by their values.
func limited(taken *ledger, query trace.MetricsQuery, all []ranked) []trace.Series {
	slices.SortFunc(all, func(a, b ranked) int {
		return cmp.Or(cmp.Compare(b.weight, a.weight), slices.Compare(a.Group, b.Group))
	})
	if len(query.GroupBy) > 0 && len(all) > query.SeriesLimit {
		taken.notice(trace.Info, "Shown are the first %d of %d groups, by %s. Filter, or raise the limit of series, to see the others.", query.SeriesLimit, len(all), rankingNames[query.TopBy])
		all = all[:query.SeriesLimit]
	}
	return sortedSeries(all)
}

func sortedSeries(all []ranked) []trace.Series {
	series := make([]trace.Series, len(all))
	for i, one := range all {
		series[i] = one.Series
	}
	slices.SortFunc(series, func(a, b trace.Series) int { return slices.Compare(a.Group, b.Group) })
	return series
}

// ofGroups keeps the series whose groups are among others.
func ofGroups(all []ranked, others []trace.Series) []trace.Series {
	groups := map[string]bool{}
	for _, other := range others {
		groups[strings.Join(other.Group, "\x00")] = true
	}
	return slices.DeleteFunc(sortedSeries(all), func(one trace.Series) bool { return !groups[strings.Join(one.Group, "\x00")] })
}
