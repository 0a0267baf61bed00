package plugin

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"logservice-jaeger-datasource/pkg/models"
)

// statementJSON is the answer to a request for the statement of a metrics query.
type statementJSON struct {
	Statement string `json:"statement"`
}

// statement shows what a metrics query asks of the spans. Nothing but the index is read.
func (d *Datasource) statement(writer http.ResponseWriter, request *http.Request) {
	if !isGet(writer, request) {
		return
	}
	statement, err := d.statementOf(request.Context(), request.URL.Query())
	if err != nil {
		d.writeError(writer, err)
		return
	}
	write(writer, http.StatusOK, statementJSON{statement})
}

func (d *Datasource) statementOf(ctx context.Context, values url.Values) (string, error) {
	query, err := models.ParseQuery([]byte(values.Get("query")))
	if err != nil {
		return "", &requestError{err}
	}
	if query.Type != models.QueryTypeMetrics {
		return "", refuse("only a query for metrics is sent as one statement")
	}
	between, err := d.rangeOf(values)
	if err != nil {
		return "", err
	}
	interval := int64(0)
	if text := values.Get("interval"); text != "" {
		if interval, err = strconv.ParseInt(text, 10, 64); err != nil {
			return "", refuse("interval is %q: give milliseconds, for example 60000", text)
		}
	}
	metrics, err := metricsQuery(*query.Metrics, question{between: between, interval: time.Duration(interval) * time.Millisecond})
	if err != nil {
		return "", err
	}
	return d.reader.MetricsStatement(ctx, metrics)
}
