package observer

import (
	"testing"
	"time"
)

func TestSpan(t *testing.T) {
	for d, want := range map[time.Duration]string{1500 * time.Microsecond: "1.5 ms", 38 * time.Millisecond: "38 ms",
		5100 * time.Millisecond: "5.1 s", 62 * time.Second: "1 min 02 s", -1: "no time"} {
		if got := Span(d); got != want {
			t.Errorf("%v is said %q, want %q", d, got, want)
		}
	}
}
