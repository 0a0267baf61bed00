package sls

import (
	"encoding/json"
	"fmt"
	"strconv"
	"testing"

	"logservice-jaeger-datasource/tests/samples"
)

// longTrace is one trace of so many spans as Log Service answers it, in pages: the
// traces of emojivoto over and over, as OTLP ingest stored them, below one root.
func longTrace(t testing.TB, spans int) [][]byte {
	t.Helper()
	sample, err := samples.Load("emojivoto")
	if err != nil {
		t.Fatal(err)
	}
	const root = "0000000000000001"
	place := map[string]int{}
	for at, row := range sample.Rows {
		for _, content := range row.Contents {
			if content[0] == "spanID" {
				place[content[1]] = at
			}
		}
	}
	var pages [][]byte
	var page []map[string]string
	for i := range spans {
		round, at := i/len(sample.Rows), i%len(sample.Rows)
		row := sample.Rows[at]
		record := map[string]string{"__time__": strconv.FormatInt(row.Time, 10), "__source__": row.Source, "__topic__": row.Topic}
		for _, content := range row.Contents {
			record[content[0]] = content[1]
		}
		renamed := func(id string) string {
			number, err := strconv.ParseUint(id, 16, 64)
			if err != nil {
				t.Fatal(err)
			}
			return fmt.Sprintf("%016x", number+uint64(round)*0x9e3779b97f4a7c15)
		}
		record["traceID"] = samples.LargeTraceID
		switch {
		case i == 0:
			record["spanID"], record["parentSpanID"] = root, ""
		case record["parentSpanID"] == "" || round*len(sample.Rows)+place[record["parentSpanID"]] >= spans || round == 0 && place[record["parentSpanID"]] == 0:
			record["spanID"], record["parentSpanID"] = renamed(record["spanID"]), root
		default:
			record["spanID"], record["parentSpanID"] = renamed(record["spanID"]), renamed(record["parentSpanID"])
		}
		page = append(page, record)
		if len(page) == pageSize || i == spans-1 {
			answer, err := json.Marshal(map[string]any{"meta": map[string]any{"progress": "Complete", "count": len(page), "isAccurate": true, "hasSQL": false}, "data": page})
			if err != nil {
				t.Fatal(err)
			}
			pages = append(pages, answer)
			page = nil
		}
	}
	return pages
}
