package attack

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// Replacer puts texts where the placeholders of a shape stand.
func (s Shape) Replacer(texts []string) *strings.Replacer {
	var pairs []string
	for i, text := range texts {
		pairs = append(pairs, s.field(i).Placeholder(i), s.field(i).Said(text))
	}
	return strings.NewReplacer(pairs...)
}

// Template is the search part of the statement that a shape makes of placeholders: those
// of one time, unless they are joined.
type Template struct {
	shape Shape
	text  string
	read  map[Reading]Node
}

// Alone is the shape with each place as often as a template has it.
func (s Shape) Alone() Shape {
	if !s.Joined {
		s.Times = 1
	}
	return s
}

// NewTemplate reads the statement that Alone makes of placeholders.
func NewTemplate(shape Shape, statement string) (Template, error) {
	template := Template{shape.Alone(), Search(statement), map[Reading]Node{}}
	for _, reading := range Readings {
		read, err := ParseSearch(reading, template.text)
		if err != nil {
			return template, err
		}
		template.read[reading] = read
	}
	return template, nil
}

// Judge holds the search part of a statement for texts against the template. It must be
// the same but for the texts, in each reading; of what is joined by "and" some may be
// left out, since that finds more and SQL compares exactly.
func (t Template) Judge(statement string, texts []string) error {
	search, readings := Search(statement), Readings
	if !strings.Contains(search, `\`) {
		readings = readings[:1] // all are the same
	}
	for _, reading := range readings {
		found, err := ParseSearch(reading, search)
		if err != nil {
			return err
		}
		var expected []Node
		places := len(t.shape.Fields) * t.shape.times()
		for rest := texts; len(rest) > 0; rest = rest[places:] {
			expected = append(expected, t.read[reading].Fill(t.shape.Replacer(rest[:places])).Terms()...)
		}
		if !within(expected, found.Terms()) {
			return fmt.Errorf("the search %q has something that the one for placeholders, %q, has not", search, t.text)
		}
	}
	return nil
}

// within says whether parts that are joined by "and" are among others, in their order.
func within(expected, found []Node) bool {
	for _, part := range found {
		for len(expected) > 0 && !finds(expected[0], part) {
			expected = expected[1:]
		}
		if len(expected) == 0 {
			return false
		}
		expected = expected[1:]
	}
	return true
}

// finds says whether a search is another one, or that with parts left out that are
// joined by "and".
func finds(a, b Node) bool {
	if same(a, b) {
		return true
	}
	a, b = a.open(), b.open()
	if a.Kind == "or" && b.Kind == "or" && len(a.Parts) == len(b.Parts) {
		for i := range a.Parts {
			if !finds(a.Parts[i], b.Parts[i]) {
				return false
			}
		}
		return true
	}
	return a.Kind == "and" && within(a.Parts, b.Terms())
}

// open leaves out parentheses.
func (n Node) open() Node {
	for n.Kind == "group" {
		n = n.Parts[0]
	}
	return n
}

// same compares two searches. What is in quotes in the first may not go without.
func same(a, b Node) bool {
	if a.Kind != b.Kind || a.Sign != b.Sign || a.Text != b.Text || a.Quoted && !b.Quoted || !b.Quoted && !ordinary(b) || len(a.Parts) != len(b.Parts) {
		return false
	}
	for i := range a.Parts {
		if !same(a.Parts[i], b.Parts[i]) {
			return false
		}
	}
	return true
}

// word is what a word without quotes may be made of, and a star alone.
var word = regexp.MustCompile(`\A(?:[\pL\pN_.-]*|\*)\z`)

func ordinary(n Node) bool { return word.MatchString(n.Text) }

// harmless is what may be in a text that is a number, a length of time, a word of a list
// or an ID.
var harmless = regexp.MustCompile(`\A[\pZ\s\v\x{85}\x{feff}0-9A-Za-z.+_-]*\z`)

// operators are the words of a list that are made of signs.
var operators = []string{"=", "!=", "=~", "!~", ">", ">=", "<", "<="}

// JudgeNarrow checks a text that a shape accepted where few are: an ID of a trace may also
// be pasted with its quotes.
func JudgeNarrow(shape Shape, text string) error {
	if strings.HasPrefix(shape.Name, "trace") {
		text = strings.Trim(strings.TrimSpace(text), `"'`)
	}
	if !harmless.MatchString(text) && !slices.Contains(operators, text) {
		return fmt.Errorf("%q was accepted", text)
	}
	return nil
}

// errCount says that there are more statements, or fewer.
var errCount = errors.New("there are not as many statements as for placeholders")

// JudgeCount checks that texts don't change how much is asked.
func JudgeCount(harmless, statements []string, refused bool) error {
	if refused && len(statements) > 0 {
		return fmt.Errorf("a request that was refused sent %q", statements)
	}
	if !refused && len(harmless) != len(statements) {
		return fmt.Errorf("%w: %q", errCount, statements)
	}
	return nil
}
