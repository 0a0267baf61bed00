package sls

import (
	"encoding/base64"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/go-faster/jx"

	"logservice-jaeger-datasource/pkg/trace"
)

// event is an event whose time is still as the record holds it.
type event struct {
	name, time string
	// census says that OpenCensus's model was in between.
	census bool
	tags   []trace.Tag
}

// emptyList is what writers store for no events and no links.
const emptyList = "[]"

// events reads the span's events, called logs in every dialect.
func (d *spanDecoder) events() {
	text := d.field(fieldLogs)
	if text == "" || text == emptyList {
		return
	}
	read, err := readArray(text, readEvent)
	if err != nil {
		d.keepUnreadable(fieldLogs, "a JSON array of events")
		return
	}
	untimed := 0
	for _, e := range read {
		at, ok := eventTime(e.time)
		if !ok {
			at = d.span.Start
			untimed++
		}
		e.takeName()
		trace.SortTags(e.tags)
		d.span.Events = append(d.span.Events, trace.Event{Time: at, Name: e.name, Tags: e.tags})
	}
	if untimed > 0 {
		d.warn("Of %d of its %d events the time can't be read; they are shown at the span's start.", untimed, len(read))
	}
}

// takeName makes the event's name of the field that holds it where the writer's
// model has no name for an event: OpenTracing's "event"
// (https://opentracing.io/specification/conventions/), or the description of an
// OpenCensus annotation. The field is then no tag, so that an event looks the
// same whoever wrote it.
func (e *event) takeName() {
	keys := []string{"event"}
	if e.census {
		keys = append(keys, "description")
	}
	for _, key := range keys {
		i := slices.IndexFunc(e.tags, func(tag trace.Tag) bool { return tag.Key == key })
		if e.name != "" || i < 0 {
			continue
		}
		if name, ok := e.tags[i].Value.(string); ok {
			e.name, e.tags = name, slices.Delete(e.tags, i, i+1)
		}
	}
}

// eventTime reads a count since 1970 as readEpoch does, or Go's text of a time.
func eventTime(text string) (time.Time, bool) {
	if epoch, ok := readEpoch(text); ok {
		return epoch.time(), true
	}
	at, err := time.Parse(time.RFC3339Nano, text)
	return at.UTC(), err == nil
}

// readEvent reads an event of any writer: Jaeger's {timestamp, fields}, the
// collector of 2020's {TimeUs, Fields}, or {name, time, attribute}.
func readEvent(d *jx.Decoder) (e event, err error) {
	err = d.Obj(func(d *jx.Decoder, key string) (err error) {
		switch strings.ToLower(key) {
		case "name":
			e.name, err = scalarText(d)
		case "timeus":
			e.census = true
			e.time, err = scalarText(d)
		case "time", "timestamp":
			e.time, err = scalarText(d)
		case "fields", "attribute", "attributes":
			if d.Next() == jx.Array {
				e.tags, err = keyValues(d)
			} else {
				e.tags, err = objectTags(d)
			}
		default:
			err = d.Skip()
		}
		return err
	})
	return e, err
}

// keyValues reads a list of Jaeger's KeyValue.
func keyValues(d *jx.Decoder) (tags []trace.Tag, err error) {
	err = d.Arr(func(d *jx.Decoder) error {
		var pair keyValue
		if err := pair.read(d); err != nil {
			return err
		}
		tags = append(tags, trace.Tag{Key: pair.key, Value: pair.value()})
		return nil
	})
	return tags, err
}

// keyValue is Jaeger's tag as encoding/json wrote it
// (https://github.com/jaegertracing/jaeger/blob/v1.8.0/model/keyvalue.go): the
// member that the type names, left out if it is zero or empty.
type keyValue struct{ key, kind, text, number, blob string }

func (p *keyValue) read(d *jx.Decoder) error {
	return d.Obj(func(d *jx.Decoder, key string) (err error) {
		switch strings.ToLower(key) {
		case "key":
			p.key, err = scalarText(d)
		case "vtype":
			p.kind, err = scalarText(d)
		case "vstr":
			p.text, err = scalarText(d)
		case "vnum":
			p.number, err = scalarText(d)
		case "vblob":
			p.blob, err = scalarText(d)
		default:
			err = d.Skip()
		}
		return err
	})
}

// value is the tag's value; what isn't as its type says stays text.
func (p *keyValue) value() any {
	switch strings.ToLower(p.kind) {
	case "bool", "int64", "float64":
		if p.number == "" {
			p.number = "0"
		}
		number, err := strconv.ParseInt(p.number, 10, 64)
		if err != nil {
			return p.number
		}
		return numberOf(strings.ToLower(p.kind), number)
	case "binary":
		if blob, err := base64.StdEncoding.DecodeString(p.blob); err == nil {
			return blob
		}
		return p.blob
	default:
		return p.text
	}
}

// numberOf is the value that Jaeger keeps in an int64, for a double its bits.
// JSON can't hold infinities and NaN, so they become text.
func numberOf(kind string, number int64) any {
	switch kind {
	case "bool":
		return number != 0
	case "float64":
		float := math.Float64frombits(uint64(number))
		if math.IsNaN(float) || math.IsInf(float, 0) {
			return strconv.FormatFloat(float, 'g', -1, 64)
		}
		return float
	default:
		return number
	}
}
