//go:build witness

package witness

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"logservice-jaeger-datasource/tests/emulator"
)

// What SQL sees of a record is worked out here from the service's documentation
// and not from the emulator's code:
// https://www.alibabacloud.com/help/en/sls/user-guide/create-indexes

// prestoTypes are the types of SQL by those of the index. A JSON field is text;
// its listed members are columns of their own.
var prestoTypes = map[string]string{"text": "varchar", "json": "varchar", "long": "bigint", "double": "double"}

// defaultTextLength is how many bytes of a field SQL sees if the index doesn't say.
const defaultTextLength = 2048

// source is a column and where its values come from.
type source struct {
	column
	value func(record map[string]string) *string
}

// tableFor makes the table that Log Service would run a statement over.
func tableFor(index *emulator.Index, records []map[string]string, sql string) *table {
	sources := withoutTwins(mentioned(sourcesOf(index), sql), sql)
	made := &table{Rows: make([][]*string, len(records))}
	for _, s := range sources {
		made.Columns = append(made.Columns, s.column)
	}
	for i, record := range records {
		for _, s := range sources {
			made.Rows[i] = append(made.Rows[i], s.value(record))
		}
	}
	return made
}

func sourcesOf(index *emulator.Index) []source {
	length := index.MaxTextLen
	if length == 0 {
		length = defaultTextLength
	}
	sources := []source{
		{column{"__time__", "bigint"}, field("__time__", "bigint", length)},
		{column{"__topic__", "varchar"}, field("__topic__", "varchar", length)},
		{column{"__source__", "varchar"}, field("__source__", "varchar", length)},
	}
	for name, key := range index.Keys {
		if !key.DocValue {
			continue
		}
		sources = append(sources, source{column{name, prestoTypes[key.Type]}, field(name, prestoTypes[key.Type], length)})
		for path, leaf := range key.JSONKeys {
			if leaf.DocValue {
				sources = append(sources, source{column{name + "." + path, prestoTypes[leaf.Type]}, member(name, path, prestoTypes[leaf.Type], length)})
			}
		}
	}
	slices.SortFunc(sources[3:], func(a, b source) int { return strings.Compare(a.Name, b.Name) })
	return sources
}

// mentioned leaves out columns whose names a statement doesn't hold anywhere: a
// table of a hundred columns takes longer to make than the statement to run.
func mentioned(sources []source, sql string) []source {
	lower := strings.ToLower(sql)
	if strings.Contains(lower, "select *") {
		return sources
	}
	return slices.DeleteFunc(sources, func(s source) bool {
		return s.Name != "__time__" && !strings.Contains(lower, strings.ToLower(s.Name)) && !strings.Contains(lower, strings.ToLower(quoted(s.Name)))
	})
}

// withoutTwins leaves out columns whose names differ only by case from one that
// the statement names: Presto compares names without case.
func withoutTwins(sources []source, sql string) []source {
	named := func(s source) bool { return strings.Contains(sql, quoted(s.Name)) }
	chosen := map[string]string{}
	for _, s := range sources {
		lower := strings.ToLower(s.Name)
		if _, ok := chosen[lower]; !ok || named(s) {
			chosen[lower] = s.Name
		}
	}
	return slices.DeleteFunc(sources, func(s source) bool { return chosen[strings.ToLower(s.Name)] != s.Name })
}

func quoted(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

func field(name, sqlType string, length int) func(map[string]string) *string {
	return func(record map[string]string) *string {
		text, ok := record[name]
		if !ok {
			return nil
		}
		return asType(text, sqlType, length)
	}
}

// member reads a member of a JSON object, listed in the index by its path.
func member(name, path, sqlType string, length int) func(map[string]string) *string {
	return func(record map[string]string) *string {
		decoder := json.NewDecoder(strings.NewReader(record[name]))
		decoder.UseNumber()
		var object map[string]any
		if decoder.Decode(&object) != nil {
			return nil
		}
		switch value := find(object, path).(type) {
		case string:
			return asType(value, sqlType, length)
		case json.Number:
			return asType(value.String(), sqlType, length)
		case bool:
			return asType(strconv.FormatBool(value), sqlType, length)
		default:
			return nil
		}
	}
}

// find follows a path of which a dot may part steps or belong to a key.
func find(value any, path string) any {
	object, ok := value.(map[string]any)
	if !ok {
		return nil
	}
	if found, ok := object[path]; ok {
		return found
	}
	for i, char := range path {
		if char == '.' {
			if found := find(object[path[:i]], path[i+1:]); found != nil {
				return found
			}
		}
	}
	return nil
}

// asType is a value as a column holds it: texts are cut, what isn't a number is
// NULL in a column of numbers.
func asType(text, sqlType string, length int) *string {
	switch sqlType {
	case "bigint":
		if _, err := strconv.ParseInt(text, 10, 64); err != nil {
			return nil
		}
	case "double":
		if _, err := strconv.ParseFloat(text, 64); err != nil {
			return nil
		}
	default:
		if len(text) > length {
			text = strings.ToValidUTF8(text[:length], "")
		}
	}
	return &text
}
