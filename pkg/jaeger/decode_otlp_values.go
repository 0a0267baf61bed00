package jaeger

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"

	"github.com/go-faster/jx"

	"logservice-jaeger-datasource/pkg/trace"
)

// readTraceID reads 8 or 16 bytes as hexadecimal digits, which is how OTLP spells them,
// or in base64, which is how JSON spells bytes otherwise.
func readTraceID(text string) (trace.TraceID, error) {
	id, err := trace.ParseStoredTraceID(text)
	if err == nil {
		return id, nil
	}
	blob, ok := readBase64(text)
	switch {
	case ok && len(blob) == 16:
		return trace.TraceID{High: binary.BigEndian.Uint64(blob), Low: binary.BigEndian.Uint64(blob[8:])}, nil
	case ok && len(blob) == 8:
		return trace.TraceID{Low: binary.BigEndian.Uint64(blob)}, nil
	}
	return trace.TraceID{}, err
}

// readSpanID reads 8 bytes likewise.
func readSpanID(text string) (trace.SpanID, error) {
	id, err := trace.ParseSpanID(text)
	if err == nil {
		return id, nil
	}
	if blob, ok := readBase64(text); ok && len(blob) == 8 {
		return trace.SpanID(binary.BigEndian.Uint64(blob)), nil
	}
	return 0, err
}

// readAttributes reads a list of OTLP's KeyValue.
func readAttributes(d *jx.Decoder) (tags []trace.Tag, ok bool, err error) {
	ok, err = elements(d, func(d *jx.Decoder) error {
		tag, err := readKeyValue(d)
		tags = appendTag(tags, tag)
		return err
	})
	return tags, ok, err
}

func readKeyValue(d *jx.Decoder) (trace.Tag, error) {
	tag := trace.Tag{Value: ""}
	_, err := members(d, func(d *jx.Decoder, key string) (err error) {
		switch fieldName(key) {
		case "key":
			tag.Key, err = scalarText(d)
		case "value":
			var value any
			value, err = readAnyValue(d)
			tag.Value = asTagValue(value)
		default:
			err = d.Skip()
		}
		return err
	})
	return tag, err
}

// list and object are OTLP's arrayValue and kvlistValue. An object may name a key twice.
type (
	list   []any
	object []trace.Tag
)

// readAnyValue reads OTLP's AnyValue; the empty one, and null, are empty text.
func readAnyValue(d *jx.Decoder) (value any, err error) {
	value = ""
	_, err = members(d, func(d *jx.Decoder, key string) (err error) {
		switch fieldName(key) {
		case "stringvalue":
			value, err = scalarText(d)
		case "boolvalue":
			value, err = typed(d, "bool")
		case "intvalue":
			value, err = typed(d, "int64")
		case "doublevalue":
			value, err = typed(d, "float64")
		case "bytesvalue":
			value, err = typed(d, "binary")
		case "arrayvalue":
			value, err = readList(d)
		case "kvlistvalue":
			value, err = readObject(d)
		default:
			err = d.Skip()
		}
		return err
	})
	return value, err
}

func typed(d *jx.Decoder, kind string) (any, error) {
	value, err := plainValue(d)
	return typedValue(value, kind), err
}

func readList(d *jx.Decoder) (all list, err error) {
	_, err = members(d, func(d *jx.Decoder, key string) error {
		if fieldName(key) != "values" {
			return d.Skip()
		}
		_, err := elements(d, func(d *jx.Decoder) error {
			value, err := readAnyValue(d)
			all = append(all, value)
			return err
		})
		return err
	})
	return all, err
}

func readObject(d *jx.Decoder) (all object, err error) {
	_, err = members(d, func(d *jx.Decoder, key string) error {
		if fieldName(key) != "values" {
			return d.Skip()
		}
		_, err := elements(d, func(d *jx.Decoder) error {
			tag := trace.Tag{Value: ""}
			_, err := members(d, func(d *jx.Decoder, key string) (err error) {
				switch fieldName(key) {
				case "key":
					tag.Key, err = scalarText(d)
				case "value":
					tag.Value, err = readAnyValue(d)
				default:
					err = d.Skip()
				}
				return err
			})
			all = append(all, tag)
			return err
		})
		return err
	})
	return all, err
}

// asTagValue makes JSON of arrays and objects.
func asTagValue(value any) any {
	switch value.(type) {
	case list, object:
		var e jx.Encoder
		encodeValue(&e, value)
		return json.RawMessage(e.Bytes())
	}
	return value
}

func encodeValue(e *jx.Encoder, value any) {
	switch value := value.(type) {
	case list:
		e.Arr(func(e *jx.Encoder) {
			for _, element := range value {
				encodeValue(e, element)
			}
		})
	case object:
		e.Obj(func(e *jx.Encoder) {
			for _, tag := range value {
				e.FieldStart(tag.Key)
				encodeValue(e, tag.Value)
			}
		})
	case string:
		e.Str(value)
	case bool:
		e.Bool(value)
	case int64:
		e.Int64(value)
	case float64:
		e.Float64(value)
	case []byte:
		e.Str(base64.StdEncoding.EncodeToString(value))
	case json.RawMessage:
		e.Raw(jx.Raw(value))
	default:
		e.Str(fmt.Sprint(value))
	}
}
