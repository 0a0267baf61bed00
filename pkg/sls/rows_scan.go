package sls

import (
	"unsafe"

	"github.com/go-faster/jx"
)

// scanRows is decodeRows for an answer that lies in memory, which it reads about three
// times as fast. With passing rows, their values may be kept no longer than each runs:
// they are parts of the answer or of memory that is used again. Keys may be kept.
func scanRows(answer []byte, passing bool, each func(Row) error) (LogsMeta, error) {
	r := rowsDecoder{each: each, meta: LogsMeta{Accurate: true}, keys: map[string]string{}}
	s := &rowsScanner{scanner: scanner{raw: answer}, rows: &r, passing: passing}
	err := s.members(s.member)
	if r.rejected != nil {
		return r.meta, r.rejected
	}
	if err == nil && !r.known {
		err = errNoAnswer
	}
	return r.meta, err
}

// rowsScanner reads an answer from memory on behalf of a rowsDecoder.
type rowsScanner struct {
	scanner
	rows    *rowsDecoder
	passing bool
}

func (s *rowsScanner) member(key []byte) error {
	if string(key) == "data" && s.next() != 'n' {
		s.rows.known = true
		return s.elements(s.row)
	}
	name := string(key)
	value, err := s.value()
	if err != nil {
		return err
	}
	return s.rows.member(jx.DecodeBytes(value), []byte(name))
}

func (s *rowsScanner) row() error {
	s.text = s.text[:0]
	s.rows.row = s.rows.row[:0]
	if err := s.members(s.field); err != nil {
		return err
	}
	s.rows.rejected = s.rows.each(s.rows.row)
	return s.rows.rejected
}

func (s *rowsScanner) field(key []byte) error {
	name := s.rows.key(key)
	text, err := s.scalar()
	if err != nil {
		return err
	}
	field := Field{Key: name}
	switch {
	case len(text) == 0:
	case s.passing:
		field.Value = unsafe.String(&text[0], len(text))
	default:
		field.Value = string(text)
	}
	s.rows.row = append(s.rows.row, field)
	return nil
}

// scalar reads any value as text, as rowsDecoder.scalar does.
func (s *rowsScanner) scalar() ([]byte, error) {
	if s.take('"') {
		return s.string()
	}
	value, err := s.value()
	if err != nil || string(value) == "null" {
		return nil, err
	}
	s.beyondASCII = true // as far as is known
	return s.valid(value), nil
}
