package emulator

import (
	"fmt"
	"strings"
	"testing"

	sls "github.com/aliyun/aliyun-log-go-sdk"
	"github.com/stretchr/testify/require"
)

// sqlRecords is the data of the SQL tests: four spans of two traces.
func sqlRecords() []*sls.Log {
	return []*sls.Log{
		logAt(noon, "traceID", "0A1", "spanID", "1", "name", "GET /cart", "service", "checkout", "duration", "900", "start", "1700000040000000", "ratio", "0.5",
			"attribute", `{"http.method":"GET","http.status_code":200,"peer":{"name":"db"},"error":false}`),
		logAt(noon+1, "traceID", "0A1", "spanID", "2", "name", "select", "service", "db", "duration", "100", "start", "1700000040000100", "ratio", "1e10",
			"attribute", `{"http.method":"POST","http.status_code":"500","error":"true"}`),
		logAt(noon+2, "traceID", "b2", "spanID", "3", "name", "付款 'x'", "service", "checkout", "duration", "50", "start", "1700000042000000", "ratio", "-2.25", "attribute", "cut sho"),
		logAt(noon+90, "traceID", "b2", "spanID", "4", "name", "late", "duration", "n/a"),
	}
}

// queryRows runs a query through the official client and writes every row as
// its values in column order.
func queryRows(t *testing.T, client sls.ClientInterface, query string) ([][]string, *sls.GetLogsV3Response) {
	t.Helper()
	answer, err := client.GetLogsV3(testProject, testLogstore, &sls.GetLogRequest{From: noon, To: noon + 60, Query: query})
	require.NoError(t, err, query)
	rows := [][]string{}
	for _, row := range answer.Logs {
		values := make([]string, len(answer.Meta.Keys))
		for i, key := range answer.Meta.Keys {
			values[i] = row[key]
		}
		rows = append(rows, values)
	}
	return rows, answer
}

