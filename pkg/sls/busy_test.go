package sls

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

func TestQueueGivesUpAfterAStatedTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		queue := NewQueue(1, 2)
		queue.patience = 20 * time.Second
		release := acquired(t, queue.Ticket(), SQL)
		began := time.Now()
		_, err := queue.Ticket().Acquire(t.Context(), SQL)
		require.Equal(t, 20*time.Second, time.Since(began))
		require.EqualError(t, err, "Log Service was not asked, because too much is being asked already: this data source may have 1 SQL statement in flight, "+
			"and this query waited 20 seconds for its turn. Wait until other panels have loaded, shorten their time ranges, or, if the project's quota allows more, "+
			`raise "SQL statements at a time" in the data source's settings.`)
		var busy *BusyError
		require.ErrorAs(t, err, &busy)
		require.True(t, busy.Throttled())
		release()
		acquired(t, queue.Ticket(), SQL)()
		require.Equal(t, 1, queue.lanes[SQL].free, "who gave up holds no place")

		acquired(t, queue.Ticket(), Search)
		acquired(t, queue.Ticket(), Search)
		_, err = queue.Ticket().Acquire(t.Context(), Search)
		require.ErrorContains(t, err, `2 search requests in flight`)
		require.ErrorContains(t, err, `raise "Searches at a time"`)
	})
}
