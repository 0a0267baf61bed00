package presto

import (
	"bytes"
	"encoding/json"
	"regexp"
	"strconv"
	"strings"
)

// pathStep is a key of an object or, when key is nil, an index of an array.
type pathStep struct {
	key   *string
	index int
}

// pathPart reads one step: .key, ["key"], ['key'] or [0].
var pathPart = regexp.MustCompile(`^(?:\.([A-Za-z0-9_\-:]+)|\["((?:[^"\\]|\\.)*)"\]|\['([^']*)'\]|\[(\d+)\])`)

// parsePath reads a JSON path such as $.a.b, $["a.b"] or $.list[0].
func parsePath(path string) ([]pathStep, error) {
	rest, ok := strings.CutPrefix(path, "$")
	if !ok {
		return nil, failure("Invalid JSON path: '%s'", path)
	}
	var steps []pathStep
	for rest != "" {
		found := pathPart.FindStringSubmatch(rest)
		if found == nil {
			return nil, failure("Invalid JSON path: '%s'", path)
		}
		rest = rest[len(found[0]):]
		steps = append(steps, stepOf(found))
	}
	return steps, nil
}

func stepOf(found []string) pathStep {
	key := found[1]
	switch {
	case strings.HasPrefix(found[0], `["`):
		key = strings.NewReplacer(`\"`, `"`, `\\`, `\`).Replace(found[2])
	case strings.HasPrefix(found[0], `['`):
		key = found[3]
	case found[4] != "":
		index, _ := strconv.Atoi(found[4])
		return pathStep{index: index}
	}
	return pathStep{key: &key}
}

// lookUp follows a path through a JSON text; nil means that there is nothing.
func lookUp(text, path string) (json.RawMessage, error) {
	steps, err := parsePath(path)
	if err != nil {
		return nil, err
	}
	if !json.Valid([]byte(text)) {
		return nil, failure("Cannot convert '%s' to JSON", shortened(text))
	}
	at := json.RawMessage(text)
	for _, step := range steps {
		if at = step.take(at); at == nil {
			return nil, nil
		}
	}
	return bytes.TrimSpace(at), nil
}

func (s pathStep) take(from json.RawMessage) json.RawMessage {
	if s.key != nil {
		var object map[string]json.RawMessage
		if json.Unmarshal(from, &object) != nil {
			return nil
		}
		return object[*s.key]
	}
	var array []json.RawMessage
	if json.Unmarshal(from, &array) != nil || s.index >= len(array) {
		return nil
	}
	return array[s.index]
}

// shortened keeps messages readable.
func shortened(text string) string {
	const most = 80
	if runes := []rune(text); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return text
}
