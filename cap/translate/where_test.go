package translate_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"bordercast/cap"
	"bordercast/cap/geo"
	"bordercast/cap/translate"
)

// screenOf is the first screen of the notes on some drafts.
func screenOf(drafts []translate.Draft, french bool) string {
	var reports []translate.Report
	for _, d := range drafts {
		reports = append(reports, d.Report)
	}
	screen, _, _ := strings.Cut(translate.Note(reports, french), "\n\n")
	return strings.ReplaceAll(screen, "\u00a0", " ")
}

// TestWhereIsWhatIsKnown: how far away something is, by whose clocks and where, is told as exactly as it is known and
// no more exactly. A note never takes a whole state for a zone of it, an epicentre for the coasts that it concerns, or
// a town at the border for the one that is nearest to what is far inland.
func TestWhereIsWhatIsKnown(t *testing.T) {
	for name, c := range map[string]struct {
		home  cap.Side
		areas [][]string // as drawnAlert takes them
		says  string     // ; between what it says
		never string
		fr    string
	}{
		"a zone nobody knows, of a state at the border": {
			cap.US, [][]string{{"51.4,-130.9 0", "UGC=AKZ998"}},
			"How far it is from the border is not known. It is in Alaska.", "reaches the border; nearest known place; km",
			"On ignore à quelle distance de la frontière. État, province ou territoire : Alaska.",
		},
		"one of a state far from it": {
			cap.US, [][]string{{"", "UGC=CAZ998"}},
			"It is at least 692 km from the border. It is in California.", "nearest known place; It is 692",
			"C’est à au moins 692 km de la frontière.",
		},
		"a whole state": {
			cap.US, [][]string{{"", "SAME=006000"}},
			"It is 692 km from the border. It is in California.", "at least", "C’est à 692 km de la frontière.",
		},
		"an epicentre beside several zones": {
			cap.US, [][]string{{"48.9,-125.0 0", "UGC=CAZ998", "UGC=ORZ998"}},
			"It is at least 218 km from the border. It is in California; Oregon.", "nearest known place; ADT", "",
		},
		"a county far away": {
			cap.US, [][]string{{"", "SAME=013295"}},
			"It is in Georgia.", "nearest known place", "État, province ou territoire : Géorgie.",
		},
		"a county inland": {
			cap.US, [][]string{{"", "SAME=023005"}},
			"of the nearest known place on your side", "It is in Maine", "",
		},
		"a division by its places": {
			cap.CA, [][]string{{"", sgc + "1302"}},
			"It is no more than about 1 mi (1 km) from the border.", "reaches the border",
			"C’est à environ 1 km au plus de la frontière.",
		},
		"a province at the border": {
			cap.CA, [][]string{{"", sgc + "13"}},
			"It reaches the border.", "not known", "Cela va jusqu’à la frontière.",
		},
		"waters": {
			cap.US, [][]string{{"", "SAME=096146"}},
			"None of your districts is in it: to know of only. How far it is from the border is not known.", "It is in", "",
		},
		"own waters": {
			cap.CA, [][]string{{"58.65,-153.0 1"}},
			"It lies on your side. It is 62 mi (100 km) north of the nearest known place on your side: Kodiak Station",
			"is not known", "C’est de votre côté.",
		},
		"own ground by zones": {
			cap.US, [][]string{{"", "UGC=BCZ922", "UGC=AKZ027"}},
			"To know of it only: British Columbia (in part) – its sender names zones, and the map does not know in which " +
				"districts they are.", "None of your districts; MDT; YST",
			"À titre d’information seulement : Colombie-Britannique (en partie) – l’émetteur nomme des zones, et la carte " +
				"ignore dans quels districts elles se trouvent.",
		},
		"own ground by a code": {
			cap.CA, [][]string{{"", "SAME=023029"}},
			"To know of it only: Washington County, Maine – no drawing of the hazard stands beside it.", "awareness",
			"À titre d’information seulement : comté de Washington (Maine) – aucun tracé du danger ne l’accompagne.",
		},
		"own ground as a whole": {
			cap.CA, [][]string{{"45.1,-67.5 45.3,-67.2", sgc + "1302"}, {"", "SAME=033000"}},
			"To act: Washington County, Maine.\nTo know of it only: New Hampshire – districts are told to act, not the " +
				"whole; those that the drawing reaches are named.", "in part", "",
		},
		"three reasons": {
			cap.CA, [][]string{{"", "SAME=023029"}, {"46.5,-66.0 46.7,-65.7", sgc + "1309", "SAME=023003"},
				{"", "SAME=033000", "SAME=050009"}},
			"To know of it only: Washington County, Maine; Essex County, Vermont – no drawing of the hazard stands beside it.",
			"awareness", "",
		},
	} {
		t.Run(name, func(t *testing.T) {
			a := drawnAlert(t, c.home, c.areas...)
			a.Infos = a.Infos[:1]
			req := request(a, c.home.Other(), true)
			req.Atlas = atlas(t)
			drafts := all(t, req)
			screen := screenOf(drafts, false)
			if !strings.Contains(screen, c.says) || !strings.Contains(screenOf(drafts, true), c.fr) {
				t.Errorf("it does not say %q and %q:\n%s\n%s", c.says, c.fr, screen, screenOf(drafts, true))
			}
			for _, word := range strings.Split(c.never, "; ") {
				if word != "" && strings.Contains(screen, word) {
					t.Errorf("it says %q:\n%s", word, screen)
				}
			}
			for _, d := range drafts {
				if back, err := translate.ReadReport(d.Report.JSON()); err != nil ||
					!reflect.DeepEqual(back.Where, d.Report.Where) {
					t.Errorf("read back: %v\n%+v\n%+v", err, back.Where, d.Report.Where)
				}
			}
		})
	}
}

