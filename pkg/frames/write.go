package frames

import (
	"encoding/json"
	"math"
	"slices"
	"strconv"
	"unicode/utf8"

	"logservice-jaeger-datasource/pkg/trace"
)

// writer makes the JSON of many lists of tags. What encoding/json would do for each,
// with reflection and an allocation, is most of the work of a long trace's frame.
type writer struct {
	// text is where a list is written, pairs what it is written from.
	text  []byte
	pairs []keyValue
	// block is where finished lists are kept, many in one piece of memory.
	block []byte
}

// emptyJSON is the list of nothing. Nobody changes a column's value in place.
var emptyJSON = json.RawMessage("[]")

const (
	blockSize = 64 << 10
	// largestInBlock bounds what is lost at the end of a block.
	largestInBlock = blockSize / 8
)

// finished keeps what was written.
func (w *writer) finished() json.RawMessage {
	size := len(w.text)
	if size > largestInBlock {
		return json.RawMessage(slices.Clone(w.text))
	}
	if cap(w.block)-len(w.block) < size {
		w.block = make([]byte, 0, blockSize)
	}
	begin := len(w.block)
	w.block = append(w.block, w.text...)
	return json.RawMessage(w.block[begin:len(w.block):len(w.block)])
}

// list is the JSON of the writer's pairs.
func (w *writer) list() json.RawMessage {
	if len(w.pairs) == 0 {
		return emptyJSON
	}
	w.text = append(w.text[:0], '[')
	for i := range w.pairs {
		if i > 0 {
			w.text = append(w.text, ',')
		}
		w.text = appendPair(w.text, &w.pairs[i])
	}
	w.text = append(w.text, ']')
	return w.finished()
}

func appendPair(text []byte, pair *keyValue) []byte {
	text = append(text, `{"key":`...)
	text = appendText(text, pair.Key)
	text = append(text, `,"value":`...)
	switch value := pair.Value.(type) {
	case string:
		text = appendText(text, value)
	case bool:
		text = strconv.AppendBool(text, value)
	case int64:
		text = strconv.AppendInt(text, value, 10)
	case float64:
		text = appendFloat(text, value)
	default:
		text = append(text, "null"...) // newKeyValue makes no other
	}
	if pair.Type != "" {
		text = append(text, `,"type":"`...)
		text = append(text, pair.Type...)
		text = append(text, '"')
	}
	return append(text, '}')
}

// appendFloat writes a number as encoding/json and JavaScript do.
func appendFloat(text []byte, value float64) []byte {
	format := byte('f')
	if abs := math.Abs(value); abs != 0 && (abs < 1e-6 || abs >= 1e21) {
		format = 'e'
	}
	return strconv.AppendFloat(text, value, format, -1, 64)
}

// appendText writes a text as JSON; what isn't UTF-8 is replaced.
func appendText(text []byte, value string) []byte {
	text = append(text, '"')
	for {
		plain := plainLength(value)
		text = append(text, value[:plain]...)
		if value = value[plain:]; value == "" {
			return append(text, '"')
		}
		letter, size := utf8.DecodeRuneInString(value)
		switch {
		case letter == utf8.RuneError && size == 1:
			text = append(text, "\uFFFD"...)
		case letter >= utf8.RuneSelf:
			text = append(text, value[:size]...)
		default:
			text = appendEscape(text, value[0])
		}
		value = value[size:]
	}
}

func appendEscape(text []byte, letter byte) []byte {
	switch letter {
	case '"', '\\':
		return append(text, '\\', letter)
	case '\n':
		return append(text, '\\', 'n')
	case '\r':
		return append(text, '\\', 'r')
	case '\t':
		return append(text, '\\', 't')
	}
	const digits = "0123456789abcdef"
	return append(text, '\\', 'u', '0', '0', digits[letter>>4], digits[letter&15])
}

// In a word of eight bytes, every lowest and every highest bit.
const (
	lowBits  = 0x0101010101010101
	highBits = 0x8080808080808080
)

// plainLength is how much of a text begins with ASCII that JSON needs no escape for,
// at least; eight bytes are looked at at a time
// (https://graphics.stanford.edu/~seander/bithacks.html#ZeroInWord).
func plainLength(value string) int {
	at := 0
	for ; at+8 <= len(value); at += 8 {
		word := uint64(value[at]) | uint64(value[at+1])<<8 | uint64(value[at+2])<<16 | uint64(value[at+3])<<24 |
			uint64(value[at+4])<<32 | uint64(value[at+5])<<40 | uint64(value[at+6])<<48 | uint64(value[at+7])<<56
		quote, slash := word^(lowBits*'"'), word^(lowBits*'\\')
		if ((quote-lowBits)&^quote|(slash-lowBits)&^slash|(word-lowBits*0x20)|word)&highBits != 0 {
			break
		}
	}
	for ; at < len(value); at++ {
		if letter := value[at]; letter < 0x20 || letter == '"' || letter == '\\' || letter >= utf8.RuneSelf {
			break
		}
	}
	return at
}

// serviceOf is what the frame tells of a process, made once for all spans that share it.
type serviceOf struct {
	tags      json.RawMessage
	namespace *string
}

// processKey tells processes apart by where their tags lie: readers keep them once.
type processKey struct {
	first   *trace.Tag
	count   int
	service string
}

func processOf(span *trace.Span) processKey {
	key := processKey{count: len(span.Resource), service: span.Service}
	if key.count > 0 {
		key.first = &span.Resource[0]
	}
	return key
}
