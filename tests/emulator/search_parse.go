package emulator

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// maxSearchTerms is the documented number of conditions in one search. Source:
// https://www.alibabacloud.com/help/en/sls/product-overview/query-and-analysis-1
const maxSearchTerms = 30

// maxWildcardWord is the longest word that may hold a wildcard.
const maxWildcardWord = 64

// comparisons are the signs between a key and a number.
var comparisons = []string{">", ">=", "<", "<=", "="}

// reservedWords must be quoted to be looked for.
var reservedWords = map[string]bool{
	"sort": true, "asc": true, "desc": true, "group": true, "by": true, "avg": true, "sum": true,
	"min": true, "max": true, "limit": true, "and": true, "or": true, "not": true, "in": true,
}

// condition is a node of a parsed search.
type condition struct {
	op    string       // and, or, not, all, or "" for a term
	sides []*condition // operands of and, or, not
	term  term
}

// term is one comparison.
type term struct {
	key    string // empty for full text
	value  string
	quoted bool
	phrase bool
	// compare is one of > >= < <= = for a number, "in" for a range, or empty.
	compare          string
	low, high        float64
	lowOpen, hiOpen  bool
	at               searchToken
	valueIsAsterisk  bool
	originalOperands []string // the words of a comparison, should it turn out to be text
}

type searchParser struct {
	tokens []searchToken
	at     int
	terms  int
}

// parseSearch parses the search part of a query. From tight to loose, the
// operators are: and (or nothing), not, or.
func parseSearch(query string) (*condition, error) {
	tokens, err := lexSearch(query)
	if err != nil {
		return nil, err
	}
	p := &searchParser{tokens: tokens}
	if p.peek().kind == tokenEnd {
		return &condition{op: "all"}, nil
	}
	parsed, err := p.or()
	if err != nil {
		return nil, err
	}
	if p.peek().kind != tokenEnd {
		return nil, searchSyntaxError(p.peek(), "unexpected "+p.peek().text)
	}
	if p.terms > maxSearchTerms {
		return nil, parameterInvalid("ErrorType:OLSQueryParseError.ErrorMessage:the query has %d keywords, the limit is %d", p.terms, maxSearchTerms)
	}
	return parsed, nil
}

func (p *searchParser) peek() searchToken { return p.tokens[p.at] }

func (p *searchParser) take() searchToken {
	token := p.tokens[p.at]
	if token.kind != tokenEnd {
		p.at++
	}
	return token
}

func (p *searchParser) or() (*condition, error) {
	left, err := p.not()
	for err == nil && p.peek().is("or") {
		p.take()
		var right *condition
		if right, err = p.not(); err == nil {
			left = &condition{op: "or", sides: []*condition{left, right}}
		}
	}
	return left, err
}

// not reads "not a", and "a not b", which means a without b.
func (p *searchParser) not() (*condition, error) {
	var left *condition
	var err error
	if !p.peek().is("not") {
		if left, err = p.and(); err != nil {
			return nil, err
		}
	}
	for p.peek().is("not") {
		right, err := p.negated()
		if err != nil {
			return nil, err
		}
		if left == nil {
			left = right
			continue
		}
		left = &condition{op: "and", sides: []*condition{left, right}}
	}
	return left, nil
}

// negated reads not and what it covers. And binds tighter, so it covers a
// whole chain of ands.
func (p *searchParser) negated() (*condition, error) {
	p.take()
	if p.peek().is("not") {
		inner, err := p.negated()
		return &condition{op: "not", sides: []*condition{inner}}, err
	}
	inner, err := p.and()
	return &condition{op: "not", sides: []*condition{inner}}, err
}

func (p *searchParser) and() (*condition, error) {
	left, err := p.operand()
	for err == nil && (p.peek().is("and") || p.startsOperand()) {
		if p.peek().is("and") {
			p.take()
		}
		var right *condition
		if p.peek().is("not") {
			right, err = p.negated()
		} else {
			right, err = p.operand()
		}
		left = &condition{op: "and", sides: []*condition{left, right}}
	}
	return left, err
}

func (p *searchParser) startsOperand() bool {
	token := p.peek()
	switch token.kind {
	case tokenEnd:
		return false
	case tokenSign:
		return token.text == "("
	case tokenWord:
		return !token.is("or") && !token.is("not")
	}
	return true
}

func (p *searchParser) operand() (*condition, error) {
	if !p.peek().is("(") {
		return p.comparison()
	}
	p.take()
	inner, err := p.or()
	if err != nil {
		return nil, err
	}
	if !p.peek().is(")") {
		return nil, searchSyntaxError(p.peek(), "missing )")
	}
	p.take()
	return inner, nil
}

