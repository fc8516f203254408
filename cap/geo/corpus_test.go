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
	root := filepath.Join("..", "..", "..", "shared", "corpus")
	if _, err := os.Stat(root); err != nil {
		t.Skip("needs ../shared, which is not here: the real messages were not read")
	}
	a := atlas(t)
	var took []time.Duration
	drawn, across, longest, where := 0, 0, time.Duration(0), ""
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".xml") {
			return err
		}
		b, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		alert, _, err := cap.Read(b)
		if err != nil {
			return nil
		}
		began := time.Now()
		s := ShapeOf(ActiveAreas(alert))
		touch := a.Touch(s)
		spent := time.Since(began)
		if s.Empty() {
			return nil
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
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if drawn < 100 {
		t.Fatalf("only %d messages draw anything", drawn)
	}
	slices.Sort(took)
	t.Logf("%d messages draw something, %d across the border; median %v, p99 %v, most %v (%s)", drawn, across, took[drawn/2], took[drawn*99/100], longest, where)
}
