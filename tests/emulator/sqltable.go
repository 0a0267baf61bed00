package emulator

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"logservice-jaeger-datasource/tests/emulator/presto"
)

// table is a logstore's SQL table, filled as far as the rows counted in it.
type table struct {
	sql     *presto.Table
	columns []sqlColumn
	filled  int
}

// sqlColumn is a column and where its value comes from.
type sqlColumn struct {
	presto.Column
	field, path string
}

func (t *table) close() {
	if t != nil {
		// An SQLite database in memory has nothing to lose by closing.
		_ = t.sql.Close()
	}
}

// sqlColumns lists what SQL sees: the meta fields and every key with
// analytics switched on.
func sqlColumns(index *Index) []sqlColumn {
	columns := []sqlColumn{
		{Column: presto.Column{Name: fieldTime, Type: presto.Bigint}, field: fieldTime},
		{Column: presto.Column{Name: fieldTopic, Type: presto.Varchar}, field: fieldTopic},
		{Column: presto.Column{Name: fieldSource, Type: presto.Varchar}, field: fieldSource},
	}
	for _, name := range sortedKeys(index.Keys) {
		key := index.Keys[name]
		if key.DocValue && name != fieldTopic && name != fieldSource && name != fieldTime {
			columns = append(columns, sqlColumn{Column: presto.Column{Name: name, Type: sqlType(key.Type)}, field: name})
		}
		for _, path := range sortedKeys(key.JSONKeys) {
			if child := key.JSONKeys[path]; child.DocValue {
				columns = append(columns, sqlColumn{Column: presto.Column{Name: name + "." + path, Type: sqlType(child.Type)}, field: name, path: path})
			}
		}
	}
	return columns
}

func sqlType(indexType string) presto.Type {
	switch indexType {
	case typeLong:
		return presto.Bigint
	case typeDouble:
		return presto.Double
	}
	return presto.Varchar
}

// currentTable returns the table, made and filled up with what has been
// written since the last statement.
func (l *logstore) currentTable(options Options) (*table, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.index == nil {
		return nil, errNoIndex()
	}
	if l.table == nil {
		columns := sqlColumns(l.index)
		names := make([]presto.Column, len(columns))
		for i, col := range columns {
			names[i] = col.Column
		}
		made, err := presto.NewTable(l.settings.Name, names, options.Location)
		if err != nil {
			return nil, err
		}
		l.table = &table{sql: made, columns: columns}
	}
	var rows []presto.Row
	for _, r := range l.rows[l.table.filled:] {
		rows = append(rows, presto.Row{ID: r.id, Values: r.values(l.table.columns, l.index.MaxTextLen)})
	}
	if len(rows) > 0 {
		if err := l.table.sql.Insert(rows); err != nil {
			return nil, err
		}
		l.table.filled = len(l.rows)
	}
	return l.table, nil
}

func (r *row) values(columns []sqlColumn, maxTextLen int) []any {
	values := make([]any, len(columns))
	for i, col := range columns {
		if col.field == fieldTime {
			values[i] = r.time
			continue
		}
		if text, ok := r.columnText(col); ok {
			values[i] = sqlValue(text, col.Type, maxTextLen)
		}
	}
	return values
}

// columnText finds a column's text, if the record was written under an index
// that had the column.
func (r *row) columnText(col sqlColumn) (string, bool) {
	if r.index == nil {
		return "", false
	}
	if col.path != "" {
		return r.child(col.field, col.path)
	}
	key, indexed := r.index.Keys[col.field]
	if (!indexed || !key.DocValue) && col.field != fieldTopic && col.field != fieldSource {
		return "", false
	}
	text, ok := r.fields[col.field]
	return text, ok
}

// sqlValue reads a number, or cuts a text to what SQL sees of it. What isn't a
// number is NULL in a column of numbers.
func sqlValue(text string, t presto.Type, maxTextLen int) any {
	switch t {
	case presto.Bigint:
		if number, err := strconv.ParseInt(strings.TrimSpace(text), 10, 64); err == nil {
			return number
		}
		return nil
	case presto.Double:
		if number, err := strconv.ParseFloat(strings.TrimSpace(text), 64); err == nil {
			return number
		}
		return nil
	}
	if len(text) <= maxTextLen {
		return text
	}
	cut := maxTextLen
	for cut > 0 && !utf8.RuneStart(text[cut]) {
		cut--
	}
	return text[:cut]
}
