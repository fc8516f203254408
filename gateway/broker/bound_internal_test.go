package broker

import (
	"testing"
	"time"
)

// A subscriber above the limit stays as long as less and less waits for it, however slowly; another is cut off.
func TestWhoIsCutOff(t *testing.T) {
	const limit = 100
	for name, c := range map[string]struct {
		bytes func(second int) int // what waits
		at    int                  // the second in which it is cut off, 0 for never
	}{
		"below":                         {func(int) int { return 100 }, 0},
		"a stalled one":                 {func(int) int { return 101 }, 10},
		"for whom more and more comes":  {func(s int) int { return 101 + s }, 10},
		"a slow one with much to take":  {func(s int) int { return 10_000 - s }, 0},
		"a slow one that stalls for 9":  {func(s int) int { return 10_000 - s/9 }, 0},
		"a slow one that stalls for 20": {func(s int) int { return 10_000 - s/20 }, 10},
		"one that was below meanwhile":  {func(s int) int { return map[bool]int{true: 50, false: 500}[s%7 == 0] }, 0},
		"one that is late with it":      {func(s int) int { return map[bool]int{true: 50, false: 500}[s < 30] }, 40},
	} {
		t.Run(name, func(t *testing.T) {
			b, at := &bound{limit: limit}, 0
			start := time.Date(2026, 3, 5, 14, 20, 0, 0, time.UTC)
			for s := range 100 {
				if cut := b.over([]waiting{{1, c.bytes(s)}, {2, 5}}, start.Add(time.Duration(s)*time.Second)); len(cut) > 0 {
					at = s
					break
				}
			}
			if at != c.at {
				t.Errorf("cut off in second %d, not %d", at, c.at)
			}
		})
	}
}
