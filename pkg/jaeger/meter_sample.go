package jaeger

import (
	"context"
	"fmt"
	"slices"
	"time"

	"logservice-jaeger-datasource/pkg/parallel"
	"logservice-jaeger-datasource/pkg/trace"
)

// sampleSize is how many traces a sample has at the most, before it is spread.
const sampleSize = 200

// sampled answers a query from a sample of traces. Durations may be told from some of
// the traces, with a word on it; how many there were, how often and how many failed
// only from all.
func (m *meter) sampled(ctx context.Context, taken *ledger, query trace.MetricsQuery, lack string) (trace.MetricsResult, error) {
	now, err := m.readSample(ctx, taken, query)
	if err != nil {
		return trace.MetricsResult{}, err
	}
	read, more := []int{now.traces}, now.more
	var before []ranked
	if query.CompareWith > 0 {
		earlier, err := m.readSample(ctx, taken, query.Earlier())
		if err != nil {
			return trace.MetricsResult{}, err
		}
		read, more = append(read, earlier.traces), more || earlier.more
		before = sampleSeriesOf(earlier.groups, query.Earlier())
	}
	if more && !ofDurations(query.Measure) {
		return trace.MetricsResult{}, &trace.SetupError{Text: fmt.Sprintf("The %s can't be told from the traces that were read (%s), because there are more. %s", measureNames[query.Measure], readText(read), lack)}
	}
	noteSample(taken, read, more, lack)
	result := trace.MetricsResult{Series: limited(taken, query, sampleSeriesOf(now.groups, query))}
	if query.Exemplars {
		result.Exemplars = exemplarsOf(now.groups, query)
	}
	result.Before = ofGroups(before, result.Series)
	return result, nil
}

// sampleRead is a sample as it was measured.
type sampleRead struct {
	traces int
	more   bool
	groups map[string]*sampleGroup
}

func (m *meter) readSample(ctx context.Context, taken *ledger, query trace.MetricsQuery) (sampleRead, error) {
	traces, more, err := m.traces.sample(ctx, taken, query.Range, filterOf(query), sampleSize)
	if err == nil && more && query.Step > 0 && query.Filter.Service != "" {
		traces, err = m.spread(ctx, taken, query, traces)
	}
	return sampleRead{len(traces), more, sampleGroups(subjectsOf(traces, query), query)}, err
}

// sampleParts is how many parts of a range are sampled, each for a part of a sample.
const sampleParts = 20

// spread adds traces from all parts of a range, which are whole buckets: a sample is of
// the newest traces, and figures over time need some of every time. Of all services
// together it would take too many requests.
func (m *meter) spread(ctx context.Context, taken *ledger, query trace.MetricsQuery, traces [][]trace.Span) ([][]trace.Span, error) {
	buckets := (query.Range.To.Sub(query.Range.From) + query.Step - 1) / query.Step
	parts := make([][][]trace.Span, min(sampleParts, buckets))
	begin := func(i int) time.Time {
		return query.Range.From.Add(buckets * time.Duration(i) / time.Duration(len(parts)) * query.Step)
	}
	group, ctx := parallel.NewBoundedGroup(ctx, mostAtATime)
	for i := range parts {
		between := trace.Range{From: begin(i), To: trace.Earlier(begin(i+1), query.Range.To)}
		group.Go(func() (err error) {
			parts[i], _, err = m.traces.sample(ctx, taken, between, filterOf(query), sampleSize/sampleParts)
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	there := map[trace.TraceID]bool{}
	return slices.DeleteFunc(slices.Concat(append([][][]trace.Span{traces}, parts...)...), func(spans []trace.Span) bool {
		known := there[spans[0].TraceID]
		there[spans[0].TraceID] = true
		return known
	}), nil
}

// ofDurations says whether a sample tells something of a measure.
func ofDurations(measure trace.Measure) bool {
	return slices.Contains([]trace.Measure{trace.MeasureQuantiles, trace.MeasureAverage, trace.MeasureMax, trace.MeasureHeatmap, trace.MeasureHistogram}, measure)
}

// noteSample tells what the figures are of.
func noteSample(taken *ledger, read []int, more bool, lack string) {
	switch {
	case more:
		taken.notice(trace.Warning, "These figures are of a sample (%s), and there are more traces. %s", readText(read), lack)
	case slices.Max(read) > 0:
		taken.notice(trace.Info, "These figures are of all traces that were found (%s), which were read one by one.", readText(read))
	}
}

// readText says how many traces were read.
func readText(read []int) string {
	text := trace.Counted(read[0], "trace")
	if len(read) > 1 {
		text += fmt.Sprintf(", and %d of the time that is compared with", read[1])
	}
	return text
}
