package models

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
)

// NodeGraph says whether a trace comes with a graph of its spans. Grafana's own
// sources of traces keep the same setting in the same place.
type NodeGraph struct {
	Enabled bool `json:"enabled"`
}

// SpanLink is a link that each span of a trace gets: to an address, or to a query of
// another data source. Grafana fills in what the span has: the texts may hold its
// variables, such as ${__span.traceId}.
type SpanLink struct {
	// Title is what the link is called in the menu of a span.
	Title string `json:"title"`
	// URL is an http or https address, or a path within Grafana.
	URL string `json:"url"`
	// DatasourceUID and Query ask another data source, with a query as that stores it.
	DatasourceUID string         `json:"datasourceUid"`
	Query         map[string]any `json:"query"`
}

// TracesToProfiles leads from a span to its profiles. Grafana's own sources of traces
// keep the same setting in the same place; its trace view reads some of it by itself.
type TracesToProfiles struct {
	DatasourceUID string `json:"datasourceUid"`
	// Query is a label selector to use instead of one made from tags, if CustomQuery
	// says so.
	CustomQuery bool   `json:"customQuery"`
	Query       string `json:"query"`
	// ProfileTypeID is in Pyroscope's form, such as process_cpu:cpu:nanoseconds:cpu:nanoseconds.
	ProfileTypeID string `json:"profileTypeId"`
}

// safeAddress is how a link may begin: a scheme and a host, or a path within Grafana. No
// variable may stand there, or whoever sends spans could choose where a click leads.
var safeAddress = regexp.MustCompile(`(?i)^(https?://(\[[0-9a-f:.]+\]|[^\s/?#$\[\]{}\\@:]+)(:\d+)?([/?#]|$)|/[a-z0-9_-])`)

// parseSpanLinks takes over links without the blanks around their texts, and checks them.
func parseSpanLinks(stored []SpanLink) ([]SpanLink, error) {
	var links []SpanLink
	for i, link := range stored {
		link.Title, link.URL = strings.TrimSpace(link.Title), strings.TrimSpace(link.URL)
		link.DatasourceUID = strings.TrimSpace(link.DatasourceUID)
		if err := link.check(); err != nil {
			return nil, fmt.Errorf("span link %d %w", i+1, err)
		}
		links = append(links, link)
	}
	return links, nil
}

func (l SpanLink) check() error {
	switch {
	case l.Title == "":
		return errors.New(`has no title: enter what it is to be called, for example "Logs in Log Service"`)
	case l.URL == "" && l.DatasourceUID == "":
		return errors.New("leads nowhere: enter a url, or a datasourceUid with a query")
	case l.URL != "" && l.DatasourceUID != "":
		return errors.New("has a url and a datasourceUid: keep one of them")
	case l.DatasourceUID != "" && len(l.Query) == 0:
		return errors.New("has no query: enter one as the data source stores it, for example {\"expr\": \"{app=\\\"web\\\"}\"}")
	case l.URL != "" && !safeAddress.MatchString(l.URL):
		return errors.New("has a url that doesn't begin with https:// or http:// and a host without variables, or with / and a path in Grafana")
	}
	return nil
}
