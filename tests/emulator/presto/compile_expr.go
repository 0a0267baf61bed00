package presto

import (
	"strconv"
	"strings"
)

// expr compiles an expression.
func (c *compiler) expr(e *expr, at env) (typed, error) {
	switch e.kind {
	case exprString:
		return typed{quote(e.text), Varchar}, nil
	case exprInteger:
		if _, err := strconv.ParseInt(e.text, 10, 64); err != nil {
			return typed{}, e.syntax("Invalid numeric literal: %s", e.text)
		}
		return typed{e.text, Bigint}, nil
	case exprDecimal:
		number, err := strconv.ParseFloat(e.text, 64)
		if err != nil {
			return typed{}, e.syntax("Invalid numeric literal: %s", e.text)
		}
		return typed{strconv.FormatFloat(number, 'e', -1, 64), Double}, nil
	case exprBoolean:
		return typed{strings.ToUpper(e.text), Boolean}, nil
	case exprNull:
		return typed{"NULL", unknown}, nil
	case exprColumn:
		return c.column(e, at)
	case exprCall:
		return c.call(e, at)
	case exprSubquery, exprExists:
		return c.scalarSubquery(e)
	case exprIn:
		return c.in(e, at)
	case exprCase:
		return c.caseExpression(e, at)
	case exprLambda:
		return typed{}, e.semantic("Lambda expression should always be used inside a function")
	}
	args, err := c.exprs(e.args, at)
	if err != nil {
		return typed{}, err
	}
	return c.operation(e, args)
}

func (c *compiler) exprs(list []*expr, at env) ([]typed, error) {
	compiled := make([]typed, len(list))
	for i, e := range list {
		var err error
		if compiled[i], err = c.expr(e, at); err != nil {
			return nil, err
		}
	}
	return compiled, nil
}

func quote(text string) string { return "'" + strings.ReplaceAll(text, "'", "''") + "'" }

func (c *compiler) column(e *expr, at env) (typed, error) {
	if e.qualifier == "" {
		if alias, ok := at.aliases[strings.ToLower(e.text)]; ok {
			return alias, nil
		}
	}
	found, err := at.scope.resolve(e)
	return typed{found.sql, found.typ}, err
}

// operation compiles what has its operands in args.
func (c *compiler) operation(e *expr, args []typed) (typed, error) {
	switch e.kind {
	case exprBinary:
		return binary(e, args[0], args[1])
	case exprNot:
		if !Boolean.accepts(args[0].typ) {
			return typed{}, e.semantic("Value of logical NOT expression must evaluate to a boolean (actual: %s)", args[0].typ)
		}
		return typed{"(NOT " + args[0].sql + ")", Boolean}, nil
	case exprNegate:
		if !args[0].typ.isNumber() {
			return typed{}, e.semantic("'-' cannot be applied to %s", args[0].typ)
		}
		return typed{"(- " + args[0].sql + ")", args[0].typ}, nil
	case exprIsNull:
		word := " IS NULL)"
		if e.negated {
			word = " IS NOT NULL)"
		}
		return typed{"(" + args[0].sql + word, Boolean}, nil
	case exprBetween:
		return between(e, args)
	case exprLike:
		return like(e, args)
	case exprCast:
		return cast(e, args[0])
	case exprArray:
		return array(e, args)
	case exprSubscript:
		return call(e, "subscript", args)
	}
	return typed{}, e.semantic("an expression that the emulator does not serve")
}

func negate(e *expr, sql string) typed {
	if e.negated {
		sql = "(NOT " + sql + ")"
	}
	return typed{sql, Boolean}
}

func between(e *expr, args []typed) (typed, error) {
	for _, bound := range args[1:] {
		if _, ok := common(args[0].typ, bound.typ); !ok {
			return typed{}, e.semantic("Cannot check if %s is BETWEEN %s and %s", args[0].typ, args[1].typ, args[2].typ)
		}
	}
	return negate(e, "("+args[0].sql+" BETWEEN "+args[1].sql+" AND "+args[2].sql+")"), nil
}

func like(e *expr, args []typed) (typed, error) {
	for _, arg := range args {
		if !Varchar.accepts(arg.typ) {
			return typed{}, e.semantic("Left side of LIKE expression must evaluate to a varchar (actual: %s)", arg.typ)
		}
	}
	return negate(e, functionSQL("like", args)), nil
}

