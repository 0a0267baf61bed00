package attack

import (
	"math/rand/v2"
	"strings"
	"unicode/utf8"
)

// handMade are texts that broke the quoting of others, and words and signs of the two
// languages that statements are written in.
var handMade = []string{
	// Ends of strings and of comments in SQL.
	`'`, `''`, `'''`, `' or '1'='1`, `' or 1=1 --`, `' or 1=1 #`, `' or 1=1/*`, `'; drop table log; --`, `' union select * from log --`, `') or ('1'='1`, `')) or true --`,
	`admin'--`, `' and sleep(9) and '`, `x' || 'y`, `x'||(select accessKey from secrets)||'`, `' having 1=1 --`, `' group by 1, 2 --`, `' limit 1000000 --`, `1' order by 99 --`, `' in (select 1)`,
	`\'`, `\\'`, `\' or 1=1 --`, `\`, `\\`, `\\\`, `x\`, `\"`, `\\"`, `x\" or "y`, `%27 or 1=1`, `&#39;`, `'||chr(39)||'`, `U&'\0027'`, `X'27'`, `e'\x27'`, `$$'$$`,
	`--`, `-- x`, `/*`, `*/`, `/* ' */`, `#`, `;`, `;;`, `' ; select 1`, `null`, `NULL`, `true`, `'null'`, `?`, `:x`, `$1`, `@x`, `${x}`, `{{x}}`, `[[x]]`,
	// Identifiers.
	`"`, `""`, `"""`, `" or "`, `x" as "y`, `", (select 1) as "z`, `x", "traceID`, `"."`, `a"b'c"d`, "`", "`x`", `[x]`, `x.y`, `x"."y`,
	// JSON paths.
	`"]`, `"] or $["`, `']`, `$`, `$.`, `$["x"]`, `]["`, `\"]`, `x"]["y`, `$..*`, `[*]`, `[0]`, `.`, `..`,
	// The search part.
	`|`, `||`, `x | select 1`, `" | select 1 --`, `* | select * from log`, `|select`, `| set session x=1`, `x" or service: "y`, `" and not "`, `x" or *`, `") or (*`, `(`, `)`, `()`, `((`, `))`, `not`, `and`, `or`, `in`, `NOT`, `And`, `not x`, `x or y`, `x and not y`,
	`* or *`, `*`, `**`, `x*`, `*x`, `x?`, `??`, `:`, `::`, `x: y`, `"x": "y"`, `service: *`, `service: ""`, `in [1 2]`, `[1 2]`, `(1 2]`, `> 5`, `>= 5`, `<`, `=`, `x = 5`, `#"x y"`, `key:#"x"`, `__tag__:x:y`, `__topic__`, `sort`, `desc`, `limit`, `group by`,
	`__time__ > 0`, `set session join_limit=1;`, `.let x = 1`, `| extend x=1`, `| where 1=1`, `*|project x`, `//`, `// x`,
	// Regular expressions.
	`.*`, `(?i)`, `(`, `[`, `[^]`, `\A`, `\z`, `\E`, `\Q'\E`, `(?<x>y)`, `^$`, `a{1,2}`, `x|y`, `\x27`, `\u0027`, `[[:alpha:]]`, `\p{Han}`, `(?:'|")`, `$&`,
	// Characters that look like others or that others turn into quotes.
	"\u2019 or 1=1", "\u02bc", "\uff07", "\uff02", "\u201c", "\u201d", "\u00b4", "\u055a", "\u2032", "\u01c0", "\uff5c", "\u2502", "\uff3c", "\ufe68", "\u037e", "\u2044", "\ufe52",
	"\u00bf'", "\u0127", "\u0122", "\u8c21'", "\xbf'", "\xbf\x27", "\xc0\xa7", "\xe2\x80", "\xff", "\ufffd'", "\ufeff'", "\u200b'", "\u200d", "\u202e' or 1=1 --\u202c", "\u2066'\u2069", "\u0000'", "'\x00", "\x00", "\x1a", "\x7f'", "\x1b[0m'", "\u0085'", "\u2028'", "\u2029'",
	"\n", "\r", "\r\n", "\t", "'\n or 1=1", "x\n| select 1", "--\n'", "\v'", "\f'", "\b'", "a\r\nHost: evil", "\u0301'", "e\u0301", "👩‍💻'", "🏳️‍🌈", "\U0010ffff'", "订单'", "ש'לום", "مرحبا'",
	"İ", "ß", "ſ", "K", "Σς", "ǅ", "ŉ",
}

// pieces are what random texts are put together from.
var pieces = []string{
	`'`, `''`, `"`, `""`, `\`, `\\`, `\'`, `\"`, `|`, `(`, `)`, `[`, `]`, `{`, `}`, `*`, `?`, `:`, `;`, `,`, `.`, `#`, `--`, `/*`, `*/`, `//`, `=`, `<`, `>`, `>=`, `!=`, `<>`, `%`, `$`, `&`, `@`, `~`, "`", `+`, `-`, `_`,
	` `, `  `, "\t", "\n", "\r", "\x00", "\x1b", "\x7f", "\u0085", "\u00a0", "\u2028", "\u200b", "\u202e", "\ufeff", "\xff", "\xc3", "\ufffd",
	"select ", "from log", " where ", " or ", " and ", " not ", " in ", "union all ", " like '%", " as ", "null", "true", "1=1", "cast(", " over ()", "limit 9", "set session ", "x", "key", "service", "0", "42", "1e9",
	"é", "ß", "中", "订单", "א", "م", "😀", "👩‍💻", "\u0301", "\uff07", "\u2019", "\u201c", "\uff5c",
}

// longest is how many bytes a random text may have, but for a few.
const longest = 200

// Texts gives so many different texts, the same ones each time: those made by hand, and
// random ones of pieces of both languages, of any characters, and of any bytes. Some are
// long, and some aren't UTF-8.
func Texts(count int) []string {
	random := rand.New(rand.NewPCG(20, 26))
	seen := map[string]bool{}
	var texts []string
	add := func(text string) {
		// Texts that are the same in JSON are the same.
		if !seen[whole(text)] && len(texts) < count {
			seen[whole(text)] = true
			texts = append(texts, text)
		}
	}
	for _, text := range handMade {
		add(text)
	}
	for len(texts) < count {
		add(randomText(random))
	}
	return texts
}

func randomText(random *rand.Rand) string {
	var text strings.Builder
	length := 1 + random.IntN(12)
	if random.IntN(2000) == 0 {
		length = 500
	}
	kind := random.IntN(10)
	for range length {
		switch {
		case kind < 6:
			text.WriteString(pieces[random.IntN(len(pieces))])
		case kind < 8:
			text.WriteRune(rune(random.IntN(utf8.MaxRune + 1))) // halves of pairs become U+FFFD
		case kind == 8:
			text.WriteRune(rune(random.IntN(0x250)))
		default:
			text.WriteByte(byte(random.IntN(256)))
		}
	}
	if text.Len() > longest && length < 500 {
		return text.String()[:longest]
	}
	return text.String()
}
