package questions

import (
	"cmp"
	"encoding/json"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/stretchr/testify/require"

	"logservice-jaeger-datasource/pkg/plugin"
	"logservice-jaeger-datasource/tests/emulator"
	"logservice-jaeger-datasource/tests/emulator/emulatortest"
	"logservice-jaeger-datasource/tests/samples"
)

// answer says which traces a question has to find: those with a span and of a kind, in
// an order, the newest first if none is given.
type answer struct {
	question string
	// span and of may be nil for any.
	span  func(record) bool
	of    func(found) bool
	order func(a, b found) int
	// most is how many are kept; zero for all.
	most int
}

const millisecond, second = 1000, 1_000_000

func isReviews(r record) bool { return r.service == "reviews.default" }

func newest(a, b found) int  { return cmp.Compare(b.start, a.start) }
func oldest(a, b found) int  { return cmp.Compare(a.start, b.start) }
func longest(a, b found) int { return cmp.Compare(b.took, a.took) }

// answers are those to the questions of the page, in its order: bookinfo's, then
// emojivoto's.
var answers = map[string][]answer{
	"bookinfo": {
		{
			question: "The longest traces of reviews with a 5xx from v2 or v3, in 20 ms to 2 s, not from ingress",
			span: func(r record) bool {
				revision := r.tags["istio.canonical_revision"]
				return r.tags["istio.canonical_service"] == "reviews" && (revision == "v2" || revision == "v3") &&
					r.number("http.status_code") >= 500 && r.service != "istio-ingressgateway"
			},
			of:    func(f found) bool { return f.took >= 20*millisecond && f.took <= 2*second },
			order: longest,
		},
		{question: "The two newest traces with an error anywhere", span: func(r record) bool { return r.failed }, most: 2},
		{
			question: "Requests from outside that took half a second or longer",
			span:     func(r record) bool { return r.root && r.took >= 500*millisecond },
		},
		{
			question: "Slow traces in which details answered within 5 ms, so that it isn't to blame",
			span: func(r record) bool {
				return r.service == "details.default" && r.kind == "server" && r.took <= 5*millisecond
			},
			of:    func(f found) bool { return f.took >= 500*millisecond },
			order: longest,
		},
		{
			question: "Traces that met any reviews but v1, the oldest first",
			span:     func(r record) bool { return isReviews(r) && r.tags["istio.canonical_revision"] != "v1" },
			order:    oldest, most: 10,
		},
		{
			question: "Calls by the product page to reviews or ratings, by their URL",
			span: func(r record) bool {
				url := r.tags["http.url"]
				return r.service == "productpage.default" && (strings.HasPrefix(url, "http://reviews:") || strings.HasPrefix(url, "http://ratings:"))
			},
		},
		{
			question: "Calls whose answer was neither whole nor a plain no, by Envoy's flags",
			span: func(r record) bool {
				flags := r.tags["response_flags"]
				return flags != "-" && !strings.HasPrefix(flags, "U")
			},
		},
		{
			question: "Traces of ratings that say anything of an error",
			span:     func(r record) bool { return r.service == "ratings.default" && r.has("error") },
		},
		{
			question: "Answers of the canary that it doesn't call an error, among the longest",
			span: func(r record) bool {
				return isReviews(r) && r.kind == "server" && r.tags["istio.canonical_revision"] == "v3" && !r.has("error")
			},
			order: longest, most: 3,
		},
		{
			question: "Traces in which somebody hung up, or the gateway found nobody",
			span: func(r record) bool {
				return r.tags["response_flags"] == "DC" || r.service == "istio-ingressgateway" && r.tags["http.status_code"] == "503"
			},
		},
		{
			question: "What a panel of Grafana's Jaeger data source asked: 503 from ratings, as tags in logfmt",
			span: func(r record) bool {
				return r.service == "ratings.default" && r.took >= 100 &&
					r.tags["http.status_code"] == "503" && r.tags["error"] == "true" && r.tags["http.url"] == "http://ratings:9080/ratings/0"
			},
		},
		{
			question: "In Log Service's own words: answers of less than 50 bytes, but for the gateway's",
			span:     func(r record) bool { return r.service != "istio-ingressgateway" && r.number("response_size") < 50 },
		},
		{
			question: "The three traces with most spans",
			order:    func(a, b found) int { return len(b.spans) - len(a.spans) }, most: 3,
		},
		{
			question: "The traces with most errors in which the page itself answered",
			span:     func(r record) bool { return r.root && r.number("http.status_code") < 500 },
			order:    func(a, b found) int { return b.failed - a.failed }, most: 3,
		},
	},
	"emojivoto": {
		{
			question: "Votes that the robot sent, the oldest first",
			span: func(r record) bool {
				return r.service == "vote-bot" && r.operation == "GET /api/vote" && r.kind == "client"
			},
			order: oldest,
		},
		{
			question: "Traces in which something threw an exception",
			span:     func(r record) bool { return r.events["exception"] != nil },
		},
		{
			question: "Calls that waited in a queue of five or more",
			span: func(r record) bool {
				for _, tags := range r.events {
					if waiters, err := strconv.Atoi(tags["lock.waiters"]); err == nil && waiters >= 5 {
						return true
					}
				}
				return false
			},
		},
		{
			question: "Errors on the second node",
			span:     func(r record) bool { return r.failed && r.resource["k8s.node.name"] == "worker-2" },
		},
		{
			question: "Votes that were counted, whatever for, but ghosts",
			span: func(r record) bool {
				return r.service == "voting" && !r.failed && !strings.HasSuffix(r.operation, "VoteGhost")
			},
		},
		{
			question: "Calls to voting, or of any kind but a server's, that took more than a second",
			span: func(r record) bool {
				return r.took >= second && (strings.HasPrefix(r.operation, "emojivoto.v1.VotingService/") || r.kind != "server")
			},
		},
	},
}

