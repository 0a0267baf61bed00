// Command logservice-jaeger-datasource is the back end of the Grafana data source
// "Jaeger on Log Service". Grafana starts it and speaks gRPC with it.
package main

import (
	"os"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/backend/datasource"

	"logservice-jaeger-datasource/pkg/plugin"
)

func main() {
	if err := datasource.Manage(plugin.ID, plugin.NewDatasource, datasource.ManageOpts{}); err != nil {
		backend.Logger.Error("The plugin could not be served", "error", err)
		os.Exit(1)
	}
}
