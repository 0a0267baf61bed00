package jaeger

import (
	"context"

	"logservice-jaeger-datasource/pkg/parallel"
)

// each does something for each item, so many at a time. What each took is added in the
// order of the items, so that the same question has the same account.
func each[T any](ctx context.Context, taken *ledger, most int, items []T, do func(ctx context.Context, own *ledger, i int, item T) error) error {
	ledgers := make([]*ledger, len(items))
	group, ctx := parallel.NewBoundedGroup(ctx, most)
	for i, item := range items {
		ledgers[i] = newLedger()
		group.Go(func() error { return do(ctx, ledgers[i], i, item) })
	}
	err := group.Wait()
	for _, own := range ledgers {
		taken.join(own.account())
	}
	return err
}
