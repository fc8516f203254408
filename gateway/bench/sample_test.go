package main

import (
	"slices"
	"testing"

	"bordercast/cap"
	"bordercast/cap/geo"
)

// What is measured is an alert about one district, by its codes and by what it draws.
func TestSampleIsAboutOneDistrict(t *testing.T) {
	atlas, err := geo.Load()
	if err != nil {
		t.Fatal(err)
	}
	for side, want := range map[cap.Side]geo.District{cap.CA: "ca/nb/1302", cap.US: "us/me/029"} {
		if got := atlas.DistrictsOfAlert(sample(side, "a@b.invalid", cap.MsgAlert)); !slices.Equal(got, []geo.District{want}) {
			t.Errorf("the sample of %s is about %v", side, got)
		}
	}
}
