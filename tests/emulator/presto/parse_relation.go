package presto

// relations reads the list after FROM; commas are cross joins.
func (p *parser) relations() (*relation, error) {
	left, err := p.joined()
	for err == nil && p.peek().is(",") {
		place := p.take().position
		var right *relation
		if right, err = p.joined(); err == nil {
			left = &relation{position: place, kind: relationJoin, join: "cross", left: left, right: right}
		}
	}
	return left, err
}

func (p *parser) joined() (*relation, error) {
	left, err := p.relation()
	for err == nil {
		place := p.peek().position
		kind, found, joinErr := p.joinKind()
		if joinErr != nil {
			return nil, joinErr
		}
		if !found {
			return left, nil
		}
		next := &relation{position: place, kind: relationJoin, join: kind, left: left}
		if next.right, err = p.relation(); err != nil {
			return nil, err
		}
		if kind != "cross" {
			if err := p.expect("on"); err != nil {
				return nil, err
			}
			next.on, err = p.expression()
		}
		left = next
	}
	return left, err
}

func (p *parser) joinKind() (kind string, found bool, err error) {
	switch {
	case p.accept("join"):
		return "inner", true, nil
	case p.accept("cross"):
		return "cross", true, p.expect("join")
	case p.accept("inner"):
		return "inner", true, p.expect("join")
	}
	for _, kind := range []string{"left", "right", "full"} {
		if p.accept(kind) {
			p.accept("outer")
			return kind, true, p.expect("join")
		}
	}
	return "", false, nil
}

func (p *parser) relation() (*relation, error) {
	r := &relation{position: p.peek().position}
	var err error
	switch {
	case p.accept("unnest"):
		err = p.unnest(r)
	case p.accept("("):
		err = p.nested(r)
	default:
		r.name, err = p.identifier()
	}
	if err != nil {
		return nil, err
	}
	if p.accept("as") || p.startsAlias() {
		if r.alias, err = p.identifier(); err != nil {
			return nil, err
		}
		r.columns, err = p.columnNames()
	}
	return r, err
}

func (p *parser) unnest(r *relation) error {
	r.kind = relationUnnest
	if err := p.expect("("); err != nil {
		return err
	}
	var err error
	if r.arrays, err = p.expressions(); err != nil {
		return err
	}
	if err := p.expect(")"); err != nil {
		return err
	}
	if p.accept("with") {
		r.ordinality = true
		return p.expect("ordinality")
	}
	return nil
}

// nested reads what follows a parenthesis: a query or a join.
func (p *parser) nested(r *relation) error {
	if p.peek().is("select") || p.peek().is("with") {
		r.kind = relationQuery
		var err error
		if r.query, err = p.query(); err != nil {
			return err
		}
		return p.expect(")")
	}
	inner, err := p.relations()
	if err != nil {
		return err
	}
	*r = *inner
	return p.expect(")")
}

func (p *parser) columnNames() ([]string, error) {
	if !p.accept("(") {
		return nil, nil
	}
	var names []string
	for {
		name, err := p.identifier()
		if err != nil {
			return nil, err
		}
		names = append(names, name)
		if !p.accept(",") {
			return names, p.expect(")")
		}
	}
}
