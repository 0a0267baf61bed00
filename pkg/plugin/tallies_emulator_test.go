package plugin

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/data"
	"github.com/stretchr/testify/require"

	"logservice-jaeger-datasource/tests/emulator"
	"logservice-jaeger-datasource/tests/emulator/emulatortest"
	"logservice-jaeger-datasource/tests/samples"
)

const (
	spansLogstore   = "emojivoto-traces"
	talliesLogstore = "emojivoto-traces-metrics"
	talliedEvery    = 5 * time.Minute
)

// withTallies is emojivoto with scheduled SQL jobs that have counted all its spans,
// after a change.
func withTallies(t *testing.T, change func(*samples.Sample)) *emulatortest.Store {
	t.Helper()
	sample, err := samples.Load("emojivoto")
	require.NoError(t, err)
	sample = sample.WithTallies("emojivoto", talliedEvery)
	if change != nil {
		change(&sample)
	}
	store := emulatortest.Start(t, emulator.Options{})
	store.Load(t, sample)
	return store
}

// askIn asks one query over a stretch of time.
func askIn(t *testing.T, d *Datasource, over backend.TimeRange, query string) backend.DataResponse {
	t.Helper()
	response, err := d.QueryData(t.Context(), &backend.QueryDataRequest{Queries: []backend.DataQuery{{RefID: "A", TimeRange: over, JSON: []byte(query)}}})
	require.NoError(t, err)
	require.NoError(t, response.Responses["A"].Error)
	return response.Responses["A"]
}

// figuresOf are the figures of each group, under the group's labels.
func figuresOf(response backend.DataResponse) map[string]float64 {
	figures := map[string]float64{}
	for _, frame := range response.Frames {
		for _, field := range frame.Fields {
			for i := range field.Len() {
				if value, err := field.FloatAt(i); err == nil && field.Type().Numeric() {
					figures[fmt.Sprint(field.Labels, " ", frame.Name)] = value
				}
			}
		}
	}
	return figures
}

func noticesOf(frame *data.Frame) string {
	var texts []string
	for _, notice := range frame.Meta.Notices {
		texts = append(texts, notice.Text)
	}
	return strings.Join(texts, " ")
}

func statOf(t *testing.T, response backend.DataResponse, name string) float64 {
	t.Helper()
	for _, stat := range response.Frames[0].Meta.Stats {
		if stat.DisplayName == name {
			return stat.Value
		}
	}
	t.Fatalf("there is no figure %q in the frame", name)
	return 0
}

// statementsTo counts the statements that a logstore was sent.
func statementsTo(store *emulatortest.Store, logstore string) int {
	sent := 0
	for _, request := range store.Requests() {
		if request.Logstore == logstore && request.Kind == emulator.KindSQL {
			sent++
		}
	}
	return sent
}

// fromSpans is what the spans say: no tallies are there to be asked.
func fromSpans(t *testing.T, over backend.TimeRange, query string) backend.DataResponse {
	t.Helper()
	return askIn(t, connected(t, storeOf(t, "emojivoto"), map[string]any{"project": "emojivoto", "logstore": spansLogstore}), over, query)
}

const countedByTallies = "Counted by logstore emojivoto-traces-metrics, whose total is that of all 600 spans that logstore emojivoto-traces has of this time."

// minutes is a stretch of time that spans of emojivoto neither begin before nor end
// behind.
func minutes(from, to int) backend.TimeRange {
	return backend.TimeRange{From: samples.Base.Add(time.Duration(from) * time.Minute), To: samples.Base.Add(time.Duration(to) * time.Minute)}
}

func TestTalliesAnswerWhatTheyCanAnswerExactly(t *testing.T) {
	store := withTallies(t, nil)
	for _, grouped := range []string{``, `,"groupBy":["service"]`, `,"groupBy":["operation"]`, `,"groupBy":["service","operation"]`, `,"groupBy":["operation","service"],"seriesLimit":3`} {
		for _, measure := range []string{"count", "rate"} {
			t.Run(measure+grouped, func(t *testing.T) {
				asked := `{"queryType":"metrics","instant":true,"measure":"` + measure + `"` + grouped + `}`
				store.ResetRequests()
				got, want := askIn(t, connected(t, store, emojivoto), minutes(-60, 1), asked), fromSpans(t, minutes(-60, 1), asked)
				require.Equal(t, figuresOf(want), figuresOf(got))
				require.NotEmpty(t, figuresOf(got))
				require.Contains(t, noticesOf(got.Frames[0]), countedByTallies)
				require.Equal(t, strings.Contains(grouped, "seriesLimit"), strings.Contains(noticesOf(got.Frames[0]), "Shown are the first 3 of "))
				require.Equal(t, 1, statementsTo(store, talliesLogstore))
				require.Zero(t, statementsTo(store, spansLogstore))
				require.True(t, strings.HasPrefix(got.Frames[0].Meta.ExecutedQueryString, `version: "metric_info" | select`), "the inspector shows what was asked")
				require.EqualValues(t, 5, statOf(t, got, "Requests"), "the index, the tallies, and three counts")
				require.Less(t, statOf(t, got, "Rows processed"), statOf(t, want, "Rows processed"))
			})
		}
	}
}

