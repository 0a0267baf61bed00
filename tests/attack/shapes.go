package attack

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"strings"

	"logservice-jaeger-datasource/tests/samples"
)

// Spelling is how a field's text stands in a statement.
type Spelling int

// The spellings.
const (
	// Plain texts are strings or names as they are, or steps of a JSON path.
	Plain Spelling = iota
	// Lower texts are in lower case.
	Lower
	// Pattern texts are asked for by a regular expression that fits them alone.
	Pattern
	// AnyPattern texts are regular expressions.
	AnyPattern
	// Unsaid texts are in no statement.
	Unsaid
)

// Field is a place of a request that takes a text.
type Field struct {
	Name     string
	Spelling Spelling
	// Key says that blank texts are refused there.
	Key bool
}

// Shape is a request with places for texts.
type Shape struct {
	Name string
	// Fields are different places, each of which is there Times times.
	Fields []Field
	Times  int
	// Joined says that the texts of all times come to one part of a search.
	Joined bool
	// Build makes the request of a text for each place, field by field within each time.
	Build func(texts []string) Request
	// Index makes the index of texts; nil leaves it to Logstores.
	Index func(texts []string) json.RawMessage
}

// Placeholder is the harmless text of a place.
func (f Field) Placeholder(place int) string {
	if f.Spelling == Lower {
		return fmt.Sprintf("plc%dholder", place)
	}
	return fmt.Sprintf("Plc%dHolder", place)
}

func (s Shape) field(place int) Field { return s.Fields[place%len(s.Fields)] }

func (s Shape) times() int { return max(1, s.Times) }

// Placeholders are those of all places.
func (s Shape) Placeholders() []string {
	texts := make([]string, len(s.Fields)*s.times())
	for i := range texts {
		texts[i] = s.field(i).Placeholder(i)
	}
	return texts
}

// Rounds is how many requests it takes until each field has had each text.
func (s Shape) Rounds(texts []string) int { return (len(texts) + s.times() - 1) / s.times() }

// Choose takes texts for one of these requests, different ones for each place. A blank
// one makes way where it would be refused.
func (s Shape) Choose(texts []string, round int) []string {
	apart := max(1, len(texts)/len(s.Fields))
	chosen := make([]string, len(s.Fields)*s.times())
	for i := range chosen {
		time, kind := i/len(s.Fields), i%len(s.Fields)
		chosen[i] = texts[(round*s.times()+time+kind*apart)%len(texts)]
		if s.field(i).Key && strings.TrimSpace(chosen[i]) == "" {
			chosen[i] = s.field(i).Placeholder(i)
		}
	}
	return chosen
}

// Said is how a text stands in a statement: what isn't UTF-8 doesn't survive JSON.
func (f Field) Said(text string) string {
	text = whole(text)
	if f.Spelling == Lower {
		return strings.ToLower(text)
	}
	return text
}

// whole replaces what isn't UTF-8, as JSON does.
func whole(text string) string { return string([]rune(text)) }

func quoted(text string) string { return regexp.QuoteMeta(whole(text)) }

func on(subject, key, operator string, values ...string) map[string]any {
	return map[string]any{"on": subject, "key": key, "operator": operator, "values": values}
}

func scoped(scope string, condition map[string]any) map[string]any {
	condition["scope"] = scope
	return condition
}

var (
	plain, key, pattern = Field{Name: "value"}, Field{Name: "key", Key: true}, Field{Name: "pattern", Spelling: Pattern}
	unsaid              = Field{Name: "unsaid", Spelling: Unsaid}
)

func named(field Field, name string) Field { field.Name = name; return field }

// each makes a list of what a function makes of the texts of each time.
func each(texts []string, fields int, of func(t []string) []any) []any {
	var all []any
	for ; len(texts) > 0; texts = texts[fields:] {
		all = append(all, of(texts[:fields])...)
	}
	return all
}

