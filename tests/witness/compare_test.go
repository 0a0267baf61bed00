//go:build witness

package witness

import (
	"encoding/json"
	"errors"
	"math"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	official "github.com/aliyun/aliyun-log-go-sdk"
	"github.com/stretchr/testify/require"
)

// verdict is what the emulator and Presto both say.
type verdict struct {
	// rows is how many rows both give.
	rows int
	// emulatorRefusal and prestoRefusal are empty if a statement is accepted.
	emulatorRefusal, prestoRefusal string
}

// judge runs a query on both and fails the test unless their rows are equal or
// both refuse. Presto gets the records that the search part finds.
func judge(t *testing.T, l *logstore, q query) verdict {
	t.Helper()
	search, sql := q.split()
	require.NotEmpty(t, sql, "not a statement: %s", q.text)
	records := l.records(t, query{search, q.from, q.to})
	theirs := presto.run(t, tableFor(l.index, records, sql), sql)
	ours, err := l.ask(q, 0)
	said := verdict{prestoRefusal: theirs.Refusal, emulatorRefusal: refusal(t, err)}
	if said.prestoRefusal != "" || said.emulatorRefusal != "" {
		require.True(t, said.prestoRefusal != "" && said.emulatorRefusal != "", "one refuses and the other doesn't\nstatement: %s\nPresto: %s\nemulator: %s",
			q.text, brief(said.prestoRefusal), said.emulatorRefusal)
		return said
	}
	require.Equal(t, columnsOf(theirs), emulatorColumns(ours), "columns of %s", q.text)
	prestoRows, emulatorRows := rowsOf(theirs), emulatorRows(t, ours)
	if !ordered(sql) {
		slices.SortFunc(prestoRows, slices.Compare)
		slices.SortFunc(emulatorRows, slices.Compare)
	}
	require.Equal(t, len(prestoRows), len(emulatorRows), "rows of %s", q.text)
	for i := range prestoRows {
		for k, c := range theirs.Columns {
			require.True(t, alike(c, sql, prestoRows[i][k], emulatorRows[i][k]), "row %d, column %s\nPresto:   %s\nemulator: %s\nstatement: %s",
				i, c.Name, prestoRows[i][k], emulatorRows[i][k], q.text)
		}
	}
	said.rows = len(prestoRows)
	return said
}

// refusal is the emulator's sentence. A statement is refused with ParameterInvalid;
// any other error is a fault.
func refusal(t *testing.T, err error) string {
	t.Helper()
	if err == nil {
		return ""
	}
	var refused *official.Error
	require.True(t, errors.As(err, &refused), "%v", err)
	require.Equal(t, "ParameterInvalid", refused.Code, refused.Message)
	require.EqualValues(t, http.StatusBadRequest, refused.HTTPCode)
	return refused.Message
}

// brief leaves out the list of everything that a syntax error could have been.
func brief(text string) string {
	text, _, _ = strings.Cut(text, " expecting {")
	return text
}

// typeNames are types that the service does not tell apart from others.
var typeNames = strings.NewReplacer("integer", "bigint", " ", "")

var varcharLength = regexp.MustCompile(`varchar\(\d+\)`)

func columnsOf(a answer) []column {
	columns := make([]column, len(a.Columns))
	for i, c := range a.Columns {
		columns[i] = column{c.Name, typeNames.Replace(varcharLength.ReplaceAllString(c.Type, "varchar"))}
	}
	return columns
}

func emulatorColumns(answer *official.GetLogsV3Response) []column {
	columns := make([]column, len(answer.Meta.Keys))
	for i, name := range answer.Meta.Keys {
		columns[i] = column{Name: name}
		if i < len(answer.Meta.ColumnTypes) {
			columns[i].Type = typeNames.Replace(answer.Meta.ColumnTypes[i])
		}
	}
	return columns
}

// rowsOf spells Presto's values as Log Service does: NULL is the word null,
// arrays and maps are JSON.
func rowsOf(a answer) [][]string {
	rows := make([][]string, len(a.Rows))
	for i, row := range a.Rows {
		for _, value := range row {
			rows[i] = append(rows[i], spelled(value))
		}
	}
	return rows
}

func spelled(value any) string {
	switch v := value.(type) {
	case nil:
		return "null"
	case string:
		return v
	default:
		text, _ := json.Marshal(v)
		return string(text)
	}
}

func emulatorRows(t *testing.T, answer *official.GetLogsV3Response) [][]string {
	t.Helper()
	rows := make([][]string, len(answer.Logs))
	for i, log := range answer.Logs {
		for _, name := range answer.Meta.Keys {
			value, ok := log[name]
			require.True(t, ok, "row %d has no column %s", i, name)
			rows[i] = append(rows[i], value)
		}
	}
	return rows
}

// lastClause finds what follows the last closing parenthesis, where the order of
// the whole answer is said.
var lastClause = regexp.MustCompile(`(?i)\border by [^()]*$`)

// ordered says whether a statement decides the order of its rows.
func ordered(sql string) bool { return lastClause.MatchString(sql) }

// unordered are columns of arrays in whatever order the engine met their elements.
var unordered = []string{"services"}

// alike compares one value. Texts and whole numbers must be equal; doubles may
// differ in the last digits, approximate figures by as much as they may be wrong.
func alike(c column, sql, theirs, ours string) bool {
	if theirs == ours {
		return true
	}
	difference := 0.0
	switch {
	case strings.Contains(sql, "approx_"):
		difference = 0.05
	case strings.Contains(c.Type, "double"), strings.Contains(c.Type, "real"):
		difference = 1e-9
	}
	a, aIsJSON := parsed(theirs)
	b, bIsJSON := parsed(ours)
	if !aIsJSON || !bIsJSON {
		return near(theirs, ours, difference)
	}
	if slices.Contains(unordered, c.Name) {
		sortTexts(a)
		sortTexts(b)
	}
	return alikeJSON(a, b, difference)
}

// parsed reads an array or object; a scalar is left to be compared as text.
func parsed(text string) (any, bool) {
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.UseNumber()
	var value any
	if decoder.Decode(&value) != nil || decoder.More() {
		return nil, false
	}
	switch value.(type) {
	case []any, map[string]any:
		return value, true
	}
	return nil, false
}

func sortTexts(value any) {
	if array, ok := value.([]any); ok {
		slices.SortFunc(array, func(a, b any) int { return strings.Compare(leaf(a), leaf(b)) })
	}
}

func alikeJSON(a, b any, difference float64) bool {
	switch a := a.(type) {
	case []any:
		b, ok := b.([]any)
		return ok && slices.EqualFunc(a, b, func(x, y any) bool { return alikeJSON(x, y, difference) })
	case map[string]any:
		b, ok := b.(map[string]any)
		if !ok || len(a) != len(b) {
			return false
		}
		for key, value := range a {
			if other, ok := b[key]; !ok || !alikeJSON(value, other, difference) {
				return false
			}
		}
		return true
	default:
		return leaf(a) == leaf(b) || near(leaf(a), leaf(b), difference)
	}
}

func leaf(value any) string {
	switch v := value.(type) {
	case nil:
		return "null"
	case string:
		return v
	case bool:
		return strconv.FormatBool(v)
	case json.Number:
		return v.String()
	default:
		return ""
	}
}

func near(a, b string, difference float64) bool {
	x, errX := strconv.ParseFloat(a, 64)
	y, errY := strconv.ParseFloat(b, 64)
	if errX != nil || errY != nil || difference == 0 {
		return false
	}
	return math.Abs(x-y) <= difference*math.Max(math.Abs(x), math.Abs(y))
}
