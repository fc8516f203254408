package translate_test

import (
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"bordercast/cap"
	"bordercast/cap/translate"
)

// crossing is one alert that crossed, and what became of it.
type crossing struct {
	name      string
	src       *cap.Alert
	to        cap.Side
	stateless bool
	drafts    []translate.Draft
}

// everyReport calls see with the reports of every fixture, and of every real message that is beside the repository,
// both ways, with and without a ledger. They are made once for all tests that look at them; none changes any.
func everyReport(t *testing.T, see func(name string, src *cap.Alert, drafts []translate.Draft)) {
	t.Helper()
	all, err := crossings()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range all {
		see(c.name, c.src, c.drafts)
	}
}

var crossings = sync.OnceValues(func() (out []crossing, err error) {
	files, err := filepath.Glob("testdata/*.xml")
	if err != nil {
		return nil, err
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".xml")
		if strings.Contains(name, ".") {
			continue // no fixture: see fixtures
		}
		raw, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		a, _, err := cap.Read(raw)
		if err != nil {
			return nil, err
		}
		out = append(out, bothWays(name, a)...)
	}
	messages, err := corpus()
	for _, m := range messages {
		out = append(out, m.crossings...)
	}
	return out, err
})

// bothWays is what becomes of an alert both ways, with and without a ledger, but for what cannot be translated.
func bothWays(name string, a *cap.Alert) (out []crossing) {
	for _, to := range []cap.Side{cap.CA, cap.US} {
		for _, stateless := range []bool{true, false} {
			if drafts, err := translate.Translate(request(a, to, stateless)); err == nil {
				out = append(out, crossing{name, a, to, stateless, drafts})
			}
		}
	}
	return out
}

var asEnglish = regexp.MustCompile(`en anglais\x{a0}: «\x{a0}(.*)\x{a0}»`)

// TestFrenchNoteIsFrench: every reason that any report gives is in the table of phrases in French. A new reason wants a
// line of the family why/, its English to the letter but for blanks.
func TestFrenchNoteIsFrench(t *testing.T) {
	t.Parallel()
	missing := map[string]bool{}
	everyReport(t, func(_ string, _ *cap.Alert, drafts []translate.Draft) {
		for _, d := range drafts {
			for _, m := range asEnglish.FindAllStringSubmatch(d.Report.Note(true), -1) {
				missing[m[1]] = true
			}
		}
	})
	for _, why := range slices.Sorted(maps.Keys(missing)) {
		t.Errorf("phrases.csv has no French for %q", why)
	}
}

// TestNoteSaysWhatMatters: who, what, where, what became of it, what was left out, what to check.
func TestNoteSaysWhatMatters(t *testing.T) {
	a := fixture(t, "mema-hmw")
	a.Infos[0].Categories = append(a.Infos[0].Categories, "Weather")
	a.Infos[0].Expires = cap.Time{}
	d := all(t, request(a, cap.CA, true))
	for french, want := range map[bool][]string{
		false: {"From mema@mema.invalid.", "sent an alert at ", "This is an exercise", "Where: ", "HMW becomes hazmat",
			"profile", "Left out", "Missing, and filled in", "sent + 24 h", "is this project's own"},
		true: {"a transmis une alerte à ", "Ceci est un exercice", "Où\u00a0: ", "À vérifier", "Absent de l’original"},
	} {
		text := translate.Note([]translate.Report{d[0].Report}, french)
		for _, w := range want {
			if !strings.Contains(text, w) {
				t.Errorf("the note does not say %q:\n%s", w, text)
			}
		}
	}
}

// TestChecksAreForPeople: what machines alone read of an alert is in its report and nothing that an officer is to
// check; neither is how far away a drawing lies that the first screen tells of.
func TestChecksAreForPeople(t *testing.T) {
	t.Parallel()
	storm := american("SAME=SVR", "eventMotionDescription=2026-03-06T12:00:00-05:00...storm...304DEG...31KT...45.1,-67.2",
		"expiredReferences=office@weather.invalid,urn:oid:2.49.0.1.840.0.aa.001.1,2026-03-06T09:00:00-05:00",
		"VTEC=/O.NEW.KCAR.SV.W.0001.260306T1700Z-260306T1800Z/", "AWIPSidentifier=SVRCAR",
		"NWSheadline=A STORM", "CMAMtext=Take shelter")
	abroad := drawnAlert(t, cap.CA, []string{"41.6,-93.0 41.9,-92.8"})
	for what, c := range map[string]struct {
		alert *cap.Alert
		to    cap.Side
		why   string
	}{
		"a storm's motion":   {storm, cap.CA, "degrees say where a storm comes from"},
		"expired references": {storm, cap.CA, "those alerts have lapsed"},
		"one side alone":     {abroad, cap.US, "km² of it in Canada"},
	} {
		req := request(c.alert, c.to, true)
		req.Atlas = atlas(t)
		d := all(t, req)[0]
		_, checks, _ := strings.Cut(d.Report.Note(false), "  Please check:")
		if strings.Contains(checks, c.why) || strings.Contains(checks, "- Parameter:") {
			t.Errorf("%s is to be checked:%s", what, checks)
		}
		if !strings.Contains(string(d.Report.JSON()), c.why) {
			t.Errorf("%s is in no report", what)
		}
	}
	everyReport(t, func(name string, _ *cap.Alert, drafts []translate.Draft) {
		for _, d := range drafts {
			for _, r := range d.Report.Rows {
				if r.Action == translate.Carried && r.Check && strings.Contains(r.Path, "/parameter[") && r.Rule != "validate" {
					t.Errorf("%s: %+v", name, r)
				}
			}
		}
	})
}

// TestNoteNamesThingsAsTheyAre: a code by its own list's name, and not by that of what became it; a sender on one line;
// in either language each value beside the language that has it; and no place where none is known.
func TestNoteNamesThingsAsTheyAre(t *testing.T) {
	storm := message(cap.MsgAlert, "thunderstorm:1302", "thunderstorm:1310+1311")
	storm.Infos[1].Language = "fr-CA"
	storm.Infos[0].SenderName = "Fictional Office,\n      second line"
	for n := range storm.Infos {
		storm.Infos[n].EventCodes = append(storm.Infos[n].EventCodes, cap.Pair{Name: "SAME", Value: "SVR"})
		storm.Infos[n].Areas[0].Polygons = []string{"45.1,-67.3 45.1,-67.1 45.2,-67.1 45.1,-67.3"}
	}
	d := all(t, request(storm, cap.US, true))[0]
	for french, want := range map[bool][]string{
		false: {"Fictional Office, second line sent", "thunderstorm becomes SVR, Severe Thunderstorm Warning (",
			"in en-CA it is 1302, and in fr-CA 1310 1311: "},
		true: {"thunderstorm devient SVR, alerte d’orages violents (",
			"en en-CA, c’est 1302, et en fr-CA, 1310 1311\u00a0: "},
	} {
		for _, w := range want {
			if note := d.Report.Note(french); !strings.Contains(note, w) {
				t.Errorf("the note does not say %q:\n%s", w, note)
			}
		}
	}
	gone := all(t, request(message(cap.MsgCancel), cap.US, true))[0].Report
	if en, fr := gone.Note(false), gone.Note(true); strings.Contains(en, "Ended: Area") ||
		strings.Contains(fr, "Terminé\u00a0: Zone") {
		t.Errorf("a place that nobody knows is told:\n%s\n%s", en, fr)
	}
}
