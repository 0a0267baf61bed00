package trace

import (
	"fmt"
	"time"
)

// Roughly words a duration for a sentence.
func Roughly(d time.Duration) string {
	switch d = max(d, 0); {
	case d < 2*time.Minute:
		return Counted(int(d.Seconds()), "second")
	case d < 2*time.Hour:
		return Counted(int(d.Minutes()), "minute")
	case d < 48*time.Hour:
		return Counted(int(d.Hours()), "hour")
	default:
		return Counted(int(d.Hours()/24), "day")
	}
}

// Counted words a number of things, whose name takes an s for more than one.
func Counted(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}
