package frames

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"logservice-jaeger-datasource/pkg/trace"
)

// measureNames are what figures are called where nothing else tells.
var measureNames = map[trace.Measure]string{
	trace.MeasureRate: "Rate", trace.MeasureCount: "Count", trace.MeasureErrorRate: "Errors", trace.MeasureErrorPercentage: "Error percentage",
	trace.MeasureSuccessRate: "Success rate", trace.MeasureAverage: "Average duration", trace.MeasureMax: "Longest duration",
	trace.MeasureTotalTime: "Total time", trace.MeasureApdex: "Apdex", trace.MeasureQuantiles: "Duration",
}

// units are Grafana's (@grafana/data, valueFormats/categories.ts).
var units = map[trace.Measure]string{
	trace.MeasureRate: "reqps", trace.MeasureErrorRate: "reqps", trace.MeasureCount: "short",
	trace.MeasureErrorPercentage: "percent", trace.MeasureSuccessRate: "percent",
	trace.MeasureQuantiles: "ms", trace.MeasureAverage: "ms", trace.MeasureMax: "ms", trace.MeasureTotalTime: "ms",
}

// config is how a series, or a column of figures if labels are nil, is named and
// drawn.
func (f MetricsForm) config(labels data.Labels) *data.FieldConfig {
	config := &data.FieldConfig{DisplayNameFromDS: f.name(labels), Unit: units[f.Query.Measure]}
	zero, one, hundred := data.ConfFloat64(0), data.ConfFloat64(1), data.ConfFloat64(100)
	switch f.Query.Measure {
	case trace.MeasureErrorPercentage, trace.MeasureSuccessRate:
		config.Min, config.Max = &zero, &hundred
	case trace.MeasureApdex:
		config.Min, config.Max = &zero, &one
	}
	return config
}

// name is a series' legend.
func (f MetricsForm) name(labels data.Labels) string {
	if f.Legend != "" && (labels != nil || !placeholder.MatchString(f.Legend)) {
		return placeholder.ReplaceAllStringFunc(f.Legend, func(found string) string {
			return f.shown(strings.TrimSpace(strings.Trim(found, "{}")), labels)
		})
	}
	var parts []string
	for _, key := range f.Query.GroupBy {
		if labels != nil {
			parts = append(parts, f.shown(labelName(key), labels))
		}
	}
	what := measureNames[f.Query.Measure]
	if quantile := f.shown(quantileLabel, labels); quantile != "" {
		what = "p" + quantile
	}
	name := what
	if len(parts) > 0 {
		name = strings.Join(parts, ", ")
		if f.severalQuantiles() {
			name += " " + what
		}
	}
	if period := labels[periodLabel]; period != "" {
		name += " (" + period + ")"
	}
	return name
}

var placeholder = regexp.MustCompile(`\{\{[^{}]*\}\}`)

// nothing stands for an empty value in a name.
const nothing = "(none)"

// shown is a label's value as it stands in a name.
func (f MetricsForm) shown(label string, labels data.Labels) string {
	value, ok := labels[label]
	switch {
	case label == quantileLabel && f.Query.Measure == trace.MeasureQuantiles && (ok || len(f.Query.Quantiles) == 1):
		if !ok {
			value = strconv.FormatFloat(f.Query.Quantiles[0], 'f', -1, 64)
		}
		return percentile(value)
	case ok && value == "":
		return nothing
	default:
		return value
	}
}

// percentile spells a share as people do: 0.999 is 99.9. It moves the point, since
// multiplying would round.
func percentile(share string) string {
	digits := strings.TrimPrefix(share, "0.")
	for len(digits) < 3 {
		digits += "0"
	}
	whole, rest := strings.TrimLeft(digits[:2], "0"), strings.TrimRight(digits[2:], "0")
	if whole == "" {
		whole = "0"
	}
	if rest == "" {
		return whole
	}
	return whole + "." + rest
}