// comparison reads a term: a word, or a key with what it is compared with.
func (p *searchParser) comparison() (*condition, error) {
	p.terms++
	first := p.take()
	switch first.kind {
	case tokenEnd:
		return nil, searchSyntaxError(first, "the query ends where a word is expected")
	case tokenSign:
		return nil, searchSyntaxError(first, "unexpected "+first.text)
	}
	next := p.peek()
	switch {
	case next.is(":"):
		p.take()
		return p.keyValue(first)
	case next.kind == tokenSign && slices.Contains(comparisons, next.text):
		p.take()
		return p.numberComparison(first, next.text)
	case next.kind == tokenWord && next.text == "in" && p.tokens[p.at+1].kind == tokenSign:
		p.take()
		return p.numberRange(first)
	}
	return p.fullText(first)
}

func (p *searchParser) fullText(word searchToken) (*condition, error) {
	if word.kind == tokenWord && word.text == "*" {
		p.terms--
		return &condition{op: "all"}, nil
	}
	found := term{at: word, value: word.text, quoted: word.kind != tokenWord, phrase: word.kind == tokenPhrase}
	return &condition{term: found}, checkWord(word)
}

func (p *searchParser) keyValue(key searchToken) (*condition, error) {
	name := key.text
	if key.kind == tokenWord && name+":" == tagPrefix {
		// __tag__:name:value: the name belongs to the key.
		label := p.take()
		if label.kind != tokenWord && label.kind != tokenQuoted {
			return nil, searchSyntaxError(label, "__tag__ needs a name")
		}
		if !p.peek().is(":") {
			return nil, searchSyntaxError(p.peek(), "__tag__:"+label.text+" needs a value")
		}
		p.take()
		name = tagPrefix + label.text
	}
	value := p.take()
	if value.kind == tokenEnd || value.kind == tokenSign {
		return nil, searchSyntaxError(value, fmt.Sprintf("key %s has no value", name))
	}
	found := term{
		at: key, key: name, value: value.text,
		quoted: value.kind != tokenWord, phrase: value.kind == tokenPhrase,
		valueIsAsterisk: value.kind == tokenWord && value.text == "*",
	}
	if found.valueIsAsterisk {
		return &condition{term: found}, nil
	}
	return &condition{term: found}, checkWord(value)
}

// checkWord refuses what an unquoted word may not be.
func checkWord(word searchToken) error {
	if word.kind != tokenWord {
		return nil
	}
	if reservedWords[strings.ToLower(word.text)] {
		return searchSyntaxError(word, fmt.Sprintf("%s is a reserved word, put it in quotation marks", word.text))
	}
	if !strings.ContainsAny(word.text, "*?") {
		return nil
	}
	if strings.IndexAny(word.text, "*?") == 0 {
		return searchSyntaxError(word, fmt.Sprintf("%s begins with a wildcard", word.text))
	}
	if len(word.text) > maxWildcardWord {
		return searchSyntaxError(word, fmt.Sprintf("a word with a wildcard has at most %d characters", maxWildcardWord))
	}
	return nil
}

func (p *searchParser) numberComparison(key searchToken, sign string) (*condition, error) {
	value := p.take()
	number, err := strconv.ParseFloat(value.text, 64)
	if value.kind == tokenEnd || value.kind == tokenSign || err != nil {
		return nil, searchSyntaxError(value, fmt.Sprintf("key %s is compared with something that is not a number", key.text))
	}
	return &condition{term: term{
		at: key, key: key.text, compare: sign, low: number, value: value.text,
		originalOperands: []string{key.text, value.text},
	}}, nil
}

// numberRange reads "[a b]", "(a b]" and their like.
func (p *searchParser) numberRange(key searchToken) (*condition, error) {
	open, lowText, highText, closing := p.take(), p.take(), p.take(), p.take()
	low, lowErr := strconv.ParseFloat(lowText.text, 64)
	high, highErr := strconv.ParseFloat(highText.text, 64)
	opens := open.is("[") || open.is("(")
	closes := closing.is("]") || closing.is(")")
	if !opens || !closes || lowErr != nil || highErr != nil {
		return nil, searchSyntaxError(open, "a range is written [low high], with ( or ) for an open end")
	}
	return &condition{term: term{
		at: key, key: key.text, compare: "in", low: low, high: high,
		lowOpen: open.text == "(", hiOpen: closing.text == ")",
		originalOperands: []string{key.text, lowText.text, highText.text},
	}}, nil
}