// sqlCases are statements and their rows, values in column order.
var sqlCases = []struct {
	name  string
	query string
	want  [][]string
}{
	{"count without from", `* | select count(1)`, [][]string{{"3"}}},
	{"search restricts log", `service: checkout | select count(*) as n from log`, [][]string{{"2"}}},
	{"time in where widens the range", `* | select count(1) from log where __time__ >= 0`, [][]string{{"4"}}},
	{"written case of names", `* | select traceID, SpanID from log order by spanid limit 1`, [][]string{{"0A1", "1"}}},
	{"null and missing", `* | select "service", duration from log where __time__ = 1700000130`, [][]string{{"null", "null"}}},
	{"doubles", `* | select ratio, ratio * 2, cast(ratio as varchar) from log order by spanID`, [][]string{{"0.5", "1.0", "0.5"}, {"1.0E10", "2.0E10", "1.0E10"}, {"-2.25", "-4.5", "-2.25"}}},
	{"booleans", `* | select duration > 60 and true, not service = 'db' from log order by spanID limit 1`, [][]string{{"true", "true"}}},
	{"whole division", `* | select 7 / 2, 7 % 2, -7 / 2, 7 / 2e0`, [][]string{{"3", "1", "-3", "3.5"}, {"3", "1", "-3", "3.5"}, {"3", "1", "-3", "3.5"}}},
	{"limit with offset", `* | select spanID from log order by 1 limit 1, 1`, [][]string{{"2"}}},
	{"json", `* | select json_extract_scalar(attribute, '$["http.method"]'), json_extract_scalar(attribute, '$.peer.name'), json_extract_scalar(attribute, '$.http.method') from log where spanID = '1'`, [][]string{{"GET", "db", "null"}}},
	{"json columns", `* | select "attribute.http.method", "attribute.http.status_code" + 1, "attribute.peer.name" from log order by spanID limit 2`, [][]string{{"GET", "201", "db"}, {"POST", "501", "null"}}},
	{"try", `* | select try(json_extract_scalar(attribute, '$.error')), try(1 / 0), coalesce(try(cast(name as bigint)), -1) from log order by spanID`, [][]string{{"false", "null", "-1"}, {"true", "null", "-1"}, {"null", "null", "-1"}}},
	{"nested try", `* | select try(coalesce(try(1 / 0), duration / 0)), try(coalesce(try(1/0), 5)) from log limit 1`, [][]string{{"null", "5"}}},
	{"aggregates", `* | select count(distinct traceID), sum(duration), avg(duration), min(duration), max(name), count_if(duration > 60), bool_or(duration > 800), every(duration > 60) from log`, [][]string{{"2", "1050", "350.0", "50", "付款 'x'", "2", "true", "false"}}},
	{"by", `* | select max_by(name, duration), min_by(name, duration), max_by(spanID, duration, 2), arbitrary(duration is null) from log`, [][]string{{"GET /cart", "付款 'x'", `["1", "2"]`, "false"}}},
	{"percentiles", `* | select approx_percentile(duration, 0.5), approx_percentile(duration, array[0.5, 0.99]), approx_percentile(ratio, 0), approx_distinct(service) from log`, [][]string{{"100", "[100, 900]", "-2.25", "2"}}},
	{"arrays", `* | select array_agg(spanID order by duration), array_agg(distinct service), array[1, 2], array['a''b'] from log where service = 'checkout'`, [][]string{{`["3", "1"]`, `["checkout"]`, "[1, 2]", `["a'b"]`}}},
	{"lambda expressions", `* | select filter(array[5, null, 7], x -> x > 5), transform(array['a', 'b'], x -> concat(x, service)), cardinality(filter(array[1], duration -> duration = 1)), filter(cast(null as array(bigint)), x -> true), element_at(filter(cast(json_parse('[{"k":1.50},{"k":"x"}]') as array(json)), e -> json_extract_scalar(e, '$.k') = 'x'), 1) from log where spanID = '2'`, [][]string{{"[7]", `["adb", "bdb"]`, "1", "null", `{"k":"x"}`}}},
	{"failures in lambda expressions", `* | select filter(array['1', 'x'], x -> try(cast(x as bigint)) = 1), try(filter(array['1', 'x'], x -> cast(x as bigint) = 1)) from log where spanID = '2'`, [][]string{{`["1"]`, "null"}}},
	{"numbers beyond doubles", `* | select cast('1e999' as double) from log where spanID = '2'`, [][]string{{"Infinity"}}},
	{"maps", `* | select map_agg(spanID, duration), histogram(service), element_at(map_agg(spanID, duration), '2'), numeric_histogram(2, ratio) from log`, [][]string{{`{"1":900,"2":100,"3":50}`, `{"checkout":2,"db":1}`, "100", `{"-0.875":2.0,"1.0E10":1.0}`}}},
	{"subscripts", `* | select array[1, 2][2], map_agg(spanID, duration)['3'], element_at(array[1], 5), try(array[1][2]) from log`, [][]string{{"2", "50", "null", "null"}}},
	{"text", `* | select lpad(lower(traceID), 5, '0'), rpad('ab', 3, 'x'), strpos(name, 'ART'), length(name), split_part(name, ' ', 2), regexp_like(name, '^GET'), chr(65), concat('a', 'b', 'c'), 'a' || 'b', substr(name, 1, 3) from log where spanID = '1'`, [][]string{{"000a1", "abx", "0", "9", "/cart", "true", "A", "abc", "ab", "GET"}}},
	{"characters not bytes", `* | select length(name), substr(name, 2, 1) from log where spanID = '3'`, [][]string{{"6", "款"}}},
	{"like", `* | select count_if(name like 'get%'), count_if(name like 'GET%'), count_if(name not like '%''x''') from log`, [][]string{{"0", "1", "2"}}},
	{"case", `* | select case when duration > 500 then 'slow' else 'quick' end, case service when 'db' then 1 end, if(duration > 500, 1), nullif(service, 'db') from log order by spanID limit 2`, [][]string{{"slow", "null", "1", "checkout"}, {"quick", "1", "null", "null"}}},
	{"numbers", `* | select floor(log2(duration)), pow(2, 3), round(2.5), abs(-3), mod(7, 3), greatest(1, 2e0) from log limit 1`, [][]string{{"9.0", "8.0", "3.0", "3", "1", "2.0"}}},
	{"dates", `* | select date_trunc('minute', __time__), date_format(from_unixtime(__time__), '%Y-%m-%d %H:%i:%s'), __time__ - __time__ % 60 from log where spanID = '2'`, [][]string{{"2023-11-15 06:14:00.000", "2023-11-15 06:14:01", "1700000040"}}},
	{"group by ordinal and having", `* | select service, count(1) as n from log group by 1 having count(1) > 1 order by n desc`, [][]string{{"checkout", "2"}}},
	{"group by expression", `* | select duration / 100, count(1) from log group by duration / 100 order by 1`, [][]string{{"0", "1"}, {"1", "1"}, {"9", "1"}}},
	{"windows", `* | select spanID, row_number() over (partition by traceID order by duration desc) as n, sum(duration) over (partition by traceID) from log order by spanID`, [][]string{{"1", "1", "1000"}, {"2", "2", "1000"}, {"3", "1", "50"}}},
	{"window of an aggregate", `* | select service, sum(count(1)) over () from log group by service order by 1`, [][]string{{"checkout", "3"}, {"db", "3"}}},
	{"join", `* | select a.spanID, b.n from log a join (select traceID, count(1) as n from log group by 1) b on a.traceID = b.traceID order by 1`, [][]string{{"1", "2"}, {"2", "2"}, {"3", "1"}}},
	{"with", `* | with t as (select traceID from log where duration > 500) select count(1) from log where traceID in (select traceID from t)`, [][]string{{"2"}}},
	{"unnest", `* | select x, count(1) from log cross join unnest(split(name, ' ')) as t(x) group by x order by 2 desc, 1 limit 2`, [][]string{{"'x'", "1"}, {"/cart", "1"}}},
	{"union", `* | select 'a' as k, count(1) as n from log union all select 'b', sum(duration) from log order by k`, [][]string{{"a", "3"}, {"b", "1050"}}},
	{"distinct", `* | select distinct service from log order by service`, [][]string{{"checkout"}, {"db"}}},
	{"nulls sort last", `* | select spanID from log where __time__ > 0 order by service desc, spanID`, [][]string{{"2"}, {"1"}, {"3"}, {"4"}}},
	{"comments", "* | select 1 -- one\n, 2 /* two\nlines */ from log limit 1", [][]string{{"1", "2"}}},
	{"map of arrays", `* | select map(array['b', 'a'], array[1, 2]), map(array['x'], array[3])['x'] from log limit 1`, [][]string{{`{"a":2,"b":1}`, "3"}}},
	{"order and numbers of JSON", `* | select json_format(json_parse('{"b": 1, "a": [1.50, null]}')), json_extract('{"x":{"d":1e3,"c":"é"}}', '$.x') from log limit 1`, [][]string{{`{"a":[1.5,null],"b":1}`, `{"c":"é","d":1000.0}`}}},
	{"sub-query as a value", `* | select (select max(duration) from log), (select name from log where false) from log limit 1`, [][]string{{"900", "null"}}},
	{"casts round away from zero and trim nothing", `* | select cast(-1.5e0 as bigint), cast(2.5e0 as bigint), try_cast(' 5' as bigint) from log limit 1`, [][]string{{"-2", "3", "null"}}},
	{"session", `* | set session parallel_sql=true; select count(1) from log`, [][]string{{"3"}}},
	{"empty aggregate", `service: nobody | select count(1), sum(duration), count_if(true), array_agg(name) from log`, [][]string{{"0", "null", "0", "null"}}},
	{"normalising sub-query", `(service: "checkout") | select "traceID" as "traceID", min("start") as "start", count(1) as "matched", min_by("service", concat(cast("start" as varchar), "traceID")) as "first", count(distinct concat("service", "traceID")) as "pairs", array_agg(distinct "service") as "services", bool_or("error") as "error", max(length("traceID")) as "size" from (select lower(lpad("traceID", 32, '0')) as "traceID", case when "start" >= 100000000000000000 then "start" / 1000 else "start" end as "start", coalesce("service", "name") as "service", try(json_extract_scalar("attribute", '$["http.method"]')) as "tag", coalesce(try(json_extract_scalar("attribute", '$["error"]')), 'false') = 'true' as "error" from log) where "service" = 'checkout' and "start" between 1 and 1700000050000000 group by 1 order by 2 desc limit 20`, [][]string{
		{strings.Repeat("0", 30) + "b2", "1700000042000000", "1", "checkout", "1", `["checkout"]`, "false", "32"},
		{strings.Repeat("0", 29) + "0a1", "1700000040000000", "1", "checkout", "1", `["checkout"]`, "false", "32"},
	}},
}