func (c *compiler) subquery(e *expr) (typed, error) {
	inner, err := c.query(e.query, false)
	if err != nil {
		return typed{}, err
	}
	if e.kind == exprExists {
		return typed{"EXISTS (" + inner.sql + ")", Boolean}, nil
	}
	if len(inner.outputs) != 1 {
		return typed{}, e.semantic("Multiple columns returned by subquery are not yet supported. Found %d", len(inner.outputs))
	}
	return typed{"(" + inner.sql + ")", inner.outputs[0].typ}, nil
}

// scalarSubquery is a sub-query as a value. SQLite would take the first of
// several rows, where Presto fails.
func (c *compiler) scalarSubquery(e *expr) (typed, error) {
	inner, err := c.subquery(e)
	if err != nil || e.kind == exprExists {
		return inner, err
	}
	return typed{"(SELECT sls_only_row(c0) FROM " + inner.sql + ")", inner.typ}, nil
}

func (c *compiler) in(e *expr, at env) (typed, error) {
	args, err := c.exprs(e.args, at)
	if err != nil {
		return typed{}, err
	}
	if e.query != nil {
		inner, err := c.subquery(&expr{position: e.position, kind: exprSubquery, query: e.query})
		if err != nil {
			return typed{}, err
		}
		if _, ok := common(args[0].typ, inner.typ); !ok {
			return typed{}, e.semantic("value and result of subquery must be of the same type for IN expression: %s vs %s", args[0].typ, inner.typ)
		}
		return negate(e, "("+args[0].sql+" IN "+inner.sql+")"), nil
	}
	list := make([]string, 0, len(args))
	for _, candidate := range args[1:] {
		if _, ok := common(args[0].typ, candidate.typ); !ok {
			return typed{}, e.semantic("IN value and list items must be the same type: %s", args[0].typ)
		}
		list = append(list, candidate.sql)
	}
	return negate(e, "("+args[0].sql+" IN ("+strings.Join(list, ", ")+"))"), nil
}

func (c *compiler) caseExpression(e *expr, at env) (typed, error) {
	var operand *typed
	if len(e.args) == 1 {
		compiled, err := c.expr(e.args[0], at)
		if err != nil {
			return typed{}, err
		}
		operand = &compiled
	}
	var conditions, results []typed
	for _, w := range e.whens {
		pair, err := c.exprs([]*expr{w.condition, w.result}, at)
		if err != nil {
			return typed{}, err
		}
		if err := checkWhen(w.condition, operand, pair[0].typ); err != nil {
			return typed{}, err
		}
		conditions, results = append(conditions, pair[0]), append(results, pair[1])
	}
	if e.otherwise != nil {
		compiled, err := c.expr(e.otherwise, at)
		if err != nil {
			return typed{}, err
		}
		results = append(results, compiled)
	}
	merged, err := sameType(e, "All CASE results must be the same type", results)
	if err != nil {
		return typed{}, err
	}
	return typed{caseSQL(operand, conditions, results, merged), merged}, nil
}

func checkWhen(condition *expr, operand *typed, t Type) error {
	if operand == nil && !Boolean.accepts(t) {
		return condition.semantic("CASE WHEN clause must evaluate to a boolean: actual type %s", t)
	}
	if operand != nil {
		if _, ok := common(operand.typ, t); !ok {
			return condition.semantic("CASE operand type does not match WHEN clause operand type: %s vs %s", operand.typ, t)
		}
	}
	return nil
}

func caseSQL(operand *typed, conditions, results []typed, merged Type) string {
	var sql strings.Builder
	sql.WriteString("(CASE")
	if operand != nil {
		sql.WriteString(" " + operand.sql)
	}
	for i, condition := range conditions {
		sql.WriteString(" WHEN " + condition.sql + " THEN " + results[i].as(merged))
	}
	if len(results) > len(conditions) {
		sql.WriteString(" ELSE " + results[len(results)-1].as(merged))
	}
	sql.WriteString(" END)")
	return sql.String()
}

// as makes a whole number a real one where a double is wanted.
func (t typed) as(wanted Type) string {
	if wanted == Double && t.typ == Bigint {
		return "CAST(" + t.sql + " AS REAL)"
	}
	return t.sql
}

// sameType finds the one type of several results.
func sameType(e *expr, refusal string, list []typed) (Type, error) {
	merged := unknown
	for _, item := range list {
		next, ok := common(merged, item.typ)
		if !ok {
			return "", e.semantic("%s: %s", refusal, merged)
		}
		merged = next
	}
	return merged, nil
}