// Wide are requests of every kind with all places for texts, as many as one may have.
var Wide = []Shape{
	{
		Name: "service and operation", Fields: []Field{named(plain, "service"), named(plain, "operation")},
		Build: func(t []string) Request {
			return Request{Query: map[string]any{"queryType": "search", "service": t[0], "operation": t[1], "minDuration": "1ms"}}
		},
	},
	{
		Name: "conditions on tags", Times: 6, Fields: []Field{key, plain, key, plain, key, pattern, key, pattern, key, key, key, key},
		Build: func(t []string) Request {
			return Request{Query: map[string]any{"queryType": "search", "tags": each(t, 12, func(t []string) []any {
				return []any{
					on("tag", t[0], "=", t[1]), scoped("span", on("tag", t[2], "!=", t[3])), scoped("resource", on("tag", t[4], "=~", quoted(t[5]))),
					on("tag", t[6], "!~", quoted(t[7])), on("tag", t[8], "exists"), scoped("span", on("tag", t[9], "missing")), on("tag", t[10], "missing"), on("tag", t[11], ">", "5"),
				}
			})}}
		},
	},
	{
		Name: "conditions on events and names", Times: 5, Fields: []Field{plain, key, plain, key, pattern, key, key, plain, plain, pattern, pattern},
		Build: func(t []string) Request {
			return Request{Query: map[string]any{"queryType": "search", "result": "spans", "sort": "longest", "tags": each(t, 11, func(t []string) []any {
				return []any{
					on("event", "", "!=", t[0]), on("event", t[1], "=", t[2]), on("event", t[3], "=~", quoted(t[4])), on("event", t[5], "exists"), on("event", t[6], "missing"),
					on("service", "", "!=", t[7]), on("operation", "", "=", t[8]), on("service", "", "=~", quoted(t[9])), on("event", "", "!~", quoted(t[10])),
				}
			})}}
		},
	},
	{
		Name: "lists of values", Times: 4, Joined: true, Fields: []Field{plain, plain, plain, plain, plain, pattern},
		Build: func(t []string) Request {
			var lists [6][]string
			for i, text := range t {
				if i%6 == 5 {
					text = quoted(text)
				}
				lists[i%6] = append(lists[i%6], text)
			}
			return Request{Query: map[string]any{"queryType": "search", "tags": []any{
				on("tag", "x", "=", lists[0]...), on("tag", "x", "!=", lists[1]...), on("service", "", "=", lists[2]...),
				on("event", "", "=", lists[3]...), on("event", "x", "!=", lists[4]...), on("tag", "x", "=~", lists[5]...),
			}}}
		},
	},
	{
		Name: "groups of conditions", Times: 6, Joined: true, Fields: []Field{key, plain, plain},
		Build: func(t []string) Request {
			return Request{Query: map[string]any{"queryType": "search", "sort": "mostErrors", "minTraceDuration": "1ms", "anyOf": each(t, 3, func(t []string) []any {
				return []any{[]any{on("tag", t[0], "=", t[1]), on("operation", "", "=", t[2])}}
			})}}
		},
	},
	{
		Name: "columns", Times: 20, Fields: []Field{key},
		Build: func(t []string) Request {
			return Request{Query: map[string]any{"queryType": "search", "result": "spans", "columns": t}}
		},
	},
	{
		Name: "metrics", Times: 5, Fields: []Field{named(key, "group"), named(unsaid, "legend")},
		Build: func(t []string) Request {
			return Request{Query: map[string]any{
				"queryType": "metrics", "measure": "quantiles", "over": "serverSpans", "legend": t[1], "exemplars": true,
				"groupBy": each(t, 2, func(t []string) []any { return []any{"tag:" + t[0]} }),
			}}
		},
	},
	{
		Name: "metrics of traces", Times: 5, Fields: []Field{named(key, "group")},
		Build: func(t []string) Request {
			return Request{Query: map[string]any{
				"queryType": "metrics", "measure": "rate", "over": "traces", "instant": true,
				"groupBy": each(t, 1, func(t []string) []any { return []any{"tag:" + t[0]} }),
			}}
		},
	},
	{
		Name: "statement of metrics", Times: 5, Fields: []Field{key, plain},
		Build: func(t []string) Request {
			query, _ := json.Marshal(map[string]any{"queryType": "metrics", "tags": each(t, 2, func(t []string) []any { return []any{on("tag", t[0], "=", t[1])} })}) // texts alone
			return Request{Resource: "statement", Values: map[string]string{"query": string(query), "interval": "60000"}}
		},
	},
	{
		Name: "service graph", Fields: []Field{named(unsaid, "service")},
		Build: func(t []string) Request {
			return Request{Query: map[string]any{"queryType": "serviceGraph", "service": t[0], "quantile": 0.9}}
		},
	},
	{
		Name: "operations", Fields: []Field{named(plain, "service"), {Name: "prefix", Spelling: Lower}},
		Build: func(t []string) Request {
			return Request{Resource: "operations", Values: map[string]string{"service": t[0], "prefix": t[1]}}
		},
	},
	{
		Name: "services", Fields: []Field{{Name: "prefix", Spelling: Lower}, named(unsaid, "service")},
		Build: func(t []string) Request {
			return Request{Resource: "services", Values: map[string]string{"prefix": t[0], "service": t[1]}}
		},
	},
	{
		Name: "values of a tag", Fields: []Field{named(key, "tag"), named(plain, "service"), {Name: "prefix", Spelling: Lower}},
		Build: func(t []string) Request {
			return Request{Resource: "tagValues", Values: map[string]string{"tag": whole(t[0]), "service": t[1], "prefix": t[2]}}
		},
	},
	{
		Name: "keys of tags", Fields: []Field{named(plain, "service"), named(unsaid, "prefix")},
		Build: func(t []string) Request {
			return Request{Resource: "tagKeys", Values: map[string]string{"service": t[0], "prefix": t[1]}}
		},
	},
	{
		Name: "keys that the index names", Times: 5, Fields: []Field{key, plain},
		Build: func(t []string) Request {
			return Request{Query: map[string]any{
				"queryType": "metrics", "tags": each(t, 2, func(t []string) []any { return []any{on("tag", t[0], "=", t[1])} }),
				"groupBy": each(t, 2, func(t []string) []any { return []any{"tag:" + t[0]} }),
			}}
		},
		Index: func(t []string) json.RawMessage { return indexOf(true, t...) },
	},
	{
		Name: "keys that the index has as fields", Times: 4, Fields: []Field{key, plain, plain},
		Build: func(t []string) Request {
			return Request{Query: map[string]any{"queryType": "search", "tags": each(t, 3, func(t []string) []any {
				return []any{on("tag", t[0], "=", t[1]), on("tag", t[0], "!=", t[2]), on("tag", t[0], "exists")}
			})}}
		},
		Index: func(t []string) json.RawMessage { return indexOf(false, t...) },
	},
	{
		Name: "pattern", Fields: []Field{{Name: "pattern", Spelling: AnyPattern}},
		Build: func(t []string) Request {
			return Request{Query: map[string]any{"queryType": "search", "tags": []any{on("tag", "x", "=~", t[0])}}}
		},
	},
}

