package servers

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"strconv"
	"time"
)

// Line is a log line as Loki gives it.
type Line struct {
	// Time is nanoseconds since the epoch.
	Time int64
	// Labels are those of the line's stream; Metadata the line's structured
	// metadata; Parsed what the query's pipeline added.
	Labels, Metadata, Parsed map[string]string
	Text                     string
}

// AllLabels are labels, metadata and what the query added, which Grafana shows as
// the line's labels.
func (l Line) AllLabels() map[string]string {
	all := maps.Clone(l.Labels)
	maps.Copy(all, l.Metadata)
	maps.Copy(all, l.Parsed)
	return all
}

// maxLines is how many lines Grafana asks for by default.
const maxLines = 1000

// Query asks for the lines of a LogQL expression as Grafana's Loki data source
// does (https://grafana.com/docs/loki/latest/reference/loki-http-api/#query-logs-within-a-range-of-time),
// the newest first in each stream.
func (l *Loki) Query(ctx context.Context, expression string, from, to time.Time) ([]Line, error) {
	parameters := url.Values{
		"query": {expression}, "direction": {"backward"}, "limit": {strconv.Itoa(maxLines)},
		"start": {strconv.FormatInt(from.UnixNano(), 10)}, "end": {strconv.FormatInt(to.UnixNano(), 10)},
	}
	body, err := l.get(ctx, "/loki/api/v1/query_range?"+parameters.Encode())
	if err != nil {
		return nil, fmt.Errorf("query %s: %w", expression, err)
	}
	var answer struct {
		Data struct {
			ResultType string
			Result     []struct {
				Stream map[string]string
				Values [][]json.RawMessage
			}
		}
	}
	if err := json.Unmarshal([]byte(body), &answer); err != nil {
		return nil, fmt.Errorf("query %s: Loki's answer can't be read: %w", expression, err)
	}
	if answer.Data.ResultType != "streams" {
		return nil, fmt.Errorf("query %s: Loki gave %q, not lines", expression, answer.Data.ResultType)
	}
	var lines []Line
	for _, stream := range answer.Data.Result {
		for _, value := range stream.Values {
			line, err := newLine(stream.Stream, value)
			if err != nil {
				return nil, fmt.Errorf("query %s: %w", expression, err)
			}
			lines = append(lines, line)
		}
	}
	return lines, nil
}

// newLine reads a value of a stream: time, text, and the labels by category.
func newLine(labels map[string]string, value []json.RawMessage) (Line, error) {
	if len(value) != 3 {
		return Line{}, fmt.Errorf("a line of Loki's answer has %d parts, not 3", len(value))
	}
	var nanoseconds string
	line := Line{Labels: labels}
	var categories struct {
		StructuredMetadata map[string]string
		Parsed             map[string]string
	}
	for i, into := range []any{&nanoseconds, &line.Text, &categories} {
		if err := json.Unmarshal(value[i], into); err != nil {
			return Line{}, fmt.Errorf("a line of Loki's answer can't be read: %w", err)
		}
	}
	time, err := strconv.ParseInt(nanoseconds, 10, 64)
	if err != nil {
		return Line{}, fmt.Errorf("a line of Loki's answer has no time: %w", err)
	}
	line.Time, line.Metadata, line.Parsed = time, categories.StructuredMetadata, categories.Parsed
	return line, nil
}
