package presto

import "strings"

// The grammar, from loose to tight: or, and, not, one predicate, ||, + -,
// * / %, sign, subscript.

func (p *parser) expression() (*expr, error) {
	if err := p.enter(); err != nil {
		return nil, err
	}
	defer p.leave()
	return p.binary([]string{"or"}, func() (*expr, error) {
		return p.binary([]string{"and"}, p.negation)
	})
}

// binary reads operands joined by left-associative operators.
func (p *parser) binary(operators []string, operand func() (*expr, error)) (*expr, error) {
	left, err := operand()
	for err == nil {
		operator := ""
		for _, candidate := range operators {
			if p.peek().is(candidate) {
				operator = candidate
			}
		}
		if operator == "" {
			return left, nil
		}
		place := p.take().position
		var right *expr
		if right, err = operand(); err == nil {
			left = &expr{position: place, kind: exprBinary, text: operator, args: []*expr{left, right}}
		}
	}
	return left, err
}

func (p *parser) negation() (*expr, error) {
	place := p.peek().position
	if !p.accept("not") {
		return p.predicate()
	}
	if err := p.enter(); err != nil {
		return nil, err
	}
	defer p.leave()
	inner, err := p.negation()
	return &expr{position: place, kind: exprNot, args: []*expr{inner}}, err
}

// predicate reads a value and at most one test of it.
func (p *parser) predicate() (*expr, error) {
	value, err := p.value()
	if err != nil {
		return nil, err
	}
	place := p.peek().position
	for _, operator := range []string{"=", "<>", "!=", "<", "<=", ">", ">="} {
		if p.accept(operator) {
			right, err := p.value()
			return &expr{position: place, kind: exprBinary, text: operator, args: []*expr{value, right}}, err
		}
	}
	if p.accept("is") {
		return p.isPredicate(value, place)
	}
	negated := p.peek().is("not") && (p.peekAt(1).is("between") || p.peekAt(1).is("in") || p.peekAt(1).is("like"))
	if negated {
		p.take()
	}
	test := &expr{position: place, negated: negated, args: []*expr{value}}
	switch {
	case p.accept("between"):
		return p.between(test)
	case p.accept("in"):
		return p.in(test)
	case p.accept("like"):
		return p.like(test)
	}
	return value, nil
}

func (p *parser) isPredicate(value *expr, place position) (*expr, error) {
	negated := p.accept("not")
	if p.accept("distinct") {
		if err := p.expect("from"); err != nil {
			return nil, err
		}
		right, err := p.value()
		operator := "is distinct from"
		if negated {
			operator = "is not distinct from"
		}
		return &expr{position: place, kind: exprBinary, text: operator, args: []*expr{value, right}}, err
	}
	return &expr{position: place, kind: exprIsNull, negated: negated, args: []*expr{value}}, p.expect("null")
}

func (p *parser) between(test *expr) (*expr, error) {
	test.kind = exprBetween
	low, err := p.value()
	if err != nil {
		return nil, err
	}
	if err := p.expect("and"); err != nil {
		return nil, err
	}
	high, err := p.value()
	test.args = append(test.args, low, high)
	return test, err
}

func (p *parser) in(test *expr) (*expr, error) {
	test.kind = exprIn
	if err := p.expect("("); err != nil {
		return nil, err
	}
	var err error
	if p.peek().is("select") || p.peek().is("with") {
		test.query, err = p.query()
	} else {
		var list []*expr
		list, err = p.expressions()
		test.args = append(test.args, list...)
	}
	if err != nil {
		return nil, err
	}
	return test, p.expect(")")
}

func (p *parser) like(test *expr) (*expr, error) {
	test.kind = exprLike
	pattern, err := p.value()
	test.args = append(test.args, pattern)
	if err == nil && p.accept("escape") {
		var escape *expr
		escape, err = p.value()
		test.args = append(test.args, escape)
	}
	return test, err
}

// value reads everything tighter than a predicate.
func (p *parser) value() (*expr, error) {
	return p.binary([]string{"||"}, func() (*expr, error) {
		return p.binary([]string{"+", "-"}, func() (*expr, error) {
			return p.binary([]string{"*", "/", "%"}, p.signed)
		})
	})
}

func (p *parser) signed() (*expr, error) {
	place := p.peek().position
	switch {
	case p.accept("-"):
		if err := p.enter(); err != nil {
			return nil, err
		}
		defer p.leave()
		inner, err := p.signed()
		return &expr{position: place, kind: exprNegate, args: []*expr{inner}}, err
	case p.accept("+"):
		return p.signed()
	}
	return p.subscripted()
}

func (p *parser) subscripted() (*expr, error) {
	value, err := p.primary()
	for err == nil && p.peek().is("[") {
		place := p.take().position
		var at *expr
		if at, err = p.expression(); err == nil {
			value = &expr{position: place, kind: exprSubscript, args: []*expr{value, at}}
			err = p.expect("]")
		}
	}
	return value, err
}

func (p *parser) primary() (*expr, error) {
	next := p.peek()
	made := &expr{position: next.position, text: next.text}
	switch next.kind {
	case tokenString:
		made.kind = exprString
	case tokenInteger:
		made.kind = exprInteger
	case tokenDecimal:
		made.kind = exprDecimal
	case tokenSign:
		if next.text == "(" {
			return p.parenthesis()
		}
		return nil, p.unexpected("expression")
	case tokenEnd:
		return nil, p.unexpected("expression")
	default:
		return p.word()
	}
	p.take()
	return made, nil
}

func (p *parser) parenthesis() (*expr, error) {
	place := p.take().position
	if p.peek().is("select") || p.peek().is("with") {
		inner, err := p.query()
		if err != nil {
			return nil, err
		}
		return &expr{position: place, kind: exprSubquery, query: inner}, p.expect(")")
	}
	inner, err := p.expression()
	if err != nil {
		return nil, err
	}
	if p.peek().is(",") {
		return nil, place.syntax("rows such as (a, b) are not served by the emulator")
	}
	return inner, p.expect(")")
}

// word reads what begins with a name.
func (p *parser) word() (*expr, error) {
	next := p.peek()
	if next.kind == tokenName {
		if special, ok := specialWords[strings.ToLower(next.text)]; ok && (special.always || p.peekAt(1).is(special.before)) {
			return special.parse(p)
		}
	}
	if p.peekAt(1).is("(") && next.kind == tokenName && (!reserved[strings.ToLower(next.text)]) {
		return p.call()
	}
	name, err := p.identifier()
	if err != nil {
		return nil, err
	}
	column := &expr{position: next.position, kind: exprColumn, text: name}
	if p.accept(".") {
		column.qualifier = name
		column.text, err = p.identifier()
	}
	if p.accept("->") {
		return p.lambda(column)
	}
	return column, err
}

// lambda reads what follows the parameter and the arrow.
func (p *parser) lambda(parameter *expr) (*expr, error) {
	if parameter.qualifier != "" {
		return nil, parameter.syntax("a lambda expression needs a plain name before the arrow")
	}
	body, err := p.expression()
	return &expr{position: parameter.position, kind: exprLambda, text: parameter.text, args: []*expr{body}}, err
}
