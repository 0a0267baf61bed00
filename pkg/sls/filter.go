package sls

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"logservice-jaeger-datasource/pkg/trace"
)

// A filter is said twice: in the search part, which the index answers and which
// may find too much, and in SQL, which compares exactly. What the search part
// could miss is left to SQL alone.

// conditions are the conditions on spans: the search part, and comparisons
// over the columns of filterColumns.
func (s schema) conditions(filter trace.Filter) (search string, where []string) {
	var words []string
	equal := func(column, value string, fields ...string) {
		if value != "" {
			where = append(where, quoteName(column)+" = "+quoteSQL(value))
			words = append(words, s.narrow(value, fields...))
		}
	}
	equal("service", filter.Service, "service", "process.serviceName")
	equal("operation", filter.Operation, "name", "operationName")
	equal("kind", string(filter.Kind))
	for i, tag := range filter.Tags {
		where = append(where, quoteName(tagColumn(i))+sqlOperator(tag.Operator)+quoteSQL(tag.Value))
		words = append(words, s.narrowTag(tag))
	}
	if filter.Entry {
		where = append(where, `"root"`)
	}
	where = append(where, statusConditions(filter.Status)...)
	where = append(where, bounded(`"duration"`, filter.SpanDuration)...)
	words = append(words, s.narrowDuration(filter.SpanDuration.Min))
	return joinWords(words), where
}

func sqlOperator(operator trace.Operator) string {
	if operator == trace.NotEqual {
		return " <> "
	}
	return " = "
}

func statusConditions(status trace.Status) []string {
	switch status {
	case trace.StatusError:
		return []string{`"failed"`}
	case trace.StatusOK:
		return []string{`"succeeded"`, `not "failed"`}
	case trace.StatusUnset:
		return []string{`not "succeeded"`, `not "failed"`}
	default:
		return nil
	}
}

// filterColumns are the columns that a filter compares.
func (s schema) filterColumns(filter trace.Filter) []column {
	var columns []column
	if filter.Service != "" {
		columns = append(columns, s.serviceColumn())
	}
	if filter.Operation != "" {
		columns = append(columns, s.operationColumn())
	}
	if filter.Kind != "" {
		columns = append(columns, s.kindColumn())
	}
	for i, tag := range filter.Tags {
		columns = append(columns, column{tagColumn(i), s.tag(tag.Key)})
	}
	if filter.Entry {
		columns = append(columns, s.rootColumn())
	}
	if filter.Status != "" {
		columns = append(columns, s.failedColumn(), column{"succeeded", s.succeeded()})
	}
	return columns
}

func tagColumn(i int) string { return fmt.Sprintf("tag%d", i) }

// unsure is true for a record that a filter can't judge.
func (s schema) unsure(filter trace.Filter) string {
	return s.unseen(s.judgedBy(filter))
}

// judgedBy lists the tags that a filter reads, in whatever way.
func (s schema) judgedBy(filter trace.Filter) []string {
	keys := []string{}
	for _, tag := range filter.Tags {
		keys = append(keys, tag.Key)
	}
	if filter.Status != "" {
		keys = append(keys, errorKey)
	}
	if filter.Kind != "" {
		keys = append(keys, s.kindTags()...)
	}
	return keys
}

// errorKey is OpenTracing's sign of a span that failed.
const errorKey = "error"

// kindTags are the tags that tell a span's kind, if no field of its own does.
func (s schema) kindTags() []string {
	if s.has("kind") {
		return nil
	}
	return []string{"span.kind"}
}

// unseen is true for a record of which SQL can't see one of some tags.
func (s schema) unseen(keys []string) string {
	for _, key := range keys {
		if key != "service.name" && s.leaf(spanTagsField, key) == "" {
			return s.unreadable()
		}
	}
	return ""
}

// unindexed lists the tags of a filter that no field of the index can hold.
func (s schema) unindexed(filter trace.Filter) []string {
	var keys []string
	for _, tag := range filter.Tags {
		if s.tag(tag.Key) == "" && !slices.Contains(keys, tag.Key) {
			keys = append(keys, tag.Key)
		}
	}
	return keys
}

