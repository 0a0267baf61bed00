package presto

import "strings"

// column is a column that an expression can name.
type column struct {
	name, qualifier string
	sql             string // how SQLite knows it
	typ             Type
}

// output is a column of a query's result.
type output struct {
	name string
	typ  Type
}

// typed is a compiled expression.
type typed struct {
	sql string
	typ Type
}

type scope struct{ columns []column }

// resolve finds a column by name. Case doesn't count, unless two columns
// differ by it alone.
func (s *scope) resolve(e *expr) (column, error) {
	var found, exact []column
	for _, candidate := range s.columns {
		if !strings.EqualFold(candidate.name, e.text) || (e.qualifier != "" && !strings.EqualFold(candidate.qualifier, e.qualifier)) {
			continue
		}
		found = append(found, candidate)
		if candidate.name == e.text {
			exact = append(exact, candidate)
		}
	}
	switch {
	case len(found) == 1:
		return found[0], nil
	case len(exact) == 1:
		return exact[0], nil
	case len(found) > 1:
		return column{}, e.semantic("Column '%s' is ambiguous", e.text)
	}
	name := e.text
	if e.qualifier != "" {
		name = e.qualifier + "." + e.text
	}
	return column{}, e.fail(ColumnNotExists, "Column '%s' cannot be resolved; please add the column in the index attribute", name)
}

// env is where an expression stands, which decides what it may name and hold.
type env struct {
	scope *scope
	// clause names the place in refusals.
	clause string
	// aggregates tells whether aggregates and windows are allowed.
	aggregates bool
	// within is the aggregate that the expression is an argument of.
	within string
	// aliases are output columns that ORDER BY can name.
	aliases map[string]typed
}

func (v env) inside(aggregate string) env {
	v.within = aggregate
	v.aliases = nil
	return v
}
