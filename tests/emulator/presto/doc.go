// Package presto runs the SQL part of a Log Service query. Log Service speaks
// a Presto dialect; here a statement is parsed, resolved and type-checked with
// Presto's rules and then run by an embedded SQLite with the missing functions
// registered. SQLite alone would accept much that the service refuses, so
// everything that the service refuses is refused before SQLite sees it, and
// what this package doesn't know is refused by name.
//
// Dialect: https://prestodb.io/docs/0.196/ and
// https://www.alibabacloud.com/help/en/sls/user-guide/log-analysis-overview
package presto
