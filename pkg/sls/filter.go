package sls

import (
	"fmt"
	"strings"

	"logservice-jaeger-datasource/pkg/trace"
)

// A filter is said twice: in the search part, which the index answers and which
// may find too much, and in SQL, which compares exactly. What the search part
// could miss is left to SQL alone.

// conditions are the conditions on spans: the search part, and comparisons
// over the columns of filterColumns.
func (s schema) conditions(filter trace.Filter) (search string, where []string) {
	needles := []needle{rawNeedle(filter.RawSearch)}
	equal := func(column, value string, fields ...string) {
		if value != "" {
			where = append(where, quoteName(column)+" = "+quoteSQL(value))
			needles = append(needles, s.narrow(value, fields...))
		}
	}
	equal("service", filter.Service, serviceFields...)
	equal("operation", filter.Operation, operationFields...)
	equal("kind", string(filter.Kind))
	guards := s.guards(filter)
	for i, condition := range filter.Conditions {
		where = append(where, s.holds(condition, i, guards))
		needles = append(needles, s.narrowCondition(condition))
	}
	if len(filter.AnyOf) > 0 {
		groups, found := s.anyGroup(filter, guards)
		where, needles = append(where, groups), append(needles, found)
	}
	if filter.Entry {
		where = append(where, `"root"`)
	}
	where = append(where, s.statusConditions(filter.Status, guards)...)
	where = append(where, bounded(`"duration"`, filter.SpanDuration)...)
	needles = append(needles, s.narrowDuration(filter.SpanDuration.Min))
	return joinNeedles(needles), where
}

// anyGroup holds if all conditions of one group do.
func (s schema) anyGroup(filter trace.Filter, guards guards) (where string, search needle) {
	var groups []string
	var found []needle
	i := len(filter.Conditions)
	for _, group := range filter.AnyOf {
		held, needles := []string{}, []needle{}
		for _, condition := range group {
			held = append(held, s.holds(condition, i, guards))
			needles = append(needles, s.narrowCondition(condition))
			i++
		}
		groups = append(groups, strings.Join(append(held, "true")[:max(1, len(held))], " and "))
		found = append(found, allOf(needles))
	}
	return "(" + strings.Join(groups, " or ") + ")", oneOf(found)
}

// holds is the condition with the given place among all of a filter.
func (s schema) holds(c trace.Condition, i int, guards guards) string {
	switch c.On {
	case trace.OnService:
		return compared(`nullif("service", '')`, c)
	case trace.OnOperation:
		return compared(`nullif("operation", '')`, c)
	case trace.OnKind:
		return s.kindHolds(c, guards)
	case trace.OnStatus:
		return s.statusHolds(c, guards)
	case trace.OnEvent:
		return s.eventHolds(c, i, guards)
	default:
		return guarded(compared(quoteName(tagColumn(i)), c), guards.tags, anyTrue(s.unseenCondition(c)...))
	}
}

// compared compares a column, which is null where there is nothing to compare.
func compared(column string, c trace.Condition) string {
	switch c.Operator {
	case trace.Exists:
		return column + " is not null"
	case trace.Missing:
		return column + " is null"
	case trace.NotEqual:
		return among(column, " <> ", " not in ", c.Values)
	case trace.Fits:
		return "regexp_like(" + column + ", " + quoteSQL(printPatterns(c.Values)) + ")"
	case trace.FitsNot:
		return "not regexp_like(" + column + ", " + quoteSQL(printPatterns(c.Values)) + ")"
	case trace.Greater, trace.GreaterOrEqual, trace.Less, trace.LessOrEqual:
		return numberCompared(column, c)
	default:
		return among(column, " = ", " in ", c.Values)
	}
}

func among(column, one, several string, values []string) string {
	quoted := make([]string, len(values))
	for i, value := range values {
		quoted[i] = quoteSQL(value)
	}
	if len(values) == 1 {
		return column + one + quoted[0]
	}
	return column + several + "(" + strings.Join(quoted, ", ") + ")"
}

