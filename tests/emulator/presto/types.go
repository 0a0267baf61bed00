package presto

import "strings"

// Type is a SQL type as Presto spells it, such as bigint or array(varchar).
type Type string

// The types that columns of a logstore and results can have, besides arrays
// and maps of them.
const (
	Varchar   Type = "varchar"
	Bigint    Type = "bigint"
	Double    Type = "double"
	Boolean   Type = "boolean"
	JSON      Type = "json"
	Timestamp Type = "timestamp"
	// unknown is the type of NULL.
	unknown Type = "unknown"
)

func arrayOf(element Type) Type { return "array(" + element + ")" }

func mapOf(key, value Type) Type { return "map(" + key + "," + value + ")" }

func (t Type) isArray() bool { return strings.HasPrefix(string(t), "array(") }

func (t Type) isMap() bool { return strings.HasPrefix(string(t), "map(") }

func (t Type) isNumber() bool { return t == Bigint || t == Double }

// ordered tells whether values of the type have an order.
func (t Type) ordered() bool { return t != JSON && !t.isMap() }

// element is the type of an array's elements.
func (t Type) element() Type {
	return t[len("array(") : len(t)-1]
}

// entry gives the types of a map's keys and values.
func (t Type) entry() (key, value Type) {
	inner := string(t[len("map(") : len(t)-1])
	depth := 0
	for i, char := range inner {
		switch {
		case char == '(':
			depth++
		case char == ')':
			depth--
		case char == ',' && depth == 0:
			return Type(inner[:i]), Type(inner[i+1:])
		}
	}
	return unknown, unknown
}

// accepts tells whether a value of type given may stand where t is wanted.
func (t Type) accepts(given Type) bool {
	return t == given || given == unknown || (t == Double && given == Bigint)
}

// common is the type that both of two types turn into without a cast.
func common(a, b Type) (Type, bool) {
	switch {
	case a.accepts(b):
		return a, true
	case b.accepts(a):
		return b, true
	}
	return "", false
}

func typeList(types []Type) string {
	names := make([]string, len(types))
	for i, t := range types {
		names[i] = string(t)
	}
	return strings.Join(names, ", ")
}
