package emulator

import (
	"slices"
	"strings"
	"testing"

	sls "github.com/aliyun/aliyun-log-go-sdk"
	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"
)

// searchRecords are told apart by their spanID.
func searchRecords() []*sls.Log {
	return []*sls.Log{
		logAt(noon, "spanID", "1", "name", "GET /cart items", "service", "Checkout", "traceID", "a b", "duration", "60", "ratio", "0.5",
			"attribute", `{"http.method":"GET","http.status_code":200,"peer":{"name":"db one"},"list":["x"]}`),
		logAt(noon, "spanID", "2", "name", "POST /cart", "service", "checkout-eu", "traceID", "a", "duration", "61", "ratio", "2", "note", "",
			"attribute", `{"http":{"method":"POST"},"http.status_code":"503"}`),
		logAt(noon, "spanID", "3", "name", `say "hi" \ | *`, "service", "付款", "traceID", "c:d", "duration", "7", "attribute", "not JSON"),
		logAt(noon, "spanID", "4", "service", "", "tags.http.url", "http://x/y?z=1"),
	}
}

func searchIndex() sls.Index {
	index := spanIndex()
	index.Keys["sensitive"] = sls.IndexKey{Type: "text", Token: defaultTokens, CaseSensitive: true}
	index.Keys["guid:x-request-id"] = sls.IndexKey{Type: "text"}
	index.Keys["chinese"] = sls.IndexKey{Type: "text", Token: defaultTokens, Chn: true}
	return index
}

// searchCases name the spanIDs that a query finds.
var searchCases = []struct {
	name  string
	query string
	want  string
}{
	{"everything", `*`, "1 2 3 4 5"},
	{"nothing means everything", ``, "1 2 3 4 5"},
	{"word of a tokenised field", `name: cart`, "1 2"},
	{"case does not count", `name: CART and service: checkout`, "1"},
	{"case counts where it is set", `sensitive: case`, ""},
	{"case counts where it is set, right", `sensitive: Case`, "5"},
	{"quoted words in any order", `name: "items get"`, "1"},
	{"unquoted word with delimiters", `name: /cart`, "1 2"},
	{"only delimiters find nothing", `name: "/"`, ""},
	{"untokenised field is one word", `traceID: a`, "2"},
	{"untokenised field whole", `traceID: "a b"`, "1"},
	{"colon in quotes", `traceID: "c:d"`, "3"},
	{"escaped quote, backslash, pipe, star", `name: "\"hi\" \\ | *"`, "3"},
	{"key with a colon", `"guid:x-request-id": "u-1"`, "5"},
	{"key with dots", `tags.http.url: "http://x/y?z=1"`, "4"},
	{"adjacency is and", `name: cart name: get`, "1"},
	{"or", `spanID: 1 or spanID: 3`, "1 3"},
	{"and before or", `spanID: 1 or name: cart and spanID: 2`, "1 2"},
	{"parentheses", `(spanID: 1 or name: cart) and spanID: 2`, "2"},
	{"not", `not name: cart`, "3 4 5"},
	{"without", `name: cart not spanID: 1`, "2"},
	{"and binds tighter than not", `not name: cart and spanID: 1`, "2 3 4 5"},
	{"chain of nots", `not spanID: 1 not spanID: 2`, "3 4 5"},
	{"and not", `name: cart and not spanID: 1`, "2"},
	{"operators in capitals", `name: cart AND NOT spanID: 1 OR spanID: 4`, "2 4"},
	{"number", `duration: 60`, "1"},
	{"equal", `duration = 60`, "1"},
	{"greater", `duration > 60`, "2"},
	{"at least", `duration >= 60`, "1 2"},
	{"less", `duration<60`, "3"},
	{"range", `duration in [7 60]`, "1 3"},
	{"open range", `duration in (7 61)`, "1"},
	{"double", `ratio >= 0.5 and ratio < 2`, "1"},
	{"comparison on text degrades to full text", `service > 60`, ""},
	{"star in a word", `service: check*`, "1 2"},
	{"question mark in a word", `service: checkout?eu`, "2"},
	{"star in quotes is literal", `service: "check*"`, ""},
	{"existence", `duration: *`, "1 2 3"},
	{"missing", `not service: *`, "5"},
	{"empty", `service: ""`, "4"},
	{"full text", `cart`, "1 2"},
	{"full text in quotes", `"POST /cart"`, "2"},
	{"full text of Chinese", `付款`, "3"},
	{"Chinese split into characters", `chinese: 服务`, "5"},
	{"topic", `__topic__: "topic one"`, "5"},
	{"source", `__source__: 10.0.0.1`, "5"},
	{"tag", `__tag__:type:service`, "5"},
	{"tag in quotes", `"__tag__:type": service`, "5"},
	{"JSON flat key", `attribute.http.method: GET`, "1"},
	{"JSON nested key", `attribute.http.method: POST`, "2"},
	{"JSON number", `attribute.http.status_code >= 500`, "2"},
	{"JSON words", `attribute.peer.name: one`, "1"},
	{"JSON existence", `attribute.http.status_code: *`, "1 2"},
	{"phrase", `name: #"cart items"`, "1"},
	{"phrase out of order", `name: #"items cart"`, ""},
}

