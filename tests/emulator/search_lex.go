package emulator

import (
	"strings"
	"unicode/utf8"
)

type searchTokenKind int

const (
	tokenEnd    searchTokenKind = iota
	tokenWord                   // unquoted
	tokenQuoted                 // "…", text without the quotes and escapes
	tokenPhrase                 // #"…"
	tokenSign                   // one of ( ) [ ] : and the comparisons
)

type searchToken struct {
	kind   searchTokenKind
	text   string
	column int // 1-based, in characters
}

// is tells whether the token is an unquoted keyword or a sign.
func (t searchToken) is(text string) bool {
	return (t.kind == tokenWord && strings.EqualFold(t.text, text)) || (t.kind == tokenSign && t.text == text)
}

const searchSigns = "()[]:<>="

// lexSearch cuts the search part of a query into tokens.
func lexSearch(query string) ([]searchToken, error) {
	lexer := searchLexer{text: query}
	for {
		token, err := lexer.next()
		if err != nil {
			return nil, err
		}
		lexer.tokens = append(lexer.tokens, token)
		if token.kind == tokenEnd {
			return lexer.tokens, nil
		}
	}
}

type searchLexer struct {
	text   string
	at     int
	tokens []searchToken
}

func (l *searchLexer) next() (searchToken, error) {
	for l.at < len(l.text) && isSearchSpace(l.text[l.at]) {
		l.at++
	}
	token := searchToken{column: utf8.RuneCountInString(l.text[:l.at]) + 1}
	if l.at == len(l.text) {
		return token, nil
	}
	char := l.text[l.at]
	switch {
	case char == '"':
		l.at++
		token.kind = tokenQuoted
		return l.quoted(token)
	case strings.HasPrefix(l.text[l.at:], `#"`):
		l.at += 2
		token.kind = tokenPhrase
		return l.quoted(token)
	case strings.IndexByte(searchSigns, char) >= 0:
		return l.sign(token), nil
	}
	return l.word(token), nil
}

func isSearchSpace(char byte) bool {
	return char == ' ' || char == '\t' || char == '\n' || char == '\r'
}

func (l *searchLexer) sign(token searchToken) searchToken {
	size := 1
	if rest := l.text[l.at:]; strings.HasPrefix(rest, ">=") || strings.HasPrefix(rest, "<=") {
		size = 2
	}
	token.kind = tokenSign
	token.text = l.text[l.at : l.at+size]
	l.at += size
	return token
}

func (l *searchLexer) word(token searchToken) searchToken {
	start := l.at
	for l.at < len(l.text) && !isSearchSpace(l.text[l.at]) && l.text[l.at] != '"' && strings.IndexByte(searchSigns, l.text[l.at]) < 0 {
		l.at++
	}
	token.kind = tokenWord
	token.text = l.text[start:l.at]
	return token
}

// quoted reads up to the closing quote. \" is a quote and \\ a backslash; any
// other backslash stands for itself.
func (l *searchLexer) quoted(token searchToken) (searchToken, error) {
	var text strings.Builder
	for l.at < len(l.text) {
		char := l.text[l.at]
		l.at++
		switch {
		case char == '"':
			token.text = text.String()
			return token, nil
		case char == '\\' && l.at < len(l.text) && (l.text[l.at] == '"' || l.text[l.at] == '\\'):
			text.WriteByte(l.text[l.at])
			l.at++
		default:
			text.WriteByte(char)
		}
	}
	return token, searchSyntaxError(token, "the quotation mark is not closed")
}

// splitQuery parts a query at the first | outside quotes.
func splitQuery(query string) (search, sql string, hasSQL bool) {
	inQuotes := false
	for i := 0; i < len(query); i++ {
		switch {
		case query[i] == '\\' && inQuotes:
			i++
		case query[i] == '"':
			inQuotes = !inQuotes
		case query[i] == '|' && !inQuotes:
			return query[:i], query[i+1:], true
		}
	}
	return query, "", false
}

func searchSyntaxError(at searchToken, message string) error {
	return queryError("OLSQueryParseError", 1, at.column, "syntax error, "+message)
}
