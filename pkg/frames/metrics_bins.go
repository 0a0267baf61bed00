package frames

import (
	"math"
	"strconv"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"logservice-jaeger-datasource/pkg/trace"
)

// heatmap makes one row of numbers for each bin between the shortest and the longest
// that hold anything. Grafana draws a cell before its time and takes the label le for
// the cell's upper bound (calculateHeatmap/heatmap.ts), so time is a bucket's end; its
// begin comes last, for links.
func (f MetricsForm) heatmap(series trace.Series) *data.Frame {
	grid, points := buckets(f.Query), series.Points
	fields := data.Fields{data.NewField("time", nil, moved(grid, f.Query.Step))}
	low, high := used(points)
	zeroes := MetricsForm{Query: f.Query, ZeroFill: true}
	for bin := low; bin <= high; bin++ {
		row := data.NewField(bound(bin), data.Labels{boundLabel: bound(bin)}, zeroes.onGrid(grid, points, bin))
		row.SetConfig(&data.FieldConfig{DisplayNameFromDS: boundText(bin), Unit: "short", Links: f.Search.ofCell(f.Query, bin)})
		fields = append(fields, row)
	}
	fields = append(fields, data.NewField(startField, nil, grid))
	frame := data.NewFrame("", fields...)
	frame.Meta = &data.FrameMeta{
		Type: frameTypeHeatmapRows, TypeVersion: dataplaneVersion, PreferredVisualization: data.VisTypeGraph, PreferredVisualizationPluginID: "heatmap",
	}
	return frame
}

// frameTypeHeatmapRows is one of the types in @grafana/data that the SDK for Go has no
// name for.
const frameTypeHeatmapRows = data.FrameType("heatmap-rows")

const (
	boundLabel = "le"
	startField = "start"
)

// used are the first and the last bin that hold anything.
func used(points []trace.Point) (low, high int) {
	low = len(trace.DurationBins) - 1
	for _, point := range points {
		for bin, count := range point.Values {
			if count > 0 {
				low, high = min(low, bin), max(high, bin)
			}
		}
	}
	return low, high
}

// bound is a bin's upper bound in milliseconds.
func bound(bin int) string {
	if bin+1 == len(trace.DurationBins) {
		return "+Inf"
	}
	return strconv.FormatFloat(inMilliseconds(trace.DurationBins[bin+1]), 'f', -1, 64)
}

func boundText(bin int) string {
	if bin+1 == len(trace.DurationBins) {
		return "longer"
	}
	return trace.DurationBins[bin+1].String()
}

func inMilliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// histogram makes a row of each bin between the shortest and the longest that hold
// anything, under the names by which Grafana's histogram panel knows them.
func histogram(series trace.Series) *data.Frame {
	low, high := used(series.Points)
	var from, to, counts []float64
	for bin := low; bin <= high; bin++ {
		end := math.Inf(1)
		if bin+1 < len(trace.DurationBins) {
			end = inMilliseconds(trace.DurationBins[bin+1])
		}
		from, to = append(from, inMilliseconds(trace.DurationBins[bin])), append(to, end)
		counts = append(counts, series.Points[0].Values[bin])
	}
	named := func(name string) *data.FieldConfig { return &data.FieldConfig{DisplayNameFromDS: name, Unit: "ms"} }
	frame := data.NewFrame("",
		data.NewField("xMin", nil, from).SetConfig(named("From")),
		data.NewField("xMax", nil, to).SetConfig(named("To")),
		data.NewField("count", nil, counts).SetConfig(&data.FieldConfig{DisplayNameFromDS: "Count", Unit: "short"}),
	)
	frame.Meta = &data.FrameMeta{PreferredVisualization: data.VisTypeTable}
	return frame
}
