package plugin

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"
	"github.com/stretchr/testify/require"
)

// row is a span as a trace frame shows it.
type row struct {
	traceID, service, operation, kind string
	start                             time.Time
	// duration is in milliseconds.
	duration     float64
	failed, root bool
}

// allRows reads every span of a sample, trace by trace.
func allRows(t *testing.T, d *Datasource) []row {
	t.Helper()
	found := query(t.Context(), d, `{"queryType":"search","limit":1000}`)["A"]
	require.NoError(t, found.Error)
	var rows []row
	for i := range found.Frames[0].Rows() {
		response := query(t.Context(), d, fmt.Sprintf(`{"query":%q}`, valueAt(found.Frames[0], "traceID", i)))["A"]
		require.NoError(t, response.Error)
		frame := response.Frames[0]
		for k := range frame.Rows() {
			rows = append(rows, rowAt(frame, k))
		}
	}
	return rows
}

func rowAt(frame *data.Frame, i int) row {
	milliseconds := valueAt(frame, "startTime", i).(float64)
	parent, _ := valueAt(frame, "parentSpanID", i).(*string)
	return row{
		traceID: valueAt(frame, "traceID", i).(string), service: valueAt(frame, "serviceName", i).(string), operation: valueAt(frame, "operationName", i).(string),
		kind: valueAt(frame, "kind", i).(string), start: time.UnixMicro(int64(milliseconds * 1000)), duration: valueAt(frame, "duration", i).(float64),
		failed: valueAt(frame, "statusCode", i).(int64) == 2 || strings.Contains(string(valueAt(frame, "tags", i).(json.RawMessage)), `{"key":"error","value":"true"`),
		root:   parent == nil || *parent == "",
	}
}

// filledIn puts the values of a point into the query of a link, as Grafana does.
func filledIn(t *testing.T, link data.DataLink, variables map[string]string) string {
	t.Helper()
	raw, err := json.Marshal(link.Internal.Query)
	require.NoError(t, err)
	text := string(raw)
	for variable, value := range variables {
		text = strings.ReplaceAll(text, strings.ReplaceAll(variable, `"`, `\"`), value)
	}
	require.NotContains(t, text, "${", "every variable is one that Grafana knows")
	return strings.Replace(text, `"limit":20`, `"limit":1000`, 1)
}

// led are the IDs of the traces that a link finds.
func led(t *testing.T, d *Datasource, link data.DataLink, variables map[string]string) []string {
	t.Helper()
	found := query(t.Context(), d, filledIn(t, link, variables))["A"]
	require.NoError(t, found.Error)
	var ids []string
	for i := range found.Frames[0].Rows() {
		ids = append(ids, valueAt(found.Frames[0], "traceID", i).(string))
	}
	slices.Sort(ids)
	return ids
}

