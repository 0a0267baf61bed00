package provisioning

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/data"
	"github.com/stretchr/testify/require"

	"logservice-jaeger-datasource/pkg/plugin"
	"logservice-jaeger-datasource/tests/emulator"
	"logservice-jaeger-datasource/tests/emulator/emulatortest"
	"logservice-jaeger-datasource/tests/process"
	"logservice-jaeger-datasource/tests/samples"
)

// connect starts an emulator with the samples' history, and connects the
// provisioned data sources to it, by UID.
func connect(t *testing.T) map[string]*plugin.Datasource {
	t.Helper()
	store := emulatortest.Start(t, emulator.Options{})
	contexts, err := process.Provisioned(filepath.Join(root, "provisioning", "datasources", "samples.yaml"), map[string]string{
		"SLS_ENDPOINT": store.Endpoint, "SLS_ACCESS_KEY_ID": emulatortest.AccessKeyID, "SLS_ACCESS_KEY_SECRET": emulatortest.AccessKeySecret,
	})
	require.NoError(t, err)
	connected := map[string]*plugin.Datasource{}
	for uid, context := range contexts {
		sample, err := samples.Load(uid)
		require.NoError(t, err)
		store.Load(t, sample)
		instance, err := plugin.NewDatasource(t.Context(), *context.DataSourceInstanceSettings)
		require.NoError(t, err)
		connected[uid] = instance.(*plugin.Datasource)
		t.Cleanup(connected[uid].Dispose)
	}
	return connected
}

func ask(t *testing.T, source *plugin.Datasource, query json.RawMessage, from, to time.Time) data.Frames {
	t.Helper()
	response, err := source.QueryData(t.Context(), &backend.QueryDataRequest{Queries: []backend.DataQuery{{
		RefID: "A", JSON: query, TimeRange: backend.TimeRange{From: from, To: to}, Interval: time.Minute, MaxDataPoints: 500,
	}}})
	require.NoError(t, err)
	answer := response.Responses["A"]
	require.NoError(t, answer.Error)
	return answer.Frames
}

// alone are the targets that find nothing in a sample, for the sample's own reasons.
var alone = map[string]string{
	"emojivoto/canary.json": "its spans have no istio.canonical_revision",
}

// TestEveryBoardHasData asks what the panels ask, with the variables as they are
// when a board is opened.
func TestEveryBoardHasData(t *testing.T) {
	for uid, source := range connect(t) {
		for i, target := range targets(t) {
			t.Run(fmt.Sprintf("%s/%s/%s/%d", uid, target.board, target.panel, i), func(t *testing.T) {
				if reason, ok := alone[uid+"/"+target.board]; ok {
					t.Skip(reason)
				}
				frames := ask(t, source, target.query, samples.Base.Add(-time.Hour), samples.Base)
				require.NotEmpty(t, frames)
				require.Positive(t, frames[0].Rows())
			})
		}
	}
}

// firing says which services a rule would fire for in the samples' history, had it
// been evaluated when the history ended.
func firing(t *testing.T, source *plugin.Datasource, rule rule) []string {
	t.Helper()
	asked := ours(rule)[0]
	ago := func(seconds int) time.Time { return samples.Base.Add(-time.Duration(seconds) * time.Second) }
	frames := ask(t, source, jsonOf(t, asked.Model), ago(asked.RelativeTimeRange.From), ago(asked.RelativeTimeRange.To))
	var condition struct {
		Conditions []struct {
			Evaluator struct {
				Type   string
				Params []float64
			}
		}
	}
	require.NoError(t, json.Unmarshal(jsonOf(t, rule.Data[len(rule.Data)-1].Model), &condition))
	evaluator := condition.Conditions[0].Evaluator
	var services []string
	for _, frame := range frames {
		require.Equal(t, data.FrameTypeNumericLong, frame.Meta.Type)
		require.False(t, frame.Meta.TypeVersion.IsZero(), "without a version, expressions don't take the type")
		value := frame.Fields[slices.IndexFunc(frame.Fields, func(field *data.Field) bool { return field.Type().Numeric() })]
		name, _ := frame.FieldByName("service")
		for row := range frame.Rows() {
			number, err := value.FloatAt(row)
			require.NoError(t, err)
			if evaluator.Type == "gt" && number > evaluator.Params[0] || evaluator.Type == "lt" && number < evaluator.Params[0] {
				services = append(services, text(name, row))
			}
		}
	}
	return services
}

func text(field *data.Field, row int) string {
	if field == nil {
		return ""
	}
	if value, ok := field.ConcreteAt(row); ok {
		return value.(string)
	}
	return ""
}

// TestRulesFireForTheGuiltyServices expects what the samples' history has in its
// last ten minutes: a request to the slow reviews, an outage of ratings, and two
// votes for the doughnut.
func TestRulesFireForTheGuiltyServices(t *testing.T) {
	guilty := map[string][]string{
		"lsj-bookinfo-latency": {"productpage.default", "reviews.default"},
		"lsj-bookinfo-errors":  {"ratings.default"},
		"lsj-emojivoto-errors": {"voting", "web"},
	}
	connected := connect(t)
	for _, rule := range rules(t) {
		t.Run(rule.UID, func(t *testing.T) {
			services := firing(t, connected[ours(rule)[0].DatasourceUID], rule)
			require.ElementsMatch(t, guilty[rule.UID], services)
		})
	}
}