func TestSearchLanguage(t *testing.T) {
	_, base := startServer(t, Options{})
	client := defaultClient(t, base)
	makeStore(t, client, searchIndex())
	put(t, client, searchRecords()...)
	require.NoError(t, client.PutLogs(testProject, testLogstore, &sls.LogGroup{
		Topic: proto.String("topic one"), Source: proto.String("10.0.0.1"),
		LogTags: []*sls.LogTag{{Key: proto.String("type"), Value: proto.String("service")}},
		Logs:    []*sls.Log{logAt(noon, "spanID", "5", "sensitive", "Case", "guid:x-request-id", "u-1", "chinese", "付款服务")},
	}))
	for _, test := range searchCases {
		t.Run(test.name, func(t *testing.T) {
			page, err := client.GetLogsV3(testProject, testLogstore, &sls.GetLogRequest{From: noon, To: noon + 1, Query: test.query})
			require.NoError(t, err)
			var found []string
			for _, row := range page.Logs {
				found = append(found, row["spanID"])
			}
			slices.Sort(found)
			require.Equal(t, test.want, strings.Join(found, " "))
		})
	}
}

func TestSearchRefusals(t *testing.T) {
	_, base := startServer(t, Options{})
	client := defaultClient(t, base)
	makeStore(t, client, searchIndex())
	thirtyOne := strings.TrimSuffix(strings.Repeat("spanID: x or ", 31), " or ")
	tests := []struct{ name, query, says string }{
		{"unindexed key", `nothing: x`, "key (nothing) is not config as key value config"},
		{"unindexed JSON path", `attribute.nothing: x`, "key (attribute.nothing) is not config as key value config"},
		{"missing operand", `spanID: 1 and`, "the query ends where a word is expected"},
		{"missing value", `spanID:`, "has no value"},
		{"open parenthesis", `(spanID: 1`, "missing )"},
		{"stray parenthesis", `spanID: 1)`, "unexpected )"},
		{"open quote", `spanID: "1`, "not closed"},
		{"reserved word", `spanID: group`, "reserved word"},
		{"leading wildcard", `spanID: *a`, "begins with a wildcard"},
		{"text on a number", `duration: abc`, "abc is not a number"},
		{"range without brackets", `duration in (1, 2)`, "a range is written"},
		{"too many keywords", thirtyOne, "31 keywords"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := client.GetLogsV3(testProject, testLogstore, &sls.GetLogRequest{From: noon, To: noon + 1, Query: test.query})
			message := requireCode(t, err, 400, "ParameterInvalid")
			require.Contains(t, message, test.says)
		})
	}
	thirty := strings.TrimSuffix(strings.Repeat("spanID: x or ", 30), " or ")
	_, err := client.GetLogsV3(testProject, testLogstore, &sls.GetLogRequest{From: noon, To: noon + 1, Query: thirty})
	require.NoError(t, err)
}

func TestAnIndexReachesOnlyWhatIsWrittenAfterIt(t *testing.T) {
	_, base := startServer(t, Options{})
	client := defaultClient(t, base)
	makeStore(t, client, spanIndex())
	put(t, client, logAt(noon, "spanID", "1", "late", "x"))
	count := func(query string) string { rows, _ := queryRows(t, client, query); return rows[0][0] }
	require.Equal(t, "1", count("* | select count(1) from log"))

	index := spanIndex()
	index.Keys["late"] = sls.IndexKey{Type: "text", DocValue: true}
	require.NoError(t, client.UpdateIndex(testProject, testLogstore, index))
	put(t, client, logAt(noon, "spanID", "2", "late", "x"))
	require.Equal(t, "1", count(`late: x | select count(1) from log`))
	require.Equal(t, "1", count(`* | select count(late) from log`))
	require.Equal(t, "2", count(`* | select count(1) from log`))
}
