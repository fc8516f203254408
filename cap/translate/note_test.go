package translate_test

import (
	"io/fs"
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
	name   string
	src    *cap.Alert
	drafts []translate.Draft
}

// crossings are made once for all tests that look at them; none changes any.
var crossings struct {
	once sync.Once
	all  []crossing
}

// everyReport calls see with the reports of every fixture, and of every real message that is beside the repository,
// both ways, with and without a ledger.
func everyReport(t *testing.T, see func(name string, src *cap.Alert, drafts []translate.Draft)) {
	t.Helper()
	crossings.once.Do(func() { crossings.all = cross(t) })
	for _, c := range crossings.all {
		see(c.name, c.src, c.drafts)
	}
}

func cross(t *testing.T) (out []crossing) {
	t.Helper()
	each := func(name string, a *cap.Alert) {
		for _, to := range []cap.Side{cap.CA, cap.US} {
			for _, stateless := range []bool{true, false} {
				if drafts, err := translate.Translate(request(a, to, stateless)); err == nil {
					out = append(out, crossing{name, a, drafts})
				}
			}
		}
	}
	for _, name := range fixtures(t) {
		each(name, fixture(t, name))
	}
	root := filepath.Join("..", "..", "..", "shared")
	if _, err := os.Stat(root); err != nil {
		return out // the fixtures cover the same ground
	}
	err := filepath.WalkDir(filepath.Join(root, "corpus"), func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".xml" {
			return err
		}
		raw, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if a, _, err := cap.Read(raw); err == nil {
			each(filepath.Base(path), a)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

var asEnglish = regexp.MustCompile(`en anglais\x{a0}: «\x{a0}(.*)\x{a0}»`)

// TestFrenchNoteIsFrench: every reason that any report gives is in the table of phrases in French. A new reason wants a
// line of the family why/, its English to the letter but for blanks.
func TestFrenchNoteIsFrench(t *testing.T) {
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
		false: {"From mema@mema.invalid.", "sent an alert at ", "This is an exercise", "Where: ", "HMW becomes hazmat", "profile", "Left out", "Missing, and filled in", "sent + 24 h", "is this project's own"},
		true:  {"a transmis une alerte à ", "Ceci est un exercice", "Où\u00a0: ", "À vérifier", "Absent de l’original"},
	} {
		text := translate.Note([]translate.Report{d[0].Report}, french)
		for _, w := range want {
			if !strings.Contains(text, w) {
				t.Errorf("the note does not say %q:\n%s", w, text)
			}
		}
	}
}
