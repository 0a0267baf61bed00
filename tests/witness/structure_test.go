//go:build witness

package witness

import (
	"bufio"
	"encoding/json"
	"fmt"
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

// Without ATTACK_TEXTS, fewTexts are tried. Of more, statements for the first ones of each
// part and one of so many are judged by Presto's parser besides its lexer.
const (
	fewTexts    = 500
	parsedEvery = 50
	textsInPart = 10_000
)

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
	// Parse has the parser judge it, too, which takes many times as long as the lexer.
	Parse bool `json:"parse,omitempty"`
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

// trial is what one shape makes of texts, for the JVM.
type trial struct {
	*attack.Trial
	// template begins the names of its templates there.
	template string
}

func newTrial(t *testing.T, logstore *attack.Logstore, shape attack.Shape) trial {
	t.Helper()
	made, err := attack.NewTrial(t.Context(), logstore, shape)
	require.NoError(t, err)
	return trial{made, t.Name() + shape.Name}
}

func (a trial) name(statement int) string { return a.template + " " + strconv.Itoa(statement) }

func (a trial) job(i int, asked attack.Asked) (structureJob, bool) {
	sql, ok := sqlOf(asked.Statements[i])
	harmless, _ := sqlOf(a.Harmless[i])
	if !ok || sql == harmless || a.Shape.Fields[0].Spelling == attack.AnyPattern && regexp.MustCompile(string([]rune(asked.Texts[0]))).MatchString("") {
		return structureJob{}, false // a pattern that an empty tag meets is asked for in another way
	}
	job := jobFor(a.Shape, a.name(i), sql, asked.Texts)
	job.Parse = asked.Round*max(1, a.Shape.Times) < fewTexts || asked.Round%parsedEvery == 0
	return job, true
}

// TestSQLKeepsItsStructure puts every text into every field, and lets Presto's lexer and
// parser read what comes out: one of the logstores with all texts, the others with some.
// Parts of the texts go through all fields one after the other, so that a long run that
// is stopped has still tried as many in one field as in the next.
func TestSQLKeepsItsStructure(t *testing.T) {
	log.DefaultLogger = log.NewNullLogger()
	list, found := countTexts(t), judged{}
	logstores, err := attack.Logstores()
	require.NoError(t, err)
	parser := startStructure(t)
	for part := range slices.Chunk(list, textsInPart) {
		for n, logstore := range logstores {
			texts := part
			if n > 0 {
				texts = part[:min(len(part), max(200, len(part)/10))]
			}
			for _, shape := range attack.Wide {
				t.Run(logstore.Name+", "+shape.Name, func(t *testing.T) { found.try(t, parser, newTrial(t, logstore, shape), texts) })
			}
		}
		found.texts += len(part)
		t.Log(found)
	}
	parser.stop(t)
	report("%s", found)
}

// judged is how much was tried.
type judged struct{ texts, statements, parsed int }

func (j judged) String() string {
	return fmt.Sprintf("%d different texts in every field: %d statements kept their structure, %d of them by the parser besides the lexer", j.texts, j.statements, j.parsed)
}

func (j *judged) try(t *testing.T, parser *structure, a trial, texts []string) {
	t.Helper()
	jobs := make(chan structureJob, 100)
	go a.produce(t, texts, jobs)
	parser.judge(t, jobs, func(job structureJob, said string) {
		complain(t, said != "", said, job)
		if job.Template != "" {
			return
		}
		j.statements++
		if job.Parse {
			j.parsed++
		}
	})
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

// produce sends the templates, and jobs for all texts.
func (a trial) produce(t *testing.T, texts []string, jobs chan<- structureJob) {
	defer close(jobs)
	for i, statement := range a.Harmless {
		if sql, ok := sqlOf(statement); ok {
			jobs <- structureJob{Template: a.name(i), SQL: sql}
		}
	}
	err := a.Run(t.Context(), texts, func(asked attack.Asked) {
		for i := range asked.Statements {
			if job, ok := a.job(i, asked); ok {
				jobs <- job
			}
		}
	})
	if err != nil {
		t.Error(err)
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
				a := newTrial(t, logstores[0], shape)
				jobs := make(chan structureJob, 100)
				go func() {
					inner := make(chan structureJob)
					go a.produce(t, list, inner)
					defer close(jobs)
					for job := range inner {
						broken := breaks(job.SQL)
						if job.Template != "" || broken != job.SQL {
							if job.Template == "" {
								job.SQL, job.Parse = broken, true
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
					complain(t, said == "" || strings.HasPrefix(said, "DISAGREEMENT"), "not both object: "+said, job)
				})
			}
			require.Greater(t, caught, 10)
		})
	}
	parser.stop(t)
}
