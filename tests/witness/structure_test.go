//go:build witness

package witness

import (
	"bufio"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/grafana/grafana-plugin-sdk-go/backend/log"
	"github.com/stretchr/testify/require"

	"logservice-jaeger-datasource/tests/attack"
)

// Without ATTACK_TEXTS, so many texts are tried: 100,000 take hours.
const fewTexts = 500

// structure is the JVM that holds trees of statements against each other. Jobs may be
// sent before the ones before are answered.
type structure struct {
	jobs    *json.Encoder
	input   io.WriteCloser
	answers *bufio.Scanner
	process *exec.Cmd
}

func startStructure(t *testing.T) *structure {
	t.Helper()
	process := exec.Command("java", "-Xmx1g", "-XX:+UseSerialGC", "-cp", "presto/target/classes"+string(os.PathListSeparator)+"presto/target/lib/*", "witness.Structure")
	log, err := os.Create(filepath.FromSlash("presto/target/structure.log"))
	require.NoError(t, err)
	defer func() { _ = log.Close() }()
	process.Stderr = log
	input, err := process.StdinPipe()
	require.NoError(t, err)
	output, err := process.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, process.Start())
	answers := bufio.NewScanner(output)
	answers.Buffer(nil, 16<<20)
	return &structure{jobs: json.NewEncoder(input), input: input, answers: answers, process: process}
}

func (s *structure) stop(t *testing.T) {
	t.Helper()
	require.NoError(t, s.input.Close())
	require.NoError(t, s.process.Wait())
}

// structureJob is a template, or a statement like one.
type structureJob struct {
	Template string    `json:"template,omitempty"`
	Like     string    `json:"like,omitempty"`
	SQL      string    `json:"sql"`
	Texts    []*string `json:"texts,omitempty"`
	Patterns []bool    `json:"patterns,omitempty"`
}

// judge sends what jobs gives and checks the answers, in the same order.
func (s *structure) judge(t *testing.T, jobs <-chan structureJob, check func(structureJob, string)) {
	t.Helper()
	sent := make(chan structureJob, 1000)
	go func() {
		defer close(sent)
		for job := range jobs {
			if s.jobs.Encode(job) != nil {
				return
			}
			sent <- job
		}
	}()
	for job := range sent {
		require.True(t, s.answers.Scan(), "the parser has gone; its last words are in tests/witness/presto/target/structure.log")
		var said struct{ Error string }
		require.NoError(t, json.Unmarshal(s.answers.Bytes(), &said))
		check(job, said.Error)
	}
}

func sqlOf(statement string) (string, bool) {
	_, sql, ok := strings.Cut(statement, "|")
	return strings.TrimSpace(sql), ok
}

func jobFor(shape attack.Shape, template, sql string, texts []string) structureJob {
	job := structureJob{Like: template, SQL: sql}
	for i, text := range texts {
		field := shape.Fields[i%len(shape.Fields)]
		said := field.Said(text)
		job.Patterns = append(job.Patterns, field.Spelling == attack.Pattern || field.Spelling == attack.AnyPattern)
		if field.Spelling == attack.AnyPattern {
			job.Texts = append(job.Texts, nil)
		} else {
			job.Texts = append(job.Texts, &said)
		}
	}
	return job
}

func countTexts(t *testing.T) []string {
	t.Helper()
	count := fewTexts
	if text := os.Getenv("ATTACK_TEXTS"); text != "" {
		var err error
		count, err = strconv.Atoi(text)
		require.NoError(t, err)
	}
	return attack.Texts(count)
}

// asked is what one shape makes of texts.
type asked struct {
	logstore *attack.Logstore
	shape    attack.Shape
	template string
	harmless []string
}

func (a asked) job(t *testing.T, i int, statement string, texts []string) (structureJob, bool) {
	t.Helper()
	sql, ok := sqlOf(statement)
	if !ok || sql == a.harmless[i] || a.shape.Fields[0].Spelling == attack.AnyPattern && regexp.MustCompile(string([]rune(texts[0]))).MatchString("") {
		return structureJob{}, false // a pattern that an empty tag meets is asked for in another way
	}
	return jobFor(a.shape, a.template+" "+strconv.Itoa(i), sql, texts), true
}

// templates are the jobs that make a shape's templates known.
func (a *asked) templates(t *testing.T) []structureJob {
	t.Helper()
	statements, refused, err := a.logstore.Ask(t.Context(), a.shape, a.shape.Placeholders())
	require.NoError(t, err)
	require.False(t, refused)
	var jobs []structureJob
	for i, statement := range statements {
		sql, ok := sqlOf(statement)
		a.harmless = append(a.harmless, sql)
		if ok {
			jobs = append(jobs, structureJob{Template: a.template + " " + strconv.Itoa(i), SQL: sql})
		}
	}
	return jobs
}

