package main

import (
	"fmt"
	"math"
	"strings"
)

// Measures of the plot, in its own units.
const (
	panelWidth  = 240
	panelHeight = 200
	plotLeft    = 36
	plotRight   = 28
	plotTop     = 40
	plotBottom  = 34
)

// plotStyle suits pages on white and on black.
const plotStyle = `<style>
text { font: 11px sans-serif; fill: #24292f; stroke: #fff; stroke-width: 3px; stroke-linejoin: round; paint-order: stroke; }
.title { font-weight: bold; font-size: 13px; }
.axis { stroke: #8c959f; fill: none; }
.even { stroke: #8c959f; stroke-dasharray: 4 4; fill: none; }
.line { stroke: #0b6fc2; stroke-width: 2; fill: none; }
.point { fill: #0b6fc2; }
@media (prefers-color-scheme: dark) { text { fill: #e6edf3; stroke: #0d1117; } .line { stroke: #58a6ff; } .point { fill: #58a6ff; } }
</style>
`

// drawGrowth draws how what it takes to open a trace grows with its spans: a panel for
// each figure, both axes logarithmic. The dashed line is growth in proportion to the
// spans, from the first point on.
func drawGrowth(all figures) string {
	var panels strings.Builder
	count := 0
	for _, g := range grown[:4] {
		var values []float64
		for _, length := range lengths {
			if f, ok := all.named(ofTrace(g.what, g.unit, length.spans).name); ok {
				values = append(values, f.median())
			}
		}
		if len(values) < len(lengths) {
			continue
		}
		fmt.Fprintf(&panels, "<g transform=\"translate(%d 0)\">\n%s</g>\n", count*panelWidth, drawPanel(g.title, g.unit, values))
		count++
	}
	width := count * panelWidth
	return fmt.Sprintf("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" role=\"img\" aria-label=\"Time, memory, requests and rounds of opening traces of 1,000, 10,000 and 100,000 spans\">\n%s%s</svg>\n",
		width, panelHeight, width, plotStyle, panels.String())
}

func drawPanel(title, unit string, values []float64) string {
	floor, ceiling := math.Inf(1), math.Inf(-1)
	even := make([]float64, len(values))
	for i, value := range values {
		even[i] = values[0] * float64(lengths[i].spans) / float64(lengths[0].spans)
		floor, ceiling = min(floor, value, even[i]), max(ceiling, value, even[i])
	}
	at := func(i int, value float64) (x, y float64) {
		x = plotLeft + float64(i)/float64(len(values)-1)*(panelWidth-plotLeft-plotRight)
		y = panelHeight - plotBottom - math.Log(value/floor)/math.Log(max(ceiling/floor, math.E))*(panelHeight-plotTop-plotBottom)
		return x, y
	}
	points := func(of []float64) string {
		var text []string
		for i, value := range of {
			x, y := at(i, value)
			text = append(text, fmt.Sprintf("%.1f,%.1f", x, y))
		}
		return strings.Join(text, " ")
	}
	var text strings.Builder
	fmt.Fprintf(&text, "<text class=\"title\" x=\"%d\" y=\"16\">%s</text>\n", plotLeft/2, title)
	bottom := panelHeight - plotBottom + 8
	fmt.Fprintf(&text, "<path class=\"axis\" d=\"M%d %dH%d\"/>\n", plotLeft/2, bottom, panelWidth-plotRight/2)
	fmt.Fprintf(&text, "<polyline class=\"even\" points=\"%s\"/>\n<polyline class=\"line\" points=\"%s\"/>\n", points(even), points(values))
	for i, value := range values {
		x, y := at(i, value)
		fmt.Fprintf(&text, "<circle class=\"point\" cx=\"%.1f\" cy=\"%.1f\" r=\"3.5\"/>\n", x, y)
		fmt.Fprintf(&text, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\">%s</text>\n", x, y-8, shown(readable(value), unit))
		fmt.Fprintf(&text, "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>\n", x, bottom+16, readable(float64(lengths[i].spans)))
	}
	return text.String()
}
