package emulator

import (
	"strconv"
	"testing"

	sls "github.com/aliyun/aliyun-log-go-sdk"
	"github.com/stretchr/testify/require"
)

// TestPagesOfASearch holds what is kept of a search to what the logstore holds.
func TestPagesOfASearch(t *testing.T) {
	server, client, _ := filledServer(t, Options{}, 250)
	page := func(query string, offset int64) []string {
		answer, err := client.GetLogsV3(testProject, testLogstore, &sls.GetLogRequest{From: noon, To: noon + 60, Query: query, Lines: 100, Offset: offset})
		require.NoError(t, err)
		var ids []string
		for _, row := range answer.Logs {
			ids = append(ids, row["spanID"])
		}
		return ids
	}
	all := func(query string) map[string]bool {
		seen := map[string]bool{}
		for _, offset := range []int64{200, 0, 100} {
			for _, id := range page(query, offset) {
				require.False(t, seen[id], "%s is on two pages", id)
				seen[id] = true
			}
		}
		return seen
	}
	require.Len(t, all("traceID: t"), 250)
	require.Equal(t, page("traceID: t", 100), page("traceID: t", 100), "the order stays")
	require.Empty(t, page("traceID: other", 0))

	put(t, client, logAt(noon, "traceID", "t", "spanID", "late"))
	require.Len(t, all("traceID: t"), 251)
	require.True(t, all("traceID: t")["late"], "a record that came since is found")
	for i := range 2 * mostOrderings { // more searches than are kept
		require.Equal(t, []string{strconv.Itoa(i)}, page("spanID: "+strconv.Itoa(i), 0))
	}
	require.Len(t, all("traceID: t"), 251)
	for _, request := range server.Requests() {
		if request.Kind == KindSearch {
			require.Positive(t, request.PlainBytes)
			require.LessOrEqual(t, request.AnswerBytes, request.PlainBytes)
		}
	}
}