// numberCompared compares texts that are numbers as conditions understand them: a cast
// alone takes Java's spellings as well, such as 1d and NaN.
func numberCompared(column string, c trace.Condition) string {
	bound, _ := trace.ParseNumber(c.Values[0]) // checkFilter let nothing else through
	return fmt.Sprintf(`regexp_like(%s, '\A(?:%s)\z') and try_cast(%s as double) %s %s`,
		column, strings.ReplaceAll(trace.NumberPattern, "(", "(?:"), column, c.Operator, doubleLiteral(bound))
}

// kindHolds compares with the kinds there are: any other text that a writer stored is none.
func (s schema) kindHolds(c trace.Condition, guards guards) string {
	var held []string
	for _, kind := range trace.Kinds {
		if c.Holds(trace.Span{Kind: kind}) {
			held = append(held, string(kind))
		}
	}
	switch {
	case c.Operator == trace.Missing:
		return guarded(among(`"kind"`, " <> ", " not in ", kindNames()), guards.tags, s.unseenKind())
	case len(held) == 0:
		return "false"
	default:
		return among(`"kind"`, " = ", " in ", held)
	}
}

func kindNames() []string {
	names := make([]string, len(trace.Kinds))
	for i, kind := range trace.Kinds {
		names[i] = string(kind)
	}
	return names
}

func (s schema) statusHolds(c trace.Condition, guards guards) string {
	var held []string
	for _, status := range trace.Statuses {
		if c.Holds(trace.Span{Status: status}) {
			held = append(held, strings.Join(s.statusConditions(status, guards), " and "))
		}
	}
	if len(held) == 0 {
		return "false"
	}
	return "(" + strings.Join(held, " or ") + ")"
}

// statusConditions tell a status. That a span didn't fail is known only if all signs
// of a failure can be seen.
func (s schema) statusConditions(status trace.Status, guards guards) []string {
	unseen := s.unseenTag(trace.ScopeSpan, errorKey)
	switch status {
	case trace.StatusError:
		return []string{`"failed"`}
	case trace.StatusOK:
		return []string{`"succeeded"`, guarded(`not "failed"`, guards.tags, unseen)}
	case trace.StatusUnset:
		return []string{`not "succeeded"`, guarded(`not "failed"`, guards.tags, unseen)}
	default:
		return nil
	}
}

// filterColumns are the columns that a filter compares.
func (s schema) filterColumns(filter trace.Filter) []column {
	var columns []column
	if filter.Service != "" {
		columns = append(columns, s.serviceColumn())
	}
	if filter.Operation != "" {
		columns = append(columns, s.operationColumn())
	}
	if filter.Kind != "" {
		columns = append(columns, s.kindColumn())
	}
	for i, condition := range filter.AllConditions() {
		columns = append(columns, s.conditionColumns(condition, i)...)
	}
	if filter.Entry {
		columns = append(columns, s.rootColumn())
	}
	if filter.Status != "" {
		columns = append(columns, s.statusColumns()...)
	}
	return distinctColumns(append(columns, s.guards(filter).columns...))
}

func (s schema) conditionColumns(c trace.Condition, i int) []column {
	switch c.On {
	case trace.OnService:
		return []column{s.serviceColumn()}
	case trace.OnOperation:
		return []column{s.operationColumn()}
	case trace.OnKind:
		return []column{s.kindColumn()}
	case trace.OnStatus:
		return s.statusColumns()
	case trace.OnEvent:
		return []column{{eventColumn(i), s.anyEvent(c)}}
	default:
		return []column{{tagColumn(i), s.conditionTag(c)}}
	}
}

func (s schema) statusColumns() []column {
	return []column{s.failedColumn(), {"succeeded", s.succeeded()}}
}

func tagColumn(i int) string   { return fmt.Sprintf("tag%d", i) }
func eventColumn(i int) string { return fmt.Sprintf("event%d", i) }
