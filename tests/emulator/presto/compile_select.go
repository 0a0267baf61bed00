package presto

import (
	"fmt"
	"strings"
)

// selection is a select on its way to SQL.
type selection struct {
	clause  *selectClause
	scope   *scope
	exprs   []*expr // nil where a star was
	items   []typed
	outputs []output
	groups  map[string]bool // SQL of the grouping expressions
	// aggregated tells that the select makes groups, if only one.
	aggregated bool
}

func (c *compiler) selectClause(clause *selectClause, order []orderItem, top bool) (compiledQuery, error) {
	from, columns, err := c.from(clause, top)
	if err != nil {
		return compiledQuery{}, err
	}
	s := &selection{clause: clause, scope: columns}
	tail := []string{" FROM " + from}
	for _, step := range []func(*selection, []orderItem) (string, error){c.where, c.group, c.list, c.having, c.order} {
		part, err := step(s, order)
		if err != nil {
			return compiledQuery{}, err
		}
		tail = append(tail, part)
	}
	head := "SELECT "
	if clause.distinct {
		head += "DISTINCT "
	}
	parts := make([]string, len(s.items))
	for i, item := range s.items {
		parts[i] = fmt.Sprintf("%s AS c%d", item.sql, i)
	}
	return compiledQuery{sql: head + strings.Join(parts, ", ") + strings.Join(tail, ""), outputs: s.outputs}, nil
}

// from compiles the FROM clause. The outermost select may leave out "from log".
func (c *compiler) from(clause *selectClause, top bool) (string, *scope, error) {
	source := clause.from
	if source == nil {
		if !top {
			return "", nil, clause.semantic("a sub-query needs a FROM clause")
		}
		source = &relation{position: clause.position, kind: relationTable, name: "log"}
	}
	return c.relation(source, &scope{})
}

func (c *compiler) where(s *selection, _ []orderItem) (string, error) {
	return c.condition("WHERE", s.clause.where, env{scope: s.scope, clause: "WHERE clause"})
}

func (c *compiler) condition(word string, e *expr, at env) (string, error) {
	if e == nil {
		return "", nil
	}
	compiled, err := c.expr(e, at)
	if err != nil {
		return "", err
	}
	if !Boolean.accepts(compiled.typ) {
		return "", e.semantic("%s must evaluate to a boolean: actual type %s", at.clause, compiled.typ)
	}
	return " " + word + " " + compiled.sql, nil
}

// group compiles GROUP BY, in which a number means a column of the list.
func (c *compiler) group(s *selection, _ []orderItem) (string, error) {
	s.groups = map[string]bool{}
	var keys []string
	for _, e := range s.clause.group {
		key := e
		if e.kind == exprInteger {
			var at int
			if _, err := fmt.Sscan(e.text, &at); err != nil || at < 1 || at > len(s.clause.items) || s.clause.items[at-1].expr == nil {
				return "", e.semantic("GROUP BY position %s is not in select list", e.text)
			}
			key = s.clause.items[at-1].expr
		}
		compiled, err := c.expr(key, env{scope: s.scope, clause: "GROUP BY clause"})
		if err != nil {
			return "", err
		}
		s.groups[compiled.sql] = true
		sql := compiled.sql
		if key.kind == exprInteger {
			sql += " + 0" // or SQLite takes the number for a column
		}
		keys = append(keys, sql)
	}
	s.aggregated = len(keys) > 0 || s.clause.having != nil
	for _, item := range s.clause.items {
		if item.expr != nil && item.expr.find(isAggregate) != nil {
			s.aggregated = true
		}
	}
	if len(keys) == 0 {
		return "", nil
	}
	return " GROUP BY " + strings.Join(keys, ", "), nil
}

// list compiles the select list.
func (c *compiler) list(s *selection, _ []orderItem) (string, error) {
	for i, item := range s.clause.items {
		if item.expr == nil {
			if err := s.star(item); err != nil {
				return "", err
			}
			continue
		}
		compiled, err := c.expr(item.expr, env{scope: s.scope, clause: "SELECT clause", aggregates: true})
		if err != nil {
			return "", err
		}
		if err := c.checkGrouped(s, item.expr); err != nil {
			return "", err
		}
		name := item.alias
		if name == "" && item.expr.kind == exprColumn {
			name = item.expr.text
		}
		if name == "" {
			name = fmt.Sprintf("_col%d", i)
		}
		s.add(item.expr, compiled, name)
	}
	return "", nil
}

