package plugin

import (
	"context"
	"encoding/json"
	"maps"
	"testing"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/data"
	"github.com/stretchr/testify/require"

	"logservice-jaeger-datasource/pkg/frames"
	"logservice-jaeger-datasource/pkg/trace"
)

const anyTrace = `{"query":"c0ffee0db0071ed0503e11a0f5e2d7b4"}`

// linked adds links of spans to a data source's settings.
func linked(settings map[string]any) map[string]any {
	settings = maps.Clone(settings)
	settings["spanLinks"] = []map[string]any{
		{"title": "Logs in Log Service", "url": "https://sls.console.aliyun.com/lognext/project/p/logsearch/l?queryString=${__span.traceId}"},
		{"title": "Logs elsewhere", "datasourceUid": "es", "query": map[string]any{"query": "${__span.traceId}"}},
	}
	settings["tracesToProfiles"] = map[string]any{"datasourceUid": "pyroscope", "profileTypeId": "cpu", "customQuery": true, "query": `{app="x"}`}
	return settings
}

func linksOf(frame *data.Frame, name string) []data.DataLink {
	field, _ := frame.FieldByName(name)
	if field == nil || field.Config == nil {
		return nil
	}
	return field.Config.Links
}

func TestSpansHaveTheLinksOfTheSettings(t *testing.T) {
	d := connected(t, storeOf(t, "bookinfo"), linked(bookinfo))
	response := query(t.Context(), d, anyTrace)["A"]
	require.NoError(t, response.Error)
	links := linksOf(response.Frames[0], "spanID")
	require.Len(t, links, 2)
	require.Equal(t, "https://sls.console.aliyun.com/lognext/project/p/logsearch/l?queryString=${__span.traceId:percentencode}", links[0].URL)
	require.Equal(t, "es", links[1].Internal.DatasourceUID)
	require.Equal(t, map[string]any{"query": "${__span.traceId}"}, links[1].Internal.Query)
	profiles := linksOf(response.Frames[0], "tags")
	require.Len(t, profiles, 1)
	require.Equal(t, "Related profiles", profiles[0].Title)
	require.Equal(t, `{app="x"}`, profiles[0].Internal.Query.(map[string]any)["labelSelector"])
}

// TestTheSelectorOfProfilesIsMadeFromTagsUnlessSwitchedOn keeps what somebody wrote once
// and then switched off.
func TestTheSelectorOfProfilesIsMadeFromTagsUnlessSwitchedOn(t *testing.T) {
	settings := linked(bookinfo)
	settings["tracesToProfiles"] = map[string]any{"datasourceUid": "pyroscope", "query": `{app="x"}`}
	response := query(t.Context(), connected(t, storeOf(t, "bookinfo"), settings), anyTrace)["A"]
	require.NoError(t, response.Error)
	require.Equal(t, "{${__tags}}", linksOf(response.Frames[0], "tags")[0].Internal.Query.(map[string]any)["labelSelector"])
}

func TestSpansHaveNoLinksByDefault(t *testing.T) {
	response := query(t.Context(), connected(t, storeOf(t, "bookinfo"), bookinfo), anyTrace)["A"]
	require.NoError(t, response.Error)
	require.Empty(t, linksOf(response.Frames[0], "spanID"))
	require.Empty(t, linksOf(response.Frames[0], "tags"))
}

// TestALinkThatLeadsAnywhereIsRefused asks a data source that has one.
func TestALinkThatLeadsAnywhereIsRefused(t *testing.T) {
	settings := maps.Clone(bookinfo)
	settings["spanLinks"] = []map[string]any{{"title": "a", "url": "javascript:alert(1)"}}
	raw, err := json.Marshal(settings)
	require.NoError(t, err)
	made, err := NewDatasource(t.Context(), backend.DataSourceInstanceSettings{JSONData: raw, DecryptedSecureJSONData: map[string]string{"accessKeyId": "a", "accessKeySecret": "b"}})
	require.NoError(t, err)
	response := query(t.Context(), made.(*Datasource), anyTrace)["A"]
	require.ErrorContains(t, response.Error, "pan link 1 has a url that doesn't begin with https://")
	require.Empty(t, response.Frames)
}

// TestPanelsTellInformationFromWarnings: a panel's header has a sign for each.
func TestPanelsTellInformationFromWarnings(t *testing.T) {
	told := func(notices []trace.Notice, headers map[string]string) []data.Notice {
		reader := &fake{trace: func(context.Context, trace.TraceQuery) (trace.TraceResult, error) {
			return trace.TraceResult{Account: trace.Account{Statements: []string{"a"}, Notices: notices}}, nil
		}}
		request := &backend.QueryDataRequest{Queries: []backend.DataQuery{{RefID: "A", JSON: []byte(anyTrace)}}}
		for name, value := range headers {
			request.SetHTTPHeader(name, value)
		}
		answered, err := New(reader, frames.Link{}, nil).QueryData(t.Context(), request)
		require.NoError(t, err)
		require.NoError(t, answered.Responses["A"].Error)
		return answered.Responses["A"].Frames[0].Meta.Notices
	}
	info, warning := trace.Notice{Severity: trace.Info, Text: "Looked further back."}, trace.Notice{Severity: trace.Warning, Text: "Incomplete."}
	panel := map[string]string{"X-Dashboard-Uid": "board", "X-Panel-Id": "1"}

	require.Equal(t, []data.Notice{{Severity: data.NoticeSeverityInfo, Text: info.Text}}, told([]trace.Notice{info}, panel))
	require.Equal(t, []data.Notice{
		{Severity: data.NoticeSeverityWarning, Text: warning.Text}, {Severity: data.NoticeSeverityInfo, Text: info.Text},
	}, told([]trace.Notice{info, warning}, panel))
	require.Equal(t, []data.Notice{{Severity: data.NoticeSeverityWarning, Text: info.Text}}, told([]trace.Notice{info}, nil), "Explore")
	require.Equal(t, []data.Notice{{Severity: data.NoticeSeverityWarning, Text: "Incomplete. Looked further back."}}, told([]trace.Notice{info, warning}, nil), "Explore")
	require.Empty(t, told(nil, panel))
}
