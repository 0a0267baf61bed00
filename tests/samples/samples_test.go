package samples

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestLoad(t *testing.T) {
	for _, name := range Names {
		t.Run(name, func(t *testing.T) {
			sample, err := Load(name)
			require.NoError(t, err)
			logstores := map[string]bool{}
			for _, logstore := range sample.Logstores {
				logstores[logstore.Name] = true
			}
			for _, row := range sample.Rows {
				require.True(t, logstores[row.Logstore], "a row lies in logstore %q, which the sample lacks", row.Logstore)
				require.NotEmpty(t, row.Contents)
				require.WithinRange(t, time.Unix(row.Time, 0), Base.Add(-31*time.Minute), Base)
			}
		})
	}
}

func TestLoadRefusesAnUnknownName(t *testing.T) {
	_, err := Load("sockshop")
	require.EqualError(t, err, `there is no sample "sockshop": choose one of [bookinfo emojivoto dialects awkward]`)
}

func TestFactsCountTheRows(t *testing.T) {
	for _, name := range []string{"bookinfo", "emojivoto"} {
		t.Run(name, func(t *testing.T) {
			sample, facts := load[Facts](t, name)
			require.Len(t, sample.Rows, facts.Spans)
			require.Len(t, facts.List, facts.Traces)
			spans, services := 0, 0
			for _, trace := range facts.List {
				spans += trace.Spans
			}
			for _, count := range facts.Services {
				services += count
			}
			require.Equal(t, facts.Spans, spans)
			require.Equal(t, facts.Spans, services)
			require.Greater(t, facts.Slow.DurationUs, int64(2_000_000))
			require.Positive(t, facts.Failed.Errors)
		})
	}
}

func TestEveryDialectHoldsEverySpan(t *testing.T) {
	sample, facts := load[DialectFacts](t, "dialects")
	require.Len(t, facts.Dialects, 6)
	require.Len(t, sample.Rows, 2*len(facts.Dialects)*len(facts.Spans))
	for _, dialect := range facts.Dialects {
		require.Len(t, dialect.Held, len(facts.Spans), dialect.Name)
		require.NotEmpty(t, dialect.Lost, dialect.Name)
	}
}

func TestAwkwardFactsCountTheRows(t *testing.T) {
	sample, facts := load[AwkwardFacts](t, "awkward")
	records := 0
	for _, trace := range facts.Named {
		records += trace.Spans
	}
	for _, trace := range facts.Odd {
		records += trace.Records
	}
	require.Len(t, sample.Rows, records)
	require.Equal(t, LargeTraceID, facts.Large.TraceID)
}

func TestLargeTrace(t *testing.T) {
	rows := LargeTrace(Base.Add(-time.Minute), 1500)
	require.Len(t, rows, 1500)
	ids := map[string]bool{"": true}
	for _, row := range rows {
		require.True(t, ids[row.Contents[7][1]], "a parent comes before its children")
		ids[row.Contents[6][1]] = true
	}
	require.Len(t, ids, 1501)
}

func load[T any](t *testing.T, name string) (Sample, T) {
	t.Helper()
	sample, err := Load(name)
	require.NoError(t, err)
	var facts T
	require.NoError(t, json.Unmarshal(sample.Facts, &facts))
	return sample, facts
}
