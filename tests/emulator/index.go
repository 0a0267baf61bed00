package emulator

import (
	"encoding/json"
	"net/http"
)

// Types of an index key.
const (
	typeText   = "text"
	typeLong   = "long"
	typeDouble = "double"
	typeJSON   = "json"
)

// defaultMaxTextLen and its bounds say how many bytes of a text value SQL
// sees. Source: https://www.alibabacloud.com/help/en/sls/user-guide/create-indexes
const (
	defaultMaxTextLen = 2048
	lowestMaxTextLen  = 64
	highestMaxTextLen = 16384
)

// Index is a logstore's index configuration, as the API's JSON has it.
type Index struct {
	// Keys are the indexed fields by name.
	Keys map[string]IndexKey `json:"keys,omitempty"`
	// Line is the full-text index; nil when there is none.
	Line *IndexLine `json:"line,omitempty"`
	// TTL is in days.
	TTL int `json:"ttl,omitempty"`
	// MaxTextLen is how many bytes of a text value SQL sees.
	MaxTextLen int `json:"max_text_len,omitempty"`
	// LogReduce and ScanIndex are kept and shown, without effect.
	LogReduce bool `json:"log_reduce"`
	ScanIndex bool `json:"scan_index,omitempty"`
}

// IndexKey is the index of one field.
type IndexKey struct {
	// Type is text, long, double or json.
	Type string `json:"type"`
	// Token lists the characters that split a text into words; when empty the
	// whole value is one word. Numbers have none; text and json always show
	// theirs, which the official Python SDK relies on.
	Token         []string `json:"token,omitzero"`
	CaseSensitive bool     `json:"caseSensitive"`
	// Chn splits Chinese text into characters.
	Chn bool `json:"chn"`
	// DocValue makes the field a column of SQL.
	DocValue bool   `json:"doc_value"`
	Alias    string `json:"alias,omitempty"`
	// JSONKeys are the indexed paths of a json field, with dots between steps.
	JSONKeys map[string]JSONKey `json:"json_keys,omitempty"`
	// IndexAll indexes all text leaves of a json field, MaxDepth steps deep.
	IndexAll bool `json:"index_all,omitempty"`
	MaxDepth int  `json:"max_depth,omitempty"`
}

// JSONKey is the index of one path inside a json field.
type JSONKey struct {
	Type     string `json:"type"`
	DocValue bool   `json:"doc_value"`
	Alias    string `json:"alias,omitempty"`
}

// IndexLine is the full-text index.
type IndexLine struct {
	Token         []string `json:"token"`
	CaseSensitive bool     `json:"caseSensitive"`
	Chn           bool     `json:"chn"`
	IncludeKeys   []string `json:"include_keys,omitempty"`
	ExcludeKeys   []string `json:"exclude_keys,omitempty"`
}

func parseIndex(body []byte) (*Index, error) {
	index := &Index{}
	if err := json.Unmarshal(body, index); err != nil {
		return nil, refuse(http.StatusBadRequest, "IndexInfoInvalid", "the body is not an index configuration: %s", err)
	}
	if len(index.Keys) == 0 && index.Line == nil {
		return nil, refuse(http.StatusBadRequest, "IndexInfoInvalid", "an index needs keys or line")
	}
	for name, key := range index.Keys {
		if err := key.check(name); err != nil {
			return nil, err
		}
		if (key.Type == typeText || key.Type == typeJSON) && key.Token == nil {
			key.Token = []string{}
			index.Keys[name] = key
		}
	}
	if index.MaxTextLen == 0 {
		index.MaxTextLen = defaultMaxTextLen
	}
	if index.MaxTextLen < lowestMaxTextLen || index.MaxTextLen > highestMaxTextLen {
		return nil, refuse(http.StatusBadRequest, "IndexInfoInvalid", "max_text_len %d is not between %d and %d", index.MaxTextLen, lowestMaxTextLen, highestMaxTextLen)
	}
	return index, nil
}

func (k IndexKey) check(name string) error {
	switch k.Type {
	case typeText, typeLong, typeDouble, typeJSON:
	default:
		return refuse(http.StatusBadRequest, "IndexInfoInvalid", "key %s has the unknown type %q", name, k.Type)
	}
	for path, child := range k.JSONKeys {
		if child.Type != typeText && child.Type != typeLong && child.Type != typeDouble {
			return refuse(http.StatusBadRequest, "IndexInfoInvalid", "key %s.%s has the unknown type %q", name, path, child.Type)
		}
	}
	return nil
}

func getIndex(c *call) (*reply, error) {
	store, err := c.server.needLogstore(c)
	if err != nil {
		return nil, err
	}
	index := store.currentIndex()
	if index == nil {
		return nil, errNoIndex()
	}
	return jsonReply(index)
}

func errNoIndex() error {
	return refuse(http.StatusBadRequest, "IndexConfigNotExist", "index config doesn't exist")
}

func createIndex(c *call) (*reply, error) { return setIndex(c, false) }

func updateIndex(c *call) (*reply, error) { return setIndex(c, true) }

func setIndex(c *call, mustExist bool) (*reply, error) {
	store, err := c.server.needLogstore(c)
	if err != nil {
		return nil, err
	}
	index, err := parseIndex(c.body)
	if err != nil {
		return nil, err
	}
	store.mu.Lock()
	defer store.mu.Unlock()
	if store.index == nil && mustExist {
		return nil, errNoIndex()
	}
	if store.index != nil && !mustExist {
		return nil, refuse(http.StatusBadRequest, "IndexAlreadyExist", "log store index is already created")
	}
	store.index = index
	// Made again, with the new columns, when the next statement needs it.
	store.table.close()
	store.table = nil
	return emptyReply(), nil
}

func (l *logstore) currentIndex() *Index {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return l.index
}
