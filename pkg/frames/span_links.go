package frames

import (
	"math"
	"regexp"
	"strconv"

	"github.com/grafana/grafana-plugin-sdk-go/data"
)

// SpanLink is a link that each span of a trace gets: to a URL, or to a query of another
// data source. Its texts may hold Grafana's variables of a span
// (https://grafana.com/docs/grafana/latest/explore/trace-integration/).
type SpanLink struct {
	Title string
	// URL is empty for a link to a data source.
	URL           string
	DatasourceUID string
	// Query is one as the data source stores it.
	Query map[string]any
}

// ProfilesLink leads from a span to its profiles in Pyroscope.
type ProfilesLink struct {
	DatasourceUID string
	// Selector is a label selector to use instead of one made from the span's tags.
	Selector, ProfileType string
}

// Columns of a trace frame that links may name as variables, such as
// ${__data.fields.linkFrom}: the time around a span, in which its logs are likely to be
// found, in milliseconds and in seconds since 1970.
const (
	linkFrom        = "linkFrom"
	linkTo          = "linkTo"
	linkFromSeconds = "linkFromSeconds"
	linkToSeconds   = "linkToSeconds"
)

// aroundSpan is how long before and after a span the time of its links reaches, in
// milliseconds: logs may be written before, and arrive late.
const aroundSpan = 5 * 60 * 1000

// LinkSpans adds links to the frame of a trace. Grafana's trace view shows the links of
// all fields with every span, from 11.0 on (createSpanLink.tsx).
func LinkSpans(frame *data.Frame, links []SpanLink) {
	if len(links) == 0 {
		return
	}
	var made []data.DataLink
	for _, link := range links {
		made = append(made, link.dataLink())
	}
	addLinks(frame, "spanID", made)
	frame.Fields = append(frame.Fields, timesOfLinks(frame)...)
}

// LinkProfiles adds a link to the profiles of a span. Grafana shows it with spans that
// have the tag pyroscope.profile.id alone, because it hides a link to a data source if
// it can't fill in one of its variables; and it knows it by this very title.
func LinkProfiles(frame *data.Frame, link ProfilesLink) {
	if link.DatasourceUID == "" {
		return
	}
	selector := link.Selector
	if selector == "" {
		selector = "{${__tags}}"
	}
	addLinks(frame, "tags", []data.DataLink{{Title: "Related profiles", Internal: &data.InternalDataLink{
		DatasourceUID:  link.DatasourceUID,
		DatasourceName: link.DatasourceUID,
		Query: map[string]any{
			"refId": "profile", "queryType": "profile", "groupBy": []string{},
			"labelSelector": selector, "profileTypeId": link.ProfileType,
			"spanSelector": []string{`${__span.tags["pyroscope.profile.id"]}`},
		},
	}}})
}

func addLinks(frame *data.Frame, name string, links []data.DataLink) {
	if field, _ := frame.FieldByName(name); field != nil {
		field.SetConfig(&data.FieldConfig{Links: links})
	}
}

func (l SpanLink) dataLink() data.DataLink {
	if l.URL != "" {
		return data.DataLink{Title: l.Title, URL: encoded(l.URL), TargetBlank: true}
	}
	return data.DataLink{Title: l.Title, Internal: &data.InternalDataLink{
		DatasourceUID: l.DatasourceUID,
		// Only its ID is known here; Grafana shows the title.
		DatasourceName: l.DatasourceUID,
		Query:          l.Query,
	}}
}

// variables that have no format of their own, without Grafana's own that stand for
// several parameters, such as ${__url_time_range}.
var variables = regexp.MustCompile(`\$\{((?:__(?:span|trace|data|value|tags)\b|[A-Za-z]\w*)[^:{}]*)\}`)

// encoded makes Grafana escape the values that it puts into a URL: Explore doesn't by
// itself, and a span could add parameters of its own.
func encoded(url string) string { return variables.ReplaceAllString(url, "$${${1}:percentencode}") }

// timesOfLinks are the columns with the time around each span. They are text, which
// Grafana puts into a link as it is.
func timesOfLinks(frame *data.Frame) []*data.Field {
	starts, _ := frame.FieldByName("startTime")
	durations, _ := frame.FieldByName("duration")
	names := []string{linkFrom, linkTo, linkFromSeconds, linkToSeconds}
	columns := make([][]string, len(names))
	for row := range frame.Rows() {
		start := starts.At(row).(float64)
		from, to := math.Floor(start)-aroundSpan, math.Ceil(start+durations.At(row).(float64))+aroundSpan
		for i, value := range []float64{from, to, math.Floor(from / 1000), math.Ceil(to / 1000)} {
			columns[i] = append(columns[i], strconv.FormatInt(int64(value), 10))
		}
	}
	fields := make([]*data.Field, len(names))
	for i, name := range names {
		// A table of the trace doesn't show them.
		fields[i] = data.NewField(name, nil, columns[i]).SetConfig(&data.FieldConfig{Custom: map[string]any{"hidden": true}})
	}
	return fields
}
