package plugin

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/backend/resource/httpadapter"

	"logservice-jaeger-datasource/pkg/trace"
)

// mostNames are given at a time; who needs others gives a longer prefix.
const mostNames = 1000

// namesJSON is the answer to a request for names.
type namesJSON struct {
	Values []string `json:"values"`
	// More says that there are more than were given.
	More    bool         `json:"more"`
	Notices []noticeJSON `json:"notices"`
	// About tells by key what is known of keys of tags; other names have none.
	About map[string]tagFactsJSON `json:"about,omitempty"`
}

// tagFactsJSON is trace.TagFacts.
type tagFactsJSON struct {
	Span     trace.Indexing `json:"span,omitempty"`
	Resource trace.Indexing `json:"resource,omitempty"`
}

type noticeJSON struct {
	Severity trace.Severity `json:"severity"`
	Text     string         `json:"text"`
}

type errorJSON struct {
	Error string `json:"error"`
}

// readNames asks a reader for names.
type readNames func(context.Context, trace.NamesQuery) (trace.Names, error)

// resources serves completion and the preview of a metrics query. Each path takes, in
// its query string, from and to (milliseconds since 1970, by default the last hour);
// all but statement take prefix and limit, and answer namesJSON:
//
//	GET services
//	GET operations?service=
//	GET tagKeys
//	GET tagValues?tag=&service=
//	GET statement?query=&interval=
//
// The last takes a query as JSON and milliseconds, and answers statementJSON. Files of
// traces are taken by
//
//	POST upload
//	GET upload?upload=
//
// with the file as the body, and the name that it got in return; both answer uploadJSON.
// An error is errorJSON with the status of the error.
func (d *Datasource) resources() backend.CallResourceHandler {
	paths := http.NewServeMux()
	paths.HandleFunc("/services", d.names(d.reader.Services))
	paths.HandleFunc("/operations", d.names(d.reader.Operations))
	paths.HandleFunc("/tagKeys", d.names(d.reader.TagKeys))
	paths.HandleFunc("/tagValues", d.names(d.tagValues))
	paths.HandleFunc("/statement", d.statement)
	paths.HandleFunc("/upload", d.uploadResource)
	paths.HandleFunc("/", func(writer http.ResponseWriter, request *http.Request) {
		write(writer, http.StatusNotFound, errorJSON{"there is no resource " + request.URL.Path + ": use one of services, operations, tagKeys, tagValues, statement, upload"})
	})
	served := httpadapter.New(paths)
	return backend.CallResourceHandlerFunc(func(ctx context.Context, request *backend.CallResourceRequest, sender backend.CallResourceResponseSender) error {
		return served.CallResource(withHeaders(ctx, request.GetHTTPHeaders()), request, sender)
	})
}

func (d *Datasource) tagValues(ctx context.Context, query trace.NamesQuery) (trace.Names, error) {
	if query.Tag == "" {
		return trace.Names{}, refuse("tag is missing: name the one whose values are asked for, for example tag=http.method")
	}
	return d.reader.TagValues(ctx, query)
}

func (d *Datasource) names(read readNames) http.HandlerFunc {
	return func(writer http.ResponseWriter, request *http.Request) {
		if !isGet(writer, request) {
			return
		}
		query, err := d.namesQuery(request.URL.Query())
		if err != nil {
			d.writeError(writer, err)
			return
		}
		names, err := read(request.Context(), query)
		if err != nil {
			d.writeError(writer, err)
			return
		}
		answer := namesJSON{Values: append([]string{}, names.Values...), More: names.More, Notices: []noticeJSON{}, About: aboutTags(names.About)}
		for _, notice := range names.Notices {
			answer.Notices = append(answer.Notices, d.hidden.notice(notice))
		}
		write(writer, http.StatusOK, answer)
	}
}

func aboutTags(about map[string]trace.TagFacts) map[string]tagFactsJSON {
	told := make(map[string]tagFactsJSON, len(about))
	for key, facts := range about {
		told[key] = tagFactsJSON(facts)
	}
	return told
}

// isGet answers requests of any other method by itself.
func isGet(writer http.ResponseWriter, request *http.Request) bool {
	if request.Method == http.MethodGet {
		return true
	}
	write(writer, http.StatusMethodNotAllowed, errorJSON{request.Method + " is not supported here: use GET"})
	return false
}

// rangeOf reads from and to.
func (d *Datasource) rangeOf(values url.Values) (trace.Range, error) {
	from, err := moment(values, "from")
	if err != nil {
		return trace.Range{}, err
	}
	to, err := moment(values, "to")
	if err != nil {
		return trace.Range{}, err
	}
	return d.between(from, to)
}

func (d *Datasource) namesQuery(values url.Values) (trace.NamesQuery, error) {
	between, err := d.rangeOf(values)
	if err != nil {
		return trace.NamesQuery{}, err
	}
	limit := mostNames
	if text := values.Get("limit"); text != "" {
		if limit, err = strconv.Atoi(text); err != nil || limit < 1 {
			return trace.NamesQuery{}, refuse("limit is %q: give a whole number from 1 to %d, for example 100", text, mostNames)
		}
	}
	return trace.NamesQuery{
		Range:   between,
		Service: values.Get("service"),
		Tag:     values.Get("tag"),
		Prefix:  values.Get("prefix"),
		Limit:   min(limit, mostNames),
	}, nil
}

// moment reads a time in milliseconds since 1970; absent, it is the zero time.
func moment(values url.Values, name string) (time.Time, error) {
	text := values.Get(name)
	if text == "" {
		return time.Time{}, nil
	}
	milliseconds, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return time.Time{}, refuse("%s is %q: give milliseconds since 1970, for example 1700000000000", name, text)
	}
	return time.UnixMilli(milliseconds), nil
}

func (d *Datasource) writeError(writer http.ResponseWriter, err error) {
	told := explain(err)
	write(writer, int(told.Status), errorJSON{d.hidden.clean(told.Sentence)})
}

// write sends JSON. Whether it arrives is for the caller of the resource to find out.
func write(writer http.ResponseWriter, status int, body any) {
	raw, err := json.Marshal(body)
	if err != nil {
		status, raw = http.StatusInternalServerError, []byte(`{"error":"the answer could not be put into JSON"}`)
	}
	writer.Header().Set("Content-Type", "application/json")
	writer.WriteHeader(status)
	_, _ = writer.Write(raw)
}
