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
		return &backend.CheckHealthResult{Status: backend.HealthStatusError, Message: explain(err).Sentence}, nil
	}
	details, err := json.Marshal(map[string][]string{"problems": append([]string{}, health.Problems...)})
	if err != nil {
		return nil, err
	}
	message := strings.Join(append([]string{health.Message}, health.Problems...), " ")
	return &backend.CheckHealthResult{Status: backend.HealthStatusOk, Message: message, JSONDetails: details}, nil
}
