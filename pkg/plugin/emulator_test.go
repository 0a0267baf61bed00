package plugin

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"path/filepath"
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

// These tests come in by Grafana's door and go out at Log Service's: settings and
// queries as Grafana stores them, the emulator behind.

var history = backend.TimeRange{From: samples.Base.Add(-time.Hour), To: samples.Base.Add(time.Minute)}

// connected makes a data source of settings, with the emulator's address and key.
func connected(t *testing.T, store *emulatortest.Store, settings map[string]any) *Datasource {
	t.Helper()
	settings["endpoint"] = store.Endpoint
	jsonData, err := json.Marshal(settings)
	require.NoError(t, err)
	instance, err := NewDatasource(t.Context(), backend.DataSourceInstanceSettings{
		UID: "traces", Name: "Traces", Type: ID, JSONData: jsonData,
		DecryptedSecureJSONData: map[string]string{"accessKeyId": emulatortest.AccessKeyID, "accessKeySecret": emulatortest.AccessKeySecret},
	})
	require.NoError(t, err)
	datasource := instance.(*Datasource)
	t.Cleanup(datasource.Dispose)
	return datasource
}

func storeOf(t *testing.T, names ...string) *emulatortest.Store {
	t.Helper()
	store := emulatortest.Start(t, emulator.Options{})
	for _, name := range names {
		sample, err := samples.Load(name)
		require.NoError(t, err)
		store.Load(t, sample)
	}
	return store
}

var (
	bookinfo  = map[string]any{"project": "bookinfo", "storeType": "logstore", "logstore": "istio-tracing"}
	emojivoto = map[string]any{"project": "emojivoto", "region": "cn-hangzhou", "instance": "emojivoto"}
)

func query(ctx context.Context, d *Datasource, queries ...string) backend.Responses {
	request := &backend.QueryDataRequest{}
	for i, query := range queries {
		request.Queries = append(request.Queries, backend.DataQuery{RefID: string(rune('A' + i)), TimeRange: history, JSON: []byte(query)})
	}
	response, err := d.QueryData(ctx, request)
	if err != nil {
		panic(err) // QueryData never fails as a whole
	}
	return response.Responses
}

// timeless takes the one figure away that differs from run to run.
func timeless(response backend.DataResponse) *backend.DataResponse {
	for _, frame := range response.Frames {
		for i := range frame.Meta.Stats {
			if frame.Meta.Stats[i].DisplayName == "Time" {
				frame.Meta.Stats[i].Value = 0
			}
		}
	}
	return &response
}

