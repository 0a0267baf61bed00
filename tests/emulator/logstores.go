package emulator

import (
	"cmp"
	"encoding/json"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// modeQuery is the mode of a logstore that answers searches but no SQL.
const modeQuery = "query"

// logstoreSettings is what the API shows of a logstore.
type logstoreSettings struct {
	Name           string `json:"logstoreName"`
	TTL            int    `json:"ttl"`
	ShardCount     int    `json:"shardCount"`
	AutoSplit      bool   `json:"autoSplit"`
	MaxSplitShard  int    `json:"maxSplitShard"`
	WebTracking    bool   `json:"enable_tracking"`
	AppendMeta     bool   `json:"appendMeta"`
	Mode           string `json:"mode"`
	TelemetryType  string `json:"telemetryType"`
	CreateTime     int64  `json:"createTime"`
	LastModifyTime int64  `json:"lastModifyTime"`
}

// logstore holds records in order of arrival, and the index in force.
type logstore struct {
	settings logstoreSettings

	mu    sync.RWMutex
	index *Index
	rows  []*row
	table *table

	orderings orderings
}

func (l *logstore) close() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.table.close()
	l.table = nil
}

// logstoreName is the documented form of a name.
var logstoreName = regexp.MustCompile(`^[a-z0-9][a-z0-9_-]{1,61}[a-z0-9]$`)

func (s *Server) needLogstore(c *call) (*logstore, error) {
	p, err := s.needProject(c.project)
	if err != nil {
		return nil, err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if store := p.stores[c.logstore]; store != nil {
		return store, nil
	}
	return nil, refuse(http.StatusNotFound, "LogStoreNotExist", "logstore %s does not exist", c.logstore)
}

func createLogstore(c *call) (*reply, error) {
	p, err := c.server.needProject(c.project)
	if err != nil {
		return nil, err
	}
	settings := logstoreSettings{TTL: 30, ShardCount: 2, Mode: "standard", TelemetryType: "None"}
	if err := json.Unmarshal(c.body, &settings); err != nil {
		return nil, refuse(http.StatusBadRequest, "PostBodyInvalid", "the body is not JSON: %s", err)
	}
	if !logstoreName.MatchString(settings.Name) {
		return nil, refuse(http.StatusBadRequest, "LogstoreInfoInvalid", "logstore name %q is invalid", settings.Name)
	}
	settings.Mode = cmp.Or(settings.Mode, "standard")
	settings.CreateTime = c.server.options.Now().Unix()
	settings.LastModifyTime = settings.CreateTime
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.stores[settings.Name] != nil {
		return nil, refuse(http.StatusBadRequest, "LogStoreAlreadyExist", "logstore %s already exists", settings.Name)
	}
	p.stores[settings.Name] = &logstore{settings: settings}
	return emptyReply(), nil
}

func getLogstore(c *call) (*reply, error) {
	store, err := c.server.needLogstore(c)
	if err != nil {
		return nil, err
	}
	return jsonReply(store.settings)
}

func deleteLogstore(c *call) (*reply, error) {
	store, err := c.server.needLogstore(c)
	if err != nil {
		return nil, err
	}
	p := c.server.project(c.project)
	p.mu.Lock()
	delete(p.stores, c.logstore)
	p.mu.Unlock()
	store.close()
	return emptyReply(), nil
}

// listLogstores answers names in alphabetical order, filtered and paged by
// offset, size (at most 500), logstoreName, telemetryType and mode.
func listLogstores(c *call) (*reply, error) {
	p, err := c.server.needProject(c.project)
	if err != nil {
		return nil, err
	}
	query := c.request.URL.Query()
	offset, err := countParameter(query.Get("offset"), "offset", 0)
	if err != nil {
		return nil, err
	}
	size, err := countParameter(query.Get("size"), "size", 500)
	if err != nil {
		return nil, err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	names := []string{}
	for _, name := range sortedKeys(p.stores) {
		settings := p.stores[name].settings
		if strings.Contains(name, query.Get("logstoreName")) &&
			sameOrUnasked(settings.TelemetryType, query.Get("telemetryType")) &&
			sameOrUnasked(settings.Mode, query.Get("mode")) {
			names = append(names, name)
		}
	}
	page := names[min(offset, len(names)):]
	page = page[:min(size, 500, len(page))]
	return jsonReply(map[string]any{"count": len(page), "total": len(names), "logstores": page})
}

func sameOrUnasked(value, asked string) bool {
	return asked == "" || strings.EqualFold(cmp.Or(value, "None"), asked)
}

func countParameter(text, name string, fallback int) (int, error) {
	if text == "" {
		return fallback, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 {
		return 0, parameterInvalid("parameter %s is invalid: %s", name, text)
	}
	return n, nil
}

func sortedKeys[V any](m map[string]V) []string {
	return slices.Sorted(maps.Keys(m))
}
