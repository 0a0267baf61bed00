package sls

import (
	"encoding/json"
	"slices"
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
	rows, err := samples.LongTrace(sample, spans)
	if err != nil {
		t.Fatal(err)
	}
	var pages [][]byte
	for page := range slices.Chunk(rows, pageSize) {
		records := make([]map[string]string, len(page))
		for i, row := range page {
			records[i] = map[string]string{"__time__": strconv.FormatInt(row.Time, 10), "__source__": row.Source, "__topic__": row.Topic}
			for _, content := range row.Contents {
				records[i][content[0]] = content[1]
			}
		}
		answer, err := json.Marshal(map[string]any{"meta": map[string]any{"progress": "Complete", "count": len(page), "isAccurate": true, "hasSQL": false}, "data": records})
		if err != nil {
			t.Fatal(err)
		}
		pages = append(pages, answer)
	}
	return pages
}
