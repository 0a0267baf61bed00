package trace

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// matched is a span with something of everything that conditions compare.
var matched = Span{
	Service: "web", Operation: "GET /", Kind: KindServer, Status: StatusUnset, Duration: 5 * time.Millisecond,
	Tags: []Tag{
		{"both", "own"}, {"empty", ""}, {"error", true}, {"list", json.RawMessage(`["a"]`)}, {"method", "GET"}, {"ratio", 0.25}, {"size", int64(500)}, {"text", "1d"}, {"tiny", 1e-7},
	},
	Resource: []Tag{{"both", "shared"}, {"list", "a"}, {"pod", "web-0"}},
	Events:   []Event{{Name: "exception", Tags: []Tag{{"exception.type", "Timeout"}, {"retries", int64(3)}}}, {Name: "", Tags: []Tag{{"event", "named by a tag"}}}},
}

func TestConditionHolds(t *testing.T) {
	for _, c := range []struct {
		name string
		Condition
		want bool
	}{
		{"equal", Condition{Key: "method", Operator: Equal, Values: []string{"GET"}}, true},
		{"equal by case", Condition{Key: "method", Operator: Equal, Values: []string{"get"}}, false},
		{"one of several", Condition{Key: "method", Operator: Equal, Values: []string{"PUT", "GET"}}, true},
		{"none of several", Condition{Key: "method", Operator: NotEqual, Values: []string{"PUT", "GET"}}, false},
		{"another", Condition{Key: "method", Operator: NotEqual, Values: []string{"PUT", "POST"}}, true},
		{"another than what isn't there", Condition{Key: "nothing", Operator: NotEqual, Values: []string{"PUT"}}, false},
		{"an empty tag is there", Condition{Key: "empty", Operator: NotEqual, Values: []string{"PUT"}}, true},
		{"an empty tag exists", Condition{Key: "empty", Operator: Exists}, true},
		{"truth as text", Condition{Key: "error", Operator: Equal, Values: []string{"true"}}, true},
		{"a small double as JSON has it", Condition{Key: "tiny", Operator: Equal, Values: []string{"1e-7"}}, true},

		{"the whole value fits", Condition{Key: "method", Operator: Fits, Values: []string{"G.T"}}, true},
		{"a part doesn't fit", Condition{Key: "method", Operator: Fits, Values: []string{"E"}}, false},
		{"alternatives are compared whole", Condition{Key: "method", Operator: Fits, Values: []string{"GE|T"}}, false},
		{"a pattern of several", Condition{Key: "method", Operator: Fits, Values: []string{"x", "G.*"}}, true},
		{"a pattern that isn't one", Condition{Key: "method", Operator: Fits, Values: []string{"(GET", "a)|(GET"}}, false},
		{"fits not", Condition{Key: "method", Operator: FitsNot, Values: []string{"P.*", "E"}}, true},
		{"fits not what isn't there", Condition{Key: "nothing", Operator: FitsNot, Values: []string{"P.*"}}, false},

		{"a larger number", Condition{Key: "size", Operator: Greater, Values: []string{"499.5"}}, true},
		{"an equal number", Condition{Key: "size", Operator: Greater, Values: []string{"5e2"}}, false},
		{"at least an equal number", Condition{Key: "size", Operator: GreaterOrEqual, Values: []string{"5e2"}}, true},
		{"a smaller number, compared by value and not by text", Condition{Key: "size", Operator: Less, Values: []string{"1000"}}, true},
		{"at most", Condition{Key: "ratio", Operator: LessOrEqual, Values: []string{".25"}}, true},
		{"what isn't a number", Condition{Key: "text", Operator: Greater, Values: []string{"0"}}, false},
		{"a bound beyond doubles", Condition{Key: "size", Operator: Less, Values: []string{"1e999"}}, true},

		{"exists", Condition{Key: "pod", Operator: Exists}, true},
		{"missing", Condition{Key: "pod", Operator: Missing}, false},
		{"missing from the span", Condition{Scope: ScopeSpan, Key: "pod", Operator: Missing}, true},
		{"of the resource", Condition{Scope: ScopeResource, Key: "pod", Operator: Equal, Values: []string{"web-0"}}, true},
		{"the span's own hides the resource's", Condition{Key: "both", Operator: Equal, Values: []string{"shared"}}, false},
		{"the resource's own", Condition{Scope: ScopeResource, Key: "both", Operator: Equal, Values: []string{"shared"}}, true},
		{"a list has no text, so it hides nothing", Condition{Key: "list", Operator: Equal, Values: []string{"a"}}, true},
		{"a list is there", Condition{Scope: ScopeSpan, Key: "list", Operator: Exists}, true},
		{"a list is no other value", Condition{Scope: ScopeSpan, Key: "list", Operator: NotEqual, Values: []string{"b"}}, false},
		{"the service as a tag", Condition{Key: "service.name", Operator: Equal, Values: []string{"web"}}, true},
		{"the service is no tag of the span", Condition{Scope: ScopeSpan, Key: "service.name", Operator: Exists}, false},

		{"service", Condition{On: OnService, Operator: Fits, Values: []string{"w.b"}}, true},
		{"operation", Condition{On: OnOperation, Operator: NotEqual, Values: []string{"GET /"}}, false},
		{"kind", Condition{On: OnKind, Operator: Equal, Values: []string{"client", "server"}}, true},
		{"a failure counts whatever the status says", Condition{On: OnStatus, Operator: Equal, Values: []string{"error"}}, true},
		{"not unset, since it failed", Condition{On: OnStatus, Operator: NotEqual, Values: []string{"unset"}}, true},

		{"an event's name", Condition{On: OnEvent, Operator: Equal, Values: []string{"exception"}}, true},
		{"another event; one without a name doesn't count", Condition{On: OnEvent, Operator: NotEqual, Values: []string{"exception"}}, false},
		{"an event's tag", Condition{On: OnEvent, Key: "exception.type", Operator: Fits, Values: []string{"Time.*"}}, true},
		{"an event's number", Condition{On: OnEvent, Key: "retries", Operator: Greater, Values: []string{"2"}}, true},
		{"any event", Condition{On: OnEvent, Operator: Exists}, true},
		{"no event", Condition{On: OnEvent, Operator: Missing}, false},
		{"no event with such a tag", Condition{On: OnEvent, Key: "nothing", Operator: Missing}, true},
		{"no event with a tag that there is", Condition{On: OnEvent, Key: "retries", Operator: Missing}, false},
		{"the name as OpenTracing has it", Condition{On: OnEvent, Key: "event", Operator: Equal, Values: []string{"exception"}}, true},
		{"a tag of that key", Condition{On: OnEvent, Key: "event", Operator: Equal, Values: []string{"named by a tag"}}, true},
	} {
		t.Run(c.name, func(t *testing.T) { require.Equal(t, c.want, c.Holds(matched)) })
	}
	none := Span{}
	for _, on := range []Subject{OnService, OnOperation, OnKind, OnEvent} {
		require.True(t, Condition{On: on, Operator: Missing}.Holds(none), on)
		require.False(t, Condition{On: on, Operator: Exists}.Holds(none), on)
		require.False(t, Condition{On: on, Operator: NotEqual, Values: []string{"x"}}.Holds(none), on)
		require.False(t, Condition{On: on, Operator: Fits, Values: []string{".*"}}.Holds(none), on)
	}
}

