package geo

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"bordercast/cap"
)

// Kind is what is the matter with a drawing. It ends the name of the finding's rule.
type Kind string

// The kinds of doubt.
const (
	InMetres Kind = "radius-in-metres"  // its radius seems to be metres
	Larger   Kind = "larger-than-codes" // it has many times the ground of the codes beside it
	Outside  Kind = "outside-codes"     // it lies elsewhere than the codes beside it
	Nowhere  Kind = "in-neither-country"
	Open     Kind = "ring-closed" // its ring was not closed and is read as if it were
	NotDrawn Kind = "not-drawn"   // it cannot be read

	// Beside are points alone beside areas that name the ground: places where something is measured, no warned ground.
	Beside Kind = "point-beside-areas"

	Retired Kind = "code-retired" // a geocode that is on no list any more
	Unknown Kind = "code-unknown" // one that is on none
)

// Doubt is a drawing that is hardly what its sender meant. Whoever reads of one asks the sender; nobody can tell
// better.
type Doubt struct {
	Info    int    // it stands in, from 0
	Path    string // below that: area[1]/circle[1]
	Kind    Kind
	Drawing string     // as written; "" for a whole area
	Instead string     // what it is read as, of an open ring
	Text    string     // one sentence
	Quiet   bool       // it is the form of its sender's profile: nobody has to ask
	Areas   []cap.Area // those it is about as a whole
}

// OfCode tells whether it is about a geocode.
func (d Doubt) OfCode() bool { return d.Kind == Retired || d.Kind == Unknown }

// CodesWin tells whether the codes of its area count, and not what is drawn there.
func (d Doubt) CodesWin() bool { return d.Kind == Larger || d.Kind == Outside }

// Doubts is whether an area draws what does not count where anything else says where it is.
func (d Doubt) Doubts(a cap.Area) bool {
	return d.Kind == InMetres && slices.Contains(a.Circles, d.Drawing) || d.CodesWin() && d.about(a)
}

// about tells whether it is about a whole area.
func (d Doubt) about(a cap.Area) bool {
	return slices.ContainsFunc(d.Areas, func(b cap.Area) bool { return alikeAreas(a, b) })
}

func alikeAreas(a, b cap.Area) bool {
	return slices.Equal(a.Polygons, b.Polygons) && slices.Equal(a.Circles, b.Circles) && slices.Equal(a.Geocodes,
		b.Geocodes)
}

// What makes a drawing doubtful. CAP 1.2 §3.2.4 wants a radius in kilometres; software that takes it for metres draws
// half a continent around a plant.
const (
	timesCodes = 10     // it has so many times the ground that its codes name,
	metresFrom = 100.0  // and a radius of at least this: read as metres it is still ground,
	spokenFrom = 50.0   // or the text of the alert says as many metres, or a thousandth as kilometres,
	beyondAll  = 1000.0 // or no hazard that anybody draws as a circle reaches so far (km)
)

// Believed are areas without the circles whose radius seems to be metres, and without what is drawn where the codes
// beside it win: for one, a point beside several codes, which cannot lie in each of them. With instead set, circles
// stay where nothing else says where those areas are.
func Believed(areas []cap.Area, doubts []Doubt, instead bool) []cap.Area {
	out, changed, placed := make([]cap.Area, len(areas)), false, false
	for n, area := range areas {
		out[n] = area
		if len(area.Circles) > 0 && several(area) && onlyPoints(area) {
			changed, out[n].Circles = true, nil
		}
		for _, d := range doubts {
			if !d.Doubts(area) {
				continue
			}
			changed = true
			if d.CodesWin() {
				out[n].Polygons, out[n].Circles = nil, nil
			} else {
				out[n].Circles = slices.DeleteFunc(slices.Clone(out[n].Circles), func(c string) bool { return c == d.Drawing })
			}
		}
		placed = placed || len(out[n].Circles)+len(out[n].Polygons) > 0 || Districts(area)[0] != Unplaced
	}
	if !changed || instead && !placed {
		return areas
	}
	return out
}

