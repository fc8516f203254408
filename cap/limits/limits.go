// Package limits bounds what one alert may cost. An alert of a few hundred kilobytes can ask for half a minute of work:
// a polygon of 30,000 corners that crosses itself everywhere, thousands of areas, ten thousand geocodes. Whoever shares
// the gateway with its sender must not wait for that.
//
// Apply gives the alert to work on, and what was done to it. What keeps the limits, which is nearly everything, comes
// back as it is. Nothing else is refused for it: what is too much is left out, or drawn with fewer corners, always
// outwards, and the rest of the alert goes its way. The original survives byte for byte elsewhere, and what an alert is
// identified and compared by is worked out before.
//
//	alert, cuts := limits.Default().Apply(atlas, alert)
//	ground := translate.Survey(atlas, alert, cuts...)
//
// Work is counted, not timed, so that the same alert becomes the same everywhere and whenever it is read again.
package limits

import (
	"fmt"
	"time"

	"bordercast/cap"
	"bordercast/cap/geo"
)

// Limits are what one alert may have. The zero value of each is no limit.
type Limits struct {
	Infos    int
	Areas    int   // of all infos together
	Geocodes int   // of all areas together
	Points   int   // of one polygon; a longer one is drawn with fewer, outwards
	Work     int64 // on what is drawn, in the unit of geo.Atlas.Effort; see Work
}

// Default are the limits where the configuration says nothing. The longest of 211 alerts from the field had 71
// geocodes, 475 areas and a polygon of 6,773 points.
func Default() Limits {
	return Limits{Infos: 50, Areas: 1000, Geocodes: 10_000, Points: 5000, Work: Work(2 * time.Second)}
}

// perSecond is how much of geo.Atlas.Effort a second is taken for, with all that is asked of a drawing from survey to
// release. A processor of 2020 that does nothing else does twice as much.
const perSecond = 10_000_000

// Work is how much work may be done in a time, on a machine that does nothing else.
func Work(in time.Duration) int64 { return int64(in.Seconds() * perSecond) }

// Cut is one thing that was too much.
type Cut struct {
	Limit    string // its key in the configuration: areas, geocodes, polygon_points, infos, work
	Path     string // as in findings: alert/info[2]/area[1]/polygon[3]
	From, To string // how much there was, and what is left; To is "" where it is left out
	Text     string // one sentence
	Kept     []int  // of infos: where those that stay stood
}

// Finding is the cut as validate and explain show it.
func (c Cut) Finding() cap.Finding {
	return cap.Finding{Rule: "limits/" + c.Limit, Level: cap.LevelWarning, Path: c.Path, Text: c.Text}
}

// Apply gives the alert as far as it keeps the limits, and says what it does not keep. It changes nothing in a.
func (l Limits) Apply(atlas *geo.Atlas, a *cap.Alert) (*cap.Alert, []Cut) {
	k := keeper{limits: l, atlas: atlas, out: a}
	k.infos()
	k.areas()
	k.geocodes()
	k.drawings()
	return k.out, k.cuts
}

// keeper works on a copy, which it makes when there is something to change.
type keeper struct {
	limits Limits
	atlas  *geo.Atlas
	out    *cap.Alert
	own    bool // out is a copy, with its infos and their areas
	places []int
	cuts   []Cut
}

// copied makes out a copy that may be changed: the alert, its infos and their areas; what is in those is still shared.
func (k *keeper) copied() {
	if k.own {
		return
	}
	own := *k.out
	own.Infos = append([]cap.Info(nil), own.Infos...)
	for n := range own.Infos {
		own.Infos[n].Areas = append([]cap.Area(nil), own.Infos[n].Areas...)
	}
	k.out, k.own = &own, true
}

func (k *keeper) cut(limit, path, from, to, format string, args ...any) {
	k.cuts = append(k.cuts, Cut{Limit: limit, Path: path, From: from, To: to, Text: fmt.Sprintf(format, args...)})
}

// info is the path of an info of the alert as it was sent.
func (k *keeper) info(n int) string {
	if k.places != nil {
		n = k.places[n]
	}
	return fmt.Sprintf("alert/info[%d]", n+1)
}
