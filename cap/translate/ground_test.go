package translate_test

import (
	"slices"
	"strings"
	"testing"

	"bordercast/cap"
	"bordercast/cap/geo"
	"bordercast/cap/translate"
)

// TestSurvey: an alert is where its codes say and where it draws.
func TestSurvey(t *testing.T) {
	for name, c := range map[string]struct {
		home      cap.Side
		areas     [][]string
		districts []geo.District
		sides     []cap.Side
		near, far float64 // bounds of the distance to the border; near < 0: nobody knows
	}{
		"coded":         {cap.US, [][]string{{"", "SAME=023029"}}, []geo.District{"us/me/029"}, []cap.Side{cap.US}, 0, 0},
		"coded, inland": {cap.US, [][]string{{"", "SAME=025021"}}, []geo.District{"us/ma/021"}, []cap.Side{cap.US}, 250, 450},
		"drawn": {cap.US, [][]string{{"44.66,-67.60 44.76,-67.40"}}, []geo.District{"us/me/029"}, []cap.Side{cap.US},
			30, 50},
		"drawn over it": {cap.CA, [][]string{{"45.16,-67.30 45.215,-67.22", sgc + "1302"}},
			[]geo.District{"ca/nb/1302", "us/me/029"}, []cap.Side{cap.CA, cap.US}, 0, 0},
		"drawn in one, coded in another": {cap.US, [][]string{{"44.66,-67.60 44.76,-67.40"}, {"", "SAME=023003"}},
			[]geo.District{"us/me/003", "us/me/029"}, []cap.Side{cap.US}, 0, 0},
		"nothing": {cap.US, [][]string{{""}}, []geo.District{geo.Unplaced}, nil, -1, 0},
	} {
		a := drawnAlert(t, c.home, c.areas...)
		g := translate.Survey(atlas(t), a)
		km, known := g.BorderKM()
		if !slices.Equal(g.Districts(), c.districts) || !slices.Equal(g.Sides(), c.sides) || known != (c.near >= 0) ||
			known && (km < c.near || km > c.far) {
			t.Errorf("%s: %v %v %.1f km %v", name, g.Districts(), g.Sides(), km, known)
		}
		coded := translate.Survey(nil, a)
		if _, known := coded.BorderKM(); !slices.Equal(coded.Districts(), geo.OfAlert(a)) || known {
			t.Errorf("%s without a map: %v", name, coded.Districts())
		}
	}
}

// TestWhatEndedIsNowhere: only infos in force count, unless the alert ends as a whole.
func TestWhatEndedIsNowhere(t *testing.T) {
	a := drawnAlert(t, cap.US, []string{"44.66,-67.60 44.76,-67.40"})
	a.Infos = append(a.Infos, a.Infos[0])
	a.Infos[1].Areas = []cap.Area{areaOf([]string{"", "SAME=023003"})}
	a.Infos[1].ResponseTypes = []string{"AllClear"}
	a.MsgType, a.References = cap.MsgUpdate, "a@b.invalid,X,2026-03-05T09:00:00-05:00"
	if got := translate.Survey(atlas(t), a).Districts(); !slices.Equal(got, []geo.District{"us/me/029"}) {
		t.Errorf("%v", got)
	}
	a.MsgType = cap.MsgCancel
	if got := translate.Survey(atlas(t), a).Districts(); !slices.Equal(got, []geo.District{"us/me/029", "us/me/003"}) {
		t.Errorf("the end of all: %v", got)
	}
}

// TestAMovedPolygonContinuesItsPart: by districts, whatever draws them.
func TestAMovedPolygonContinuesItsPart(t *testing.T) {
	first := request(drawnAlert(t, cap.US, []string{"45.60,-67.95 45.75,-67.85"}), cap.CA, false)
	first.Atlas = atlas(t)
	d := all(t, first)[0]
	if !slices.Equal(d.Districts, []geo.District{"us/me/003", "us/me/029"}) {
		t.Fatal(d.Districts)
	}
	for name, c := range map[string]struct {
		box  string
		left []geo.District
	}{
		"a little":        {"45.605,-67.955 45.755,-67.855", nil},
		"out of a county": {"45.60,-67.95 45.65,-67.85", []geo.District{"us/me/003"}},
		"into another":    {"45.55,-68.05 45.75,-67.85", nil},
		"only coded now":  {"", nil},
	} {
		codes := []string{c.box}
		if c.box == "" {
			codes = append(codes, "SAME=023003", "SAME=023029")
		}
		a := drawnAlert(t, cap.US, codes)
		a.MsgType = cap.MsgUpdate
		req := request(a, cap.CA, false)
		req.Atlas, req.Parts = first.Atlas, 1
		req.Live = []translate.Live{{Part: 1, Event: d.Event, Districts: d.Districts,
			Derived: cap.Reference{Sender: "gateway@example.invalid", Identifier: d.Alert.Identifier, Sent: d.Alert.Sent}}}
		drafts := all(t, req)
		if len(drafts) != 1 || drafts[0].Part != 1 || drafts[0].Alert.MsgType != cap.MsgUpdate ||
			!slices.Equal(drafts[0].Left, c.left) {
			t.Errorf("%s: %d drafts, part %d %s, left %v", name, len(drafts), drafts[0].Part, drafts[0].Alert.MsgType,
				drafts[0].Left)
		}
	}
}

