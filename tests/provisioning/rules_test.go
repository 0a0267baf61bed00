package provisioning

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"text/template"
	"time"

	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"

	"logservice-jaeger-datasource/tests/process"
)

// rule is an alert rule of a provisioning file
// (https://grafana.com/docs/grafana/latest/alerting/set-up/provision-alerting-resources/file-provisioning/#import-alert-rules).
type rule struct {
	UID          string            `yaml:"uid"`
	Title        string            `yaml:"title"`
	Condition    string            `yaml:"condition"`
	Data         []ruleQuery       `yaml:"data"`
	For          string            `yaml:"for"`
	NoDataState  string            `yaml:"noDataState"`
	ExecErrState string            `yaml:"execErrState"`
	Labels       map[string]string `yaml:"labels"`
	Annotations  map[string]string `yaml:"annotations"`
}

type ruleQuery struct {
	RefID             string         `yaml:"refId"`
	DatasourceUID     string         `yaml:"datasourceUid"`
	RelativeTimeRange secondsAgo     `yaml:"relativeTimeRange"`
	Model             map[string]any `yaml:"model"`
}

// secondsAgo is a time range in seconds before the evaluation.
type secondsAgo struct {
	From int `yaml:"from"`
	To   int `yaml:"to"`
}

const rulesFolder = root + "/provisioning/alerting"

// rules reads all provisioned rules; a field that Grafana doesn't know is an error.
func rules(t *testing.T) []rule {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(rulesFolder, "*.yaml"))
	require.NoError(t, err)
	var all []rule
	for _, file := range files {
		raw, err := os.ReadFile(file)
		require.NoError(t, err)
		decoder := yaml.NewDecoder(bytes.NewReader(raw))
		decoder.KnownFields(true)
		var parsed struct {
			APIVersion int `yaml:"apiVersion"`
			Groups     []struct {
				OrgID    int    `yaml:"orgId"`
				Name     string `yaml:"name"`
				Folder   string `yaml:"folder"`
				Interval string `yaml:"interval"`
				Rules    []rule `yaml:"rules"`
			} `yaml:"groups"`
		}
		require.NoError(t, decoder.Decode(&parsed), file)
		require.Equal(t, 1, parsed.APIVersion)
		for _, group := range parsed.Groups {
			require.NotEmpty(t, group.Name)
			require.NotEmpty(t, group.Folder)
			interval, err := time.ParseDuration(group.Interval)
			require.NoError(t, err)
			require.Zero(t, interval%(10*time.Second), "Grafana evaluates at multiples of ten seconds")
			all = append(all, group.Rules...)
		}
	}
	return all
}

func TestRulesAreWhole(t *testing.T) {
	all, provisioned := rules(t), sources(t)
	require.Len(t, all, 3*len(provisioned), "three rules a sample")
	uids, titles := map[string]bool{}, map[string]bool{}
	for _, rule := range all {
		t.Run(rule.UID, func(t *testing.T) {
			require.False(t, uids[rule.UID], "one UID, one rule")
			require.False(t, titles[rule.Title], "one title, one rule of a folder")
			uids[rule.UID], titles[rule.Title] = true, true
			require.LessOrEqual(t, len(rule.UID), 40, "Grafana takes no longer one")
			_, err := time.ParseDuration(rule.For)
			require.NoError(t, err)
			require.Contains(t, []string{"OK", "Alerting"}, rule.NoDataState)
			require.Equal(t, "Error", rule.ExecErrState)
			require.Subset(t, keys(rule.Labels), []string{"severity", "team"}, "labels to route by")
			require.Subset(t, keys(rule.Annotations), []string{"summary", "description", "traces", "dashboard"})

			var ids []string
			for _, query := range rule.Data {
				require.NotContains(t, ids, query.RefID)
				require.Equal(t, query.RefID, query.Model["refId"])
				if query.DatasourceUID == expressions {
					require.Contains(t, ids, query.Model["expression"], "an expression is over a query before it")
				} else {
					require.Contains(t, provisioned, query.DatasourceUID)
					require.Equal(t, map[string]any{"type": process.PluginID, "uid": query.DatasourceUID}, query.Model["datasource"])
				}
				ids = append(ids, query.RefID)
			}
			require.Contains(t, ids, rule.Condition)
		})
	}
}

func TestTheBackendTakesEveryQueryOfEveryRule(t *testing.T) {
	for _, rule := range rules(t) {
		t.Run(rule.UID, func(t *testing.T) {
			asked := ours(rule)
			require.Len(t, asked, 1, "one statement an evaluation")
			query := requireParsed(t, jsonOf(t, asked[0].Model))
			require.NotNil(t, query.Metrics)
			require.True(t, query.Metrics.Instant, "a number that a threshold takes as it is")
			require.GreaterOrEqual(t, asked[0].RelativeTimeRange.To, 60, "late spans have come by then")
			require.Greater(t, asked[0].RelativeTimeRange.From, asked[0].RelativeTimeRange.To)
			_, grouped := asked[0].Model["groupBy"]
			require.Equal(t, grouped, rule.NoDataState == "OK", "without groups no spans are no traffic, which is the news")
		})
	}
}

// ours are the queries of a rule that ask the plugin.
func ours(rule rule) []ruleQuery {
	return slices.DeleteFunc(slices.Clone(rule.Data), func(query ruleQuery) bool { return query.DatasourceUID == expressions })
}

