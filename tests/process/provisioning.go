package process

import (
	"encoding/json"
	"fmt"
	"os"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"go.yaml.in/yaml/v3"
)

// PluginID is the plugin's ID in its manifest.
const PluginID = "logservice-jaeger-datasource"

// provisioned is a file of provisioned data sources, as far as a plugin sees it
// (https://grafana.com/docs/grafana/latest/administration/provisioning/#data-sources).
type provisioned struct {
	DataSources []struct {
		Name           string            `yaml:"name"`
		UID            string            `yaml:"uid"`
		Type           string            `yaml:"type"`
		JSONData       map[string]any    `yaml:"jsonData"`
		SecureJSONData map[string]string `yaml:"secureJsonData"`
	} `yaml:"datasources"`
}

// Provisioned reads the plugin's data sources of a provisioning file as Grafana
// gives them to the plugin: by UID, with $NAME replaced by variables.
func Provisioned(path string, variables map[string]string) (map[string]backend.PluginContext, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var file provisioned
	expanded := os.Expand(string(raw), func(name string) string { return variables[name] })
	if err := yaml.Unmarshal([]byte(expanded), &file); err != nil {
		return nil, fmt.Errorf("read %s: %w", path, err)
	}
	sources := map[string]backend.PluginContext{}
	for id, source := range file.DataSources {
		if source.Type != PluginID {
			continue
		}
		jsonData, err := json.Marshal(source.JSONData)
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", path, err)
		}
		sources[source.UID] = backend.PluginContext{Namespace: "default", PluginID: PluginID, DataSourceInstanceSettings: &backend.DataSourceInstanceSettings{
			ID: int64(id + 1), UID: source.UID, Name: source.Name, Type: source.Type, JSONData: jsonData, DecryptedSecureJSONData: source.SecureJSONData,
		}}
	}
	return sources, nil
}
