//go:build witness

package witness

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"logservice-jaeger-datasource/tests/emulator"
	"logservice-jaeger-datasource/tests/samples"
)

// storedStatements holds what pkg/sls keeps of the statements it makes, in a
// folder for each index that they are made for.
const storedStatements = "../../pkg/sls/testdata/statements"

// logstoreFor gives the logstore whose index answers the stored statements of a folder.
var logstoreFor = map[string]func(*testing.T) *logstore{
	"legacy":   func(t *testing.T) *logstore { return loadLogstore(t, "bookinfo", "istio-tracing", nil) },
	"instance": func(t *testing.T) *logstore { return loadLogstore(t, "emojivoto", "emojivoto-traces", nil) },
	"mixed":    mixedLogstore,
	"deps":     func(t *testing.T) *logstore { return loadLogstore(t, "emojivoto", "emojivoto-traces-deps", nil) },
	"text":     func(t *testing.T) *logstore { return loadLogstore(t, "emojivoto", "emojivoto-traces", tagsAsText) },
	"tallies":  talliesLogstore,
}

// talliesLogstore holds what the scheduled SQL jobs of a trace instance counted.
func talliesLogstore(t *testing.T) *logstore {
	sample, err := samples.Load("emojivoto")
	require.NoError(t, err)
	return fillLogstore(t, sample.WithTallies("emojivoto", 5*time.Minute), "emojivoto-traces-metrics", nil)
}

// mixedLogstore holds records of every dialect, and those of both large samples.
func mixedLogstore(t *testing.T) *logstore {
	l := loadLogstore(t, "dialects", "dialects", nil)
	l.put(t, "bookinfo", "istio-tracing")
	l.put(t, "emojivoto", "emojivoto-traces")
	return l
}

// tagsAsText makes an index whose tags are plain text.
func tagsAsText(index *emulator.Index) {
	for _, name := range []string{"attribute", "resource"} {
		key := index.Keys[name]
		key.Type, key.JSONKeys, key.IndexAll, key.MaxDepth = "text", nil, false, 0
		index.Keys[name] = key
	}
}

// How much of the statements must find rows, so that answers are compared and
// not only that there are none. The stored ones hold names of which each
// logstore has only some.
const (
	leastStoredWithRows = 0.7
	leastAskedWithRows  = 0.8
)

// tally counts statements that the plugin makes. None of them may be refused.
type tally struct{ statements, withRows, rows int }

func (c *tally) judge(t *testing.T, l *logstore, q query) {
	t.Helper()
	said := judge(t, l, q)
	require.Empty(t, said.prestoRefusal, "the plugin's own statement is refused: %s", q.text)
	c.statements++
	c.rows += said.rows
	if said.rows > 0 {
		c.withRows++
	}
}

func (c *tally) finish(t *testing.T, what string, leastShareWithRows float64) {
	t.Helper()
	report("%d %s gave the same on both, %d of them rows, %d rows equal", c.statements, what, c.withRows, c.rows)
	require.NotZero(t, c.statements)
	require.GreaterOrEqual(t, float64(c.withRows)/float64(c.statements), leastShareWithRows, "too few of the statements find rows")
}

func TestStoredStatementsGiveTheSameRowsOnPresto(t *testing.T) {
	folders, err := os.ReadDir(storedStatements)
	require.NoError(t, err)
	var counted tally
	for _, folder := range folders {
		load := logstoreFor[folder.Name()]
		require.NotNil(t, load, "say in logstoreFor which logstore answers the statements of %s", folder.Name())
		l := load(t)
		files, err := filepath.Glob(filepath.Join(storedStatements, folder.Name(), "*.sls"))
		require.NoError(t, err)
		for _, file := range files {
			t.Run(folder.Name()+"/"+strings.TrimSuffix(filepath.Base(file), ".sls"), func(t *testing.T) {
				text, err := os.ReadFile(file)
				require.NoError(t, err)
				counted.judge(t, l, query{strings.TrimSpace(string(text)), history.from, history.to})
			})
		}
	}
	counted.finish(t, "stored statements", leastStoredWithRows)
}

func TestStatementsOfTheReaderGiveTheSameRowsOnPresto(t *testing.T) {
	var counted tally
	for _, place := range places {
		l := place.load(t)
		for i, q := range statementsAsked(t, l, place.questions(t)) {
			t.Run(fmt.Sprintf("%s/%03d", place.name, i), func(t *testing.T) { counted.judge(t, l, q) })
		}
	}
	counted.finish(t, "statements of the reader", leastAskedWithRows)
}
