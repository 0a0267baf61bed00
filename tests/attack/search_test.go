package attack

import (
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// texts are as many as ATTACK_TEXTS says.
func texts(t *testing.T, by int) []string {
	t.Helper()
	count := by
	if text := os.Getenv("ATTACK_TEXTS"); text != "" {
		var err error
		count, err = strconv.Atoi(text)
		require.NoError(t, err)
	}
	return Texts(count)
}

func templates(t *testing.T, shape Shape, statements []string) []Template {
	t.Helper()
	read := make([]Template, len(statements))
	for i, statement := range statements {
		var err error
		read[i], err = NewTemplate(shape, statement)
		require.NoError(t, err)
	}
	return read
}

// TestSearchKeepsItsStructure puts every text into every field, and holds the search part
// of what comes out against the documented grammar.
func TestSearchKeepsItsStructure(t *testing.T) {
	list := texts(t, 500)
	logstores, err := Logstores()
	require.NoError(t, err)
	for _, logstore := range logstores {
		for _, shape := range Wide {
			t.Run(logstore.Name+", "+shape.Name, func(t *testing.T) {
				trial, err := NewTrial(t.Context(), logstore, shape)
				require.NoError(t, err)
				if shape.Name == "keys of tags" && logstore.Name == "fields" {
					t.Skip("the index alone tells them")
				}
				require.NotEmpty(t, trial.Harmless)
				require.NoError(t, trial.Run(t.Context(), list, nil))
			})
		}
	}
}

// TestNarrowFields puts every text where only numbers, references and words of a list
// belong.
func TestNarrowFields(t *testing.T) {
	list := texts(t, 2000)
	logstores, err := Logstores()
	require.NoError(t, err)
	for _, shape := range Narrow {
		t.Run(shape.Name, func(t *testing.T) {
			refusals := 0
			for _, text := range list {
				statements, refused, err := logstores[0].Ask(t.Context(), shape, []string{text})
				require.NoError(t, err, "%q", text)
				if refused && len(statements) == 0 {
					refusals++
					continue
				}
				require.NoError(t, JudgeNarrow(shape, text))
			}
			require.Greater(t, refusals, len(list)*9/10)
		})
	}
}

// TestBrokenQuotingIsCaught leaves out the escapes that the plugin makes: what the judges
// of this package let pass must be only what needs none.
func TestBrokenQuotingIsCaught(t *testing.T) {
	logstores, err := Logstores()
	require.NoError(t, err)
	logstore, shape := logstores[2], Wide[1]
	template, _, err := logstore.Ask(t.Context(), shape.Alone(), shape.Alone().Placeholders())
	require.NoError(t, err)
	judge := templates(t, shape, template)[0]
	for name, breaks := range map[string]func(search string) string{
		"quotes are not escaped":     func(search string) string { return strings.ReplaceAll(search, `\"`, `"`) },
		"texts are not quoted":       func(search string) string { return strings.NewReplacer(`\"`, `"`, `"`, "").Replace(search) },
		"quotes end in a backslash":  func(search string) string { return strings.ReplaceAll(search, `" `, `\" `) },
		"something else is asked":    func(search string) string { return search + ` or *` },
		"something more is asked":    func(search string) string { return search + ` and not duration: 5` },
		"parentheses are closed":     func(search string) string { return search + `) or (*` },
		"a text is cut at its quote": func(search string) string { return strings.ReplaceAll(search, `\"`, ``) },
	} {
		t.Run(name, func(t *testing.T) {
			list, caught := Texts(600), 0
			for round := range shape.Rounds(list) {
				chosen := shape.Choose(list, round)
				statements, _, err := logstore.Ask(t.Context(), shape, chosen)
				require.NoError(t, err)
				search := Search(statements[0])
				if broken := breaks(search); broken != search {
					caught++
					require.Error(t, judge.Judge(broken+" | select 1", chosen), "%s\nof %s", broken, search)
				}
			}
			require.Greater(t, caught, 30)
		})
	}
}
