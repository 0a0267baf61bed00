package sls

import (
	"bytes"
	"encoding/json"
	"errors"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/go-faster/jx"
	"github.com/stretchr/testify/require"
)

// readAllRows decodes an answer and copies its rows.
func readAllRows(decoder *jx.Decoder) (LogsMeta, []Row, error) {
	var rows []Row
	meta, err := decodeRows(decoder, func(row Row) error {
		rows = append(rows, slices.Clone(row))
		return nil
	})
	return meta, rows, err
}

// scanAllRows is readAllRows from memory, and holds rows that pass to those that may be kept.
func scanAllRows(t *testing.T, answer []byte) (LogsMeta, []Row, error) {
	t.Helper()
	var rows, passing []Row
	meta, err := scanRows(answer, false, func(row Row) error {
		rows = append(rows, slices.Clone(row))
		return nil
	})
	passingMeta, passingErr := scanRows(answer, true, func(row Row) error {
		var kept Row
		for _, field := range row {
			kept = append(kept, Field{field.Key, strings.Clone(field.Value)})
		}
		passing = append(passing, kept)
		return nil
	})
	require.Equal(t, meta, passingMeta)
	require.Equal(t, err, passingErr)
	require.Len(t, passing, len(rows))
	for i := range rows {
		require.ElementsMatch(t, rows[i], passing[i])
	}
	return meta, rows, err
}

// rowsAnswers are answers of GetLogs and what they say.
var rowsAnswers = []struct {
	name, answer string
	meta         LogsMeta
	rows         []Row
}{
	{
		name: "meta first",
		answer: `{"meta":{"progress":"Complete","count":2,"hasSQL":true,"isAccurate":false,"processedRows":12345678901,"processedBytes":99,
			"elapsedMillisecond":21,"limited":"100","keys":["b","a"],"columnTypes":["varchar"],"mode":0},"data":[{"a":"1","b":"2"},{"b":"3"}]}`,
		meta: LogsMeta{Complete: true, Count: 2, HasSQL: true, ProcessedRows: 12345678901, ProcessedBytes: 99, Elapsed: 21 * time.Millisecond, Limited: "100", Keys: []string{"b", "a"}},
		rows: []Row{{{"a", "1"}, {"b", "2"}}, {{"b", "3"}}},
	},
	{
		name:   "meta last, in other types and letter case",
		answer: `{"data":[{"a":"1"}],"meta":{"count":"1","progress":"COMPLETE","processedRows":1e3,"limited":100}}`,
		meta:   LogsMeta{Complete: true, Accurate: true, Count: 1, ProcessedRows: 1000, Limited: "100"},
		rows:   []Row{{{"a", "1"}}},
	},
	{
		name:   "incomplete",
		answer: `{"meta":{"progress":"Incomplete","isAccurate":null,"keys":null},"data":[]}`,
		meta:   LogsMeta{Accurate: true},
	},
	{
		name:   "values that aren't strings",
		answer: `{"meta":{"progress":"Complete"},"data":[{"null":null,"number": 1.50 ,"bool":true,"array":[1, "x"],"object":{"k":[]},"empty":""},{}]}`,
		meta:   LogsMeta{Complete: true, Accurate: true},
		rows:   []Row{{{"null", ""}, {"number", "1.50"}, {"bool", "true"}, {"array", `[1, "x"]`}, {"object", `{"k":[]}`}, {"empty", ""}}, {}},
	},
	{
		name:   "unknown members, null data",
		answer: `{"new":{"data":[{"no":"row"}]},"meta":{"progress":"Complete","terms":[{"key":"","term":"x"}],"new":[[]]},"data":null}`,
		meta:   LogsMeta{Complete: true, Accurate: true},
	},
	{
		name:   "escapes, repeated keys and all of Unicode",
		answer: `{"meta":{},"data":[{"k\"1":"a\\b\n\u4e2d\ud83d\ude00","k\"1":"中文😀","":"nameless"}]}`,
		meta:   LogsMeta{Accurate: true},
		rows:   []Row{{{`k"1`, "a\\b\n中😀"}, {`k"1`, "中文😀"}, {"", "nameless"}}},
	},
	{
		name:   "text cut within a character, half a surrogate pair",
		answer: "{\"data\":[{\"cut\":\"\xe4\xb8\xad\xe6\x96\",\"half\":\"\\ud83d\",\"k\xff\":\"v\"}]}",
		meta:   LogsMeta{Accurate: true},
		rows:   []Row{{{"cut", "中\uFFFD"}, {"half", "\uFFFD"}, {"k\uFFFD", "v"}}},
	},
}

