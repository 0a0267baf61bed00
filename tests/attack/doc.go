// Package attack holds what a hostile person would try: texts that are made to be taken
// for syntax, every place of a query that takes a text, and a parser of Log Service's
// search language that was written from its documentation and shares nothing with the
// plugin or the emulator. Its tests judge the search part of statements; those of
// tests/witness judge the SQL by Presto's own parser.
package attack
