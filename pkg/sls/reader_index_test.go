package sls_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"logservice-jaeger-datasource/pkg/trace"
	"logservice-jaeger-datasource/tests/emulator"
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
