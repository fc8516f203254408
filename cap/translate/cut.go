package translate

import (
	"slices"
	"strconv"
	"strings"

	"bordercast/cap"
	"bordercast/cap/geo"
	"bordercast/cap/translate/parts"
	"bordercast/cap/translate/report"
)

// Events are the event groups of an alert (package parts), in document order.
func Events(a *cap.Alert) []Event { return parts.Events(a) }

// NumberBefore is Request.Parts of one that has a Group, given the part numbers that were ever used at its destination.
func NumberBefore(group int, used []int) int { return parts.NumberBefore(group, used) }

// CutTo is an alert with these of its infos alone, and where it is then.
func CutTo(atlas *geo.Atlas, a *cap.Alert, infos []int) (*cap.Alert, *Ground) {
	cut := *a
	cut.Infos = make([]cap.Info, 0, len(infos))
	for _, n := range infos {
		cut.Infos = append(cut.Infos, a.Infos[n])
	}
	ground := Survey(atlas, &cut)
	return ground.Alert(), ground
}

// leftOut records the infos of other events: the destination is told that they were there, and nothing of what they
// say.
func (w *work) leftOut() {
	g := w.req.Group
	if g == nil {
		return
	}
	w.gate.Redacted = true
	for n := range g.Among {
		if !slices.Contains(g.Infos, n) {
			w.account.Add(report.Dropped, report.Path(n, ""), report.Redacted, "", "event-groups",
				"it tells of another event, which is decided about by itself")
		}
	}
}

// numbered names infos in a report by their numbers in the whole alert, where it was cut.
func (g *Group) numbered(rows []report.Row) {
	const first = "/alert/info["
	if g == nil {
		return
	}
	for i := range rows {
		number, rest, is := strings.Cut(strings.TrimPrefix(rows[i].Path, first), "]")
		n, err := strconv.Atoi(number)
		if is && err == nil && rows[i].Rule != "event-groups" && strings.HasPrefix(rows[i].Path, first) && n >= 1 &&
			n <= len(g.Infos) {
			rows[i].Path = first + strconv.Itoa(g.Infos[n-1]+1) + "]" + rest
		}
	}
}