func TestSQLAnswers(t *testing.T) {
	_, base := startServer(t, Options{})
	client := defaultClient(t, base)
	makeStore(t, client, spanIndex())
	put(t, client, sqlRecords()...)
	for _, test := range sqlCases {
		t.Run(test.name, func(t *testing.T) {
			rows, _ := queryRows(t, client, test.query)
			require.Equal(t, test.want, rows)
		})
	}
}

func TestSQLNamesAndMeta(t *testing.T) {
	_, base := startServer(t, Options{})
	client := defaultClient(t, base)
	makeStore(t, client, spanIndex())
	put(t, client, sqlRecords()...)

	_, answer := queryRows(t, client, `* | select traceID, duration as Took, count(1) over (), ratio, duration > 1 from log limit 1`)
	require.Equal(t, []string{"traceID", "Took", "_col2", "ratio", "_col4"}, answer.Meta.Keys)
	require.Equal(t, []string{"varchar", "bigint", "bigint", "double", "boolean"}, answer.Meta.ColumnTypes)
	require.True(t, answer.Meta.HasSQL)
	require.EqualValues(t, 3, answer.Meta.ProcessedRows)
	require.Positive(t, answer.Meta.ProcessedBytes)

	_, answer = queryRows(t, client, `* | select * from log limit 1`)
	require.Contains(t, answer.Meta.Keys, "traceid")
	require.Contains(t, answer.Meta.Keys, "__time__")
	require.NotContains(t, answer.Meta.Keys, "unindexed")
}