func TestDecodeRows(t *testing.T) {
	for _, test := range rowsAnswers {
		decoders := map[string]*jx.Decoder{
			"in memory":    jx.DecodeStr(test.answer),
			"from network": jx.Decode(iotest.OneByteReader(bytes.NewReader([]byte(test.answer))), readBufferSize),
		}
		for where, decoder := range decoders {
			t.Run(test.name+" "+where, func(t *testing.T) {
				meta, rows, err := readAllRows(decoder)
				require.NoError(t, err)
				requireRows(t, test.meta, test.rows, meta, rows)
			})
		}
		t.Run(test.name+" scanned", func(t *testing.T) {
			meta, rows, err := scanAllRows(t, []byte(test.answer))
			require.NoError(t, err)
			requireRows(t, test.meta, test.rows, meta, rows)
		})
	}
}

func requireRows(t *testing.T, wantedMeta LogsMeta, wanted []Row, meta LogsMeta, rows []Row) {
	t.Helper()
	require.Equal(t, wantedMeta, meta)
	require.Len(t, rows, len(wanted))
	for i := range rows {
		require.ElementsMatch(t, wanted[i], rows[i])
	}
}

func TestDecodeRowsRefuses(t *testing.T) {
	tests := []struct{ name, answer string }{
		{"nothing", ``},
		{"HTML", `<html>`},
		{"array, as the first version of the API answers", `[{"a":"1"}]`},
		{"object of something else", `{"errorCode":"x"}`},
		{"truncated in meta", `{"meta":{"progress":"Comp`},
		{"truncated between rows", `{"meta":{},"data":[{"a":"1"},`},
		{"truncated after the rows", `{"meta":{},"data":[{"a":"1"}]`},
		{"row that is no object", `{"data":["a"]}`},
		{"data that is no array", `{"data":{"a":"1"}}`},
		{"bad escape", `{"data":[{"a":"\x"}]}`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, _, err := readAllRows(jx.DecodeStr(test.answer))
			require.Error(t, err)
			_, _, err = readAllRows(jx.Decode(iotest.HalfReader(bytes.NewReader([]byte(test.answer))), readBufferSize))
			require.Error(t, err)
			_, _, err = scanAllRows(t, []byte(test.answer))
			require.Error(t, err)
		})
	}
}

func TestDecodeRowsGivesBackTheCallersError(t *testing.T) {
	stop := errors.New("enough")
	calls := 0
	_, err := decodeRows(jx.DecodeStr(`{"data":[{"a":"1"},{"a":"2"}]}`), func(Row) error { calls++; return stop })
	require.Same(t, stop, err)
	require.Equal(t, 1, calls)
	_, err = scanRows([]byte(`{"data":[{"a":"1"},{"a":"2"}]}`), true, func(Row) error { calls++; return stop })
	require.Same(t, stop, err)
	require.Equal(t, 2, calls)
}

func TestRowsMayBeReusedButStringsMayBeKept(t *testing.T) {
	answer := []byte(`{"data":[{"a":"first"},{"a":"other"}]}`)
	var kept []string
	_, err := scanRows(answer, false, func(row Row) error {
		kept = append(kept, row[0].Key+"="+row[0].Value)
		kept = append(kept, row[0].Key, row[0].Value)
		return nil
	})
	require.NoError(t, err)
	copy(answer, bytes.Repeat([]byte("x"), len(answer)))
	require.Equal(t, []string{"a=first", "a", "first", "a=other", "a", "other"}, kept)
}

