package parallel

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestParallel(t *testing.T) {
	t.Run("the first error ends the others", func(t *testing.T) {
		group, ctx := NewGroup(t.Context())
		group.Go(func() error { return errors.New("the shelf fell down") })
		group.Go(func() error { <-ctx.Done(); return context.Cause(ctx) })
		require.EqualError(t, group.Wait(), "the shelf fell down")
	})
	t.Run("a panic comes out where one waits, with its place", func(t *testing.T) {
		group, ctx := NewGroup(t.Context())
		group.Go(func() error { panic("the shelf fell down") })
		group.Go(func() error { <-ctx.Done(); return nil })
		defer func() {
			reason, _ := recover().(string)
			require.Contains(t, reason, "the shelf fell down")
			require.Contains(t, reason, "parallel_test.go")
		}()
		_ = group.Wait()
		require.Fail(t, "Wait should have panicked")
	})
}
