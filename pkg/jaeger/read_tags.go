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

// Jaeger has no list of tags, so a few traces tell which there are.
const (
	// sampledTraces are looked at, of at most sampledServices services.
	sampledTraces   = 20
	sampledServices = 5
	// sampleAge is how long the tags of a sample are kept: who types a name asks again
	// with each letter.
	sampleAge = time.Minute
)

// TagKeys implements trace.Reader, from a sample of traces.
func (r *Reader) TagKeys(ctx context.Context, query trace.NamesQuery) (trace.Names, error) {
	taken := newLedger()
	tags, err := r.sampledTags(ctx, taken, query)
	keys := make([]string, 0, len(tags))
	for key := range tags {
		keys = append(keys, key)
	}
	names := chosen(taken, keys, query)
	names.About = make(map[string]trace.TagFacts, len(names.Values))
	for _, key := range names.Values {
		names.About[key] = tags[key].facts
	}
	return names, err
}

// TagValues implements trace.Reader, from a sample of traces.
func (r *Reader) TagValues(ctx context.Context, query trace.NamesQuery) (trace.Names, error) {
	if query.Tag == "service.name" {
		return r.Services(ctx, query)
	}
	taken := newLedger()
	tags, err := r.sampledTags(ctx, taken, query)
	counts := tags[query.Tag].values
	var values []string
	for value := range counts {
		if beginsWith(value, query.Prefix) {
			values = append(values, value)
		}
	}
	slices.SortFunc(values, func(a, b string) int { return cmp.Or(counts[b]-counts[a], strings.Compare(a, b)) })
	most := min(len(values), max(query.Limit, 0))
	more := len(values) > most
	values = values[:most]
	slices.Sort(values)
	return trace.Names{Values: values, More: more, Account: taken.account()}, err
}

// tagCounts counts spans by the keys and values of their tags.
type tagCounts map[string]tagCount

type tagCount struct {
	values map[string]int
	facts  trace.TagFacts
}

// tagCache keeps the tags of the last samples, by service.
type tagCache struct {
	mu   sync.Mutex
	tags map[string]cachedTags
}

type cachedTags struct {
	between trace.Range
	read    time.Time
	counts  tagCounts
	notices []trace.Notice
}

// fits says whether the tags of a range can stand for another: one that moved on with
// the time.
func (c cachedTags) fits(between trace.Range, now time.Time) bool {
	return now.Sub(c.read) < sampleAge && between.From.Sub(c.between.From).Abs() < sampleAge && between.To.Sub(c.between.To).Abs() < sampleAge
}

// sampledTags are the tags of some traces of a service, or of a few services.
func (r *Reader) sampledTags(ctx context.Context, taken *ledger, query trace.NamesQuery) (tagCounts, error) {
	now := r.config.Now()
	r.sampled.mu.Lock()
	cached := r.sampled.tags[query.Service]
	r.sampled.mu.Unlock()
	if !cached.fits(query.Range, now) {
		own := newLedger()
		counts, err := r.sampleTags(ctx, own, query)
		account := own.account()
		taken.join(account)
		if err != nil {
			return nil, err
		}
		cached = cachedTags{query.Range, now, counts, account.Notices}
		r.sampled.keep(query.Service, cached)
		return counts, nil
	}
	for _, notice := range cached.notices {
		taken.notice(notice.Severity, "%s", notice.Text)
	}
	return cached.counts, nil
}

func (c *tagCache) keep(service string, tags cachedTags) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for other, cached := range c.tags {
		if tags.read.Sub(cached.read) >= sampleAge {
			delete(c.tags, other)
		}
	}
	if c.tags == nil {
		c.tags = map[string]cachedTags{}
	}
	c.tags[service] = tags
}

func (r *Reader) sampleTags(ctx context.Context, taken *ledger, query trace.NamesQuery) (tagCounts, error) {
	services, err := r.asked(ctx, taken, query.Service)
	if err != nil {
		return nil, err
	}
	services = services[:min(len(services), sampledServices)]
	counts, looked, others := tagCounts{}, 0, ""
	for _, service := range services {
		traces, more, err := r.sample(ctx, taken, query.Range, trace.Filter{Service: service}, max(sampledTraces/len(services), 1))
		if err != nil {
			return nil, err
		}
		looked += len(traces)
		if more || query.Service == "" {
			others = "; there may be others"
		}
		for _, span := range slices.Concat(traces...) {
			if query.Service == "" || span.Service == query.Service {
				counts.add(span)
			}
		}
	}
	taken.notice(trace.Info, "Jaeger has no list of tags, so these are those of %s of %s%s.", trace.Counted(looked, "trace"), quoted(services), others)
	return counts, nil
}

func quoted(services []string) string {
	if len(services) == 0 {
		return "no service"
	}
	return strings.Join(services, ", ")
}

// add counts what a span can be filtered by.
func (c tagCounts) add(span trace.Span) {
	ofSpan, ofResource := trace.TagFacts{Span: trace.IndexUnknown}, trace.TagFacts{Resource: trace.IndexUnknown}
	count := func(tags []trace.Tag, facts trace.TagFacts) {
		for _, tag := range tags {
			if text, ok := tagText(span, tag.Key); ok {
				c.count(tag.Key, text, facts)
			}
		}
	}
	count(span.Tags, ofSpan)
	count(span.Resource, ofResource)
	for _, key := range []string{"span.kind", "error", "otel.status_code", "otel.scope.name"} {
		if text := propertyText(span, key); text != "" {
			c.count(key, text, ofSpan)
		}
	}
}

func (c tagCounts) count(key, value string, facts trace.TagFacts) {
	counted := c[key]
	if counted.values == nil {
		counted.values = map[string]int{}
	}
	counted.values[value]++
	counted.facts = counted.facts.With(facts)
	c[key] = counted
}
