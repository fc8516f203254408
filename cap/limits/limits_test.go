package limits_test

import (
	"fmt"
	"math"
	"math/rand"
	"strings"
	"testing"
	"time"

	"bordercast/cap"
	"bordercast/cap/geo"
	"bordercast/cap/limits"
)

func atlas(t testing.TB) *geo.Atlas {
	t.Helper()
	a, err := geo.Load()
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// ring is a polygon of so many corners around the mouth of the St. Croix; wild goes to and fro over itself.
func ring(corners int, wild bool) []cap.Point {
	r := rand.New(rand.NewSource(1))
	out := make([]cap.Point, corners, corners+1)
	for n := range out {
		angle, far := 2*math.Pi*float64(n)/float64(corners), 1.5+.001*r.Float64()
		if wild {
			angle, far = 2*math.Pi*r.Float64(), 1.5*r.Float64()
		}
		out[n] = cap.Point{Lat: math.Round(1e4*(45.2+far*math.Sin(angle))) / 1e4,
			Lon: math.Round(1e4*(-67.3+far*math.Cos(angle))) / 1e4}
	}
	return append(out, out[0])
}

func area(n int, polygons ...[]cap.Point) cap.Area {
	a := cap.Area{Desc: fmt.Sprint("area ", n), Geocodes: []cap.Pair{{Name: "SAME", Value: fmt.Sprintf("0%02d%03d",
		23+n/900, 1+n%900)}}}
	for _, p := range polygons {
		a.Polygons = append(a.Polygons, cap.PolygonText(p))
	}
	return a
}

func areas(n int) (out []cap.Area) {
	for i := range n {
		out = append(out, area(i))
	}
	return out
}

func alert(infos ...cap.Info) *cap.Alert { return &cap.Alert{Version: cap.V12, Infos: infos} }

func cutsOf(cuts []limits.Cut) string {
	var all []string
	for _, c := range cuts {
		all = append(all, fmt.Sprintf("%s %s: %s -> %s", c.Limit, c.Path, c.From, c.To))
	}
	return strings.Join(all, "; ")
}

func TestWhatKeepsTheLimitsComesBackAsItIs(t *testing.T) {
	a := alert(cap.Info{Areas: append(areas(400), area(1, ring(4999, false)))})
	if got, cuts := limits.Default().Apply(atlas(t), a); got != a || len(cuts) > 0 {
		t.Errorf("cut: %s", cutsOf(cuts))
	}
	wild := alert(cap.Info{Areas: []cap.Area{area(1, ring(300, true))}})
	if got, cuts := limits.Default().Apply(atlas(t), wild); got != wild {
		t.Errorf("a tangle of 300 corners is cut: %s", cutsOf(cuts))
	}
}

func TestEachLimit(t *testing.T) {
	many := func(n int) []cap.Info {
		infos := make([]cap.Info, n)
		for i := range infos {
			infos[i] = cap.Info{Event: fmt.Sprint(i), Severity: cap.Minor, Areas: areas(1)}
		}
		infos[n-1].Severity = cap.Extreme
		return infos
	}
	for name, c := range map[string]struct {
		alert *cap.Alert
		want  string
	}{
		"infos": {alert(many(60)...), "infos alert/info: 60 infos -> 50 infos"},
		"areas": {alert(cap.Info{Areas: areas(4000)}), "areas alert/info[1]/area: 4000 areas -> 1000 areas"},
		"areas in two languages": {alert(cap.Info{Areas: areas(700)}, cap.Info{Areas: areas(700)}),
			"areas alert/info[1]/area: 700 areas -> 500 areas; areas alert/info[2]/area: 700 areas -> 500 areas"},
		"few areas beside many": {alert(cap.Info{Areas: areas(100)}, cap.Info{Areas: areas(2000)}),
			"areas alert/info[2]/area: 2000 areas -> 900 areas"},
		"geocodes": {alert(cap.Info{Areas: []cap.Area{{Geocodes: make([]cap.Pair, 9000)},
			{Geocodes: make([]cap.Pair, 9000)}}}),
			"geocodes alert/info[1]/area/geocode: 18000 geocodes -> 10000 geocodes"},
		"a long coast": {alert(cap.Info{Areas: []cap.Area{area(1, ring(6000, false))}}),
			"polygon_points alert/info[1]/area[1]/polygon[1]: 6001 points -> 5000 points"},
		"a long tangle": {alert(cap.Info{Areas: []cap.Area{area(1, ring(30_000, true))}}),
			"polygon_points alert/info[1]/area[1]/polygon[1]: 30001 points -> *"},
		"a tangle": {alert(cap.Info{Areas: []cap.Area{area(1, ring(4999, true))}}),
			"work alert/info[1]/area[1]/polygon[1]: 5000 points -> *"},
		"a hundred thousand": {alert(cap.Info{Areas: []cap.Area{area(1, ring(100_000, false))}}),
			"polygon_points alert/info[1]/area[1]/polygon[1]: 100001 points -> *"},
	} {
		t.Run(name, func(t *testing.T) {
			before := len(c.alert.Infos[0].Areas)
			got, cuts := limits.Default().Apply(atlas(t), c.alert)
			said := cutsOf(cuts)
			if want, open := strings.CutSuffix(c.want, "*"); said != c.want && !(open && strings.HasPrefix(said, want)) {
				t.Errorf("%s, want %s", said, c.want)
			}
			if got == c.alert || len(c.alert.Infos[0].Areas) != before {
				t.Error("the alert itself was changed")
			}
			if again, cuts := limits.Default().Apply(atlas(t), c.alert); cutsOf(cuts) != said ||
				len(again.Infos) != len(got.Infos) {
				t.Errorf("and the next time %s", cutsOf(cuts))
			}
			for _, cut := range cuts {
				if cut.Finding().Text == "" || cut.Finding().Level != cap.LevelWarning {
					t.Errorf("%+v", cut.Finding())
				}
			}
		})
	}
}

func TestTheGravestInfosStay(t *testing.T) {
	var infos []cap.Info
	for n := range 80 {
		i := cap.Info{Event: fmt.Sprint(n), Severity: cap.Moderate, Urgency: cap.Future}
		switch n {
		case 0, 1:
			i.ResponseTypes = []string{"AllClear"} // has ended
			i.Severity = cap.Extreme
		case 79:
			i.Severity = cap.Extreme
		}
		infos = append(infos, i)
	}
	update := alert(infos...)
	update.MsgType, update.References = cap.MsgUpdate, "a@b.invalid,X,2026-03-05T09:00:00-05:00"
	got, cuts := limits.Default().Apply(nil, update)
	if n := len(got.Infos); n != 50 || got.Infos[0].Event != "2" || got.Infos[49].Event != "79" {
		t.Errorf("%d infos, from %s to %s", n, got.Infos[0].Event, got.Infos[n-1].Event)
	}
	if kept := cuts[0].Kept; len(kept) != 50 || kept[49] != 79 {
		t.Errorf("they stood at %v", kept)
	}
}

// Nobody who was warned is left out: what is drawn with fewer points holds all of the first.
func TestDrawingsOnlyGrow(t *testing.T) {
	for _, wild := range []bool{false, true} {
		was := ring(8000, wild)
		got, _ := limits.Default().Apply(atlas(t), alert(cap.Info{Areas: []cap.Area{area(1, was)}}))
		drawn, err := cap.ParsePolygon(got.Infos[0].Areas[0].Polygons[0])
		if err != nil || len(drawn) > 5000 {
			t.Fatalf("%d points: %v", len(drawn), err)
		}
		for _, p := range was {
			if !inside(drawn, p) {
				t.Fatalf("wild %v: %v is left out", wild, p)
			}
		}
	}
}

// inside by winding, with a metre of room for corners that lie on the edge.
func inside(ring []cap.Point, p cap.Point) bool {
	in := false
	for n := range len(ring) - 1 {
		a, b := ring[n], ring[n+1]
		if (a.Lat > p.Lat) != (b.Lat > p.Lat) && p.Lon < a.Lon+(b.Lon-a.Lon)*(p.Lat-a.Lat)/(b.Lat-a.Lat) {
			in = !in
		}
		if math.Hypot(a.Lat-p.Lat, a.Lon-p.Lon) < 1e-5 || nearEdge(a, b, p) {
			return true
		}
	}
	return in
}

func nearEdge(a, b, p cap.Point) bool {
	vx, vy := b.Lon-a.Lon, b.Lat-a.Lat
	if vx == 0 && vy == 0 {
		return false
	}
	s := ((p.Lon-a.Lon)*vx + (p.Lat-a.Lat)*vy) / (vx*vx + vy*vy)
	return s >= 0 && s <= 1 && math.Hypot(a.Lon+s*vx-p.Lon, a.Lat+s*vy-p.Lat) < 1e-5
}

// All drawings of an alert share the work: beyond it they are left out, and the rest of the alert stays.
func TestWorkIsShared(t *testing.T) {
	var all []cap.Area
	for n := range 900 {
		all = append(all, area(n, ring(300, true)))
	}
	for n := range all { // the same drawing counts once
		all[n].Polygons[0] += strings.Repeat(" ", n)
	}
	got, cuts := limits.Default().Apply(atlas(t), alert(cap.Info{Areas: all}))
	if !strings.Contains(cutsOf(cuts), "work alert/info[1]/area: ") {
		t.Errorf("%s", cutsOf(cuts))
	}
	left, coded := 0, 0
	for _, a := range got.Infos[0].Areas {
		left += len(a.Polygons)
		coded += len(a.Geocodes)
	}
	if left == 0 || left == 900 || coded != 900 || len(got.Infos[0].Areas) != 900 {
		t.Errorf("%d polygons, %d codes, %d areas", left, coded, len(got.Infos[0].Areas))
	}
	more := limits.Default()
	more.Work = limits.Work(time.Hour)
	if _, cuts := more.Apply(atlas(t), alert(cap.Info{Areas: all})); len(cuts) > 0 {
		t.Errorf("with an hour's work: %s", cutsOf(cuts))
	}
}

func TestCirclesShareTheWorkToo(t *testing.T) {
	a := cap.Area{}
	for n := range 20_000 {
		a.Circles = append(a.Circles, fmt.Sprintf("%d.%03d,-67.28 %d", 40+n%10, n%1000, 1+n/7))
	}
	got, cuts := limits.Default().Apply(atlas(t), alert(cap.Info{Areas: []cap.Area{a}}))
	if left := len(got.Infos[0].Areas[0].Circles); left == 0 || left == 20_000 || len(cuts) != 1 {
		t.Errorf("%d circles: %s", left, cutsOf(cuts))
	}
}

func TestWithoutLimits(t *testing.T) {
	a := alert(cap.Info{Areas: areas(1200)})
	if got, cuts := (limits.Limits{}).Apply(nil, a); got != a || len(cuts) > 0 {
		t.Errorf("%s", cutsOf(cuts))
	}
}
