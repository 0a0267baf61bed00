package emulator

import (
	"net"
	"net/http"
	"net/netip"
	"strings"
)

// Kinds of request, as Request.Kind and Fault.Kind name them.
const (
	KindSQL       = "sql"
	KindSearch    = "search"
	KindHistogram = "histogram"
	KindPutLogs   = "putlogs"
	KindIndex     = "index"
	KindLogstore  = "logstore"
	KindLogstores = "logstores"
	KindProject   = "project"
)

// call is one request on its way through the server.
type call struct {
	server     *Server
	request    *http.Request
	requestID  string
	project    string
	logstore   string
	body       []byte
	record     *Request
	query      *queryRequest
	incomplete bool
}

// route is one operation of the API.
type route struct {
	kind   string
	action string // the permission it needs
	serve  func(*call) (*reply, error)
	parse  func(*call) (*queryRequest, error)
}

// prepare reads the parameters that the kind of a request depends on: a query
// is a search or SQL.
func (r route) prepare(c *call) error {
	if r.parse == nil {
		return nil
	}
	query, err := r.parse(c)
	if err != nil {
		return err
	}
	c.query = query
	if r.kind == KindSearch && query.hasSQL {
		c.record.Kind = KindSQL
	}
	c.record.describe(query)
	return nil
}

// projectOfHost takes the project from a Host header: the first label, unless
// the host is a bare address or a bare name.
func projectOfHost(host string) string {
	name := host
	if h, _, err := net.SplitHostPort(host); err == nil {
		name = h
	}
	if _, err := netip.ParseAddr(strings.Trim(name, "[]")); err == nil {
		return ""
	}
	project, _, found := strings.Cut(name, ".")
	if !found {
		return ""
	}
	return project
}

func findRoute(c *call) (route, error) {
	segments := strings.Split(strings.Trim(c.request.URL.Path, "/"), "/")
	var found route
	switch {
	case segments[0] == "":
		found = projectRoutes[c.request.Method]
	case segments[0] == "logstores" && len(segments) == 1:
		found = logstoresRoutes[c.request.Method]
	case segments[0] == "logstores":
		c.logstore = segments[1]
		c.record.Logstore = c.logstore
		found = logstoreRoute(c.request, strings.Join(segments[2:], "/"))
	}
	if found.serve == nil {
		return route{}, refuse(http.StatusNotFound, "NotSupported", "the emulator does not serve %s %s", c.request.Method, c.request.URL.Path)
	}
	return found, nil
}

var projectRoutes = map[string]route{
	http.MethodGet:  {kind: KindProject, action: "log:GetProject", serve: getProject},
	http.MethodPost: {kind: KindProject, action: "log:CreateProject", serve: createProject},
}

var logstoresRoutes = map[string]route{
	http.MethodGet:  {kind: KindLogstores, action: "log:ListLogStores", serve: listLogstores},
	http.MethodPost: {kind: KindLogstore, action: "log:CreateLogStore", serve: createLogstore},
}

var indexRoutes = map[string]route{
	http.MethodGet:  {kind: KindIndex, action: "log:GetIndex", serve: getIndex},
	http.MethodPost: {kind: KindIndex, action: "log:CreateIndex", serve: createIndex},
	http.MethodPut:  {kind: KindIndex, action: "log:UpdateIndex", serve: updateIndex},
}

var queryRoutes = map[string]route{
	"log":       {kind: KindSearch, action: "log:GetLogStoreLogs", parse: queryFromURL, serve: getLogsArray},
	"histogram": {kind: KindHistogram, action: "log:GetLogStoreHistogram", parse: queryFromURL, serve: getHistograms},
}

func logstoreRoute(r *http.Request, rest string) route {
	write := route{kind: KindPutLogs, action: "log:PostLogStoreLogs", serve: putLogs}
	switch {
	case rest == "index" && r.Method == http.MethodGet && r.URL.Query().Get("type") == "histogram":
		// The Java client asks for histograms here.
		return queryRoutes["histogram"]
	case rest == "index":
		return indexRoutes[r.Method]
	case rest == "logs" && r.Method == http.MethodPost:
		return route{kind: KindSearch, action: "log:GetLogStoreLogs", parse: queryFromBody, serve: getLogsObject}
	case (rest == "" || rest == "shards/lb" || rest == "shards/route") && r.Method == http.MethodPost:
		return write
	case rest == "" && r.Method == http.MethodGet && r.URL.Query().Has("type"):
		return queryRoutes[r.URL.Query().Get("type")]
	case rest == "" && r.Method == http.MethodGet:
		return route{kind: KindLogstore, action: "log:GetLogStore", serve: getLogstore}
	case rest == "" && r.Method == http.MethodDelete:
		return route{kind: KindLogstore, action: "log:DeleteLogStore", serve: deleteLogstore}
	}
	return route{}
}
