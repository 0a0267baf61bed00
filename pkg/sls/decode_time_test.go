package sls

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestDecodeTiming(t *testing.T) {
	const start = "2021-03-16T08:16:07Z"
	tests := []struct {
		name     string
		row      Row
		start    string
		duration time.Duration
		warnings []string
	}{
		{"milliseconds", with(leastOTLP, "start", "1615882567000"), start, 5 * time.Microsecond, nil},
		{"microseconds", leastOTLP, start, 5 * time.Microsecond, nil},
		{"nanoseconds", with(leastOTLP, "start", "1615882567000000000"), start, 5 * time.Microsecond, nil},
		{"milliseconds of 12 digits", with(leastOTLP, "start", "915148800000"), "1999-01-01T00:00:00Z", 5 * time.Microsecond, nil},
		{"microseconds of 15 digits", with(leastOTLP, "start", "915148800000000"), "1999-01-01T00:00:00Z", 5 * time.Microsecond, nil},
		{"nanoseconds of 18 digits", with(leastOTLP, "start", "915148800000000000"), "1999-01-01T00:00:00Z", 5 * time.Microsecond, nil},
		{"legacy milliseconds", with(leastLegacy, "startTime", "1615882567000"), start, 5 * time.Millisecond, nil},
		{"legacy nanoseconds", with(leastLegacy, "startTime", "1615882567000000000"), start, 5, nil},
		{"the documentation's example: nanoseconds, but the duration in microseconds", with(leastOTLP, "start", "1686294916826000000", "end", "1686294924827000000", "duration", "8001000"),
			"2023-06-09T07:15:16.826Z", 8001 * time.Millisecond, nil},
		{"all in nanoseconds", with(leastOTLP, "start", "1686294916826000000", "end", "1686294924827000000", "duration", "8001000000"),
			"2023-06-09T07:15:16.826Z", 8001 * time.Millisecond, nil},
		{"all in milliseconds", with(leastOTLP, "start", "1615882567000", "end", "1615882567250", "duration", "250"), start, 250 * time.Millisecond, nil},
		{"times in milliseconds, but the duration in microseconds", with(leastOTLP, "start", "1615882567000", "end", "1615882567250", "duration", "249700"), start, 249700 * time.Microsecond, nil},
		{"an end rounded by a microsecond", with(leastOTLP, "end", "1615882567000006"), start, 5 * time.Microsecond, nil},
		{"no duration", with(leastOTLP, "duration", "", "end", "1615882567000250"), start, 250 * time.Microsecond, nil},
		{"no duration and no end", with(leastOTLP, "duration", ""), start, 0, []string{`Its duration "" can't be read.`}},
		{"a span without an end", with(leastOTLP, "duration", "7", "end", "0"), start, 7 * time.Microsecond, nil},
		{"a span without an end whose writer subtracted anyway", with(leastOTLP, "duration", "16830861506709551", "end", "0"), start, 0,
			[]string{`Its duration "16830861506709551" can't be read: it is longer than 292 years.`}},
		{"an unreadable end", with(leastOTLP, "end", "soon"), start, 5 * time.Microsecond, []string{`Its end "soon" can't be read as a time.`}},
		{"an end that agrees with nothing", with(leastOTLP, "end", "1615882568000000"), start, 5 * time.Microsecond,
			[]string{"Its duration 5 doesn't match its start and end, which are 1s apart."}},
		{"an end before the start", with(leastOTLP, "end", "1615882566000000"), start, 5 * time.Microsecond,
			[]string{"Its duration 5 doesn't match its start and end, which are -1s apart."}},
		{"a negative duration", with(leastOTLP, "duration", "-5"), start, 0, []string{`Its duration "-5" can't be read.`}},
		{"a duration that is no number", with(leastLegacy, "duration", "long"), start, 0, []string{`Its duration "long" can't be read.`}},
		{"an unreadable start", with(leastOTLP, "start", "now", "__time__", "1615882567"), start, 5 * time.Microsecond,
			[]string{`Its start "now" can't be read as a time; the time of its record, in whole seconds, stands in.`}},
		{"an unreadable start in a record without a time", with(leastOTLP, "start", "0"), "0001-01-01T00:00:00Z", 5 * time.Microsecond, []string{`Its start "0" can't be read as a time.`}},
		{"a negative start", with(leastLegacy, "startTime", "-1"), "0001-01-01T00:00:00Z", 5 * time.Microsecond, []string{`Its start "-1" can't be read as a time.`}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := decodeSpan(test.row)
			require.NoError(t, err)
			require.Equal(t, utc(test.start), got.Start)
			require.Equal(t, test.duration, got.Duration)
			require.Equal(t, test.warnings, got.Warnings)
		})
	}
}
