package area

import (
	"slices"

	"bordercast/cap"
	"bordercast/cap/geo"
	"bordercast/cap/translate/language"
	"bordercast/cap/translate/report"
)

// Over gathers what of an alert has ended beside the part, or of it: the areas by their senders' words, with their
// districts.
type Over struct {
	Held []geo.District // where an info of any part goes on: nothing has ended there
	Left []geo.District // where infos that were left out have ended

	part   *Part
	areas  []report.Ended
	inPart []geo.District // districts some part of which has ended
}

// NewOver gathers for a part.
func NewOver(part *Part) *Over { return &Over{part: part} }

// Add records an area that has ended, in one of its languages.
func (o *Over) Add(a cap.Area, tag string) {
	told := a
	if !o.part.Gate.MayCross("areaDesc") {
		told.Desc = ""
	}
	p := o.part.Ground.placeOf(told)
	e := report.Ended{Area: report.Line(a.Desc), Districts: p.districts}
	if Nowhere(e.Districts) {
		e.Districts = nil
	}
	e.GoesOn = GoesOn(e.Districts, o.Held)
	e.Districts = slices.DeleteFunc(slices.Clone(e.Districts), func(d geo.District) bool {
		return slices.Contains(e.GoesOn, d)
	})
	o.inPart = append(o.inPart, p.inPart...)
	if language.French(tag) {
		e.Area, e.FrenchArea = "", e.Area
	}
	for n := range o.areas {
		known := &o.areas[n]
		if !slices.Equal(known.Districts, e.Districts) || !slices.Equal(known.GoesOn, e.GoesOn) {
			continue
		}
		switch {
		case known.Area == e.Area && known.FrenchArea == e.FrenchArea:
			return
		case known.FrenchArea == "" && e.Area == "":
			known.FrenchArea = e.FrenchArea
			return
		case known.Area == "" && e.FrenchArea == "":
			known.Area = e.Area
			return
		}
	}
	o.areas = append(o.areas, e)
}

// GoesOn are those of the ended districts in which others go on.
func GoesOn(ended, others []geo.District) (out []geo.District) {
	for _, d := range ended {
		if geo.Shared([]geo.District{d}, others) > 0 {
			out = append(out, d)
		}
	}
	return out
}
