package emulator

import (
	"slices"
	"strings"
)

// compileText compares the words of a value with the words of a field: all
// must be there, in any order. A value that has no words finds nothing.
func compileText(t term, found target) (matcher, error) {
	if found.whole {
		return func(r *row) bool { value, ok := found.value(r); return ok && wordMatches(t, t.value, value) }, nil
	}
	wanted := t.words(found.words)
	return func(r *row) bool {
		return t.matches(wanted, found.texts(r), found.words)
	}, nil
}

// texts are the texts of a row that a text term looks at: one, or all leaves
// of a JSON field.
func (t target) texts(r *row) []string {
	value, ok := t.value(r)
	if !ok {
		return nil
	}
	if t.kind == typeJSON && t.path == "" {
		if parsed, ok := r.parsed[t.field]; ok {
			return leaves(parsed, nil)
		}
	}
	return []string{value}
}

// compileFullText looks for words anywhere in a record.
func compileFullText(terms []term, index *Index) (matcher, error) {
	if index.Line == nil {
		return nil, parameterInvalid("ErrorType:OLSQueryParseError.ErrorMessage:full text index is not configured, (%s) needs a key", terms[0].value)
	}
	line := index.Line
	words := line.tokenizer()
	return func(r *row) bool {
		texts := line.texts(r)
		for _, t := range terms {
			if !t.matches(t.words(words), texts, words) {
				return false
			}
		}
		return true
	}, nil
}

// texts are the fields that the full-text index covers.
func (l *IndexLine) texts(r *row) []string {
	if r.index == nil || r.index.Line == nil {
		return nil
	}
	texts := make([]string, 0, len(r.fields))
	for name, value := range r.fields {
		if slices.Contains(l.ExcludeKeys, name) || (len(l.IncludeKeys) > 0 && !slices.Contains(l.IncludeKeys, name)) {
			continue
		}
		texts = append(texts, value)
	}
	return texts
}

// words cuts the value as the field was cut; outside quotes, wildcards are no
// delimiters even where the index lists them.
func (t term) words(cut tokenizer) []string {
	if !t.quoted {
		cut.delimiters = strings.NewReplacer("*", "", "?", "").Replace(cut.delimiters)
	}
	return cut.words(t.value)
}

// matches tells whether every wanted word is in some text; for a phrase, all
// of them side by side in one text.
func (t term) matches(wanted []string, texts []string, cut tokenizer) bool {
	if len(wanted) == 0 {
		return false
	}
	if t.phrase {
		return slices.ContainsFunc(texts, func(text string) bool { return containsRun(cut.words(text), wanted) })
	}
	var present []string
	for _, text := range texts {
		present = append(present, cut.words(text)...)
	}
	for _, word := range wanted {
		if !slices.ContainsFunc(present, func(candidate string) bool { return wordMatches(t, word, candidate) }) {
			return false
		}
	}
	return true
}

// wordMatches compares one word; wildcards count only outside quotes.
func wordMatches(t term, wanted, candidate string) bool {
	if !t.quoted && strings.ContainsAny(wanted, "*?") {
		return matchWildcard(wanted, candidate)
	}
	return wanted == candidate
}

func containsRun(words, run []string) bool {
	for i := 0; i+len(run) <= len(words); i++ {
		if slices.Equal(words[i:i+len(run)], run) {
			return true
		}
	}
	return false
}
