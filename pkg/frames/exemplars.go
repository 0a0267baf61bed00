package frames

import (
	"cmp"
	"slices"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"logservice-jaeger-datasource/pkg/trace"
)

// Exemplars are drawn over a graph: more than one or two in each of so many stretches
// of its time could not be told apart.
const exemplarSlots = 50

// exemplars makes the frame of single traces that Grafana draws over the figures; nil
// if there are none. Its name and fields are those that the panels look for
// (timeseries/plugins/ExemplarsPlugin.tsx, heatmap/HeatmapPanel.tsx).
func (f MetricsForm) exemplars(result trace.MetricsResult) *data.Frame {
	chosen := spread(shown(result), f.Query.Range)
	if len(chosen) == 0 {
		return nil
	}
	var times []time.Time
	var values []float64
	var ids, bounds []string
	groups := make([][]string, len(f.Query.GroupBy))
	for _, exemplar := range chosen {
		times, values = append(times, exemplar.Start.UTC()), append(values, inMilliseconds(exemplar.Duration))
		ids, bounds = append(ids, exemplar.TraceID.String()), append(bounds, bound(binOf(exemplar.Duration)))
		for i, value := range exemplar.Group {
			groups[i] = append(groups[i], value)
		}
	}
	fields := data.Fields{
		data.NewField("Time", nil, times),
		data.NewField("Value", nil, values).SetConfig(&data.FieldConfig{Unit: "ms"}),
		data.NewField("traceID", nil, ids).SetConfig(&data.FieldConfig{DisplayNameFromDS: "Trace ID", Links: []data.DataLink{traceLink(f.Search.Link)}}),
	}
	for i, key := range f.Query.GroupBy {
		fields = append(fields, data.NewField(labelName(key), nil, groups[i]))
	}
	if f.Query.Measure == trace.MeasureHeatmap {
		fields = append(fields, data.NewField(boundLabel, nil, bounds))
	}
	frame := data.NewFrame("exemplar", fields...)
	frame.Meta = &data.FrameMeta{DataTopic: data.DataTopicAnnotations}
	return frame
}

// shown are the exemplars whose series is.
func shown(result trace.MetricsResult) []trace.Exemplar {
	return slices.DeleteFunc(slices.Clone(result.Exemplars), func(e trace.Exemplar) bool {
		return !slices.ContainsFunc(result.Series, func(s trace.Series) bool { return slices.Equal(s.Group, e.Group) })
	})
}

// spread keeps two exemplars of each stretch of time: the slowest, and the one in the
// middle of the others.
func spread(exemplars []trace.Exemplar, between trace.Range) []trace.Exemplar {
	slots := map[int64][]trace.Exemplar{}
	width := max(between.To.Sub(between.From)/exemplarSlots, 1)
	for _, exemplar := range exemplars {
		slot := int64(exemplar.Start.Sub(between.From) / width)
		slots[slot] = append(slots[slot], exemplar)
	}
	var chosen []trace.Exemplar
	for _, slot := range slots {
		slices.SortStableFunc(slot, func(a, b trace.Exemplar) int { return cmp.Compare(b.Duration, a.Duration) })
		chosen = append(chosen, slot[0])
		if others := slot[1:]; len(others) > 0 {
			chosen = append(chosen, others[len(others)/2])
		}
	}
	slices.SortFunc(chosen, func(a, b trace.Exemplar) int {
		return cmp.Or(a.Start.Compare(b.Start), cmp.Compare(a.TraceID.String(), b.TraceID.String()), cmp.Compare(a.Duration, b.Duration))
	})
	return chosen
}

func binOf(d time.Duration) int {
	bin := len(trace.DurationBins) - 1
	for d < trace.DurationBins[bin] {
		bin--
	}
	return bin
}
