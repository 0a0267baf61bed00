package presto

import (
	"fmt"
	"strings"
)

// defaultRows is how many rows a statement without LIMIT answers. Source:
// https://www.alibabacloud.com/help/en/sls/user-guide/limit-clause
const defaultRows = 100

// compiler turns a statement into SQLite's SQL.
type compiler struct {
	logstore  string
	columns   []column // of the logstore, without a qualifier
	relations int
	named     map[string]compiledQuery
	// restricted makes "from log" look at the rows of the search only.
	restricted bool
}

type compiledQuery struct {
	sql     string
	outputs []output
}

func (c *compiler) statement(s *Statement) (compiledQuery, error) {
	compiled, err := c.query(s.query, true)
	if err == nil && s.query.limit == nil {
		compiled.sql += fmt.Sprintf(" LIMIT %d", defaultRows)
	}
	return compiled, err
}

func (c *compiler) query(q *query, top bool) (compiledQuery, error) {
	outer := c.named
	defer func() { c.named = outer }()
	c.named = map[string]compiledQuery{}
	for name, inner := range outer {
		c.named[name] = inner
	}
	for _, named := range q.with {
		inner, err := c.query(named.query, false)
		if err != nil {
			return compiledQuery{}, err
		}
		c.named[strings.ToLower(named.name)] = inner
	}
	compiled, err := c.selects(q, top)
	if err == nil && q.limit != nil {
		compiled.sql += fmt.Sprintf(" LIMIT %d OFFSET %d", q.limit.rows, q.limit.offset)
	}
	return compiled, err
}

func (c *compiler) selects(q *query, top bool) (compiledQuery, error) {
	if len(q.selects) == 1 {
		return c.selectClause(q.selects[0], q.order, top)
	}
	var whole compiledQuery
	for i, clause := range q.selects {
		part, err := c.selectClause(clause, nil, top)
		if err != nil {
			return compiledQuery{}, err
		}
		if i == 0 {
			whole = part
			continue
		}
		if err := unify(whole.outputs, part.outputs, clause.position); err != nil {
			return compiledQuery{}, err
		}
		word := " UNION ALL "
		if q.distinctUnion[i-1] {
			word = " UNION "
		}
		whole.sql += word + part.sql
	}
	order, err := c.unionOrder(q, whole.outputs)
	whole.sql += order
	return whole, err
}

func unify(left, right []output, at position) error {
	if len(left) != len(right) {
		return at.semantic("UNION query has different number of fields: %d, %d", len(left), len(right))
	}
	for i := range left {
		merged, ok := common(left[i].typ, right[i].typ)
		if !ok {
			return at.semantic("column %d in UNION query has incompatible types: %s, %s", i+1, left[i].typ, right[i].typ)
		}
		left[i].typ = merged
	}
	return nil
}

// unionOrder takes output columns only: a union has no other.
func (c *compiler) unionOrder(q *query, outputs []output) (string, error) {
	var keys []string
	for _, item := range q.order {
		at, err := ordinal(item.expr, outputs)
		if err != nil {
			return "", err
		}
		if at == 0 {
			return "", item.expr.semantic("ORDER BY of a UNION names a column of the result")
		}
		keys = append(keys, direction(fmt.Sprint(at), item))
	}
	return orderBy(keys), nil
}

func orderBy(keys []string) string {
	if len(keys) == 0 {
		return ""
	}
	return " ORDER BY " + strings.Join(keys, ", ")
}

// direction adds the order's direction. NULL sorts last unless asked otherwise.
func direction(sql string, item orderItem) string {
	if item.descending {
		sql += " DESC"
	}
	if item.nullsFirst {
		return sql + " NULLS FIRST"
	}
	return sql + " NULLS LAST"
}

// ordinal finds the output column that an ORDER BY key names, by number or by
// name; 0 means none.
func ordinal(key *expr, outputs []output) (int, error) {
	if key.kind == exprInteger {
		var at int
		if _, err := fmt.Sscan(key.text, &at); err != nil || at < 1 || at > len(outputs) {
			return 0, key.semantic("ORDER BY position %s is not in select list", key.text)
		}
		return at, nil
	}
	if key.kind == exprColumn && key.qualifier == "" {
		for i, out := range outputs {
			if strings.EqualFold(out.name, key.text) {
				return i + 1, nil
			}
		}
	}
	return 0, nil
}
