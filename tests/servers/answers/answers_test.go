//go:build servers

// Package answers holds a real Jaeger's answers against those that tests of
// pkg/jaeger read, and records them again.
package answers

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"logservice-jaeger-datasource/tests/samples"
	"logservice-jaeger-datasource/tests/servers"
)

const root = "../../.."

var record = flag.Bool("record", false, "writes what Jaeger answers to pkg/jaeger/testdata")

// recorded is what index.json tells of an answer.
type recorded struct {
	// Request is the path that was asked for, with its parameters.
	Request     string `json:"request"`
	Status      int    `json:"status"`
	ContentType string `json:"contentType"`
	// File holds the body as it came. There is none of a page, which is Jaeger's own
	// work.
	File string `json:"file,omitempty"`
}

// ask gives what index.json should tell of an answer, and its body.
func (q question) ask(t *testing.T, jaeger *servers.Jaeger) (recorded, []byte) {
	t.Helper()
	answer, err := jaeger.Get(t.Context(), q.path)
	require.NoError(t, err)
	told := recorded{Request: q.path, Status: answer.Status, ContentType: answer.ContentType}
	if json.Valid(answer.Body) {
		told.File = q.name + ".json"
	}
	return told, answer.Body
}

// TestAnswersAreThoseOfAJaeger asks Jaegers that hold the samples up to
// samples.Base. Lists are compared without their order, which differs from run to
// run.
func TestAnswersAreThoseOfAJaeger(t *testing.T) {
	binary, store := os.Getenv("JAEGER_BINARY"), os.Getenv("VICTORIA_METRICS_BINARY")
	if binary == "" || store == "" {
		t.Fatal("JAEGER_BINARY and VICTORIA_METRICS_BINARY must name the built binaries; run this by make test-servers or make record-jaeger")
	}
	ctx, cancel := context.WithTimeout(t.Context(), 4*time.Minute)
	defer cancel()
	for _, set := range sets() {
		pair := start(ctx, t, set, servers.JaegerOptions{Binary: binary, Root: root, Badger: set.badger}, store)
		for name, questions := range set.questions {
			folder := filepath.Join(root, "pkg", "jaeger", "testdata", name)
			if *record {
				write(t, pair.Jaeger, folder, questions)
			}
			compare(t, pair, folder, questions)
		}
	}
}

// more is traffic that counters grow by, whose rates show from then on.
var more = servers.Traffic{Samples: []string{"bookinfo", "emojivoto"}, Now: samples.Base}

// start starts a set's Jaeger with the samples.
func start(ctx context.Context, t *testing.T, set set, options servers.JaegerOptions, store string) *servers.Pair {
	t.Helper()
	traffic := servers.Traffic{Samples: []string{"bookinfo", "emojivoto", "dialects"}, Now: samples.Base}
	if set.metrics {
		options.Metrics = store
		traffic = more
	}
	pair, err := servers.StartPair(ctx, options, traffic)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, pair.Stop()) })
	if set.metrics {
		require.NoError(t, pair.Send(ctx, more))
		awaitMetrics(t, pair, set.questions["metrics"])
	}
	return pair
}

// patience is how long figures may be waited for. They show for a minute from some
// seconds after their traffic on, how many differs by how busy the machine is.
const patience = time.Minute

// awaitMetrics waits until every question that can have figures has some.
func awaitMetrics(t *testing.T, pair *servers.Pair, questions []question) {
	t.Helper()
	for _, question := range questions {
		_, _ = awaitAnswer(t, pair, question, func(told recorded, body []byte) bool {
			return told.Status != http.StatusOK || question.name == "unknown_service" || !strings.Contains(string(body), `"metrics":[]`)
		})
	}
}

// awaitAnswer asks again, while traffic goes on, until an answer is good or patience
// ends, and gives the last one.
func awaitAnswer(t *testing.T, pair *servers.Pair, question question, good func(recorded, []byte) bool) (recorded, []byte) {
	t.Helper()
	until := time.Now().Add(patience)
	for {
		told, body := question.ask(t, pair.Jaeger)
		if good(told, body) || time.Now().After(until) {
			return told, body
		}
		require.NoError(t, pair.Send(t.Context(), more))
	}
}

