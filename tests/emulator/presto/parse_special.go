package presto

import "strings"

// specialWord is a word with a grammar of its own.
type specialWord struct {
	parse func(*parser) (*expr, error)
	// always means wherever the word stands; else only before this sign.
	always bool
	before string
}

var specialWords map[string]specialWord

// Filled here, since the parsers call each other.
func init() {
	specialWords = map[string]specialWord{
		"null":     {parse: literal(exprNull), always: true},
		"true":     {parse: literal(exprBoolean), always: true},
		"false":    {parse: literal(exprBoolean), always: true},
		"case":     {parse: (*parser).caseExpression, always: true},
		"cast":     {parse: (*parser).cast, always: true},
		"exists":   {parse: (*parser).exists, always: true},
		"try_cast": {parse: (*parser).cast, before: "("},
		"array":    {parse: (*parser).array, before: "["},
	}
	for _, name := range []string{"current_timestamp", "current_date", "current_time", "localtime", "localtimestamp", "extract", "normalize"} {
		specialWords[name] = specialWord{always: true, parse: func(p *parser) (*expr, error) {
			return nil, p.peek().syntax("%s is not served by the emulator", p.peek().text)
		}}
	}
}

func literal(kind exprKind) func(*parser) (*expr, error) {
	return func(p *parser) (*expr, error) {
		word := p.take()
		return &expr{position: word.position, kind: kind, text: strings.ToLower(word.text)}, nil
	}
}

func (p *parser) caseExpression() (*expr, error) {
	made := &expr{position: p.take().position, kind: exprCase}
	if !p.peek().is("when") {
		operand, err := p.expression()
		if err != nil {
			return nil, err
		}
		made.args = []*expr{operand}
	}
	for p.accept("when") {
		condition, err := p.expression()
		if err != nil {
			return nil, err
		}
		if err := p.expect("then"); err != nil {
			return nil, err
		}
		result, err := p.expression()
		if err != nil {
			return nil, err
		}
		made.whens = append(made.whens, when{condition, result})
	}
	if len(made.whens) == 0 {
		return nil, p.unexpected("'when'")
	}
	if p.accept("else") {
		var err error
		if made.otherwise, err = p.expression(); err != nil {
			return nil, err
		}
	}
	return made, p.expect("end")
}

func (p *parser) cast() (*expr, error) {
	word := p.take()
	made := &expr{position: word.position, kind: exprCast, tryCast: word.is("try_cast")}
	if err := p.expect("("); err != nil {
		return nil, err
	}
	value, err := p.expression()
	if err != nil {
		return nil, err
	}
	made.args = []*expr{value}
	if err := p.expect("as"); err != nil {
		return nil, err
	}
	if made.castType, made.castLen, err = p.typeName(); err != nil {
		return nil, err
	}
	return made, p.expect(")")
}

var plainTypes = map[string]Type{
	"varchar": Varchar, "bigint": Bigint, "integer": Bigint, "int": Bigint, "smallint": Bigint, "tinyint": Bigint,
	"double": Double, "real": Double, "boolean": Boolean, "json": JSON, "timestamp": Timestamp,
}

// typeName reads a type; length is that of varchar(length), or 0.
func (p *parser) typeName() (name Type, length int, err error) {
	place := p.peek()
	if place.kind != tokenName {
		return "", 0, p.unexpected("a type")
	}
	word := strings.ToLower(p.take().text)
	switch {
	case word == "array" || word == "map":
		name, err = p.containerType(word)
		return name, 0, err
	case word == "varchar" && p.accept("("):
		n, err := p.integer()
		if err != nil {
			return "", 0, err
		}
		return Varchar, int(n), p.expect(")")
	}
	name, ok := plainTypes[word]
	if !ok {
		return "", 0, place.syntax("the type %s is not served by the emulator", word)
	}
	return name, 0, nil
}

func (p *parser) containerType(word string) (Type, error) {
	if err := p.expect("("); err != nil {
		return "", err
	}
	first, _, err := p.typeName()
	if err != nil {
		return "", err
	}
	if word == "array" {
		return arrayOf(first), p.expect(")")
	}
	if err := p.expect(","); err != nil {
		return "", err
	}
	second, _, err := p.typeName()
	if err != nil {
		return "", err
	}
	return mapOf(first, second), p.expect(")")
}

func (p *parser) exists() (*expr, error) {
	place := p.take().position
	inner, err := p.parenthesizedQuery()
	return &expr{position: place, kind: exprExists, query: inner}, err
}

func (p *parser) array() (*expr, error) {
	made := &expr{position: p.take().position, kind: exprArray}
	p.take()
	if p.accept("]") {
		return made, nil
	}
	var err error
	if made.args, err = p.expressions(); err != nil {
		return nil, err
	}
	return made, p.expect("]")
}
