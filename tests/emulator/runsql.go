package emulator

import (
	"context"
	"errors"
	"strings"

	"logservice-jaeger-datasource/tests/emulator/presto"
)

// defaultSQLRows is the number of rows that SQL without LIMIT answers, which
// the API reports as limited.
const defaultSQLRows = 100

// runSQL answers the SQL part of a query over the rows that its search part
// finds.
func runSQL(c *call, store *logstore) (*logsResult, error) {
	if store.settings.Mode == modeQuery {
		return nil, parameterInvalid("logstore %s is a query logstore, SQL is not supported", c.logstore)
	}
	if strings.TrimSpace(c.query.search) == "" {
		return nil, queryError("SyntaxError", 1, 1, "sql query must follow search query, please read syntax doc; put * before |")
	}
	statement, err := presto.Parse(c.query.sql)
	if err != nil {
		return nil, sqlError(err)
	}
	found, err := store.selectRows(c.query, statement.ConstrainsTime())
	if err != nil {
		return nil, err
	}
	answer, err := store.query(c, statement, found)
	if err != nil {
		return nil, err
	}
	result := &logsResult{
		rows: []map[string]string{}, keys: answer.Names, scanned: found.scanned, bytes: found.scannedBytes, accurate: true,
	}
	for _, t := range answer.Types {
		result.columnTypes = append(result.columnTypes, string(t))
	}
	for _, values := range answer.Rows {
		row := make(map[string]string, len(values))
		for i, value := range values {
			row[answer.Names[i]] = value
		}
		result.rows = append(result.rows, row)
	}
	return result, nil
}

func (l *logstore) query(c *call, statement *presto.Statement, found *selection) (*presto.Result, error) {
	t, err := l.currentTable(c.server.options)
	if err != nil {
		return nil, err
	}
	ids := make([]int64, len(found.rows))
	for i, r := range found.rows {
		ids[i] = r.id
	}
	answer, err := t.sql.Query(c.request.Context(), statement, ids)
	if errors.Is(err, context.Canceled) {
		return nil, errClientGone
	}
	if err != nil {
		return nil, sqlError(err)
	}
	return answer, nil
}

// sqlError words a refusal of SQL as the service does.
func sqlError(err error) error {
	var refusal *presto.Error
	if !errors.As(err, &refusal) {
		return err
	}
	return queryError(refusal.Kind, refusal.Line, refusal.Column, refusal.Error())
}
