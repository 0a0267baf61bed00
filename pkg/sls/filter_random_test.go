package sls_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"logservice-jaeger-datasource/pkg/sls"
	"logservice-jaeger-datasource/pkg/trace"
	"logservice-jaeger-datasource/tests/emulator"
	"logservice-jaeger-datasource/tests/emulator/emulatortest"
	"logservice-jaeger-datasource/tests/samples"
)

// dialectReaders are readers of a logstore of each dialect, whose index holds the
// events as well, and of one of odd records of two.
func dialectReaders(t *testing.T) map[string]*sls.Reader {
	t.Helper()
	readers := map[string]*sls.Reader{"awkward": readerOn(t, load(t, "awkward"), "dialects", "awkward")}
	sample, err := samples.Load("dialects")
	require.NoError(t, err)
	for i, logstore := range sample.Logstores {
		sample.Logstores[i].Index = withField(t, logstore.Index, "logs")
	}
	store := emulatortest.Start(t, emulator.Options{})
	store.Load(t, sample)
	for _, logstore := range sample.Logstores {
		// In the one that holds every span in all dialects, the spans shown are each the
		// best of six, while a condition may find any.
		if logstore.Name != "dialects" {
			readers[logstore.Name] = readerOn(t, store, "dialects", logstore.Name)
		}
	}
	return readers
}

// withField is an index with one more field of text.
func withField(t *testing.T, index json.RawMessage, field string) json.RawMessage {
	t.Helper()
	var changed map[string]any
	require.NoError(t, json.Unmarshal(index, &changed))
	changed["keys"].(map[string]any)[field] = map[string]any{"type": "text", "doc_value": true, "token": []string{" "}}
	text, err := json.Marshal(changed)
	require.NoError(t, err)
	return text
}

// taggedSpans are random spans with tags of every type that JSON has, some of a resource
// of the same key, and with events. If long, some spans hold more than SQL sees.
func taggedSpans(seed uint64, long bool) []trace.Span {
	random := rand.New(rand.NewPCG(seed, 3))
	m := conditionMaker{random: random}
	value := func() any {
		return pick[any](m, "GET", "", "get", "x' or '1'='1", `a\b|"c"`, "支付 🍩", "500", "007", "4.50", "1d", "NaN", int64(500), int64(-3), int64(9007199254740993), 0.5, 1e21, 1e-7, 2.0, true, false, nil,
			json.RawMessage(`["a"]`), json.RawMessage(`{"a":1}`))
	}
	// A null of a key that the index lists goes unnoticed where the record is too long.
	listed := []string{"http.method", "error", "k8s.pod.name"}
	tags := func(keys ...string) (tags []trace.Tag) {
		for _, key := range keys {
			if random.IntN(2) == 0 {
				tag := trace.Tag{Key: key, Value: value()}
				if long && tag.Value == nil && slices.Contains(listed, key) {
					tag.Value = "none"
				}
				tags = append(tags, tag)
			}
		}
		if long && random.IntN(4) == 0 {
			tags = append(tags, trace.Tag{Key: "a.log", Value: strings.Repeat("x", 3000)})
		}
		return tags
	}
	spans := randomSpans(seed, 20)
	for i := range spans {
		spans[i].Tags = tags("http.method", "version", "size", "error", "it's")
		spans[i].Resource = tags("version", "size", "host.name", "k8s.pod.name")
		for range random.IntN(3) {
			spans[i].Events = append(spans[i].Events, trace.Event{Time: spans[i].Start, Name: pick(m, "exception", "", "it's | odd"), Tags: tags("event", "exception.type", "size")})
		}
	}
	return spans
}

// TestRandomConditionsAgreeWithRandomSpans does as TestRandomConditionsAgreeWithTheSpans
// with what the samples' writers don't store.
func TestRandomConditionsAgreeWithRandomSpans(t *testing.T) {
	for _, long := range []bool{false, true} {
		t.Run(fmt.Sprintf("longer than SQL sees: %t", long), func(t *testing.T) {
			t.Parallel()
			reader := readerOn(t, randomStore(t, records(t, taggedSpans(5, long))), "random", "random")
			whole := allTraces(t, reader)
			maker := conditionMaker{rand.New(rand.NewPCG(12, 1)), spansOf(whole)}
			slices.SortFunc(maker.spans, func(a, b trace.Span) int { return a.Start.Compare(b.Start) })
			found := 0
			for range 40 {
				found += min(1, compareConditions(t, reader, whole, maker.filter()))
			}
			t.Logf("%d filters found something", found)
			require.Greater(t, found, 10)
		})
	}
}