// TestGaugesWarnNobody: a district that only a point beside the areas names is no district of the alert: no topic, no
// name, no clock, no code; but the area crosses as it is.
func TestGaugesWarnNobody(t *testing.T) {
	a := drawnAlert(t, cap.US, []string{"", "SAME=023029", "UGC=MEZ030"}, []string{"43.65,-70.25 0", "SAME=023005"},
		[]string{"45.27,-66.06 0", sgc + "1301"}, []string{"57.05,-135.33 0", "SAME=002220"})
	a.Infos = a.Infos[:1]
	for n, name := range []string{"Washington", "Portland", "Saint John", "Sitka"} {
		a.Infos[0].Areas[n].Desc = name
	}
	req := request(a, cap.CA, true)
	req.Atlas = atlas(t)
	drafts := all(t, req)
	d := drafts[0]
	if len(drafts) != 1 || !slices.Equal(d.Districts, []geo.District{"us/me/029"}) || codesOf(d) != "" {
		t.Errorf("%d drafts in %v, codes %s", len(drafts), d.Districts, codesOf(d))
	}
	for n, want := range []string{"comté de Washington (Maine)",
		"Lieu mentionné (selon les termes de l’émetteur : « Portland »)"} {
		if got := strings.ReplaceAll(d.Alert.Infos[1].Areas[n].Desc, "\u00a0", " "); got != want {
			t.Errorf("area %d is %q, want %q", n+1, got, want)
		}
	}
	if got := d.Alert.Infos[1].Headline; !strings.Contains(got, "Washington") || strings.Contains(got, "Cumberland") ||
		strings.Contains(got, "Alaska") || strings.Contains(got, "Nouveau-Brunswick") {
		t.Errorf("the block's headline is %q", got)
	}
	if from, to := a.Infos[0].Areas, d.Alert.Infos[0].Areas; len(from) != len(to) ||
		to[1].Circles[0] != from[1].Circles[0] || len(to[1].Geocodes) != 1 {
		t.Errorf("the areas are %+v", to)
	}
	screen := screenOf(drafts, false)
	for _, word := range []string{"Saint John", "AKST", "AKDT", "To know of it only"} {
		if strings.Contains(screen, word) {
			t.Errorf("it says %q:\n%s", word, screen)
		}
	}
	if !strings.Contains(screen, "Where: Washington. Places named alone, by which nobody is warned: 3.") ||
		!strings.Contains(screen, "Please check") {
		t.Error(screen)
	}
	if w := d.Report.Where; w.Areas != 1 || w.Of != 1 || w.Beside != 3 {
		t.Errorf("%d of %d areas, %d beside", w.Areas, w.Of, w.Beside)
	}
}

