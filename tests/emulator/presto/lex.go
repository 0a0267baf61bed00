package presto

import (
	"strings"
	"unicode/utf8"
)

type tokenKind int

const (
	tokenEnd tokenKind = iota
	tokenName
	tokenQuotedName
	tokenString
	tokenInteger
	tokenDecimal
	tokenSign
)

type token struct {
	kind tokenKind
	text string // a name as written, a string without its quotes
	position
}

// keyword tells whether the token is an unquoted word or a sign.
func (t token) is(text string) bool {
	return (t.kind == tokenName && strings.EqualFold(t.text, text)) || (t.kind == tokenSign && t.text == text)
}

func (t token) shown() string {
	if t.kind == tokenEnd {
		return "<EOF>"
	}
	return t.text
}

type lexer struct {
	text   string
	at     int
	line   int
	start  int // of the line
	tokens []token
}

// lex cuts a statement into tokens, ending with a tokenEnd.
func lex(text string) ([]token, error) {
	l := &lexer{text: text, line: 1}
	for {
		l.skip()
		place := l.place()
		if l.at >= len(l.text) {
			return append(l.tokens, token{kind: tokenEnd, position: place}), nil
		}
		next, err := l.next(place)
		if err != nil {
			return nil, err
		}
		next.position = place
		l.tokens = append(l.tokens, next)
	}
}

func (l *lexer) place() position {
	return position{line: l.line, column: utf8.RuneCountInString(l.text[l.start:l.at]) + 1}
}

func (l *lexer) newline() {
	l.line++
	l.start = l.at + 1
}

// skip passes white space and comments.
func (l *lexer) skip() {
	for l.at < len(l.text) {
		switch {
		case l.text[l.at] == '\n':
			l.newline()
			l.at++
		case strings.IndexByte(" \t\r", l.text[l.at]) >= 0:
			l.at++
		case strings.HasPrefix(l.text[l.at:], "--"):
			for l.at < len(l.text) && l.text[l.at] != '\n' {
				l.at++
			}
		case strings.HasPrefix(l.text[l.at:], "/*") && strings.Contains(l.text[l.at+2:], "*/"):
			l.passComment()
		default:
			return
		}
	}
}

// passComment passes a comment, which may go over several lines.
func (l *lexer) passComment() {
	for l.at += len("/*"); l.at < len(l.text); l.at++ {
		if strings.HasPrefix(l.text[l.at:], "*/") {
			l.at += len("*/")
			return
		}
		if l.text[l.at] == '\n' {
			l.newline()
		}
	}
}

func (l *lexer) next(place position) (token, error) {
	char := l.text[l.at]
	switch {
	case char == '\'':
		return l.quoted('\'', tokenString, place)
	case char == '"':
		return l.quoted('"', tokenQuotedName, place)
	case isDigit(char) || (char == '.' && l.at+1 < len(l.text) && isDigit(l.text[l.at+1])):
		return l.number(place)
	case isNameStart(char):
		start := l.at
		for l.at < len(l.text) && (isNameStart(l.text[l.at]) || isDigit(l.text[l.at])) {
			l.at++
		}
		return token{kind: tokenName, text: l.text[start:l.at]}, nil
	}
	for _, sign := range []string{"<>", "!=", "<=", ">=", "||", "->", "<", ">", "=", "+", "-", "*", "/", "%", "(", ")", "[", "]", ",", ".", ";"} {
		if strings.HasPrefix(l.text[l.at:], sign) {
			l.at += len(sign)
			return token{kind: tokenSign, text: sign}, nil
		}
	}
	unknownChar, _ := utf8.DecodeRuneInString(l.text[l.at:])
	return token{}, place.syntax("extraneous input '%c'", unknownChar)
}

// quoted reads a string or a quoted name, in which the quote is doubled.
func (l *lexer) quoted(quote byte, kind tokenKind, place position) (token, error) {
	var text strings.Builder
	for l.at++; l.at < len(l.text); l.at++ {
		char := l.text[l.at]
		switch {
		case char == '\n':
			l.newline()
		case char == quote && l.at+1 < len(l.text) && l.text[l.at+1] == quote:
			l.at++
		case char == quote:
			l.at++
			return token{kind: kind, text: text.String()}, nil
		}
		text.WriteByte(char)
	}
	return token{}, place.syntax("the quotation mark %c is not closed", quote)
}

func (l *lexer) number(place position) (token, error) {
	start := l.at
	kind := tokenInteger
	digits := func() {
		for l.at < len(l.text) && isDigit(l.text[l.at]) {
			l.at++
		}
	}
	digits()
	if l.at < len(l.text) && l.text[l.at] == '.' {
		kind = tokenDecimal
		l.at++
		digits()
	}
	if l.at < len(l.text) && (l.text[l.at] == 'e' || l.text[l.at] == 'E') {
		kind = tokenDecimal
		l.at++
		if l.at < len(l.text) && (l.text[l.at] == '-' || l.text[l.at] == '+') {
			l.at++
		}
		digits()
	}
	if l.at < len(l.text) && isNameStart(l.text[l.at]) {
		return token{}, place.syntax("identifiers must not start with a digit; surround the identifier with double quotes")
	}
	return token{kind: kind, text: l.text[start:l.at]}, nil
}

func isDigit(char byte) bool { return char >= '0' && char <= '9' }

func isNameStart(char byte) bool {
	return char == '_' || (char >= 'a' && char <= 'z') || (char >= 'A' && char <= 'Z')
}
