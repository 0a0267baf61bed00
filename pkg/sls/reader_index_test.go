package sls_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"logservice-jaeger-datasource/pkg/sls"
	"logservice-jaeger-datasource/pkg/trace"
	"logservice-jaeger-datasource/tests/emulator"
	"logservice-jaeger-datasource/tests/emulator/emulatortest"
)

// TestWaitingForTheIndexEndsWithItsContext has one query wait for an index that
// doesn't come, and another wait for the first.
func TestWaitingForTheIndexEndsWithItsContext(t *testing.T) {
	store := load(t, "bookinfo")
	store.Fail(emulator.Fault{Kind: emulator.KindIndex, Hang: true})
	reader := readerOn(t, store, "bookinfo", "istio-tracing")
	search := func(ctx context.Context) <-chan error {
		done := make(chan error, 1)
		go func() {
			_, err := reader.Search(ctx, trace.SearchQuery{Range: history, Limit: 1})
			done <- err
		}()
		return done
	}
	asking, giveUp := context.WithCancel(t.Context())
	first := search(asking)
	require.Eventually(t, func() bool {
		return slices.ContainsFunc(store.Requests(), func(r emulator.Request) bool { return r.Kind == emulator.KindIndex })
	}, 5*time.Second, 5*time.Millisecond)

	waiting, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	select {
	case err := <-search(waiting):
		require.ErrorIs(t, err, context.DeadlineExceeded)
	case <-time.After(5 * time.Second):
		require.Fail(t, "who waits for another's request goes on waiting after its own end")
	}

	third := search(t.Context())
	giveUp()
	require.ErrorIs(t, <-first, context.Canceled)
	require.NoError(t, <-third, "one that gave up leaves the index to be asked for by the next")
}

func TestTheIndexIsReadOnceAndKeptForAWhile(t *testing.T) {
	store := load(t, "bookinfo")
	now := history.To
	reader := readerOn(t, store, "bookinfo", "istio-tracing", func(c *sls.ReaderConfig) { c.Now = func() time.Time { return now } })
	store.ResetRequests()
	for _, c := range []struct {
		name  string
		after time.Duration
		reads int
	}{{"at first", 0, 1}, {"a minute later", time.Minute, 1}, {"an hour later", time.Hour, 2}} {
		now = history.To.Add(c.after)
		_, err := reader.Search(t.Context(), trace.SearchQuery{Range: history, Limit: 1})
		require.NoError(t, err)
		require.Equal(t, c.reads, requestsOf(store, emulator.KindIndex), c.name)
	}
}

func requestsOf(store *emulatortest.Store, kind string) int {
	count := 0
	for _, request := range store.Requests() {
		if request.Kind == kind {
			count++
		}
	}
	return count
}

func TestDedicatedSQLIsAskedForIfSwitchedOn(t *testing.T) {
	for _, dedicated := range []bool{false, true} {
		t.Run(fmt.Sprint(dedicated), func(t *testing.T) {
			store := load(t, "bookinfo")
			reader := readerOn(t, store, "bookinfo", "istio-tracing", func(c *sls.ReaderConfig) { c.DedicatedSQL = dedicated })
			store.ResetRequests()
			_, err := reader.Search(t.Context(), trace.SearchQuery{Range: history, Limit: 1})
			require.NoError(t, err)
			require.Equal(t, 2, requestsOf(store, emulator.KindSQL))
			for _, request := range store.Requests() {
				require.Equal(t, dedicated && request.Kind == emulator.KindSQL, request.PowerSQL, "%+v", request)
			}
		})
	}
}
