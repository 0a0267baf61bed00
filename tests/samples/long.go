package samples

import (
	"fmt"
	"slices"
	"strconv"
)

// LongTrace makes the records of one trace of so many spans, whose ID is LargeTraceID:
// the sample's traces over and over, each as its writer stored it, below one root, which is
// the first record. The sample's records must have IDs of the keys traceID, spanID and
// parentSpanID, of 16 hexadecimal digits where they are IDs of spans, as OTLP ingest stores
// them. No two spans of the trace share an ID, and every parent is there.
func LongTrace(sample Sample, spans int) ([]Row, error) {
	const root = "0000000000000001"
	place := map[string]int{}
	for at, row := range sample.Rows {
		place[row.content("spanID")] = at
	}
	rows := make([]Row, spans)
	for i := range rows {
		round, at := i/len(sample.Rows), i%len(sample.Rows)
		row := sample.Rows[at]
		id, err := renamed(row.content("spanID"), round)
		if err != nil {
			return nil, err
		}
		parent := root
		if stored := row.content("parentSpanID"); stored != "" && round*len(sample.Rows)+place[stored] < spans && (round > 0 || place[stored] > 0) {
			if parent, err = renamed(stored, round); err != nil {
				return nil, err
			}
		}
		if i == 0 {
			id, parent = root, ""
		}
		row.Contents = slices.Clone(row.Contents)
		row.setContent("traceID", LargeTraceID)
		row.setContent("spanID", id)
		row.setContent("parentSpanID", parent)
		rows[i] = row
	}
	return rows, nil
}

// renamed is a span's ID in a round: its own in the first.
func renamed(id string, round int) (string, error) {
	number, err := strconv.ParseUint(id, 16, 64)
	if err != nil {
		return "", fmt.Errorf("a record of the sample has the span ID %q: %w", id, err)
	}
	return fmt.Sprintf("%016x", number+uint64(round)*0x9e3779b97f4a7c15), nil
}

func (r Row) content(key string) string {
	for _, content := range r.Contents {
		if content[0] == key {
			return content[1]
		}
	}
	return ""
}

func (r Row) setContent(key, value string) {
	for i := range r.Contents {
		if r.Contents[i][0] == key {
			r.Contents[i][1] = value
		}
	}
}
