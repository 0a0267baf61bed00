package sls

import "context"

// defaultMaxTextLength is how many bytes of a value SQL sees unless the index
// says otherwise: https://www.alibabacloud.com/help/en/sls/developer-reference/api-sls-2020-12-30-createindex
const defaultMaxTextLength = 2048

// Index says by which fields a logstore can be searched. It holds for records
// written after it was made.
type Index struct {
	// Keys are the indexed fields by name.
	Keys map[string]IndexKey
	// FullText says that words are found in any field.
	FullText bool
	// MaxTextLength is how many bytes of a value SQL sees; the rest is cut off.
	MaxTextLength int
}

// IndexKey is how one field is indexed.
type IndexKey struct {
	// Type is text, long, double or json.
	Type string
	// Alias is another name for the field in SQL.
	Alias string
	// Analytics says that SQL may use the field (doc_value).
	Analytics bool
	// CaseSensitive says that searches tell upper case from lower.
	CaseSensitive bool
	// Tokens are the characters that part words.
	Tokens []string
	// IndexAll says that all text within a JSON field is indexed, in addition to
	// JSONKeys.
	IndexAll bool
	// JSONKeys are the indexed paths within a JSON field.
	JSONKeys map[string]IndexKey
}

// wireIndexKey is IndexKey on the wire.
type wireIndexKey struct {
	Type          string                  `json:"type"`
	Alias         string                  `json:"alias"`
	DocValue      bool                    `json:"doc_value"`
	CaseSensitive bool                    `json:"caseSensitive"`
	Token         []string                `json:"token"`
	IndexAll      bool                    `json:"index_all"`
	JSONKeys      map[string]wireIndexKey `json:"json_keys"`
}

// Index reads the index of a logstore. A logstore without one is an *Error for
// which NoIndex holds.
func (c *Client) Index(ctx context.Context, logstore string) (Index, error) {
	path, err := logstorePath(logstore)
	if err != nil {
		return Index{}, err
	}
	var wire struct {
		Keys       map[string]wireIndexKey `json:"keys"`
		Line       *struct{}               `json:"line"`
		MaxTextLen int                     `json:"max_text_len"`
	}
	if _, err := c.getJSON(ctx, apiRequest{path: path + "/index"}, &wire); err != nil {
		return Index{}, err
	}
	index := Index{Keys: indexKeys(wire.Keys), FullText: wire.Line != nil, MaxTextLength: wire.MaxTextLen}
	if index.MaxTextLength <= 0 {
		index.MaxTextLength = defaultMaxTextLength
	}
	return index, nil
}

func indexKeys(wire map[string]wireIndexKey) map[string]IndexKey {
	keys := make(map[string]IndexKey, len(wire))
	for name, key := range wire {
		keys[name] = IndexKey{
			Type: key.Type, Alias: key.Alias, Analytics: key.DocValue, CaseSensitive: key.CaseSensitive,
			Tokens: key.Token, IndexAll: key.IndexAll, JSONKeys: indexKeys(key.JSONKeys),
		}
	}
	return keys
}
