package sls

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"logservice-jaeger-datasource/pkg/trace"
)

// metricsRow is one row of an answer.
type metricsRow struct {
	start              time.Time
	group              []string
	bin                int
	spans              int64
	values             []float64
	unreadable, groups int64
	exemplars          []trace.Exemplar
}

// toMetricsRow makes a value of a row.
func toMetricsRow(query trace.MetricsQuery) func(Row) metricsRow {
	return func(row Row) metricsRow {
		r := metricsRow{start: query.Range.From, bin: int(integer(row, "bin")), spans: integer(row, "spans"),
			unreadable: integer(row, "unreadable"), groups: integer(row, "groups")}
		if query.Step > 0 {
			r.start = microTime(integer(row, "bucket"))
		}
		for i := range query.GroupBy {
			r.group = append(r.group, text(row, groupColumn(i)))
		}
		r.values = metricsValues(query, row, r.seconds(query))
		if query.Exemplars {
			r.exemplars = slices.Concat(toExemplar(text(row, "slowest"), r.group), toExemplar(text(row, "ordinary"), r.group))
		}
		return r
	}
}

// seconds is how much of a row's bucket lies within the range: the last bucket may
// not be over yet.
func (r metricsRow) seconds(query trace.MetricsQuery) float64 {
	end := query.Range.To
	if query.Step > 0 {
		end = trace.Earlier(r.start.Add(query.Step), end)
	}
	return end.Sub(r.start).Seconds()
}

func metricsValues(query trace.MetricsQuery, row Row, seconds float64) []float64 {
	figure := func(column string) float64 { return float64(integer(row, column)) }
	spans := figure("spans")
	switch query.Measure {
	case trace.MeasureRate:
		return []float64{spans / seconds}
	case trace.MeasureErrorRate:
		return []float64{figure("failed") / seconds}
	case trace.MeasureErrorPercentage:
		return []float64{100 * figure("failed") / spans}
	case trace.MeasureSuccessRate:
		return []float64{100 * (spans - figure("failed")) / spans}
	case trace.MeasureAverage:
		return []float64{figure("time") / spans / 1000}
	case trace.MeasureTotalTime:
		return []float64{figure("time") / 1000}
	case trace.MeasureMax:
		return []float64{figure("longest") / 1000}
	case trace.MeasureApdex:
		return []float64{(figure("satisfied") + figure("tolerated")/2) / spans}
	case trace.MeasureQuantiles:
		values := make([]float64, len(query.Quantiles))
		for i := range values {
			values[i] = figure(quantileColumn(i)) / 1000
		}
		return values
	default:
		return []float64{spans}
	}
}

// toExemplar reads what exemplarFigures put together; nothing if there is none.
func toExemplar(told string, group []string) []trace.Exemplar {
	parts := strings.Fields(told)
	if len(parts) != 4 {
		return nil
	}
	id, err := trace.ParseStoredTraceID(parts[1])
	start, startErr := strconv.ParseInt(parts[2], 10, 64)
	duration, durationErr := strconv.ParseInt(parts[3], 10, 64)
	if cmp.Or(err, startErr, durationErr) != nil || id.IsZero() {
		return nil
	}
	return []trace.Exemplar{{TraceID: id, Start: microTime(start), Duration: time.Duration(duration) * time.Microsecond, Group: group}}
}

// toSeries puts the rows of each group together. Rows in which nothing counts are
// there for their notices only.
func toSeries(query trace.MetricsQuery, rows []metricsRow) []trace.Series {
	byGroup := map[string]*trace.Series{}
	for _, row := range rows {
		if row.spans == 0 {
			continue
		}
		key := strings.Join(row.group, "\x00")
		series := byGroup[key]
		if series == nil {
			series = &trace.Series{Group: row.group}
			byGroup[key] = series
		}
		addRow(series, query, row)
	}
	sorted := make([]trace.Series, 0, len(byGroup))
	for _, series := range byGroup {
		sorted = append(sorted, *series)
	}
	slices.SortFunc(sorted, func(a, b trace.Series) int { return slices.Compare(a.Group, b.Group) })
	return sorted
}

// addRow adds a row to its series: as a point, or as one bin of the last point.
func addRow(series *trace.Series, query trace.MetricsQuery, row metricsRow) {
	if !query.Measure.Binned() {
		series.Points = append(series.Points, trace.Point{Start: row.start, Values: row.values})
		return
	}
	last := len(series.Points) - 1
	if last < 0 || !series.Points[last].Start.Equal(row.start) {
		series.Points = append(series.Points, trace.Point{Start: row.start, Values: make([]float64, len(trace.DurationBins))})
		last++
	}
	series.Points[last].Values[min(max(row.bin, 0), len(trace.DurationBins)-1)] += row.values[0]
}

// toExemplars gives each exemplar once: the slowest of a bucket may also be the one
// that was drawn.
func toExemplars(rows []metricsRow) []trace.Exemplar {
	var exemplars []trace.Exemplar
	for _, row := range rows {
		exemplars = append(exemplars, row.exemplars...)
	}
	slices.SortFunc(exemplars, func(a, b trace.Exemplar) int {
		return cmp.Or(a.Start.Compare(b.Start), cmp.Compare(a.TraceID.String(), b.TraceID.String()), cmp.Compare(a.Duration, b.Duration), slices.Compare(a.Group, b.Group))
	})
	return slices.CompactFunc(exemplars, func(a, b trace.Exemplar) bool {
		return a.TraceID == b.TraceID && a.Start.Equal(b.Start) && a.Duration == b.Duration && slices.Equal(a.Group, b.Group)
	})
}
