package frames

import (
	"slices"
	"strconv"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"logservice-jaeger-datasource/pkg/trace"
)

// SearchLink leads from a figure to a search for the traces behind it.
type SearchLink struct {
	Link
	// Filters are those of the query, as a search stores them.
	Filters map[string]any
}

// Variables that Grafana fills in for the point that a link is opened from
// (https://grafana.com/docs/grafana/latest/panels-visualizations/configure-data-links/).
const (
	pointTime  = "${__value.time}"
	pointValue = "${__value.raw}"
	rowStart   = "${__data.fields." + startField + ".numeric}"
)

// ofBucket links a point of a series to the traces of its bucket and group.
func (l SearchLink) ofBucket(query trace.MetricsQuery, group []string) []data.DataLink {
	search, ok := l.search(query, group)
	if !ok {
		return nil
	}
	return l.links(query, search.within(pointTime, query.Step))
}

// ofRow links a figure of a table to the traces of the whole range and the row's group.
func (l SearchLink) ofRow(query trace.MetricsQuery) []data.DataLink {
	group := make([]string, len(query.GroupBy))
	for i, key := range query.GroupBy {
		group[i] = `${__data.fields["` + labelName(key) + `"]}`
	}
	search, ok := l.search(query, group)
	if !ok {
		return nil
	}
	return l.links(query, search.within(strconv.FormatInt(query.Range.From.UnixMilli(), 10), query.Range.To.Sub(query.Range.From)))
}

// ofCell links a cell of a heat map to the traces of its bucket and bin.
func (l SearchLink) ofCell(query trace.MetricsQuery, bin int) []data.DataLink {
	search, ok := l.search(query, nil)
	if !ok {
		return nil
	}
	lowest, highest := durationFields(query)
	search = search.within(rowStart, query.Step)
	if bin > 0 {
		search = search.with(lowest, trace.DurationBins[bin].String())
	}
	if bin+1 < len(trace.DurationBins) {
		search = search.with(highest, (trace.DurationBins[bin+1] - time.Microsecond).String())
	}
	return []data.DataLink{l.link("Traces with such a duration", search)}
}

// ofOperation links a row of a table with the columns service and operation to the
// traces with such a span.
func (l SearchLink) ofOperation() data.DataLink {
	return l.link("Traces with this operation", searchJSON{"queryType": "search", "limit": 20,
		"service": `${__data.fields["service"]}`, "operation": `${__data.fields["operation"]}`})
}

// links are those that suit the measure, the most telling first.
func (l SearchLink) links(query trace.MetricsQuery, search searchJSON) []data.DataLink {
	all := l.link("Traces", search)
	lowest, _ := durationFields(query)
	switch query.Measure {
	case trace.MeasureErrorRate, trace.MeasureErrorPercentage, trace.MeasureSuccessRate:
		return []data.DataLink{l.link("Failed traces", search.with("status", string(trace.StatusError))), all}
	case trace.MeasureQuantiles, trace.MeasureAverage, trace.MeasureMax:
		return []data.DataLink{l.link("Traces at least this slow", search.with(lowest, pointValue+"ms")), all}
	}
	return []data.DataLink{all}
}

// durationFields are the fields of a search that bound what the query measures.
func durationFields(query trace.MetricsQuery) (lowest, highest string) {
	if query.Over == trace.OverTraces {
		return "minTraceDuration", "maxTraceDuration"
	}
	return "minDuration", "maxDuration"
}

// searchJSON is a search as a query editor stores it.
type searchJSON map[string]any

func (s searchJSON) with(field string, value any) searchJSON {
	changed := searchJSON{}
	for key, known := range s {
		changed[key] = known
	}
	changed[field] = value
	return changed
}

func (s searchJSON) within(after string, length time.Duration) searchJSON {
	return s.with("startedAfter", after).with("startedWithin", length.String())
}

func (l SearchLink) link(title string, search searchJSON) data.DataLink {
	return data.DataLink{Title: title, Internal: &data.InternalDataLink{DatasourceUID: l.DatasourceUID, DatasourceName: l.DatasourceName, Query: search}}
}

// search asks for the spans that a query counts in one group. It is not ok where a
// search can't ask for these: for spans that lack what they are grouped by, and for
// traces that are chosen by one span and grouped by another, their root.
func (l SearchLink) search(query trace.MetricsQuery, group []string) (searchJSON, bool) {
	search := searchJSON{"queryType": "search", "limit": 20}
	for field, value := range l.Filters {
		search[field] = value
	}
	switch query.Over {
	case trace.OverServerSpans:
		search["spanKind"] = string(trace.KindServer)
	case trace.OverEntrySpans:
		search["entrySpansOnly"] = true
	case trace.OverTraces:
		bySpan := query.Filter.FiltersSpans() || query.Measure.OfErrors()
		if bySpan && len(group) > 0 {
			return nil, false
		}
		if !bySpan {
			search["entrySpansOnly"] = true
		}
	}
	for i, key := range query.GroupBy {
		if group[i] == "" {
			return nil, false
		}
		search.narrow(key, group[i])
	}
	return search, true
}

// narrow adds a group's value to the conditions.
func (s searchJSON) narrow(key trace.GroupKey, value string) {
	switch key.Property {
	case trace.ByService, trace.ByOperation, trace.ByStatus:
		s[string(key.Property)] = value
	case trace.ByKind:
		s["spanKind"] = value
	default:
		known, _ := s["tags"].([]Condition)
		s["tags"] = append(slices.Clone(known), NewCondition(trace.Condition{Key: key.Tag, Operator: trace.Equal, Values: []string{value}}))
	}
}

// Condition is a condition as a search stores it: what is usual is left out, one value
// stands alone and several in a list.
type Condition struct {
	On       string   `json:"on,omitempty"`
	Scope    string   `json:"scope,omitempty"`
	Key      string   `json:"key,omitempty"`
	Operator string   `json:"operator"`
	Value    *string  `json:"value,omitempty"`
	Values   []string `json:"values,omitempty"`
}

// NewCondition is the stored form of a condition.
func NewCondition(c trace.Condition) Condition {
	stored := Condition{On: string(c.On), Scope: string(c.Scope), Key: c.Key, Operator: string(c.Operator), Values: c.Values}
	if len(c.Values) == 1 {
		stored.Value, stored.Values = &c.Values[0], nil
	}
	return stored
}

// NewConditions is the stored form of conditions that hold together.
func NewConditions(conditions []trace.Condition) []Condition {
	stored := make([]Condition, len(conditions))
	for i, c := range conditions {
		stored[i] = NewCondition(c)
	}
	return stored
}
