package presto

import "strings"

// call reads a function call with what may follow it: filter and over.
func (p *parser) call() (*expr, error) {
	name := p.take()
	made := &expr{position: name.position, kind: exprCall, text: strings.ToLower(name.text)}
	p.take()
	if err := p.arguments(made); err != nil {
		return nil, err
	}
	if p.accept("filter") {
		if err := p.filter(made); err != nil {
			return nil, err
		}
	}
	if p.accept("over") {
		if err := p.over(made); err != nil {
			return nil, err
		}
	}
	return made, nil
}

func (p *parser) arguments(made *expr) error {
	var err error
	switch {
	case p.accept(")"):
		return nil
	case p.accept("*"):
		made.star = true
		return p.expect(")")
	}
	made.distinct = p.accept("distinct")
	if made.args, err = p.expressions(); err != nil {
		return err
	}
	if p.accept("order") {
		if err := p.expect("by"); err != nil {
			return err
		}
		if made.order, err = p.orderItems(); err != nil {
			return err
		}
	}
	return p.expect(")")
}

func (p *parser) filter(made *expr) error {
	if err := p.expect("("); err != nil {
		return err
	}
	if err := p.expect("where"); err != nil {
		return err
	}
	var err error
	if made.filter, err = p.expression(); err != nil {
		return err
	}
	return p.expect(")")
}

func (p *parser) over(made *expr) error {
	if err := p.expect("("); err != nil {
		return err
	}
	made.window = &window{}
	var err error
	if p.accept("partition") {
		if err := p.expect("by"); err != nil {
			return err
		}
		if made.window.partition, err = p.expressions(); err != nil {
			return err
		}
	}
	if p.accept("order") {
		if err := p.expect("by"); err != nil {
			return err
		}
		if made.window.order, err = p.orderItems(); err != nil {
			return err
		}
	}
	if made.window.frame, err = p.frame(); err != nil {
		return err
	}
	return p.expect(")")
}

// frame reads "rows between … and …" and returns it as written, in the words
// that SQLite shares with Presto.
func (p *parser) frame() (string, error) {
	if !p.peek().is("rows") && !p.peek().is("range") {
		return "", nil
	}
	words := []string{p.take().text}
	if p.accept("between") {
		low, err := p.frameBound()
		if err != nil {
			return "", err
		}
		if err := p.expect("and"); err != nil {
			return "", err
		}
		high, err := p.frameBound()
		return strings.Join(append(words, "BETWEEN", low, "AND", high), " "), err
	}
	bound, err := p.frameBound()
	return strings.Join(append(words, bound), " "), err
}

func (p *parser) frameBound() (string, error) {
	if p.accept("current") {
		return "CURRENT ROW", p.expect("row")
	}
	size := "UNBOUNDED"
	if !p.accept("unbounded") {
		if p.peek().kind != tokenInteger {
			return "", p.unexpected("a frame bound")
		}
		size = p.take().text
	}
	switch {
	case p.accept("preceding"):
		return size + " PRECEDING", nil
	case p.accept("following"):
		return size + " FOLLOWING", nil
	}
	return "", p.unexpected("'preceding' or 'following'")
}