// TestSQLKeepsItsStructure puts every text into every field, and lets Presto's parser
// read what comes out: one of the logstores with all texts, the others with some.
func TestSQLKeepsItsStructure(t *testing.T) {
	log.DefaultLogger = log.NewNullLogger()
	list, statements := countTexts(t), 0
	logstores, err := attack.Logstores()
	require.NoError(t, err)
	parser := startStructure(t)
	for n, logstore := range logstores {
		texts := list
		if n > 0 {
			texts = list[:min(len(list), max(200, len(list)/10))]
		}
		for _, shape := range attack.Wide {
			t.Run(logstore.Name+", "+shape.Name, func(t *testing.T) {
				a := asked{logstore: logstore, shape: shape, template: t.Name()}
				jobs := make(chan structureJob, 100)
				go a.produce(t, texts, jobs)
				parser.judge(t, jobs, func(job structureJob, said string) {
					statements++
					complain(t, said != "", said, job)
				})
			})
		}
	}
	parser.stop(t)
	report("%d different texts in every field: %d statements kept their structure", len(list), statements)
}

// mostComplaints keeps a test that fails short.
const mostComplaints = 20

var complaints int

// complain fails a test, but lets it go on: jobs are on their way.
func complain(t *testing.T, failed bool, what string, job structureJob) {
	t.Helper()
	if !failed {
		return
	}
	if complaints++; complaints > mostComplaints {
		t.Fail()
		return
	}
	t.Errorf("%.600s\n%.600s", what, job.SQL)
}

// produce sends jobs for all texts.
func (a *asked) produce(t *testing.T, texts []string, jobs chan<- structureJob) {
	defer close(jobs)
	for _, job := range a.templates(t) {
		jobs <- job
	}
	for round := range a.shape.Rounds(texts) {
		chosen := a.shape.Choose(texts, round)
		statements, refused, err := a.logstore.Ask(t.Context(), a.shape, chosen)
		if err == nil {
			err = attack.JudgeCount(a.harmless, statements, refused)
		}
		if err != nil {
			t.Errorf("%v of %q", err, chosen)
			return
		}
		for i, statement := range statements {
			if job, ok := a.job(t, i, statement, chosen); ok {
				jobs <- job
			}
		}
	}
}

// TestBrokenQuotingOfSQLIsCaught takes the escapes out of statements: the parser must
// object to each.
func TestBrokenQuotingOfSQLIsCaught(t *testing.T) {
	log.DefaultLogger = log.NewNullLogger()
	logstores, err := attack.Logstores()
	require.NoError(t, err)
	parser := startStructure(t)
	for name, breaks := range map[string]func(sql string) string{
		"single quotes are not doubled":      func(sql string) string { return strings.ReplaceAll(sql, `''`, `'`) },
		"double quotes are not doubled":      func(sql string) string { return strings.ReplaceAll(sql, `""`, `"`) },
		"keys of paths are not escaped":      func(sql string) string { return strings.ReplaceAll(sql, `\"`, `"`) },
		"backslashes in paths are not":       func(sql string) string { return strings.ReplaceAll(sql, `\\`, `\`) },
		"a condition more is asked":          func(sql string) string { return strings.Replace(sql, " where ", " where 1 = 1 and ", 1) },
		"a condition is asked the other way": func(sql string) string { return strings.Replace(sql, " = ", " <> ", 1) },
		"the rest is a comment":              func(sql string) string { return strings.Replace(sql, " limit ", " -- limit ", 1) },
	} {
		t.Run(name, func(t *testing.T) {
			caught, list := 0, attack.Texts(100)
			for _, shape := range attack.Wide {
				if slices.ContainsFunc(shape.Fields, func(f attack.Field) bool { return f.Spelling != attack.Plain && f.Spelling != attack.Lower }) {
					continue // a pattern without some of its escapes may fit the same
				}
				a := asked{logstore: logstores[0], shape: shape, template: t.Name() + shape.Name}
				jobs := make(chan structureJob, 100)
				go func() {
					inner := make(chan structureJob)
					go a.produce(t, list, inner)
					defer close(jobs)
					for job := range inner {
						broken := breaks(job.SQL)
						if job.Template != "" || broken != job.SQL {
							if job.Template == "" {
								job.SQL = broken
							}
							jobs <- job
						}
					}
				}()
				parser.judge(t, jobs, func(job structureJob, said string) {
					if job.Template != "" {
						complain(t, said != "", said, job)
						return
					}
					caught++
					complain(t, said == "", "nobody objects", job)
				})
			}
			require.Greater(t, caught, 10)
		})
	}
	parser.stop(t)
}
