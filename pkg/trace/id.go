package trace

import (
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// TraceID is the 128-bit identifier of a trace. Writers spell the same number
// in different ways (padded, unpadded, upper case), so it is compared as a
// number and never as text. The zero value identifies no trace.
type TraceID struct{ High, Low uint64 }

// IsZero says whether the ID identifies no trace.
func (id TraceID) IsZero() bool { return id == TraceID{} }

// String spells the ID as 32 lower-case hexadecimal digits.
func (id TraceID) String() string { return fmt.Sprintf("%016x%016x", id.High, id.Low) }

// Spellings lists every text under which a writer may have stored the ID, the
// full one first, without repetition: 32 digits, 16 digits if the high half is
// zero, and without leading zeros.
func (id TraceID) Spellings() []string {
	spellings := []string{id.String()}
	if id.High == 0 {
		spellings = append(spellings, id.String()[16:])
	}
	if short := strings.TrimLeft(id.String(), "0"); short != "" && short != spellings[len(spellings)-1] {
		spellings = append(spellings, short)
	}
	return spellings
}

// SpanID is the 64-bit identifier of a span within its trace. Zero means "no
// span": the parent of a root.
type SpanID uint64

// String spells the ID as 16 lower-case hexadecimal digits.
func (id SpanID) String() string { return fmt.Sprintf("%016x", uint64(id)) }

// ParseStoredTraceID reads a trace ID as a record holds it: 1 to 32
// hexadecimal digits.
func ParseStoredTraceID(text string) (TraceID, error) {
	if text == "" || len(text) > 32 {
		return TraceID{}, fmt.Errorf("%q is not a trace ID: it must have 1 to 32 hexadecimal digits", text)
	}
	split := max(0, len(text)-16)
	var id TraceID
	var err error
	if split > 0 {
		if id.High, err = strconv.ParseUint(text[:split], 16, 64); err != nil {
			return TraceID{}, fmt.Errorf("%q is not a trace ID: it must have 1 to 32 hexadecimal digits", text)
		}
	}
	if id.Low, err = strconv.ParseUint(text[split:], 16, 64); err != nil {
		return TraceID{}, fmt.Errorf("%q is not a trace ID: it must have 1 to 32 hexadecimal digits", text)
	}
	return id, nil
}

// ParseSpanID reads a span ID as a record holds it: 1 to 16 hexadecimal digits;
// the empty text is zero.
func ParseSpanID(text string) (SpanID, error) {
	if text == "" {
		return 0, nil
	}
	id, err := strconv.ParseUint(text, 16, 64)
	if err != nil {
		return 0, fmt.Errorf("%q is not a span ID: it must have 1 to 16 hexadecimal digits", text)
	}
	return SpanID(id), nil
}

// ParseAskedSpanID reads a span ID as a person gives it: hexadecimal in any case and
// padding, with or without quotes, spaces or "0x". The error is a sentence for the
// person who typed it.
func ParseAskedSpanID(text string) (SpanID, error) {
	digits := strings.TrimPrefix(strings.ToLower(strings.Trim(strings.TrimSpace(text), `"'`)), "0x")
	id, err := ParseSpanID(digits)
	if err != nil || id == 0 {
		return 0, fmt.Errorf("%q is not a span ID: enter 1 to 16 hexadecimal digits, for example 00f067aa0ba902b7", text)
	}
	return id, nil
}

// traceparent is the header of the W3C Trace Context recommendation, section
// 3.2: version, trace ID, parent ID, flags.
var traceparent = regexp.MustCompile(`^[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$`)

// ParseTraceID reads a trace ID as a person or another program gives it:
// hexadecimal in any case and padding, with or without quotes, spaces, "0x" or
// the dashes of a UUID; a traceparent header; or base64 of 8 or 16 bytes, as
// OTLP's JSON has it. The error is a sentence for the person who typed it.
func ParseTraceID(text string) (TraceID, error) {
	trimmed := strings.Trim(strings.TrimSpace(text), `"'`)
	lower := strings.ToLower(trimmed)
	if match := traceparent.FindStringSubmatch(lower); match != nil {
		lower = match[1]
	}
	digits := strings.ReplaceAll(strings.TrimPrefix(lower, "0x"), "-", "")
	id, err := ParseStoredTraceID(digits)
	if err != nil {
		if id, ok := parseBase64(trimmed); ok {
			return id, nil
		}
		return TraceID{}, fmt.Errorf("%q is not a trace ID: enter 1 to 32 hexadecimal digits, for example 4bf92f3577b34da6a3ce929d0e0e4736", text)
	}
	if id.IsZero() {
		return TraceID{}, fmt.Errorf("%q is not a trace ID: all its digits are zero", text)
	}
	return id, nil
}

func parseBase64(text string) (TraceID, bool) {
	raw, err := base64.StdEncoding.DecodeString(text)
	if err != nil || (len(raw) != 8 && len(raw) != 16) {
		return TraceID{}, false
	}
	var id TraceID
	if len(raw) == 16 {
		id.High = binary.BigEndian.Uint64(raw)
	}
	id.Low = binary.BigEndian.Uint64(raw[len(raw)-8:])
	return id, !id.IsZero()
}
