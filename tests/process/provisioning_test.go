package process

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestDataSources(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"a variable", "$NAME", "value"},
		{"a variable in braces", "a-${NAME}-b", "a-value-b"},
		{"an unknown variable is empty", "a${OTHER}b", "ab"},
		{"two dollars are one", "'{$${__tags}} |= \"$${__span.traceId}\"'", `{${__tags}} |= "${__span.traceId}"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "sources.yaml")
			require.NoError(t, os.WriteFile(path, []byte("datasources:\n  - uid: one\n    url: "+c.text+"\n"), 0o600))
			sources, err := DataSources(path, map[string]string{"NAME": "value"})
			require.NoError(t, err)
			require.Equal(t, []DataSource{{UID: "one", URL: c.want}}, sources)
		})
	}
}

// TestProvisionedLinks holds the links between the provisioned data sources
// together: they name each other by UID.
func TestProvisionedLinks(t *testing.T) {
	folder := filepath.FromSlash("../../provisioning/datasources")
	files, err := filepath.Glob(filepath.Join(folder, "*.yaml"))
	require.NoError(t, err)
	types, names := map[string]string{}, map[string]string{}
	var sources []DataSource
	for _, file := range files {
		read, err := DataSources(file, nil)
		require.NoError(t, err)
		sources = append(sources, read...)
	}
	for _, source := range sources {
		require.NotContains(t, types, source.UID, "one UID, one data source")
		require.NotContains(t, names, source.Name, "one name, one data source")
		types[source.UID], names[source.Name] = source.Type, source.UID
	}
	for _, source := range sources {
		var settings struct {
			TracesToLogsV2 struct{ DatasourceUID string }
			DerivedFields  []struct{ DatasourceUID, URL string }
		}
		require.NoError(t, source.Settings(&settings))
		switch source.Type {
		case PluginID:
			require.Equal(t, "loki", types[settings.TracesToLogsV2.DatasourceUID], "%s leads from spans to logs", source.UID)
		case "loki":
			require.NotEmpty(t, settings.DerivedFields)
			for _, field := range settings.DerivedFields {
				require.Equal(t, PluginID, types[field.DatasourceUID], "%s leads from lines to traces", source.UID)
				require.Equal(t, "${__value.raw}", field.URL)
			}
		}
	}
}