// TestTalliesOfAWholeHourByGrafana has a range as Grafana makes it of now-1h/h.
func TestTalliesOfAWholeHourByGrafana(t *testing.T) {
	store := withTallies(t, nil)
	over := minutes(-60, 0)
	over.To = over.To.Add(-time.Millisecond)
	got := askIn(t, connected(t, store, emojivoto), over, `{"queryType":"metrics","measure":"rate","instant":true}`)
	require.Equal(t, map[string]float64{"": 600 / 3599.999}, trimmedKeys(figuresOf(got)))
	require.Zero(t, statementsTo(store, spansLogstore))
}

func trimmedKeys(figures map[string]float64) map[string]float64 {
	trimmed := map[string]float64{}
	for key, value := range figures {
		trimmed[strings.TrimSpace(key)] = value
	}
	return trimmed
}

const countByService = `{"queryType":"metrics","instant":true,"measure":"count","groupBy":["service"]}`

// TestTalliesThatCannotBeExactGiveWay has everything that can be wrong with them: the
// spans answer, and tallies are left alone for the next query.
func TestTalliesThatCannotBeExactGiveWay(t *testing.T) {
	refusal := func(kind string, status int, code string) emulator.Fault {
		return emulator.Fault{Kind: kind, Times: 1, Status: status, Code: code, Message: "denied"}
	}
	for _, c := range []struct {
		name   string
		change func(*samples.Sample)
		fault  emulator.Fault
	}{
		{"one is missing", func(s *samples.Sample) { s.Rows = s.Rows[:len(s.Rows)-1] }, emulator.Fault{}},
		{"one was counted twice", func(s *samples.Sample) { s.Rows = append(s.Rows, s.Rows[len(s.Rows)-1]) }, emulator.Fault{}},
		{"there are none", func(s *samples.Sample) {
			s.Rows = slices.DeleteFunc(s.Rows, func(row samples.Row) bool { return row.Logstore == talliesLogstore })
		}, emulator.Fault{}},
		{"they are of another version", func(s *samples.Sample) {
			for i, row := range s.Rows {
				if row.Logstore == talliesLogstore {
					s.Rows[i].Contents = append([][2]string{{"version", "metric_info_host"}}, row.Contents[1:]...)
				}
			}
		}, emulator.Fault{}},
		{"there is no index", func(s *samples.Sample) { setIndex(s, nil) }, emulator.Fault{}},
		{"the index lacks a field", func(s *samples.Sample) {
			setIndex(s, []byte(strings.Replace(string(samples.TalliesIndex), `"total"`, `"totals"`, 1)))
		}, emulator.Fault{}},
		{"there is no such logstore", func(s *samples.Sample) {
			s.Logstores = slices.DeleteFunc(s.Logstores, func(l samples.Logstore) bool { return l.Name == talliesLogstore })
			s.Rows = slices.DeleteFunc(s.Rows, func(row samples.Row) bool { return row.Logstore == talliesLogstore })
		}, emulator.Fault{}},
		{"they may not be read", nil, emulator.Fault{Kind: emulator.KindSQL, QueryContains: "metric_info", Status: http.StatusUnauthorized, Code: "Unauthorized", Message: "denied by sts or ram"}},
		{"spans may not be counted", nil, refusal(emulator.KindHistogram, http.StatusUnauthorized, "Unauthorized")},
		{"their answer is incomplete", nil, emulator.Fault{Kind: emulator.KindSQL, QueryContains: "metric_info", Times: -1, Incomplete: true}},
		{"the count is incomplete", nil, emulator.Fault{Kind: emulator.KindHistogram, Times: -1, Incomplete: true}},
	} {
		t.Run(c.name, func(t *testing.T) {
			store := withTallies(t, c.change)
			if c.fault.Kind != "" {
				store.Fail(c.fault)
			}
			d := connected(t, store, emojivoto)
			got, want := askIn(t, d, minutes(-60, 1), countByService), fromSpans(t, minutes(-60, 1), countByService)
			require.Equal(t, figuresOf(want), figuresOf(got))
			require.Empty(t, noticesOf(got.Frames[0]))
			require.Equal(t, 1, statementsTo(store, spansLogstore))
			statements := strings.Split(got.Frames[0].Meta.ExecutedQueryString, "\n")
			require.Len(t, statements, 2, "both are told")
			store.ResetRequests()
			again := askIn(t, d, minutes(-60, 1), countByService)
			require.Equal(t, figuresOf(want), figuresOf(again))
			require.Zero(t, statementsTo(store, talliesLogstore))
			require.EqualValues(t, 1, statOf(t, again, "Requests"))
		})
	}
}

