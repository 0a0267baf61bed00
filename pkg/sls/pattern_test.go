package sls

import (
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"logservice-jaeger-datasource/pkg/trace"
)

func TestPrintPatterns(t *testing.T) {
	for _, c := range []struct {
		name     string
		patterns []string
		want     string
	}{
		{"plain", []string{"GET"}, `\A(?:GET)\z`},
		{"several", []string{"GET", "P.*T"}, `\A(?:GET|P(?:[^\n])*T)\z`},
		{"alternatives", []string{"GET|POST|PUT"}, `\A(?:(?:GET|P(?:OST|UT)))\z`},
		{"nothing", []string{""}, `\A(?:(?:))\z`},
		{"punctuation", []string{`a\.b-c/d'"`}, `\A(?:a\.b\-c\/d\'\")\z`},
		{"a class of ASCII, whatever the engine calls a digit", []string{`\d\w`}, `\A(?:[0-9][0-9A-Z\_a-z])\z`},
		{"what isn't in a class", []string{`[^\d&&[^]`}, `\A(?:[^\&0-9\[\^])\z`},
		{"case", []string{`(?i)kσ7`}, "\\A(?:[Kk\u212a][ΣςΣσ]7)\\z"},
		{"groups and greed", []string{`(?P<name>a)+?(b){2,}c{1,3}d{4}`}, `\A(?:(?:(?:a))+(?:(?:b)){2,}(?:c){1,3}(?:d){4})\z`},
		{"ends", []string{`^a$`}, `\A(?:\Aa\z)\z`},
		{"any character", []string{`(?s).[\s\S]`}, `\A(?:(?s:.)(?s:.))\z`},
		{"control characters", []string{"a\n\\x00[\\x01-\\x1f]"}, `\A(?:a\x0a\x00[\x01-\x1f])\z`},
		{"beyond ASCII", []string{`支付[一-龥]🍩`}, `\A(?:支付[一-龥]🍩)\z`},
	} {
		t.Run(c.name, func(t *testing.T) {
			printed := printPatterns(c.patterns)
			if c.name == "case" { // the order within an orbit is Unicode's
				require.ElementsMatch(t, []rune(`\A(?:[Kk`+"\u212a"+`][Σςσ]7)\z`), []rune(printed))
				return
			}
			require.Equal(t, c.want, printed)
		})
	}
}

// TestPrintedPatternsFitTheSame compares a printed pattern with the one that was written,
// on texts made of the characters that they are about.
func TestPrintedPatternsFitTheSame(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	bits := []string{"a", "b", ".", `\d`, `\D`, `\w`, `\W`, `\s`, `\S`, "[a-c]", "[^a-c]", "[^\\n]", `[\s\S]`, `\pL`, `\PL`, `[\x{d000}-\x{ffff}]`, "(a|b)", "(?i:ß)", "(?i:k)", "(?s:.)", "ſ", "支", `\x00`, `\.`, `\\`, "[]^-]", "^", "$", "(?:)", `\Qa*\E`}
	ends := []string{"", "", "*", "+", "?", "{2}", "{1,}", "{0,2}", "*?", "|"}
	letters := []rune("abcABkK\u212aßẞſs0٣_ \n\t\x00.\\^-]*支\ufffd\U0010ffff")
	fitted := 0
	for range 3000 {
		var pattern strings.Builder
		for range 1 + random.IntN(4) {
			pattern.WriteString(bits[random.IntN(len(bits))] + ends[random.IntN(len(ends))])
		}
		if trace.CheckPattern(pattern.String()) != nil {
			continue
		}
		written := regexp.MustCompile(`\A(?:` + pattern.String() + `)\z`)
		text := printPatterns([]string{pattern.String()})
		require.True(t, utf8.ValidString(text))
		printed, err := regexp.Compile(text)
		require.NoError(t, err, "%q", pattern.String())
		for range 20 {
			value := ""
			for range random.IntN(4) {
				value += string(letters[random.IntN(len(letters))])
			}
			require.Equal(t, written.MatchString(value), printed.MatchString(value), "%q printed as %q, on %q", pattern.String(), text, value)
			if written.MatchString(value) {
				fitted++
			}
		}
	}
	require.Greater(t, fitted, 1000)
}
