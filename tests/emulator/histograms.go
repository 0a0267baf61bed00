package emulator

import "strconv"

// mostBuckets bounds the number of histogram buckets when the client doesn't
// ask for an interval.
const mostBuckets = 60

// bucketCeiling bounds it when the client does.
const bucketCeiling = 10_000

type bucket struct {
	From     int64  `json:"from"`
	To       int64  `json:"to"`
	Count    int64  `json:"count"`
	Progress string `json:"progress"`
}

// getHistograms counts the rows of a search per interval. The inner borders
// are multiples of the interval, so equal ranges give equal buckets.
func getHistograms(c *call) (*reply, error) {
	if c.query.hasSQL {
		return nil, parameterInvalid("a histogram takes the search part of a query, without SQL")
	}
	store, err := c.server.needLogstore(c)
	if err != nil {
		return nil, err
	}
	found, err := store.selectRows(c.query, false)
	if err != nil {
		return nil, err
	}
	buckets := emptyBuckets(c.query)
	total := int64(0)
	for _, r := range found.rows {
		at := bucketOf(buckets, r.time)
		buckets[at].Count++
		total++
	}
	progress := progressComplete
	if c.incomplete {
		progress = progressIncomplete
		buckets[len(buckets)-1].Progress = progressIncomplete
		total -= buckets[len(buckets)-1].Count
		buckets[len(buckets)-1].Count = 0
	}
	answer, err := jsonReply(buckets)
	if err != nil {
		return nil, err
	}
	answer.header.Set("x-log-progress", progress)
	answer.header.Set("x-log-count", strconv.FormatInt(total, 10))
	return answer, nil
}

func emptyBuckets(q *queryRequest) []bucket {
	interval := q.interval
	if interval <= 0 {
		interval = max(1, (q.To-q.From+mostBuckets-1)/mostBuckets)
	}
	interval = max(interval, (q.To-q.From)/bucketCeiling)
	var buckets []bucket
	for from := q.From; from < q.To; {
		to := min((from/interval+1)*interval, q.To)
		buckets = append(buckets, bucket{From: from, To: to, Progress: progressComplete})
		from = to
	}
	return buckets
}

// bucketOf finds the bucket of a time that lies in one of them.
func bucketOf(buckets []bucket, at int64) int {
	low, high := 0, len(buckets)-1
	for low < high {
		middle := (low + high) / 2
		if at < buckets[middle].To {
			high = middle
		} else {
			low = middle + 1
		}
	}
	return low
}
