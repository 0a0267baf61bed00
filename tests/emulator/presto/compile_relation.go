package presto

import (
	"fmt"
	"strings"
)

// recordsTable and hitsParameter are the SQLite table of the logstore's rows
// and the statement's only parameter, a JSON array of the IDs of the rows that
// the search found.
const (
	recordsTable = "records"
	hitRows      = "(SELECT * FROM " + recordsTable + " WHERE id IN (SELECT value FROM json_each(?1)))"
)

// relation compiles a relation; left is what an unnest beside it can name.
func (c *compiler) relation(r *relation, left *scope) (string, *scope, error) {
	switch r.kind {
	case relationJoin:
		return c.join(r, left)
	case relationUnnest:
		return c.unnest(r, left)
	case relationQuery:
		inner, err := c.query(r.query, false)
		if err != nil {
			return "", nil, err
		}
		return c.derived(r, inner)
	}
	if inner, ok := c.named[strings.ToLower(r.name)]; ok {
		return c.derived(r, inner)
	}
	if !strings.EqualFold(r.name, "log") && r.name != c.logstore {
		return "", nil, r.semantic("Table %s does not exist; the emulator serves the current logstore only", r.name)
	}
	return c.log(r)
}

func (c *compiler) newRelation() string {
	c.relations++
	return fmt.Sprintf("r%d", c.relations)
}

// qualifier is the name that qualifies the columns of a relation.
func (r *relation) qualifier() string {
	if r.alias != "" {
		return r.alias
	}
	return r.name
}

func (c *compiler) log(r *relation) (string, *scope, error) {
	name := c.newRelation()
	columns := &scope{}
	for _, col := range c.columns {
		columns.columns = append(columns.columns, column{name: col.name, qualifier: r.qualifier(), sql: name + "." + col.sql, typ: col.typ})
	}
	if c.restricted {
		return hitRows + " AS " + name, columns, r.rename(columns)
	}
	return recordsTable + " AS " + name, columns, r.rename(columns)
}

func (c *compiler) derived(r *relation, inner compiledQuery) (string, *scope, error) {
	name := c.newRelation()
	columns := &scope{}
	for i, out := range inner.outputs {
		columns.columns = append(columns.columns, column{name: out.name, qualifier: r.qualifier(), sql: fmt.Sprintf("%s.c%d", name, i), typ: out.typ})
	}
	return "(" + inner.sql + ") AS " + name, columns, r.rename(columns)
}

// rename applies "as t(a, b)".
func (r *relation) rename(s *scope) error {
	if r.columns == nil {
		return nil
	}
	if len(r.columns) != len(s.columns) {
		return r.semantic("Column alias list has %d entries but '%s' has %d columns available", len(r.columns), r.alias, len(s.columns))
	}
	for i, name := range r.columns {
		s.columns[i].name = name
	}
	return nil
}

func (c *compiler) join(r *relation, outer *scope) (string, *scope, error) {
	leftSQL, left, err := c.relation(r.left, outer)
	if err != nil {
		return "", nil, err
	}
	rightSQL, right, err := c.relation(r.right, left)
	if err != nil {
		return "", nil, err
	}
	if r.right.kind == relationJoin {
		rightSQL = "(" + rightSQL + ")"
	}
	both := &scope{columns: append(append([]column(nil), left.columns...), right.columns...)}
	if r.join == "cross" {
		return leftSQL + " CROSS JOIN " + rightSQL, both, nil
	}
	on, err := c.condition("ON", r.on, env{scope: both, clause: "JOIN ON clause"})
	return leftSQL + " " + strings.ToUpper(r.join) + " JOIN " + rightSQL + on, both, err
}

// unnest compiles to SQLite's json_each: arrays and maps are JSON texts here.
func (c *compiler) unnest(r *relation, left *scope) (string, *scope, error) {
	if len(r.arrays) != 1 {
		return "", nil, r.semantic("UNNEST of several arrays is not served by the emulator")
	}
	array, err := c.expr(r.arrays[0], env{scope: left, clause: "UNNEST"})
	if err != nil {
		return "", nil, err
	}
	name := c.newRelation()
	columns := &scope{}
	add := func(sql string, t Type) {
		columns.columns = append(columns.columns, column{name: fmt.Sprintf("_col%d", len(columns.columns)), qualifier: r.alias, sql: sql, typ: t})
	}
	switch {
	case array.typ.isArray():
		add(elementSQL(name, array.typ.element()), array.typ.element())
	case array.typ.isMap():
		key, value := array.typ.entry()
		add(castKeySQL(name+".key", key), key)
		add(elementSQL(name, value), value)
	default:
		return "", nil, r.semantic("Cannot unnest type: %s", array.typ)
	}
	if r.ordinality {
		add(name+".key + 1", Bigint)
	}
	return "json_each(" + array.sql + ") AS " + name, columns, r.rename(columns)
}

func castKeySQL(sql string, t Type) string {
	switch t {
	case Bigint:
		return "CAST(" + sql + " AS INTEGER)"
	case Double:
		return "CAST(" + sql + " AS REAL)"
	}
	return sql
}

// elementSQL turns a row of json_each into a value of type t.
func elementSQL(relation string, t Type) string {
	switch t {
	case Double:
		return "CAST(" + relation + ".value AS REAL)"
	case JSON:
		return fmt.Sprintf("(CASE %[1]s.type WHEN 'text' THEN json_quote(%[1]s.value) WHEN 'true' THEN 'true' WHEN 'false' THEN 'false' WHEN 'null' THEN 'null' ELSE CAST(%[1]s.value AS TEXT) END)", relation)
	}
	return relation + ".value"
}