func TestFilterMatches(t *testing.T) {
	yes, no := Condition{Key: "method", Operator: Exists}, Condition{Key: "method", Operator: Missing}
	for _, c := range []struct {
		name string
		Filter
		want bool
	}{
		{"everything", Filter{}, true},
		{"all properties", Filter{Service: "web", Operation: "GET /", Kind: KindServer, Status: StatusError, Entry: true, SpanDuration: DurationBounds{Min: 5 * time.Millisecond, Max: 5 * time.Millisecond}}, true},
		{"another service", Filter{Service: "we"}, false},
		{"another status", Filter{Status: StatusUnset}, false},
		{"too short", Filter{SpanDuration: DurationBounds{Min: 6 * time.Millisecond}}, false},
		{"too long", Filter{SpanDuration: DurationBounds{Max: time.Millisecond}}, false},
		{"all conditions", Filter{Conditions: []Condition{yes, no}}, false},
		{"one group of several", Filter{AnyOf: [][]Condition{{no}, {yes, yes}}}, true},
		{"no group whole", Filter{AnyOf: [][]Condition{{no}, {yes, no}}}, false},
		{"conditions and groups", Filter{Conditions: []Condition{no}, AnyOf: [][]Condition{{yes}}}, false},
		{"the trace's duration is no matter of a span", Filter{TraceDuration: DurationBounds{Min: time.Hour}}, true},
	} {
		t.Run(c.name, func(t *testing.T) { require.Equal(t, c.want, c.Matches(matched)) })
	}
}

func TestCheckPattern(t *testing.T) {
	for pattern, part := range map[string]string{
		"GET|POST": "", "(?i)[a-z]+": "", `\d{3}`: "", "^a$": "", "": "", "(?P<name>a)": "",
		"(": "no regular expression: missing closing )", "a**": "no regular expression", `(a)\1`: "no regular expression", "(?=a)": "no regular expression", "a)|(b": "no regular expression",
		`a\b`: `has \b or \B`, `(x|\B)*`: `has \b or \B`, "(?m)^a": "with the flag m", `[^\x00-\x{10FFFF}]`: "fits nothing",
	} {
		err := CheckPattern(pattern)
		if part == "" {
			require.NoError(t, err, pattern)
			continue
		}
		require.ErrorContains(t, err, part, pattern)
	}
}

func TestParseNumber(t *testing.T) {
	for text, want := range map[string]float64{"5": 5, "-0.5": -0.5, "+1e3": 1000, ".5": 0.5, "5.": 5, "007": 7} {
		got, ok := ParseNumber(text)
		require.True(t, ok, text)
		require.Equal(t, want, got)
	}
	for _, text := range []string{"", " 5", "5 ", "1d", "0x10", "NaN", "Infinity", "1_000", "1,5", "--1", "e5", ".", "五"} {
		_, ok := ParseNumber(text)
		require.False(t, ok, text)
	}
}
