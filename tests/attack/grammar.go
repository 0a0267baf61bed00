package attack

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/alecthomas/participle/v2"
	"github.com/alecthomas/participle/v2/lexer"
)

// The search language as https://www.alibabacloud.com/help/en/sls/query-syntax tells it:
// conditions with "or", "not" and "and" between them, which bind in this order from the
// weakest on; "and" may be left out; their case doesn't matter. A condition is a word, a
// key with a value or a phrase, a comparison, or a range of numbers, for which "in" has
// to be in lower case. What holds a space, a colon or another sign is in double quotes.

type orRule struct {
	Terms []*notRule `parser:"@@ ( 'or':Operator @@ )*"`
}

type notRule struct {
	Not *notRule `parser:"  'not':Operator @@"`
	And *andRule `parser:"| @@"`
}

type andRule struct {
	First *oneRule `parser:"@@"`
	Rest  *notRule `parser:"( 'and':Operator? @@ )?"`
}

type oneRule struct {
	Group *orRule   `parser:"  '(' @@ ')'"`
	Range *span     `parser:"| @@"`
	Tag   *tagRule  `parser:"| @@"`
	Pair  *pairRule `parser:"| @@"`
	Word  *wordRule `parser:"| @@"`
}

type span struct {
	Key  string `parser:"@(Word | String) 'in':Word"`
	From string `parser:"@( '[' | '(' )"`
	Low  string `parser:"@Word"`
	High string `parser:"@Word"`
	To   string `parser:"@( ']' | ')' )"`
}

type tagRule struct {
	Name  string    `parser:"'__tag__':Word ':' @(Word | String) ':'"`
	Value *wordRule `parser:"@@"`
}

type pairRule struct {
	Key   string    `parser:"@(Word | String)"`
	Sign  string    `parser:"@( ':' | '>=' | '<=' | '>' | '<' | '=' )"`
	Value *wordRule `parser:"@@"`
}

type wordRule struct {
	Phrase string `parser:"  '#' @String"`
	Word   string `parser:"| @(Word | String)"`
}

// reserved words have to be quoted to be looked for.
var reserved = []string{"sort", "asc", "desc", "group", "by", "avg", "sum", "min", "max", "limit"}

// Reading is how a backslash in double quotes is understood. That it takes away the
// meaning of a quote is documented, but not whether it does the same for a backslash.
type Reading string

// The readings that the documentation leaves open.
const (
	EscapesAny   Reading = `"(?:[^"\\]|\\(?s:.))*"`
	EscapesQuote Reading = `"(?:[^"\\]|\\+"|\\+[^"\\])*"`
)

// Readings are all of them.
var Readings = []Reading{EscapesAny, EscapesQuote}

var grammars = map[Reading]*participle.Parser[orRule]{EscapesAny: newGrammar(EscapesAny), EscapesQuote: newGrammar(EscapesQuote)}

func newGrammar(reading Reading) *participle.Parser[orRule] {
	rules := lexer.MustSimple([]lexer.SimpleRule{
		{Name: "Space", Pattern: `\s+`},
		{Name: "String", Pattern: string(reading)},
		{Name: "Sign", Pattern: `>=|<=|[()\[\]:<>=#]`},
		{Name: "Word", Pattern: `[^\s"()\[\]:<>=#|]+`},
		{Name: "Operator", Pattern: `\z.`}, // made of words below
		{Name: "Reserved", Pattern: `\z.`},
	})
	symbols := rules.Symbols()
	return participle.MustBuild[orRule](participle.Lexer(rules), participle.Elide("Space"), participle.UseLookahead(4),
		participle.Map(func(token lexer.Token) (lexer.Token, error) {
			switch word := strings.ToLower(token.Value); {
			case word == "and" || word == "or" || word == "not":
				token.Type, token.Value = symbols["Operator"], word
			case slices.Contains(reserved, word):
				token.Type = symbols["Reserved"]
			}
			return token, nil
		}, "Word"))
}

