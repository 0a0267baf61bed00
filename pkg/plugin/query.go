package plugin

import (
	"context"
	"errors"
	"runtime/debug"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/config"
	"github.com/grafana/grafana-plugin-sdk-go/data"
	"github.com/grafana/grafana-plugin-sdk-go/experimental/concurrent"

	"logservice-jaeger-datasource/pkg/models"
	"logservice-jaeger-datasource/pkg/trace"
)

// answer makes the frame of one query. With an error it may give a frame, too:
// one without rows that tells what was asked of the store until then.
type answer func(d *Datasource, ctx context.Context, query models.Query, between trace.Range) (*data.Frame, error)

// answers has one function for each query type.
var answers = map[models.QueryType]answer{
	models.QueryTypeTraceID: (*Datasource).traceByID,
	models.QueryTypeSearch:  (*Datasource).search,
}

// mostQueries run at a time if Grafana's configuration (concurrent_query_count)
// says nothing; the SDK allows no more.
const mostQueries = 10

// QueryData implements backend.QueryDataHandler: all queries of a panel run side
// by side, and each gets an answer or an error of its own.
func (d *Datasource) QueryData(ctx context.Context, request *backend.QueryDataRequest) (*backend.QueryDataResponse, error) {
	limit, err := config.GrafanaConfigFromContext(ctx).ConcurrentQueryCount()
	if err != nil || limit < 1 || limit > mostQueries {
		limit = mostQueries
	}
	return concurrent.QueryData(ctx, request, d.respond, limit)
}

// respond answers one query. A panic becomes this query's error; its stack goes to
// Grafana's log.
func (d *Datasource) respond(ctx context.Context, query concurrent.Query) (response backend.DataResponse) {
	defer func() {
		if reason := recover(); reason != nil {
			backend.Logger.FromContext(ctx).Error("A query made the plugin panic", "refId", query.DataQuery.RefID, "reason", reason, "stack", string(debug.Stack()))
			response = errorResponse(errPanicked)
		}
	}()
	frame, err := d.answer(ctx, query.DataQuery)
	if err != nil {
		response = errorResponse(err)
	}
	if frame != nil && (err == nil || frame.Meta.ExecutedQueryString != "") {
		response.Frames = data.Frames{frame}
	}
	return response
}

var errPanicked = errors.New("the plugin failed at this query: Grafana's log tells where; please report it to the plugin's maintainers")

func (d *Datasource) answer(ctx context.Context, stored backend.DataQuery) (*data.Frame, error) {
	query, err := models.ParseQuery(stored.JSON)
	if err != nil {
		return nil, &requestError{err}
	}
	between, err := d.between(stored.TimeRange.From, stored.TimeRange.To)
	if err != nil {
		return nil, err
	}
	return answers[query.Type](d, ctx, query, between)
}

func errorResponse(err error) backend.DataResponse {
	told := explain(err)
	return backend.ErrDataResponseWithSource(told.Status, told.Source, told.Sentence)
}
