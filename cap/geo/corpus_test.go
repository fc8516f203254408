package geo

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"bordercast/cap"
)

// TestCorpus asks the map about every polygon and circle of the real messages: it always answers, never with more
// ground than was drawn, and says how long it took.
func TestCorpus(t *testing.T) {
	a := atlas(t)
	var took []time.Duration
	drawn, across, longest, where := 0, 0, time.Duration(0), ""
	eachMessage(t, func(path string, alert *cap.Alert) {
		began := time.Now()
		s := ShapeOf(ActiveAreas(alert))
		touch := a.Touch(s)
		spent := time.Since(began)
		if s.Empty() {
			return
		}
		drawn++
		took = append(took, spent)
		if spent > longest {
			longest, where = spent, filepath.Base(path)
		}
		if touch.Border == 0 {
			across++
		}
		for _, g := range touch.Grounds {
			if g.KM2 > s.KM2*1.001 {
				t.Errorf("%s: %f km² of %f lie in %s", path, g.KM2, s.KM2, g.Side)
			}
		}
		for _, o := range append(touch.Counties, touch.Provinces...) {
			if o.Fraction > 1.001 || o.KM2 > s.KM2*1.001 {
				t.Errorf("%s: %+v of %f km²", path, o, s.KM2)
			}
		}
		a.Divisions(s, touch)
		a.Ground(ActiveAreas(alert))
	})
	if drawn < 100 {
		t.Fatalf("only %d messages draw anything", drawn)
	}
	slices.Sort(took)
	t.Logf("%d messages draw something, %d across the border; median %v, p99 %v, most %v (%s)", drawn, across,
		took[drawn/2], took[drawn*99/100], longest, where)
}

// TestSitesOfTheCorpus: what a real message's own codes name, its site has too, in the same order and first; a place
// is never lost; and the same message gives the same answer.
func TestSitesOfTheCorpus(t *testing.T) {
	a := atlas(t)
	added, far, all := 0, 0, 0
	eachMessage(t, func(path string, alert *cap.Alert) {
		all++
		site, again := a.Site(ActiveAreas(alert)), a.Site(ActiveAreas(alert))
		if joined(site.Districts) != joined(again.Districts) ||
			joined(site.Districts) != joined(a.DistrictsOf(ActiveAreas(alert))) {
			t.Errorf("%s: %s, then %s", path, joined(site.Districts), joined(again.Districts))
		}
		named := 0
		for _, d := range OfAlert(alert) {
			if d == Unplaced || d.Whole() { // zones are their counties
				continue
			}
			if named >= len(site.Districts) || !slices.Contains(site.Districts, d) {
				t.Errorf("%s: %s is lost among %s", path, d, joined(site.Districts))
			}
			named++
		}
		if named > 0 && len(site.Districts) > named {
			added++
		}
		if site.BorderKM > 100 {
			far++
		}
	})
	t.Logf("of %d messages %d have districts beyond their codes, %d lie more than 100 km from the border or nowhere", all,
		added, far)
}

// eachMessage reads the real messages that parse.
func eachMessage(t *testing.T, do func(path string, alert *cap.Alert)) {
	t.Helper()
	root := filepath.Join("..", "..", "..", "shared", "corpus")
	if _, err := os.Stat(root); err != nil {
		t.Skip("needs ../shared, which is not here: the real messages were not read")
	}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".xml") {
			return err
		}
		b, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if alert, _, err := cap.Read(b); err == nil {
			do(path, alert)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
