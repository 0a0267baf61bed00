package sls

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestValuesOfAnAnswer(t *testing.T) {
	row := Row{{"traceid", "abc"}, {"spans", "7"}, {"SPANS", "8"}, {"errors", "null"}}
	for _, c := range []struct {
		name, key, text string
		number          int64
	}{
		{"in another case", "traceID", "abc", 0},
		{"in the case asked for, if both are there", "SPANS", "8", 8},
		{"null is no number", "errors", "null", 0},
		{"not there", "start", "", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			require.Equal(t, c.text, text(row, c.key))
			require.Equal(t, c.number, integer(row, c.key))
		})
	}
}
