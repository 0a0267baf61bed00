package plugin

import (
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/stretchr/testify/require"

	"logservice-jaeger-datasource/tests/samples"
)

// TestTalliesCountWhereSpansAreRecorded has ranges at whose ends spans are in one and
// their records in another: a writer sets a record's time to the begin of its span, or
// to its end. Only where that makes no difference may tallies answer.
func TestTalliesCountWhereSpansAreRecorded(t *testing.T) {
	atBegin := func(s *samples.Sample) {
		s.Rows = slices.DeleteFunc(s.Rows, func(row samples.Row) bool { return row.Logstore == talliesLogstore })
		for i := range s.Rows {
			s.Rows[i].Time = beginOf(t, s.Rows[i]).Unix()
		}
		*s = s.WithTallies("emojivoto", talliedEvery)
	}
	moved := func(to time.Duration, after func(*samples.Sample)) func(*samples.Sample) {
		return func(s *samples.Sample) {
			s.Rows = slices.DeleteFunc(s.Rows, func(row samples.Row) bool { return row.Logstore == talliesLogstore })
			move(t, s.Rows, samples.Base.Add(-15*time.Minute+to))
			if after != nil {
				after(s)
				return
			}
			*s = s.WithTallies("emojivoto", talliedEvery)
		}
	}
	for _, c := range []struct {
		name   string
		change func(*samples.Sample)
		over   backend.TimeRange
		used   bool
	}{
		{"recorded at the end, none across an end of the range", nil, minutes(-20, -5), true},
		{"recorded at the end, one begins before", moved(-time.Second, nil), minutes(-15, -5), false},
		{"recorded at the end, one ends behind", moved(-time.Second, nil), minutes(-25, -15), false},
		{"recorded at the begin, one begins before", moved(-time.Second, atBegin), minutes(-15, -5), true},
		{"recorded at the begin, one ends behind", moved(-time.Second, atBegin), minutes(-25, -15), true},
		{"a tally that the range cuts", nil, minutes(-22, -5), false},
	} {
		t.Run(c.name, func(t *testing.T) {
			store := withTallies(t, c.change)
			got := askIn(t, connected(t, store, emojivoto), c.over, countByService)
			spans := connected(t, store, map[string]any{"project": "emojivoto", "logstore": spansLogstore})
			want := askIn(t, spans, c.over, countByService)
			require.NotEmpty(t, figuresOf(want))
			require.Equal(t, figuresOf(want), figuresOf(got))
			require.Equal(t, 1, statementsTo(store, talliesLogstore))
			require.Equal(t, c.used, strings.Contains(noticesOf(got.Frames[0]), "Counted by"))
		})
	}
}

func beginOf(t *testing.T, row samples.Row) time.Time {
	t.Helper()
	for _, content := range row.Contents {
		if content[0] == "start" {
			micros, err := strconv.ParseInt(content[1], 10, 64)
			require.NoError(t, err)
			return time.UnixMicro(micros)
		}
	}
	t.Fatal("a record has no start")
	return time.Time{}
}

// move has the longest of the spans begin at a moment, and end and be recorded as
// much later as before.
func move(t *testing.T, rows []samples.Row, to time.Time) {
	t.Helper()
	longest, length := 0, int64(0)
	for i, row := range rows {
		for _, content := range row.Contents {
			if micros, err := strconv.ParseInt(content[1], 10, 64); content[0] == "duration" && err == nil && micros > length {
				longest, length = i, micros
			}
		}
	}
	require.Greater(t, length, time.Second.Microseconds())
	contents := slices.Clone(rows[longest].Contents)
	for i, content := range contents {
		switch content[0] {
		case "start":
			contents[i][1] = strconv.FormatInt(to.UnixMicro(), 10)
		case "end":
			contents[i][1] = strconv.FormatInt(to.UnixMicro()+length, 10)
		}
	}
	rows[longest].Contents, rows[longest].Time = contents, to.Unix()+length/1_000_000
}
