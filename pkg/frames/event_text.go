package frames

import (
	"cmp"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
)

// unnamedEvent stands for the name of an event without one, if nothing else tells
// what happened.
const unnamedEvent = "event"

// body is the line that a person reads: the event's name, and its tags as logfmt. A
// stack trace has many lines, and is a label only.
func (l eventLine) body() string {
	var text strings.Builder
	text.WriteString(l.event.Name)
	for _, pair := range keyValues(l.event.Tags) {
		if pair.Key == stackTraceTag {
			continue
		}
		if text.Len() > 0 {
			text.WriteByte(' ')
		}
		text.WriteString(pair.Key + "=" + quoteIfNeeded(fmt.Sprint(pair.Value)))
	}
	return cmp.Or(text.String(), unnamedEvent)
}

// quoteIfNeeded makes a text one value of logfmt.
func quoteIfNeeded(text string) string {
	if text == "" || strings.ContainsAny(text, " =\"\\\n\r\t") {
		return strconv.Quote(text)
	}
	return text
}

// ownLabels are those that are not an event's tags.
const (
	serviceLabel   = "service"
	operationLabel = "operation"
	spanLabel      = "spanID"
	eventLabel     = "event"
)

// labels are an object of texts. A tag that is named like one of ours is told apart
// by what it is.
func (l eventLine) labels() json.RawMessage {
	name := operationOf(l.span)
	labels := map[string]string{serviceLabel: name.service, operationLabel: name.operation, spanLabel: l.spanID}
	if l.event.Name != "" {
		labels[eventLabel] = l.event.Name
	}
	for _, pair := range keyValues(l.event.Tags) {
		key := pair.Key
		switch key {
		case serviceLabel, operationLabel, spanLabel, eventLabel:
			key = tagPrefix + key
		}
		value := fmt.Sprint(pair.Value)
		if known, repeated := labels[key]; repeated {
			value = known + ", " + value
		}
		labels[key] = value
	}
	raw, err := json.Marshal(labels)
	if err != nil { // texts are always fit for JSON
		return json.RawMessage("{}")
	}
	return raw
}
