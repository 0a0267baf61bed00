package frames

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"logservice-jaeger-datasource/pkg/trace"
)

// MetricsForm says how the answer to a metrics query is to look.
type MetricsForm struct {
	Query trace.MetricsQuery
	// Legend names series; {{key}} stands for the value of a label, {{quantile}} for a
	// percentile such as 95. Empty names them by their labels.
	Legend string
	// ZeroFill makes 0 of buckets in which nothing was found, instead of null.
	ZeroFill bool
	// Search leads to the traces behind a figure.
	Search SearchLink
	// Before is the value of the label period, by which figures of earlier are told
	// apart, such as "1d ago".
	Before string
}

// Metrics makes the frames of a metrics query: with a step, timeseries-multi, one
// frame a series, or heatmap-rows; without, one numeric-long, or the bins of a
// histogram. Alert rules and expressions take the first and the third as they are
// (https://grafana.com/developers/dataplane). Durations are in milliseconds, rates a
// second, percentages from 0 to 100. Figures of earlier are moved to the time of the
// others. Nothing found gives a frame without fields, which means "no data" there.
func (f MetricsForm) Metrics(result trace.MetricsResult) data.Frames {
	var frames data.Frames
	switch {
	case len(result.Series) == 0:
		return data.Frames{f.noData()}
	case f.Query.Measure == trace.MeasureHistogram:
		frames = data.Frames{histogram(result.Series[0])}
	case f.Query.Measure == trace.MeasureHeatmap:
		frames = data.Frames{f.heatmap(result.Series[0])}
	case f.Query.Step > 0:
		frames = append(f.timeSeries(f.Query, result.Series, 0), f.timeSeries(f.Query.Earlier(), result.Before, f.Query.CompareWith)...)
	default:
		frames = data.Frames{f.numbers(result)}
	}
	if exemplars := f.exemplars(result); exemplars != nil {
		frames = append(frames, exemplars)
	}
	return frames
}

var dataplaneVersion = data.FrameTypeVersion{0, 1}

func (f MetricsForm) noData() *data.Frame {
	frame := data.NewFrame("")
	frame.Meta = &data.FrameMeta{Type: data.FrameTypeTimeSeriesMulti, TypeVersion: dataplaneVersion}
	switch {
	case f.Query.Measure.Binned():
		frame.Meta = &data.FrameMeta{}
	case f.Query.Step == 0:
		frame.Meta.Type = data.FrameTypeNumericLong
	}
	return frame
}

// timeSeries makes a frame of each value of each series, on one grid of buckets.
func (f MetricsForm) timeSeries(query trace.MetricsQuery, list []trace.Series, ago time.Duration) data.Frames {
	grid := buckets(query)
	var frames data.Frames
	for _, series := range list {
		for i := range series.Points[0].Values {
			labels := f.labels(series.Group, i, ago > 0)
			values := data.NewField(string(query.Measure), labels, f.onGrid(grid, series.Points, i)).SetConfig(f.config(labels))
			if ago > 0 {
				values.Config.Custom = map[string]any{"lineStyle": map[string]any{"fill": "dash", "dash": []int{8, 8}}}
			} else {
				values.Config.Links = f.Search.ofBucket(query, series.Group)
			}
			frame := data.NewFrame("", data.NewField("time", nil, moved(grid, ago)), values)
			frame.Meta = &data.FrameMeta{Type: data.FrameTypeTimeSeriesMulti, TypeVersion: dataplaneVersion, PreferredVisualization: data.VisTypeGraph}
			frames = append(frames, frame)
		}
	}
	return frames
}

// buckets are the begins of all buckets of a query.
func buckets(query trace.MetricsQuery) []time.Time {
	var grid []time.Time
	for start := query.Range.From; start.Before(query.Range.To); start = start.Add(query.Step) {
		grid = append(grid, start.UTC())
	}
	return grid
}

func moved(grid []time.Time, by time.Duration) []time.Time {
	times := make([]time.Time, len(grid))
	for i, start := range grid {
		times[i] = start.Add(by)
	}
	return times
}

// onGrid lays one value of each point on the grid.
func (f MetricsForm) onGrid(grid []time.Time, points []trace.Point, value int) []*float64 {
	values := make([]*float64, len(grid))
	next := 0
	for i, start := range grid {
		if next < len(points) && points[next].Start.Equal(start) {
			values[i] = &points[next].Values[value]
			next++
		} else if f.ZeroFill {
			values[i] = new(float64)
		}
	}
	return values
}

// numbers makes one long frame: a column for each label, and one for the figures.
func (f MetricsForm) numbers(result trace.MetricsResult) *data.Frame {
	var rows []data.Labels
	var values []float64
	add := func(list []trace.Series, before bool) {
		for _, series := range list {
			for i, value := range series.Points[0].Values {
				rows, values = append(rows, f.labels(series.Group, i, before)), append(values, value)
			}
		}
	}
	add(result.Series, false)
	add(result.Before, true)
	var fields data.Fields
	for _, name := range f.labelNames() {
		column := make([]string, len(rows))
		for i, labels := range rows {
			column[i] = labels[name]
		}
		fields = append(fields, data.NewField(name, nil, column))
	}
	figures := data.NewField(string(f.Query.Measure), nil, values).SetConfig(f.config(nil))
	figures.Config.Links = f.Search.ofRow(f.Query)
	frame := data.NewFrame("", append(fields, figures)...)
	frame.Meta = &data.FrameMeta{Type: data.FrameTypeNumericLong, TypeVersion: dataplaneVersion, PreferredVisualization: data.VisTypeTable}
	return frame
}

// labels of one value of a series.
func (f MetricsForm) labels(group []string, value int, before bool) data.Labels {
	labels := data.Labels{}
	for i, key := range f.Query.GroupBy {
		labels[labelName(key)] = group[i]
	}
	if f.severalQuantiles() {
		labels[quantileLabel] = strconv.FormatFloat(f.Query.Quantiles[value], 'f', -1, 64)
	}
	if before {
		labels[periodLabel] = f.Before
	}
	return labels
}

func (f MetricsForm) labelNames() []string {
	var names []string
	for _, key := range f.Query.GroupBy {
		names = append(names, labelName(key))
	}
	if f.severalQuantiles() {
		names = append(names, quantileLabel)
	}
	if f.Query.CompareWith > 0 {
		names = append(names, periodLabel)
	}
	return names
}

func (f MetricsForm) severalQuantiles() bool {
	return f.Query.Measure == trace.MeasureQuantiles && len(f.Query.Quantiles) > 1
}

// The labels that aren't a group's.
const (
	quantileLabel = "quantile"
	periodLabel   = "period"
)

// labelName is the label under which a group's value is known: the tag's key as it
// is, unless that is the name of something else.
func labelName(key trace.GroupKey) string {
	if key.Tag == "" {
		return string(key.Property)
	}
	taken := slices.Contains(trace.Properties, trace.Property(key.Tag)) || key.Tag == quantileLabel || key.Tag == periodLabel
	if taken || strings.HasPrefix(key.Tag, tagPrefix) {
		return tagPrefix + key.Tag
	}
	return key.Tag
}

const tagPrefix = "tag:"