// TestLanguagesStayTogether: an info that says in another language what the first says is no part of its own, though it
// draws less.
func TestLanguagesStayTogether(t *testing.T) {
	a := drawnAlert(t, cap.CA, []string{"45.16,-67.30 45.215,-67.22", sgc + "1302"})
	a.Infos[1].Areas[0].Polygons = nil
	req := request(a, cap.US, true)
	req.Atlas = atlas(t)
	drafts := all(t, req)
	if len(drafts) != 1 || len(drafts[0].Alert.Infos) != 2 || drafts[0].Reach != translate.Actionable {
		t.Errorf("%d drafts, %s", len(drafts), drafts[0].Reach)
	}
	a.Infos[1].Areas[0].Geocodes[0].Value = "1310"
	if n := len(all(t, req)); n != 2 {
		t.Errorf("%d drafts for two places", n)
	}
}

// TestGroundIsTheSameAnswer: whoever surveys first gets the bytes of who does not.
func TestGroundIsTheSameAnswer(t *testing.T) {
	t.Parallel()
	for _, name := range fixtures(t) {
		req := request(fixture(t, name), side(name).Other(), true)
		req.Atlas = atlas(t)
		once := bytesOf(all(t, req))
		req.Ground = translate.Survey(req.Atlas, req.Alert)
		for range 2 {
			if again := bytesOf(all(t, req)); !slices.Equal(once, again) {
				t.Fatalf("%s differs", name)
			}
		}
	}
}

// TestRetiredCodeIsNoWholeState: a note and a composed block tell of the districts that hold the ground of a code which
// is no longer, and not of the state, which is all that is known of the old one's name.
func TestRetiredCodeIsNoWholeState(t *testing.T) {
	a := drawnAlert(t, cap.US, []string{"", "SAME=002261"})
	for to, want := range map[cap.Side][2]string{
		cap.CA: {"It reaches the border.", "région de recensement de Chugach (Alaska); région de recensement de Copper " +
			"River (Alaska)"},
		cap.US: {"To know of it only: Chugach Census Area, Alaska; Copper River Census Area, Alaska – no drawing of the " +
			"hazard",
			"À titre d’information seulement\u00a0: région de recensement de Chugach (Alaska); région de recensement de " +
				"Copper River (Alaska) – aucun tracé"},
	} {
		req := request(a, to, true)
		req.Atlas = atlas(t)
		d := all(t, req)[0]
		for at, note := range []string{d.Report.Note(false), d.Report.Note(true)} {
			if !strings.Contains(note, want[at]) || strings.Contains(note, "; Alaska") || strings.Contains(note, ": Alaska") {
				t.Errorf("to %s:\n%s", to, note)
			}
		}
		if !slices.Equal(d.Districts, []geo.District{"us/ak/261", "us/ak/063", "us/ak/066"}) {
			t.Errorf("topics: %v", d.Districts)
		}
		if near := d.Report.Where.Near; to == cap.CA && (near == nil || near.About) {
			t.Errorf("its ground is known, and how far away that is: %+v", near)
		}
		if block, ok := composedFrench(d.Alert); to == cap.CA && (!ok || strings.Contains(block.Areas[0].Desc, "; Alaska")) {
			t.Errorf("%+v", block.Areas)
		}
	}
}

// TestGroundKnowsItsParts: a state that one info names as a whole is no part of it because another names a zone of it.
func TestGroundKnowsItsParts(t *testing.T) {
	for name, c := range map[string]struct {
		codes [2]string // of two infos
		part  []geo.District
		by    geo.Reckoned
	}{
		"two zones":              {[2]string{"UGC=AKZ998", "UGC=BCZ922"}, []geo.District{"us/ak/_", "ca/bc/_"}, geo.ByRegion},
		"a zone, then the state": {[2]string{"UGC=AKZ998", "SAME=002000"}, nil, geo.ByGround},
		"the state, then a zone": {[2]string{"SAME=002000", "UGC=AKZ998"}, nil, geo.ByGround},
		"a zone beside a county": {[2]string{"SAME=023029", "UGC=CAZ998"}, []geo.District{"us/ca/_"}, geo.ByGround},
		"places beside a zone":   {[2]string{sgc + "1307", "UGC=CAZ998"}, []geo.District{"us/ca/_"}, geo.ByPlaces},
	} {
		a := drawnAlert(t, cap.US, []string{"", c.codes[0]})
		a.Infos = append(a.Infos[:1], a.Infos[0])
		a.Infos[1].Areas = []cap.Area{areaOf([]string{"", c.codes[1]})}
		g := translate.Survey(atlas(t), a)
		if !slices.Equal(g.InPart(), c.part) || g.BorderBy() != c.by {
			t.Errorf("%s: %v stand for a part, the distance is known by %q", name, g.InPart(), g.BorderBy())
		}
	}
}
