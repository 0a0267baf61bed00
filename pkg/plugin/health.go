package plugin

import (
	"context"
	"encoding/json"
	"strings"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
)

// CheckHealth implements backend.CheckHealthHandler: "Save & test". The problems
// that the store can be used with are part of the message, since Grafana shows
// details of errors only, and a list in the details, for programs.
func (d *Datasource) CheckHealth(ctx context.Context, _ *backend.CheckHealthRequest) (*backend.CheckHealthResult, error) {
	health, err := d.reader.Check(ctx)
	if err != nil {
		return &backend.CheckHealthResult{Status: backend.HealthStatusError, Message: d.hidden.clean(explain(err).Sentence)}, nil
	}
	problems := []string{}
	for _, problem := range health.Problems {
		problems = append(problems, d.hidden.clean(problem))
	}
	details, err := json.Marshal(map[string][]string{"problems": problems})
	if err != nil {
		return nil, err
	}
	message := d.hidden.clean(strings.Join(append([]string{health.Message}, health.Problems...), " "))
	return &backend.CheckHealthResult{Status: backend.HealthStatusOk, Message: message, JSONDetails: details}, nil
}
