package polygon_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"

	"bordercast/cap"
	"bordercast/cap/geo"
	"bordercast/cap/geo/polygon"
)

// coastline is a ring as coasts have them: it does not cross itself, but is jagged at every scale.
func coastline(r *rand.Rand, at cap.Point, size float64, corners int) []cap.Point {
	rough := make([]float64, corners)
	for octave := 1; octave < corners; octave *= 2 {
		phase, weight := r.Float64()*7, r.Float64()/float64(octave)
		for n := range rough {
			rough[n] += weight * math.Sin(phase+float64(octave*n)*2*math.Pi/float64(corners))
		}
	}
	out := make([]cap.Point, 0, corners+1)
	for n := range corners {
		angle := 2 * math.Pi * float64(n) / float64(corners)
		d := size * (1 + .45*math.Tanh(rough[n]))
		lon := at.Lon + 1.4*d*math.Cos(angle)
		out = append(out, cap.Point{Lat: at.Lat + d*math.Sin(angle), Lon: math.Remainder(lon, 360)})
	}
	return append(out, out[0])
}

func text(points []cap.Point) string {
	var b strings.Builder
	for _, p := range points {
		fmt.Fprintf(&b, "%.15g,%.15g ", p.Lat, p.Lon)
	}
	return b.String()
}

func drawn(text string) *geo.Shape { return geo.ShapeOf([]cap.Area{{Polygons: []string{text}}}) }

// covers looks, with nothing that the code shares, whether points all along a ring lie inside another or on it.
func covers(out, in []cap.Point) bool {
	near := func(lon float64) float64 { return in[0].Lon + math.Remainder(lon-in[0].Lon, 360) }
	holds := func(lat, lon float64) bool {
		odd := false
		for n := range len(out) - 1 {
			ay, ax, by, bx := out[n].Lat, near(out[n].Lon), out[n+1].Lat, near(out[n+1].Lon)
			t := ((lon-ax)*(bx-ax) + (lat-ay)*(by-ay)) / ((bx-ax)*(bx-ax) + (by-ay)*(by-ay))
			if t = min(1, max(0, t)); math.Hypot(ax+t*(bx-ax)-lon, ay+t*(by-ay)-lat) < 1e-8 {
				return true
			}
			if (ay > lat) != (by > lat) && lon < ax+(bx-ax)*(lat-ay)/(by-ay) {
				odd = !odd
			}
		}
		return odd
	}
	for n := range len(in) - 1 {
		for _, t := range []float64{0, .4} {
			if !holds(in[n].Lat+t*(in[n+1].Lat-in[n].Lat), near(in[n].Lon)+t*(near(in[n+1].Lon)-near(in[n].Lon))) {
				return false
			}
		}
	}
	return true
}

func checkSimplified(t *testing.T, name string, in, out []cap.Point, limit, decimals int, simple bool) {
	t.Helper()
	if len(out) > limit || len(out) < 4 || out[0] != out[len(out)-1] {
		t.Errorf("%s: %d points of %d, closed %v", name, len(out), limit, out[0] == out[len(out)-1])
		return
	}
	seen := map[cap.Point]bool{}
	for _, p := range out[1:] {
		if seen[p] || math.Abs(p.Lon) > 180 || math.Abs(p.Lat) > 90 {
			t.Errorf("%s: %v stands twice or lies outside the earth", name, p)
		}
		seen[p] = true
		for _, v := range []float64{p.Lat, p.Lon} {
			if s := strconv.FormatFloat(v, 'f', -1, 64); strings.Contains(s, ".") && len(s)-strings.Index(s, ".")-1 > decimals {
				t.Errorf("%s: %s has more than %d decimals", name, s, decimals)
			}
		}
	}
	if s := drawn(text(out)); simple && len(s.Approximate) > 0 {
		t.Errorf("%s: %v", name, s.Approximate)
	}
	if !covers(out, in) {
		t.Errorf("%s: it does not hold what it was made of", name)
	}
}

// TestSimplifyHoldsWhatItWasMadeOf is the promise, for rings of every roughness, near the border and across 180°.
func TestSimplifyHoldsWhatItWasMadeOf(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 12))
	added, ground := 0.0, 0.0
	rings := 400
	if raced {
		rings = 100
	}
	for n := range rings {
		at := cap.Point{Lat: 44 + r.Float64()*16, Lon: -130 + r.Float64()*65}
		if n%4 == 0 {
			at.Lon = 180
		}
		in := coastline(r, at, math.Pow(10, -2+r.Float64()*2.5), 3+r.IntN(400))
		limit, decimals := []int{5, 20, 100, 200}[r.IntN(4)], 2+r.IntN(4)
		out, more, err := polygon.Simplify(in, limit, decimals)
		if err != nil {
			t.Fatal(err)
		}
		checkSimplified(
			t,
			fmt.Sprintf("%d: %d points to %d with %d decimals", n, len(in), limit, decimals),
			in,
			out,
			limit,
			decimals,
			true,
		)
		if want := drawn(text(out)).KM2 - drawn(text(in)).KM2; math.Abs(want-more) > 1e-3*(1+want) {
			t.Errorf("%d: it grew by %f km², and says %f", n, want, more)
		}
		if limit >= 20 && decimals > 2 {
			added, ground = added+more, ground+drawn(text(in)).KM2
		}
	}
	t.Logf("it adds %.2f %% of the ground", 100*added/ground)
	if added > .05*ground {
		t.Errorf("it adds %.1f %% of the ground", 100*added/ground)
	}
}

