package trace

import "time"

// Measure is what a metrics query counts or measures. Spans are counted, or whole
// traces: see Population.
type Measure string

// The measures. Durations are in milliseconds, percentages from 0 to 100.
const (
	// MeasureRate is how many there are a second, MeasureCount how many.
	MeasureRate  Measure = "rate"
	MeasureCount Measure = "count"
	// MeasureErrorRate is how many failed a second, see Span.Failed; a trace failed
	// if any of its spans did.
	MeasureErrorRate Measure = "errorRate"
	// MeasureErrorPercentage is the share that failed, MeasureSuccessRate the rest.
	MeasureErrorPercentage Measure = "errorPercentage"
	MeasureSuccessRate     Measure = "successRate"
	// MeasureQuantiles are durations which the given shares don't exceed, as exact as
	// the store's own approximation.
	MeasureQuantiles Measure = "quantiles"
	MeasureAverage   Measure = "average"
	MeasureMax       Measure = "max"
	// MeasureTotalTime adds up durations.
	MeasureTotalTime Measure = "totalTime"
	// MeasureApdex is from 0 to 1: what took no longer than the threshold counts whole,
	// what took no longer than four times that counts half, and what took longer or
	// failed counts nothing (https://en.wikipedia.org/wiki/Apdex).
	MeasureApdex Measure = "apdex"
	// MeasureHeatmap counts by duration over time, MeasureHistogram by duration alone,
	// both between DurationBins.
	MeasureHeatmap   Measure = "heatmap"
	MeasureHistogram Measure = "histogram"
)

// Measures lists what a person can choose.
var Measures = []Measure{
	MeasureRate, MeasureCount, MeasureErrorRate, MeasureErrorPercentage, MeasureSuccessRate, MeasureQuantiles,
	MeasureAverage, MeasureMax, MeasureTotalTime, MeasureApdex, MeasureHeatmap, MeasureHistogram,
}

// Binned says whether a measure counts by duration, which leaves no room for groups.
func (m Measure) Binned() bool { return m == MeasureHeatmap || m == MeasureHistogram }

// OfErrors says whether a measure tells how many failed, or how many did not.
func (m Measure) OfErrors() bool {
	return m == MeasureErrorRate || m == MeasureErrorPercentage || m == MeasureSuccessRate
}

// Population is what a metrics query is about.
type Population string

// The populations.
const (
	OverSpans Population = "spans"
	// OverServerSpans are spans of kind server: the requests that services answer.
	OverServerSpans Population = "serverSpans"
	// OverEntrySpans are spans without a parent: the requests that come from outside.
	OverEntrySpans Population = "entrySpans"
	// OverTraces are whole traces. A trace belongs to the moment at which its first span
	// began; its service, operation, kind and tags are those of its root, or of its
	// first span if the root is missing.
	OverTraces Population = "traces"
)

// Populations lists what a person can choose.
var Populations = []Population{OverSpans, OverServerSpans, OverEntrySpans, OverTraces}

// GroupKey is something that series are told apart by: one of a span's own
// properties, or, if Tag isn't empty, the value of that tag of the span or of its
// resource.
type GroupKey struct {
	Property Property
	Tag      string
}

// Property is one of a span's own properties.
type Property string

// The properties that spans are grouped by.
const (
	ByService   Property = "service"
	ByOperation Property = "operation"
	ByKind      Property = "kind"
	ByStatus    Property = "status"
)

// Properties lists what a person can choose.
var Properties = []Property{ByService, ByOperation, ByKind, ByStatus}

// MetricsQuery asks for figures about the spans that began within Range, or about
// the traces that did.
type MetricsQuery struct {
	// Range is From inclusive, To exclusive. With a Step, From is moved back to the
	// begin of its bucket, so that no bucket but the last is cut.
	Range Range
	// Filter keeps spans as it does in a search. Over traces, it keeps those that hold
	// a span as asked for, like a search.
	Filter  Filter
	Measure Measure
	Over    Population
	// Quantiles are above 0 and below 1, for MeasureQuantiles and for TopBy it.
	Quantiles []float64
	// ApdexThreshold is the duration that satisfies, for MeasureApdex.
	ApdexThreshold time.Duration
	// GroupBy are the keys by which series are told apart; none gives one series.
	GroupBy []GroupKey
	// SeriesLimit is how many groups to give at the most: those with the largest TopBy
	// over the whole range.
	SeriesLimit int
	// TopBy is any measure that isn't Binned. Of quantiles it means the first one, in
	// the bucket where it is largest.
	TopBy Measure
	// Step is the length of a bucket, a whole number of microseconds; zero asks for one
	// figure over the whole range. Buckets begin at whole multiples of it since 1970, UTC.
	Step time.Duration
	// CompareWith asks for the same figures of so long before, too; zero does not. It
	// costs a second question.
	CompareWith time.Duration
	// Exemplars asks for single traces beside the figures, of measures of durations.
	Exemplars bool
	// Exact refuses figures that are made from a sample of the spans, as alert rules
	// must.
	Exact bool
}

// Aligned is the query from the begin of its first bucket on.
func (q MetricsQuery) Aligned() MetricsQuery {
	if q.Step > 0 {
		micros := q.Range.From.UnixMicro()
		q.Range.From = time.UnixMicro(micros - micros%q.Step.Microseconds()).UTC()
	}
	return q
}

// Earlier is the query for the figures of CompareWith ago.
func (q MetricsQuery) Earlier() MetricsQuery {
	q.Range = Range{From: q.Range.From.Add(-q.CompareWith), To: q.Range.To.Add(-q.CompareWith)}
	q.CompareWith, q.Exemplars = 0, false
	return q.Aligned()
}

// MetricsResult is the answer to a MetricsQuery.
type MetricsResult struct {
	// Series are sorted by their group's values. None means that nothing was found.
	Series []Series
	// Before are the figures of CompareWith ago, at the times of then, of the groups
	// that Series has.
	Before []Series
	// Exemplars are sorted by time.
	Exemplars []Exemplar
	Account
}

// Series are the figures of one group.
type Series struct {
	// Group has a value for each key of GroupBy, empty where the span has none.
	Group []string
	// Points are sorted by time; buckets in which nothing was found are left out.
	Points []Point
}

// Point holds the figures of one bucket.
type Point struct {
	// Start is when the bucket begins; without a Step, the begin of the range.
	Start time.Time
	// Values are one for most measures, one for each of Quantiles, or one for each of
	// DurationBins.
	Values []float64
}

// Exemplar is a real span, or a whole trace, behind a figure.
type Exemplar struct {
	TraceID TraceID
	// Start and Duration are the span's, or over traces the trace's.
	Start    time.Time
	Duration time.Duration
	// Group is that of the Series it belongs to.
	Group []string
}

// DurationBins are the lower bounds, inclusive, of the bins that a heat map and a
// histogram count in. Each bin ends where the next begins, the last has no end. Six
// bins make a decade, in steps that read well.
var DurationBins = durationBins()

func durationBins() []time.Duration {
	bins := []time.Duration{0}
	for decade := 10 * time.Microsecond; decade < 1000*time.Second; decade *= 10 {
		for _, tenths := range []time.Duration{10, 15, 20, 30, 50, 70} {
			bins = append(bins, decade*tenths/10)
		}
	}
	return append(bins, 1000*time.Second)
}
