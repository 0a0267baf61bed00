package sls

import (
	"errors"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/go-faster/jx"
)

// Field is one key of a row with its value, both as text. SQL's NULL is the
// text "null", JSON's null is empty.
type Field struct{ Key, Value string }

// Row is one row of an answer, in the order in which the service sent its
// fields, which means nothing. A key may occur more than once.
type Row []Field

// Get finds the value of the first field with the key, in exactly this case.
func (r Row) Get(key string) (string, bool) {
	for _, field := range r {
		if field.Key == key {
			return field.Value, true
		}
	}
	return "", false
}

// LogsMeta is what the service says about an answer to GetLogs.
type LogsMeta struct {
	// Complete says that the rows are all there are. Otherwise the same request
	// may give more if it is repeated.
	Complete bool
	// Accurate says that the rows are in exact order of time; false means to the
	// minute only. True if the service said nothing.
	Accurate bool
	// Count is how many rows the service says it sent.
	Count int
	// HasSQL says that the query had an SQL part.
	HasSQL bool
	// ProcessedRows and ProcessedBytes are what the service went through.
	ProcessedRows, ProcessedBytes int64
	// Elapsed is how long the service took.
	Elapsed time.Duration
	// Limited is the number of rows that the service cut an SQL answer to that
	// had no LIMIT, as text. Empty if it did not.
	Limited string
	// Keys are the columns of an SQL answer, in the order of the statement.
	Keys []string
}

// errNoAnswer says that a JSON object came, but not the one that GetLogs gives.
var errNoAnswer = errors.New(`the object has neither "meta" nor "data"`)

// maxInternedKeys bounds how many keys of rows are kept to be used again.
const maxInternedKeys = 4096

// rowsDecoder reads an answer of GetLogs, {"meta":{…},"data":[{…}]}, handing
// out each row as soon as it is read.
type rowsDecoder struct {
	each func(Row) error
	meta LogsMeta
	row  Row
	keys map[string]string
	// before are keys of the rows so far, each at its place.
	before []string
	known  bool
	// text is where strings are unescaped before they are copied.
	text []byte
	// rejected is the error that each returned; the decoder's own wrap it in text
	// that means nothing to the caller.
	rejected error
}

// decodeRows reads an answer. An error that each returns comes back as it is;
// any other says what is wrong with the JSON.
func decodeRows(decoder *jx.Decoder, each func(Row) error) (LogsMeta, error) {
	r := rowsDecoder{each: each, meta: LogsMeta{Accurate: true}, keys: map[string]string{}}
	err := decoder.ObjBytes(r.member)
	if r.rejected != nil {
		return r.meta, r.rejected
	}
	if err == nil && !r.known {
		err = errNoAnswer
	}
	return r.meta, err
}

func (r *rowsDecoder) member(decoder *jx.Decoder, key []byte) error {
	switch string(key) {
	case "meta":
		r.known = true
		return ifObject(decoder, r.metaMember)
	case "data":
		r.known = true
		if decoder.Next() == jx.Null {
			return decoder.Null()
		}
		return decoder.Arr(r.dataRow)
	}
	return decoder.Skip()
}

func (r *rowsDecoder) dataRow(decoder *jx.Decoder) error {
	r.row = r.row[:0]
	if err := decoder.ObjBytes(r.rowField); err != nil {
		return err
	}
	r.rejected = r.each(r.row)
	return r.rejected
}

func (r *rowsDecoder) rowField(decoder *jx.Decoder, key []byte) error {
	name := r.key(key)
	value, err := r.scalar(decoder)
	if err != nil {
		return err
	}
	r.row = append(r.row, Field{Key: name, Value: value})
	return nil
}

// key is the text of a key, the same each time.
func (r *rowsDecoder) key(key []byte) string {
	// Records of one logstore mostly have the same keys in the same order.
	if at := len(r.row); at < len(r.before) && r.before[at] == string(key) {
		return r.before[at]
	}
	name, ok := r.keys[string(key)]
	if !ok {
		name = validText(key)
		if len(r.keys) < maxInternedKeys {
			// Not under name: invalid keys must be found again by their own bytes.
			r.keys[string(key)] = name
		}
	}
	if at := len(r.row); at < len(r.before) {
		r.before[at] = name
	} else if at == len(r.before) && at < maxInternedKeys {
		r.before = append(r.before, name)
	}
	return name
}

// metaMember is lenient about types: what isn't understood counts as not said.
func (r *rowsDecoder) metaMember(decoder *jx.Decoder, key []byte) error {
	name := string(key)
	if name == "keys" {
		return r.columns(decoder)
	}
	text, err := r.scalar(decoder)
	if err != nil {
		return err
	}
	switch name {
	case "progress":
		r.meta.Complete = strings.EqualFold(text, "complete")
	case "isAccurate":
		r.meta.Accurate = text != "false" && text != "0"
	case "hasSQL":
		r.meta.HasSQL = text == "true"
	case "limited":
		r.meta.Limited = text
	case "count":
		r.meta.Count = int(wholeNumber(text))
	case "processedRows":
		r.meta.ProcessedRows = wholeNumber(text)
	case "processedBytes":
		r.meta.ProcessedBytes = wholeNumber(text)
	case "elapsedMillisecond":
		r.meta.Elapsed = time.Duration(wholeNumber(text)) * time.Millisecond
	}
	return nil
}

func (r *rowsDecoder) columns(decoder *jx.Decoder) error {
	if decoder.Next() != jx.Array {
		return decoder.Skip()
	}
	return decoder.Arr(func(decoder *jx.Decoder) error {
		text, err := r.scalar(decoder)
		r.meta.Keys = append(r.meta.Keys, text)
		return err
	})
}

// scalar reads any value as text: a string as it is, null as nothing, and
// anything else as its JSON.
func (r *rowsDecoder) scalar(decoder *jx.Decoder) (string, error) {
	switch decoder.Next() {
	case jx.String:
		var err error
		r.text, err = decoder.StrAppend(r.text[:0])
		return validText(r.text), err
	case jx.Null:
		return "", decoder.Null()
	default:
		raw, err := decoder.Raw()
		return validText(raw), err
	}
}

// validText copies bytes into a string. The service cuts long values at a
// number of bytes, which may be in the middle of a character, and Grafana's
// frames must be valid UTF-8.
func validText(raw []byte) string {
	if utf8.Valid(raw) {
		return string(raw)
	}
	return strings.ToValidUTF8(string(raw), "\uFFFD")
}

func ifObject(decoder *jx.Decoder, member func(*jx.Decoder, []byte) error) error {
	if decoder.Next() != jx.Object {
		return decoder.Skip()
	}
	return decoder.ObjBytes(member)
}

func wholeNumber(text string) int64 {
	if number, err := strconv.ParseInt(text, 10, 64); err == nil {
		return number
	}
	number, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return 0
	}
	return int64(number)
}
