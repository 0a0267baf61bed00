package plugin

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/config"
	"github.com/grafana/grafana-plugin-sdk-go/data"
	"github.com/grafana/grafana-plugin-sdk-go/experimental/concurrent"

	"logservice-jaeger-datasource/pkg/frames"
	"logservice-jaeger-datasource/pkg/models"
	"logservice-jaeger-datasource/pkg/trace"
)

// question is what Grafana says about a query besides the query itself.
type question struct {
	between trace.Range
	// interval is how much time a point of a graph covers; zero if nothing is drawn.
	interval time.Duration
	// plain says that an alert rule or an expression asks, which take plain figures only.
	plain bool
}

// answer makes the frames of one query. With an error it may give a frame, too:
// one without rows that tells what was asked of the store until then.
type answer func(d *Datasource, ctx context.Context, query models.Query, asked question) (data.Frames, error)

// answers has one function for each query type.
var answers = map[models.QueryType]answer{
	models.QueryTypeTraceID:      (*Datasource).traceByID,
	models.QueryTypeSearch:       (*Datasource).search,
	models.QueryTypeMetrics:      (*Datasource).metrics,
	models.QueryTypeServiceGraph: (*Datasource).serviceGraph,
	models.QueryTypeCompare:      (*Datasource).compare,
	models.QueryTypeUpload:       (*Datasource).upload,
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
	plain := isPlain(request)
	ctx = withHeaders(ctx, request.GetHTTPHeaders())
	panel := request.GetHTTPHeader(fromDashboard) != ""
	return concurrent.QueryData(ctx, request, func(ctx context.Context, query concurrent.Query) backend.DataResponse {
		response := d.respond(ctx, query.DataQuery, plain)
		for _, frame := range response.Frames {
			if !panel {
				frames.Warn(frame)
			}
		}
		return response
	}, limit)
}

// fromDashboard is the header by which Grafana tells that a panel of a dashboard asks
// (packages/grafana-runtime/src/utils/DataSourceWithBackend.ts). Its header shows what
// is for information by another sign than warnings; elsewhere it is shown as a warning,
// or not at all.
const fromDashboard = "X-Dashboard-Uid"

// Headers by which Grafana tells that an alert rule asks (pkg/services/ngalert/models)
// or an expression (pkg/services/query).
const (
	fromAlert      = "FromAlert"
	fromExpression = "X-Grafana-From-Expr"
)

func isPlain(request *backend.QueryDataRequest) bool {
	return request.Headers[fromAlert] != "" || request.GetHTTPHeader(fromAlert) != "" || request.GetHTTPHeader(fromExpression) != ""
}

// respond answers one query. A panic becomes this query's error; its stack goes to
// Grafana's log.
func (d *Datasource) respond(ctx context.Context, query backend.DataQuery, plain bool) (response backend.DataResponse) {
	defer func() {
		if reason := recover(); reason != nil {
			backend.Logger.FromContext(ctx).Error("A query made the plugin panic", "refId", query.RefID, "reason", d.hidden.clean(fmt.Sprint(reason)), "stack", string(debug.Stack()))
			response = d.errorResponse(errPanicked)
		}
	}()
	answered, err := d.answer(ctx, query, plain)
	if err != nil {
		response = d.errorResponse(err)
	}
	if len(answered) > 0 && (err == nil || answered[0].Meta.ExecutedQueryString != "") {
		d.hidden.frames(answered)
		response.Frames = answered
	}
	return response
}

var errPanicked = errors.New("the plugin failed at this query: Grafana's log tells where; please report it to the plugin's maintainers")

func (d *Datasource) answer(ctx context.Context, stored backend.DataQuery, plain bool) (data.Frames, error) {
	query, err := models.ParseQuery(stored.JSON)
	if err != nil {
		return nil, &requestError{err}
	}
	if plain && query.Type != models.QueryTypeMetrics {
		return nil, refuse("a query for traces can't be used in an alert rule or an expression, which need numbers: choose the query type metrics")
	}
	between, err := d.between(stored.TimeRange.From, stored.TimeRange.To)
	if err != nil {
		return nil, err
	}
	return answers[query.Type](d, ctx, query, question{between, stored.Interval, plain})
}

func (d *Datasource) errorResponse(err error) backend.DataResponse {
	told := explain(err)
	return backend.ErrDataResponseWithSource(told.Status, told.Source, d.hidden.clean(told.Sentence))
}
