package jaeger

import (
	"encoding/base64"
	"encoding/json"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/go-faster/jx"

	"logservice-jaeger-datasource/pkg/trace"
)

// scalarText reads a value as the text it is, or that JSON spells it with: writers
// differ in whether they quote numbers.
func scalarText(d *jx.Decoder) (string, error) {
	switch d.Next() {
	case jx.String:
		return d.Str()
	case jx.Null:
		return "", d.Null()
	default:
		raw, err := d.Raw()
		return string(raw), err
	}
}

// elements reads an array, each element by read. Null has none; ok is false for what is
// no array, which is skipped.
func elements(d *jx.Decoder, read func(*jx.Decoder) error) (ok bool, err error) {
	switch d.Next() {
	case jx.Array:
		return true, d.Arr(read)
	case jx.Null:
		return true, d.Null()
	default:
		return false, d.Skip()
	}
}

// members reads an object, each member by read, likewise.
func members(d *jx.Decoder, read func(*jx.Decoder, string) error) (ok bool, err error) {
	switch d.Next() {
	case jx.Object:
		return true, d.Obj(read)
	case jx.Null:
		return true, d.Null()
	default:
		return false, d.Skip()
	}
}

// plainValue reads a value with the type that JSON gives it. Null becomes empty text.
func plainValue(d *jx.Decoder) (any, error) {
	switch d.Next() {
	case jx.String:
		return d.Str()
	case jx.Bool:
		return d.Bool()
	case jx.Null:
		return "", d.Null()
	case jx.Number:
		number, err := d.Num()
		if err != nil {
			return nil, err
		}
		return numberValue(string(number)), nil
	default:
		raw, err := d.Raw()
		return json.RawMessage(slices.Clone(raw)), err
	}
}

// numberValue is an int64 if the digits are a whole number that fits, else a float64;
// text if it is beyond either.
func numberValue(digits string) any {
	if whole, err := strconv.ParseInt(digits, 10, 64); err == nil {
		return whole
	}
	return floatValue(digits)
}

// floatValue is a float64, or the text that it isn't. JSON can't hold infinities and
// NaN, so these stay text, too.
func floatValue(digits string) any {
	float, err := strconv.ParseFloat(digits, 64)
	if err != nil || math.IsInf(float, 0) || math.IsNaN(float) {
		return digits
	}
	return float
}

// typedValue gives a value the type that Jaeger's JSON names beside it. What isn't as
// its type says stays as it is.
// https://github.com/jaegertracing/jaeger/blob/main/internal/uimodel/model.go
func typedValue(value any, kind string) any {
	text, isText := value.(string)
	switch kind {
	case "bool":
		if flag, err := strconv.ParseBool(text); isText && err == nil {
			return flag
		}
	case "int64":
		// A number that JavaScript can't hold comes as text.
		if whole, err := strconv.ParseInt(text, 10, 64); isText && err == nil {
			return whole
		}
	case "float64":
		if whole, ok := value.(int64); ok {
			return float64(whole)
		}
		if isText {
			return floatValue(text)
		}
	case "binary":
		if blob, ok := readBase64(text); isText && ok {
			return blob
		}
	}
	return value
}

var base64Encodings = []*base64.Encoding{base64.StdEncoding, base64.URLEncoding, base64.RawStdEncoding, base64.RawURLEncoding}

func readBase64(text string) ([]byte, bool) {
	for _, encoding := range base64Encodings {
		if blob, err := encoding.DecodeString(text); err == nil {
			return blob, true
		}
	}
	return nil, false
}

// readWhole is a whole number, however it is spelled.
func readWhole(text string) (int64, bool) {
	if whole, err := strconv.ParseInt(text, 10, 64); err == nil {
		return whole, true
	}
	float, err := strconv.ParseFloat(text, 64)
	if err != nil || !(math.Abs(float) < 1<<63) {
		return 0, false
	}
	return int64(float), true
}

// readKind reads a span's kind as text or as OpenTelemetry's number.
func readKind(text string) (trace.Kind, bool) {
	numbers := []trace.Kind{trace.KindUnspecified, trace.KindInternal, trace.KindServer, trace.KindClient, trace.KindProducer, trace.KindConsumer}
	if number, err := strconv.Atoi(text); err == nil && number >= 0 && number < len(numbers) {
		return numbers[number], true
	}
	name := trace.Kind(strings.TrimPrefix(strings.ToLower(text), "span_kind_"))
	if name == "unspecified" {
		return trace.KindUnspecified, true
	}
	return name, slices.Contains(numbers, name)
}

// readStatus reads a span's status as text or as OpenTelemetry's number.
func readStatus(text string) (trace.Status, bool) {
	switch strings.TrimPrefix(strings.ToUpper(text), "STATUS_CODE_") {
	case "", "0", "UNSET":
		return trace.StatusUnset, true
	case "1", "OK":
		return trace.StatusOK, true
	case "2", "ERROR":
		return trace.StatusError, true
	}
	return trace.StatusUnset, false
}

// valueText is a tag's value as a filter compares it; ok is false for arrays and
// objects, which equal nothing.
func valueText(value any) (text string, ok bool) {
	switch value := value.(type) {
	case string:
		return value, true
	case bool:
		return strconv.FormatBool(value), true
	case int64:
		return strconv.FormatInt(value, 10), true
	case float64:
		return strconv.FormatFloat(value, 'f', -1, 64), true
	case []byte:
		return base64.StdEncoding.EncodeToString(value), true
	}
	return "", false
}

func nanoTime(nanos int64) time.Time { return time.Unix(0, nanos).UTC() }

// tidy sorts tags; none are nil.
func tidy(tags []trace.Tag) []trace.Tag {
	if len(tags) == 0 {
		return nil
	}
	trace.SortTags(tags)
	return tags
}
