package sls

import (
	"context"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// HistogramRequest asks how many records a search finds.
type HistogramRequest struct {
	// Logstore is where to look.
	Logstore string
	// Query is a search without SQL.
	Query string
	// From and To bound the time of the records, as in LogsRequest.
	From, To time.Time
}

// Histogram is how many records a search finds.
type Histogram struct {
	// Count is the number of records.
	Count int64
	// Complete says that all were counted.
	Complete bool
}

// Histogram counts the records that a search finds, without reading them:
// https://www.alibabacloud.com/help/en/sls/developer-reference/api-sls-2020-12-30-gethistograms
func (c *Client) Histogram(ctx context.Context, request HistogramRequest) (Histogram, error) {
	path, err := logstorePath(request.Logstore)
	if err != nil {
		return Histogram{}, err
	}
	from, to, err := wholeSeconds(request.From, request.To)
	if err != nil {
		return Histogram{}, err
	}
	query := url.Values{"type": {"histogram"}, "query": {request.Query}, "topic": {""}}
	query.Set("from", strconv.FormatInt(from, 10))
	query.Set("to", strconv.FormatInt(to, 10))
	var buckets []struct {
		Count    int64
		Progress string
	}
	header, err := c.getJSON(ctx, apiRequest{path: path, query: query}, &buckets)
	if err != nil {
		return Histogram{}, err
	}
	// The totals are in headers as well, but a gateway may drop those.
	progress := header.Get("x-log-progress")
	sum := Histogram{Complete: progress == "" || strings.EqualFold(progress, "complete")}
	for _, bucket := range buckets {
		sum.Count += bucket.Count
		sum.Complete = sum.Complete && strings.EqualFold(bucket.Progress, "complete")
	}
	return sum, nil
}
