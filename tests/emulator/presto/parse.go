package presto

import (
	"strconv"
	"strings"
)

// mostRows is the documented ceiling of LIMIT. Source:
// https://www.alibabacloud.com/help/en/sls/user-guide/limit-clause
const mostRows = 1_000_000

type parser struct {
	tokens []token
	at     int
	depth  int
}

// maxDepth keeps a hostile statement from exhausting the stack.
const maxDepth = 200

// Parse reads one statement: what stands after the | of a query. "set
// session …;" before it is accepted without effect.
func Parse(sql string) (*Statement, error) {
	tokens, err := lex(sql)
	if err != nil {
		return nil, err
	}
	p := &parser{tokens: tokens}
	if err := p.session(); err != nil {
		return nil, err
	}
	parsed, err := p.query()
	if err != nil {
		return nil, err
	}
	if p.peek().kind != tokenEnd {
		return nil, p.unexpected("<EOF>")
	}
	return &Statement{query: parsed}, nil
}

func (p *parser) session() error {
	for p.accept("set") {
		for !p.accept(";") {
			if p.take().kind == tokenEnd {
				return p.unexpected("';' after set session")
			}
		}
	}
	return nil
}

func (p *parser) peek() token { return p.tokens[p.at] }

func (p *parser) peekAt(ahead int) token { return p.tokens[min(p.at+ahead, len(p.tokens)-1)] }

func (p *parser) take() token {
	next := p.tokens[p.at]
	if next.kind != tokenEnd {
		p.at++
	}
	return next
}

func (p *parser) accept(text string) bool {
	if !p.peek().is(text) {
		return false
	}
	p.at++
	return true
}

func (p *parser) expect(text string) error {
	if p.accept(text) {
		return nil
	}
	return p.unexpected("'" + text + "'")
}

func (p *parser) unexpected(wanted string) error {
	return p.peek().syntax("mismatched input '%s' expecting %s", p.peek().shown(), wanted)
}

func (p *parser) enter() error {
	p.depth++
	if p.depth > maxDepth {
		return p.peek().syntax("the statement is nested too deeply")
	}
	return nil
}

func (p *parser) leave() { p.depth-- }

// reserved are the words that are no identifiers without double quotes.
// Source: https://prestodb.io/docs/0.196/language/reserved.html
var reserved = wordSet(`alter and as between by case cast constraint create cross cube current_date current_time
	current_timestamp deallocate delete describe distinct drop else end escape except execute exists extract false
	for from full group grouping having in inner insert intersect into is join left like localtime localtimestamp
	natural normalize not null on or order prepare recursive right rollup select table then true uescape union
	unnest using values when where with`)

func wordSet(text string) map[string]bool {
	set := map[string]bool{}
	for _, word := range strings.Fields(text) {
		set[word] = true
	}
	return set
}

// identifier reads a name: quoted, or a word that isn't reserved.
func (p *parser) identifier() (string, error) {
	next := p.peek()
	if next.kind == tokenQuotedName || (next.kind == tokenName && !reserved[strings.ToLower(next.text)]) {
		return p.take().text, nil
	}
	return "", p.unexpected("identifier")
}

func (p *parser) startsIdentifier() bool {
	next := p.peek()
	return next.kind == tokenQuotedName || (next.kind == tokenName && !reserved[strings.ToLower(next.text)])
}

// startsAlias tells whether an alias without AS follows. LIMIT isn't reserved,
// but before a number it is the clause.
func (p *parser) startsAlias() bool {
	return p.startsIdentifier() && (!p.peek().is("limit") || p.peekAt(1).kind != tokenInteger)
}

func (p *parser) integer() (int64, error) {
	if p.peek().kind != tokenInteger {
		return 0, p.unexpected("a whole number")
	}
	at := p.peek()
	number, err := strconv.ParseInt(p.take().text, 10, 64)
	if err != nil {
		return 0, at.syntax("Invalid numeric literal: %s", at.text)
	}
	return number, nil
}
