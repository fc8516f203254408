package config

import (
	"fmt"
	"time"
)

// check refuses what would silence an ordinary alert, and what would bound nothing. The longest alerts seen in the
// field have some hundred areas and geocodes, a dozen infos, and polygons of some thousand points.
func (l Limits) check(f *findings) {
	for _, c := range []struct {
		key               string
		value, least, top int
		usual             int
	}{
		{"areas", l.Areas, 100, 100_000, 1000}, {"geocodes", l.Geocodes, 100, 100_000, 10_000},
		{"polygon_points", l.PolygonPoints, 100, 100_000, 5000}, {"infos", l.Infos, 4, 1000, 50},
		{"districts", l.Districts, 10, 10_000, 400},
	} {
		if c.value < c.least || c.value > c.top {
			f.fail("limits."+c.key, fmt.Sprintf("%d is not between %d and %d", c.value, c.least, c.top),
				fmt.Sprintf("leave it out for %d", c.usual))
		}
	}
	if work := time.Duration(l.Work); work < 100*time.Millisecond || work > time.Minute {
		f.fail("limits.work", work.String()+" is not between 100ms and 1m", "leave it out for 2s")
	}
	if l.Subscriber < 64<<10 || l.Subscriber > 1<<30 {
		f.fail("limits.subscriber", l.Subscriber.String()+" is not between 64KB and 1GB", "leave it out for 16MB")
	}
}
