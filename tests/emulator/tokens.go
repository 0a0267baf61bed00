package emulator

import (
	"strings"
	"unicode"
)

// tokenizer cuts text into the words that search compares.
type tokenizer struct {
	delimiters    string
	caseSensitive bool
	chinese       bool
}

func newTokenizer(token []string, caseSensitive, chinese bool) tokenizer {
	return tokenizer{delimiters: strings.Join(token, ""), caseSensitive: caseSensitive, chinese: chinese}
}

func (k IndexKey) tokenizer() tokenizer {
	return newTokenizer(k.Token, k.CaseSensitive, k.Chn)
}

func (l *IndexLine) tokenizer() tokenizer {
	return newTokenizer(l.Token, l.CaseSensitive, l.Chn)
}

// words cuts text. Without delimiters the whole text is one word; empty text
// has none.
func (t tokenizer) words(text string) []string {
	if text == "" {
		return nil
	}
	if !t.caseSensitive {
		text = strings.ToLower(text)
	}
	if t.delimiters == "" && !t.chinese {
		return []string{text}
	}
	var words []string
	start := -1
	flush := func(end int) {
		if start >= 0 {
			words = append(words, text[start:end])
		}
		start = -1
	}
	for i, char := range text {
		switch {
		case strings.ContainsRune(t.delimiters, char):
			flush(i)
		case t.chinese && unicode.Is(unicode.Han, char):
			flush(i)
			words = append(words, string(char))
		case start < 0:
			start = i
		}
	}
	flush(len(text))
	return words
}

// matchWildcard compares a word with a pattern in which * is any run of
// characters and ? is one.
func matchWildcard(pattern, word string) bool {
	p, w := []rune(pattern), []rune(word)
	star, mark := -1, 0
	i, j := 0, 0
	for j < len(w) {
		switch {
		case i < len(p) && p[i] == '*':
			star, mark = i, j
			i++
		case i < len(p) && (p[i] == '?' || p[i] == w[j]):
			i++
			j++
		case star >= 0:
			mark++
			i, j = star+1, mark
		default:
			return false
		}
	}
	for i < len(p) && p[i] == '*' {
		i++
	}
	return i == len(p)
}
