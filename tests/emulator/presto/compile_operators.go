package presto

import (
	"fmt"
	"strings"
)

func binary(e *expr, left, right typed) (typed, error) {
	switch e.text {
	case "and", "or":
		for _, side := range []typed{left, right} {
			if !Boolean.accepts(side.typ) {
				return typed{}, e.semantic("Left side of logical expression must evaluate to a boolean (actual: %s)", side.typ)
			}
		}
		return typed{"(" + left.sql + " " + strings.ToUpper(e.text) + " " + right.sql + ")", Boolean}, nil
	case "+", "-", "*", "/", "%":
		return arithmetic(e, left, right)
	case "||":
		return call(e, "concat", []typed{left, right})
	}
	return comparison(e, left, right)
}

func comparison(e *expr, left, right typed) (typed, error) {
	merged, ok := common(left.typ, right.typ)
	ordering := strings.ContainsAny(e.text, "<>") && e.text != "<>"
	if !ok || (ordering && !merged.ordered()) {
		return typed{}, e.semantic("'%s' cannot be applied to %s, %s", e.text, left.typ, right.typ)
	}
	sign := e.text
	switch sign {
	case "!=":
		sign = "<>"
	case "is distinct from":
		sign = "IS NOT"
	case "is not distinct from":
		sign = "IS"
	}
	return typed{"(" + left.sql + " " + sign + " " + right.sql + ")", Boolean}, nil
}

// arithmeticNames are the functions that compute on whole numbers: SQLite
// would turn an overflow into a real number and a division by zero into NULL,
// where Presto fails.
var arithmeticNames = map[string]string{"+": "add", "-": "subtract", "*": "multiply", "/": "divide", "%": "modulo"}

func arithmetic(e *expr, left, right typed) (typed, error) {
	merged, ok := common(left.typ, right.typ)
	if !ok || (!merged.isNumber() && merged != unknown) {
		return typed{}, e.semantic("'%s' cannot be applied to %s, %s", e.text, left.typ, right.typ)
	}
	if merged == Double && e.text != "/" && e.text != "%" {
		return typed{"(" + left.as(Double) + " " + e.text + " " + right.as(Double) + ")", Double}, nil
	}
	both := []typed{{left.as(merged), merged}, {right.as(merged), merged}}
	return typed{functionSQL(arithmeticNames[e.text], both), merged}, nil
}

func array(e *expr, args []typed) (typed, error) {
	element, err := sameType(e, "All ARRAY elements must be the same type", args)
	if err != nil {
		return typed{}, err
	}
	encoded := make([]typed, len(args))
	for i, arg := range args {
		encoded[i] = typed{arg.as(element), element}.encoded()
	}
	return typed{functionSQL("json_list", encoded), arrayOf(element)}, nil
}

// encoded is the value as JSON text, the form that it takes inside arrays and
// maps.
func (t typed) encoded() typed {
	return typed{functionSQL("json_encode", []typed{t, constant(string(t.typ))}), Varchar}
}

func constant(text string) typed { return typed{quote(text), Varchar} }

// functionSQL calls a function of this package's own.
func functionSQL(name string, args []typed) string {
	list := make([]string, len(args))
	for i, arg := range args {
		list[i] = arg.sql
	}
	return "sls_" + name + "(" + strings.Join(list, ", ") + ")"
}

func cast(e *expr, value typed) (typed, error) {
	if !castable(value.typ, e.castType) {
		return typed{}, e.semantic("Cannot cast %s to %s", value.typ, e.castType)
	}
	sql := value.sql
	if value.typ != e.castType && value.typ != unknown {
		sql = functionSQL("cast", []typed{value, constant(string(value.typ)), constant(string(e.castType))})
	}
	if e.castLen > 0 {
		sql = fmt.Sprintf("substr(%s, 1, %d)", sql, e.castLen)
	}
	if e.tryCast {
		sql = trySQL(sql)
	}
	return typed{sql, e.castType}, nil
}

// trySQL evaluates its arguments in order: between them, a failing function
// answers NULL and is noted.
func trySQL(sql string) string { return "sls_try_end(sls_try_begin(), " + sql + ")" }

func castable(from, to Type) bool {
	switch {
	case from == to || from == unknown || from == JSON || to == JSON:
		return true
	case from.isArray() && to.isArray():
		return castable(from.element(), to.element())
	case from.isArray() || to.isArray() || from.isMap() || to.isMap():
		return false
	case from == Timestamp || to == Timestamp:
		return to == Varchar
	}
	return true
}
