package frames

import (
	"cmp"
	"slices"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"logservice-jaeger-datasource/pkg/trace"
)

// Statistics makes the table of a trace's operations: one row for each operation of a
// service, that with the most self time first. Durations are milliseconds,
// percentages go from 0 to 100.
//
// The self time of a span is what of it passed while none of its children ran; its
// share is that of the duration of the whole trace. Where spans run side by side,
// the shares add up to more than 100. The 95th percentile is the shortest duration
// that 95 of a hundred of the operation's spans in this trace don't exceed.
//
// Operations link to a search for traces with them.
func Statistics(spans []trace.Span, link Link) *data.Frame {
	timed := newTimeline(spans)
	found := newOperations(spans, timed)
	slices.SortStableFunc(found.names, func(a, b operationName) int {
		return cmp.Compare(found.figures[b].self, found.figures[a].self)
	})
	c := newStatisticsColumns(len(found.names))
	for row, name := range found.names {
		c.set(row, name, found.figures[name], timed)
	}
	frame := data.NewFrame("Statistics", c.fields(link)...)
	frame.Meta = &data.FrameMeta{PreferredVisualization: data.VisTypeTable, UniqueRowIDFields: []int{0, 1}}
	return frame
}

// statisticsColumns are the fields of a table of statistics, a value an operation.
type statisticsColumns struct {
	service, operation     []string
	count, errors          []int64
	errorShare, selfShare  []float64
	self, total            []float64
	average, min, max, p95 []float64
}

func newStatisticsColumns(n int) *statisticsColumns {
	numbers := func() []float64 { return make([]float64, n) }
	return &statisticsColumns{
		service: make([]string, n), operation: make([]string, n), count: make([]int64, n), errors: make([]int64, n),
		errorShare: numbers(), selfShare: numbers(), self: numbers(), total: numbers(),
		average: numbers(), min: numbers(), max: numbers(), p95: numbers(),
	}
}

func (c *statisticsColumns) set(row int, name operationName, figures *operationFigures, timed *timeline) {
	c.service[row], c.operation[row] = name.service, name.operation
	c.count[row], c.errors[row] = int64(figures.spans), int64(figures.errors)
	c.errorShare[row] = 100 * float64(figures.errors) / float64(figures.spans)
	c.self[row], c.selfShare[row] = inMilliseconds(figures.self), 100*timed.share(figures.self)
	c.total[row] = inMilliseconds(figures.total)
	c.average[row] = inMilliseconds(figures.average())
	c.min[row], c.max[row] = inMilliseconds(figures.durations[0]), inMilliseconds(figures.durations[figures.spans-1])
	c.p95[row] = inMilliseconds(figures.quantile(0.95))
}

func (c *statisticsColumns) fields(link Link) []*data.Field {
	return []*data.Field{
		data.NewField("service", nil, c.service).SetConfig(serviceConfig()),
		data.NewField("operation", nil, c.operation).SetConfig(operationConfig(link)),
		data.NewField("count", nil, c.count).SetConfig(figureConfig("Spans", "", 65)),
		data.NewField("errors", nil, c.errors).SetConfig(figureConfig("Errors", "", 70)),
		data.NewField("errorPercentage", nil, c.errorShare).SetConfig(figureConfig("Errors, %", "percent", 90)),
		data.NewField("self", nil, c.self).SetConfig(figureConfig("Self time", "ms", 90)),
		data.NewField("share", nil, c.selfShare).SetConfig(figureConfig("Share of trace", "percent", 115)),
		data.NewField("total", nil, c.total).SetConfig(figureConfig("Total time", "ms", 95)),
		data.NewField("average", nil, c.average).SetConfig(figureConfig("Average", "ms", 90)),
		data.NewField("min", nil, c.min).SetConfig(figureConfig("Shortest", "ms", 90)),
		data.NewField("max", nil, c.max).SetConfig(figureConfig("Longest", "ms", 90)),
		data.NewField("p95", nil, c.p95).SetConfig(figureConfig("p95", "ms", 90)),
	}
}

// figureConfig gives a column its heading, its unit, and the width in pixels that it
// needs: operations have long names, and Grafana would make all columns equally wide.
func figureConfig(heading, unit string, width int) *data.FieldConfig {
	return &data.FieldConfig{DisplayNameFromDS: heading, Unit: unit, Custom: map[string]any{"width": width}}
}

func serviceConfig() *data.FieldConfig {
	config := named("Service")
	config.Custom = map[string]any{"minWidth": 150}
	return config
}

// operationConfig gives the column of operations its heading, and a link to a search
// in the panel's time range. It counts on a column named service beside it. What a file
// holds can't be searched for in the store.
func operationConfig(link Link) *data.FieldConfig {
	config := named("Operation")
	if link.Upload == "" {
		config.Links = []data.DataLink{SearchLink{Link: link}.ofOperation()}
	}
	config.Custom = map[string]any{"minWidth": 270}
	return config
}