func TestLogServiceGolden(t *testing.T) {
	for _, c := range []struct {
		name     string
		settings map[string]any
		query    string
	}{
		{"bookinfo_failed_trace", bookinfo, `{"query":"C0FFEE0DB0071ED0503E11A0F5E2D7B4"}`},
		{"bookinfo_search", bookinfo, `{"queryType":"search","service":"ratings.default","status":"error","limit":3}`},
		{"emojivoto_failed_trace", emojivoto, `{"queryType":"traceql","query":"d0d0a7f00d0000005a7e11e0badc0de5"}`},
		{"emojivoto_search", emojivoto, `{"queryType":"search","tags":[{"key":"http.status_code","operator":"=","value":"500"}],"minTraceDuration":"1us","limit":2}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := connected(t, storeOf(t, c.settings["project"].(string)), c.settings)
			checkGolden(t, "logservice_"+c.name, timeless(query(t.Context(), d, c.query)["A"]))
		})
	}
}

func TestAllTargetsRunAndFailByThemselves(t *testing.T) {
	d := connected(t, storeOf(t, "bookinfo"), bookinfo)
	responses := query(t.Context(), d, `{"queryType":"search"}`, `{"query":"abc"}`, `{"query":"no ID"}`, `{"query":"c0ffee0db0071ed0503e11a0f5e2d7b4"}`)
	require.NoError(t, responses["A"].Error)
	require.Equal(t, 20, responses["A"].Frames[0].Rows())
	require.ErrorContains(t, responses["B"].Error, "was not found between")
	require.Equal(t, backend.StatusNotFound, responses["B"].Status)
	require.ErrorContains(t, responses["C"].Error, "is not a trace ID")
	require.Equal(t, 10, responses["D"].Frames[0].Rows())
}

func TestEverySpellingOfAnIDFindsTheTrace(t *testing.T) {
	d := connected(t, storeOf(t, "bookinfo"), bookinfo)
	for _, spelling := range []string{
		"c0ffee0db0071ed0503e11a0f5e2d7b4", "C0FFEE0DB0071ED0503E11A0F5E2D7B4", " c0ffee0db0071ed0503e11a0f5e2d7b4\n", "0xc0ffee0db0071ed0503e11a0f5e2d7b4",
		"c0ffee0d-b007-1ed0-503e-11a0f5e2d7b4", "00-c0ffee0db0071ed0503e11a0f5e2d7b4-00f067aa0ba902b7-01", "wP/uDbAHHtBQPhGg9eLXtA==",
	} {
		t.Run(spelling, func(t *testing.T) {
			raw, err := json.Marshal(map[string]string{"query": spelling})
			require.NoError(t, err)
			response := query(t.Context(), d, string(raw))["A"]
			require.NoError(t, response.Error)
			require.Equal(t, 10, response.Frames[0].Rows())
		})
	}
}

// TestDialectsSideBySide asks for traces that all six writers stored, each in its
// own logstore and all in one, with IDs spelt in different ways.
func TestDialectsSideBySide(t *testing.T) {
	sample, err := samples.Load("dialects")
	require.NoError(t, err)
	var facts samples.DialectFacts
	require.NoError(t, json.Unmarshal(sample.Facts, &facts))
	store := storeOf(t, "dialects")
	for _, logstore := range sample.Logstores {
		d := connected(t, store, map[string]any{"project": "dialects", "logstore": logstore.Name})
		found := query(t.Context(), d, `{"queryType":"search","limit":50}`)["A"]
		require.NoError(t, found.Error)
		require.Equal(t, len(facts.Traces), found.Frames[0].Rows(), "one row a trace, however its ID is spelt")
		for _, wanted := range facts.Traces {
			t.Run(logstore.Name+" "+wanted.ID, func(t *testing.T) {
				row := rowOf(t, found.Frames[0], wanted.ID)
				require.Equal(t, wanted.RootOperation, valueAt(found.Frames[0], "rootOperation", row))
				require.InDelta(t, float64(wanted.DurationUs)/1000, valueAt(found.Frames[0], "duration", row), 0.002)
				for _, spelling := range []string{wanted.ID, strings.TrimLeft(wanted.ID, "0")} {
					response := query(t.Context(), d, fmt.Sprintf(`{"query":%q}`, spelling))["A"]
					require.NoError(t, response.Error)
					require.EqualValues(t, valueAt(found.Frames[0], "spans", row), response.Frames[0].Rows(), "the list counts what the trace shows")
					if logstore.Name != "dialects" {
						require.Equal(t, wanted.Spans, response.Frames[0].Rows())
					}
				}
			})
		}
	}
}

func rowOf(t *testing.T, frame *data.Frame, traceID string) int {
	t.Helper()
	for row := range frame.Rows() {
		if valueAt(frame, "traceID", row) == traceID {
			return row
		}
	}
	t.Fatalf("trace %s is not in the list", traceID)
	return 0
}

func valueAt(frame *data.Frame, name string, row int) any {
	field, _ := frame.FieldByName(name)
	return field.At(row)
}

func TestErrorsOfLogServiceAreSentences(t *testing.T) {
	for _, c := range []struct {
		name     string
		settings map[string]any
		fault    emulator.Fault
		status   backend.Status
		contains []string
	}{
		{"no such project", map[string]any{"project": "nowhere", "logstore": "istio-tracing"}, emulator.Fault{}, backend.StatusNotFound, []string{"nowhere", "ProjectNotExist", "request ID"}},
		{"no such logstore", map[string]any{"project": "bookinfo", "logstore": "nothing"}, emulator.Fault{}, backend.StatusNotFound, []string{"LogStoreNotExist", "request ID"}},
		{"no permission", bookinfo, emulator.Fault{Times: -1, Status: http.StatusUnauthorized, Code: "Unauthorized", Message: "denied by sts or ram"}, backend.StatusForbidden, []string{"Unauthorized", "request ID"}},
		{"a quota", bookinfo, emulator.Fault{Times: -1, Status: http.StatusForbidden, Code: "ReadQuotaExceed", Message: "read quota exceed"}, backend.StatusTooManyRequests, []string{"ReadQuotaExceed"}},
		{"out of order", bookinfo, emulator.Fault{Times: -1, Status: http.StatusInternalServerError, Code: "InternalServerError", Message: "internal"}, backend.StatusBadGateway, []string{"InternalServerError"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			store := storeOf(t, "bookinfo")
			if c.fault.Status != 0 {
				store.Fail(c.fault)
			}
			response := query(t.Context(), connected(t, store, c.settings), `{"queryType":"search"}`)["A"]
			require.Error(t, response.Error)
			require.Equal(t, c.status, response.Status, response.Error)
			require.Equal(t, backend.ErrorSourceDownstream, response.ErrorSource)
			for _, part := range c.contains {
				require.ErrorContains(t, response.Error, part)
			}
			require.NotContains(t, response.Error.Error(), emulatortest.AccessKeySecret)
		})
	}
}

// TestErrorsOutsideOfThePluginAreNotItsOwn has what keeps a request from being
// answered, or from being made, in the data source's settings and surroundings.
// TestConditionsThatCannotBeAskedAreRefusedBeforehand has conditions that any query may
// hold but that Log Service, or this logstore, can't answer.
func TestConditionsThatCannotBeAskedAreRefusedBeforehand(t *testing.T) {
	for _, c := range []struct{ name, query, says string }{
		{"a raw search with SQL", `{"queryType":"search","rawSearch":"* | select 1"}`, "The raw search can't be used: it has a bar at character 3: a search can't go on with SQL, and a text with a bar can't be searched for."},
		{"a raw search that reaches out", `{"queryType":"search","rawSearch":"a) or (b"}`, `The raw search can't be used: ")" is not expected at character 2.`},
		{"a raw search of metrics", `{"queryType":"metrics","rawSearch":"\"a"}`, "The raw search can't be used: the quote at character 1 is not closed"},
		{"a pattern that engines read differently", `{"queryType":"search","tags":[{"key":"http.method","operator":"=~","value":"\\bGET"}]}`, `A condition can't be used: the pattern "\\bGET" has \b or \B, which engines read differently: write the characters that may stand there.`},
		{"patterns that get too long", `{"queryType":"search","tags":[{"on":"service","operator":"!~","value":"\\pL\\PL\\pL\\PL\\pL"}]}`, "A condition can't be used: its patterns are too long for Log Service"},
		{"metrics by events that aren't in the index", `{"queryType":"metrics","tags":[{"on":"event","operator":"exists"}]}`, "The index of logstore istio-tracing has no field for events (field logs)"},
	} {
		t.Run(c.name, func(t *testing.T) {
			store := storeOf(t, "bookinfo")
			d := connected(t, store, bookinfo)
			store.ResetRequests()
			response := query(t.Context(), d, c.query)["A"]
			require.ErrorContains(t, response.Error, c.says)
			require.Equal(t, backend.StatusBadRequest, response.Status)
			require.Equal(t, backend.ErrorSourceDownstream, response.ErrorSource)
			for _, request := range store.Requests() {
				require.Equal(t, emulator.KindIndex, request.Kind)
			}
		})
	}
}

func TestErrorsOutsideOfThePluginAreNotItsOwn(t *testing.T) {
	store := storeOf(t)
	secure := strings.Replace(store.Endpoint, "http://", "https://", 1)
	for _, c := range []struct {
		name     string
		settings map[string]any
		status   backend.Status
		says     string
	}{
		{"a server that speaks no TLS", map[string]any{"endpoint": secure, "project": "bookinfo", "logstore": "spans"}, backend.StatusBadGateway, "could not be reached"},
		{"no token of the service account", map[string]any{"endpoint": store.Endpoint, "project": "bookinfo", "logstore": "spans", "credentialsType": "rrsa",
			"rrsaRoleArn": "acs:ram::1234567890123456:role/grafana", "rrsaProviderArn": "acs:ram::1234567890123456:oidc-provider/ack-rrsa-c1234"}, backend.StatusForbidden, "RRSA can't be used"},
		{"no such name of a logstore", map[string]any{"endpoint": store.Endpoint, "project": "bookinfo", "logstore": "../spans"}, backend.StatusBadRequest, "is not the name of a logstore"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Setenv("ALIBABA_CLOUD_OIDC_TOKEN_FILE", filepath.Join(t.TempDir(), "token"))
			jsonData, err := json.Marshal(c.settings)
			require.NoError(t, err)
			instance, err := NewDatasource(t.Context(), backend.DataSourceInstanceSettings{
				JSONData: jsonData, DecryptedSecureJSONData: map[string]string{"accessKeyId": "id", "accessKeySecret": "hush"},
			})
			require.NoError(t, err)
			t.Cleanup(instance.(*Datasource).Dispose)
			response := query(t.Context(), instance.(*Datasource), oneTrace)["A"]
			require.ErrorContains(t, response.Error, c.says)
			require.Equal(t, c.status, response.Status, response.Error)
			require.Equal(t, backend.ErrorSourceDownstream, response.ErrorSource)
		})
	}
}

