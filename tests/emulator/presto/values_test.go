package presto

import (
	"context"
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestDoublesPrintAsInJava(t *testing.T) {
	tests := []struct {
		name  string
		value float64
		want  string
	}{
		{"zero", 0, "0.0"},
		{"whole", 1, "1.0"},
		{"negative", -2.25, "-2.25"},
		{"smallest plain", 0.001, "0.001"},
		{"below it", 0.0001, "1.0E-4"},
		{"largest plain", 9999999, "9999999.0"},
		{"above it", 1e7, "1.0E7"},
		{"with digits", 1.7000000400001e15, "1.7000000400001E15"},
		{"infinite", math.Inf(-1), "-Infinity"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) { require.Equal(t, test.want, doubleText(test.value)) })
	}
}

// twoRows is a table of two records, one with gaps.
func twoRows(t *testing.T) *Table {
	t.Helper()
	table, err := NewTable("spans", []Column{{"__time__", Bigint}, {"service", Varchar}, {"Duration", Bigint}, {"duration", Varchar}, {"x", Double}}, time.UTC)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, table.Close()) })
	require.NoError(t, table.Insert([]Row{
		{ID: 1, Values: []any{int64(1), "a", int64(5), "v", 1.5}},
		{ID: 2, Values: []any{int64(2), "b", int64(6), nil, nil}},
	}))
	return table
}

func ask(t *testing.T, table *Table, sql string, ids []int64) (*Result, error) {
	t.Helper()
	statement, err := Parse(sql)
	if err != nil {
		return nil, err
	}
	return table.Query(context.Background(), statement, ids)
}

func TestStatements(t *testing.T) {
	table := twoRows(t)
	tests := []struct {
		name string
		sql  string
		want []string
	}{
		{"names that differ by case alone", `select Duration, duration from log limit 1`, []string{"5", "v"}},
		{"casts", `select cast(1.5e10 as varchar), cast(true as varchar), cast('2' as double), cast(2.5 as bigint), cast('abc' as varchar(2)) from log limit 1`, []string{"1.5E10", "true", "2.0", "3", "ab"}},
		{"JSON to a map", `select cast(json_parse('{"a":[1,2]}') as map(varchar, array(bigint))) from log limit 1`, []string{`{"a":[1,2]}`}},
		{"JSON values", `select json_parse('[1, {"a" : 2}]'), json_format(json_parse('"x"')), json_array_length('[1,2,3]') from log limit 1`, []string{`[1,{"a":2}]`, `"x"`, "3"}},
		{"division of reals", `select 1 / 0e0, -1 / 0e0 from log limit 1`, []string{"Infinity", "-Infinity"}},
		{"distinct from", `select 1 is distinct from null, null is not distinct from null from log limit 1`, []string{"true", "true"}},
		{"filtered aggregate", `select count(*) filter (where x > 1) from log`, []string{"1"}},
		{"array_agg keeps NULL", `select array_agg(x order by service desc), array_agg(distinct service order by service) from log`, []string{"[null, 1.5]", `["a", "b"]`}},
		{"unnest of JSON", `select array_agg(json_extract_scalar(j, '$.k')) from (select cast(json_parse('[{"k":1},{"k":"z"},3]') as array(json)) as a from log limit 1) cross join unnest(a) as t(j)`, []string{`["1", "z", null]`}},
		{"unnest of a map", `select max(k), max(v) from (select map_agg(service, x) as m from log) cross join unnest(m) as t(k, v)`, []string{"b", "1.5"}},
		{"named queries", `with a as (select 1 as x from log limit 1), b as (select x + 1 as y from a) select y from b`, []string{"2"}},
		{"scalar sub-query", `select service from log where Duration = (select max(Duration) from log)`, []string{"b"}},
		{"exists", `select count(1) from log where exists (select 1 from log where x > 100)`, []string{"0"}},
		{"bases", `select from_base('ff', 16), to_base(255, 16) from log limit 1`, []string{"255", "ff"}},
		{"patterns", `select regexp_extract('GET /a/12', '/(\d+)', 1), regexp_replace('a1b2', '(\d)', '<$1>') from log limit 1`, []string{"12", "a<1>b<2>"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			result, err := ask(t, table, test.sql, nil)
			require.NoError(t, err)
			require.Equal(t, [][]string{test.want}, result.Rows)
		})
	}
}

func TestOnlyTheGivenRowsAreSeen(t *testing.T) {
	table := twoRows(t)
	for name, test := range map[string]struct {
		ids  []int64
		want string
	}{"all": {nil, "2"}, "one": {[]int64{2}, "1"}, "none": {[]int64{}, "0"}} {
		t.Run(name, func(t *testing.T) {
			result, err := ask(t, table, "select count(1) from log", test.ids)
			require.NoError(t, err)
			require.Equal(t, [][]string{{test.want}}, result.Rows)
		})
	}
}

func TestRefusalsTellTheirPlace(t *testing.T) {
	table := twoRows(t)
	_, err := ask(t, table, "select service,\n  nothing from log", nil)
	var refusal *Error
	require.ErrorAs(t, err, &refusal)
	require.Equal(t, ColumnNotExists, refusal.Kind)
	require.Equal(t, []int{2, 3}, []int{refusal.Line, refusal.Column})

	_, err = ask(t, table, "select DURATION from log", nil)
	require.ErrorContains(t, err, "Column 'DURATION' is ambiguous")
}

func TestTimeInWhereIsNoticed(t *testing.T) {
	tests := []struct {
		name string
		sql  string
		want bool
	}{
		{"where", "select 1 from log where __time__ > 5", true},
		{"where of a sub-query", "select 1 from (select service from log where service = 'a' and __time__ > 5)", true},
		{"list only", "select __time__ from log where service = 'a'", false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			statement, err := Parse(test.sql)
			require.NoError(t, err)
			require.Equal(t, test.want, statement.ConstrainsTime())
		})
	}
}
