package emulator

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
)

// maxPage is the most rows that one search answers; a larger line is cut.
const maxPage = 100

// queryRequest holds the parameters of GetLogs in both forms, and of
// GetHistograms.
type queryRequest struct {
	From     int64  `json:"from"`
	To       int64  `json:"to"`
	Topic    string `json:"topic"`
	Line     *int64 `json:"line"`
	Offset   int64  `json:"offset"`
	Reverse  bool   `json:"reverse"`
	Query    string `json:"query"`
	PowerSQL bool   `json:"powerSql"`
	Accurate bool   `json:"accurate"`
	Session  string `json:"session"`

	interval int64
	hasSQL   bool
	search   string
	sql      string
}

// queryFromBody reads the parameters of the POST form.
func queryFromBody(c *call) (*queryRequest, error) {
	plain, err := queryBody(c.request, c.body)
	if err != nil {
		return nil, err
	}
	q := &queryRequest{}
	if err := json.Unmarshal(plain, q); err != nil {
		return nil, refuse(http.StatusBadRequest, "PostBodyInvalid", "the body is not a GetLogs request: %s", err)
	}
	return q, q.finish()
}

// queryFromURL reads the parameters of the GET form.
func queryFromURL(c *call) (*queryRequest, error) {
	values := c.request.URL.Query()
	q := &queryRequest{Query: values.Get("query"), Topic: values.Get("topic"), Session: values.Get("session")}
	q.Accurate = values.Get("accurate") == "true"
	line := int64(maxPage)
	q.Line = &line
	for _, field := range []struct {
		name string
		code string
		into *int64
	}{
		{"from", "InvalidTimeRange", &q.From},
		{"to", "InvalidTimeRange", &q.To},
		{"line", "InvalidLine", q.Line},
		{"offset", "InvalidOffset", &q.Offset},
		{"interval", "ParameterInvalid", &q.interval},
	} {
		if err := intParameter(values, field.name, field.code, field.into); err != nil {
			return nil, err
		}
	}
	for _, field := range []struct {
		name string
		into *bool
	}{{"reverse", &q.Reverse}, {"powerSql", &q.PowerSQL}} {
		if err := boolParameter(values, field.name, field.into); err != nil {
			return nil, err
		}
	}
	return q, q.finish()
}

func intParameter(values url.Values, name, code string, into *int64) error {
	text := values.Get(name)
	if text == "" {
		return nil
	}
	number, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return refuse(http.StatusBadRequest, code, "parameter %s is invalid: %s", name, text)
	}
	*into = number
	return nil
}

func boolParameter(values url.Values, name string, into *bool) error {
	switch text := values.Get(name); text {
	case "":
	case "true", "True":
		*into = true
	case "false", "False":
		*into = false
	default:
		return refuse(http.StatusBadRequest, "InvalidReverse", "parameter %s is invalid: %s", name, text)
	}
	return nil
}

// finish checks what both forms have in common and parts search from SQL.
func (q *queryRequest) finish() error {
	if q.Session != "" {
		return parameterInvalid("the emulator does not serve session %q", q.Session)
	}
	if q.From < 0 || q.From >= q.To {
		return refuse(http.StatusBadRequest, "InvalidTimeRange", "request time range is invalid, from %d to %d", q.From, q.To)
	}
	if q.Offset < 0 {
		return refuse(http.StatusBadRequest, "InvalidOffset", "offset %d is invalid", q.Offset)
	}
	if q.Line != nil && *q.Line < 0 {
		return refuse(http.StatusBadRequest, "InvalidLine", "line %d is invalid", *q.Line)
	}
	q.search, q.sql, q.hasSQL = splitQuery(q.Query)
	if q.hasSQL && q.Offset > 0 {
		return parameterInvalid("offset is not available for pagination in sql query, please use limit x,y syntax for pagination")
	}
	return nil
}

// page is the number of rows that a search answers at most.
func (q *queryRequest) page() int {
	if q.Line == nil || *q.Line == 0 || *q.Line > maxPage {
		return maxPage
	}
	return int(*q.Line)
}
