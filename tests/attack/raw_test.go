package attack

import (
	"encoding/json"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// rawPieces are what raw searches are made of, right and wrong ones.
var rawPieces = []string{
	"a", "b*", "c?", "http.method", "service", `"x y"`, `"a\"b"`, `""`, `"(" `, `")"`, `"and"`, ":", ": ", ":*", " > ", " >= 5", "<", "=", "5", "-1", "0.5", " in ", "[1 2]", "(1 2)", "[", "]", "(", ")", "(", ")", " and ", " or ", " not ", " AND ", " Or ", " ", " ",
	"__tag__:", "#", `#"x"`, "|", `\`, `"`, "'", ";", "--", "*", "?", "订单", "sort", "limit", "\t", "\n",
}

// TestRawSearchNarrowsOnly puts random raw searches, of which some are right, beside
// other conditions: these must hold all the same, and the raw search stay one part.
func TestRawSearchNarrowsOnly(t *testing.T) {
	logstores, err := Logstores()
	require.NoError(t, err)
	ask := func(raw string) ([]string, bool) {
		statements, refused, err := logstores[0].Ask(t.Context(), Shape{Build: func([]string) Request {
			return Request{Query: map[string]any{"queryType": "search", "service": "checkout", "operation": "pay", "rawSearch": raw}}
		}}, nil)
		require.NoError(t, err)
		return statements, refused
	}
	plain, _ := ask("")
	_, sql, _ := strings.Cut(plain[0], "|")
	random, accepted := rand.New(rand.NewPCG(1, 2)), 0
	list := texts(t, 4_000)
	for i := range list {
		raw := list[i]
		if i%4 > 0 {
			raw = ""
			for range 1 + random.IntN(9) {
				raw += rawPieces[random.IntN(len(rawPieces))]
			}
		}
		raw = asJSON(t, raw)
		statements, refused := ask(raw)
		if refused || strings.TrimSpace(raw) == "" {
			require.True(t, len(statements) == 0 || statements[0] == plain[0], "%q", raw)
			continue
		}
		accepted++
		_, ours, _ := strings.Cut(statements[0], "|")
		require.Equal(t, sql, ours, "%q", raw)
		for _, reading := range Readings {
			without, err := ParseSearch(reading, Search(plain[0]))
			require.NoError(t, err)
			alone, err := ParseSearch(reading, strings.TrimSpace(raw))
			require.NoError(t, err, "%q", raw)
			whole, err := ParseSearch(reading, Search(statements[0]))
			require.NoError(t, err, "%q", raw)
			require.Equal(t, append([]Node{{Kind: "group", Parts: []Node{alone}}}, without.Terms()...), whole.Terms(), "%q", raw)
		}
	}
	require.Greater(t, accepted, 100)
	t.Logf("%d raw searches were accepted", accepted)
}

// asJSON gives a text as it comes out of a request: JSON holds no bytes that aren't UTF-8.
func asJSON(t *testing.T, text string) string {
	t.Helper()
	encoded, err := json.Marshal(text)
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(encoded, &text))
	return text
}