// TestSimplifyOdd: what senders draw that is no coastline.
func TestSimplifyOdd(t *testing.T) {
	parse := func(text string) []cap.Point { ps, _ := cap.ParsePolygon(text); return ps }
	for _, c := range []struct {
		name, in        string
		limit, decimals int
		want            string // "": only checked
	}{
		{"as it is", "45.1,-67 45.1,-66 46,-66 45.1,-67", 200, 4, "45.1,-67 45.1,-66 46,-66 45.1,-67"},
		{"clockwise", "45.1,-67 46,-66 45.1,-66 45.1,-67", 200, 4, ""},
		{"14 decimals", "45.12345678901234,-67.12345678901234 45.1,-66 46,-66.98765432109876 " +
			"45.12345678901234,-67.12345678901234", 200, 4, ""},
		{"a point twice", "45.1,-67 45.1,-66 45.1,-66 46,-66 45.1,-67", 200, 4, "45.1,-67 45.1,-66 46,-66 45.1,-67"},
		{"points on a line", "45,-67 45,-66.5 45,-66 46,-66 45,-67", 200, 4, "45,-67 45,-66 46,-66 45,-67"},
		{"a spike", "45,-67 45,-66 45.5,-66 45.5001,-64 45.5002,-66 46,-66 46,-67 45,-67", 200, 2, ""},
		{"a spike into it", "45,-67 45,-66 45.5,-66 45.5001,-66.9 45.5002,-66 46,-66 46,-67 45,-67", 200, 2, ""},
		{"smaller than a step", "45.001,-67.001 45.001,-67.002 45.002,-67.002 45.001,-67.001", 200, 2, ""},
		{"a bow tie", "45,-67 46,-66 46,-67 45,-66 45,-67", 200, 4, ""},
		{"a star of five", "45,-67 47,-66 45,-65 46.5,-67 46.5,-65 45,-67", 20, 4, ""},
		{"across 180°", "51,179 51,-179 53,-179 53.00001,179.00001 51,179", 20, 4, ""},
	} {
		in := parse(c.in)
		out, _, err := polygon.Simplify(in, c.limit, c.decimals)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		checkSimplified(t, c.name, in, out, c.limit, c.decimals, true)
		if got := strings.TrimSpace(text(out)); c.want != "" && got != c.want {
			t.Errorf("%s is %s, want %s", c.name, got, c.want)
		}
	}
	for name, in := range map[string]string{"a line": "45,-67 46,-66 47,-65 45,-67", "a point": "45,-67", "nothing": "",
		"round a pole": "80,0 80,120 80,-120 80,0"} {
		if out, _, err := polygon.Simplify(parse(in), 20, 4); err == nil {
			t.Errorf("%s is %v", name, out)
		}
	}
	if _, _, err := polygon.Simplify(parse("45,-67 45,-66 46,-66 45,-67"), 4, 4); err == nil {
		t.Error("four points were promised")
	}
}

// TestSimplifyHuge: 40,000 points, as outlines of zones along a coast have.
func TestSimplifyHuge(t *testing.T) {
	r := rand.New(rand.NewPCG(13, 14))
	in := coastline(r, cap.Point{Lat: 45, Lon: -66.8}, 1, 40_000)
	out, more, err := polygon.Simplify(in, 100, 4)
	if err != nil {
		t.Fatal(err)
	}
	checkSimplified(t, "huge", in, out, 100, 4, true)
	whole := drawn(text(in)).KM2
	t.Logf("100 points add %.0f km² to %.0f", more, whole)
	if more > .05*whole {
		t.Errorf("100 points add %.0f km² to %.0f", more, whole)
	}
}

// FuzzSimplify takes numbers as they come, for a ring of any kind, and as the radii of one that does not cross itself.
func FuzzSimplify(f *testing.F) {
	f.Add([]byte{0, 0, 10, 0, 10, 10, 0, 10}, 5, 2)
	f.Add([]byte{128, 128, 1, 255, 255, 1, 0, 0, 128, 128, 7, 9, 200, 3}, 20, 4)
	f.Fuzz(func(t *testing.T, b []byte, limit, decimals int) {
		if len(b) > 300 {
			return
		}
		var any, star []cap.Point
		for n := range b {
			if n%2 == 1 {
				any = append(any, cap.Point{Lat: 45 + float64(int8(b[n-1]))/97, Lon: -67 + float64(int8(b[n]))/89})
			}
			angle := 2 * math.Pi * float64(n) / float64(len(b))
			star = append(
				star,
				cap.Point{Lat: 45 + (1+float64(b[n]))/97*math.Sin(angle), Lon: 180 + (1+float64(b[n]))/89*math.Cos(angle)},
			)
		}
		limit, decimals = 5+(limit&0xff), 2+(decimals&3)
		if out, _, err := polygon.Simplify(any, limit, decimals); err == nil {
			checkSimplified(t, "any", out, out, limit, decimals, true)
		}
		if out, _, err := polygon.Simplify(star, limit, decimals); err == nil && len(star) > 2 {
			checkSimplified(t, "star", append(star, star[0]), out, limit, decimals, true)
		}
	})
}

func BenchmarkSimplify(b *testing.B) {
	r := rand.New(rand.NewPCG(13, 14))
	for _, corners := range []int{50, 500, 5000, 40_000} {
		in := coastline(r, cap.Point{Lat: 45, Lon: -66.8}, 1, corners)
		b.Run(strconv.Itoa(corners), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				_, _, _ = polygon.Simplify(in, 100, 4)
			}
		})
	}
}
