package trace

import (
	"fmt"
	"regexp"
	"regexp/syntax"
	"strconv"
	"strings"
)

// Condition is a condition on one thing that a span has. The rules hold whatever
// answers them, by SQL or by Matches:
//
//   - Values are "one of": = holds if any of them is equal, != if none is; =~ holds
//     if any pattern fits, !~ if none does.
//   - Every operator but missing holds only for spans that have the thing. So != and
//     !~ keep spans that carry the tag with another value. An empty service,
//     operation, kind or name of an event isn't there; an empty tag is.
//   - A tag is compared as text. A number or a truth value is the text that JSON
//     spells it with. An array or an object is there, but no value is equal to it
//     and no pattern fits.
//   - A pattern fits if it is the whole text, as in Prometheus and Loki. It is one of
//     https://github.com/google/re2/wiki/Syntax, of which CheckPattern refuses what
//     engines read differently.
//   - > >= < <= compare numbers, as doubles: the text must be written as a decimal
//     number (see ParseNumber). A text that isn't one doesn't meet any of them.
type Condition struct {
	// On says what is compared; empty means OnTag.
	On Subject
	// Scope says where a tag is looked for; empty means ScopeAny.
	Scope Scope
	// Key is that of a tag, of the span or, with OnEvent, of an event. An event is
	// compared by its name if there is none.
	Key      string
	Operator Operator
	// Values are at least one, and exactly one number for > >= < <=; exists and missing have none.
	Values []string
}

// Subject is what a condition is on.
type Subject string

// The subjects.
const (
	OnTag       Subject = "tag"
	OnService   Subject = "service"
	OnOperation Subject = "operation"
	// OnKind and OnStatus compare with Kinds and Statuses. The status is error for
	// whatever Span.Failed calls failed. Every span has a status.
	OnKind   Subject = "kind"
	OnStatus Subject = "status"
	// OnEvent holds if one of the span's events meets the condition. exists holds if
	// there is an event, or one with the tag; missing if there is none. The key "event"
	// is the name of an event that has no such tag, since writers after OpenTracing
	// keep the name there.
	OnEvent Subject = "event"
)

// Scope is where a tag is looked for.
type Scope string

// The scopes. ScopeAny is the span's own tag, or else its resource's: a span's own
// value hides that of the resource.
const (
	ScopeAny      Scope = "any"
	ScopeSpan     Scope = "span"
	ScopeResource Scope = "resource"
)

// Operator compares what a span has with the values of a condition.
type Operator string

// The operators.
const (
	Equal          Operator = "="
	NotEqual       Operator = "!="
	Fits           Operator = "=~"
	FitsNot        Operator = "!~"
	Greater        Operator = ">"
	GreaterOrEqual Operator = ">="
	Less           Operator = "<"
	LessOrEqual    Operator = "<="
	Exists         Operator = "exists"
	Missing        Operator = "missing"
)

// Operators lists what a person can choose.
var Operators = []Operator{Equal, NotEqual, Fits, FitsNot, Greater, GreaterOrEqual, Less, LessOrEqual, Exists, Missing}

// Compares says whether the operator compares numbers.
func (o Operator) Compares() bool {
	return o == Greater || o == GreaterOrEqual || o == Less || o == LessOrEqual
}

// Orders says whether the operator, one that compares numbers, holds between two.
func (o Operator) Orders(left, right float64) bool {
	switch o {
	case Greater:
		return left > right
	case GreaterOrEqual:
		return left >= right
	case Less:
		return left < right
	case LessOrEqual:
		return left <= right
	default:
		return false
	}
}

// NumberPattern fits the texts that are numbers for a condition: decimal digits with an
// optional sign, fraction and exponent. Words such as NaN and digits in other bases
// aren't, since engines differ on them.
const NumberPattern = `[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?`

var number = regexp.MustCompile(`\A(?:` + NumberPattern + `)\z`)

// ParseNumber reads a number as conditions compare it; ok is false if the text isn't
// one. What is beyond a double is infinite.
func ParseNumber(text string) (value float64, ok bool) {
	if !number.MatchString(text) {
		return 0, false
	}
	value, _ = strconv.ParseFloat(text, 64) // the only error is the range's, with the infinity that is wanted
	return value, true
}

// CheckPattern says why a pattern of =~ or !~ can't be used: it isn't a regular
// expression, or engines disagree on what it means. Word boundaries (\b, \B) are
// ASCII's in RE2 and Unicode's in Joni, which Presto uses unless told otherwise
// (https://prestodb.io/docs/current/functions/regexp.html); line anchors need the
// flag m, which they also read differently.
func CheckPattern(pattern string) error {
	parsed, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		return fmt.Errorf("the pattern %q is no regular expression: %s", pattern, strings.TrimPrefix(err.Error(), "error parsing regexp: "))
	}
	return checkParsed(pattern, parsed)
}

func checkParsed(pattern string, part *syntax.Regexp) error {
	switch part.Op {
	case syntax.OpWordBoundary, syntax.OpNoWordBoundary:
		return fmt.Errorf(`the pattern %q has \b or \B, which engines read differently: write the characters that may stand there`, pattern)
	case syntax.OpBeginLine, syntax.OpEndLine:
		return fmt.Errorf("the pattern %q has ^ or $ with the flag m: a pattern is always compared with the whole value", pattern)
	}
	if part.Op == syntax.OpNoMatch || part.Op == syntax.OpCharClass && len(part.Rune) == 0 {
		return fmt.Errorf("the pattern %q fits nothing", pattern)
	}
	for _, sub := range part.Sub {
		if err := checkParsed(pattern, sub); err != nil {
			return err
		}
	}
	return nil
}