func (s *selection) add(e *expr, compiled typed, name string) {
	s.exprs = append(s.exprs, e)
	s.items = append(s.items, compiled)
	s.outputs = append(s.outputs, output{name: name, typ: compiled.typ})
}

// star adds all columns, with lower-case names as the service answers them.
func (s *selection) star(item selectItem) error {
	if s.aggregated {
		return item.semantic("'*' must be an aggregate expression or appear in GROUP BY clause")
	}
	found := false
	for _, col := range s.scope.columns {
		if item.star == "*" || strings.EqualFold(col.qualifier, item.star) {
			found = true
			s.add(nil, typed{sql: col.sql, typ: col.typ}, strings.ToLower(col.name))
		}
	}
	if !found {
		return item.semantic("Table '%s' not found", item.star)
	}
	return nil
}

func (c *compiler) having(s *selection, _ []orderItem) (string, error) {
	if s.clause.having == nil {
		return "", nil
	}
	if err := c.checkGrouped(s, s.clause.having); err != nil {
		return "", err
	}
	return c.condition("HAVING", s.clause.having, env{scope: s.scope, clause: "HAVING clause", aggregates: true})
}

func (c *compiler) order(s *selection, order []orderItem) (string, error) {
	aliases := map[string]typed{}
	for i, out := range s.outputs {
		aliases[strings.ToLower(out.name)] = s.items[i]
	}
	var keys []string
	for _, item := range order {
		at, err := ordinal(item.expr, s.outputs)
		if err != nil {
			return "", err
		}
		if at > 0 {
			if err := checkOrdered(item.expr, s.outputs[at-1].typ); err != nil {
				return "", err
			}
			keys = append(keys, direction(fmt.Sprint(at), item))
			continue
		}
		compiled, err := c.orderKey(s, item.expr, aliases)
		if err != nil {
			return "", err
		}
		keys = append(keys, direction(compiled, item))
	}
	return orderBy(keys), nil
}

func (c *compiler) orderKey(s *selection, key *expr, aliases map[string]typed) (string, error) {
	compiled, err := c.expr(key, env{scope: s.scope, clause: "ORDER BY clause", aggregates: true, aliases: aliases})
	if err != nil {
		return "", err
	}
	if err := checkOrdered(key, compiled.typ); err != nil {
		return "", err
	}
	if s.clause.distinct {
		for i, item := range s.items {
			if item.sql == compiled.sql {
				return fmt.Sprint(i + 1), nil
			}
		}
		return "", key.semantic("For SELECT DISTINCT, ORDER BY expressions must appear in select list")
	}
	if key.find(func(e *expr) bool {
		_, isAlias := aliases[strings.ToLower(e.text)]
		return e.kind == exprColumn && isAlias
	}) != nil {
		return compiled.sql, nil
	}
	return compiled.sql, c.checkGrouped(s, key)
}

func checkOrdered(key *expr, t Type) error {
	if t.ordered() {
		return nil
	}
	return key.semantic("Type %s is not orderable, and therefore cannot be used in ORDER BY", t)
}

// checkGrouped refuses columns that are neither grouped by nor aggregated.
func (c *compiler) checkGrouped(s *selection, e *expr) error {
	if !s.aggregated {
		return nil
	}
	if compiled, err := c.expr(e, env{scope: s.scope, aggregates: true}); err == nil && s.groups[compiled.sql] {
		return nil
	}
	switch {
	case isAggregate(e):
		return nil
	case e.kind == exprColumn:
		return e.semantic("'%s' must be an aggregate expression or appear in GROUP BY clause", e.text)
	}
	for _, child := range e.children() {
		if err := c.checkGrouped(s, child); err != nil {
			return err
		}
	}
	return nil
}

func isAggregate(e *expr) bool {
	return e.kind == exprCall && e.window == nil && aggregates[e.text] != nil
}
