package emulator

import (
	"cmp"
	"slices"
)

// selection is the outcome of the search part of a query.
type selection struct {
	rows  []*row
	index *Index
	// scanned counts the rows in the time range and their bytes.
	scanned      int64
	scannedBytes int64
}

// selectRows finds the rows in [from, to) that meet the search, in order of
// arrival.
func (l *logstore) selectRows(q *queryRequest, anyTime bool) (*selection, error) {
	parsed, err := parseSearch(q.search)
	if err != nil {
		return nil, err
	}
	l.mu.RLock()
	defer l.mu.RUnlock()
	if l.index == nil {
		return nil, errNoIndex()
	}
	match, err := compile(parsed, l.index)
	if err != nil {
		return nil, err
	}
	found := &selection{index: l.index}
	for _, r := range l.rows {
		// A record that arrived before there was an index can't be found.
		if r.index == nil || (!anyTime && (r.time < q.From || r.time >= q.To)) {
			continue
		}
		if q.Topic != "" && r.fields[fieldTopic] != q.Topic {
			continue
		}
		found.scanned++
		found.scannedBytes += r.bytes
		if match(r) {
			found.rows = append(found.rows, r)
		}
	}
	return found, nil
}

const secondsPerMinute = 60

// orderRows sorts rows by time. Unless accurate order is asked for, the
// service keeps order only from minute to minute; inside a minute the order
// here is pseudo-random, decided by the seed and the turn.
func orderRows(rows []*row, q *queryRequest, seed, turn uint64) {
	slices.SortStableFunc(rows, func(a, b *row) int {
		order := 0
		if q.Accurate {
			order = cmp.Or(cmp.Compare(a.time, b.time), cmp.Compare(a.id, b.id))
		} else {
			order = cmp.Or(
				cmp.Compare(a.time/secondsPerMinute, b.time/secondsPerMinute),
				cmp.Compare(scramble(uint64(a.id), seed, turn), scramble(uint64(b.id), seed, turn)))
		}
		if q.Reverse {
			return -order
		}
		return order
	})
}

// scramble mixes its inputs well enough to look shuffled (the finalizer of
// SplitMix64).
func scramble(id, seed, turn uint64) uint64 {
	x := id*0x9e3779b97f4a7c15 + seed*0xbf58476d1ce4e5b9 + turn*0x94d049bb133111eb
	x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9
	x = (x ^ (x >> 27)) * 0x94d049bb133111eb
	return x ^ (x >> 31)
}
