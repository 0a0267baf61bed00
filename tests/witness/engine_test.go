//go:build witness

package witness

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// engine is the JVM of the folder presto, shared by all tests of a run. It
// answers one job at a time.
type engine struct {
	jobs    io.WriteCloser
	answers *bufio.Reader
	process *exec.Cmd
	// loaded is the table that the engine holds.
	loaded *table
}

// column is a column's name and its type as Presto spells it.
type column struct {
	Name string `json:"name"`
	Type string `json:"type"`
}

// table is what the statements of a job know as log. Values are texts; nil is NULL.
type table struct {
	Columns []column    `json:"columns"`
	Rows    [][]*string `json:"rows"`
}

// answer is what Presto says to a statement: rows, or why it refuses.
type answer struct {
	Columns []column `json:"columns"`
	Rows    [][]any  `json:"rows"`
	Refusal string   `json:"error"`
}

func startEngine() (*engine, error) {
	if _, err := os.Stat(filepath.FromSlash("presto/target/lib")); err != nil {
		return nil, errors.New("the Presto engine isn't built; run this test by bash tests/witness/run.sh")
	}
	process := exec.Command("java", "-Xmx1g", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1",
		// Presto 0.196 reaches into java.lang, which Java 17 keeps shut.
		"--add-opens=java.base/java.lang=ALL-UNNAMED",
		"-cp", "presto/target/classes"+string(os.PathListSeparator)+"presto/target/lib/*", "witness.Witness")
	log, err := os.Create(filepath.FromSlash("presto/target/engine.log"))
	if err != nil {
		return nil, err
	}
	// The process keeps its own handle.
	defer func() { _ = log.Close() }()
	process.Stderr = log
	jobs, err := process.StdinPipe()
	if err != nil {
		return nil, err
	}
	answers, err := process.StdoutPipe()
	if err != nil {
		return nil, err
	}
	return &engine{jobs: jobs, answers: bufio.NewReader(answers), process: process}, process.Start()
}

// stop lets the JVM end by itself: it does when there are no more jobs.
func (e *engine) stop() error {
	if err := e.jobs.Close(); err != nil {
		return err
	}
	return e.process.Wait()
}

// run runs a statement over a table.
func (e *engine) run(t *testing.T, log *table, sql string) answer {
	t.Helper()
	if e.loaded == nil || !reflect.DeepEqual(e.loaded, log) {
		e.loaded = nil
		require.Empty(t, e.ask(t, map[string]any{"table": log}).Refusal, "Presto can't take the rows")
		e.loaded = log
	}
	return e.ask(t, map[string]any{"sql": sql})
}

func (e *engine) ask(t *testing.T, job any) answer {
	t.Helper()
	text, err := json.Marshal(job)
	require.NoError(t, err)
	_, err = e.jobs.Write(append(text, '\n'))
	require.NoError(t, err, "the Presto engine has gone; its last words are in tests/witness/presto/target/engine.log")
	line, err := e.answers.ReadBytes('\n')
	require.NoError(t, err, "the Presto engine has gone; its last words are in tests/witness/presto/target/engine.log")
	var said answer
	require.NoError(t, json.Unmarshal(line, &said))
	return said
}

var presto *engine

// TestMain starts one engine for the run and prints what was compared.
func TestMain(m *testing.M) {
	var err error
	if presto, err = startEngine(); err != nil {
		fmt.Fprintln(os.Stderr, "witness:", err)
		os.Exit(1)
	}
	code := m.Run()
	if err := presto.stop(); err != nil {
		fmt.Fprintln(os.Stderr, "witness: the Presto engine did not end well:", err)
		code = 1
	}
	fmt.Print(strings.Join(summary, ""))
	os.Exit(code)
}

// summary holds a line for each test that compared.
var summary []string

func report(format string, args ...any) {
	summary = append(summary, fmt.Sprintf("presto: "+format+"\n", args...))
}