// recentStore holds bookinfo's records as if they had been written just now.
func recentStore(t *testing.T) *emulatortest.Store {
	t.Helper()
	sample, err := samples.Load("bookinfo")
	require.NoError(t, err)
	for i := range sample.Rows {
		sample.Rows[i].Time += time.Now().Unix() - samples.Base.Unix()
	}
	store := emulatortest.Start(t, emulator.Options{})
	store.Load(t, sample)
	return store
}

func TestHealthSaysWhatIsMissing(t *testing.T) {
	for _, c := range []struct {
		name     string
		settings map[string]any
		fault    emulator.Fault
		status   backend.HealthStatus
		contains string
	}{
		{"all is well", bookinfo, emulator.Fault{}, backend.HealthStatusOk, "Spans are written as: Jaeger legacy"},
		{"no permission to read the index", bookinfo, emulator.Fault{Kind: emulator.KindIndex, Times: -1, Status: 401, Code: "Unauthorized", Message: "denied"}, backend.HealthStatusOk, "log:GetIndex"},
		{"no permission to list logstores", bookinfo, emulator.Fault{Kind: emulator.KindLogstores, Times: -1, Status: 401, Code: "Unauthorized", Message: "denied"}, backend.HealthStatusOk, "log:ListLogStores"},
		{"no permission to count records", bookinfo, emulator.Fault{Kind: emulator.KindHistogram, Times: -1, Status: 401, Code: "Unauthorized", Message: "denied"}, backend.HealthStatusOk, "log:GetLogStoreHistogram on"},
		{"no SQL", bookinfo, emulator.Fault{Kind: emulator.KindSQL, Times: -1, Status: 400, Code: "ParameterInvalid", Message: "this logstore has no SQL"}, backend.HealthStatusOk, "only traces by ID can be read"},
		{"no project", map[string]any{"project": "nowhere", "logstore": "x"}, emulator.Fault{}, backend.HealthStatusError, "ProjectNotExist"},
		{"settings that can't be used", map[string]any{"project": ""}, emulator.Fault{}, backend.HealthStatusError, "project"},
	} {
		t.Run(c.name, func(t *testing.T) {
			store := recentStore(t)
			if c.fault.Status != 0 {
				store.Fail(c.fault)
			}
			d := connected(t, store, c.settings)
			result, err := d.CheckHealth(t.Context(), &backend.CheckHealthRequest{})
			require.NoError(t, err)
			require.Equal(t, c.status, result.Status, result.Message)
			require.Contains(t, result.Message, c.contains)
			require.NotContains(t, result.Message, emulatortest.AccessKeySecret)
		})
	}
}
