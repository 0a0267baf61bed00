package sls

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// mostRawSearch is how many characters a raw search may have.
const mostRawSearch = 1000

// checkRawSearch says why a search in Log Service's own language can't be used, in a
// sentence; it gives how many keywords the search has. It accepts what
// https://www.alibabacloud.com/help/en/sls/query-syntax documents of conditions by key,
// words, numbers, ranges, and, or, not and parentheses; not phrases, which don't go
// with SQL. The statement puts an accepted search into parentheses of its own.
//
// It is strict where the service's own reading isn't documented. There is no bar
// anywhere and no backslash but before a quote, so that a quoted text ends, and the
// search part ends, where it does here whatever the service thinks of these; and
// parentheses outside quotes pair.
func checkRawSearch(text string) (keywords int, err error) {
	if length := utf8.RuneCountInString(text); length > mostRawSearch {
		return 0, fmt.Errorf("it has %d characters: %d are allowed", length, mostRawSearch)
	}
	if at := strings.IndexByte(text, '|'); at >= 0 {
		return 0, fmt.Errorf("it has a bar at character %d: a search can't go on with SQL, and a text with a bar can't be searched for", utf8.RuneCountInString(text[:at])+1)
	}
	tokens, err := scanRawSearch(text)
	if err != nil {
		return 0, err
	}
	parser := rawParser{tokens: tokens}
	if err := parser.any(0); err != nil {
		return 0, err
	}
	if next := parser.next(); next.kind != rawEnd {
		return 0, next.unexpected()
	}
	if parser.keywords > maxKeywords {
		return 0, fmt.Errorf("it has %d conditions: Log Service takes %d", parser.keywords, maxKeywords)
	}
	return parser.keywords, nil
}

// rawNeedle is an accepted raw search on its own, so that nothing around it binds into it.
func rawNeedle(text string) needle {
	text = strings.TrimSpace(text)
	keywords, err := checkRawSearch(text)
	if text == "" || err != nil {
		return needle{} // checkFilter refused what isn't accepted
	}
	return needle{"(" + text + ")", keywords, true}
}

type rawKind int

const (
	rawEnd    rawKind = iota
	rawWord           // unquoted
	rawQuoted         // in double quotes
	rawSign           // one of ( ) [ ] : and the comparisons
)

type rawToken struct {
	kind rawKind
	text string
	// at is the token's first character, counted from 1.
	at int
}

func (t rawToken) is(text string) bool { return t.kind != rawQuoted && strings.EqualFold(t.text, text) }

func (t rawToken) unexpected() error {
	if t.kind == rawEnd {
		return fmt.Errorf("it ends where a condition is expected")
	}
	return fmt.Errorf("%q is not expected at character %d", t.text, t.at)
}

// Unquoted words have letters, digits and what names and numbers are made of; any other
// character has to be quoted. A wildcard can't come first.
var (
	rawWords  = regexp.MustCompile(`\A[\pL\pN\pM_.\-+*?@]+`)
	rawQuotes = regexp.MustCompile(`\A"(?:[^"\\]|\\")*"`)
	rawSigns  = regexp.MustCompile(`\A(?:>=|<=|[()\[\]:<>=])`)
)

func scanRawSearch(text string) ([]rawToken, error) {
	var tokens []rawToken
	for at := 0; ; {
		rest := strings.TrimLeft(text[at:], " ")
		at = len(text) - len(rest)
		token := rawToken{at: utf8.RuneCountInString(text[:at]) + 1}
		switch char, _ := utf8.DecodeRuneInString(rest); {
		case rest == "":
			return append(tokens, token), nil
		case unicode.IsControl(char) || char == utf8.RuneError:
			return nil, fmt.Errorf("character %d is none that can be searched for: write the search in one line", token.at)
		case rawSigns.MatchString(rest):
			token.kind, token.text = rawSign, rawSigns.FindString(rest)
		case char == '"':
			token.kind, token.text = rawQuoted, rawQuotes.FindString(rest)
			if token.text == "" {
				return nil, fmt.Errorf(`the quote at character %d is not closed, or holds a backslash other than before a quote (\")`, token.at)
			}
		default:
			token.kind, token.text = rawWord, rawWords.FindString(rest)
			if token.text == "" || strings.Contains(token.text, "--") {
				return nil, fmt.Errorf("character %d has to stand in double quotes, with the word around it", token.at)
			}
		}
		if strings.ContainsFunc(token.text, unicode.IsControl) {
			return nil, fmt.Errorf("the text at character %d holds a line break or another control character", token.at)
		}
		tokens = append(tokens, token)
		at += len(token.text)
	}
}

// deepestRawSearch bounds how deep parentheses may lie in each other.
const deepestRawSearch = 20

