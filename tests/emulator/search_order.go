package emulator

import "sync"

// orderings keeps what the last searches found, in order, so that the pages of one search
// cost one look at all records: a trace of 100,000 of them has a thousand pages. A search
// is found again as long as no record and no index has come since.
type orderings struct {
	mu    sync.Mutex
	found map[ordering]*selection
}

// ordering is all that decides what a search finds, and in which order.
type ordering struct {
	search, topic     string
	from, to          int64
	reverse, accurate bool
	seed              uint64
	records           int
	index             *Index
}

// mostOrderings bounds what is kept of one logstore.
const mostOrderings = 8

// searchRows finds the rows of a search in the order of its pages. What it gives is
// shared, and must be left as it is.
func (l *logstore) searchRows(q *queryRequest, options Options) (*selection, error) {
	l.mu.RLock()
	key := ordering{q.search, q.Topic, q.From, q.To, q.Reverse, q.Accurate, options.Seed, len(l.rows), l.index}
	l.mu.RUnlock()
	l.orderings.mu.Lock()
	defer l.orderings.mu.Unlock()
	if found, ok := l.orderings.found[key]; ok {
		return found, nil
	}
	found, err := l.selectRows(q, false)
	if err != nil {
		return nil, err
	}
	orderRows(found.rows, q, options.Seed, 0)
	if l.orderings.found == nil || len(l.orderings.found) >= mostOrderings {
		l.orderings.found = map[ordering]*selection{}
	}
	l.orderings.found[key] = found
	return found, nil
}

// shuffledRows are searchRows in an order of their own each time.
func (l *logstore) shuffledRows(q *queryRequest, seed, turn uint64) (*selection, error) {
	found, err := l.selectRows(q, false)
	if err == nil {
		orderRows(found.rows, q, seed, turn)
	}
	return found, err
}
