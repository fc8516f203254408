package geo

import (
	"bordercast/cap"
	"bordercast/cap/geo/ground"
	"bordercast/cap/geo/plane"
)

// CountyAt is the US county a point lies in, "" where it lies in none: at sea, abroad.
func (a *Atlas) CountyAt(p cap.Point) District {
	if l := a.ground.At(onMap(p), ground.County); l != nil {
		return District(l.ID)
	}
	return ""
}

// ProvinceAt is the Canadian province a point lies in, as "ca/nb/_", "" where it lies in none. Small islands and
// coastal waters, which the map does not draw, belong to the province of the nearest place.
func (a *Atlas) ProvinceAt(p cap.Point) District {
	return District(a.places.Province(a.ground, onMap(p)))
}

// SideAt is the country whose ground or territorial waters a point lies in, "" for neither.
func (a *Atlas) SideAt(p cap.Point) cap.Side {
	xy := onMap(p)
	for _, d := range []District{"ca/_/_", "us/_/_"} {
		if a.ground.Holds(string(d), xy) {
			return d.Side()
		}
	}
	return ""
}

// FromBorder is how far a point lies from the border (km).
func (a *Atlas) FromBorder(p cap.Point) float64 {
	_, km := a.border.lines.Near(plane.Back(onMap(p)))
	return km
}

func onMap(p cap.Point) plane.XY {
	if p.Lon > plane.East {
		p.Lon -= 360
	}
	return plane.Project(plane.LonLat{Lon: p.Lon, Lat: p.Lat})
}

// Nearby is where a shape lies as seen from the nearest place of a side that has none of its ground.
type Nearby struct {
	Place   Place
	KM      float64 // from the place to the edge of the shape
	Bearing string  // from the place to there: N, NE, E …
}

// Nearby is how far and in which direction a shape lies from the nearest place of a side; false where the map has none
// within some hundred kilometres. Where the shape comes nearest to the border is known from its Touch, else nil.
func (a *Atlas) Nearby(s *Shape, touch *Touch, side cap.Side) (Nearby, bool) {
	if a == nil || s == nil || s.Empty() {
		return Nearby{}, false
	}
	var at cap.Point
	if touch != nil {
		at = touch.Nearest
	} else {
		_, at = a.Border(s)
	}
	place, km, bearing := a.places.Nearest(s.loops, at, side)
	if place == nil {
		return Nearby{}, false
	}
	return Nearby{placeOf(place), km, bearing}, true
}
