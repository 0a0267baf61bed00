package presto

import "fmt"

// Kinds of Error.
const (
	// SyntaxError is a statement that doesn't parse.
	SyntaxError = "SyntaxError"
	// ColumnNotExists is a column that the index doesn't have.
	ColumnNotExists = "ColumnNotExists"
	// SemanticError is a statement that parses and makes no sense, such as a
	// comparison of a text with a number.
	SemanticError = "SemanticError"
	// ExecutionError is a statement that failed on the data.
	ExecutionError = "ExecutionError"
)

// Error is the refusal of a statement.
type Error struct {
	// Kind is one of the kinds above.
	Kind string
	// Line and Column are 1-based and count from the start of the SQL; both are
	// 0 when the error has no place.
	Line, Column int
	// Message is the service's sentence.
	Message string
}

// Error words the refusal with its place.
func (e *Error) Error() string {
	if e.Line == 0 {
		return e.Message
	}
	return fmt.Sprintf("line %d:%d: %s", e.Line, e.Column, e.Message)
}

type position struct{ line, column int }

func (p position) fail(kind, format string, args ...any) *Error {
	return &Error{Kind: kind, Line: p.line, Column: p.column, Message: fmt.Sprintf(format, args...)}
}

func (p position) syntax(format string, args ...any) *Error {
	return p.fail(SyntaxError, format, args...)
}

func (p position) semantic(format string, args ...any) *Error {
	return p.fail(SemanticError, format, args...)
}

// failure is the error of a function, in Presto's words.
func failure(format string, args ...any) error {
	return &Error{Kind: ExecutionError, Message: fmt.Sprintf(format, args...)}
}