// conditionMaker makes conditions from what spans hold, by a seed.
type conditionMaker struct {
	random *rand.Rand
	spans  []trace.Span
}

func pick[T any](m conditionMaker, from ...T) T { return from[m.random.IntN(len(from))] }

// keys that the index of every dialect holds, or that JSON holds anyway, by subject.
func (m conditionMaker) key(span trace.Span, scope trace.Scope) (string, string) {
	tags := slices.Concat(span.Tags, span.Resource)
	if scope == trace.ScopeResource {
		tags = span.Resource
	}
	if len(tags) == 0 || m.random.IntN(5) == 0 {
		return pick(m, "no.such.key", "error", "order.note", "http.status_code", "service.name", "host.name", `odd"key'`), "x"
	}
	tag := tags[m.random.IntN(len(tags))]
	text, _ := trace.TagText(tag.Value)
	return tag.Key, text
}

func (m conditionMaker) condition() trace.Condition {
	span := m.spans[m.random.IntN(len(m.spans))]
	c := trace.Condition{On: pick(m, trace.OnTag, trace.OnTag, trace.OnTag, "", trace.OnService, trace.OnOperation, trace.OnKind, trace.OnStatus, trace.OnEvent)}
	text := ""
	operators := []trace.Operator{trace.Equal, trace.NotEqual, trace.Fits, trace.FitsNot, trace.Exists, trace.Missing}
	switch c.On {
	case trace.OnService:
		text = span.Service
	case trace.OnOperation:
		text = span.Operation
	case trace.OnKind:
		text = string(pick(m, trace.Kinds...))
	case trace.OnStatus:
		text, operators = string(pick(m, trace.Statuses...)), operators[:4]
	case trace.OnEvent:
		if len(span.Events) > 0 {
			event := span.Events[m.random.IntN(len(span.Events))]
			text = event.Name
			if len(event.Tags) > 0 && m.random.IntN(2) == 0 {
				tag := event.Tags[m.random.IntN(len(event.Tags))]
				c.Key = tag.Key
				text, _ = trace.TagText(tag.Value)
			}
		}
		if m.random.IntN(6) == 0 {
			c.Key = pick(m, "event", "nothing", "description")
		}
	default:
		c.Scope = pick(m, "", trace.ScopeAny, trace.ScopeSpan, trace.ScopeResource)
		c.Key, text = m.key(span, c.Scope)
	}
	if c.Key != "" {
		operators = trace.Operators
	}
	c.Operator = pick(m, operators...)
	c.Values = m.values(c.Operator, text)
	return c
}

func (m conditionMaker) values(operator trace.Operator, text string) []string {
	switch {
	case operator == trace.Exists || operator == trace.Missing:
		return nil
	case operator.Compares():
		if _, ok := trace.ParseNumber(text); !ok || m.random.IntN(3) == 0 {
			text = pick(m, "0", "200", "1.4", "-1", "1e3", "9007199254740993", ".5", "+204.0", "1e999")
		}
		return []string{text}
	}
	values := []string{text}
	for range m.random.IntN(3) {
		values = append(values, pick(m, "", "POST", "x' or '1'='1", "支付", `a\b|c`, "500", "true"))
	}
	if operator == trace.Fits || operator == trace.FitsNot {
		for i, value := range values {
			values[i] = m.pattern(value)
		}
	}
	m.random.Shuffle(len(values), func(i, j int) { values[i], values[j] = values[j], values[i] })
	return values
}

// pattern makes a pattern that fits a text, or only nearly.
func (m conditionMaker) pattern(text string) string {
	runes := []rune(text)
	head := string(runes[:m.random.IntN(len(runes)+1)])
	return pick(m,
		regexp.QuoteMeta(text), "(?i)"+regexp.QuoteMeta(text), regexp.QuoteMeta(head)+".*", regexp.QuoteMeta(head)+"(?s:.*)", regexp.QuoteMeta(head)+".+?", ".*"+regexp.QuoteMeta(head),
		`\d+`, `[^\d]*`, `\w+`, `\W*`, `(GET|POST)( /.*)?`, `[a-z.]{2,8}`, `\p{Han}+`, `\S+`, `.?`, "", "^"+regexp.QuoteMeta(text)+"$", `(?:[[:alpha:]]|\d|[-_./:])*`, `(?U)a.*`, `[付-支王]+`, `\x{5e93}.*`, `(`+regexp.QuoteMeta(head)+`|x){1,2}`)
}

