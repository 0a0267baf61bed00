package presto

import (
	"database/sql/driver"
	"encoding/json"
	"strconv"
	"strings"
)

// jsonFunctions fail on what isn't JSON, such as a value that the index has
// cut short; try(…) turns that into NULL.
var jsonFunctions = map[string]scalarFunc{
	"json_extract_scalar": jsonExtractScalar,
	"json_extract":        jsonExtract,
	"json_extract_long":   jsonExtractLong,
	"json_extract_double": jsonExtractDouble,
	"json_extract_bool":   jsonExtractBool,
	"json_parse":          jsonParse,
	"json_format":         func(a []driver.Value) (driver.Value, error) { return asText(a[0]), nil },
	"json_array_length":   jsonArrayLength,
	"json_size":           jsonSize,
	"json_encode":         func(a []driver.Value) (driver.Value, error) { return encode(a[0], Type(asText(a[1]))), nil },
	"json_list":           jsonList,
}

// jsonExtractScalar answers text, numbers and booleans as text, anything else
// as NULL.
func jsonExtractScalar(args []driver.Value) (driver.Value, error) {
	found, err := lookUp(asText(args[0]), asText(args[1]))
	if err != nil || len(found) == 0 {
		return nil, err
	}
	switch found[0] {
	case '{', '[', 'n':
		return nil, nil
	}
	return decode(found, Varchar), nil
}

func jsonExtract(args []driver.Value) (driver.Value, error) {
	found, err := lookUp(asText(args[0]), asText(args[1]))
	if err != nil || found == nil {
		return nil, err
	}
	return jsonParse([]driver.Value{string(found)})
}

func jsonExtractLong(args []driver.Value) (driver.Value, error) {
	text, err := jsonExtractScalar(args)
	if err != nil || text == nil {
		return nil, err
	}
	if number, err := strconv.ParseInt(asText(text), 10, 64); err == nil {
		return number, nil
	}
	return nil, nil
}

func jsonExtractDouble(args []driver.Value) (driver.Value, error) {
	text, err := jsonExtractScalar(args)
	if err != nil || text == nil {
		return nil, err
	}
	if number, err := strconv.ParseFloat(asText(text), 64); err == nil {
		return number, nil
	}
	return nil, nil
}

func jsonExtractBool(args []driver.Value) (driver.Value, error) {
	text, err := jsonExtractScalar(args)
	if err != nil || text == nil {
		return nil, err
	}
	if truth, err := strconv.ParseBool(asText(text)); err == nil {
		return boolean(truth), nil
	}
	return nil, nil
}

// jsonParse writes JSON the way Presto's type does: keys in order, fractions as
// doubles.
func jsonParse(args []driver.Value) (driver.Value, error) {
	text := asText(args[0])
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.UseNumber()
	var value any
	if !json.Valid([]byte(text)) || decoder.Decode(&value) != nil {
		return nil, failure("Cannot convert '%s' to JSON", shortened(text))
	}
	return canonicalJSON(value), nil
}

func canonicalJSON(value any) string {
	switch v := value.(type) {
	case map[string]any:
		object := make(map[string]string, len(v))
		for key, member := range v {
			object[key] = canonicalJSON(member)
		}
		return jsonObject(object)
	case []any:
		items := make([]string, len(v))
		for i, item := range v {
			items[i] = canonicalJSON(item)
		}
		return jsonArray(items)
	case json.Number:
		if number, err := v.Float64(); err == nil && strings.ContainsAny(v.String(), ".eE") {
			return doubleText(number)
		}
		return v.String()
	case string:
		return jsonText(v)
	case bool:
		return strconv.FormatBool(v)
	}
	return "null"
}

func jsonArrayLength(args []driver.Value) (driver.Value, error) {
	var array []json.RawMessage
	if json.Unmarshal([]byte(asText(args[0])), &array) != nil {
		if !json.Valid([]byte(asText(args[0]))) {
			return nil, failure("Cannot convert '%s' to JSON", shortened(asText(args[0])))
		}
		return nil, nil
	}
	return int64(len(array)), nil
}

func jsonSize(args []driver.Value) (driver.Value, error) {
	found, err := lookUp(asText(args[0]), asText(args[1]))
	if err != nil || found == nil {
		return nil, err
	}
	var array []json.RawMessage
	if json.Unmarshal(found, &array) == nil {
		return int64(len(array)), nil
	}
	var object map[string]json.RawMessage
	if json.Unmarshal(found, &object) == nil {
		return int64(len(object)), nil
	}
	return int64(0), nil
}

func jsonList(args []driver.Value) (driver.Value, error) {
	items := make([]string, len(args))
	for i, arg := range args {
		items[i] = asText(arg)
	}
	return jsonArray(items), nil
}