// TestEndedIsWhereNothingGoesOn: of what ended a district is named only where no other part of the alert goes on in it.
func TestEndedIsWhereNothingGoesOn(t *testing.T) {
	live := func(part int, districts ...geo.District) translate.Live {
		return translate.Live{Part: part, Event: "HMW", Districts: districts,
			Derived: cap.Reference{Sender: "gateway@example.invalid", Identifier: "bc1-" + string(rune('a'+part)),
				Sent: cap.FormatTime(time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC))}}
	}
	update := func(areas ...string) translate.Request {
		a := drawnAlert(t, cap.US, []string{"", areas[0]})
		a.MsgType = cap.MsgUpdate
		a.Infos = a.Infos[:1]
		for _, area := range areas[1:] {
			more := a.Infos[0]
			more.EventCodes, more.Areas = []cap.Pair{{Name: "SAME", Value: "CEM"}}, []cap.Area{areaOf([]string{"", area})}
			a.Infos = append(a.Infos, more)
		}
		req := request(a, cap.CA, false)
		req.Atlas, req.Parts = atlas(t), 2
		return req
	}
	t.Run("another part has it now", func(t *testing.T) {
		req := update("SAME=023003", "SAME=023029")
		req.Live = []translate.Live{live(1, "us/me/003", "us/me/029")}
		drafts := all(t, req)
		if len(drafts) != 2 || !slices.Equal(drafts[0].Left, []geo.District{"us/me/029"}) {
			t.Fatalf("%d drafts, left %v", len(drafts), drafts[0].Left)
		}
		if screen := screenOf(drafts, false); strings.Contains(screen, "Ended") {
			t.Error(screen)
		}
	})
	t.Run("nobody has it", func(t *testing.T) {
		req := update("SAME=023003")
		req.Live = []translate.Live{live(1, "us/me/003", "us/me/029")}
		if screen := screenOf(all(t, req), false); !strings.Contains(screen, "Ended: Washington County, Maine.") {
			t.Error(screen)
		}
	})
	t.Run("the end of a part beside another", func(t *testing.T) {
		req := update("SAME=023029")
		req.Live = []translate.Live{live(1, "us/me/029"), live(2, "us/me/029", "us/me/003")}
		drafts := all(t, req)
		last := drafts[len(drafts)-1]
		if len(drafts) != 2 || last.Kind != translate.KindCancel {
			t.Fatalf("%d drafts, the last a %s", len(drafts), last.Kind)
		}
		screen := screenOf([]translate.Draft{last}, false)
		if !strings.Contains(screen, "part of the alert goes on in Washington County, Maine.") {
			t.Error(screen)
		}
		i := last.Alert.Infos[0]
		if strings.Contains(i.Headline+i.Description, "ended") ||
			!strings.Contains(i.Description, "in force: read that one") || i.Urgency != cap.UnknownUrgency {
			t.Errorf("%s %q %q", i.Urgency, i.Headline, i.Description)
		}
	})
	t.Run("the end of a part of the very same ground", func(t *testing.T) {
		req := update("UGC=AKZ998")
		req.Live = []translate.Live{live(1, "us/ak/_"), live(2, "us/ak/_")}
		drafts := all(t, req)
		last := drafts[len(drafts)-1]
		screen := screenOf([]translate.Draft{last}, false)
		if !strings.Contains(screen, "Ended: this part; another part of the alert goes on in Alaska.") {
			t.Error(screen)
		}
		if got := last.Alert.Infos[0].Areas[0].Desc; got != "Alaska (in part)" {
			t.Errorf("it ends in %q", got)
		}
	})
	t.Run("the end of a part elsewhere", func(t *testing.T) {
		req := update("SAME=023003")
		req.Live = []translate.Live{live(1, "us/me/003"), live(2, "us/me/029")}
		drafts := all(t, req)
		last := drafts[len(drafts)-1]
		if i := last.Alert.Infos[0]; !strings.Contains(i.Headline, "ended") || i.Urgency != cap.Past {
			t.Errorf("%s %q", i.Urgency, i.Headline)
		}
	})
}

// TestWithheldIsNotNowhere: of an alert whose place does not cross nobody says that it is in none of the reader's
// districts.
func TestWithheldIsNotNowhere(t *testing.T) {
	a := drawnAlert(t, cap.US, []string{"45.178,-67.30 45.1945,-67.265", "SAME=023029", sgc + "1302"})
	a.Scope, a.Restriction = cap.Restricted, "EXERCISE: staff"
	req := request(a, cap.CA, false)
	req.Atlas, req.Allow = atlas(t), []string{"headline"}
	screen := screenOf(all(t, req), false)
	if strings.Contains(screen, "None of your districts") || !strings.Contains(screen, "Where it is stays behind.") {
		t.Error(screen)
	}
}

// TestOverBeforeItWasSent: a hazard that was over before the message lasts until nothing.
func TestOverBeforeItWasSent(t *testing.T) {
	a := drawnAlert(t, cap.US, []string{"", "SAME=023029"})
	saying(&a.Infos[0], "eventEndingTime="+a.Sent.At.Add(-48*time.Hour).Format(time.RFC3339))
	req := request(a, cap.CA, true)
	req.Atlas = atlas(t)
	if screen := screenOf(all(t, req), false); !strings.Contains(screen, "the hazard was over at") ||
		strings.Contains(screen, "The hazard lasts") {
		t.Error(screen)
	}
}