// narrow is a search for a value in any of the fields that the index holds;
// empty if such a search might miss a record.
func (s schema) narrow(value string, fields ...string) string {
	if !searchable(value) {
		return ""
	}
	var words []string
	for _, field := range fields {
		key, ok := s.index.Keys[field]
		if !ok {
			continue
		}
		if key.Type != "text" {
			return ""
		}
		words = append(words, searchName(field)+": "+quoteSearch(value))
	}
	return strings.Join(words, " or ")
}

// narrowTag is a search for a tag's value wherever tag() reads it; empty if
// the index can't tell for one of these places.
func (s schema) narrowTag(filter trace.TagFilter) string {
	if filter.Operator != trace.Equal || !searchable(filter.Value) || !searchable(filter.Key) || filter.Key == "service.name" || filter.Key == "host.name" {
		return ""
	}
	var words []string
	for _, field := range []string{spanTagsField, resourceTagsField} {
		if !s.mayHold(field, filter.Key) {
			continue
		}
		if !s.searchesLeaf(field, filter) {
			return ""
		}
		words = append(words, searchName(field+"."+filter.Key)+": "+quoteSearch(filter.Value))
	}
	for _, field := range []string{spanTagPrefix + filter.Key, resourceTagPrefix + filter.Key} {
		if !s.has(field) {
			continue
		}
		if s.index.Keys[field].Type != "text" {
			return ""
		}
		words = append(words, searchName(field)+": "+quoteSearch(filter.Value))
	}
	return strings.Join(words, " or ")
}

// narrowDuration is a search for spans that last at least so long. Durations in
// nanoseconds are larger numbers and found all the same; records in milliseconds
// are let through by their start.
func (s schema) narrowDuration(least time.Duration) string {
	if least <= 0 || s.index.Keys["duration"].Type != "long" {
		return ""
	}
	words := []string{"duration >= " + strconv.FormatInt(least.Microseconds(), 10)}
	for _, field := range []string{"start", "startTime"} {
		key, ok := s.index.Keys[field]
		if !ok {
			continue
		}
		if key.Type != "long" {
			return ""
		}
		words = append(words, field+" < "+leastMicroseconds)
	}
	return strings.Join(words, " or ")
}

// searchesLeaf says whether the index is sure to find a member of a JSON field: it
// is listed, or all texts are indexed. A value that JSON may hold other than as
// text is searched only where a whole number is listed as one.
func (s schema) searchesLeaf(field string, filter trace.TagFilter) bool {
	key := s.index.Keys[field]
	if key.Type != "json" {
		return false
	}
	leaf, listed := key.JSONKeys[filter.Key]
	if listed && leaf.Type == "long" {
		number, err := strconv.ParseInt(filter.Value, 10, 64)
		return err == nil && strconv.FormatInt(number, 10) == filter.Value
	}
	return (listed && leaf.Type == "text" || !listed && key.IndexAll) && !looksTyped(filter.Value)
}

// looksTyped says whether JSON could hold the value other than as text.
func looksTyped(value string) bool {
	return value == "true" || value == "false" || value == "null" || strings.ContainsAny(value[:1], "-0123456789[{")
}

// searchName spells a field in the search part, where letters, digits, dots,
// underscores and dashes need no quotes.
func searchName(field string) string {
	plain := !strings.ContainsFunc(field, func(r rune) bool {
		return !strings.ContainsRune("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-", r)
	})
	if plain {
		return field
	}
	return quoteSearch(field)
}

// joinWords joins searches by "and", as many as one query may hold.
func joinWords(words []string) string {
	var parts []string
	keywords := 0
	for _, word := range words {
		count := strings.Count(word, " or ") + 1
		if word == "" || keywords+count > maxKeywords {
			continue
		}
		keywords += count
		if count > 1 {
			word = "(" + word + ")"
		}
		parts = append(parts, word)
	}
	if len(parts) == 0 {
		return "*"
	}
	return strings.Join(parts, " and ")
}
