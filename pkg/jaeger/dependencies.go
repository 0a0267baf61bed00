package jaeger

import (
	"context"
	"encoding/json"
	"io"
	"net/url"

	"logservice-jaeger-datasource/pkg/trace"
)

// link is the calls of one service to another.
type link struct{ caller, callee string }

// dependencies asks how often which service called which. The answer's calls within a
// service are left out. A store may count whole traces only, or by a job that runs
// once a day, and many keep nothing:
// https://www.jaegertracing.io/docs/latest/deployment/#spark-dependencies
func dependencies(ctx context.Context, c *client, taken *ledger, between trace.Range) (map[link]int64, error) {
	values := url.Values{"endTs": {unixMillis(between.To)}, "lookback": {wholeMillis(between.To.Sub(between.From))}}
	var answer struct {
		Data []struct {
			Parent    string `json:"parent"`
			Child     string `json:"child"`
			CallCount int64  `json:"callCount"`
		} `json:"data"`
	}
	err := c.get(ctx, taken, "api/dependencies", values, func(body io.Reader) error {
		return json.NewDecoder(body).Decode(&answer)
	})
	counts := map[link]int64{}
	for _, one := range answer.Data {
		if one.Parent != one.Child && one.CallCount > 0 {
			counts[link{one.Parent, one.Child}] += one.CallCount
		}
	}
	return counts, err
}
