//go:build servers

package servers

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// This is what Grafana's Loki data source does with a line to make the link to
// its trace: grafana/grafana, public/app/plugins/datasource/loki/getDerivedFields.ts.

// derivedField is an entry of jsonData.derivedFields
// (https://grafana.com/docs/grafana/latest/datasources/loki/configure-loki-data-source/#derived-fields).
type derivedField struct {
	Name          string
	MatcherType   string
	MatcherRegex  string
	DatasourceUID string
	URL           string
}

// labelMatching says whether a label's name is the one that a field of
// matcherType label looks for.
type labelMatching struct {
	release string
	match   func(wanted, name string) bool
}

var (
	byName       = labelMatching{"older", func(wanted, name string) bool { return name == wanted }}
	byExpression = labelMatching{"newer", func(wanted, name string) bool { return regexp.MustCompile(wanted).MatchString(name) }}
)

// value is what the field takes from a line: the expression's first group, or the
// value of the first label, in the order of names, that matches.
func (d derivedField) value(line Line, labels labelMatching) string {
	if d.MatcherType == "label" {
		all := line.AllLabels()
		for _, name := range slices.Sorted(maps.Keys(all)) {
			if labels.match(d.MatcherRegex, name) {
				return all[name]
			}
		}
		return ""
	}
	found := regexp.MustCompile(d.MatcherRegex).FindStringSubmatch(line.Text)
	if len(found) < 2 {
		return ""
	}
	return found[1]
}

// traceLink is a query of a data source: the text in its field query. There is no
// queryType.
type traceLink struct{ uid, query string }

// traceLinks are the links on a line.
func traceLinks(fields []derivedField, line Line, labels labelMatching) ([]traceLink, error) {
	var links []traceLink
	for _, field := range fields {
		value := field.value(line, labels)
		if value == "" {
			continue
		}
		query := strings.ReplaceAll(field.URL, "${__value.raw}", value)
		if variable.MatchString(query) {
			return nil, fmt.Errorf("derived field %s: its url names a variable other than ${__value.raw}: %s", field.Name, field.URL)
		}
		links = append(links, traceLink{field.DatasourceUID, query})
	}
	return links, nil
}
