package presto

func (p *parser) query() (*query, error) {
	if err := p.enter(); err != nil {
		return nil, err
	}
	defer p.leave()
	parsed := &query{position: p.peek().position}
	if p.accept("with") {
		if err := p.namedQueries(parsed); err != nil {
			return nil, err
		}
	}
	if err := p.unions(parsed); err != nil {
		return nil, err
	}
	if p.accept("order") {
		if err := p.expect("by"); err != nil {
			return nil, err
		}
		var err error
		if parsed.order, err = p.orderItems(); err != nil {
			return nil, err
		}
	}
	var err error
	parsed.limit, err = p.limit()
	return parsed, err
}

func (p *parser) namedQueries(into *query) error {
	for {
		name, err := p.identifier()
		if err != nil {
			return err
		}
		if err := p.expect("as"); err != nil {
			return err
		}
		inner, err := p.parenthesizedQuery()
		if err != nil {
			return err
		}
		into.with = append(into.with, namedQuery{name: name, query: inner})
		if !p.accept(",") {
			return nil
		}
	}
}

func (p *parser) parenthesizedQuery() (*query, error) {
	if err := p.expect("("); err != nil {
		return nil, err
	}
	inner, err := p.query()
	if err != nil {
		return nil, err
	}
	return inner, p.expect(")")
}

func (p *parser) unions(into *query) error {
	for {
		clause, err := p.selectClause()
		if err != nil {
			return err
		}
		into.selects = append(into.selects, clause)
		if !p.accept("union") {
			return nil
		}
		distinct := !p.accept("all")
		p.accept("distinct")
		into.distinctUnion = append(into.distinctUnion, distinct)
	}
}

func (p *parser) selectClause() (*selectClause, error) {
	clause := &selectClause{position: p.peek().position}
	if err := p.expect("select"); err != nil {
		return nil, err
	}
	clause.distinct = p.accept("distinct")
	if !clause.distinct {
		p.accept("all")
	}
	for {
		item, err := p.selectItem()
		if err != nil {
			return nil, err
		}
		clause.items = append(clause.items, item)
		if !p.accept(",") {
			return clause, p.clauses(clause)
		}
	}
}

func (p *parser) selectItem() (selectItem, error) {
	item := selectItem{position: p.peek().position}
	if p.accept("*") {
		item.star = "*"
		return item, nil
	}
	if p.startsIdentifier() && p.peekAt(1).is(".") && p.peekAt(2).is("*") {
		item.star = p.take().text
		p.at += 2
		return item, nil
	}
	var err error
	if item.expr, err = p.expression(); err != nil {
		return item, err
	}
	if p.accept("as") || p.startsAlias() {
		item.alias, err = p.identifier()
	}
	return item, err
}

// clauses reads what follows the list of a select.
func (p *parser) clauses(clause *selectClause) error {
	var err error
	if p.accept("from") {
		if clause.from, err = p.relations(); err != nil {
			return err
		}
	}
	if p.accept("where") {
		if clause.where, err = p.expression(); err != nil {
			return err
		}
	}
	if p.accept("group") {
		if err := p.expect("by"); err != nil {
			return err
		}
		if clause.group, err = p.expressions(); err != nil {
			return err
		}
	}
	if p.accept("having") {
		clause.having, err = p.expression()
	}
	return err
}

func (p *parser) expressions() ([]*expr, error) {
	var list []*expr
	for {
		next, err := p.expression()
		if err != nil {
			return nil, err
		}
		list = append(list, next)
		if !p.accept(",") {
			return list, nil
		}
	}
}

func (p *parser) orderItems() ([]orderItem, error) {
	var items []orderItem
	for {
		key, err := p.expression()
		if err != nil {
			return nil, err
		}
		item := orderItem{expr: key}
		if p.accept("desc") {
			item.descending = true
		} else {
			p.accept("asc")
		}
		if p.accept("nulls") {
			item.nullsFirst = p.accept("first")
			if !item.nullsFirst && !p.accept("last") {
				return nil, p.unexpected("'first' or 'last'")
			}
		}
		items = append(items, item)
		if !p.accept(",") {
			return items, nil
		}
	}
}

// limit reads "limit n" or Log Service's "limit offset, n".
func (p *parser) limit() (*limitClause, error) {
	place := p.peek().position
	if !p.accept("limit") {
		return nil, nil
	}
	first, err := p.integer()
	if err != nil {
		return nil, err
	}
	clause := &limitClause{position: place, rows: first}
	if p.accept(",") {
		clause.offset = first
		if clause.rows, err = p.integer(); err != nil {
			return nil, err
		}
	}
	if clause.offset+clause.rows > mostRows {
		return nil, place.syntax("limit %d exceeds the maximum of %d rows", clause.offset+clause.rows, mostRows)
	}
	return clause, nil
}
