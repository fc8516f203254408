package translate_test

import (
	"slices"
	"strings"
	"testing"

	"bordercast/cap"
	"bordercast/cap/translate"
)

// TestUnreviewedIsMarkedAndForAwareness: what goes on because nobody answered says so to machines and to people of both
// languages, is for nobody to act on, and opens nothing, whatever its sender and the route would have.
func TestUnreviewedIsMarkedAndForAwareness(t *testing.T) {
	for name, c := range map[string]struct {
		fixture string
		to      cap.Side
		code    string // of a district there
	}{
		"to Canada":            {"mema-hmw", cap.CA, "profile:CAP-CP:Location:0.3"},
		"to the United States": {"nbemo-train-update", cap.US, "SAME"},
	} {
		req := request(fixture(t, c.fixture), c.to, false)
		reviewed := all(t, req)
		req.Unreviewed, req.Channels = "nb-emo", []string{"EAS", "CMAS", "wireless", "broadcast-immediate"}
		for n, d := range all(t, req) {
			a := d.Alert
			if reviewed[n].Reach != translate.Actionable {
				t.Fatalf("%s: the fixture is for awareness anyway", name)
			}
			if d.Reach != translate.Awareness || !slices.Contains(d.Channels, "none: awareness") {
				t.Errorf("%s: reach %s, channels %v", name, d.Reach, d.Channels)
			}
			if !strings.HasPrefix(a.Note, "Not reviewed by nb-emo. Non examiné par nb-emo.") {
				t.Errorf("%s: the note says %q", name, a.Note)
			}
			for i := range a.Infos {
				info := &a.Infos[i]
				want := "Not reviewed by nb-emo."
				if strings.HasPrefix(info.Language, "fr") {
					want = "Non examiné par nb-emo."
				}
				if !strings.Contains(info.Description, want) {
					t.Errorf("%s: %s says %q", name, info.Language, info.Description)
				}
				if info.Param("layer:bordercast:1.0:reviewed") != "no" || info.Param("layer:bordercast:1.0:reach") != "awareness" {
					t.Errorf("%s: %s has parameters %v", name, info.Language, info.Parameters)
				}
				for _, area := range info.Areas {
					if slices.ContainsFunc(area.Geocodes, func(g cap.Pair) bool { return g.Name == c.code }) {
						t.Errorf("%s: a machine may act on %v", name, area.Geocodes)
					}
				}
			}
			if a.Identifier == reviewed[n].Alert.Identifier {
				t.Errorf("%s: it has the name of the one that was reviewed", name)
			}
			again := request(a, c.to.Other(), false)
			for _, back := range all(t, again) {
				if back.Alert.Infos[0].Param("layer:bordercast:1.0:reviewed") != "no" {
					t.Errorf("%s: the next gateway forgets that nobody reviewed it", name)
				}
			}
		}
	}
}
