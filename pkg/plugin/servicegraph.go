package plugin

import (
	"context"
	"fmt"
	"regexp"
	"strings"

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
		result.Notices = append(result.Notices, noService(graph.Service))
	}
	frames.Annotate(answer[0], result.Account)
	return answer, err
}

// severalServices is how Grafana writes the values of a variable that has several.
var severalServices = regexp.MustCompile(`^\{([^{},]+(?:,[^{},]+)+)\}$`)

// noService says why there is nothing around a service.
func noService(service string) trace.Notice {
	if several := severalServices.FindStringSubmatch(service); several != nil {
		return trace.Notice{Severity: trace.Warning, Text: fmt.Sprintf(
			"A service graph goes around one service, but the variable of this query has several values (%s): choose one of them, or All for the graph of all services.",
			strings.ReplaceAll(several[1], ",", ", "))}
	}
	return trace.Notice{Severity: trace.Info, Text: fmt.Sprintf(
		"No request to or from service %q was found in this time range: choose a longer one, or check the name.", service)}
}
