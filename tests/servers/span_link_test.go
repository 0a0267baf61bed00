//go:build servers

package servers

import (
	"fmt"
	"math"
	"regexp"
	"strings"
	"time"
)

// This is what Grafana's trace view does with a span to make the link to its log
// lines: grafana/grafana, public/app/features/explore/TraceView/createSpanLink.tsx,
// in newer releases logsLink.ts beside it.

// span is a span as the trace view has it: times are milliseconds since 1970.
type span struct {
	traceID, spanID, operation string
	start, duration            float64
	process, tags              []tag
}

type tag struct {
	Key   string
	Value any
}

// tag gives a tag's value, of the process or of the span.
func (s span) tag(key string) string {
	for _, tag := range append(append([]tag{}, s.process...), s.tags...) {
		if tag.Key == key {
			return fmt.Sprint(tag.Value)
		}
	}
	return ""
}

// tracesToLogs is a data source's jsonData.tracesToLogsV2
// (https://grafana.com/docs/grafana/latest/datasources/tempo/configure-tempo-data-source/#trace-to-logs).
type tracesToLogs struct {
	DatasourceUID      string
	Tags               []struct{ Key, Value string }
	SpanStartTimeShift string
	SpanEndTimeShift   string
	FilterByTraceID    bool
	FilterBySpanID     bool
	CustomQuery        bool
	Query              string
}

// defaultQuery is how a release of Grafana filters by an ID when there is no
// custom query; %[1]s is trace or span.
type defaultQuery struct{ release, filter string }

var (
	inLine      = defaultQuery{"older releases, in the line only", ` |="${__span.%[1]sId}"`}
	inEither    = defaultQuery{"newer releases", " | label_format log_line_contains_%[1]s_id=`{{ contains \"${__span.%[1]sId}\" __line__  }}` | log_line_contains_%[1]s_id=\"true\" OR %[1]s_id=\"${__span.%[1]sId}\""}
	inEitherNow = defaultQuery{"the newest releases", strings.ReplaceAll(inEither.filter, " OR ", " or ")}
)

// logsLink is where a span's link leads.
type logsLink struct {
	query    string
	from, to time.Time
}

// link makes a span's link. There is none if the span has none of the tags, or
// lacks something that a custom query names.
func (o tracesToLogs) link(s span, unlessCustom defaultQuery) (logsLink, error) {
	selectors := o.selectors(s)
	query := o.Query
	if !o.CustomQuery {
		if selectors == "" {
			return logsLink{}, fmt.Errorf("span %s has none of the tags that make the labels: Grafana shows no link", s.spanID)
		}
		query = "{${__tags}}"
		if o.FilterByTraceID {
			query += fmt.Sprintf(unlessCustom.filter, "trace")
		}
		if o.FilterBySpanID {
			query += fmt.Sprintf(unlessCustom.filter, "span")
		}
	}
	query, err := interpolate(query, s, selectors)
	if err != nil {
		return logsLink{}, err
	}
	from, to, err := o.between(s)
	return logsLink{query, from, to}, err
}

// selectors are the configured tags that the span has, as label="value".
func (o tracesToLogs) selectors(s span) string {
	tags := append(append([]tag{}, s.process...), s.tags...)
	tags = append(tags, tag{"spanId", s.spanID}, tag{"traceId", s.traceID}, tag{"name", s.operation}, tag{"duration", s.duration * 1000})
	var selectors []string
	for _, tag := range tags {
		for _, configured := range o.Tags {
			if configured.Key != tag.Key {
				continue
			}
			label := configured.Value
			if label == "" {
				label = configured.Key
			}
			selectors = append(selectors, fmt.Sprintf(`%s="%v"`, label, tag.Value))
			break
		}
	}
	return strings.Join(selectors, ", ")
}

var variable = regexp.MustCompile(`\$\{([^}]+)\}`)

// interpolate fills in the variables of a span; Grafana shows no link if one is
// unknown.
func interpolate(query string, s span, selectors string) (string, error) {
	known := map[string]string{
		"__tags": selectors, "__span.traceId": s.traceID, "__span.spanId": s.spanID, "__span.name": s.operation, "__trace.traceId": strings.ToLower(s.traceID),
	}
	var unknown error
	filled := variable.ReplaceAllStringFunc(query, func(found string) string {
		value, ok := known[variable.FindStringSubmatch(found)[1]]
		if !ok {
			unknown = fmt.Errorf("the query names %s, which these tests don't know", found)
		}
		return value
	})
	return filled, unknown
}

// between is the span's time in whole milliseconds, shifted.
func (o tracesToLogs) between(s span) (from, to time.Time, err error) {
	before, err := time.ParseDuration(o.SpanStartTimeShift)
	if err != nil {
		return from, to, fmt.Errorf("spanStartTimeShift: %w", err)
	}
	after, err := time.ParseDuration(o.SpanEndTimeShift)
	if err != nil {
		return from, to, fmt.Errorf("spanEndTimeShift: %w", err)
	}
	start := int64(math.Floor(s.start)) + before.Milliseconds()
	end := int64(math.Floor(s.start+s.duration)) + after.Milliseconds()
	if start == end {
		end++
	}
	return time.UnixMilli(start), time.UnixMilli(end), nil
}
