// Package provisioning checks what the plugin brings and what the demo provisions:
// that the backend takes every query of every dashboard and alert rule.
package provisioning

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"

	"logservice-jaeger-datasource/pkg/models"
	"logservice-jaeger-datasource/tests/process"
)

const root = "../.."

// expressions is the UID by which Grafana means its own expressions.
const expressions = "__expr__"

// target is a query of a panel, with the values that its board's variables have
// when it is opened.
type target struct {
	board, panel string
	query        json.RawMessage
}

type storedBoard struct {
	Templating struct {
		List []struct {
			Name, Type     string
			Query, Current json.RawMessage
		}
	}
	Panels []struct {
		Title   string
		Targets []json.RawMessage
	}
}

// targets reads the queries of all boards that ask the plugin something.
func targets(t *testing.T) []target {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(root, "src", "dashboards", "*.json"))
	require.NoError(t, err)
	require.NotEmpty(t, files)
	var all []target
	for _, file := range files {
		raw, err := os.ReadFile(file)
		require.NoError(t, err)
		var board storedBoard
		require.NoError(t, json.Unmarshal(raw, &board), file)
		values := map[string]string{}
		for _, variable := range board.Templating.List {
			values[variable.Name] = valueOf(t, variable.Type, variable.Query, variable.Current)
		}
		for _, panel := range board.Panels {
			for _, query := range panel.Targets {
				if filled, asks := fill(t, query, values); asks {
					all = append(all, target{filepath.Base(file), panel.Title, filled})
				}
			}
		}
	}
	return all
}

// valueOf gives the value of a variable when its board is opened, empty if it stands
// for all there is.
func valueOf(t *testing.T, kind string, query, current json.RawMessage) string {
	t.Helper()
	var value string
	if kind == "textbox" {
		require.NoError(t, json.Unmarshal(query, &value))
		return value
	}
	var chosen struct{ Value any }
	if len(current) > 0 {
		require.NoError(t, json.Unmarshal(current, &chosen))
	}
	switch chosen := chosen.Value.(type) {
	case string:
		return chosen
	case []any:
		require.Equal(t, []any{"$__all"}, chosen)
	}
	return ""
}

var variable = regexp.MustCompile(`\$(\w+)`)

// fill puts the values of variables into a query, and says whether there is
// anything to ask: an expression isn't for us, and a trace without an ID is none.
func fill(t *testing.T, raw json.RawMessage, values map[string]string) (json.RawMessage, bool) {
	t.Helper()
	filled := variable.ReplaceAllFunc(raw, func(name []byte) []byte {
		value, err := json.Marshal(values[string(name[1:])])
		require.NoError(t, err)
		return value[1 : len(value)-1]
	})
	var query struct {
		QueryType, Query string
		Datasource       struct{ UID string }
	}
	require.NoError(t, json.Unmarshal(filled, &query))
	return filled, query.Datasource.UID != expressions && (query.QueryType != string(models.QueryTypeTraceID) || query.Query != "")
}

func TestTheBackendTakesEveryQueryOfEveryBoard(t *testing.T) {
	all := targets(t)
	require.Greater(t, len(all), 30)
	for _, target := range all {
		t.Run(target.board+"/"+target.panel, func(t *testing.T) {
			requireParsed(t, target.query)
		})
	}
}

// requireParsed asks for the type that the query names, since any other would be
// read as that of a trace ID.
func requireParsed(t *testing.T, raw json.RawMessage) models.Query {
	t.Helper()
	var stored struct{ QueryType models.QueryType }
	require.NoError(t, json.Unmarshal(raw, &stored))
	query, err := models.ParseQuery(raw)
	require.NoError(t, err)
	require.Equal(t, stored.QueryType, query.Type)
	return query
}

// sources are the UIDs of the plugin's provisioned data sources.
func sources(t *testing.T) []string {
	t.Helper()
	provisioned, err := process.Provisioned(filepath.Join(root, "provisioning", "datasources", "samples.yaml"), nil)
	require.NoError(t, err)
	var uids []string
	for uid := range provisioned {
		uids = append(uids, uid)
	}
	return uids
}
