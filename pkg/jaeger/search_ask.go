package jaeger

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"logservice-jaeger-datasource/pkg/trace"
)

// question is what a service can be asked about the traces of one of its services.
type question struct {
	service string
	pushed
	between trace.Range
	limit   int
}

// find asks one question and gives each trace to take as soon as it is read. count is
// how many traces came. A trace that came in parts is given again, whole.
func (r *Reader) find(ctx context.Context, taken *ledger, q question, take func(whole)) (count int, err error) {
	err = r.ask(ctx, taken, func(has generations) (err error) {
		if has.v1 && (!has.usesV3() || len(q.tags) > 0 && !has.summaries) {
			count, err = r.findV1(ctx, taken, q, take)
		} else {
			count, err = r.findV3(ctx, taken, has, q, take)
		}
		return err
	})
	return count, err
}

func (r *Reader) findV1(ctx context.Context, taken *ledger, q question, take func(whole)) (count int, err error) {
	var said []string
	err = r.client.get(ctx, taken, "api/traces", q.valuesV1(), func(body io.Reader) (err error) {
		said, err = readV1(body, func(all whole) error {
			count++
			take(all)
			return nil
		})
		return err
	})
	for _, message := range fewOf(said) {
		taken.notice(trace.Warning, "Jaeger says: %s", message)
	}
	return count, err
}

// valuesV1 are the parameters of /api/traces
// (https://github.com/jaegertracing/jaeger/blob/v1.76.0/cmd/query/app/query_parser.go).
func (q question) valuesV1() url.Values {
	values := url.Values{
		"service": {q.service}, "limit": {strconv.Itoa(q.limit)}, "lookback": {"custom"}, "raw": {"true"},
		"start": {micros(q.between.From)}, "end": {micros(nextSecond(q.between.To))},
	}
	set := func(name, value string) {
		if value != "" {
			values.Set(name, value)
		}
	}
	set("operation", q.operation)
	set("tags", q.tagsText())
	set("minDuration", durationText(q.duration.Min))
	set("maxDuration", durationText(q.duration.Max))
	return values
}

// nextSecond is a time rounded up: aliyun-log-jaeger reads whole seconds only, and rounds
// down. What is beyond the range is left out of the answer.
func nextSecond(t time.Time) time.Time {
	if whole := t.Truncate(time.Second); whole.Before(t) {
		return whole.Add(time.Second)
	}
	return t
}

// valuesV3 are the parameters of /api/v3/traces and /api/v3/trace-summaries.
func (q question) valuesV3(has generations) url.Values {
	values := map[string]string{
		"query.service_name":   q.service,
		"query.operation_name": q.operation,
		"query.start_time_min": q.between.From.UTC().Format(time.RFC3339Nano),
		"query.start_time_max": q.between.To.UTC().Format(time.RFC3339Nano),
		"query.duration_min":   durationText(q.duration.Min),
		"query.duration_max":   durationText(q.duration.Max),
		"query.raw_traces":     "true",
		"query.num_traces":     strconv.Itoa(q.limit),
	}
	if has.summaries {
		delete(values, "query.num_traces")
		values["query.search_depth"] = strconv.Itoa(q.limit)
		values["query.attributes"] = q.tagsText()
	}
	return has.values(values)
}

// tagsText is the JSON of a map of tags, empty if there are none.
func (q question) tagsText() string {
	if len(q.tags) == 0 {
		return ""
	}
	text, _ := json.Marshal(q.tags) // a map of texts can't fail
	return string(text)
}

func durationText(d time.Duration) string {
	if d <= 0 {
		return ""
	}
	return d.String()
}

// camelCase is how protocol buffers spell a field's name in JSON.
func camelCase(name string) string {
	parts := strings.Split(name, "_")
	for i, part := range parts[1:] {
		parts[i+1] = strings.ToUpper(part[:1]) + part[1:]
	}
	return strings.Join(parts, "")
}

func (r *Reader) findV3(ctx context.Context, taken *ledger, has generations, q question, take func(whole)) (count int, err error) {
	groups := &grouping{seen: map[trace.TraceID]bool{}, scattered: map[trace.TraceID]bool{}, take: take}
	err = r.client.get(ctx, taken, "api/v3/traces", q.valuesV3(has), func(body io.Reader) error {
		return readOTLP(body, func(span trace.Span, err error) error {
			groups.add(span, err)
			return nil
		})
	})
	var refused *Error
	if errors.As(err, &refused) && refused.NotExist() && !refused.foreign {
		return 0, nil // that is how a search says that nothing was found
	}
	if err != nil {
		return 0, err
	}
	groups.flush()
	scattered := slices.SortedFunc(maps.Keys(groups.scattered), func(a, b trace.TraceID) int { return strings.Compare(a.String(), b.String()) })
	for _, id := range scattered {
		found, err := r.fetch(ctx, taken, id, q.between.Near(r.config.Now()), false)
		if err != nil {
			return 0, err
		}
		take(found.whole)
	}
	return len(groups.seen), nil
}

// grouping makes traces of spans that come one after another. The spans of a trace are
// neighbours, as far as Jaeger's own readers promise
// (https://github.com/jaegertracing/jaeger/blob/main/internal/storage/v2/api/tracestore/reader.go),
// so that a trace is whole when the next one begins.
type grouping struct {
	current whole
	// seen are all traces, scattered those whose spans aren't neighbours.
	seen, scattered map[trace.TraceID]bool
	take            func(whole)
}

func (g *grouping) add(span trace.Span, err error) {
	if err == nil && len(g.current.spans) > 0 && g.current.spans[0].TraceID != span.TraceID {
		g.flush()
	}
	if err == nil && len(g.current.spans) == 0 {
		if g.seen[span.TraceID] {
			g.scattered[span.TraceID] = true
		}
		g.seen[span.TraceID] = true
	}
	g.current.add(span, err)
}

func (g *grouping) flush() {
	g.take(g.current)
	g.current = whole{}
}
