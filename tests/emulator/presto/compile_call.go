package presto

import (
	"fmt"
	"strings"
)

// call compiles a function call: an aggregate, a window function, one of the
// few with rules of their own, or a scalar.
func (c *compiler) call(e *expr, at env) (typed, error) {
	switch {
	case e.window != nil:
		return c.windowCall(e, at)
	case aggregates[e.text] != nil:
		return c.aggregateCall(e, at)
	case windowFunctions[e.text] != nil:
		return typed{}, e.semantic("Window function %s requires an OVER clause", e.text)
	}
	if e.distinct || e.star || e.filter != nil || e.order != nil {
		return typed{}, e.semantic("%s is not an aggregate function", e.text)
	}
	if e.text == "filter" || e.text == "transform" {
		return c.overElements(e, at)
	}
	args, err := c.exprs(e.args, at)
	if err != nil {
		return typed{}, err
	}
	switch e.text {
	case "try":
		if len(args) != 1 {
			return typed{}, e.semantic("The 'try' function must have exactly one argument")
		}
		return typed{trySQL(args[0].sql), args[0].typ}, nil
	case "if":
		return ifCall(e, args)
	case "coalesce":
		return coalesce(e, args)
	case "nullif":
		return nullif(e, args)
	case "typeof":
		if len(args) == 1 {
			return constant(string(args[0].typ)), nil
		}
	}
	return call(e, e.text, args)
}

func ifCall(e *expr, args []typed) (typed, error) {
	if len(args) < 2 || len(args) > 3 {
		return typed{}, e.semantic("Invalid number of arguments for 'if' function")
	}
	if !Boolean.accepts(args[0].typ) {
		return typed{}, e.semantic("IF condition must evaluate to a boolean: actual type %s", args[0].typ)
	}
	merged, err := sameType(e, "All IF results must be the same type", args[1:])
	return typed{caseSQL(nil, args[:1], args[1:], merged), merged}, err
}

func coalesce(e *expr, args []typed) (typed, error) {
	if len(args) < 2 {
		return typed{}, e.semantic("The 'coalesce' function must have at least two arguments")
	}
	merged, err := sameType(e, "All COALESCE operands must be the same type", args)
	list := make([]string, len(args))
	for i, arg := range args {
		list[i] = arg.as(merged)
	}
	return typed{"coalesce(" + strings.Join(list, ", ") + ")", merged}, err
}

func nullif(e *expr, args []typed) (typed, error) {
	if len(args) != 2 {
		return typed{}, e.semantic("Invalid number of arguments for 'nullif' function")
	}
	if _, ok := common(args[0].typ, args[1].typ); !ok {
		return typed{}, e.semantic("Types are not comparable with NULLIF: %s vs %s", args[0].typ, args[1].typ)
	}
	return typed{"nullif(" + args[0].sql + ", " + args[1].sql + ")", args[0].typ}, nil
}

// call compiles a scalar function.
func call(e *expr, name string, args []typed) (typed, error) {
	signatures, ok := scalars[name]
	if !ok {
		return typed{}, e.semantic("Function %s not registered (the emulator does not serve it)", name)
	}
	chosen, result, err := choose(e, name, signatures, args)
	if err != nil {
		return typed{}, err
	}
	if chosen.sql != nil {
		return typed{chosen.sql(args, result), result}, nil
	}
	return typed{functionSQL(name, args), result}, nil
}

func (c *compiler) aggregateCall(e *expr, at env) (typed, error) {
	if !at.aggregates {
		return typed{}, e.semantic("%s cannot contain aggregations, window functions or grouping operations: [%s]", at.clause, e.text)
	}
	if at.within != "" {
		return typed{}, e.semantic("Cannot nest aggregations inside aggregation '%s': [%s]", at.within, e.text)
	}
	sql, result, err := c.aggregateSQL(e, at.inside(e.text))
	if err != nil || e.filter == nil {
		return typed{sql, result}, err
	}
	filter, err := c.condition("WHERE", e.filter, env{scope: at.scope, clause: "FILTER clause"})
	return typed{sql + " FILTER (" + filter + ")", result}, err
}

// aggregateSQL compiles an aggregate without FILTER and OVER.
func (c *compiler) aggregateSQL(e *expr, at env) (string, Type, error) {
	if e.star {
		if e.text != "count" {
			return "", "", e.semantic("%s(*) is not a function", e.text)
		}
		return "count(*)", Bigint, nil
	}
	args, err := c.exprs(e.args, at)
	if err != nil {
		return "", "", err
	}
	chosen, result, err := choose(e, e.text, aggregates[e.text], args)
	if err != nil {
		return "", "", err
	}
	name := "sls_" + e.text
	if chosen.native {
		name = e.text
	}
	if chosen.args != nil {
		args = chosen.args(args, result)
	}
	list := make([]string, len(args))
	for i, arg := range args {
		list[i] = arg.sql
	}
	inner := strings.Join(list, ", ")
	if e.distinct {
		if len(args) != 1 {
			return "", "", e.semantic("%s(distinct …) with several arguments is not served by the emulator", e.text)
		}
		inner = "DISTINCT " + inner
	}
	order, err := c.innerOrder(e.order, at)
	return fmt.Sprintf("%s(%s%s)", name, inner, order), result, err
}

func (c *compiler) innerOrder(items []orderItem, at env) (string, error) {
	var keys []string
	for _, item := range items {
		key, err := c.expr(item.expr, at)
		if err != nil {
			return "", err
		}
		sql := key.sql
		if item.expr.kind == exprInteger {
			sql += " + 0"
		}
		keys = append(keys, direction(sql, item))
	}
	return orderBy(keys), nil
}

func (c *compiler) windowCall(e *expr, at env) (typed, error) {
	if !at.aggregates || at.within != "" {
		return typed{}, e.semantic("%s cannot contain aggregations, window functions or grouping operations: [%s]", at.clause, e.text)
	}
	// The arguments of a window function may hold aggregates.
	var sql string
	var result Type
	var err error
	if aggregates[e.text] != nil {
		sql, result, err = c.aggregateSQL(e, at)
	} else {
		sql, result, err = c.windowFunctionSQL(e, at)
	}
	if err != nil {
		return typed{}, err
	}
	var parts []string
	if len(e.window.partition) > 0 {
		keys, err := c.exprs(e.window.partition, at)
		if err != nil {
			return typed{}, err
		}
		list := make([]string, len(keys))
		for i, key := range keys {
			list[i] = key.sql
		}
		parts = append(parts, "PARTITION BY "+strings.Join(list, ", "))
	}
	order, err := c.innerOrder(e.window.order, at)
	parts = append(parts, order, e.window.frame)
	return typed{sql + " OVER (" + strings.TrimSpace(strings.Join(parts, " ")) + ")", result}, err
}

func (c *compiler) windowFunctionSQL(e *expr, at env) (string, Type, error) {
	signatures, ok := windowFunctions[e.text]
	if !ok {
		return "", "", e.semantic("Function %s not registered (the emulator does not serve it over a window)", e.text)
	}
	args, err := c.exprs(e.args, at)
	if err != nil {
		return "", "", err
	}
	_, result, err := choose(e, e.text, signatures, args)
	list := make([]string, len(args))
	for i, arg := range args {
		list[i] = arg.sql
	}
	return e.text + "(" + strings.Join(list, ", ") + ")", result, err
}