// sources are the samples' data sources and logstores, in the order of the page.
var sources = []struct{ sample, logstore, settings string }{
	{"bookinfo", "istio-tracing", `"project": "bookinfo", "storeType": "logstore", "logstore": "istio-tracing"`},
	{"emojivoto", "emojivoto-traces", `"project": "emojivoto", "region": "cn-hangzhou", "instance": "emojivoto"`},
}

func TestTheTwentyQuestions(t *testing.T) {
	page, asked := questionsOf(t), 0
	for _, source := range sources {
		sample, err := samples.Load(source.sample)
		require.NoError(t, err)
		traces := tracesOf(t, sample, source.logstore)
		datasource := connect(t, sample, source.settings)
		for _, answer := range answers[source.sample] {
			require.Less(t, asked, len(page), "the page lacks %q", answer.question)
			question := page[asked]
			asked++
			t.Run(question.title, func(t *testing.T) {
				require.Equal(t, strconv.Itoa(asked)+". "+answer.question, question.title)
				wanted := answer.among(traces)
				require.NotEmpty(t, wanted, "a question that finds nothing tells nothing")
				require.Less(t, len(wanted), len(traces), "a question that finds all tells nothing")
				require.Equal(t, wanted, ask(t, datasource, question.query))
			})
		}
	}
	require.Equal(t, 20, asked)
	require.Len(t, page, asked, "the page has a question that isn't asked here")
}

// among gives the IDs of the traces that the question has to find.
func (a answer) among(traces []found) []string {
	var kept []found
	for _, trace := range traces {
		if (a.span == nil || slices.ContainsFunc(trace.spans, a.span)) && (a.of == nil || a.of(trace)) {
			kept = append(kept, trace)
		}
	}
	slices.SortFunc(kept, func(x, y found) int {
		if a.order == nil {
			return newest(x, y)
		}
		return cmp.Or(a.order(x, y), newest(x, y))
	})
	var ids []string
	for i, trace := range kept {
		if a.most == 0 || i < a.most {
			ids = append(ids, trace.id)
		}
	}
	return ids
}

type question struct {
	title string
	query json.RawMessage
}

var inPage = regexp.MustCompile("(?s)\n### ([^\n]+)\n(.*?)```json\n(.*?)```")

// questionsOf reads docs/search.md.
func questionsOf(t *testing.T) []question {
	t.Helper()
	text, err := os.ReadFile("../../docs/search.md")
	require.NoError(t, err)
	var questions []question
	for _, parts := range inPage.FindAllStringSubmatch(string(text), -1) {
		require.NotContains(t, parts[2], "###", "%s has no query", parts[1])
		questions = append(questions, question{parts[1], json.RawMessage(parts[3])})
	}
	return questions
}

func connect(t *testing.T, sample samples.Sample, settings string) *plugin.Datasource {
	t.Helper()
	store := emulatortest.Start(t, emulator.Options{})
	store.Load(t, sample)
	instance, err := plugin.NewDatasource(t.Context(), backend.DataSourceInstanceSettings{
		UID: "traces", Name: "Traces", Type: plugin.ID, JSONData: []byte(`{"endpoint": "` + store.Endpoint + `", ` + settings + `}`),
		DecryptedSecureJSONData: map[string]string{"accessKeyId": emulatortest.AccessKeyID, "accessKeySecret": emulatortest.AccessKeySecret},
	})
	require.NoError(t, err)
	datasource := instance.(*plugin.Datasource)
	t.Cleanup(datasource.Dispose)
	return datasource
}

// ask gives the IDs of the traces that a query finds, in the order in which they come.
func ask(t *testing.T, datasource *plugin.Datasource, query json.RawMessage) []string {
	t.Helper()
	history := backend.TimeRange{From: samples.Base.Add(-time.Hour), To: samples.Base.Add(time.Minute)}
	response, err := datasource.QueryData(t.Context(), &backend.QueryDataRequest{Queries: []backend.DataQuery{{RefID: "A", JSON: query, TimeRange: history}}})
	require.NoError(t, err)
	answer := response.Responses["A"]
	require.NoError(t, answer.Error)
	require.Empty(t, answer.Frames[0].Meta.Notices)
	ids, _ := answer.Frames[0].FieldByName("traceID")
	require.NotNil(t, ids)
	var all []string
	for i := range ids.Len() {
		all = append(all, ids.At(i).(string))
	}
	return all
}
