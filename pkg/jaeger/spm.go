package jaeger

import (
	"context"
	"math"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"logservice-jaeger-datasource/pkg/trace"
)

// Jaeger's span metrics (its tab Monitor) are figures that a collector made of all
// spans and Prometheus keeps. The query service puts a PromQL expression together and
// hands on what came:
// https://github.com/jaegertracing/jaeger/blob/main/internal/storage/metricstore/prometheus/metricstore/reader.go
// What follows from it, beyond what the API's own account says
// (cmd/jaeger/internal/extension/jaegerquery/internal/query_parser.go):
//
//   - A point at t is about the ratePer before t, and Prometheus counts t in. So windows
//     end a millisecond before a bucket does, which has it begin in and end out.
//   - ratePer is cut to the first unit that Go spells it with: 90s becomes 1m.
//   - A quantile is written with two decimals.
//   - Services are alternatives of a regular expression.
//   - Without spanKind, spans of kind server count alone.
//   - Latencies are in the unit of the store, which is milliseconds unless Jaeger was
//     told otherwise (duration unit); the answer doesn't tell.

// window is a stretch of equal buckets to ask for.
type window struct {
	// end is the last millisecond of the last bucket.
	end time.Time
	// first is when the first bucket begins, as the answer names it.
	first   time.Time
	step    time.Duration
	buckets int
}

// windowOf is what of a query's range can be asked for: its whole buckets, or, without
// a step, one bucket that holds the range.
func windowOf(query trace.MetricsQuery) window {
	if query.Step == 0 {
		return window{end: lastMillisecond(query.Range.To), first: query.Range.From, step: askable(query.Range.To.Sub(query.Range.From)), buckets: 1}
	}
	whole := int(query.Range.To.Sub(query.Range.From) / query.Step)
	end := query.Range.From.Add(time.Duration(whole) * query.Step)
	return window{end: lastMillisecond(end), first: query.Range.From, step: query.Step, buckets: whole}
}

// lastMillisecond is the last one before a moment.
func lastMillisecond(moment time.Time) time.Time {
	return time.UnixMilli(moment.Add(-1).UnixMilli()).UTC()
}

// askable is the shortest length that Jaeger doesn't cut and that isn't shorter than
// a given one: whole seconds below a minute, whole minutes below an hour, or whole
// hours. Ranges of a whole length are often a little longer, because both their ends
// are moments of their own; a second more makes no difference here.
func askable(length time.Duration) time.Duration {
	for _, unit := range []time.Duration{time.Second, time.Minute, time.Hour} {
		whole := max(length.Truncate(unit), unit)
		if length-whole > min(time.Second, unit/10) {
			whole += unit
		}
		if whole < 60*unit || unit == time.Hour {
			return whole
		}
	}
	return length // the last unit has always returned
}

// bucketAt is the number of the bucket that a point at a moment is about.
func (w window) bucketAt(moment time.Time) (int, bool) {
	before := w.end.Sub(moment)
	bucket := w.buckets - 1 - int(before/w.step)
	return bucket, before%w.step == 0 && bucket >= 0 && bucket < w.buckets
}

// start is when a bucket begins.
func (w window) start(bucket int) time.Time { return w.first.Add(time.Duration(bucket) * w.step) }

// spmRequest is a question about some services.
type spmRequest struct {
	services    []string
	kinds       []trace.Kind
	byOperation bool
	window      window
}

// spmKinds are all kinds by the names that Jaeger gives them.
var spmKinds = append([]trace.Kind{"unspecified"}, trace.Kinds...)

func (r spmRequest) values() url.Values {
	values := url.Values{
		"endTs":    {unixMillis(r.window.end)},
		"lookback": {wholeMillis(time.Duration(r.window.buckets-1) * r.window.step)},
		"step":     {wholeMillis(r.window.step)},
		"ratePer":  {wholeMillis(r.window.step)},
	}
	if r.byOperation {
		values.Set("groupByOperation", "true")
	}
	for _, service := range r.services {
		values.Add("service", asAlternative(service))
	}
	for _, kind := range r.kinds {
		values.Add("spanKind", string(kind))
	}
	return values
}

func unixMillis(moment time.Time) string { return strconv.FormatInt(moment.UnixMilli(), 10) }

func wholeMillis(length time.Duration) string { return strconv.FormatInt(length.Milliseconds(), 10) }

// asAlternative spells a service so that it finds itself in a regular expression. A
// dot stays as it is: it finds more than itself, which the answer's labels sort out.
func asAlternative(service string) string {
	if strings.ContainsAny(service, `\+*?()|[]{}^$`) {
		return regexp.QuoteMeta(service)
	}
	return service
}

// The families of figures that the API tells.
const (
	spmCalls     = "calls"
	spmErrors    = "errors"
	spmLatencies = "latencies"
)

// spmSeries is one of the series of an answer.
type spmSeries struct{ service, operation string }

// spmFamily are the figures of an answer by series and bucket; buckets of which
// nothing is known are missing.
type spmFamily map[spmSeries]map[int]float64

// query is what a request says to bring the answer to a question.
func (r spmRequest) query(question spmQuestion) (path string, values url.Values) {
	values = r.values()
	if question.family == spmLatencies {
		values.Set("quantile", strconv.FormatFloat(question.quantile, 'f', -1, 64))
	}
	return "api/metrics/" + question.family, values
}

// askAtOnce sends one request.
func (r spmRequest) askAtOnce(ctx context.Context, c *client, taken *ledger, question spmQuestion) (spmFamily, error) {
	path, values := r.query(question)
	var answer spmAnswer
	if err := c.get(ctx, taken, path, values, answer.read); err != nil {
		return nil, err
	}
	return answer.family(r)
}

// twoDecimals says whether a quantile survives being written with two decimals.
func twoDecimals(quantile float64) bool {
	hundredths := quantile * 100
	return math.Abs(hundredths-math.Round(hundredths)) < 1e-9 && !slices.Contains([]float64{0, 100}, math.Round(hundredths))
}
