package translate_test

import (
	"fmt"
	"hash/crc32"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"bordercast/cap"
	"bordercast/cap/translate"
)

// TestEveryDifferenceIsNamed: over the border and back, everything that is lost or gained is named by a row of one of
// the two reports, with its value. Nothing is known here of what may change: it is read from the reports alone. Over
// the fixtures and every real message, both ways.
func TestEveryDifferenceIsNamed(t *testing.T) {
	t.Parallel()
	trips := 0
	everyReport(t, func(name string, src *cap.Alert, drafts []translate.Draft) {
		trip := newTrip(src)
		for _, d := range drafts {
			trip.leg(src, d)
			if d.Alert == nil {
				continue
			}
			back, err := translate.Translate(request(d.Alert, d.Report.To.Other(), true))
			if err != nil {
				t.Errorf("%s: what went to %s cannot come back: %v", name, d.Report.To, err)
				return
			}
			for _, b := range back {
				trip.leg(d.Alert, b)
				if b.Alert != nil {
					trip.arrive(b.Alert)
				}
			}
		}
		if trips++; len(trip.back) == 0 {
			return // an end notice alone
		}
		for _, fault := range trip.unexplained() {
			t.Errorf("%s to %s: %s", name, drafts[0].Report.To, fault)
		}
	})
	if trips < 4*len(fixtures(t))-8 {
		t.Errorf("only %d trips", trips)
	}
}

// thing is one value of an alert: where it stands, without the number of its info, and what it says.
type thing struct{ path, value string }

// trip is what went over the border and what came back.
type trip struct {
	out, back  map[thing]bool
	rows       []translate.Row
	gone, made map[thing]bool // of elements that a row drops or composes as a whole
	frames     []string
}

func newTrip(src *cap.Alert) *trip {
	return &trip{out: things(src), back: map[thing]bool{}, gone: map[thing]bool{}, made: map[thing]bool{}}
}

var wholeInfo = regexp.MustCompile(`^/alert/info(?:\[([^]]*)\])?(/area|/resource)?$`)

// leg notes what the report of one passage names.
func (tr *trip) leg(from *cap.Alert, d translate.Draft) {
	for _, r := range d.Report.Rows {
		tr.rows = append(tr.rows, r)
		if r.Path == "/alert/references" && cutMark.MatchString(r.From) { // the row is about the whole list
			for _, ref := range from.ReferenceList() {
				tr.gone[thing{r.Path, triplet(ref)}] = true
			}
		}
		if (strings.HasSuffix(r.Path, "/description") || strings.HasSuffix(r.Path, "/instruction")) &&
			r.Action == translate.Composed {
			tr.frames = append(tr.frames, r.To)
		}
		m := wholeInfo.FindStringSubmatch(r.Path)
		switch n := 0; {
		case m == nil:
		case r.Action == translate.Dropped:
			if _, err := fmt.Sscan(m[1], &n); err == nil && n >= 1 && n <= len(from.Infos) {
				for th := range infoThings(&from.Infos[n-1]) {
					if strings.HasPrefix(th.path, "/alert/info"+m[2]) {
						tr.gone[th], tr.gone[tr.unframed(th)] = true, true
					}
				}
			}
		case r.Action == translate.Composed && d.Alert != nil:
			for n := range d.Alert.Infos {
				if i := &d.Alert.Infos[n]; i.Language == m[1] || m[1] == "" {
					for th := range infoThings(i) {
						tr.made[th] = true
					}
				}
			}
		}
	}
}

func (tr *trip) arrive(a *cap.Alert) {
	for th := range things(a) {
		if !tr.made[th] {
			th = tr.unframed(th)
		}
		tr.back[th] = th.value != ""
	}
}

// unframed is a description without the frames that the reports name.
func (tr *trip) unframed(th thing) thing {
	if th.path != "/alert/info/description" && th.path != "/alert/info/instruction" {
		return th
	}
	lines := strings.Split(th.value, "\n")
	frame := func(line string) bool {
		return line == "" || slices.ContainsFunc(tr.frames, func(f string) bool { return shows(f, line) })
	}
	for len(lines) > 0 && frame(lines[0]) {
		lines = lines[1:]
	}
	for len(lines) > 0 && frame(lines[len(lines)-1]) {
		lines = lines[:len(lines)-1]
	}
	return thing{th.path, strings.TrimSpace(strings.Join(lines, "\n"))}
}

// cutMark ends what a report cuts.
var cutMark = regexp.MustCompile(`… #[0-9a-f]{8}$`)

// shows: the row shows the value, or as much of it as a report shows.
func shows(shown, value string) bool {
	if at := cutMark.FindStringIndex(shown); at != nil {
		return strings.HasPrefix(value, shown[:at[0]]) &&
			strings.HasSuffix(shown, fmt.Sprintf("#%08x", crc32.ChecksumIEEE([]byte(value))))
	}
	return strings.TrimSpace(shown) == strings.TrimSpace(value)
}

func (tr *trip) unexplained() []string {
	var out []string
	for th := range maps.Clone(tr.made) { // what was composed may come back with frames of its own
		tr.made[tr.unframed(th)] = true
	}
	for th := range tr.out {
		if !tr.back[th] && !tr.gone[th] && !tr.named(th, func(r translate.Row) string { return r.From }) {
			out = append(out, fmt.Sprintf("lost %s: %.200q", th.path, th.value))
		}
	}
	for th, said := range tr.back {
		if said && !tr.out[th] && !tr.made[th] && !tr.named(th, func(r translate.Row) string { return r.To }) {
			out = append(out, fmt.Sprintf("gained %s: %.200q", th.path, th.value))
		}
	}
	return out
}

var number = regexp.MustCompile(`^/alert/info\[[^]]*\]`)

// named: a row about this element shows the value.
func (tr *trip) named(th thing, side func(translate.Row) string) bool {
	return slices.ContainsFunc(tr.rows, func(r translate.Row) bool {
		path := number.ReplaceAllString(r.Path, "/alert/info")
		name, _, _ := strings.Cut(path, "[")
		if name != th.path || r.Action == translate.Carried && r.From == r.To && r.Rule == "" {
			return false
		}
		shown := side(r)
		if shown == "[redacted]" {
			return true
		}
		if _, pair, ok := strings.Cut(path, "parameter["); ok && shows(strings.TrimSuffix(pair, "]")+"="+shown, th.value) {
			return true // the name stands in the path
		}
		for one := range strings.FieldsSeq(shown) { // several codes or references in one row
			if shows(strings.Trim(one, ","), th.value) {
				return true
			}
		}
		return shows(shown, th.value)
	})
}
