package jaeger

import (
	"context"
	"errors"
)

// mostUnmoved is how many points VictoriaMetrics gives at the times asked for. It moves
// more of them to whole multiples of the step, so that it can keep them for the next
// question, and drops the last
// (https://github.com/VictoriaMetrics/VictoriaMetrics/issues/563;
// AdjustStartEnd in its app/vmselect/promql/eval.go).
const mostUnmoved = 49

// ask asks for all buckets, and if the answer is of other times, for parts of them.
func (r spmRequest) ask(ctx context.Context, c *client, taken *ledger, question spmQuestion) (spmFamily, error) {
	family, err := r.askAtOnce(ctx, c, taken, question)
	if r.window.buckets <= mostUnmoved || !errors.As(err, new(otherFiguresError)) {
		return family, err
	}
	family = spmFamily{}
	for first := 0; first < r.window.buckets; first += mostUnmoved {
		part := r
		part.window = r.window.part(first, min(mostUnmoved, r.window.buckets-first))
		found, err := part.askAtOnce(ctx, c, taken, question)
		if err != nil {
			return nil, err
		}
		family.add(found, first)
	}
	return family, nil
}

// part is some of a window's buckets.
func (w window) part(first, buckets int) window {
	return window{end: lastMillisecond(w.start(first + buckets)), first: w.start(first), step: w.step, buckets: buckets}
}

// add puts the figures of a part where its first bucket is.
func (f spmFamily) add(part spmFamily, first int) {
	for series, figures := range part {
		if f[series] == nil {
			f[series] = map[int]float64{}
		}
		for bucket, figure := range figures {
			f[series][first+bucket] = figure
		}
	}
}
