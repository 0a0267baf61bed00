package sls

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"logservice-jaeger-datasource/pkg/trace"
)

// Services implements trace.Reader.
func (r *Reader) Services(ctx context.Context, query trace.NamesQuery) (trace.Names, error) {
	query.Service = ""
	return r.values(ctx, query, "service", func(s schema) string { return s.service() })
}

// Operations implements trace.Reader.
func (r *Reader) Operations(ctx context.Context, query trace.NamesQuery) (trace.Names, error) {
	return r.values(ctx, query, "operation", func(s schema) string { return s.operation() })
}

// TagValues implements trace.Reader.
func (r *Reader) TagValues(ctx context.Context, query trace.NamesQuery) (trace.Names, error) {
	return r.values(ctx, query, query.Tag, func(s schema) string { return s.tag(query.Tag) })
}

// values lists what an expression gives over the range. what names it for a person.
func (r *Reader) values(ctx context.Context, query trace.NamesQuery, what string, of func(schema) string) (trace.Names, error) {
	c := r.newCall()
	s, err := r.indexed(ctx, c)
	if err != nil {
		return trace.Names{Account: c.finish()}, err
	}
	expression := of(s)
	if expression == "" {
		c.notice(trace.Warning, fmt.Sprintf("The index of logstore %s has no field for %s, so its values can't be listed.", r.config.Logstore, what))
		return trace.Names{Account: c.finish()}, nil
	}
	statement := s.names(column{"name", expression}, query, query.Limit+1)
	values, err := sql(ctx, c, statement, query.Range, func(row Row) string { return text(row, "name") })
	names := limited(values, query.Limit)
	names.Account = c.finish()
	return names, err
}

// limited cuts names, the most frequent first, to a limit, and sorts what stays.
func limited(values []string, limit int) trace.Names {
	more := len(values) > limit
	values = slices.Clone(values[:min(len(values), limit)])
	slices.Sort(values)
	return trace.Names{Values: values, More: more}
}

// TagKeys implements trace.Reader. The index names the keys that it holds; a
// JSON field may hold more than the index lists, so the newest records are asked too.
func (r *Reader) TagKeys(ctx context.Context, query trace.NamesQuery) (trace.Names, error) {
	c := r.newCall()
	s, err := r.indexed(ctx, c)
	if err != nil {
		return trace.Names{Account: c.finish()}, err
	}
	about := s.tagKeys()
	if s.has(spanTagsField) || s.has(resourceTagsField) {
		sampled, err := r.sampledKeys(ctx, c, s, query)
		if err != nil {
			return trace.Names{Account: c.finish()}, err
		}
		about.add(sampled)
	}
	keys := slices.DeleteFunc(slices.Sorted(maps.Keys(about)), func(key string) bool {
		return !strings.HasPrefix(strings.ToLower(key), strings.ToLower(query.Prefix))
	})
	names := limited(keys, query.Limit)
	names.About = make(map[string]trace.TagFacts, len(names.Values))
	for _, key := range names.Values {
		names.About[key] = about[key]
	}
	names.Account = c.finish()
	return names, nil
}

// tagKeys are keys of tags, and what is known of each.
type tagKeys map[string]trace.TagFacts

func (k tagKeys) add(other tagKeys) {
	for key, facts := range other {
		k[key] = k[key].With(facts)
	}
}

// tagKeys are the keys that the index lists.
func (s schema) tagKeys() tagKeys {
	keys := tagKeys{}
	ofSpan, ofResource := trace.TagFacts{Span: trace.Indexed}, trace.TagFacts{Resource: trace.Indexed}
	for name, key := range s.index.Keys {
		if tag, ok := strings.CutPrefix(name, resourceTagPrefix); ok && key.Analytics {
			keys.add(tagKeys{tag: ofResource})
		} else if tag, ok := strings.CutPrefix(name, spanTagPrefix); ok && key.Analytics {
			keys.add(tagKeys{tag: ofSpan})
		}
	}
	for field, facts := range map[string]trace.TagFacts{spanTagsField: ofSpan, resourceTagsField: ofResource} {
		if !s.has(field) {
			continue
		}
		for key := range s.index.Keys[field].JSONKeys {
			keys.add(tagKeys{key: facts})
		}
	}
	return keys
}

// indexing says whether the index has a field for a tag that records hold as JSON.
func (s schema) indexing(field, key string) trace.Indexing {
	if s.lists(field, key) || field == resourceTagsField && key == serviceKey && s.service() != "" {
		return trace.Indexed
	}
	return trace.NotIndexed
}

// sampledKeys are the tag keys of the newest records of the JSON dialects, as
// many as one page holds. Legacy records keep each tag in a field of its own,
// which must be indexed to be filtered by, so theirs are left to the index.
func (r *Reader) sampledKeys(ctx context.Context, c *call, s schema, query trace.NamesQuery) (tagKeys, error) {
	search := cmp.Or(s.narrow(query.Service, "service").text, "*")
	c.state(search)
	request := LogsRequest{Query: search, From: query.Range.From, To: query.Range.To, Lines: pageSize, Reverse: true}
	sample, err := rows(ctx, c, Search, request, func(row Row) tagKeys {
		if _, modern := row.Get("service"); !modern {
			return nil
		}
		span, err := decodeSpan(row)
		if err != nil {
			return nil
		}
		keys := tagKeys{}
		for _, tag := range span.Tags {
			keys.add(tagKeys{tag.Key: {Span: s.indexing(spanTagsField, tag.Key)}})
		}
		for _, tag := range span.Resource {
			keys.add(tagKeys{tag.Key: {Resource: s.indexing(resourceTagsField, tag.Key)}})
		}
		return keys
	})
	keys := tagKeys{}
	for _, of := range sample {
		keys.add(of)
	}
	return keys, err
}
