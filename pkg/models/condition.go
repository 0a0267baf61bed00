package models

import (
	"cmp"
	"errors"
	"fmt"
	"regexp"
	"regexp/syntax"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Condition is a condition on one thing that a span has. What each means is told once,
// at trace.Condition.
type Condition struct {
	// On is one of conditionSubjects; empty means a tag.
	On string
	// Scope is span or resource, only for a tag; empty means either.
	Scope string
	// Key is that of a tag, or of an event's tag; there is none for other subjects.
	Key string
	// Operator is one of operators; never empty.
	Operator string
	// Values are at least one; none for exists and missing, one for comparisons.
	Values []string
}

// How much may be asked at once, so that a statement stays readable for Log Service.
const (
	MaxConditions = 50
	MaxValues     = 100
	// MaxRawSearch is in characters.
	MaxRawSearch = 1000
)

var (
	conditionSubjects = []string{"tag", "service", "operation", "kind", "status", "event"}
	scopes            = []string{"any", "span", "resource"}
	operators         = []string{"=", "!=", "=~", "!~", ">", ">=", "<", "<=", "exists", "missing"}
	comparisons       = []string{">", ">=", "<", "<="}
	// nameOperators are for what is no tag, stateOperators for what every span has.
	nameOperators  = []string{"=", "!=", "=~", "!~", "exists", "missing"}
	stateOperators = []string{"=", "!=", "=~", "!~"}
)

// number is how a number is written: trace.NumberPattern.
var number = regexp.MustCompile(`\A[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?\z`)

// conditionJSON is a condition as a query stores it: one value, or several.
type conditionJSON struct {
	On       string   `json:"on"`
	Scope    string   `json:"scope"`
	Key      string   `json:"key"`
	Operator string   `json:"operator"`
	Value    string   `json:"value"`
	Values   []string `json:"values"`
}

// conditions fills in the conditions of a query: those that all hold, and the groups of
// which one does. Groups without conditions are rows of the form that aren't filled in yet.
func (q queryJSON) conditions(filters *Filters) (err error) {
	if filters.Tags, err = parseConditions("tags", q.Tags); err != nil {
		return err
	}
	count := len(filters.Tags)
	for _, stored := range q.AnyOf {
		group, err := parseConditions("anyOf", stored)
		if err != nil {
			return err
		}
		if len(group) > 0 {
			filters.AnyOf = append(filters.AnyOf, group)
		}
		count += len(group)
	}
	if count > MaxConditions {
		return fmt.Errorf("tags and anyOf have %d conditions: %d are allowed", count, MaxConditions)
	}
	filters.RawSearch = strings.TrimSpace(q.RawSearch)
	return checkRawSearch(filters.RawSearch)
}

func parseConditions(field string, stored []conditionJSON) ([]Condition, error) {
	var conditions []Condition
	for i, c := range stored {
		condition, err := c.parse()
		if err != nil {
			return nil, fmt.Errorf("%s: condition %d %w", field, i+1, err)
		}
		conditions = append(conditions, condition)
	}
	return conditions, nil
}

// parse gives an error that goes on from "condition 1".
func (c conditionJSON) parse() (Condition, error) {
	on := cmp.Or(c.On, "tag")
	condition := Condition{Key: c.Key, Operator: cmp.Or(c.Operator, "=")}
	if on != "tag" {
		condition.On = on
	}
	if c.Scope != "any" {
		condition.Scope = c.Scope
	}
	hasKey := strings.TrimSpace(c.Key) != ""
	switch {
	case !slices.Contains(conditionSubjects, on):
		return Condition{}, fmt.Errorf("is on %q: use one of %s", c.On, quoteAll(conditionSubjects))
	case on == "tag" && !hasKey:
		return Condition{}, errors.New("has no key: enter one, for example http.status_code")
	case on != "tag" && on != "event" && c.Key != "":
		return Condition{}, fmt.Errorf("is on the %s, but has the key %q of a tag: leave one of them out", on, c.Key)
	case on == "event" && c.Key != "" && !hasKey:
		return Condition{}, errors.New("has a blank key: leave it out to compare the name of an event")
	case c.Scope != "" && !slices.Contains(scopes, c.Scope):
		return Condition{}, fmt.Errorf("has the scope %q: use one of %s", c.Scope, quoteAll(scopes))
	case condition.Scope != "" && on != "tag":
		return Condition{}, fmt.Errorf("is on the %s, which has no scope: leave it out", on)
	}
	allowed := operatorsOf(on, hasKey)
	if !slices.Contains(allowed, condition.Operator) {
		return Condition{}, fmt.Errorf("on %s has the operator %q: use one of %s", c.named(on), condition.Operator, quoteAll(allowed))
	}
	var err error
	condition.Values, err = c.values(condition, on)
	return condition, err
}

// named is what a sentence calls that which a condition is on. A key that would break the
// line is quoted.
func (c conditionJSON) named(on string) string {
	if strings.ContainsFunc(c.Key, unicode.IsControl) {
		return strconv.Quote(c.Key)
	}
	return cmp.Or(c.Key, on)
}

// operatorsOf lists the operators for a subject.
func operatorsOf(on string, hasKey bool) []string {
	switch {
	case on == "status":
		return stateOperators
	case hasKey:
		return operators
	default:
		return nameOperators
	}
}

// values checks the values of a condition. What is left over from another operator of
// the form doesn't count where there are none.
func (c conditionJSON) values(condition Condition, on string) ([]string, error) {
	operator := condition.Operator
	if operator == "exists" || operator == "missing" {
		return nil, nil
	}
	values := c.Values
	switch {
	case len(values) == 0:
		values = []string{c.Value}
	case c.Value != "":
		return nil, fmt.Errorf("on %s has both value and values: leave one of them out", c.named(on))
	}
	if len(values) > MaxValues {
		return nil, fmt.Errorf("on %s has %d values: enter %d at the most", c.named(on), len(values), MaxValues)
	}
	if slices.Contains(comparisons, operator) && (len(values) != 1 || !number.MatchString(values[0])) {
		return nil, fmt.Errorf("on %s compares numbers: enter one number, for example 500 or 0.25", c.named(on))
	}
	for _, value := range values {
		if err := checkValue(operator, on, value, condition.Key != ""); err != nil {
			return nil, err
		}
	}
	return values, nil
}

func checkValue(operator, on, value string, hasKey bool) error {
	if operator == "=~" || operator == "!~" {
		if _, err := syntax.Parse(value, syntax.Perl); err != nil {
			return fmt.Errorf("has the pattern %q, which is no regular expression: %s", value, strings.TrimPrefix(err.Error(), "error parsing regexp: "))
		}
		return nil
	}
	known := map[string][]string{"kind": spanKinds, "status": statuses}[on]
	switch {
	case known != nil && !slices.Contains(known, value):
		return fmt.Errorf("is on the %s %q: use one of %s", on, value, quoteAll(known))
	case on != "tag" && !hasKey && value == "":
		return fmt.Errorf("is on an empty %s: use the operator \"missing\" for spans without one", on)
	}
	return nil
}

// checkRawSearch checks what any search must be. What it says is Log Service's language,
// which its reader judges.
func checkRawSearch(search string) error {
	if length := utf8.RuneCountInString(search); length > MaxRawSearch {
		return fmt.Errorf("rawSearch has %d characters: enter %d at the most", length, MaxRawSearch)
	}
	if strings.ContainsFunc(search, unicode.IsControl) {
		return errors.New("rawSearch has a line break or another control character: write it in one line, for example http.method: GET and not user_agent: bot*")
	}
	return nil
}
