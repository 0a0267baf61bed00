package main

import (
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestJudge(t *testing.T) {
	good := figures{{"decode_speedup_vs_sdk", "ratio", []float64{5, 6.5, 7}}, {"backend_start", "ms", []float64{20}}}
	require.NoError(t, judge(good))
	bad := figures{{"decode_speedup_vs_sdk", "ratio", []float64{9, 5.9, 5}}, {"backend_start", "ms", []float64{150.5}}}
	require.EqualError(t, judge(bad), "a bound is broken, so either the product got worse or the machine is busy:\n"+
		"decode_speedup_vs_sdk is 5.900 ratio and must be at least 6.\nbackend_start is 150.5 ms and must be at most 150.")
}

func TestFigures(t *testing.T) {
	f := figure{"a", "ms", []float64{1936.24, 12.3, 0.01253}}
	require.Equal(t, "a 12.30 ms 0.0125 1936", f.String())
	require.Equal(t, "0.013–1,936", f.spread())
	require.Equal(t, "31,465,634", readable(31465634))
	require.Equal(t, "6.84", readable(6.841))
}

func TestBoundsAreOnFigures(t *testing.T) {
	told := map[string]bool{}
	for _, m := range meanings {
		told[m.name] = true
	}
	for _, length := range lengths {
		for _, g := range grown {
			told[ofTrace(g.what, g.unit, length.spans).name] = true
		}
	}
	for _, b := range bounds {
		require.True(t, told[b.name], "%s is a bound on what the documentation doesn't tell", b.name)
	}
	for _, fact := range facts {
		require.True(t, told[fact.name], fact.name)
	}
}

func TestReplaceBlocks(t *testing.T) {
	path := filepath.Join(t.TempDir(), "page.md")
	require.NoError(t, os.WriteFile(path, []byte("a\n\n<!-- bench: one -->\n\nold\n\n<!-- /bench -->\n\nb\n"), 0o600))
	table := markdown([][]string{{"what", "n"}, {"x", "10"}}, "-:")
	require.Equal(t, "| what |   n |\n| ---- | --: |\n| x    |  10 |\n", table)
	for range 2 { // a second time changes nothing
		require.NoError(t, replaceBlocks(path, map[string]string{"one": table}))
		text, err := os.ReadFile(path)
		require.NoError(t, err)
		require.Equal(t, "a\n\n<!-- bench: one -->\n\n"+table+"\n<!-- /bench -->\n\nb\n", string(text))
	}
	require.ErrorContains(t, replaceBlocks(path, map[string]string{"two": ""}), "has no place for figures")
}

// TestGate has a client ask three things at a time, nine in all, and a neighbour one.
func TestGate(t *testing.T) {
	g := &gate{behind: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { _, _ = io.Copy(w, r.Body) })}
	server := httptest.NewServer(g)
	defer server.Close()
	ask := func(text string) {
		response, err := http.Post(server.URL, "text/plain", strings.NewReader(text))
		if err != nil {
			t.Error(err)
			return
		}
		got, err := io.ReadAll(response.Body)
		_ = response.Body.Close()
		if err != nil || string(got) != text {
			t.Errorf("%q came as %q, %v", text, got, err)
		}
	}
	ask("before")
	g.close("neighbour")
	var asking sync.WaitGroup
	for range 3 {
		asking.Go(func() {
			for range 3 {
				ask("long")
			}
		})
	}
	asking.Go(func() { ask("neighbour") })
	asking.Wait()
	rounds := g.open()
	require.Equal(t, []round{{3, 1}, {3, 0}, {3, 0}}, rounds)
	count, most := ofLong(rounds)
	require.Equal(t, []float64{3, 3}, []float64{count, most})
	ask("after")
	require.Len(t, g.soFar(), 3)
}
