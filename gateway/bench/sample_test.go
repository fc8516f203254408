package main

import (
	"slices"
	"testing"

	"bordercast/cap"
	"bordercast/cap/geo"
	"bordercast/cap/translate"
)

// What is measured is an alert about one district, by its codes and by what it draws.
func TestSampleIsAboutOneDistrict(t *testing.T) {
	atlas, err := geo.Load()
	if err != nil {
		t.Fatal(err)
	}
	for side, want := range map[cap.Side]geo.District{cap.CA: "ca/nb/1302", cap.US: "us/me/029"} {
		if got := atlas.DistrictsOf(geo.ActiveAreas(sample(side, "a@b.invalid", cap.MsgAlert))); !slices.Equal(got,
			[]geo.District{want}) {
			t.Errorf("the sample of %s is about %v", side, got)
		}
	}
}

// The whole way is measured: both samples are translated to the other side's own profile, in one part.
func TestSampleReachesTheOtherProfile(t *testing.T) {
	atlas, err := geo.Load()
	if err != nil {
		t.Fatal(err)
	}
	for to, want := range map[cap.Side]translate.Level{cap.US: translate.LevelIPAWS, cap.CA: translate.LevelCAPCP} {
		l, err := newLetters(to.Other(), "test", 1)
		if err != nil {
			t.Fatal(err)
		}
		doc, _ := l.letter(0)
		a, _, err := cap.Read(doc)
		if err != nil {
			t.Fatal(err)
		}
		drafts, err := translate.Translate(asked(atlas, a, to))
		if err != nil || len(drafts) != 1 || drafts[0].Level != want {
			t.Errorf("to %s: %d drafts, %v; want one of level %s: %v", to, len(drafts), err, want, drafts)
		}
	}
}

// The areas that the map is asked for lie at the border, so that the measured way is the long one.
func TestBorderAreasLieAtTheBorder(t *testing.T) {
	atlas, err := geo.Load()
	if err != nil {
		t.Fatal(err)
	}
	across := 0
	for _, a := range borderAreas(200) {
		s := atlas.Site([]cap.Area{a})
		if s.BorderKM > 60 {
			t.Errorf("%s lies %.0f km from the border", a.Desc, s.BorderKM)
		}
		if s.BorderKM == 0 {
			across++
		}
	}
	if across < 100 {
		t.Errorf("only %d of 200 cross the border", across)
	}
}