func (m conditionMaker) filter() trace.Filter {
	var filter trace.Filter
	for range m.random.IntN(3) {
		filter.Conditions = append(filter.Conditions, m.condition())
	}
	for range m.random.IntN(4) {
		var group []trace.Condition
		for range 1 + m.random.IntN(2) {
			group = append(group, m.condition())
		}
		filter.AnyOf = append(filter.AnyOf, group)
	}
	if m.random.IntN(6) == 0 {
		filter.Kind = pick(m, trace.Kinds...)
	}
	return filter
}

// TestRandomConditionsAgreeWithTheSpans holds what conditions find by SQL, and how many
// spans they count, against what Filter.Matches says of the spans as they are read one
// trace at a time. Conditions on keys that the index lacks are refused and left out.
func TestRandomConditionsAgreeWithTheSpans(t *testing.T) {
	const rounds = 60
	for logstore, reader := range dialectReaders(t) {
		t.Run(logstore, func(t *testing.T) {
			t.Parallel()
			whole := allTraces(t, reader)
			maker := conditionMaker{rand.New(rand.NewPCG(11, uint64(len(logstore)))), spansOf(whole)}
			slices.SortFunc(maker.spans, func(a, b trace.Span) int { return a.Start.Compare(b.Start) })
			asked, found := 0, 0
			for range rounds {
				held := compareConditions(t, reader, whole, maker.filter())
				if held >= 0 {
					asked, found = asked+1, found+min(held, 1)
				}
			}
			t.Logf("%d of %d filters could be asked, %d found something", asked, rounds, found)
			require.Greater(t, asked, rounds/20)
			require.Greater(t, found, asked/10)
		})
	}
}

// compareConditions asks by a filter and gives how many traces were found, less than
// none if the index can't answer. Traces that can't be judged may be missing if so many
// are told.
func compareConditions(t *testing.T, reader *sls.Reader, whole map[string][]trace.Span, filter trace.Filter) int {
	t.Helper()
	result, err := reader.Search(t.Context(), trace.SearchQuery{Range: history, Limit: 1000, Filter: filter})
	require.NoError(t, err, "%+v\n%v", filter, result.Statements)
	if noticed(result.Notices, "Nothing can be found by ") {
		return -1
	}
	want := []string{}
	spans := 0.0
	for id, held := range whole {
		for _, span := range held {
			if filter.Matches(span) {
				spans++
				want = append(want, id)
			}
		}
	}
	slices.Sort(want)
	want = slices.Compact(want)
	got := idsOf(result.Traces)
	context := fmt.Sprintf("%+v\n%s", filter, result.Statements[0])
	for _, id := range got {
		require.Contains(t, want, id, "found, but no span of it is as asked for: %s", context)
	}
	if missing := len(want) - len(got); missing > 0 {
		require.True(t, noticed(result.Notices, "could not be judged"), "%d traces were not found: %s", missing, context)
	}
	if duplicated(spansOf(whole)) {
		return len(got) // figures count a span as often as it was stored
	}
	figures, err := reader.Metrics(t.Context(), trace.MetricsQuery{Range: history, Filter: filter, Measure: trace.MeasureCount, Over: trace.OverSpans})
	require.NoError(t, err, "%s", figures.Statements)
	counted := 0.0
	if len(figures.Series) > 0 {
		counted = figures.Series[0].Points[0].Values[0]
	}
	if !noticed(figures.Notices, "may be missing here") {
		require.Equal(t, spans, counted, "%s", context)
	}
	require.LessOrEqual(t, counted, spans, "%s", context)
	return len(got)
}

// duplicated says whether the spans are of the sample in which one was stored twice.
func duplicated(spans []trace.Span) bool {
	return slices.ContainsFunc(spans, func(span trace.Span) bool { return span.Service == "odd" })
}
