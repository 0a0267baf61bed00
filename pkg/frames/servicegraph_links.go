package frames

import (
	"net/url"
	"strconv"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"logservice-jaeger-datasource/pkg/trace"
)

// ServiceBoard is the UID of the dashboard of one service that the plugin brings
// (src/dashboards/service.ts), which has the variables datasource and service.
const ServiceBoard = "lsj-service"

// populationField names the column that tells which spans of a service answer its
// calls. The panel shows none but the columns that it knows.
const populationField = "population"

// linksOfNode lead from a service's name. The panel's menu shows all links of a row
// (useLinks in Grafana's public/app/features/explore/utils/links.ts), and groups them
// by what stands before a slash in their titles (getItems in useContextMenu.tsx).
func (f GraphForm) linksOfNode() []data.DataLink {
	links := SearchLink{Link: f.Link}
	measured := func(measure trace.Measure) searchJSON {
		return searchJSON{
			"queryType": "metrics", "service": pointValue, "measure": string(measure), "over": "${__data.fields." + populationField + "}",
			"groupBy": []string{string(trace.ByOperation)}, "topBy": string(trace.MeasureCount), "seriesLimit": 20,
		}
	}
	quantile := f.Query.Quantile
	if quantile == 0 {
		quantile = 0.95
	}
	return append(f.tracesOf("Traces of this service", "Failed traces of this service"),
		links.link("Latency by operation", measured(trace.MeasureQuantiles).with("quantiles", []float64{quantile})),
		links.link("Requests a second by operation", measured(trace.MeasureRate)),
		f.boardLink(),
	)
}

func (f GraphForm) linksOfEdge() []data.DataLink {
	return f.tracesOf("Traces of the service called", "Failed traces of the service called")
}

// tracesOf lead to the traces of the service that a value names.
func (f GraphForm) tracesOf(all, failed string) []data.DataLink {
	links := SearchLink{Link: f.Link}
	search := searchJSON{"queryType": "search", "limit": 20, "service": pointValue}
	return []data.DataLink{links.link(all, search), links.link(failed, search.with("status", string(trace.StatusError)))}
}

// boardLink keeps the time range that the graph is of: in Explore, Grafana fills none in.
func (f GraphForm) boardLink() data.DataLink {
	milliseconds := func(at int64) string { return strconv.FormatInt(at, 10) }
	return data.DataLink{
		Title: "Dashboard/One service in depth",
		URL: "/d/" + ServiceBoard + "?var-datasource=" + url.QueryEscape(f.Link.DatasourceUID) + "&var-service=${__value.raw:percentencode}" +
			"&from=" + milliseconds(f.Query.Range.From.UnixMilli()) + "&to=" + milliseconds(f.Query.Range.To.UnixMilli()),
	}
}

// populations says which spans stand for the calls of each service: those of kind
// server, but all spans of one that gets messages only.
func populations(graph trace.Graph) map[string]trace.Population {
	called, served := map[string]bool{}, map[string]bool{}
	for _, node := range graph.Nodes {
		served[node.Service] = node.Entries > 0
	}
	for _, edge := range graph.Edges {
		called[edge.Callee] = true
		served[edge.Callee] = served[edge.Callee] || !edge.Messaging
	}
	chosen := map[string]trace.Population{}
	for _, node := range graph.Nodes {
		chosen[node.Service] = trace.OverServerSpans
		if called[node.Service] && !served[node.Service] {
			chosen[node.Service] = trace.OverSpans
		}
	}
	return chosen
}
