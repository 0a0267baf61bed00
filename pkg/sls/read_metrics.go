package sls

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"logservice-jaeger-datasource/pkg/parallel"
	"logservice-jaeger-datasource/pkg/trace"
)

// Metrics implements trace.Reader.
func (r *Reader) Metrics(ctx context.Context, query trace.MetricsQuery) (trace.MetricsResult, error) {
	c := r.newCall()
	result, err := r.metrics(ctx, c, query)
	result.Account = c.finish()
	return result, err
}

func (r *Reader) metrics(ctx context.Context, c *call, query trace.MetricsQuery) (trace.MetricsResult, error) {
	s, query, err := r.metricsSchema(ctx, c, query)
	if err != nil {
		return trace.MetricsResult{}, err
	}
	rows, before, err := r.figures(ctx, c, s, query)
	if err != nil {
		return trace.MetricsResult{}, err
	}
	if s.hidesErrors() && (needsFailed(query) || asksStatus(query.Filter) || slices.Contains(query.GroupBy, trace.GroupKey{Property: trace.ByStatus})) {
		c.notice(trace.Info, hiddenErrorsText)
	}
	r.noteRows(c, s, query, rows)
	result := trace.MetricsResult{Series: toSeries(query, rows), Exemplars: toExemplars(rows)}
	if query.CompareWith > 0 {
		result.Before = ofGroups(toSeries(query.Earlier(), before), result.Series)
	}
	return result, nil
}

// figures gives the rows of a query: tallies if they will do, else what the spans
// say, and at the same time what they say of the time that the query compares with.
func (r *Reader) figures(ctx context.Context, c *call, s schema, query trace.MetricsQuery) (now, before []metricsRow, err error) {
	if now, used, err := r.fromTallies(ctx, c, s, query); used || err != nil {
		return now, nil, err
	}
	group, ctx := parallel.NewGroup(ctx)
	ask := func(rows *[]metricsRow, query trace.MetricsQuery) {
		statement := s.metrics(query)
		c.state(statement)
		group.Go(func() (err error) {
			*rows, err = stated(ctx, c, statement, metricsRange(query), toMetricsRow(query))
			return err
		})
	}
	ask(&now, query)
	if query.CompareWith > 0 {
		earlier := query.Earlier()
		// The groups of now may have been further down then.
		earlier.SeriesLimit = max(query.SeriesLimit, mostRows/buckets(query))
		ask(&before, earlier)
	}
	return now, before, group.Wait()
}

// buckets is how many buckets a query has.
func buckets(query trace.MetricsQuery) int {
	if query.Step == 0 {
		return 1
	}
	return int(query.Range.To.Sub(query.Range.From)/query.Step) + 1
}

// ofGroups keeps the series whose groups are among others.
func ofGroups(series, others []trace.Series) []trace.Series {
	return slices.DeleteFunc(series, func(one trace.Series) bool {
		return !slices.ContainsFunc(others, func(other trace.Series) bool { return slices.Equal(one.Group, other.Group) })
	})
}

// MetricsStatement implements trace.Reader. It is the statement on the spans, also
// where tallies are asked first: it can be run as it is in the logstore of the spans,
// and gives the same figures whenever tallies do.
func (r *Reader) MetricsStatement(ctx context.Context, query trace.MetricsQuery) (string, error) {
	s, query, err := r.metricsSchema(ctx, r.newCall(), query)
	if err != nil {
		return "", err
	}
	return s.metrics(query), nil
}

// metricsSchema is the schema for a query and the query as it is asked: from the
// begin of its first bucket on, and without exemplars where no trace has a name.
func (r *Reader) metricsSchema(ctx context.Context, c *call, query trace.MetricsQuery) (schema, trace.MetricsQuery, error) {
	s, err := r.indexed(ctx, c)
	if err != nil {
		return schema{}, query, err
	}
	if err := checkMetrics(query); err != nil {
		return schema{}, query, err
	}
	lacking := append(s.lacking(query.Filter), s.lackingForMetrics(query)...)
	slices.Sort(lacking)
	if lacking = slices.Compact(lacking); len(lacking) > 0 {
		return schema{}, query, &trace.SetupError{Text: fmt.Sprintf("The index of logstore %s has no field for %s, so there are no figures by it. "+
			"Add it to the index as a field with analytics on; records written from then on count.", r.config.Logstore, strings.Join(lacking, ", "))}
	}
	query = query.Aligned()
	query.Exemplars = query.Exemplars && s.has("traceID")
	return s, query, nil
}

