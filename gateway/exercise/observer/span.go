package observer

import (
	"fmt"
	"time"
)

// Span says a length of real time in the unit a person thinks in: "38 ms", "5.1 s", "1 min 02 s".
func Span(d time.Duration) string {
	switch {
	case d < 0:
		return "no time"
	case d < 100*time.Microsecond:
		return "at once"
	case d < 10*time.Millisecond:
		return fmt.Sprintf("%.1f ms", float64(d.Microseconds())/1000)
	case d < time.Second:
		return fmt.Sprintf("%d ms", d.Milliseconds())
	case d < time.Minute:
		return fmt.Sprintf("%.1f s", d.Seconds())
	}
	return fmt.Sprintf("%d min %02d s", int(d.Minutes()), int(d.Seconds())%60)
}
