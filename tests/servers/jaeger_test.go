//go:build servers

package servers

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"logservice-jaeger-datasource/tests/samples"
)

// seen is what an answer tells of a span.
type seen struct {
	spanID, service string
	failed          bool
}

// generation is one of the two generations of Jaeger's API.
type generation struct {
	path     string
	services func(t *testing.T, body []byte) []string
	spans    func(t *testing.T, body []byte) []seen
}

var generations = []generation{{"/api", servicesV1, spansV1}, {"/api/v3", servicesV3, spansV3}}

// ask gives the body of an answer, which must be 200.
func (g generation) ask(t *testing.T, path string) []byte {
	t.Helper()
	answer, err := shared.jaeger.Get(t.Context(), g.path+path)
	require.NoError(t, err)
	require.Equal(t, http.StatusOK, answer.Status, string(answer.Body))
	return answer.Body
}

// TestJaegerHasTheSamples holds both APIs against what the samples' READMEs tell.
func TestJaegerHasTheSamples(t *testing.T) {
	for _, generation := range generations {
		t.Run(generation.path, func(t *testing.T) {
			var services []string
			for _, sample := range underTest {
				facts, spanIDs := known(t, sample.name)
				services = slices.AppendSeq(services, maps.Keys(facts.Services))
				for _, trace := range []samples.TraceFacts{facts.Slow, facts.Failed} {
					spans := generation.spans(t, generation.ask(t, "/traces/"+trace.ID))
					requireSpans(t, trace, spanIDs[trace.ID], spans)
				}
			}
			require.ElementsMatch(t, services, generation.services(t, generation.ask(t, "/services")))
		})
	}
}

// TestJaegerCountsTheSamplesCalls holds /api/dependencies against the READMEs. Jaeger
// counts calls within a service as well, and doesn't tell which failed.
func TestJaegerCountsTheSamplesCalls(t *testing.T) {
	var edges []samples.Edge
	for _, sample := range underTest {
		facts, _ := known(t, sample.name)
		for _, edge := range facts.Edges {
			edge.Failed = 0
			edges = append(edges, edge)
		}
	}
	end := time.Now().UnixMilli()
	var answer struct {
		Data []struct {
			Parent, Child string
			CallCount     int
		}
	}
	path := fmt.Sprintf("/dependencies?endTs=%d&lookback=%d", end, time.Hour.Milliseconds())
	require.NoError(t, json.Unmarshal(generations[0].ask(t, path), &answer))
	var counted []samples.Edge
	for _, call := range answer.Data {
		if call.Parent != call.Child {
			counted = append(counted, samples.Edge{Parent: call.Parent, Child: call.Child, Count: call.CallCount})
		}
	}
	require.ElementsMatch(t, edges, counted)
}

// known are a sample's facts, and the IDs of the spans in its stored records by
// the trace's.
func known(t *testing.T, name string) (samples.Facts, map[string][]string) {
	t.Helper()
	sample, err := samples.Load(name)
	require.NoError(t, err)
	var facts samples.Facts
	require.NoError(t, json.Unmarshal(sample.Facts, &facts))
	spanIDs := map[string][]string{}
	for _, row := range sample.Rows {
		fields := map[string]string{}
		for _, content := range row.Contents {
			fields[content[0]] = content[1]
		}
		// bookinfo's writer leaves out leading zeros.
		spanID := strings.Repeat("0", 16-len(fields["spanID"])) + fields["spanID"]
		spanIDs[fields["traceID"]] = append(spanIDs[fields["traceID"]], spanID)
	}
	return facts, spanIDs
}

func requireSpans(t *testing.T, trace samples.TraceFacts, spanIDs []string, spans []seen) {
	t.Helper()
	require.Len(t, spanIDs, trace.Spans)
	var ids, services []string
	errors := 0
	for _, span := range spans {
		ids = append(ids, span.spanID)
		services = append(services, span.service)
		if span.failed {
			errors++
		}
	}
	require.ElementsMatch(t, spanIDs, ids)
	require.Equal(t, trace.Errors, errors)
	slices.Sort(services)
	require.ElementsMatch(t, trace.Services, slices.Compact(services))
}

// TestJaegerBehindABasePath finds the API there only. Elsewhere Jaeger gives its
// pages, with status 200.
func TestJaegerBehindABasePath(t *testing.T) {
	jaeger, err := StartJaeger(t.Context(), JaegerOptions{Binary: os.Getenv("JAEGER_BINARY"), Root: root, BasePath: "/tracing/jaeger"})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, jaeger.Stop()) })
	require.True(t, strings.HasSuffix(jaeger.URL, "/tracing/jaeger"))
	for _, generation := range generations {
		answer, err := jaeger.Get(t.Context(), generation.path+"/services")
		require.NoError(t, err)
		require.Equal(t, http.StatusOK, answer.Status)
		require.Empty(t, generation.services(t, answer.Body))
		answer, err = get(t.Context(), strings.TrimSuffix(jaeger.URL, "/tracing/jaeger")+generation.path+"/services", nil)
		require.NoError(t, err)
		require.Equal(t, Answer{http.StatusOK, "text/html; charset=utf-8", answer.Body}, answer)
	}
}

func servicesV1(t *testing.T, body []byte) []string {
	t.Helper()
	var answer struct{ Data []string }
	require.NoError(t, json.Unmarshal(body, &answer), string(body))
	return answer.Data
}

func servicesV3(t *testing.T, body []byte) []string {
	t.Helper()
	var answer struct{ Services []string }
	require.NoError(t, json.Unmarshal(body, &answer), string(body))
	return answer.Services
}

func spansV1(t *testing.T, body []byte) []seen {
	t.Helper()
	var answer struct {
		Data []struct {
			Spans []struct {
				SpanID, ProcessID string
				Tags              []tag
			}
			Processes map[string]struct{ ServiceName string }
		}
	}
	require.NoError(t, json.Unmarshal(body, &answer), string(body))
	require.Len(t, answer.Data, 1)
	var spans []seen
	for _, span := range answer.Data[0].Spans {
		failed := slices.Contains(span.Tags, tag{"error", true})
		spans = append(spans, seen{span.SpanID, answer.Data[0].Processes[span.ProcessID].ServiceName, failed})
	}
	return spans
}

func spansV3(t *testing.T, body []byte) []seen {
	t.Helper()
	var answer struct {
		Result struct {
			ResourceSpans []struct {
				Resource struct {
					Attributes []struct {
						Key   string
						Value struct{ StringValue string }
					}
				}
				ScopeSpans []struct {
					Spans []struct {
						SpanID string
						Status struct{ Code int }
					}
				}
			}
		}
	}
	require.NoError(t, json.Unmarshal(body, &answer), string(body))
	const failed = 2
	var spans []seen
	for _, resource := range answer.Result.ResourceSpans {
		service := ""
		for _, attribute := range resource.Resource.Attributes {
			if attribute.Key == "service.name" {
				service = attribute.Value.StringValue
			}
		}
		for _, scope := range resource.ScopeSpans {
			for _, span := range scope.Spans {
				spans = append(spans, seen{span.SpanID, service, span.Status.Code == failed})
			}
		}
	}
	return spans
}
