package presto

import (
	"database/sql/driver"
	"encoding/json"
	"errors"
	"math"
	"strconv"
	"strings"
)

// cast converts a value; the arguments are the value, its type and the wanted
// one.
func (c clock) cast(args []driver.Value) (driver.Value, error) {
	from, to := Type(asText(args[1])), Type(asText(args[2]))
	if from == Timestamp && to == Varchar {
		return timestampText(asInt(args[0]), c.zone), nil
	}
	return convert(args[0], from, to)
}

func convert(value driver.Value, from, to Type) (driver.Value, error) {
	switch {
	case from == to:
		return value, nil
	case from == JSON:
		return convertJSON(value, to)
	case to == JSON:
		return encode(value, from), nil
	case from.isArray():
		return convertArray(elements(value), from.element(), to.element())
	case from == Varchar:
		return parseText(asText(value), to)
	case to == Varchar:
		return show(value, from, nil), nil
	case to == Boolean:
		return boolean(asFloat(value) != 0), nil
	case to == Double:
		return asFloat(value), nil
	case to == Bigint:
		return wholeNumber(asFloat(value), value)
	}
	return nil, failure("Cannot cast %s to %s", from, to)
}

func wholeNumber(x float64, value driver.Value) (driver.Value, error) {
	if number, ok := value.(int64); ok {
		return number, nil
	}
	if math.IsNaN(x) || x >= math.MaxInt64 || x <= math.MinInt64 {
		return nil, failure("Unable to cast %s to bigint", doubleText(x))
	}
	return int64(math.Round(x)), nil
}

func parseText(text string, to Type) (driver.Value, error) {
	switch to {
	case Bigint:
		if number, err := strconv.ParseInt(text, 10, 64); err == nil {
			return number, nil
		}
	case Double:
		// What is too large for a double is infinite, as it is in Java.
		if number, err := strconv.ParseFloat(strings.TrimSpace(text), 64); err == nil || errors.Is(err, strconv.ErrRange) {
			return number, nil
		}
	case Boolean:
		switch strings.ToLower(text) {
		case "true", "t", "1":
			return boolean(true), nil
		case "false", "f", "0":
			return boolean(false), nil
		}
	}
	return nil, failure("Cannot cast '%s' to %s", shortened(text), strings.ToUpper(string(to)))
}

func convertJSON(value driver.Value, to Type) (driver.Value, error) {
	text := asText(value)
	refusal := failure("Cannot cast '%s' to %s", shortened(text), strings.ToUpper(string(to)))
	switch {
	case text == "null":
		return nil, nil
	case to.isArray():
		if !strings.HasPrefix(text, "[") {
			return nil, refusal
		}
		return convertArray(elements(value), JSON, to.element())
	case to.isMap():
		if !strings.HasPrefix(text, "{") {
			return nil, refusal
		}
		return convertEntries(value, to)
	case strings.HasPrefix(text, "[") || strings.HasPrefix(text, "{"):
		return nil, refusal
	}
	scalar := decode(json.RawMessage(text), Varchar)
	if to == Varchar {
		return scalar, nil
	}
	return parseText(asText(scalar), to)
}

func convertArray(items []json.RawMessage, from, to Type) (driver.Value, error) {
	converted := make([]string, len(items))
	for i, item := range items {
		value, err := convertElement(item, from, to)
		if err != nil {
			return nil, err
		}
		converted[i] = value
	}
	return jsonArray(converted), nil
}

func convertElement(item json.RawMessage, from, to Type) (string, error) {
	value := decode(item, from)
	if value == nil {
		return "null", nil
	}
	converted, err := convert(value, from, to)
	return encode(converted, to), err
}

func convertEntries(value driver.Value, to Type) (driver.Value, error) {
	_, valueType := to.entry()
	var parts []string
	object := entries(value)
	for _, key := range sortedNames(object) {
		converted, err := convertElement(object[key], JSON, valueType)
		if err != nil {
			return nil, err
		}
		parts = append(parts, jsonText(key)+":"+converted)
	}
	return "{" + strings.Join(parts, ",") + "}", nil
}
