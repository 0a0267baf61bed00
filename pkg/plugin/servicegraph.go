package plugin

import (
	"context"
	"fmt"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"logservice-jaeger-datasource/pkg/frames"
	"logservice-jaeger-datasource/pkg/models"
	"logservice-jaeger-datasource/pkg/trace"
)

// serviceGraph answers a query for which service calls which.
func (d *Datasource) serviceGraph(ctx context.Context, query models.Query, asked question) (data.Frames, error) {
	graph := trace.GraphQuery{
		Range:    asked.between,
		Service:  query.Graph.Service,
		Hops:     query.Graph.Hops,
		Quantile: query.Graph.Quantile,
	}
	result, err := d.reader.ServiceGraph(ctx, graph)
	answer, notices := frames.GraphForm{Query: graph, Link: d.link}.ServiceGraph(result.Graph)
	result.Notices = append(result.Notices, notices...)
	if err == nil && graph.Service != "" && len(result.Nodes) == 0 {
		result.Notices = append(result.Notices, trace.Notice{Severity: trace.Info, Text: fmt.Sprintf(
			"No request to or from service %q was found in this time range: choose a longer one, or check the name.", graph.Service)})
	}
	frames.Annotate(answer[0], result.Account)
	return answer, err
}