// metricsRange is where the records lie that a query is about.
func metricsRange(query trace.MetricsQuery) trace.Range {
	if query.Over == trace.OverTraces || !query.Filter.TraceDuration.IsZero() {
		return widened(query.Range)
	}
	return recorded(query.Range)
}

// lackingForMetrics names what no field of the index can answer of a query's groups
// and population.
func (s schema) lackingForMetrics(query trace.MetricsQuery) []string {
	var lacking []string
	check := func(asked bool, expression, name string) {
		if asked && expression == "" {
			lacking = append(lacking, name)
		}
	}
	wholeTraces := query.Over == trace.OverTraces || !query.Filter.TraceDuration.IsZero()
	durations := slices.Contains([]trace.Measure{trace.MeasureQuantiles, trace.MeasureAverage, trace.MeasureMax, trace.MeasureTotalTime,
		trace.MeasureApdex, trace.MeasureHeatmap, trace.MeasureHistogram}, query.Measure)
	check(durations || wholeTraces, s.number("duration"), "duration")
	check(query.Over == trace.OverServerSpans, s.kind(), lackingKind)
	check(query.Over == trace.OverEntrySpans || query.Over == trace.OverTraces, s.text("parentSpanID"), "parentSpanID")
	check(wholeTraces, s.text("traceID"), "traceID")
	for _, key := range query.GroupBy {
		switch {
		case key.Tag != "":
			check(true, s.tag(key.Tag), lackingTag(trace.ScopeAny, key.Tag))
		case key.Property == trace.ByKind:
			check(true, s.kind(), lackingKind)
		default:
			check(true, s.groupValue(key), string(key.Property))
		}
	}
	return lacking
}

// noteRows tells what an answer leaves out.
func (r *Reader) noteRows(c *call, s schema, query trace.MetricsQuery, rows []metricsRow) {
	unreadable, groups := int64(0), int64(0)
	for _, row := range rows {
		unreadable += row.unreadable
		groups = max(groups, row.groups)
	}
	if unreadable > 0 {
		hidden := "attributes"
		if s.unseenEvents(query.Filter) != "" {
			hidden = "attributes or events"
		}
		c.notice(trace.Warning, fmt.Sprintf("The %s of %d spans are longer than the %d bytes that SQL sees of a field, or %s, so these spans may be missing here, or count under the wrong group or as if they had not failed. "+
			"Add the tags that you filter and group by to the index as keys of %s, and the tag error, or raise max_text_len in the index of logstore %s.",
			hidden, unreadable, s.index.MaxTextLength, s.unclear(query.Filter), spanTagsField, r.config.Logstore))
	}
	if groups > int64(query.SeriesLimit) {
		c.notice(trace.Info, fmt.Sprintf("Shown are the first %d of %d groups, by %s. Filter, or raise the limit of series, to see the others.",
			query.SeriesLimit, groups, rankingNames[query.TopBy]))
	}
	if len(rows) == mostRows {
		c.notice(trace.Warning, fmt.Sprintf("Log Service was asked for %d figures at the most and has more, so the newest are missing. Choose a longer step.", mostRows))
	}
}

// rankingNames say in words what groups are ranked by.
var rankingNames = map[trace.Measure]string{
	trace.MeasureRate: "number of spans", trace.MeasureCount: "number of spans", trace.MeasureErrorRate: "number of errors",
	trace.MeasureErrorPercentage: "share of errors", trace.MeasureSuccessRate: "success rate", trace.MeasureQuantiles: "quantile in any bucket",
	trace.MeasureAverage: "average duration", trace.MeasureMax: "longest duration", trace.MeasureTotalTime: "total time", trace.MeasureApdex: "apdex",
}