// Grafana expands variables of the environment in some fields of these files and
// not in others, and which ones changes from release to release.
func TestRulesHaveNoDollars(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(rulesFolder, "*.yaml"))
	require.NoError(t, err)
	for _, file := range files {
		raw, err := os.ReadFile(file)
		require.NoError(t, err)
		require.NotContains(t, string(raw), "$", file)
	}
}

// alert is what Grafana gives to the templates of annotations
// (https://grafana.com/docs/grafana/latest/alerting/fundamentals/alert-rules/templates/).
type alert struct {
	Labels map[string]string
	Values map[string]struct{ Value float64 }
}

func expand(t *testing.T, text string, data alert) string {
	t.Helper()
	functions := template.FuncMap{"externalURL": func() string { return "https://grafana.test/" }}
	parsed, err := template.New("").Funcs(functions).Parse(text)
	require.NoError(t, err)
	var expanded bytes.Buffer
	require.NoError(t, parsed.Execute(&expanded, data))
	return expanded.String()
}

// When a rule can't be evaluated, its alert has no labels of a series and no values.
func TestAnnotationsSayWhenNothingIsKnown(t *testing.T) {
	for _, rule := range rules(t) {
		t.Run(rule.UID, func(t *testing.T) {
			for _, name := range []string{"summary", "description", "dashboard"} {
				text := expand(t, rule.Annotations[name], alert{})
				require.NotContains(t, text, "no value")
				require.NotContains(t, text, "%!")
				require.Equal(t, strings.TrimSpace(text), text)
			}
			require.Empty(t, exploreQuery(t, expand(t, rule.Annotations["traces"], alert{}), ours(rule)[0].DatasourceUID).Service)
		})
	}
}

func TestAnnotationsLeadToTheTraces(t *testing.T) {
	for _, rule := range rules(t) {
		for _, service := range []string{"reviews.default", `a "b" & c/d?e=f#g +%20`, "支付"} {
			t.Run(rule.UID+"/"+service, func(t *testing.T) {
				data := alert{Values: map[string]struct{ Value float64 }{"A": {Value: 812.345}}}
				asked := ours(rule)[0]
				if _, grouped := asked.Model["groupBy"]; grouped {
					data.Labels = map[string]string{"service": service}
					require.Regexp(t, "^"+regexp.QuoteMeta(service)+` .*\w$`, expand(t, rule.Annotations["summary"], data))
				}
				require.NotContains(t, expand(t, rule.Annotations["description"], data), "{{")

				search := exploreQuery(t, expand(t, rule.Annotations["traces"], data), asked.DatasourceUID)
				require.Equal(t, data.Labels["service"], search.Service)
				board, err := url.Parse(expand(t, rule.Annotations["dashboard"], data))
				require.NoError(t, err)
				require.FileExists(t, filepath.Join(root, "src", "dashboards", strings.TrimPrefix(board.Path, "/d/lsj-")+".json"))
				require.Equal(t, asked.DatasourceUID, board.Query().Get("var-datasource"))
				require.Equal(t, data.Labels["service"], board.Query().Get("var-service"))
			})
		}
	}
}

type exploreSearch struct{ Service, MinDuration string }

// exploreQuery reads the query that an address of Explore asks of a data source.
func exploreQuery(t *testing.T, address, source string) exploreSearch {
	t.Helper()
	require.NotContains(t, address, " ")
	parsed, err := url.Parse(address)
	require.NoError(t, err)
	require.Equal(t, "/explore", parsed.Path)
	var panes map[string]struct {
		Datasource string
		Range      map[string]string
		Queries    []json.RawMessage
	}
	require.NoError(t, json.Unmarshal([]byte(parsed.Query().Get("panes")), &panes))
	require.Len(t, panes, 1)
	var search exploreSearch
	for _, pane := range panes {
		require.Equal(t, source, pane.Datasource)
		require.Len(t, pane.Queries, 1)
		require.NotNil(t, requireParsed(t, pane.Queries[0]).Search)
		require.JSONEq(t, fmt.Sprintf(`{"type": %q, "uid": %q}`, process.PluginID, source), string(member(t, pane.Queries[0], "datasource")))
		require.NoError(t, json.Unmarshal(pane.Queries[0], &search))
	}
	return search
}

func member(t *testing.T, raw json.RawMessage, name string) json.RawMessage {
	t.Helper()
	var members map[string]json.RawMessage
	require.NoError(t, json.Unmarshal(raw, &members))
	return members[name]
}

func keys(from map[string]string) []string {
	var all []string
	for key := range from {
		all = append(all, key)
	}
	return all
}

func jsonOf(t *testing.T, value any) json.RawMessage {
	t.Helper()
	raw, err := json.Marshal(value)
	require.NoError(t, err)
	return raw
}

var example = regexp.MustCompile("(?s)```yaml\n(- uid: .*?)```")

func TestTheGuideShowsTheRulesThatAreProvisioned(t *testing.T) {
	guide, err := os.ReadFile(filepath.Join(root, "docs", "alerting.md"))
	require.NoError(t, err)
	provisioned, err := os.ReadFile(filepath.Join(rulesFolder, "bookinfo.yaml"))
	require.NoError(t, err)
	shown := example.FindAllStringSubmatch(string(guide), -1)
	require.Len(t, shown, 2)
	for _, block := range shown {
		lines := strings.Split(strings.TrimSpace(block[1]), "\n")
		require.Contains(t, string(provisioned), "      "+strings.Join(lines, "\n      ")+"\n")
	}
}
