package presto

import (
	"cmp"
	"database/sql/driver"
	"encoding/json"
	"maps"
	"slices"
	"strings"
)

// arrayFunctions work on arrays and maps, which are JSON texts here. Where the
// type of the elements matters it is the last argument.
var arrayFunctions = map[string]scalarFunc{
	"cardinality":     cardinality,
	"array_element":   arrayElement,
	"map_element":     mapElement,
	"array_subscript": arraySubscript,
	"map_subscript":   mapSubscript,
	"contains":        arrayContains,
	"array_join":      arrayJoin,
	"array_distinct":  arrayDistinct,
	"array_sort":      arraySort,
	"array_max":       func(a []driver.Value) (driver.Value, error) { return arrayExtreme(a, 1), nil },
	"array_min":       func(a []driver.Value) (driver.Value, error) { return arrayExtreme(a, -1), nil },
	"concat_arrays":   concatArrays,
	"map":             mapOfArrays,
	"map_keys":        mapKeys,
	"map_values":      mapValues,
}

func entries(value driver.Value) map[string]json.RawMessage {
	var object map[string]json.RawMessage
	if json.Unmarshal([]byte(asText(value)), &object) != nil {
		return nil
	}
	return object
}

func cardinality(args []driver.Value) (driver.Value, error) {
	if strings.HasPrefix(asText(args[0]), "{") {
		return int64(len(entries(args[0]))), nil
	}
	return int64(len(elements(args[0]))), nil
}

// arrayElement counts from 1, or from the end when negative.
func arrayElement(args []driver.Value) (driver.Value, error) {
	items, at := elements(args[0]), asInt(args[1])
	if at < 0 {
		at += int64(len(items)) + 1
	}
	if at < 1 || at > int64(len(items)) {
		return nil, nil
	}
	return decode(items[at-1], Type(asText(args[2]))), nil
}

func mapElement(args []driver.Value) (driver.Value, error) {
	found, ok := entries(args[0])[mapKey(encode(args[1], Type(asText(args[2]))))]
	if !ok {
		return nil, nil
	}
	return decode(found, Type(asText(args[3]))), nil
}

// arraySubscript and mapSubscript fail on what isn't there.
func arraySubscript(args []driver.Value) (driver.Value, error) {
	if at := asInt(args[1]); at < 1 || at > int64(len(elements(args[0]))) {
		return nil, failure("Array subscript out of bounds")
	}
	return arrayElement(args)
}

func mapSubscript(args []driver.Value) (driver.Value, error) {
	key := encode(args[1], Type(asText(args[2])))
	if _, ok := entries(args[0])[mapKey(key)]; !ok {
		return nil, failure("Key not present in map: %s", mapKey(key))
	}
	return mapElement(args)
}

// mapKey turns an encoded value into the text of a JSON object's key.
func mapKey(encoded string) string {
	return asText(decode(json.RawMessage(encoded), Varchar))
}

func arrayContains(args []driver.Value) (driver.Value, error) {
	for _, item := range elements(args[0]) {
		if string(item) == asText(args[1]) {
			return boolean(true), nil
		}
	}
	return boolean(false), nil
}

// arrayJoin leaves NULL out unless it is told what to write for it.
func arrayJoin(args []driver.Value) (driver.Value, error) {
	var parts []string
	for _, item := range elements(args[0]) {
		value := decode(item, Varchar)
		if value == nil && len(args) < 3 {
			continue
		}
		if value == nil {
			value = args[2]
		}
		parts = append(parts, asText(value))
	}
	return strings.Join(parts, asText(args[1])), nil
}

func arrayDistinct(args []driver.Value) (driver.Value, error) {
	seen := map[string]bool{}
	var kept []string
	for _, item := range elements(args[0]) {
		if !seen[string(item)] {
			seen[string(item)] = true
			kept = append(kept, string(item))
		}
	}
	return jsonArray(kept), nil
}

func arraySort(args []driver.Value) (driver.Value, error) {
	element := Type(asText(args[1])).element()
	items := elements(args[0])
	slices.SortStableFunc(items, func(a, b json.RawMessage) int {
		x, y := decode(a, element), decode(b, element)
		if x == nil || y == nil {
			return cmp.Compare(nullRank(x), nullRank(y))
		}
		return compareValues(x, y)
	})
	texts := make([]string, len(items))
	for i, item := range items {
		texts[i] = string(item)
	}
	return jsonArray(texts), nil
}

// nullRank sorts NULL last.
func nullRank(value driver.Value) int {
	if value == nil {
		return 1
	}
	return 0
}

func arrayExtreme(args []driver.Value, sign int) driver.Value {
	var values []driver.Value
	for _, item := range elements(args[0]) {
		value := decode(item, Type(asText(args[1])))
		if value == nil {
			return nil
		}
		values = append(values, value)
	}
	if len(values) == 0 {
		return nil
	}
	return extreme(values, sign)
}

func concatArrays(args []driver.Value) (driver.Value, error) {
	var all []string
	for _, arg := range args {
		for _, item := range elements(arg) {
			all = append(all, string(item))
		}
	}
	return jsonArray(all), nil
}

// mapOfArrays makes a map of its keys and its values.
func mapOfArrays(args []driver.Value) (driver.Value, error) {
	keys, values := elements(args[0]), elements(args[1])
	if len(keys) != len(values) {
		return nil, failure("Key and value arrays must be the same length")
	}
	object := map[string]string{}
	for i, encoded := range keys {
		if string(encoded) == "null" {
			return nil, failure("map key cannot be null")
		}
		key := mapKey(string(encoded))
		if _, taken := object[key]; taken {
			return nil, failure("Duplicate map keys (%s) are not allowed", key)
		}
		object[key] = string(values[i])
	}
	return jsonObject(object), nil
}

func mapKeys(args []driver.Value) (driver.Value, error) {
	element := Type(asText(args[1])).element()
	var keys []string
	for _, key := range slices.Sorted(maps.Keys(entries(args[0]))) {
		if element == Varchar {
			key = jsonText(key)
		}
		keys = append(keys, key)
	}
	return jsonArray(keys), nil
}

func mapValues(args []driver.Value) (driver.Value, error) {
	object := entries(args[0])
	var values []string
	for _, key := range slices.Sorted(maps.Keys(object)) {
		values = append(values, string(object[key]))
	}
	return jsonArray(values), nil
}
