package presto

import "strings"

// overElements compiles filter(array, x -> condition) and transform(array, x -> value)
// to a sub-query over the array's elements, whose columns the lambda expression can
// name besides its parameter (https://www.alibabacloud.com/help/en/sls/lambda-expressions).
func (c *compiler) overElements(e *expr, at env) (typed, error) {
	if len(e.args) != 2 || e.args[1].kind != exprLambda {
		return typed{}, e.semantic("Unexpected parameters for function %s. Expected: %s(array(T), function(T,…))", e.text, e.text)
	}
	array, err := c.expr(e.args[0], at)
	if err != nil {
		return typed{}, err
	}
	if !array.typ.isArray() {
		return typed{}, e.semantic("Unexpected parameters (%s, function) for function %s", array.typ, e.text)
	}
	name, lambda := c.newRelation(), e.args[1]
	element := typed{elementSQL(name, array.typ.element()), array.typ.element()}
	inner := at.inside("")
	inner.aggregates, inner.clause = false, "Lambda expression"
	inner.scope = at.scope.with(column{name: lambda.text, sql: element.sql, typ: element.typ})
	body, err := c.expr(lambda.args[0], inner)
	if err != nil {
		return typed{}, err
	}
	kept, condition := body, ""
	if e.text == "filter" {
		if !Boolean.accepts(body.typ) {
			return typed{}, e.semantic("Unexpected parameters for function filter: the lambda expression is %s, not boolean", body.typ)
		}
		kept, condition = element, " WHERE "+body.sql
	}
	gathered := "(SELECT json_group_array(json(" + kept.encoded().sql + ")) FROM json_each(" + array.sql + ") AS " + name + condition + ")"
	return typed{"(CASE WHEN " + array.sql + " IS NOT NULL THEN " + gathered + " END)", arrayOf(kept.typ)}, nil
}

// with is the scope with one more column, which hides others of its name.
func (s *scope) with(added column) *scope {
	inner := &scope{columns: []column{added}}
	if s == nil {
		return inner
	}
	for _, known := range s.columns {
		if !strings.EqualFold(known.name, added.name) {
			inner.columns = append(inner.columns, known)
		}
	}
	return inner
}