// write replaces a folder's answers. Those that differ in their order only stay as
// they are.
func write(t *testing.T, jaeger *servers.Jaeger, folder string, questions []question) {
	t.Helper()
	before := map[string][]byte{}
	files, err := filepath.Glob(filepath.Join(folder, "*"))
	require.NoError(t, err)
	for _, file := range files {
		before[filepath.Base(file)], err = os.ReadFile(file)
		require.NoError(t, err)
	}
	require.NoError(t, os.RemoveAll(folder))
	require.NoError(t, os.MkdirAll(folder, 0o755))
	index := make([]recorded, len(questions))
	for i, question := range questions {
		var body []byte
		if index[i], body = question.ask(t, jaeger); index[i].File != "" {
			if held := before[index[i].File]; unordered(held) == unordered(body) {
				body = held
			}
			require.NoError(t, os.WriteFile(filepath.Join(folder, index[i].File), body, 0o644))
		}
	}
	lines := make([]string, len(index))
	for i, answer := range index {
		line, err := json.Marshal(answer)
		require.NoError(t, err)
		lines[i] = "  " + strings.ReplaceAll(string(line), `\u0026`, "&")
	}
	text := "[\n" + strings.Join(lines, ",\n") + "\n]\n"
	require.NoError(t, os.WriteFile(filepath.Join(folder, indexFile), []byte(text), 0o644))
}

// compare asks again, and holds the answers against a folder's.
func compare(t *testing.T, pair *servers.Pair, folder string, questions []question) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(folder, indexFile))
	require.NoError(t, err)
	var index []recorded
	require.NoError(t, json.Unmarshal(text, &index))
	require.Len(t, index, len(questions), "%s does not have every question: make record-jaeger", folder)
	for i, question := range questions {
		t.Run(filepath.Base(folder)+"/"+question.name, func(t *testing.T) {
			same := heldAgainst(t, folder, index[i])
			told, body := question.ask(t, pair.Jaeger)
			if !same(told, body) && filepath.Base(folder) == "metrics" {
				told, body = awaitAnswer(t, pair, question, same)
			}
			require.Equal(t, index[i], told)
			// Not Equal, whose difference is longer than the answers.
			if !same(told, body) {
				t.Errorf("%s is not what Jaeger answers; make record-jaeger, and see what differs. It begins: %.500s", index[i].File, body)
			}
		})
	}
}

// heldAgainst tells whether an answer is the recorded one, but for its order.
func heldAgainst(t *testing.T, folder string, index recorded) func(recorded, []byte) bool {
	t.Helper()
	if index.File == "" {
		return func(told recorded, _ []byte) bool { return told == index }
	}
	held, err := os.ReadFile(filepath.Join(folder, index.File))
	require.NoError(t, err)
	want := unordered(held)
	return func(told recorded, body []byte) bool { return told == index && unordered(body) == want }
}

// unordered spells JSON with its lists sorted.
func unordered(body []byte) string {
	var value any
	decoder := json.NewDecoder(strings.NewReader(string(body)))
	decoder.UseNumber()
	if err := decoder.Decode(&value); err != nil {
		return err.Error()
	}
	if answer, ok := value.(map[string]any); ok {
		withProcesses(answer["data"])
		withoutFigures(answer)
	}
	return spell(value)
}

// withProcesses puts the process itself in the place of its ID, which Jaeger
// gives anew each time, into the spans of v1.
func withProcesses(data any) {
	traces, _ := data.([]any)
	for _, each := range traces {
		trace, _ := each.(map[string]any)
		processes, _ := trace["processes"].(map[string]any)
		spans, _ := trace["spans"].([]any)
		for _, each := range spans {
			span := each.(map[string]any)
			span["processID"] = processes[span["processID"].(string)]
		}
		delete(trace, "processes")
	}
}

// withoutFigures leaves of metrics which labels they have. Which series there are, and
// their figures, is of the seconds in which they were asked for.
func withoutFigures(answer map[string]any) {
	all, _ := answer["metrics"].([]any)
	var shapes []any
	for _, each := range all {
		metric := each.(map[string]any)
		labels, _ := metric["labels"].([]any)
		for _, label := range labels {
			delete(label.(map[string]any), "value")
		}
		delete(metric, "metricPoints")
		if !slices.ContainsFunc(shapes, func(known any) bool { return spell(known) == spell(metric) }) {
			shapes = append(shapes, metric)
		}
	}
	if len(shapes) > 0 {
		answer["metrics"] = shapes
	}
}

func spell(value any) string {
	switch value := value.(type) {
	case []any:
		parts := make([]string, len(value))
		for i, part := range value {
			parts[i] = spell(part)
		}
		slices.Sort(parts)
		return "[" + strings.Join(parts, ",\n") + "]"
	case map[string]any:
		parts := make([]string, 0, len(value))
		for key, part := range value {
			parts = append(parts, fmt.Sprintf("%q:%s", key, spell(part)))
		}
		slices.Sort(parts)
		return "{" + strings.Join(parts, ",") + "}"
	default:
		text, err := json.Marshal(value)
		if err != nil {
			panic(err) // it was read from JSON
		}
		return string(text)
	}
}
