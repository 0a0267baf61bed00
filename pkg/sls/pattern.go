package sls

import (
	"regexp/syntax"
	"strconv"
	"strings"
	"unicode"
)

// Presto's engines for regular expressions, Joni unless the service chose RE2J, read
// some patterns in other ways than Go: \d, \w and \s, case folding, ^ and $, some
// escapes. So a pattern never goes to the service as it was written. It is parsed by
// Go's rules and printed anew with nothing but what all three read alike: characters,
// sets of characters, groups without names, and how often something comes. Since a
// pattern has to fit the whole text, it makes no difference what is greedy.

// printPatterns gives a pattern that fits a whole text if any of the given ones does.
// They have passed trace.CheckPattern.
func printPatterns(patterns []string) string {
	var printed patternPrinter
	printed.WriteString(`\A(?:`)
	for i, pattern := range patterns {
		parsed, err := syntax.Parse(pattern, syntax.Perl)
		if err != nil {
			continue // checkFilter let none of these through
		}
		if i > 0 {
			printed.WriteString("|")
		}
		printed.print(parsed)
	}
	printed.WriteString(`)\z`)
	return printed.String()
}

type patternPrinter struct{ strings.Builder }

func (p *patternPrinter) print(part *syntax.Regexp) {
	switch part.Op {
	case syntax.OpEmptyMatch:
		p.WriteString("(?:)")
	case syntax.OpLiteral:
		for _, char := range part.Rune {
			p.literal(char, part.Flags&syntax.FoldCase != 0)
		}
	case syntax.OpCharClass:
		p.set(part.Rune)
	case syntax.OpAnyCharNotNL:
		p.WriteString(`[^\n]`)
	case syntax.OpAnyChar:
		p.WriteString("(?s:.)")
	case syntax.OpBeginText:
		p.WriteString(`\A`)
	case syntax.OpEndText:
		p.WriteString(`\z`)
	case syntax.OpCapture:
		p.group(part.Sub[0], "")
	case syntax.OpStar:
		p.group(part.Sub[0], "*")
	case syntax.OpPlus:
		p.group(part.Sub[0], "+")
	case syntax.OpQuest:
		p.group(part.Sub[0], "?")
	case syntax.OpRepeat:
		p.group(part.Sub[0], repetition(part.Min, part.Max))
	case syntax.OpConcat:
		for _, sub := range part.Sub {
			p.print(sub)
		}
	case syntax.OpAlternate:
		p.alternatives(part.Sub)
	}
}

func (p *patternPrinter) group(part *syntax.Regexp, suffix string) {
	p.WriteString("(?:")
	p.print(part)
	p.WriteString(")" + suffix)
}

func (p *patternPrinter) alternatives(parts []*syntax.Regexp) {
	for i, part := range parts {
		p.WriteString([]string{"(?:", "|"}[min(i, 1)])
		p.print(part)
	}
	p.WriteString(")")
}

func repetition(least, most int) string {
	switch {
	case most < 0:
		return "{" + strconv.Itoa(least) + ",}"
	case least == most:
		return "{" + strconv.Itoa(least) + "}"
	default:
		return "{" + strconv.Itoa(least) + "," + strconv.Itoa(most) + "}"
	}
}

// literal prints a character, or the set of those that differ from it by case alone.
func (p *patternPrinter) literal(char rune, fold bool) {
	if !fold || unicode.SimpleFold(char) == char {
		p.char(char)
		return
	}
	p.WriteString("[")
	p.char(char)
	for other := unicode.SimpleFold(char); other != char; other = unicode.SimpleFold(other) {
		p.char(other)
	}
	p.WriteString("]")
}

// set prints pairs of first and last characters. A set that holds the last character
// there is, is printed by what it lacks.
func (p *patternPrinter) set(ranges []rune) {
	if len(ranges) == 2 && ranges[0] == 0 && ranges[1] == unicode.MaxRune {
		p.WriteString("(?s:.)")
		return
	}
	p.WriteString("[")
	if len(ranges) > 2 && ranges[0] == 0 && ranges[len(ranges)-1] == unicode.MaxRune {
		p.WriteString("^")
		for i := 1; i+1 < len(ranges); i += 2 {
			p.between(ranges[i]+1, ranges[i+1]-1)
		}
	} else {
		for i := 0; i+1 < len(ranges); i += 2 {
			p.between(ranges[i], ranges[i+1])
		}
	}
	p.WriteString("]")
}

// between prints the characters from first to last. No text holds halves of pairs of
// UTF-16 (surrogates), which have no spelling either.
func (p *patternPrinter) between(first, last rune) {
	const firstHalf, lastHalf = 0xd800, 0xdfff
	if first >= firstHalf && first <= lastHalf {
		first = lastHalf + 1
	}
	if last >= firstHalf && last <= lastHalf {
		last = firstHalf - 1
	}
	if last < first {
		return
	}
	p.char(first)
	if last > first {
		p.WriteString("-")
		p.char(last)
	}
}

// char prints a character that stands for itself, in a set and outside.
func (p *patternPrinter) char(char rune) {
	switch {
	case char <= unicode.MaxASCII && unicode.IsControl(char):
		const digits = "0123456789abcdef"
		p.WriteString(`\x` + digits[char>>4:char>>4+1] + digits[char&15:char&15+1])
	case char <= unicode.MaxASCII && (unicode.IsPunct(char) || unicode.IsSymbol(char)):
		p.WriteString(`\` + string(char))
	default:
		p.WriteRune(char)
	}
}
