package sls

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math/bits"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/go-faster/jx"
)

// scanner reads JSON that lies in memory as a whole, and knows only what answers of
// Log Service are made of, many short texts; any other value it hands over as it
// stands, checked by jx. It takes what encoding/json takes and refuses what that
// refuses, which tests hold it to.
type scanner struct {
	raw []byte
	at  int
	// text holds what had to be unescaped. What was given from it stays as it is until
	// the text is emptied.
	text []byte
	// beyondASCII says that plain met a byte beyond ASCII since this was reset.
	beyondASCII bool
}

var errBrokenText = errors.New("a text holds a control character or an unknown escape")

func (s *scanner) unexpected() error {
	if s.at >= len(s.raw) {
		return io.ErrUnexpectedEOF
	}
	return fmt.Errorf("unexpected byte %q at %d", s.raw[s.at], s.at)
}

// next skips blanks and gives the byte after them, which it leaves; 0 at the end.
func (s *scanner) next() byte {
	for ; s.at < len(s.raw); s.at++ {
		switch s.raw[s.at] {
		case ' ', '\t', '\n', '\r':
		default:
			return s.raw[s.at]
		}
	}
	return 0
}

// take skips blanks and one byte after them, if it is the one.
func (s *scanner) take(wanted byte) bool {
	if s.next() != wanted {
		return false
	}
	s.at++
	return true
}

// members reads an object, up to whose first member the scanner has come, and has
// each value read by member.
func (s *scanner) members(member func(key []byte) error) error {
	if !s.take('{') {
		return s.unexpected()
	}
	if s.take('}') {
		return nil
	}
	for {
		if !s.take('"') {
			return s.unexpected()
		}
		key, err := s.string()
		if err != nil {
			return err
		}
		if !s.take(':') {
			return s.unexpected()
		}
		if err := member(key); err != nil {
			return err
		}
		if s.take('}') {
			return nil
		}
		if !s.take(',') {
			return s.unexpected()
		}
	}
}

// elements reads an array like members an object.
func (s *scanner) elements(element func() error) error {
	if !s.take('[') {
		return s.unexpected()
	}
	if s.take(']') {
		return nil
	}
	for {
		if err := element(); err != nil {
			return err
		}
		if s.take(']') {
			return nil
		}
		if !s.take(',') {
			return s.unexpected()
		}
	}
}

// In a word of eight bytes, every lowest and every highest bit.
const (
	lowBits  = 0x0101010101010101
	highBits = 0x8080808080808080
)

// plain gives where a stretch of text ends that may be copied as it is: at a quote, a
// backslash, a control character or the end of all. Eight bytes are looked at at a time
// (https://graphics.stanford.edu/~seander/bithacks.html#ZeroInWord).
func (s *scanner) plain(from int) (end int) {
	raw, at := s.raw, from
	var seen uint64
	for ; at+8 <= len(raw); at += 8 {
		word := binary.LittleEndian.Uint64(raw[at:])
		quote, slash := word^(lowBits*'"'), word^(lowBits*'\\')
		if found := ((quote - lowBits) &^ quote & highBits) | ((slash - lowBits) &^ slash & highBits) | ((word - lowBits*0x20) &^ word & highBits); found != 0 {
			place := bits.TrailingZeros64(found) &^ 7
			s.beyondASCII = s.beyondASCII || (seen|word&(1<<place-1))&highBits != 0
			return at + place/8
		}
		seen |= word
	}
	for ; at < len(raw) && raw[at] != '"' && raw[at] != '\\' && raw[at] >= 0x20; at++ {
		seen |= uint64(raw[at])
	}
	s.beyondASCII = s.beyondASCII || seen&highBits != 0
	return at
}

