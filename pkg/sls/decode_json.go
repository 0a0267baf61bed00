package sls

import (
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strconv"

	"github.com/go-faster/jx"

	"logservice-jaeger-datasource/pkg/trace"
)

// readJSON reads a text that is one JSON value and nothing else.
func readJSON(text string, read func(*jx.Decoder) error) error {
	d := jx.DecodeStr(text)
	if err := read(d); err != nil {
		return err
	}
	if err := d.Skip(); !errors.Is(err, io.EOF) {
		return errors.New("there is more after the JSON value")
	}
	return nil
}

// readArray reads a text that is a JSON array; null has no elements.
func readArray[T any](text string, read func(*jx.Decoder) (T, error)) (elements []T, err error) {
	err = readJSON(text, func(d *jx.Decoder) error {
		if d.Next() == jx.Null {
			return d.Null()
		}
		return d.Arr(func(d *jx.Decoder) error {
			element, err := read(d)
			elements = append(elements, element)
			return err
		})
	})
	return elements, err
}

// readTags reads a JSON object of tags; null has none.
func readTags(text string) (tags []trace.Tag, err error) {
	err = readJSON(text, func(d *jx.Decoder) error {
		tags, err = objectTags(d)
		return err
	})
	return tags, err
}

// objectTags reads an object whose members are tags, repeated keys and all.
func objectTags(d *jx.Decoder) (tags []trace.Tag, err error) {
	if d.Next() == jx.Null {
		return nil, d.Null()
	}
	err = d.ObjBytes(func(d *jx.Decoder, key []byte) error {
		name := string(key)
		value, err := tagValue(d)
		if tags == nil {
			tags = make([]trace.Tag, 0, 8)
		}
		tags = append(tags, trace.Tag{Key: name, Value: value})
		return err
	})
	return tags, err
}

// tagValue reads a value with the type that JSON gives it. OpenTelemetry's
// empty value, null, becomes empty text.
func tagValue(d *jx.Decoder) (any, error) {
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

// numberValue is an int64 if the digits are a whole number that fits, else a
// float64; text if it is beyond either, which no writer gives.
func numberValue(digits string) any {
	if whole, err := strconv.ParseInt(digits, 10, 64); err == nil {
		return whole
	}
	if float, err := strconv.ParseFloat(digits, 64); err == nil {
		return float
	}
	return digits
}

// scalarText reads a value as the text it is, or that JSON spells it with.
// Writers differ in whether they quote numbers.
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