func TestRowGet(t *testing.T) {
	row := Row{{"traceID", "1"}, {"traceid", "2"}, {"traceID", "3"}}
	value, ok := row.Get("traceID")
	require.True(t, ok)
	require.Equal(t, "1", value)
	value, ok = row.Get("traceid")
	require.True(t, ok)
	require.Equal(t, "2", value)
	_, ok = row.Get("TraceID")
	require.False(t, ok)
}

// plainRows is decodeRows by encoding/json and a tree. Rows with a key twice are
// told apart by their last value only.
func plainRows(answer []byte) ([]map[string]string, error) {
	var tree struct {
		Data []map[string]json.RawMessage `json:"data"`
	}
	decoder := json.NewDecoder(bytes.NewReader(answer))
	if err := decoder.Decode(&tree); err != nil {
		return nil, err
	}
	rows := []map[string]string{}
	for _, fields := range tree.Data {
		row := map[string]string{}
		for key, raw := range fields {
			var text string
			if json.Unmarshal(raw, &text) != nil {
				text = string(raw)
			}
			row[key] = text
		}
		rows = append(rows, row)
	}
	return rows, nil
}

func requireSameAsPlain(t *testing.T, answer []byte, plain []map[string]string) {
	t.Helper()
	_, rows, err := readAllRows(jx.DecodeBytes(answer))
	require.NoError(t, err)
	require.Equal(t, brokenOnce(plain), brokenOnce(asMaps(rows)))
	_, rows, err = scanAllRows(t, answer)
	require.NoError(t, err)
	require.Equal(t, brokenOnce(plain), brokenOnce(asMaps(rows)))
}

// brokenOnce makes one U+FFFD of several in a row: encoding/json puts one in the place of
// each broken byte, and the decoder, in whose texts a character may be cut, of all.
func brokenOnce(rows []map[string]string) []map[string]string {
	once := func(text string) string { return severalBroken.ReplaceAllString(text, "\uFFFD") }
	whole := make([]map[string]string, len(rows))
	for i, row := range rows {
		whole[i] = map[string]string{}
		for key, value := range row {
			whole[i][once(key)] = once(value)
		}
	}
	return whole
}

var severalBroken = regexp.MustCompile("\uFFFD{2,}")

func asMaps(rows []Row) []map[string]string {
	got := []map[string]string{}
	for _, row := range rows {
		fields := map[string]string{}
		for _, field := range row {
			fields[field.Key] = field.Value
		}
		got = append(got, fields)
	}
	return got
}

func TestDecodeRowsAsEncodingJSON(t *testing.T) {
	answer := spanRows(50)
	plain, err := plainRows(answer)
	require.NoError(t, err)
	require.Len(t, plain, 50)
	requireSameAsPlain(t, answer, plain)
}

// FuzzDecodeRows looks for answers that crash the decoder or that it reads
// otherwise than encoding/json.
func FuzzDecodeRows(f *testing.F) {
	for _, seed := range []string{
		`{"meta":{"count":1},"data":[{"a":"1","b":null,"c":[1,{"d":2}]}]}`,
		`{"data":[{"a":"\u00e4\ud83d\ude00\\\"","":""},{}]}`,
		`{"data":[{"a":1e400,"b":-0,"c":true}]}`,
		`{"data":[`,
		"{\"data\":[{\"\xff\":\"\\uD83D\\u0041\\ud83d\xe4\"}]}",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, answer []byte) {
		_, _, err := readAllRows(jx.Decode(bytes.NewReader(answer), readBufferSize))
		_, _, scanErr := scanAllRows(t, answer)
		// A tree matches names of members regardless of case, takes null for a row
		// and the last of repeated members: not answers to compare.
		comparable := json.Valid(answer) && bytes.HasPrefix(answer, []byte(`{"data":[{`)) &&
			bytes.Count(bytes.ToLower(answer), []byte("data")) == 1 && !bytes.Contains(answer, []byte("null"))
		if !comparable {
			return
		}
		if plain, treeErr := plainRows(answer); treeErr == nil {
			require.NoError(t, err)
			require.NoError(t, scanErr)
			requireSameAsPlain(t, answer, plain)
		}
	})
}
