package models

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
)

// fields are those of a query as it is stored.
type fields map[string]json.RawMessage

// migrations lead from each version of queries to the next, the first from what other
// data sources save. A query that names no version takes them all, so each leaves
// alone what it doesn't know. The twin of each is in src/migrations.ts.
var migrations = []func(fields) error{fromJaeger}

// SchemaVersion is the version of the queries that this plugin writes, in their field
// schemaVersion; absent means the same.
var SchemaVersion = len(migrations)

// migrate gives a stored query the form of the newest version. The error is a sentence
// for who asked: the version isn't known here, or what is stored can't be read.
func migrate(raw []byte) ([]byte, error) {
	var stored fields
	if err := json.Unmarshal(raw, &stored); err != nil {
		return nil, describeJSONError("query", err, queryExamples)
	}
	version := 0
	if given, ok := stored["schemaVersion"]; ok && string(given) != "null" && string(given) != `""` {
		if json.Unmarshal(given, &version) != nil || version < 0 || version > SchemaVersion {
			said := strconv.Itoa(version)
			if version == 0 { // it could not be read
				said = fmt.Sprintf("%.60q", given)
			}
			return nil, fmt.Errorf("schemaVersion is %s, and this version of the plugin knows queries up to %d: a newer one saved the query; update the plugin, or make the query anew",
				said, SchemaVersion)
		}
	}
	for _, migration := range migrations[version:] {
		if err := migration(stored); err != nil {
			return nil, err
		}
	}
	return json.Marshal(stored)
}

// text gives a field if it is a text.
func (f fields) text(name string) (string, bool) {
	var text *string
	if json.Unmarshal(f[name], &text) != nil || text == nil {
		return "", false
	}
	return *text, true
}

// fromJaeger reads what Grafana's own Jaeger data source saves (grafana/grafana,
// public/app/plugins/datasource/jaeger): a search with tags in logfmt, and its graph
// of dependencies. A trace by its ID is the same in both. Its durations are those of
// spans, as ours are.
func fromJaeger(stored fields) error {
	queryType, _ := stored.text("queryType")
	if queryType == "dependencyGraph" {
		// It is always of all services, whatever the form holds from before.
		delete(stored, "service")
		stored["queryType"] = json.RawMessage(`"` + QueryTypeServiceGraph + `"`)
		return nil
	}
	tags, isText := stored.text("tags")
	if isText && queryType != string(QueryTypeSearch) && queryType != string(QueryTypeMetrics) {
		delete(stored, "tags") // those of a search before: its form keeps them beside a trace ID
	}
	if queryType != string(QueryTypeSearch) || !isText && !stored.isOf("jaeger") {
		return nil
	}
	if operation, _ := stored.text("operation"); operation == "All" {
		// Old versions of its form save the entry "All" as it is.
		delete(stored, "operation")
	}
	if !isText {
		return nil
	}
	conditions, err := parseJaegerTags(tags)
	if err != nil {
		return err
	}
	stored["tags"], err = json.Marshal(conditions)
	return err
}

// isOf says whether a data source of this type saved the query.
func (f fields) isOf(sourceType string) bool {
	var source struct {
		Type string `json:"type"`
	}
	return json.Unmarshal(f["datasource"], &source) == nil && source.Type == sourceType
}

func parseJaegerTags(tags string) ([]conditionJSON, error) {
	pairs, ok := parseLogfmt(tags)
	if !ok {
		return nil, fmt.Errorf("tags is the text %q, which is no logfmt: write for example http.status_code=500 error=true, and put values with blanks in quotes", tags)
	}
	conditions := []conditionJSON{}
	places := map[string]int{}
	for _, pair := range pairs {
		if strings.ContainsAny(pair.key, "${}") {
			return nil, fmt.Errorf("tags is the text %q, with a variable that has no value here: choose one, or write for example http.status_code=500 error=true", tags)
		}
		// Jaeger makes an object of them, in which the last of a key stays.
		if place, ok := places[pair.key]; ok {
			conditions[place].Value = pair.value
			continue
		}
		places[pair.key] = len(conditions)
		conditions = append(conditions, conditionJSON{Key: pair.key, Value: pair.value})
	}
	return conditions, nil
}