// doubter reads the drawings of one alert.
type doubter struct {
	atlas    *Atlas
	alert    *cap.Alert // as it was sent
	out      *cap.Alert // as it is read; alert itself as long as nothing is read otherwise
	reported map[[2]string]bool
	many     map[Kind]int // of an info, of the kinds that are counted
	says     []length
	spoken   bool // says has been read
	found    []Doubt
}

// report notes each drawing, and each area, once: languages repeat them.
func (d *doubter) report(found Doubt) {
	text := found.Text
	for _, a := range found.Areas {
		text += fmt.Sprintf("\x00%q%q%v", a.Polygons, a.Circles, a.Geocodes)
	}
	key := [2]string{found.Drawing, text}
	if !d.reported[key] {
		d.reported[key] = true
		d.found = append(d.found, found)
	}
}

// metres says why a radius seems to be metres, "" where it does not. What the text says counts most.
func (d *doubter) metres(radius, km2, coded float64) string {
	if radius < spokenFrom {
		return ""
	}
	if !d.spoken {
		d.says, d.spoken = lengthsIn(d.alert), true
	}
	for _, l := range d.says {
		if alike(l.metres, radius*1000) {
			return "" // the text says these kilometres
		}
	}
	for _, l := range d.says {
		if alike(l.metres, radius) {
			return "the text says “" + l.text + "”"
		}
	}
	switch {
	case coded > 0 && radius >= metresFrom && km2 >= timesCodes*coded:
		return fmt.Sprintf("it draws %.0f times the ground of the codes beside it", km2/coded)
	case radius >= beyondAll:
		return fmt.Sprintf("it is more than %.0f km", beyondAll)
	}
	return ""
}

func alike(a, b float64) bool { return math.Abs(a-b) <= .01*b }

// length is one that a text speaks of.
type length struct {
	text   string
	metres float64
}

// spoken are lengths as people write them, in English and French.
var spoken = regexp.MustCompile(`(?i)(\d{1,3}(?:[,\x{a0}\x{202f} ]\d{3})+(?:\.\d+)?|\d+(?:[.,]\d+)?)[\x{a0}\x{202f} -]*(km|kilomet(?:er|re)s?|kilomètres?|m|met(?:er|re)s?|mètres?)\b`)

// lengthsIn are the lengths that the text of an alert speaks of; speeds are none.
func lengthsIn(al *cap.Alert) (out []length) {
	for n := range al.Infos {
		i := &al.Infos[n]
		texts := []string{i.Headline, i.Description, i.Instruction}
		for _, a := range i.Areas {
			texts = append(texts, a.Desc)
		}
		for _, text := range texts {
			for _, at := range spoken.FindAllStringSubmatchIndex(text, -1) {
				if rest := text[at[1]:]; strings.HasPrefix(rest, "/") {
					continue
				}
				if v, ok := numberOf(text[at[2]:at[3]]); ok {
					if unit := strings.ToLower(text[at[4]:at[5]]); strings.HasPrefix(unit, "k") {
						v *= 1000
					}
					out = append(out, length{strings.Join(strings.Fields(text[at[0]:at[1]]), " "), v})
				}
			}
		}
	}
	return out
}

// numberOf reads 800, 1,500, 1 500, 1.5 and 1,5.
func numberOf(text string) (float64, bool) {
	text = strings.Map(func(r rune) rune {
		if r == ' ' || r == '\u00a0' || r == '\u202f' {
			return -1
		}
		return r
	}, text)
	if head, tail, comma := strings.Cut(text, ","); comma && len(tail) != 3 {
		text = head + "." + tail
	}
	v, err := strconv.ParseFloat(strings.ReplaceAll(text, ",", ""), 64)
	return v, err == nil
}