// tracesOf are the IDs of the traces with a span that a condition holds for.
func tracesOf(rows []row, holds func(row) bool) []string {
	var ids []string
	for _, r := range rows {
		if holds(r) {
			ids = append(ids, r.traceID)
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// TestLinksOfSeriesLeadToTheirTraces follows the links of every point.
func TestLinksOfSeriesLeadToTheirTraces(t *testing.T) {
	d := connected(t, storeOf(t, "bookinfo"), bookinfo)
	rows := allRows(t, d)
	for _, c := range []struct {
		name, query string
		title       string
		holds       func(r row, value float64) bool
	}{
		{"rate", `{"queryType":"metrics","measure":"rate","over":"serverSpans","groupBy":["service"],"step":"10m","emptyBuckets":"null"}`, "Traces",
			func(r row, _ float64) bool { return r.kind == "server" }},
		{"slow", `{"queryType":"metrics","measure":"quantiles","quantiles":[0.9],"groupBy":["service"],"step":"10m"}`, "Traces at least this slow",
			func(r row, value float64) bool { return r.duration >= value-1e-9 }},
		{"failed", `{"queryType":"metrics","measure":"errorPercentage","groupBy":["service"],"step":"20m"}`, "Failed traces",
			func(r row, _ float64) bool { return r.failed }},
		{"conditions", `{"queryType":"metrics","measure":"rate","groupBy":["service"],"step":"10m","emptyBuckets":"null","rawSearch":"not spanID: x or duration > 0",
			"tags":[{"on":"kind","values":["server","client"]},{"on":"service","operator":"exists"}],
			"anyOf":[[{"on":"operation","operator":"=~","value":".*(?i)/PRODUCTPAGE"},{"on":"kind","value":"server"}],[{"on":"status","value":"error"}]]}`, "Traces",
			func(r row, _ float64) bool {
				return r.kind == "server" && strings.HasSuffix(r.operation, "/productpage") || r.failed
			}},
		{"entries", `{"queryType":"metrics","measure":"max","over":"entrySpans","groupBy":["service"],"step":"20m"}`, "Traces at least this slow",
			func(r row, value float64) bool { return r.root && r.duration >= value-1e-9 }},
	} {
		t.Run(c.name, func(t *testing.T) {
			response := query(t.Context(), d, c.query)["A"]
			require.NoError(t, response.Error)
			step, err := time.ParseDuration(strings.Split(strings.Split(c.query, `"step":"`)[1], `"`)[0])
			require.NoError(t, err)
			followed := 0
			for _, frame := range response.Frames {
				field := frame.Fields[1]
				link := field.Config.Links[slices.IndexFunc(field.Config.Links, func(l data.DataLink) bool { return l.Title == c.title })]
				for i := range frame.Rows() {
					value := field.At(i).(*float64)
					if value == nil {
						continue
					}
					start := frame.Fields[0].At(i).(time.Time)
					got := led(t, d, link, map[string]string{"${__value.time}": strconv.FormatInt(start.UnixMilli(), 10), "${__value.raw}": strconv.FormatFloat(*value, 'f', -1, 64)})
					want := tracesOf(rows, func(r row) bool {
						return r.service == field.Labels["service"] && !r.start.Before(start) && r.start.Before(start.Add(step)) && c.holds(r, *value)
					})
					require.Equal(t, want, got, "%s at %s", field.Labels, start)
					followed++
				}
			}
			require.GreaterOrEqual(t, followed, 2)
		})
	}
}

// TestLinksOfHeatMapCellsLeadToTheirTraces follows the link of every cell that isn't empty.
func TestLinksOfHeatMapCellsLeadToTheirTraces(t *testing.T) {
	d := connected(t, storeOf(t, "emojivoto"), emojivoto)
	rows := allRows(t, d)
	for over, holds := range map[string]func(row) bool{
		"spans": func(row) bool { return true }, "serverSpans": func(r row) bool { return r.kind == "server" },
	} {
		response := query(t.Context(), d, fmt.Sprintf(`{"queryType":"metrics","measure":"heatmap","over":%q,"step":"10m"}`, over))["A"]
		require.NoError(t, response.Error)
		frame := response.Frames[0]
		cells, low := 0, 0.0
		for bin, field := range frame.Fields[1 : len(frame.Fields)-1] {
			high, err := strconv.ParseFloat(field.Name, 64)
			require.NoError(t, err)
			for i := range frame.Rows() {
				if *field.At(i).(*float64) == 0 {
					continue
				}
				start := valueAt(frame, "start", i).(time.Time)
				require.Equal(t, start.Add(10*time.Minute), frame.Fields[0].At(i), "a cell is drawn before its time")
				got := led(t, d, field.Config.Links[0], map[string]string{"${__data.fields.start.numeric}": strconv.FormatInt(start.UnixMilli(), 10)})
				want := tracesOf(rows, func(r row) bool {
					return holds(r) && !r.start.Before(start) && r.start.Before(start.Add(10*time.Minute)) && r.duration < high && (bin == 0 || r.duration >= low)
				})
				require.Equal(t, want, got, "%s at %s", field.Name, start)
				cells++
			}
			low = high
		}
		require.Greater(t, cells, 10)
	}
}

// TestLinksOfATableLeadToTheTracesOfItsRows follows the link of each row.
func TestLinksOfATableLeadToTheTracesOfItsRows(t *testing.T) {
	d := connected(t, storeOf(t, "bookinfo"), bookinfo)
	rows := allRows(t, d)
	response := query(t.Context(), d, `{"queryType":"metrics","measure":"errorRate","groupBy":["service","operation"],"instant":true}`)["A"]
	require.NoError(t, response.Error)
	frame := response.Frames[0]
	require.Greater(t, frame.Rows(), 5)
	for i := range frame.Rows() {
		service, operation := valueAt(frame, "service", i).(string), valueAt(frame, "operation", i).(string)
		got := led(t, d, frame.Fields[2].Config.Links[0], map[string]string{`${__data.fields["service"]}`: service, `${__data.fields["operation"]}`: operation})
		require.Equal(t, tracesOf(rows, func(r row) bool { return r.service == service && r.operation == operation && r.failed }), got)
	}
}

// TestExemplarsAreRealTraces looks each exemplar up, and finds the slowest among them.
func TestExemplarsAreRealTraces(t *testing.T) {
	d := connected(t, storeOf(t, "bookinfo"), bookinfo)
	rows := allRows(t, d)
	for measure, name := range map[string]string{"quantiles": "exemplar", "average": "exemplar", "max": "exemplar", "heatmap": "exemplar"} {
		response := query(t.Context(), d, fmt.Sprintf(`{"queryType":"metrics","measure":%q,"over":"serverSpans","service":"reviews.default","step":"10s","exemplars":true}`, measure))["A"]
		require.NoError(t, response.Error)
		frame := response.Frames[len(response.Frames)-1]
		require.Equal(t, name, frame.Name)
		require.Equal(t, data.DataTopicAnnotations, frame.Meta.DataTopic)
		require.LessOrEqual(t, frame.Rows(), 100)
		require.Greater(t, frame.Rows(), 10)
		longest := 0.0
		for i := range frame.Rows() {
			value := valueAt(frame, "Value", i).(float64)
			longest = max(longest, value)
			require.Contains(t, tracesOf(rows, func(r row) bool {
				return r.service == "reviews.default" && r.kind == "server" && r.duration == value && r.start.Equal(valueAt(frame, "Time", i).(time.Time))
			}), valueAt(frame, "traceID", i))
		}
		for _, r := range rows {
			require.False(t, r.service == "reviews.default" && r.kind == "server" && r.duration > longest, "the slowest is among them")
		}
	}
}