// rawParser reads the grammar: any = all { "or" all }, all = one { ["and"] one },
// one = { "not" } ( "(" any ")" | condition ).
type rawParser struct {
	tokens   []rawToken
	at       int
	keywords int
}

func (p *rawParser) next() rawToken { return p.tokens[p.at] }

func (p *rawParser) take() rawToken {
	token := p.tokens[p.at]
	if token.kind != rawEnd {
		p.at++
	}
	return token
}

func (p *rawParser) any(depth int) error {
	for {
		if err := p.all(depth); err != nil {
			return err
		}
		if !p.next().is("or") {
			return nil
		}
		p.take()
	}
}

func (p *rawParser) all(depth int) error {
	for {
		if err := p.one(depth); err != nil {
			return err
		}
		switch next := p.next(); {
		case next.is("and"):
			p.take()
		case next.kind == rawEnd || next.is("or") || next.kind == rawSign && next.text != "(":
			return nil
		}
	}
}

func (p *rawParser) one(depth int) error {
	for p.next().is("not") {
		p.take()
	}
	if p.next().text != "(" {
		return p.condition()
	}
	if depth == deepestRawSearch {
		return fmt.Errorf("its parentheses lie more than %d deep", deepestRawSearch)
	}
	opened := p.take()
	if err := p.any(depth + 1); err != nil {
		return err
	}
	if closing := p.take(); closing.text != ")" {
		return fmt.Errorf("the parenthesis at character %d is not closed", opened.at)
	}
	return nil
}

// condition reads a word, key: value, key > number, or key in [number number].
func (p *rawParser) condition() error {
	p.keywords++
	first := p.take()
	if first.kind != rawWord && first.kind != rawQuoted {
		return first.unexpected()
	}
	next := p.next()
	switch {
	case next.text == ":" && next.kind == rawSign:
		p.take()
		if first.is("__tag__") { // the name of the tag belongs to the key
			if err := checkRawWord(p.take()); err != nil {
				return err
			}
			if colon := p.take(); colon.text != ":" {
				return fmt.Errorf(`"__tag__:" at character %d needs a name and a value, as in __tag__:type:service`, first.at)
			}
		}
		if err := checkRawKey(first); err != nil {
			return err
		}
		return checkRawWord(p.take())
	case slices.Contains([]string{">", ">=", "<", "<=", "="}, next.text) && next.kind == rawSign:
		p.take()
		return p.number(checkRawKey(first))
	case next.text == "in" && next.kind == rawWord:
		return p.between(first)
	}
	return checkRawWord(first)
}

func (p *rawParser) between(key rawToken) error {
	p.take()
	opening := p.take()
	if opening.text != "[" && opening.text != "(" {
		return fmt.Errorf("after %s in, at character %d, a range is expected, as in [100 200]", key.text, key.at)
	}
	if err := p.number(p.number(checkRawKey(key))); err != nil {
		return err
	}
	// A half-open range would leave the search with parentheses that don't pair.
	if closing := p.take(); opening.text+closing.text != "[]" && opening.text+closing.text != "()" {
		return fmt.Errorf("the range at character %d has to end as it begins, as in [100 200] or (100 200): write one with a single open end by > and <=", opening.at)
	}
	return nil
}

var rawNumber = regexp.MustCompile(`\A-?[0-9]+(\.[0-9]+)?\z`)

// number reads a number, unless there was an error before it.
func (p *rawParser) number(before error) error {
	if before != nil {
		return before
	}
	if token := p.take(); token.kind != rawWord || !rawNumber.MatchString(token.text) {
		return fmt.Errorf("a number is expected at character %d", token.at)
	}
	return nil
}

func checkRawKey(key rawToken) error {
	if key.kind == rawWord && strings.ContainsAny(key.text, "*?") {
		return fmt.Errorf("the key %s at character %d has a wildcard: only values may", key.text, key.at)
	}
	return checkRawWord(key)
}

// rawReserved are words of the language, which have to be quoted to be looked for.
var rawReserved = []string{"sort", "asc", "desc", "group", "by", "avg", "sum", "min", "max", "limit", "and", "or", "not", "in"}

func checkRawWord(word rawToken) error {
	switch {
	case word.kind == rawQuoted:
		return nil
	case word.kind != rawWord:
		return word.unexpected()
	case slices.Contains(rawReserved, strings.ToLower(word.text)):
		return fmt.Errorf("%s at character %d is a word of the language: put it into double quotes to look for it", word.text, word.at)
	case word.text != "*" && strings.ContainsAny(word.text[:1], "*?-+"):
		if rawNumber.MatchString(word.text) {
			return nil
		}
		return fmt.Errorf("%s at character %d begins with a sign or a wildcard: put it into double quotes", word.text, word.at)
	case strings.ContainsAny(word.text, "*?") && len(word.text) > 64:
		return fmt.Errorf("the word at character %d has a wildcard and more than 64 bytes", word.at)
	}
	return nil
}
