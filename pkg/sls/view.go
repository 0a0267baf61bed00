package sls

import "strings"

// view is the sub-query through which statements see spans: one row a record,
// with columns of one name, type and unit whatever dialect wrote the record.
// Conditions are set on its columns from outside, since SQL does not let a
// where clause name an alias of its own select.
func (s schema) view(columns ...column) string {
	parts := make([]string, len(columns))
	for i, c := range columns {
		parts[i] = c.expression + " as " + quoteName(c.name)
	}
	return "(select " + strings.Join(parts, ", ") + " from log)"
}

// column is an expression with the name it is known by outside.
type column struct{ name, expression string }

// The columns of a view; a fact that the index lacks is the type's empty value.

// traceIDColumn spells every ID with 32 digits, so that writers' spellings meet in one group.
func (s schema) traceIDColumn() column {
	return column{"traceID", padded(s.text("traceID"), "32")}
}

func (s schema) spanIDColumn() column {
	return column{"spanID", padded(s.text("spanID"), "16")}
}

func padded(field, digits string) string {
	return "lower(lpad(" + orEmpty(field) + ", " + digits + ", '0'))"
}

func (s schema) serviceColumn() column   { return column{"service", orEmpty(s.service())} }
func (s schema) operationColumn() column { return column{"operation", orEmpty(s.operation())} }
func (s schema) kindColumn() column      { return column{"kind", orEmpty(s.kind())} }
func (s schema) startColumn() column     { return column{"start", s.start()} }
func (s schema) durationColumn() column  { return column{"duration", s.duration()} }
func (s schema) rootColumn() column      { return column{"root", s.root()} }
func (s schema) failedColumn() column    { return column{"failed", s.failed()} }

// orEmpty makes an expression of text that is never null: string functions give
// null for null, and a name that isn't there is an empty name.
func orEmpty(expression string) string {
	if expression == "" {
		return "''"
	}
	return "coalesce(" + expression + ", '')"
}
