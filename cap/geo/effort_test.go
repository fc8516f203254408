package geo

import (
	"fmt"
	"math"
	"math/rand"
	"testing"

	"bordercast/cap"
	"bordercast/cap/geo/geotest"
)

func TestEffortTellsTanglesFromDrawings(t *testing.T) {
	a := atlas(t)
	plain := make([]cap.Point, 0, 501)
	for n := range 501 {
		angle := 2 * math.Pi * float64(n%500) / 500
		plain = append(plain, cap.Point{Lat: 45.2 + 1.5*math.Sin(angle), Lon: -67.3 + 1.5*math.Cos(angle)})
	}
	drawing, small, large := a.Effort(plain), a.Effort(geotest.Tangle(500)), a.Effort(geotest.Tangle(5000))
	if drawing > 100_000 || small < 10*drawing || large < 10*small {
		t.Errorf("a circle of 500 corners %d, a tangle of as many %d, of ten times as many %d", drawing, small, large)
	}
	if near, far := a.EffortOfCircle(cap.Circle{Center: plain[0],
		Radius: 1}), a.EffortOfCircle(cap.Circle{Center: plain[0], Radius: 2000}); near >= far {
		t.Errorf("a circle of 1 km %d, of 2,000 km %d", near, far)
	}
	if alone := (*Atlas)(nil).Effort(plain); alone <= 0 || alone >= drawing {
		t.Errorf("%d by itself, %d on the map", alone, drawing)
	}
}

// Lists of thousands are looked up otherwise than short ones, and answered alike.
func TestLongListsAreAnsweredAsShortOnes(t *testing.T) {
	pool := []District{
		"us/me/029", "us/me/003", "us/me/_", "us/_/_", "us/nh/007", "ca/nb/1302", "ca/nb/_", "ca/_/_",
		"ca/sea/003", "ca/sea/00321", "ca/sea/_", "us/sea/073150", "us/sea/_", Unplaced,
	}
	var padding []District
	for n := range 40 {
		padding = append(padding, District(fmt.Sprintf("us/tx/%03d", n)))
	}
	r := rand.New(rand.NewSource(3))
	pick := func() (out []District) {
		for range 1 + r.Intn(4) {
			out = append(out, pool[r.Intn(len(pool))])
		}
		return out
	}
	for range 2000 {
		a, b := pick(), pick()
		long := append(append([]District{}, b...), padding...)
		if got, want := Shared(a, long), Shared(a, b); got < want || got > want+wholes(a, "us/_/_") {
			t.Fatalf("%v shared with %v: %d in a long list, %d in a short one", a, b, got, want)
		}
		if got, want := Missing(a, long), Missing(a, b); fmt.Sprint(got) != fmt.Sprint(want) {
			t.Fatalf("%v missing in %v: %v in a long list, %v in a short one", a, b, got, want)
		}
	}
	if got := len(Join(append(append([]District{}, padding...), padding...))); got != len(padding) {
		t.Errorf("%d districts are left of %d", got, len(padding))
	}
}

// wholes counts how often the padding is touched by what names the whole country.
func wholes(in []District, d District) (n int) {
	for _, e := range in {
		if e == d {
			n++
		}
	}
	return n
}
