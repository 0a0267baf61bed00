package presto

import (
	"bytes"
	"cmp"
	"database/sql/driver"
	"encoding/json"
	"math"
	"strconv"
	"strings"
	"time"
)

// compareValues orders two values of one type that aren't NULL.
func compareValues(a, b driver.Value) int {
	if x, ok := a.(string); ok {
		return cmp.Compare(x, asText(b))
	}
	if x, ok := a.(int64); ok {
		if y, ok := b.(int64); ok {
			return cmp.Compare(x, y)
		}
	}
	return cmp.Compare(asFloat(a), asFloat(b))
}

// doubleText prints a double as Presto does, which is Java's way: 1.0, 1.0E10.
func doubleText(x float64) string {
	switch {
	case math.IsNaN(x):
		return "NaN"
	case math.IsInf(x, 1):
		return "Infinity"
	case math.IsInf(x, -1):
		return "-Infinity"
	case x == 0:
		return "0.0"
	}
	size := math.Abs(x)
	if size >= 1e-3 && size < 1e7 {
		text := strconv.FormatFloat(x, 'f', -1, 64)
		if !strings.Contains(text, ".") {
			text += ".0"
		}
		return text
	}
	mantissa, exponent, _ := strings.Cut(strconv.FormatFloat(x, 'e', -1, 64), "e")
	if !strings.Contains(mantissa, ".") {
		mantissa += ".0"
	}
	power, err := strconv.Atoi(exponent)
	if err != nil {
		return mantissa + "E" + exponent
	}
	return mantissa + "E" + strconv.Itoa(power)
}

const timestampLayout = "2006-01-02 15:04:05.000"

func timestampText(milliseconds int64, zone *time.Location) string {
	return time.UnixMilli(milliseconds).In(zone).Format(timestampLayout)
}

// encode writes a value of type t as JSON text.
func encode(value driver.Value, t Type) string {
	switch {
	case value == nil:
		return "null"
	case t == Boolean:
		return strconv.FormatBool(asBool(value))
	case t == Bigint || t == Timestamp:
		return strconv.FormatInt(asInt(value), 10)
	case t == Double:
		x := asFloat(value)
		if math.IsNaN(x) || math.IsInf(x, 0) {
			return jsonText(doubleText(x))
		}
		return doubleText(x)
	case t == JSON || t.isArray() || t.isMap():
		return asText(value)
	}
	return jsonText(asText(value))
}

// decode reads a value of type t from JSON text.
func decode(raw json.RawMessage, t Type) driver.Value {
	text := string(raw)
	switch {
	case text == "null":
		return nil
	case t == Boolean:
		return boolean(text == "true")
	case t == Bigint || t == Timestamp:
		number, _ := strconv.ParseInt(text, 10, 64)
		return number
	case t == Double:
		number, _ := strconv.ParseFloat(strings.Trim(text, `"`), 64)
		return number
	case t == JSON || t.isArray() || t.isMap():
		return text
	}
	var decoded string
	if json.Unmarshal(raw, &decoded) != nil {
		return text
	}
	return decoded
}

func jsonText(s string) string {
	var buffer bytes.Buffer
	encoder := json.NewEncoder(&buffer)
	encoder.SetEscapeHTML(false)
	if encoder.Encode(s) != nil {
		return `""`
	}
	return strings.TrimSuffix(buffer.String(), "\n")
}

func jsonArray(items []string) string { return "[" + strings.Join(items, ",") + "]" }

// elements splits a JSON array into its elements.
func elements(value driver.Value) []json.RawMessage {
	var items []json.RawMessage
	if json.Unmarshal([]byte(asText(value)), &items) != nil {
		return nil
	}
	return items
}

// show prints a result as the API answers it: every value is a text.
func show(value any, t Type, zone *time.Location) string {
	switch {
	case value == nil:
		return "null"
	case t == Boolean:
		return strconv.FormatBool(asBool(value))
	case t == Double:
		return doubleText(asFloat(value))
	case t == Timestamp:
		return timestampText(asInt(value), zone)
	case t == Bigint:
		return strconv.FormatInt(asInt(value), 10)
	case t.isArray():
		parts := []string{}
		for _, item := range elements(value) {
			parts = append(parts, string(item))
		}
		return "[" + strings.Join(parts, ", ") + "]"
	}
	return asText(value)
}