// indexOf is an index that names keys of tags, in JSON or as fields of their own.
func indexOf(inJSON bool, tags ...string) json.RawMessage {
	text, number := map[string]any{"type": "text", "doc_value": true, "token": []string{}}, map[string]any{"type": "long", "doc_value": true}
	keys := map[string]any{"traceID": text, "spanID": text, "parentSpanID": text, "duration": number, "logs": text, "tags.span.kind": text}
	members := map[string]any{}
	for _, tag := range tags {
		members[tag] = text
		if !inJSON {
			keys["tags."+tag], keys["process.tags."+tag] = text, text
		}
	}
	if inJSON {
		object := map[string]any{"type": "json", "doc_value": true, "token": []string{}, "json_keys": members}
		keys["service"], keys["name"], keys["start"], keys["attribute"], keys["resource"] = text, text, number, object, object
	} else {
		keys["process.serviceName"], keys["operationName"], keys["startTime"] = text, text, number
	}
	index, _ := json.Marshal(map[string]any{"keys": keys, "max_text_len": 2048}) // texts and numbers alone
	return index
}

// Logstore is an index that requests are tried on. Those of the older dialects have to
// name each tag that is asked for.
type Logstore struct {
	Name  string
	index json.RawMessage
	store *Store
}

// Logstores are one of today's dialect, one of all at the same time, and one of the
// older dialects.
func Logstores() ([]*Logstore, error) {
	var logstores []*Logstore
	for _, name := range []string{"emojivoto", "dialects"} {
		sample, err := samples.Load(name)
		if err != nil {
			return nil, err
		}
		logstores = append(logstores, &Logstore{Name: name, index: sample.Logstores[0].Index})
	}
	return append(logstores, &Logstore{Name: "fields"}), nil
}

