package samples

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestLongTrace(t *testing.T) {
	sample, err := Load("emojivoto")
	require.NoError(t, err)
	stored := sample.Rows[0].content("spanID")
	for _, spans := range []int{1, len(sample.Rows) - 1, 2*len(sample.Rows) + 7} {
		rows, err := LongTrace(sample, spans)
		require.NoError(t, err)
		require.Len(t, rows, spans)
		ids := map[string]bool{}
		for _, row := range rows {
			require.Equal(t, LargeTraceID, row.content("traceID"))
			ids[row.content("spanID")] = true
		}
		require.Len(t, ids, spans, "each span has an ID of its own")
		for i, row := range rows {
			parent := row.content("parentSpanID")
			require.True(t, parent == "" && i == 0 || ids[parent], "span %d names the parent %q", i, parent)
		}
	}
	require.Equal(t, stored, sample.Rows[0].content("spanID"), "the sample stays as it was")
}
