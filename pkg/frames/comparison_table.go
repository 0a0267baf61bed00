package frames

import (
	"math"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"
)

// table sets the figures of each operation side by side. Durations are milliseconds,
// and so are differences, which are above zero where B has more. An operation that
// isn't in a trace has no average there, and one that took nothing in A no
// difference in percent.
func (c *comparison) table(link Link) *data.Frame {
	sorted := c.byDifference()
	services, operations := make([]string, len(sorted)), make([]string, len(sorted))
	columns := newPairColumns(len(sorted))
	for row, pair := range sorted {
		services[row], operations[row] = pair.name.service, pair.name.operation
		columns.set(row, pair)
	}
	fields := []*data.Field{
		data.NewField("service", nil, services).SetConfig(serviceConfig()),
		data.NewField("operation", nil, operations).SetConfig(operationConfig(link)),
	}
	frame := data.NewFrame("Comparison", append(fields, columns.fields()...)...)
	frame.Meta = &data.FrameMeta{PreferredVisualization: data.VisTypeTable, UniqueRowIDFields: []int{0, 1}}
	return frame
}

// pairColumns are the figures of a comparison, a value an operation.
type pairColumns struct {
	countA, countB, countChange []int64
	errorsA, errorsB            []int64
	self, total, average        sides
}

func newPairColumns(n int) *pairColumns {
	counts := func() []int64 { return make([]int64, n) }
	return &pairColumns{
		countA: counts(), countB: counts(), countChange: counts(), errorsA: counts(), errorsB: counts(),
		self: newSides(n), total: newSides(n), average: newSides(n),
	}
}

func (c *pairColumns) set(row int, pair operationPair) {
	c.countA[row], c.countB[row] = int64(pair.a.spans), int64(pair.b.spans)
	c.countChange[row] = c.countB[row] - c.countA[row]
	c.errorsA[row], c.errorsB[row] = int64(pair.a.errors), int64(pair.b.errors)
	c.self.set(row, &pair.a.self, &pair.b.self)
	c.total.set(row, &pair.a.total, &pair.b.total)
	c.average.set(row, averageOf(pair.a), averageOf(pair.b))
}

func averageOf(figures *operationFigures) *time.Duration {
	if figures.spans == 0 {
		return nil
	}
	average := figures.average()
	return &average
}

func (c *pairColumns) fields() []*data.Field {
	counts := []*data.Field{
		data.NewField("countA", nil, c.countA).SetConfig(figureConfig("Spans A", "", 80)),
		data.NewField("countB", nil, c.countB).SetConfig(figureConfig("Spans B", "", 80)),
		data.NewField("countDifference", nil, c.countChange).SetConfig(figureConfig("Spans B − A", "", 110)),
		data.NewField("errorsA", nil, c.errorsA).SetConfig(figureConfig("Errors A", "", 80)),
		data.NewField("errorsB", nil, c.errorsB).SetConfig(figureConfig("Errors B", "", 80)),
	}
	fields := c.self.fields("self", "Self time")
	for _, more := range [][]*data.Field{counts, c.average.fields("average", "Average"), c.total.fields("total", "Total time")} {
		fields = append(fields, more...)
	}
	return fields
}

// sides are four columns: one figure in A and in B, the difference, and that in
// percent of A. The first three are milliseconds.
type sides struct{ a, b, difference, percent []*float64 }

func newSides(n int) sides {
	figures := func() []*float64 { return make([]*float64, n) }
	return sides{figures(), figures(), figures(), figures()}
}

func (s sides) set(row int, a, b *time.Duration) {
	number := func(value float64) *float64 { return &value }
	if a != nil {
		s.a[row] = number(inMilliseconds(*a))
	}
	if b != nil {
		s.b[row] = number(inMilliseconds(*b))
	}
	if a == nil || b == nil {
		return
	}
	s.difference[row] = number(inMilliseconds(*b - *a))
	if *a > 0 {
		s.percent[row] = number(100 * float64(*b-*a) / float64(*a))
	}
}

func (s sides) fields(name, heading string) []*data.Field {
	return []*data.Field{
		data.NewField(name+"A", nil, s.a).SetConfig(figureConfig(heading+" A", "ms", 110)),
		data.NewField(name+"B", nil, s.b).SetConfig(figureConfig(heading+" B", "ms", 110)),
		data.NewField(name+"Difference", nil, s.difference).SetConfig(change(heading+" B − A", "ms")),
		data.NewField(name+"Percent", nil, s.percent).SetConfig(change(heading+" B − A, %", "percent")),
	}
}

// change is the configuration of a column of differences: more time is red, less
// green.
func change(heading, unit string) *data.FieldConfig {
	config := figureConfig(heading, unit, 150)
	config.Color = map[string]any{"mode": "thresholds"}
	config.Thresholds = &data.ThresholdsConfig{Mode: data.ThresholdsModeAbsolute, Steps: []data.Threshold{
		data.NewThreshold(math.Inf(-1), "green", ""), data.NewThreshold(0, "text", ""), data.NewThreshold(smallestChange, "red", ""),
	}}
	config.Custom["cellOptions"] = map[string]string{"type": "color-text"}
	return config
}

// smallestChange is the least difference above zero: a nanosecond in milliseconds.
const smallestChange = 1e-6