// string reads a text behind its first quote. Without an escape it is a part of the
// answer itself. What isn't valid UTF-8 is replaced.
func (s *scanner) string() ([]byte, error) {
	begin := s.at
	s.beyondASCII = false
	end := s.plain(begin)
	if end < len(s.raw) && s.raw[end] == '"' {
		s.at = end + 1
		return s.valid(s.raw[begin:end]), nil
	}
	base := len(s.text)
	for {
		s.text = append(s.text, s.raw[begin:end]...)
		s.at = end
		switch {
		case end >= len(s.raw):
			return nil, io.ErrUnexpectedEOF
		case s.raw[end] == '"':
			s.at++
			return s.valid(s.text[base:len(s.text):len(s.text)]), nil
		case s.raw[end] != '\\':
			return nil, errBrokenText
		}
		if err := s.escape(); err != nil {
			return nil, err
		}
		begin = s.at
		end = s.plain(begin)
	}
}

func (s *scanner) valid(text []byte) []byte {
	if !s.beyondASCII || utf8.Valid(text) {
		return text
	}
	return []byte(validText(text))
}

// escape reads an escape that begins at the scanner's place.
func (s *scanner) escape() error {
	if s.at+1 >= len(s.raw) {
		return io.ErrUnexpectedEOF
	}
	letter := s.raw[s.at+1]
	s.at += 2
	switch letter {
	case '"', '\\', '/':
		s.text = append(s.text, letter)
	case 'b':
		s.text = append(s.text, '\b')
	case 'f':
		s.text = append(s.text, '\f')
	case 'n':
		s.text = append(s.text, '\n')
	case 'r':
		s.text = append(s.text, '\r')
	case 't':
		s.text = append(s.text, '\t')
	case 'u':
		return s.codePoint()
	default:
		return errBrokenText
	}
	return nil
}

// codePoint reads four hexadecimal digits, and as many more if they are the first
// half of a pair. Half a pair becomes U+FFFD.
func (s *scanner) codePoint() error {
	first, err := s.unit(s.at)
	if err != nil {
		return err
	}
	s.at += 4
	if !utf16.IsSurrogate(first) {
		s.text = utf8.AppendRune(s.text, first)
		return nil
	}
	if s.at+1 < len(s.raw) && s.raw[s.at] == '\\' && s.raw[s.at+1] == 'u' {
		second, err := s.unit(s.at + 2)
		if err != nil {
			return err
		}
		if pair := utf16.DecodeRune(first, second); pair != utf8.RuneError {
			s.at += 6
			s.text = utf8.AppendRune(s.text, pair)
			return nil
		}
	}
	s.text = utf8.AppendRune(s.text, utf8.RuneError)
	return nil
}

func (s *scanner) unit(at int) (rune, error) {
	if at+4 > len(s.raw) {
		return 0, io.ErrUnexpectedEOF
	}
	unit, err := strconv.ParseUint(string(s.raw[at:at+4]), 16, 16)
	if err != nil {
		return 0, errBrokenText
	}
	return rune(unit), nil
}

// value gives any value as it stands.
func (s *scanner) value() ([]byte, error) {
	s.next()
	begin := s.at
	if err := s.pass(); err != nil {
		return nil, err
	}
	value := s.raw[begin:s.at]
	if len(value) == 0 || !jx.Valid(value) {
		s.at = begin
		return nil, s.unexpected()
	}
	return value, nil
}

// pass goes to the end of a value that may not be one.
func (s *scanner) pass() error {
	depth := 0
	for s.at < len(s.raw) {
		switch s.raw[s.at] {
		case '"':
			if err := s.passText(); err != nil {
				return err
			}
			if depth == 0 {
				return nil
			}
			continue
		case '{', '[':
			depth++
		case '}', ']':
			if depth == 0 {
				return nil
			}
			if depth--; depth == 0 {
				s.at++
				return nil
			}
		case ',', ' ', '\t', '\n', '\r':
			if depth == 0 {
				return nil
			}
		}
		s.at++
	}
	if depth > 0 {
		return io.ErrUnexpectedEOF
	}
	return nil
}

func (s *scanner) passText() error {
	for s.at++; s.at < len(s.raw); {
		s.at = s.plain(s.at)
		switch {
		case s.at >= len(s.raw):
		case s.raw[s.at] == '"':
			s.at++
			return nil
		case s.raw[s.at] == '\\':
			s.at += 2
		default:
			return errBrokenText
		}
	}
	return io.ErrUnexpectedEOF
}
