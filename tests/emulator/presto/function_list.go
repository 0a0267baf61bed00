package presto

// scalars are the functions of one row, by name. What they compute is in the
// files runtime_*.go, under the same names.
var scalars = map[string][]signature{
	// text
	"lower":          {sig(Varchar, Varchar)},
	"upper":          {sig(Varchar, Varchar)},
	"trim":           {sig(Varchar, Varchar)},
	"ltrim":          {sig(Varchar, Varchar)},
	"rtrim":          {sig(Varchar, Varchar)},
	"reverse":        {sig(Varchar, Varchar)},
	"length":         {sig(Bigint, Varchar)},
	"strpos":         {sig(Bigint, Varchar, Varchar)},
	"replace":        {sig(Varchar, Varchar, Varchar), sig(Varchar, Varchar, Varchar, Varchar)},
	"substr":         {sig(Varchar, Varchar, Bigint), sig(Varchar, Varchar, Bigint, Bigint)},
	"split_part":     {sig(Varchar, Varchar, Varchar, Bigint)},
	"split":          {sig(arrayOf(Varchar), Varchar, Varchar), sig(arrayOf(Varchar), Varchar, Varchar, Bigint)},
	"lpad":           {sig(Varchar, Varchar, Bigint, Varchar)},
	"rpad":           {sig(Varchar, Varchar, Bigint, Varchar)},
	"concat":         {{params: []Type{Varchar, Varchar}, variadic: true, result: Varchar}, {params: []Type{"array(T)", "array(T)"}, variadic: true, result: "array(T)", sql: prefixed("concat_arrays")}},
	"chr":            {sig(Varchar, Bigint)},
	"codepoint":      {sig(Bigint, Varchar)},
	"starts_with":    {sig(Boolean, Varchar, Varchar)},
	"regexp_like":    {sig(Boolean, Varchar, Varchar)},
	"regexp_extract": {sig(Varchar, Varchar, Varchar), sig(Varchar, Varchar, Varchar, Bigint)},
	"regexp_replace": {sig(Varchar, Varchar, Varchar), sig(Varchar, Varchar, Varchar, Varchar)},
	"from_base":      {sig(Bigint, Varchar, Bigint)},
	"to_base":        {sig(Varchar, Bigint, Bigint)},

	// numbers
	"abs":         {sig(Bigint, Bigint), sig(Double, Double)},
	"ceil":        {sig(Bigint, Bigint), sig(Double, Double)},
	"ceiling":     {sig(Bigint, Bigint), sig(Double, Double)},
	"floor":       {sig(Bigint, Bigint), sig(Double, Double)},
	"round":       {sig(Bigint, Bigint), sig(Double, Double), sig(Bigint, Bigint, Bigint), sig(Double, Double, Bigint)},
	"truncate":    {sig(Double, Double)},
	"sign":        {sig(Bigint, Bigint), sig(Double, Double)},
	"mod":         {{params: []Type{Bigint, Bigint}, result: Bigint, sql: prefixed("modulo")}, {params: []Type{Double, Double}, result: Double, sql: prefixed("modulo")}},
	"pow":         {sig(Double, Double, Double)},
	"power":       {sig(Double, Double, Double)},
	"sqrt":        {sig(Double, Double)},
	"exp":         {sig(Double, Double)},
	"ln":          {sig(Double, Double)},
	"log2":        {sig(Double, Double)},
	"log10":       {sig(Double, Double)},
	"greatest":    {{params: []Type{"T", "T"}, variadic: true, result: "T"}},
	"least":       {{params: []Type{"T", "T"}, variadic: true, result: "T"}},
	"bitwise_and": {sig(Bigint, Bigint, Bigint)},
	"bitwise_or":  {sig(Bigint, Bigint, Bigint)},
	"bitwise_xor": {sig(Bigint, Bigint, Bigint)},
	"is_nan":      {sig(Boolean, Double)},
	"is_infinite": {sig(Boolean, Double)},
	"is_finite":   {sig(Boolean, Double)},

	// JSON
	"json_extract_scalar": {sig(Varchar, Varchar, Varchar), sig(Varchar, JSON, Varchar)},
	"json_extract":        {sig(JSON, Varchar, Varchar), sig(JSON, JSON, Varchar)},
	"json_extract_long":   {sig(Bigint, Varchar, Varchar), sig(Bigint, JSON, Varchar)},
	"json_extract_double": {sig(Double, Varchar, Varchar), sig(Double, JSON, Varchar)},
	"json_extract_bool":   {sig(Boolean, Varchar, Varchar), sig(Boolean, JSON, Varchar)},
	"json_parse":          {sig(JSON, Varchar)},
	"json_format":         {sig(Varchar, JSON)},
	"json_array_length":   {sig(Bigint, Varchar), sig(Bigint, JSON)},
	"json_size":           {sig(Bigint, Varchar, Varchar), sig(Bigint, JSON, Varchar)},

	// arrays and maps
	"cardinality": {sig(Bigint, "array(T)"), sig(Bigint, "map(K,V)")},
	"element_at":  {{params: []Type{"array(T)", Bigint}, result: "T", sql: withResult("array_element")}, {params: []Type{"map(K,V)", "K"}, result: "V", sql: mapElementSQL}},
	// a[b], which fails where element_at answers NULL
	"subscript":      {{params: []Type{"array(T)", Bigint}, result: "T", sql: withResult("array_subscript")}, {params: []Type{"map(K,V)", "K"}, result: "V", sql: mapSubscriptSQL}},
	"contains":       {{params: []Type{"array(T)", "T"}, result: Boolean, sql: containsSQL}},
	"array_join":     {sig(Varchar, "array(T)", Varchar), sig(Varchar, "array(T)", Varchar, Varchar)},
	"array_distinct": {sig("array(T)", "array(T)")},
	"array_sort":     {{params: []Type{"array(T)"}, result: "array(T)", sql: withResult("array_sort")}},
	"array_max":      {{params: []Type{"array(T)"}, result: "T", sql: withResult("array_max")}},
	"array_min":      {{params: []Type{"array(T)"}, result: "T", sql: withResult("array_min")}},
	"map":            {sig(mapOf("K", "V"), "array(K)", "array(V)")},
	"map_keys":       {{params: []Type{"map(K,V)"}, result: "array(K)", sql: withResult("map_keys")}},
	"map_values":     {sig("array(V)", "map(K,V)")},

	// time
	"from_unixtime": {sig(Timestamp, Bigint), sig(Timestamp, Double)},
	"to_unixtime":   {sig(Double, Timestamp)},
	"date_trunc":    {sig(Timestamp, Varchar, Timestamp), {params: []Type{Varchar, Bigint}, result: Timestamp, sql: prefixed("date_trunc_seconds")}},
	"date_format":   {sig(Varchar, Timestamp, Varchar), {params: []Type{Bigint, Varchar}, result: Varchar, sql: prefixed("date_format_seconds")}},
	"date_parse":    {sig(Timestamp, Varchar, Varchar)},
	"date_diff":     {sig(Bigint, Varchar, Timestamp, Timestamp)},
}

