package sharing

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

type named struct{}

func TestTheSameAtTheSameMomentIsAskedOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var flights Flights
		var asked atomic.Int32
		ask := func(context.Context) (int, error) {
			time.Sleep(time.Second)
			return int(asked.Add(1)), errors.New("as well")
		}
		var group sync.WaitGroup
		for range 20 {
			group.Go(func() {
				value, err := Do(t.Context(), &flights, "a", ask)
				if value != 1 || err == nil {
					t.Error(value, err)
				}
			})
		}
		synctest.Wait()
		other, _ := Do(t.Context(), &flights, "b", func(context.Context) (string, error) { return "another", nil })
		require.Equal(t, "another", other)
		group.Wait()
		again, _ := Do(t.Context(), &flights, "a", ask)
		require.Equal(t, 2, again, "nothing is kept")
		require.Empty(t, flights.flying)
	})
}

// TestWhoLeavesDoesNotEndItForOthers has the one who asked first leave first.
func TestWhoLeavesDoesNotEndItForOthers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var flights Flights
		ask := func(ctx context.Context) (any, error) {
			select {
			case <-ctx.Done():
				return "ended", ctx.Err()
			case <-time.After(time.Minute):
				return ctx.Value(named{}), nil
			}
		}
		first, leave := context.WithCancel(context.WithValue(t.Context(), named{}, "first"))
		var group sync.WaitGroup
		group.Go(func() {
			value, err := Do(first, &flights, "a", ask)
			if value != nil || !errors.Is(err, context.Canceled) {
				t.Error(value, err)
			}
		})
		synctest.Wait()
		group.Go(func() {
			value, err := Do(t.Context(), &flights, "a", ask)
			if value != "first" || err != nil {
				t.Error(value, err)
			}
		})
		synctest.Wait()
		leave()
		group.Wait()
	})
}

func TestItEndsWhenAllHaveLeft(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var flights Flights
		ended := make(chan error, 2)
		ask := func(ctx context.Context) (string, error) {
			<-ctx.Done()
			ended <- context.Cause(ctx)
			return "until then", ctx.Err()
		}
		soon, cancelSoon := context.WithTimeout(t.Context(), time.Second)
		defer cancelSoon()
		later, cancelLater := context.WithTimeout(t.Context(), time.Minute)
		defer cancelLater()
		var group sync.WaitGroup
		group.Go(func() { _, _ = Do(soon, &flights, "a", ask) })
		group.Go(func() {
			value, err := Do(later, &flights, "a", ask)
			if value != "until then" || !errors.Is(err, context.DeadlineExceeded) {
				t.Error(value, err)
			}
		})
		time.Sleep(59 * time.Second)
		require.Empty(t, ended)
		group.Wait()
		require.ErrorIs(t, <-ended, context.DeadlineExceeded)
		require.Empty(t, flights.flying)
		_, err := Do(later, &flights, "a", ask)
		require.ErrorIs(t, err, context.DeadlineExceeded)
		require.Empty(t, ended, "who no longer waits asks nothing")
	})
}

// TestWhoComesWhileItEndsBeginsAnew joins no flight that was given up.
func TestWhoComesWhileItEndsBeginsAnew(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var flights Flights
		ctx, cancel := context.WithCancel(t.Context())
		var group sync.WaitGroup
		group.Go(func() {
			_, _ = Do(ctx, &flights, "a", func(context.Context) (int, error) { time.Sleep(time.Minute); return 1, nil })
		})
		synctest.Wait()
		cancel()
		synctest.Wait()
		value, err := Do(t.Context(), &flights, "a", func(context.Context) (int, error) { return 2, nil })
		require.NoError(t, err)
		require.Equal(t, 2, value)
		group.Wait()
	})
}

func TestAPanicComesOutWhereOneWaits(t *testing.T) {
	var flights Flights
	for range 2 {
		require.PanicsWithValue(t, "the shelf fell down", func() {
			defer func() {
				text, _ := recover().(string)
				require.Contains(t, text, "flights_test.go")
				panic(text[:19])
			}()
			_, _ = Do(t.Context(), &flights, "a", func(context.Context) (int, error) { panic("the shelf fell down") })
		})
	}
}
