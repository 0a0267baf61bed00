package sls

import (
	"context"
	"net/url"
	"slices"
	"strconv"
)

const (
	// logstorePageSize is the most that the service lists at a time.
	logstorePageSize = 500
	// maxLogstorePages bounds the listing; a project has 200 logstores unless its
	// quota was raised.
	maxLogstorePages = 20
)

// Logstores lists the names of the project's logstores, in alphabetical order.
// It needs the permission log:ListLogStores.
// https://www.alibabacloud.com/help/en/sls/developer-reference/api-sls-2020-12-30-listlogstores
func (c *Client) Logstores(ctx context.Context) ([]string, error) {
	var names []string
	for range maxLogstorePages {
		var page struct {
			Total     int      `json:"total"`
			Logstores []string `json:"logstores"`
		}
		query := url.Values{"offset": {strconv.Itoa(len(names))}, "size": {strconv.Itoa(logstorePageSize)}}
		if _, err := c.getJSON(ctx, apiRequest{path: "/logstores", query: query}, &page); err != nil {
			return nil, err
		}
		names = append(names, page.Logstores...)
		if len(page.Logstores) == 0 || len(names) >= page.Total {
			break
		}
	}
	slices.Sort(names)
	return slices.Compact(names), nil
}
