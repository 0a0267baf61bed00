package faults

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// Jaeger is a query service with traces that began at a moment: /api of Jaeger, whose JSON
// is the model of https://github.com/jaegertracing/jaeger/blob/main/internal/uimodel/model.go
func Jaeger(start time.Time, ids ...string) http.Handler {
	traces := map[string]any{}
	var all []any
	for _, id := range ids {
		traces[id] = traceOf(id, start)
		all = append(all, traces[id])
	}
	mux := http.NewServeMux()
	give := func(pattern string, data any) {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, _ *http.Request) {
			giveJSON(w, http.StatusOK, map[string]any{"data": data, "total": 1})
		})
	}
	give("GET /api/services", []string{"shop"})
	give("GET /api/operations", []map[string]string{{"name": "GET /", "spanKind": "server"}})
	give("GET /api/traces", all)
	mux.HandleFunc("GET /api/traces/{id}", func(w http.ResponseWriter, r *http.Request) {
		found, ok := traces[strings.ToLower(r.PathValue("id"))]
		if !ok {
			giveJSON(w, http.StatusNotFound, map[string]any{"errors": []any{map[string]any{"code": 404, "msg": "trace not found"}}})
			return
		}
		giveJSON(w, http.StatusOK, map[string]any{"data": []any{found}})
	})
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = fmt.Fprint(w, "<html><title>Jaeger UI</title></html>")
	})
	return mux
}

// spansEach is how many spans a trace has.
const spansEach = 10

func traceOf(id string, start time.Time) any {
	spans := []any{}
	for i := range spansEach {
		span := map[string]any{
			"traceID": id, "spanID": fmt.Sprintf("%016x", i+1), "operationName": "GET /", "processID": "p1", "logs": []any{}, "references": []any{},
			"startTime": start.Add(time.Duration(i) * time.Millisecond).UnixMicro(), "duration": 1000,
			"tags": []any{map[string]string{"key": "span.kind", "type": "string", "value": "server"}},
		}
		if i > 0 {
			span["references"] = []any{map[string]string{"refType": "CHILD_OF", "traceID": id, "spanID": fmt.Sprintf("%016x", 1)}}
		}
		spans = append(spans, span)
	}
	return map[string]any{"traceID": id, "spans": spans, "processes": map[string]any{"p1": map[string]any{"serviceName": "shop", "tags": []any{}}}}
}

func giveJSON(w http.ResponseWriter, status int, value any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(value)
}
