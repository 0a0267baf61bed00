package presto

// aggregates are the functions of many rows, by name. What they compute is in
// the files reduce_*.go, under the same names, unless SQLite has them.
var aggregates = map[string][]signature{
	"count": {native(Bigint, "any")},
	"sum":   {native(Bigint, Bigint), native(Double, Double)},
	"avg":   {native(Double, Double)},
	"min":   {native("T", "T")},
	"max":   {native("T", "T")},

	"count_if":  {sig(Bigint, Boolean)},
	"bool_or":   {sig(Boolean, Boolean)},
	"bool_and":  {sig(Boolean, Boolean)},
	"every":     {sig(Boolean, Boolean)},
	"arbitrary": {sig("T", "T")},
	"any_value": {sig("T", "T")},
	"max_by":    {sig("T", "T", "any"), {params: []Type{"T", "any", Bigint}, result: "array(T)", args: encodeFirst}},
	"min_by":    {sig("T", "T", "any"), {params: []Type{"T", "any", Bigint}, result: "array(T)", args: encodeFirst}},

	"approx_distinct": {sig(Bigint, "any"), sig(Bigint, "any", Double)},
	"approx_percentile": {
		percentile(Bigint, Bigint, Double), percentile(Double, Double, Double),
		percentile(arrayOf(Bigint), Bigint, arrayOf(Double)), percentile(arrayOf(Double), Double, arrayOf(Double)),
		percentile(Bigint, Bigint, Bigint, Double), percentile(Double, Double, Bigint, Double),
		percentile(Bigint, Bigint, Bigint, Double, Double), percentile(Double, Double, Bigint, Double, Double),
	},
	"numeric_histogram": {sig(mapOf(Double, Double), Bigint, Double), sig(mapOf(Double, Double), Bigint, Double, Double)},

	"array_agg":    {{params: []Type{"T"}, result: "array(T)", args: encodeFirst}},
	"map_agg":      {{params: []Type{"K", "V"}, result: mapOf("K", "V"), args: encodeBoth}},
	"multimap_agg": {{params: []Type{"K", "V"}, result: mapOf("K", arrayOf("V")), args: encodeBoth}},
	"histogram":    {{params: []Type{"K"}, result: mapOf("K", Bigint), args: encodeFirst}},

	"geometric_mean": {sig(Double, Double)},
	"stddev":         {sig(Double, Double)},
	"stddev_samp":    {sig(Double, Double)},
	"stddev_pop":     {sig(Double, Double)},
	"variance":       {sig(Double, Double)},
	"var_samp":       {sig(Double, Double)},
	"var_pop":        {sig(Double, Double)},
}

func native(result Type, params ...Type) signature {
	return signature{params: params, result: result, native: true}
}

// encodeFirst turns the first argument into JSON text, so that the aggregate
// can put arrays together without knowing types.
func encodeFirst(args []typed, _ Type) []typed {
	return append([]typed{args[0].encoded()}, args[1:]...)
}

func encodeBoth(args []typed, _ Type) []typed {
	return []typed{args[0].encoded(), args[1].encoded()}
}

// percentile brings the forms of approx_percentile, (x, p), (x, weight, p) and
// (x, weight, p, accuracy), into one: x, weight, p, type of the result.
func percentile(result Type, params ...Type) signature {
	return signature{params: params, result: result, args: func(args []typed, result Type) []typed {
		weight, share := typed{"1", Bigint}, args[1]
		if len(args) > 2 {
			weight, share = args[1], args[2]
		}
		return []typed{args[0], weight, share, constant(string(result))}
	}}
}
