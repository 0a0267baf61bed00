package frames

import (
	"fmt"
	"slices"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"logservice-jaeger-datasource/pkg/trace"
)

// graph makes the nodes and edges of a comparison. A node's ring has the colour of
// its verdict, which the legend names.
func (c *comparison) graph() (nodes, edges *data.Frame, notices []trace.Notice) {
	kept, notices := c.chooseNodes()
	columns, calls := newComparisonNodes(len(kept)), &edgeColumns{}
	ids := map[operationName]string{}
	for row, pair := range kept {
		ids[pair.name] = fmt.Sprintf("%q", []string{pair.name.service, pair.name.operation})
		columns.set(row, ids[pair.name], pair, c.verdictOf(pair))
	}
	for _, call := range c.calls {
		if source, target := ids[call.caller], ids[call.callee]; source != "" && target != "" {
			calls.add(source, target)
		}
	}
	return graphFrame("nodes", columns.fields()), graphFrame("edges", calls.fields()), notices
}

// chooseNodes keeps the operations whose self time differs most, if there are too
// many to be drawn.
func (c *comparison) chooseNodes() ([]operationPair, []trace.Notice) {
	if len(c.pairs) <= mostNodes {
		return c.pairs, nil
	}
	keep := map[operationName]bool{}
	for _, pair := range c.byDifference()[:mostNodes] {
		keep[pair.name] = true
	}
	kept := slices.DeleteFunc(slices.Clone(c.pairs), func(pair operationPair) bool { return !keep[pair.name] })
	return kept, []trace.Notice{{Severity: trace.Warning, Text: fmt.Sprintf(
		"The node graph leaves out %d of %d operations, and the calls to and from them: it shows those whose self time differs most, %d at the most. The table shows every operation.",
		len(c.pairs)-mostNodes, len(c.pairs), mostNodes)}}
}

// verdicts have a colour and a name in the legend each.
var verdicts = []struct {
	verdict             verdict
	field, label, color string
}{
	{slower, "arc__slower", "Slower in B", "red"},
	{faster, "arc__faster", "Faster in B", "green"},
	{onlyA, "arc__only_a", "Only in A", "orange"},
	{onlyB, "arc__only_b", "Only in B", "blue"},
	{same, "arc__same", "About the same", "#8e8e8e"},
}

// comparisonNodes are the fields of the nodes, a value an operation.
type comparisonNodes struct {
	id, service, operation  []string
	mainStat, secondaryStat []string
	selfTime, spans         []string
	arcs                    map[verdict][]float64
}

func newComparisonNodes(n int) *comparisonNodes {
	texts := func() []string { return make([]string, n) }
	columns := &comparisonNodes{
		id: texts(), service: texts(), operation: texts(), mainStat: texts(), secondaryStat: texts(), selfTime: texts(), spans: texts(),
		arcs: map[verdict][]float64{},
	}
	for _, known := range verdicts {
		columns.arcs[known.verdict] = make([]float64, n)
	}
	return columns
}

func (c *comparisonNodes) set(row int, id string, pair operationPair, judged verdict) {
	c.id[row], c.service[row], c.operation[row] = id, pair.name.service, pair.name.operation
	c.mainStat[row] = signed(pair.slower())
	c.secondaryStat[row] = changeInPercent(pair)
	c.selfTime[row] = millisecondsText(pair.a.self) + " → " + millisecondsText(pair.b.self)
	c.spans[row] = fmt.Sprintf("%d → %d", pair.a.spans, pair.b.spans)
	c.arcs[judged][row] = 1
}

func (c *comparisonNodes) fields() []*data.Field {
	fields := []*data.Field{
		data.NewField("id", nil, c.id),
		labelled("title", "Service", c.service),
		labelled("subtitle", "Operation", c.operation),
		labelled("mainstat", "Self time B − A", c.mainStat),
		labelled("secondarystat", "In percent of A", c.secondaryStat),
		labelled("detail__self", "Self time A → B", c.selfTime),
		labelled("detail__spans", "Spans A → B", c.spans),
	}
	for _, known := range verdicts {
		fields = append(fields, coloured(known.field, known.label, c.arcs[known.verdict], map[string]any{"mode": "fixed", "fixedColor": known.color}))
	}
	return fields
}

func signed(difference time.Duration) string {
	switch {
	case difference > 0:
		return "+" + millisecondsText(difference)
	case difference < 0:
		return "−" + millisecondsText(-difference)
	}
	return millisecondsText(0)
}

// changeInPercent is empty where A has nothing to compare with.
func changeInPercent(pair operationPair) string {
	switch difference := pair.slower(); {
	case pair.a.self <= 0 || pair.b.spans == 0:
		return ""
	case difference > 0:
		return "+" + percent(float64(difference)/float64(pair.a.self))
	case difference < 0:
		return "−" + percent(float64(-difference)/float64(pair.a.self))
	}
	return percent(0)
}
