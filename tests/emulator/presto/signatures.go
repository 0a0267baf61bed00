package presto

import "strings"

// signature is one form of a function. In its types T, K and V stand for any
// type, the same wherever they stand; any stands for any type.
type signature struct {
	params   []Type
	variadic bool // the last parameter may repeat
	result   Type
	// sql builds the call where sls_<name>(arguments) doesn't do.
	sql func(args []typed, result Type) string
	// args rewrites the arguments of an aggregate.
	args func(args []typed, result Type) []typed
	// native says that SQLite's own function of that name does.
	native bool
}

func sig(result Type, params ...Type) signature {
	return signature{params: params, result: result}
}

// choose picks the form that fits the arguments: first without, then with
// turning whole numbers into reals.
func choose(e *expr, name string, signatures []signature, args []typed) (signature, Type, error) {
	given := make([]Type, len(args))
	for i, arg := range args {
		given[i] = arg.typ
	}
	for _, coerce := range []bool{false, true} {
		for _, candidate := range signatures {
			bound := map[Type]Type{}
			if candidate.fits(given, bound, coerce) {
				return candidate, substitute(candidate.result, bound), nil
			}
		}
	}
	expected := make([]string, len(signatures))
	for i, candidate := range signatures {
		expected[i] = name + "(" + typeList(candidate.params) + ")"
	}
	return signature{}, "", e.semantic("Unexpected parameters (%s) for function %s. Expected: %s", typeList(given), name, strings.Join(expected, ", "))
}

func (s signature) fits(given []Type, bound map[Type]Type, coerce bool) bool {
	if len(given) < len(s.params) || (len(given) > len(s.params) && !s.variadic) {
		return false
	}
	for i, t := range given {
		if !fitsParam(s.params[min(i, len(s.params)-1)], t, bound, coerce) {
			return false
		}
	}
	return true
}

func fitsParam(param, given Type, bound map[Type]Type, coerce bool) bool {
	switch {
	case param == "any":
		return true
	case param == "T" || param == "K" || param == "V":
		return bind(param, given, bound)
	case given == unknown:
		return true
	case param.isArray() && given.isArray():
		return fitsParam(param.element(), given.element(), bound, coerce)
	case param.isMap() && given.isMap():
		key, value := param.entry()
		givenKey, givenValue := given.entry()
		return fitsParam(key, givenKey, bound, coerce) && fitsParam(value, givenValue, bound, coerce)
	case coerce:
		return param.accepts(given)
	}
	return param == given
}

func bind(param, given Type, bound map[Type]Type) bool {
	if bound[param] == "" {
		bound[param] = given
		return true
	}
	merged, ok := common(bound[param], given)
	bound[param] = merged
	return ok
}

// substitute puts the bound types into a result type.
func substitute(t Type, bound map[Type]Type) Type {
	switch {
	case bound[t] != "":
		return bound[t]
	case t.isArray():
		return arrayOf(substitute(t.element(), bound))
	case t.isMap():
		key, value := t.entry()
		return mapOf(substitute(key, bound), substitute(value, bound))
	}
	return t
}
