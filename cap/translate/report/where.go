package report

import (
	"time"

	"bordercast/cap"
	"bordercast/cap/geo"
)

// Where is what an officer asks first: which areas cross, which of the reader's own districts are meant, and how far
// away it is where none is; by whose clocks, until when the hazard lasts, and what has ended where.
type Where struct {
	Areas, Of    int      // areas of the derived alert, and of its source, without points beside them
	Beside       int      // points beside them, that nobody is warned by
	Names        []string // of the areas, in the first language, as many as a person reads
	FrenchNames  []string // the same in French, where that is not the first
	Withheld     bool     // where it is does not cross
	Own          []Own
	YourSide     bool           // it lies on the reader's side, and in none of its districts: at sea
	Near         *Near          // where nothing of the reader's side is meant, and it is not too far away
	Regions      []geo.District // where there is none: the states or provinces of the other side that it is in
	InPart       []geo.District // of all districts here, those that stand for a part of them
	BorderKM     float64        // how far from the border; negative where nobody knows
	BorderBy     geo.Reckoned
	Clocks       map[cap.Side][]string
	HazardEnds   time.Time // by its sender's words; zero where it does not say
	FurtherOrder bool      // the sender leaves the end open
	Ended        []Ended
	GoesOn       []geo.District // of those that the part left, those in which other parts of the alert go on
}

// Own is a district of the reader's side.
type Own struct {
	District geo.District
	Acts     bool   // people there are to act, not only to know
	Why      string // they are only to know
}

// Near is the nearest place of the reader's side, and where the hazard lies from it.
type Near struct {
	Place    string
	District geo.District
	KM       int
	Bearing  string
	About    bool // known by the places of a district that has no outline
}

// Ended is an area that has ended, in the words of its sender, with its districts; and those of them in which other
// areas of the alert go on.
type Ended struct {
	Area, FrenchArea  string
	Districts, GoesOn []geo.District
}

// MostNames is how many areas, or districts, a note names before it counts.
const MostNames = 5

func (o *Where) appendJSON(b []byte) []byte {
	b = append(b, '{')
	if o.Of > 0 {
		b = number(number(b, "areas", o.Areas), "of", o.Of)
	}
	if o.Beside > 0 {
		b = number(b, "beside", o.Beside)
	}
	b = list(b, "names", o.Names)
	b = truth(list(b, "namesFr", o.FrenchNames), "withheld", o.Withheld)
	if len(o.Own) > 0 {
		b = append(key(b, "own"), '[')
		for _, own := range o.Own {
			b = truth(member(append(comma(b), '{'), "district", string(own.District)), "acts", own.Acts)
			b = append(member(b, "why", own.Why), '}')
		}
		b = append(b, ']')
	}
	if n := o.Near; n != nil {
		b = member(append(key(b, "near"), '{'), "place", n.Place)
		b = member(number(member(b, "district", string(n.District)), "km", n.KM), "bearing", n.Bearing)
		b = append(truth(b, "about", n.About), '}')
	}
	if o.BorderKM >= 0 {
		b = member(number(b, "borderKm", int(o.BorderKM)), "borderBy", string(o.BorderBy))
	}
	b = truth(b, "yourSide", o.YourSide)
	b = list(list(b, "regions", o.Regions), "inPart", o.InPart)
	if len(o.Clocks) > 0 {
		b = append(list(list(append(key(b, "clocks"), '{'), "ca", o.Clocks[cap.CA]), "us", o.Clocks[cap.US]), '}')
	}
	if !o.HazardEnds.IsZero() {
		b = member(b, "hazardEnds", cap.FormatTime(o.HazardEnds.UTC()).Text)
	}
	b = truth(b, "untilFurtherNotice", o.FurtherOrder)
	if len(o.Ended) > 0 {
		b = append(key(b, "ended"), '[')
		for _, e := range o.Ended {
			b = member(member(append(comma(b), '{'), "area", e.Area), "areaFr", e.FrenchArea)
			b = append(list(list(b, "districts", e.Districts), "goesOn", e.GoesOn), '}')
		}
		b = append(b, ']')
	}
	return append(list(b, "goesOn", o.GoesOn), '}')
}

type whereForm struct {
	Areas, Of, Beside int
	Names, NamesFR    []string
	Withheld          bool
	YourSide          bool
	Own               []struct {
		District geo.District
		Acts     bool
		Why      string
	}
	Near               *Near
	Regions, InPart    []geo.District
	BorderKM           *float64
	BorderBy           geo.Reckoned
	Clocks             map[cap.Side][]string
	HazardEnds         string
	UntilFurtherNotice bool
	Ended              []struct {
		Area, AreaFR      string
		Districts, GoesOn []geo.District
	}
	GoesOn []geo.District
}

func (f *whereForm) where() Where {
	out := Where{
		Areas: f.Areas, Of: f.Of, Beside: f.Beside, Names: f.Names, FrenchNames: f.NamesFR,
		Withheld: f.Withheld, YourSide: f.YourSide, Near: f.Near,
		Regions: f.Regions, InPart: f.InPart, BorderKM: -1, BorderBy: f.BorderBy, Clocks: f.Clocks, GoesOn: f.GoesOn,
		HazardEnds: cap.ParseTime(f.HazardEnds).At, FurtherOrder: f.UntilFurtherNotice,
	}
	for _, own := range f.Own {
		out.Own = append(out.Own, Own(own))
	}
	if f.BorderKM != nil {
		out.BorderKM = *f.BorderKM
	}
	for _, e := range f.Ended {
		out.Ended = append(out.Ended, Ended{e.Area, e.AreaFR, e.Districts, e.GoesOn})
	}
	return out
}
