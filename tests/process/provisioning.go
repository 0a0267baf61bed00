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

// DataSource is a data source of a provisioning file
// (https://grafana.com/docs/grafana/latest/administration/provisioning/#data-sources).
type DataSource struct {
	Name           string            `yaml:"name"`
	UID            string            `yaml:"uid"`
	Type           string            `yaml:"type"`
	URL            string            `yaml:"url"`
	JSONData       map[string]any    `yaml:"jsonData"`
	SecureJSONData map[string]string `yaml:"secureJsonData"`
}

// DataSources reads a provisioning file as Grafana does: $NAME is replaced by a
// variable, and $$ stands for a dollar
// (https://grafana.com/docs/grafana/latest/administration/provisioning/#using-environment-variables).
func DataSources(path string, variables map[string]string) ([]DataSource, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	expanded := os.Expand(string(raw), func(name string) string {
		if name == "$" {
			return "$"
		}
		return variables[name]
	})
	var file struct {
		DataSources []DataSource `yaml:"datasources"`
	}
	if err := yaml.Unmarshal([]byte(expanded), &file); err != nil {
		return nil, fmt.Errorf("read %s: %w", path, err)
	}
	return file.DataSources, nil
}

// Settings reads a data source's jsonData into a value with json tags.
func (s DataSource) Settings(into any) error {
	raw, err := json.Marshal(s.JSONData)
	if err != nil {
		return err
	}
	return json.Unmarshal(raw, into)
}

// Provisioned reads the plugin's data sources of a provisioning file as Grafana
// gives them to the plugin, by UID.
func Provisioned(path string, variables map[string]string) (map[string]backend.PluginContext, error) {
	all, err := DataSources(path, variables)
	if err != nil {
		return nil, err
	}
	sources := map[string]backend.PluginContext{}
	for id, source := range all {
		if source.Type != PluginID {
			continue
		}
		jsonData, err := json.Marshal(source.JSONData)
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", path, err)
		}
		sources[source.UID] = backend.PluginContext{Namespace: "default", PluginID: PluginID, DataSourceInstanceSettings: &backend.DataSourceInstanceSettings{
			ID: int64(id + 1), UID: source.UID, Name: source.Name, Type: source.Type, URL: source.URL, JSONData: jsonData, DecryptedSecureJSONData: source.SecureJSONData,
		}}
	}
	return sources, nil
}
