package geo

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"bordercast/cap"
	"bordercast/cap/geo/plane"
)

// Doubt is a drawing that is hardly what its sender meant. Whoever reads of one asks the sender; nobody can tell better.
type Doubt struct {
	Info    int    // it stands in, from 0
	Path    string // below that: area[1]/circle[1]
	Drawing string // as written; "" for a whole area
	Metres  bool   // a circle whose radius seems to be metres: what the alert codes counts, and not this
	Text    string // one sentence
}

// What makes a drawing doubtful. CAP 1.2 §3.2.4 wants a radius in kilometres; software that takes it for metres draws half
// a continent around a plant.
const (
	timesCodes = 10     // it has so many times the ground that its codes name,
	metresFrom = 100.0  // and a radius of at least this: read as metres it is still ground,
	spokenFrom = 50.0   // or the text of the alert says as many metres, or a thousandth as kilometres,
	beyondAll  = 1000.0 // or no hazard that anybody draws as a circle reaches so far (km)
)

// Doubts tells which drawings of an alert are hardly what was meant. Ground, findings and reports all go by this answer.
// Without an atlas (nil) it goes by the text and the radius alone.
func (a *Atlas) Doubts(al *cap.Alert) []Doubt {
	d := doubter{atlas: a, alert: al, told: map[string]bool{}}
	for n := range al.Infos {
		for m := range al.Infos[n].Areas {
			d.area(n, m)
		}
	}
	return d.found
}

// Believed are areas without the circles whose radius seems to be metres. With instead set they stay where nothing else
// says where those areas are.
func Believed(areas []cap.Area, doubts []Doubt, instead bool) []cap.Area {
	metres := map[string]bool{}
	for _, d := range doubts {
		metres[d.Drawing] = metres[d.Drawing] || d.Metres
	}
	out, changed, placed := make([]cap.Area, len(areas)), false, false
	for n, area := range areas {
		kept := slices.DeleteFunc(slices.Clone(area.Circles), func(c string) bool { return metres[c] })
		changed = changed || len(kept) < len(area.Circles)
		placed = placed || len(kept)+len(area.Polygons) > 0 || Districts(area)[0] != Unplaced
		out[n] = area
		out[n].Circles = kept
	}
	if !changed || instead && !placed {
		return areas
	}
	return out
}

type doubter struct {
	atlas *Atlas
	alert *cap.Alert
	told  map[string]bool
	says  []length
	read  bool // says has been read
	found []Doubt
}

func (d *doubter) area(n, m int) {
	area := &d.alert.Infos[n].Areas[m]
	if len(area.Circles)+len(area.Polygons) == 0 {
		return
	}
	path := fmt.Sprintf("area[%d]", m+1)
	coded, drawn := d.atlas.codedKM2(*area), 0.0
	for i, text := range area.Circles {
		c, err := cap.ParseCircle(text)
		if err != nil {
			continue
		}
		km2 := math.Pi * c.Radius * c.Radius
		if why := d.metres(c.Radius, km2, coded); why != "" {
			d.tell(Doubt{Info: n, Path: fmt.Sprintf("%s/circle[%d]", path, i+1), Drawing: text, Metres: true,
				Text: fmt.Sprintf("the radius of %g km seems to be metres (%s): please check with its sender; CAP wants kilometres", c.Radius, why)})
		} else {
			drawn += km2
		}
	}
	for _, text := range area.Polygons {
		drawn += roughKM2(text)
	}
	if coded > 0 && drawn >= timesCodes*coded {
		d.tell(Doubt{Info: n, Path: path, Text: fmt.Sprintf("what is drawn has %.0f km², %.0f times the ground of the codes beside it: please check with its sender", drawn, drawn/coded)})
	}
}

// tell notes each drawing once: languages repeat them.
func (d *doubter) tell(found Doubt) {
	key := found.Drawing + "\x00" + found.Text
	if !d.told[key] {
		d.told[key] = true
		d.found = append(d.found, found)
	}
}

// metres says why a radius seems to be metres, "" where it does not. What the text says counts most.
func (d *doubter) metres(radius, km2, coded float64) string {
	if radius < spokenFrom {
		return ""
	}
	if !d.read {
		d.says, d.read = lengthsIn(d.alert), true
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

// codedKM2 is the ground (km²) of what the codes of an area name: at most, where the map has no outline; 0 where it does not
// know.
func (a *Atlas) codedKM2(area cap.Area) (km2 float64) {
	if a == nil {
		return 0
	}
	for _, d := range a.codes(area) {
		switch ground := a.groundOf(d); {
		case ground > 0:
			km2 += ground
		case d.Side() == cap.CA && d.Region() != "sea":
			km2 += a.groundOf(District("ca/" + d.Region() + "/" + whole)) // a division is no larger than its province
		default:
			return 0
		}
	}
	return km2
}

// groundOf is the ground (km²) of a district, or of all counties of a state; 0 where the map has no outline of it.
func (a *Atlas) groundOf(d District) (km2 float64) {
	for _, n := range a.partsOf(d) {
		km2 += a.parts[n].region.Area
	}
	return km2
}

// roughKM2 is the ground of a polygon as far as it can be read; of one that crosses itself less.
func roughKM2(text string) float64 {
	points, _ := cap.ParsePolygon(text)
	ring := make([]plane.LonLat, len(points))
	for n, p := range points {
		ring[n] = plane.LonLat{Lon: p.Lon, Lat: p.Lat}
	}
	ring, ok := plane.Continuous(ring)
	if !ok {
		return 0
	}
	return math.Abs(plane.NewRing(ring).Area)
}
