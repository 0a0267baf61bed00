package sls

import (
	"math"
	"strconv"
	"time"
)

// epochTime is a moment as a record holds it: a count of units since 1970.
type epochTime struct {
	count int64
	unit  time.Duration
}

// Writers count in different units, and Log Service's documentation names
// microseconds in one language and nanoseconds in another, so the unit is told
// by the size: today milliseconds have 13 digits, microseconds 16, nanoseconds
// 19. The bounds hold from 1973 to 5138.
const (
	fewestMicroseconds = 1e14
	fewestNanoseconds  = 1e17
)

// readEpoch reads a count of milliseconds, microseconds or nanoseconds since
// 1970; ok is false if the text isn't a positive one.
func readEpoch(text string) (read epochTime, ok bool) {
	count, err := strconv.ParseInt(text, 10, 64)
	if err != nil || count <= 0 {
		return epochTime{}, false
	}
	switch {
	case count >= fewestNanoseconds:
		return epochTime{count, time.Nanosecond}, true
	case count < fewestMicroseconds:
		return epochTime{count, time.Millisecond}, true
	default:
		return epochTime{count, time.Microsecond}, true
	}
}

func looksNanoseconds(text string) bool {
	read, ok := readEpoch(text)
	return ok && read.unit == time.Nanosecond
}

func (e epochTime) time() time.Time {
	switch e.unit {
	case time.Millisecond:
		return time.UnixMilli(e.count).UTC()
	case time.Microsecond:
		return time.UnixMicro(e.count).UTC()
	default:
		return time.Unix(0, e.count).UTC()
	}
}

// timing reads when the span began and how long it took. A start that can't be
// read is replaced by the record's own time, in whole seconds, because a span
// without a time can't be drawn among the others.
func (d *spanDecoder) timing() {
	field := fieldStart
	if d.dialect.legacy() {
		field = fieldStartTime
	}
	start, ok := readEpoch(d.field(field))
	if ok {
		d.span.Start = start.time()
	} else if seconds, err := strconv.ParseInt(d.field(fieldTime), 10, 64); err == nil && seconds > 0 {
		d.warn("Its start %.60q can't be read as a time; the time of its record, in whole seconds, stands in.", d.field(field))
		d.span.Start = time.Unix(seconds, 0).UTC()
	} else {
		d.warn("Its start %.60q can't be read as a time.", d.field(field))
	}
	if !ok {
		start = epochTime{unit: time.Microsecond}
	}
	d.span.Duration = d.duration(start)
}

// duration reads how long the span took. The legacy dialects count it in the
// unit of the start. The others count microseconds, whatever the unit of start
// and end, unless the two say otherwise.
func (d *spanDecoder) duration(start epochTime) time.Duration {
	text := d.field(fieldDuration)
	measured, known := d.measured(start)
	if text == "" && known {
		return measured
	}
	count, err := strconv.ParseInt(text, 10, 64)
	if err != nil || count < 0 {
		d.warn("Its duration %.60q can't be read.", text)
		return max(0, measured) // from start to end, if they are there
	}
	units := []time.Duration{time.Microsecond, time.Nanosecond, time.Millisecond}
	if d.dialect.legacy() {
		units, known = []time.Duration{start.unit}, false
	}
	if known {
		for _, unit := range units {
			if agrees(count, unit, measured, max(unit, start.unit)) {
				return time.Duration(count) * unit
			}
		}
		d.warn("Its duration %s doesn't match its start and end, which are %s apart.", text, measured)
	}
	if count > math.MaxInt64/int64(units[0]) {
		d.warn("Its duration %.60q can't be read: it is longer than 292 years.", text)
		return max(0, measured)
	}
	return time.Duration(count) * units[0]
}

// measured is the time from start to end, negative if they are the wrong way
// round; known is false if either isn't there. A span that hasn't ended has 0.
func (d *spanDecoder) measured(start epochTime) (measured time.Duration, known bool) {
	text := d.field(fieldEnd)
	if text == "" || text == "0" || start.count == 0 {
		return 0, false
	}
	end, ok := readEpoch(text)
	if !ok {
		d.warn("Its end %.60q can't be read as a time.", text)
		return 0, false
	}
	return end.time().Sub(start.time()), true
}

// agrees says whether a count of units is a duration, as far as the resolution
// of what it is compared with goes.
func agrees(count int64, unit, measured, resolution time.Duration) bool {
	if count > math.MaxInt64/int64(unit) {
		return false
	}
	return (time.Duration(count)*unit - measured).Abs() <= resolution
}
