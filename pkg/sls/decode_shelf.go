package sls

import (
	"errors"
	"slices"
	"strings"

	"logservice-jaeger-datasource/pkg/trace"
)

// shelf holds what many spans of a trace have in common, so that it is made once and
// kept once: names, values and resources. It copies whatever a span keeps, since a
// record may pass. It may be used by one goroutine at a time.
type shelf struct {
	texts map[string]string
	// values are boxed texts, numbers by their digits.
	values, numbers map[string]any
	resources       map[string][]trace.Tag
	// block is where lists of tags are cut from.
	block []trace.Tag
	// reading is where one list is collected.
	reading []trace.Tag
	json    scanner
	key     []byte
}

// Bounds on what is held: what differs each time gains nothing from it.
const (
	maxShelved       = 2048
	maxShelvedLength = 128
	maxShelvedList   = 1024
	tagsInBlock      = 1024
)

// errNested is for what the plain reading of an object leaves to readTags.
var errNested = errors.New("a value is an object or an array")

func newShelf() *shelf {
	return &shelf{texts: map[string]string{}, values: map[string]any{}, numbers: map[string]any{}, resources: map[string][]trace.Tag{}}
}

// text copies a text to keep.
func (s *shelf) text(passing string) string {
	if passing == "" {
		return ""
	}
	if kept, ok := s.texts[passing]; ok {
		return kept
	}
	kept := strings.Clone(passing)
	if len(kept) <= maxShelvedLength && len(s.texts) < maxShelved {
		s.texts[kept] = kept
	}
	return kept
}

// value copies a text to keep as the value of a tag.
func (s *shelf) value(passing string) any {
	if passing == "" {
		return ""
	}
	if kept, ok := s.values[passing]; ok {
		return kept
	}
	text := strings.Clone(passing)
	var kept any = text
	if len(text) <= maxShelvedLength && len(s.values) < maxShelved {
		s.values[text] = kept
	}
	return kept
}

// number is the value that JSON's digits stand for.
func (s *shelf) number(digits []byte) any {
	if kept, ok := s.numbers[string(digits)]; ok {
		return kept
	}
	text := string(digits)
	kept := numberValue(text)
	if len(text) <= maxShelvedLength && len(s.numbers) < maxShelved {
		s.numbers[text] = kept
	}
	return kept
}

// list copies tags to keep. Nobody may append to what it gives, and nobody can.
func (s *shelf) list(tags []trace.Tag) []trace.Tag {
	if len(tags) == 0 {
		return nil
	}
	if len(tags) > tagsInBlock/4 {
		return slices.Clip(slices.Clone(tags))
	}
	if cap(s.block)-len(s.block) < len(tags) {
		s.block = make([]trace.Tag, 0, tagsInBlock)
	}
	begin := len(s.block)
	s.block = append(s.block, tags...)
	return s.block[begin:len(s.block):len(s.block)]
}

// object adds the tags of a JSON object to what is being read, as readTags gives them.
// It is not ok for what is no flat object, whose tags it may have added in part.
func (s *shelf) object(text string) (ok bool) {
	s.json.raw, s.json.at, s.json.text = append(s.json.raw[:0], text...), 0, s.json.text[:0]
	return s.json.members(s.member) == nil && s.json.next() == 0 && s.json.at == len(s.json.raw)
}

func (s *shelf) member(key []byte) error {
	name, ok := s.texts[string(key)]
	if !ok {
		name = s.text(string(key))
	}
	tag := trace.Tag{Key: name}
	if s.json.take('"') {
		text, err := s.json.string()
		if err != nil {
			return err
		}
		if tag.Value, ok = s.values[string(text)]; !ok {
			tag.Value = s.value(string(text))
		}
		s.reading = append(s.reading, tag)
		return nil
	}
	value, err := s.json.value()
	if err != nil {
		return err
	}
	switch value[0] {
	case '{', '[':
		return errNested
	case 't', 'f':
		tag.Value = value[0] == 't'
	case 'n':
		tag.Value = ""
	default:
		tag.Value = s.number(value)
	}
	s.reading = append(s.reading, tag)
	return nil
}