// Node is a part of a search: a list of parts, or a leaf.
type Node struct {
	// Kind is or, and, not, group, pair, tag, range, word, phrase, or key and value
	// within these.
	Kind string
	// Sign is what stands between the parts of a pair or around those of a range.
	Sign string
	// Text is that of a leaf, without quotes; Quoted tells whether it had them.
	Text   string
	Quoted bool
	Parts  []Node
}

// Search is a statement's search part. A bar begins the SQL, even within quotes.
func Search(statement string) string {
	search, _, _ := strings.Cut(statement, "|")
	return strings.TrimRight(search, " ")
}

// ParseSearch reads a search.
func ParseSearch(reading Reading, search string) (Node, error) {
	parsed, err := grammars[reading].ParseString("", search)
	if err != nil {
		return Node{}, fmt.Errorf("%q is no search: %w", search, err)
	}
	return parsed.node(), nil
}

func (r *orRule) node() Node {
	if len(r.Terms) == 1 {
		return r.Terms[0].node()
	}
	parts := make([]Node, len(r.Terms))
	for i, term := range r.Terms {
		parts[i] = term.node()
	}
	return Node{Kind: "or", Parts: parts}
}

func (r *notRule) node() Node {
	if r.Not != nil {
		return Node{Kind: "not", Parts: []Node{r.Not.node()}}
	}
	return r.And.node()
}

// node lists all that is joined by "and" side by side.
func (r *andRule) node() Node {
	first := r.First.node()
	if r.Rest == nil {
		return first
	}
	rest := r.Rest.node()
	if rest.Kind == "and" {
		return Node{Kind: "and", Parts: append([]Node{first}, rest.Parts...)}
	}
	return Node{Kind: "and", Parts: []Node{first, rest}}
}

func (r *oneRule) node() Node {
	switch {
	case r.Group != nil:
		return Node{Kind: "group", Parts: []Node{r.Group.node()}}
	case r.Range != nil:
		return Node{Kind: "range", Sign: r.Range.From + r.Range.To, Parts: []Node{leaf("key", r.Range.Key), leaf("value", r.Range.Low), leaf("value", r.Range.High)}}
	case r.Tag != nil:
		return Node{Kind: "tag", Parts: []Node{leaf("key", r.Tag.Name), r.Tag.Value.node()}}
	case r.Pair != nil:
		return Node{Kind: "pair", Sign: r.Pair.Sign, Parts: []Node{leaf("key", r.Pair.Key), r.Pair.Value.node()}}
	default:
		return r.Word.node()
	}
}

func (r *wordRule) node() Node {
	if r.Phrase != "" {
		return leaf("phrase", r.Phrase)
	}
	return leaf("word", r.Word)
}

// escaped is what a backslash makes plain in either reading, where nothing else is.
var escaped = regexp.MustCompile(`\\"`)

func leaf(kind, text string) Node {
	inner, quoted := strings.CutPrefix(text, `"`)
	if !quoted {
		return Node{Kind: kind, Text: text}
	}
	return Node{Kind: kind, Text: escaped.ReplaceAllLiteralString(strings.TrimSuffix(inner, `"`), `"`), Quoted: true}
}

// Fill puts texts where their placeholders stand in the leaves.
func (n Node) Fill(texts *strings.Replacer) Node {
	n.Text = texts.Replace(n.Text)
	parts := make([]Node, len(n.Parts))
	for i, part := range n.Parts {
		parts[i] = part.Fill(texts)
	}
	n.Parts = parts
	return n
}

// Terms are what is joined by "and" at the top; none for a search that finds all.
func (n Node) Terms() []Node {
	switch {
	case n.Kind == "word" && n.Text == "*" && !n.Quoted:
		return nil
	case n.Kind == "and":
		return n.Parts
	default:
		return []Node{n}
	}
}
