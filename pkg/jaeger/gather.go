package jaeger

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	"logservice-jaeger-datasource/pkg/trace"
)

// mostServices bounds how many services are asked for one answer.
const mostServices = 100

// gathering asks one or all services for traces and keeps something of each.
type gathering[T any] struct {
	between trace.Range
	filter  trace.Filter
	// limit is how many traces to ask for of each of so many services; whole says that
	// each can be asked for all of the filter.
	limit func(services int, whole bool) int
	// keep is what to keep of a trace whose spans match; good is false for none.
	keep func(spans []trace.Span) (value T, good bool)
	// most bounds how many are kept, the newest; zero keeps all.
	most int

	mu      sync.Mutex
	kept    map[trace.TraceID]gathered[T]
	dropped bool
	bad     int
}

// gathered is what was kept of a trace.
type gathered[T any] struct {
	id    trace.TraceID
	start time.Time
	spans int
	value T
}

// run asks. full says that a service gave as many traces as it was asked for, so that
// there may be more.
func (g *gathering[T]) run(ctx context.Context, r *Reader, taken *ledger) (full bool, err error) {
	services, err := r.asked(ctx, taken, g.filter.Service)
	if err != nil {
		return false, err
	}
	has, err := r.served(ctx, taken)
	if err != nil {
		return false, err
	}
	g.kept = map[trace.TraceID]gathered[T]{}
	part := push(g.filter).by(has)
	part.whole = part.whole && g.filter.TraceDuration.IsZero()
	limit := g.limit(len(services), part.whole)
	counts := make([]int, len(services))
	err = each(ctx, taken, r.config.MaxRequests, services, func(ctx context.Context, own *ledger, i int, service string) (err error) {
		counts[i], err = r.find(ctx, own, question{service, part, g.between, limit}, g.take)
		return err
	})
	if err != nil {
		return false, err
	}
	if g.bad > 0 {
		taken.notice(trace.Warning, "Left out of the traces: %s whose trace ID or span ID can't be read.", trace.Counted(g.bad, "record"))
	}
	return slices.ContainsFunc(counts, func(count int) bool { return count >= limit }), nil
}

// asked are the services to ask: the one of a filter, or all.
func (r *Reader) asked(ctx context.Context, taken *ledger, service string) ([]string, error) {
	if service != "" {
		return []string{service}, nil
	}
	services, err := r.services(ctx, taken)
	if len(services) > mostServices {
		taken.notice(trace.Warning, "Jaeger is asked service by service, and only for the first %d of its %d services: choose a service to see the others.", mostServices, len(services))
		services = services[:mostServices]
	}
	return services, err
}

// take looks at one trace.
func (g *gathering[T]) take(found whole) {
	g.mu.Lock()
	g.bad += found.bad
	g.mu.Unlock()
	if !holds(found.spans, g.filter, g.between) {
		return
	}
	value, good := g.keep(found.spans)
	if !good {
		return
	}
	first := slices.MinFunc(found.spans, func(a, b trace.Span) int { return a.Start.Compare(b.Start) })
	g.mu.Lock()
	defer g.mu.Unlock()
	if before, there := g.kept[first.TraceID]; there && before.spans >= len(found.spans) {
		return
	}
	g.kept[first.TraceID] = gathered[T]{first.TraceID, first.Start, len(found.spans), value}
	if g.most > 0 && len(g.kept) > 2*g.most {
		g.shrink()
	}
}

// shrink gives up what is older than what is wanted.
func (g *gathering[T]) shrink() {
	for _, found := range g.ordered()[g.most:] {
		delete(g.kept, found.id)
	}
	g.dropped = true
}

// newest are what was kept, newest first and as many as wanted.
func (g *gathering[T]) newest() []gathered[T] {
	if g.most > 0 && len(g.kept) > g.most {
		g.shrink()
	}
	return g.ordered()
}

func (g *gathering[T]) ordered() []gathered[T] {
	all := make([]gathered[T], 0, len(g.kept))
	for _, found := range g.kept {
		all = append(all, found)
	}
	slices.SortFunc(all, func(a, b gathered[T]) int {
		return cmp.Or(b.start.Compare(a.start), strings.Compare(a.id.String(), b.id.String()))
	})
	return all
}