func TestSQLRefusals(t *testing.T) {
	_, base := startServer(t, Options{})
	client := defaultClient(t, base)
	makeStore(t, client, spanIndex())
	put(t, client, sqlRecords()...)
	tests := []struct{ name, query, says string }{
		{"no search part", `| select 1`, "sql query must follow search query"},
		{"unknown column", `* | select nothing from log`, "Column 'nothing' cannot be resolved; please add the column in the index attribute"},
		{"double-quoted text", `* | select count(1) from log where service = "checkout"`, "Column 'checkout' cannot be resolved"},
		{"number with text", `* | select 1 from log where duration = '5'`, "'=' cannot be applied to bigint, varchar"},
		{"lower of a number", `* | select lower(duration) from log`, "Unexpected parameters (bigint) for function lower"},
		{"concat of a number", `* | select concat(service, duration) from log`, "Unexpected parameters (varchar, bigint) for function concat"},
		{"mixed in list", `* | select 1 from log where duration in (1, '2')`, "IN value and list items must be the same type"},
		{"mixed coalesce", `* | select coalesce(service, 1) from log`, "COALESCE"},
		{"group by alias", `* | select lower(service) as s, count(1) from log group by s`, "Column 's' cannot be resolved"},
		{"where on alias", `* | select lower(service) as s from log where s = 'x'`, "Column 's' cannot be resolved"},
		{"not grouped", `* | select service, name, count(1) from log group by service`, "'name' must be an aggregate expression or appear in GROUP BY clause"},
		{"not aggregated", `* | select service, count(1) from log`, "'service' must be an aggregate expression or appear in GROUP BY clause"},
		{"order by not grouped", `* | select service from log group by service order by duration`, "'duration' must be an aggregate"},
		{"aggregate in where", `* | select service from log where count(1) > 1 group by service`, "WHERE clause cannot contain aggregations"},
		{"nested aggregate", `* | select max(count(1)) from log`, "Cannot nest aggregations"},
		{"trailing semicolon", `* | select 1 from log;`, "mismatched input ';'"},
		{"division by zero", `* | select duration / 0 from log`, "Division by zero"},
		{"bad cast", `* | select cast(name as bigint) from log`, "Cannot cast"},
		{"broken JSON", `* | select json_extract_scalar(attribute, '$.a') from log`, "to JSON"},
		{"where not boolean", `* | select 1 from log where duration`, "WHERE clause must evaluate to a boolean"},
		{"unknown function", `* | select time_series(__time__, '1m', '%H', '0') from log`, "Function time_series not registered"},
		{"no such table", `* | select 1 from other`, "Table other does not exist"},
		{"limit too high", `* | select 1 from log limit 1000001`, "exceeds the maximum"},
		{"limit and offset too high", `* | select 1 from log limit 999999, 2`, "exceeds the maximum"},
		{"sub-query without from", `* | select a from (select 1 as a)`, "needs a FROM clause"},
		{"reserved word", `* | select end from log`, "mismatched input 'end'"},
		{"leading digit", `* | select 1 as 2x from log`, "identifiers must not start with a digit"},
		{"offset keyword", `* | select 1 from log limit 1 offset 1`, "mismatched input 'offset'"},
		{"overflow", `* | select start * 10000 from log`, "overflow"},
		{"sum overflow", `* | select sum(start * 5000) from log`, "overflow"},
		{"distinct order", `* | select distinct service from log order by name`, "For SELECT DISTINCT"},
		{"subscript out of bounds", `* | select array[1][2] from log`, "Array subscript out of bounds"},
		{"missing key", `* | select map_agg(spanID, duration)['x'] from log`, "Key not present in map: x"},
		{"two columns in count distinct", `* | select count(distinct service, name) from log`, "Unexpected parameters (varchar, varchar) for function count"},
		{"sub-query of many rows", `* | select 1 from log where name = (select name from log)`, "multiple rows"},
		{"function of another engine", `* | select substring(name, 2) from log`, "Function substring not registered"},
		{"escape of two characters", `* | select 1 from log where name like 'a' escape 'ab'`, "single character"},
		{"not a number", `* | select 0e0 / 0 from log`, "does not serve"},
		{"order of maps", `* | select histogram(name) as m from log order by m`, "not orderable"},
		{"arrays of different lengths as a map", `* | select map(array['a'], array[1, 2]) from log`, "same length"},
		{"comment without an end", `* | select 1 from log /* x`, "mismatched input '/'"},
		{"decimal type", `* | select cast(ratio as decimal) from log`, "the type decimal is not served"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := client.GetLogsV3(testProject, testLogstore, &sls.GetLogRequest{From: noon, To: noon + 60, Query: test.query})
			message := requireCode(t, err, 400, "ParameterInvalid")
			require.Contains(t, message, test.says)
			require.Contains(t, message, "ErrorType:")
		})
	}
}

func TestSQLRowsLimitsAndCuts(t *testing.T) {
	_, base := startServer(t, Options{})
	client := defaultClient(t, base)
	makeStore(t, client, spanIndex())
	long := strings.Repeat("é", 2000) // 4,000 bytes
	var logs []*sls.Log
	for i := range 150 {
		logs = append(logs, logAt(noon, "traceID", "t", "spanID", fmt.Sprint(i), "name", long))
	}
	put(t, client, logs...)
	rows, _ := queryRows(t, client, `* | select spanID from log`)
	require.Len(t, rows, 100)
	rows, _ = queryRows(t, client, `* | select spanID from log limit 1000`)
	require.Len(t, rows, 150)
	rows, _ = queryRows(t, client, `* | select length(name) from log limit 1`)
	require.Equal(t, [][]string{{"1024"}}, rows)
	raw, err := client.GetLogs(testProject, testLogstore, "", noon, noon+1, "spanID: 7", 1, 0, false)
	require.NoError(t, err)
	require.Equal(t, long, raw.Logs[0]["name"])
}