// Store is the data source for a request of a shape.
func (l *Logstore) Store(shape Shape, texts []string) (*Store, error) {
	switch {
	case shape.Index != nil:
		return NewStore(shape.Index(texts))
	case l.index == nil:
		return NewStore(indexOf(false, append([]string{"x"}, texts...)...))
	case l.store == nil:
		var err error
		if l.store, err = NewStore(l.index); err != nil {
			return nil, err
		}
	}
	return l.store, nil
}

// Ask sends a request of a shape with texts in it.
func (l *Logstore) Ask(ctx context.Context, shape Shape, texts []string) (statements []string, refused bool, err error) {
	store, err := l.Store(shape, texts)
	if err != nil {
		return nil, false, err
	}
	return store.Ask(ctx, shape.Build(texts))
}

// Narrow are the fields whose texts are few, numbers or references: any other is
// refused, or said nowhere.
var Narrow = narrowShapes()

func narrowShapes() []Shape {
	search, metrics := map[string]any{"queryType": "search"}, map[string]any{"queryType": "metrics", "measure": "apdex"}
	places := []struct {
		name  string
		base  map[string]any
		field string
	}{
		{"trace ID", map[string]any{}, "query"}, {"trace to compare", map[string]any{"queryType": "compare", "query": "1"}, "other"}, {"view", map[string]any{"query": "1"}, "view"},
		{"file", map[string]any{"queryType": "upload"}, "upload"}, {"query type", map[string]any{}, "queryType"},
		{"kind", search, "spanKind"}, {"status", search, "status"}, {"least duration", search, "minDuration"}, {"longest duration of a trace", search, "maxTraceDuration"},
		{"begin", map[string]any{"queryType": "search", "startedWithin": "1m"}, "startedAfter"}, {"length", map[string]any{"queryType": "search", "startedAfter": "1780315200000"}, "startedWithin"},
		{"result", search, "result"}, {"order", search, "sort"},
		{"measure", metrics, "measure"}, {"population", metrics, "over"}, {"threshold", metrics, "apdexThreshold"}, {"ranking", metrics, "topBy"}, {"step", metrics, "step"},
		{"empty buckets", metrics, "emptyBuckets"}, {"comparison", metrics, "compareWith"},
	}
	var shapes []Shape
	one := []Field{unsaid}
	for _, place := range places {
		shapes = append(shapes, Shape{Name: place.name, Fields: one, Build: func(t []string) Request {
			query := maps.Clone(place.base)
			query[place.field] = t[0]
			return Request{Query: query}
		}})
	}
	for name, condition := range map[string]func(text string) map[string]any{
		"operator":   func(text string) map[string]any { return on("tag", "x", text, "1") },
		"subject":    func(text string) map[string]any { return on(text, "x", "=", "1") },
		"scope":      func(text string) map[string]any { return scoped(text, on("tag", "x", "=", "1")) },
		"number":     func(text string) map[string]any { return on("tag", "x", ">", text) },
		"a kind":     func(text string) map[string]any { return on("kind", "", "=", text) },
		"a status":   func(text string) map[string]any { return on("status", "", "=", text) },
		"a kind not": func(text string) map[string]any { return on("kind", "", "!=", text) },
	} {
		shapes = append(shapes, Shape{Name: "condition: " + name, Fields: one, Build: func(t []string) Request {
			return Request{Query: map[string]any{"queryType": "search", "tags": []any{condition(t[0])}}}
		}})
	}
	for _, name := range []string{"from", "to", "limit"} {
		shapes = append(shapes, Shape{Name: "resource: " + name, Fields: one, Build: func(t []string) Request {
			return Request{Resource: "services", Values: map[string]string{name: t[0]}}
		}})
	}
	return append(shapes, Shape{Name: "resource: interval", Fields: one, Build: func(t []string) Request {
		return Request{Resource: "statement", Values: map[string]string{"query": `{"queryType":"metrics"}`, "interval": t[0]}}
	}})
}