func setIndex(sample *samples.Sample, index []byte) {
	for i := range sample.Logstores {
		if sample.Logstores[i].Name == talliesLogstore {
			sample.Logstores[i].Index = index
		}
	}
}

// TestAQueryThatIsGivenUpSaysNothingOfTallies gives up while tallies are asked: the
// next query asks them again.
func TestAQueryThatIsGivenUpSaysNothingOfTallies(t *testing.T) {
	store := withTallies(t, nil)
	store.Fail(emulator.Fault{Kind: emulator.KindSQL, QueryContains: "metric_info", Hang: true})
	d := connected(t, store, emojivoto)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	answered := make(chan *backend.QueryDataResponse, 1)
	go func() {
		response, _ := d.QueryData(ctx, &backend.QueryDataRequest{Queries: []backend.DataQuery{{RefID: "A", TimeRange: minutes(-60, 1), JSON: []byte(countByService)}}})
		answered <- response
	}()
	require.Eventually(t, func() bool { return statementsTo(store, talliesLogstore) == 1 }, 10*time.Second, 5*time.Millisecond)
	cancel()
	require.Error(t, (<-answered).Responses["A"].Error)
	require.Zero(t, statementsTo(store, spansLogstore))
	require.Contains(t, noticesOf(askIn(t, d, minutes(-60, 1), countByService).Frames[0]), countedByTallies)
}

// TestTalliesAreNotAsked has questions that they can't answer, and times that they
// aren't sure of.
func TestTalliesAreNotAsked(t *testing.T) {
	instant := func(rest string) string { return `{"queryType":"metrics","instant":true,` + rest + `}` }
	now := time.Now().Truncate(time.Minute)
	odd := minutes(-60, 1)
	odd.From = odd.From.Add(time.Second)
	late := minutes(-60, 1)
	late.To = late.To.Add(30 * time.Second)
	store := withTallies(t, nil)
	for _, c := range []struct {
		name, query string
		over        backend.TimeRange
	}{
		{"over time", `{"queryType":"metrics","measure":"count","step":"10m"}`, minutes(-60, 1)},
		{"errors", instant(`"measure":"errorRate"`), minutes(-60, 1)},
		{"durations", instant(`"measure":"average"`), minutes(-60, 1)},
		{"ranked by errors", instant(`"measure":"count","groupBy":["service"],"topBy":"errorRate"`), minutes(-60, 1)},
		{"server spans", instant(`"measure":"count","over":"serverSpans"`), minutes(-60, 1)},
		{"traces", instant(`"measure":"count","over":"traces"`), minutes(-60, 1)},
		{"a service", instant(`"measure":"count","service":"web"`), minutes(-60, 1)},
		{"long traces", instant(`"measure":"count","minTraceDuration":"1ms"`), minutes(-60, 1)},
		{"a tag", instant(`"measure":"count","tags":[{"key":"http.method","operator":"=","value":"GET"}]`), minutes(-60, 1)},
		{"by kind", instant(`"measure":"count","groupBy":["service","kind"]`), minutes(-60, 1)},
		{"by a tag", instant(`"measure":"count","groupBy":["tag:service"]`), minutes(-60, 1)},
		{"against an earlier time", instant(`"measure":"count","compareWith":"1h"`), minutes(-60, 1)},
		{"from within a minute", instant(`"measure":"count"`), odd},
		{"to within a minute", instant(`"measure":"count"`), late},
		{"up to now", instant(`"measure":"count"`), backend.TimeRange{From: now.Add(-time.Hour), To: now}},
		{"up to ten minutes ago", instant(`"measure":"count"`), backend.TimeRange{From: now.Add(-time.Hour), To: now.Add(-10 * time.Minute)}},
	} {
		t.Run(c.name, func(t *testing.T) {
			store.ResetRequests()
			got := askIn(t, connected(t, store, emojivoto), c.over, c.query)
			require.Zero(t, statementsTo(store, talliesLogstore))
			require.Positive(t, statementsTo(store, spansLogstore))
			require.NotContains(t, noticesOf(got.Frames[0]), "Counted by")
		})
	}
}

// TestThePreviewIsOfTheSpans has a statement that can be run where the spans lie, also
// where tallies answer.
func TestThePreviewIsOfTheSpans(t *testing.T) {
	store := withTallies(t, nil)
	values := url.Values{"query": {countByService}, "from": {millis(samples.Base.Add(-time.Hour))}, "to": {millis(samples.Base)}}
	response := call(t, connected(t, store, emojivoto), http.MethodGet, "statement", values.Encode())
	require.Equal(t, http.StatusOK, response.Status, string(response.Body))
	var shown statementJSON
	require.NoError(t, json.Unmarshal(response.Body, &shown))
	sent := fromSpans(t, minutes(-60, 0), countByService).Frames[0].Meta.ExecutedQueryString
	require.Equal(t, sent, shown.Statement)
	require.Zero(t, statementsTo(store, talliesLogstore))
}

func millis(moment time.Time) string { return strconv.FormatInt(moment.UnixMilli(), 10) }
