package sls

import (
	"fmt"
	"strings"

	"logservice-jaeger-datasource/pkg/trace"
)

// checkFilter refuses what can't be asked of Log Service, before anything is sent.
func checkFilter(filter trace.Filter) error {
	for _, c := range filter.AllConditions() {
		if err := checkCondition(c); err != nil {
			return err
		}
	}
	if strings.TrimSpace(filter.RawSearch) == "" {
		return nil
	}
	if _, err := checkRawSearch(strings.TrimSpace(filter.RawSearch)); err != nil {
		return &trace.QueryError{Text: fmt.Sprintf("The raw search can't be used: %s.", err)}
	}
	return nil
}

// mostPattern is how many bytes a pattern may come to when it is printed for Presto:
// classes such as \pL become long lists of characters.
const mostPattern = 16 << 10

func checkCondition(c trace.Condition) error {
	refuse := func(format string, arguments ...any) error {
		return &trace.QueryError{Text: fmt.Sprintf("A condition can't be used: "+format+".", arguments...)}
	}
	switch c.Operator {
	case trace.Exists, trace.Missing:
		return nil
	case trace.Fits, trace.FitsNot:
		for _, pattern := range c.Values {
			if err := trace.CheckPattern(pattern); err != nil {
				return refuse("%s", err)
			}
		}
		if len(printPatterns(c.Values)) > mostPattern {
			return refuse("its patterns are too long for Log Service; write them with fewer characters, or with fewer classes such as \\pL")
		}
	}
	if len(c.Values) == 0 {
		return refuse("the operator %s needs a value", c.Operator)
	}
	if !c.Operator.Compares() {
		return nil
	}
	if _, ok := trace.ParseNumber(c.Values[0]); !ok || len(c.Values) > 1 {
		return refuse("the operator %s needs one number, for example 500", c.Operator)
	}
	return nil
}

// checkMetrics refuses a raw search where it would leave out spans that belong to the
// traces in question.
func checkMetrics(query trace.MetricsQuery) error {
	if query.Filter.RawSearch != "" && (query.Over == trace.OverTraces || !query.Filter.TraceDuration.IsZero()) {
		return &trace.QueryError{Text: "A raw search picks single spans, so it can't be used for figures of whole traces or with a trace's duration: leave one of them out."}
	}
	return checkFilter(query.Filter)
}
