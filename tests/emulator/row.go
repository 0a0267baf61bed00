package emulator

import (
	"bytes"
	"encoding/json"
	"strings"
)

// Names of a record's own fields.
const (
	fieldTime   = "__time__"
	fieldTopic  = "__topic__"
	fieldSource = "__source__"
	tagPrefix   = "__tag__:"
)

// row is one stored record.
type row struct {
	id     int64
	time   int64 // seconds since the epoch
	timeNs string
	fields map[string]string // contents, tags, topic and source
	bytes  int64
	// index is the one in force when the record was written: a later one
	// doesn't reach it.
	index *Index
	// parsed holds the JSON fields that the index knows.
	parsed map[string]any
}

func newRow(id, time int64, fields map[string]string, index *Index) *row {
	r := &row{id: id, time: time, fields: fields, index: index}
	for name, value := range fields {
		r.bytes += int64(len(name) + len(value))
	}
	if index == nil {
		return r
	}
	for name, key := range index.Keys {
		if value, ok := fields[name]; ok && key.Type == typeJSON {
			r.parse(name, value)
		}
	}
	return r
}

// parse keeps a field that is a JSON object; what isn't has no children.
func (r *row) parse(name, value string) {
	decoder := json.NewDecoder(bytes.NewReader([]byte(value)))
	decoder.UseNumber()
	var object map[string]any
	if decoder.Decode(&object) != nil {
		return
	}
	if r.parsed == nil {
		r.parsed = map[string]any{}
	}
	r.parsed[name] = object
}

// child finds a path inside a JSON field. A dot in the path may be a step or
// part of a key: {"http.method": …} and {"http": {"method": …}} both answer
// to http.method.
func (r *row) child(name, path string) (string, bool) {
	leaf, ok := descend(r.parsed[name], path)
	if !ok {
		return "", false
	}
	return leafText(leaf)
}

func descend(value any, path string) (any, bool) {
	object, ok := value.(map[string]any)
	if !ok {
		return nil, false
	}
	if found, ok := object[path]; ok {
		return found, true
	}
	for i := 0; i < len(path); i++ {
		if path[i] != '.' {
			continue
		}
		if found, ok := descend(object[path[:i]], path[i+1:]); ok {
			return found, true
		}
	}
	return nil, false
}

// leafText prints a scalar; objects and arrays are not indexed.
func leafText(value any) (string, bool) {
	switch v := value.(type) {
	case string:
		return v, true
	case json.Number:
		return v.String(), true
	case bool:
		if v {
			return "true", true
		}
		return "false", true
	}
	return "", false
}

// leaves collects the scalar leaves of a JSON value.
func leaves(value any, into []string) []string {
	if object, ok := value.(map[string]any); ok {
		for _, name := range sortedKeys(object) {
			into = leaves(object[name], into)
		}
		return into
	}
	if text, ok := leafText(value); ok {
		into = append(into, text)
	}
	return into
}

func isTag(name string) bool { return strings.HasPrefix(name, tagPrefix) }
