package presto

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"modernc.org/sqlite"
)

// Column is a column of a logstore.
type Column struct {
	// Name is the name of the field as the index has it.
	Name string
	// Type is Varchar, Bigint or Double.
	Type Type
}

// Result is an answered statement. Rows hold texts, as the API answers them:
// NULL is null, a boolean true or false.
type Result struct {
	Names []string
	Types []Type
	Rows  [][]string
}

// Table is a logstore as SQL sees it. It is safe for concurrent use; statements
// run one at a time.
type Table struct {
	logstore string
	columns  []column
	zone     *time.Location

	mu      sync.Mutex
	runtime *runtime
	db      *sql.DB
	insert  *sql.Stmt
}

// dsn opens a private database in memory in which a double-quoted name is
// never taken for a text.
const dsn = "file::memory:?_dqs=0"

var sqliteTypes = map[Type]string{Varchar: "TEXT", Bigint: "INTEGER", Double: "REAL"}

// NewTable makes an empty table for a logstore. Timestamps are printed in zone.
func NewTable(logstore string, columns []Column, zone *time.Location) (*Table, error) {
	t := &Table{logstore: logstore, zone: zone, runtime: &runtime{}}
	d := &sqlite.Driver{}
	if err := t.runtime.register(d); err != nil {
		return nil, err
	}
	for name, run := range (clock{zone}).functions() {
		if err := t.runtime.registerScalar(d, name, run); err != nil {
			return nil, err
		}
	}
	t.db = sql.OpenDB(connector{d})
	t.db.SetMaxOpenConns(1)
	// A new connection would be a new, empty database.
	t.db.SetConnMaxLifetime(0)
	t.db.SetMaxIdleConns(1)
	return t, t.create(columns)
}

type connector struct{ driver *sqlite.Driver }

func (c connector) Connect(context.Context) (driver.Conn, error) { return c.driver.Open(dsn) }

func (c connector) Driver() driver.Driver { return c.driver }

func (t *Table) create(columns []Column) error {
	definitions := []string{"id INTEGER PRIMARY KEY"}
	marks := []string{"?"}
	for i, col := range columns {
		name := fmt.Sprintf("k%d", i)
		t.columns = append(t.columns, column{name: col.Name, sql: name, typ: col.Type})
		definitions = append(definitions, name+" "+sqliteTypes[col.Type])
		marks = append(marks, "?")
	}
	if _, err := t.db.Exec("CREATE TABLE " + recordsTable + " (" + strings.Join(definitions, ", ") + ")"); err != nil {
		return err
	}
	var err error
	t.insert, err = t.db.Prepare("INSERT INTO " + recordsTable + " VALUES (" + strings.Join(marks, ", ") + ")")
	return err
}

// Close gives the table's memory back.
func (t *Table) Close() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.db.Close()
}

// Row is a record: its ID and a value for each column: nil, string, int64 or
// float64.
type Row struct {
	ID     int64
	Values []any
}

// Insert adds rows in one transaction.
func (t *Table) Insert(rows []Row) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	tx, err := t.db.Begin()
	if err != nil {
		return err
	}
	insert := tx.Stmt(t.insert)
	for _, row := range rows {
		if _, err := insert.Exec(append([]any{row.ID}, row.Values...)...); err != nil {
			return errors.Join(err, tx.Rollback())
		}
	}
	return tx.Commit()
}

// Query runs a statement over the rows with the given IDs, or over all rows
// when ids is nil. A refusal is an *Error.
func (t *Table) Query(ctx context.Context, statement *Statement, ids []int64) (*Result, error) {
	c := &compiler{logstore: t.logstore, columns: t.columns, restricted: ids != nil}
	compiled, err := c.statement(statement)
	if err != nil {
		return nil, err
	}
	var args []any
	if strings.Contains(compiled.sql, "?1") && ids != nil {
		hits, err := json.Marshal(ids)
		if err != nil {
			return nil, err
		}
		args = append(args, string(hits))
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.runtime.reset()
	result, err := t.run(ctx, compiled, args)
	if err != nil {
		return nil, t.explain(ctx, err)
	}
	return result, nil
}

// explain turns what SQLite says into the service's terms.
func (t *Table) explain(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if t.runtime.failure != nil {
		return &Error{Kind: ExecutionError, Message: t.runtime.failure.Error()}
	}
	if strings.Contains(err.Error(), "integer overflow") {
		return &Error{Kind: ExecutionError, Message: "bigint addition overflow"}
	}
	return &Error{Kind: SemanticError, Message: "the emulator can't run this statement: " + err.Error()}
}

func (t *Table) run(ctx context.Context, compiled compiledQuery, args []any) (*Result, error) {
	rows, err := t.db.QueryContext(ctx, compiled.sql, args...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	result := &Result{}
	for _, out := range compiled.outputs {
		result.Names = append(result.Names, out.name)
		result.Types = append(result.Types, out.typ)
	}
	values := make([]any, len(compiled.outputs))
	targets := make([]any, len(values))
	for i := range values {
		targets[i] = &values[i]
	}
	for rows.Next() {
		if err := rows.Scan(targets...); err != nil {
			return nil, err
		}
		row := make([]string, len(values))
		for i, value := range values {
			row[i] = show(value, result.Types[i], t.zone)
		}
		result.Rows = append(result.Rows, row)
	}
	return result, rows.Err()
}
