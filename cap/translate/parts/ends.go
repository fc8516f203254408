package parts

import (
	"slices"

	"bordercast/cap"
	"bordercast/cap/event"
	"bordercast/cap/geo"
)

// Ends: what ends something ends it, but an alert that refers to nothing and follows nothing has nothing to end. A
// first report of what is past already (an earthquake's, say) is news like any other.
func (c Chain) Ends() bool {
	a := c.Alert
	if a.MsgType == cap.MsgCancel || len(a.ReferenceList()) > 0 {
		return a.Ends()
	}
	follows := len(c.Live) > 0 || a.MsgType == cap.MsgUpdate
	return a.Ends() && follows && !c.Stateless
}

// HandedOver: of the infos about a live part, every one hands over to a successor. The part stays though the Cancel
// ends others: transitioned_out and UPG end nothing.
func (c Chain) HandedOver(l Live) bool {
	about := 0
	for n := range c.Alert.Infos {
		if geo.Shared(c.Ground.Info(n), l.Districts) > 0 {
			if about++; !c.Alert.Infos[n].HandedOver() {
				return false
			}
		}
	}
	return about > 0
}

// hasEnded recognises an info that has ended while others of its alert are in force: where one of those is about the
// same ground, urgency Past and AllClear end nothing there (see covered).
func (c Chain) hasEnded(n int) bool {
	i := &c.Alert.Infos[n]
	return c.Alert.Ended(i) && (i.EndedByName() || !c.covered(n))
}

// covered says whether infos in force are about all the ground of one that is past or all clear: they are in force in
// each of its districts and draw what it draws. One that names no place is about what the others are about.
func (c Chain) covered(n int) bool {
	a := c.Alert
	var districts []geo.District
	drawings := map[string]bool{}
	for m := range a.Infos {
		if i := &a.Infos[m]; m == n || i.HandedOver() || a.Ended(i) {
			continue
		}
		districts = append(districts, c.Ground.Info(m)...)
		for _, drawn := range c.Ground.AreasOf(m) {
			for _, d := range slices.Concat(drawn.Polygons, drawn.Circles) {
				drawings[d] = true
			}
		}
	}
	if len(districts) == 0 {
		return false
	}
	if ds := c.Ground.Info(n); len(geo.Missing(ds, districts)) > 0 && !slices.Equal(ds, []geo.District{geo.Unplaced}) {
		return false
	}
	return !slices.ContainsFunc(c.Ground.AreasOf(n), func(area cap.Area) bool {
		return slices.ContainsFunc(slices.Concat(area.Polygons, area.Circles), func(d string) bool { return !drawings[d] })
	})
}

// Wider says whether what stands is for more people than the alert that is about it.
func Wider(stands, about cap.Scope) bool {
	order := []cap.Scope{cap.Public, cap.Restricted, cap.Private}
	n := slices.Index(order, stands)
	return n >= 0 && n < slices.Index(order, about)
}

// AboutPerson says whether what ends is about a missing person, as it says itself or as the event of what stands
// does.
func (c Chain) AboutPerson(stands string) bool {
	missing := func(i cap.Info) bool { return event.Missing(&i) }
	return event.IsMissing(stands) || slices.ContainsFunc(c.Alert.Infos, missing)
}
