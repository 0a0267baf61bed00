package sls

import (
	"regexp"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"logservice-jaeger-datasource/pkg/trace"
)

// FuzzPrintPattern demands that a pattern, printed for the service, is one of Go's, too,
// and fits what the written one fits.
func FuzzPrintPattern(f *testing.F) {
	for _, seed := range [][2]string{
		{`GET|P.*T`, "PUT"}, {`(?i)kσ7`, "\u212aς7"}, {`[^\d&&[^]`, "&"}, {`(?P<name>a)+?(b){2,}c{1,3}`, "abbc"}, {`^a$`, "a"},
		{`(?s).[\s\S]`, "\n\n"}, {`[\x{d000}-\x{ffff}]`, "\ufffd"}, {`\Qa*\E`, "a*"}, {`()|[^\x00-\x{10FFFF}]`, ""}, {`(?m)^a`, "a"}, {`\bа`, "а"},
	} {
		f.Add(seed[0], seed[1])
	}
	f.Fuzz(func(t *testing.T, pattern, value string) {
		if trace.CheckPattern(pattern) != nil || !utf8.ValidString(value) {
			return
		}
		written, err := regexp.Compile(`\A(?:` + pattern + `)\z`)
		if err != nil {
			return // only as a part of another it is too large or too deep
		}
		text := printPatterns([]string{pattern})
		require.True(t, utf8.ValidString(text))
		printed, err := regexp.Compile(text)
		require.NoError(t, err, "%q printed as %q", pattern, text)
		require.Equal(t, written.MatchString(value), printed.MatchString(value), "%q printed as %q, on %q", pattern, text, value)
	})
}
