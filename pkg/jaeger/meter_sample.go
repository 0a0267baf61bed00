package jaeger

import (
	"context"
	"fmt"
	"slices"

	"logservice-jaeger-datasource/pkg/trace"
)

// sampleSize is how many traces a sample has at the most.
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
	return sampleRead{len(traces), more, sampleGroups(subjectsOf(traces, query), query)}, err
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
	text := counted(read[0], "trace")
	if len(read) > 1 {
		text += fmt.Sprintf(", and %d of the time that is compared with", read[1])
	}
	return text
}
