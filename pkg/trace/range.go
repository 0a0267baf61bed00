package trace

import "time"

// Margin is how far a trace may reach beyond the range in which one of its spans was
// found.
const Margin = time.Hour

// Near is the range with a margin, which doesn't reach into the future.
func (r Range) Near(now time.Time) Range {
	late := Earlier(r.To.Add(Margin), now.Add(time.Minute))
	return Range{From: r.From.Add(-Margin), To: Later(r.To, late)}
}

// Widest is how far a trace ID is looked for that isn't in the range: as far back from
// now as lookback says, and up to now. Without a lookback it is the range.
func (r Range) Widest(lookback time.Duration, now time.Time) Range {
	if lookback <= 0 {
		return r
	}
	return Range{From: Earlier(r.From, now.Add(-lookback)), To: Later(r.To, now)}
}

// Earlier is the first of two moments.
func Earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

// Later is the last of two moments.
func Later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
