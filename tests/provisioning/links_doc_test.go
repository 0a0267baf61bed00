package provisioning

import (
	"encoding/json"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"

	"logservice-jaeger-datasource/pkg/models"
	"logservice-jaeger-datasource/tests/process"
)

var (
	fence = regexp.MustCompile("(?ms)^```(\\w+)\n(.*?)^```$")
	// placeholder is a variable of Grafana, which stands for an ID or another text.
	placeholder = regexp.MustCompile(`\$\{[^}]*\}`)
)

// docsUID is the UID of the plugin's data source in the examples.
const docsUID = "traces"

const anyID = "4bf92f3577b34da6a3ce929d0e0e4736"

func blocksOf(t *testing.T, language string) []string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, "docs", "links.md"))
	require.NoError(t, err)
	var blocks []string
	for _, found := range fence.FindAllStringSubmatch(string(text), -1) {
		if found[1] == language {
			blocks = append(blocks, found[2])
		}
	}
	require.NotEmpty(t, blocks, language)
	return blocks
}

// requireRunnable checks that the plugin takes a query, once its variables are filled in.
func requireRunnable(t *testing.T, query any) {
	t.Helper()
	raw, err := json.Marshal(query)
	require.NoError(t, err)
	filled := placeholder.ReplaceAllLiteralString(string(raw), anyID)
	_, err = models.ParseQuery(json.RawMessage(filled))
	require.NoError(t, err, filled)
}

func parse(t *testing.T, jsonData map[string]any) models.Settings {
	t.Helper()
	raw, err := json.Marshal(jsonData)
	require.NoError(t, err)
	settings, err := models.ParseSettings(models.Stored{JSONData: raw, Secure: map[string]string{"accessKeyId": "a", "accessKeySecret": "b"}})
	require.NoError(t, err, string(raw))
	return settings
}

// TestTheDocsRecipesAreLinksOfSpans reads each recipe as the settings would have it.
func TestTheDocsRecipesAreLinksOfSpans(t *testing.T) {
	toOurs := 0
	for _, block := range blocksOf(t, "json") {
		var link map[string]any
		require.NoError(t, json.Unmarshal([]byte(block), &link), block)
		settings := parse(t, map[string]any{"endpoint": "e.example.com", "project": "p", "instance": "i", "spanLinks": []any{link}})
		require.Len(t, settings.SpanLinks, 1)
		address, err := url.Parse(placeholder.ReplaceAllLiteralString(settings.SpanLinks[0].URL, anyID))
		require.NoError(t, err)
		requirePanes(t, address, false)
		if settings.SpanLinks[0].DatasourceUID == docsUID {
			requireRunnable(t, settings.SpanLinks[0].Query)
			toOurs++
		}
	}
	require.Equal(t, 1, toOurs)
}

// requirePanes checks what an address of Explore asks, if it is one.
func requirePanes(t *testing.T, address *url.URL, wanted bool) {
	t.Helper()
	if address.Path != "/explore" {
		require.False(t, wanted)
		return
	}
	var panes map[string]struct {
		Datasource string
		Queries    []map[string]any
		Range      struct{ From, To string }
	}
	require.NoError(t, json.Unmarshal([]byte(address.Query().Get("panes")), &panes), address)
	require.Len(t, panes, 1)
	for _, pane := range panes {
		require.NotEmpty(t, pane.Range.From)
		require.NotEmpty(t, pane.Range.To)
		require.NotEmpty(t, pane.Queries)
		require.True(t, !wanted || pane.Datasource == docsUID)
		for _, query := range pane.Queries {
			if pane.Datasource == docsUID {
				requireRunnable(t, query)
			}
		}
	}
}

func TestTheDocsAddressesAskOfThePlugin(t *testing.T) {
	for _, block := range blocksOf(t, "text") {
		address, err := url.Parse(strings.TrimSpace(block))
		require.NoError(t, err)
		requirePanes(t, address, true)
	}
}

// TestTheDocsDataSourcesLeadToThePlugin reads the files of provisioning.
func TestTheDocsDataSourcesLeadToThePlugin(t *testing.T) {
	links, correlated := 0, 0
	for _, block := range blocksOf(t, "yaml") {
		require.NotRegexp(t, `(^|[^$])\$(\{|__)`, block, "a dollar sign is written twice")
		var file struct {
			Datasources []struct {
				Type         string
				JSONData     map[string]any `yaml:"jsonData"`
				Correlations []struct {
					TargetUID string `yaml:"targetUID"`
					Config    struct {
						Type, Field string
						Target      map[string]any
					}
				}
			}
		}
		require.NoError(t, yaml.Unmarshal([]byte(strings.ReplaceAll(block, "$$", "$")), &file))
		for _, source := range file.Datasources {
			if source.Type == process.PluginID {
				links += len(parse(t, source.JSONData).SpanLinks)
			}
			for _, correlation := range source.Correlations {
				require.Equal(t, docsUID, correlation.TargetUID)
				require.Equal(t, "query", correlation.Config.Type)
				require.NotEmpty(t, correlation.Config.Field)
				requireRunnable(t, correlation.Config.Target)
				correlated++
			}
		}
	}
	require.Equal(t, 2, links)
	require.Equal(t, 2, correlated)
}