// windowFunctions are those that exist over a window only; SQLite has them.
var windowFunctions = map[string][]signature{
	"row_number":   {sig(Bigint)},
	"rank":         {sig(Bigint)},
	"dense_rank":   {sig(Bigint)},
	"percent_rank": {sig(Double)},
	"cume_dist":    {sig(Double)},
	"ntile":        {sig(Bigint, Bigint)},
	"first_value":  {sig("T", "T")},
	"last_value":   {sig("T", "T")},
	"nth_value":    {sig("T", "T", Bigint)},
	"lag":          {sig("T", "T"), sig("T", "T", Bigint), sig("T", "T", Bigint, "T")},
	"lead":         {sig("T", "T"), sig("T", "T", Bigint), sig("T", "T", Bigint, "T")},
}

// prefixed calls a runtime function of another name.
func prefixed(name string) func([]typed, Type) string {
	return func(args []typed, _ Type) string { return functionSQL(name, args) }
}

// withResult calls a runtime function with the name of the result's type as
// its last argument.
func withResult(name string) func([]typed, Type) string {
	return func(args []typed, result Type) string {
		return functionSQL(name, append(append([]typed(nil), args...), constant(string(result))))
	}
}

func mapElementSQL(args []typed, result Type) string {
	return mapLookUpSQL("map_element", args, result)
}

func mapSubscriptSQL(args []typed, result Type) string {
	return mapLookUpSQL("map_subscript", args, result)
}

func mapLookUpSQL(name string, args []typed, result Type) string {
	key, _ := args[0].typ.entry()
	return functionSQL(name, []typed{args[0], args[1], constant(string(key)), constant(string(result))})
}

func containsSQL(args []typed, _ Type) string {
	element := args[0].typ.element()
	return functionSQL("contains", []typed{args[0], typed{args[1].as(element), element}.encoded()})
}
