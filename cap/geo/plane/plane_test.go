package plane

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// star is a ring without self-crossings around a point.
func star(r *rand.Rand, at LonLat, degrees float64, corners int) []LonLat {
	out := make([]LonLat, corners)
	for n := range out {
		a := 2 * math.Pi * float64(n) / float64(corners)
		d := degrees * (.3 + .7*r.Float64())
		out[n] = LonLat{at.Lon + d*math.Cos(a)*1.4, at.Lat + d*math.Sin(a)}
	}
	return out
}

func region(rings ...[]LonLat) *Region {
	var rs []Ring
	for _, r := range rings {
		rs = append(rs, NewRing(r))
	}
	g := NewRegion(rs...)
	return &g
}

// TestOverlapAgainstCounting compares the overlap of random stars, some with holes, with counting points of a grid.
func TestOverlapAgainstCounting(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	var c Clip
	for range 60 {
		mid := LonLat{-67 + r.Float64()*3, 45 + r.Float64()}
		a := region(star(r, mid, 2, 3+r.IntN(40)), star(r, mid, .5, 5))
		b := region(star(r, LonLat{-66, 45.5}, 1.5, 3+r.IntN(200)))
		got, want := c.Overlap(a, b), counted(a, b)
		if math.Abs(got-want) > .02*min(a.Area, b.Area)+5 {
			t.Errorf("overlap %.1f km², counted %.1f of %.1f and %.1f", got, want, a.Area, b.Area)
		}
	}
}

func counted(a, b *Region) float64 {
	const n = 250
	hit := 0
	for x := range n {
		for y := range n {
			p := XY{a.Box.MinX + (float64(x)+.5)/n*(a.Box.MaxX-a.Box.MinX),
				a.Box.MinY + (float64(y)+.5)/n*(a.Box.MaxY-a.Box.MinY)}
			if a.Contains(p) && b.Contains(p) {
				hit++
			}
		}
	}
	return float64(hit) / n / n * (a.Box.MaxX - a.Box.MinX) * (a.Box.MaxY - a.Box.MinY)
}

// TestOverlapKeeps what overlap must keep: order, direction and start of rings do not matter, a region shares itself
// with itself, and the quarters of a region share what the whole does.
func TestOverlapKeeps(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	var c Clip
	for range 200 {
		a, b := star(r, LonLat{-67, 45}, 1, 3+r.IntN(300)), star(r, LonLat{-67 + r.Float64(), 45.5}, 1, 3+r.IntN(300))
		ga, gb := region(a), region(b)
		want := c.Overlap(ga, gb)
		near := func(what string, got float64) {
			if math.Abs(got-want) > 1e-6*(1+want) {
				t.Errorf("%s: %.9f, was %.9f", what, got, want)
			}
		}
		near("other way round", c.Overlap(gb, ga))
		back := slices.Clone(a)
		slices.Reverse(back)
		near("backwards", c.Overlap(region(back), gb))
		near("another start", c.Overlap(region(append(slices.Clone(a[2:]), a[:2]...)), gb))
		near("a point twice", c.Overlap(region(append(slices.Clone(a), a[len(a)-1])), gb))
		if self := c.Overlap(ga, ga); math.Abs(self-ga.Area) > 1e-6*ga.Area {
			t.Errorf("with itself it shares %f of %f", self, ga.Area)
		}
		sum := 0.0
		for _, q := range quarters(ga.Box) {
			sum += c.Overlap(region(Within(a, q)), gb)
		}
		if want > ga.Area+1e-9 || sum < -1e-6 {
			t.Errorf("shares %f of %f", want, ga.Area)
		}
		// Cut edges put their points elsewhere, so the map bends them a little otherwise.
		if math.Abs(sum-want) > 1e-4*want {
			t.Errorf("in four quarters: %f, was %f", sum, want)
		}
	}
}

func quarters(b Box) []Box {
	x, y := (b.MinX+b.MaxX)/2, (b.MinY+b.MaxY)/2
	return []Box{{b.MinX, b.MinY, x, y}, {x, b.MinY, b.MaxX, y}, {b.MinX, y, x, b.MaxY}, {x, y, b.MaxX, b.MaxY}}
}

func TestAreaOfTheEarth(t *testing.T) {
	var whole float64
	for _, ring := range Unroll([]LonLat{{-180, -90}, {180, -90}, {180, 90}, {-180, 90}}) {
		whole += region(ring).Area
	}
	if want := 4 * math.Pi * Earth * Earth; math.Abs(whole-want) > 1e-3*want {
		t.Errorf("the whole world has %.0f km², not %.0f", whole, want)
	}
}

func TestCircle(t *testing.T) {
	for _, c := range []struct {
		at LonLat
		km float64
	}{{LonLat{-67, 45}, 1}, {LonLat{-67, 45}, 100}, {LonLat{179.9, 52}, 50}, {LonLat{-100, 89.5}, 300}, {LonLat{-67, 45},
		0.01}} {
		sum := 0.0
		for _, ring := range Unroll(Circle(c.at, c.km)) {
			sum += region(ring).Area
		}
		want := 2 * math.Pi * Earth * Earth * (1 - math.Cos(c.km/Earth))
		if math.Abs(sum-want) > .01*want {
			t.Errorf("a circle of %g km at %v has %.4f km², not %.4f", c.km, c.at, sum, want)
		}
	}
}

func TestUnrollAcrossTheAntimeridian(t *testing.T) {
	across := Unroll([]LonLat{{179, 51}, {-179, 51}, {-179, 52}, {179, 52}})
	if len(across) != 1 || len(across[0]) != 4 {
		t.Fatalf("it was cut: %v", across)
	}
	apart := region([]LonLat{{-181, 51}, {-179, 51}, {-179, 52}, {-181, 52}})
	var c Clip
	if got := c.Overlap(region(across[0]), apart); math.Abs(got-apart.Area) > 1e-6 {
		t.Errorf("it lies elsewhere: %f of %f", got, apart.Area)
	}
	if cutAt90 := Unroll([]LonLat{{80, 10}, {100, 10}, {100, 20}, {80, 20}}); len(cutAt90) != 2 {
		t.Errorf("a ring over the cut is %v", cutAt90)
	}
}

func TestUntangle(t *testing.T) {
	bow := []LonLat{{0, 0}, {2, 2}, {2, 0}, {0, 2}}
	loops, tangled := Untangle(bow)
	sum := 0.0
	for _, l := range loops {
		sum += region(l).Area
	}
	half := region([]LonLat{{0, 0}, {1, 1}, {0, 2}}).Area
	if !tangled || len(loops) != 2 || math.Abs(sum-2*half) > 1e-6 {
		t.Errorf("a bow tie is %v with %.3f km², not %.3f", loops, sum, 2*half)
	}
	if loops, tangled := Untangle([]LonLat{{0, 0}, {2, 0}, {2, 2}, {0, 2}}); tangled || len(loops) != 1 {
		t.Errorf("a square is taken apart: %v", loops)
	}
}

func TestTreeFindsWhatLooksFind(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for _, n := range []int{0, 1, 2, 17, 300, 5000} {
		boxes := make([]Box, n)
		for i := range boxes {
			x, y := r.Float64()*1000, r.Float64()*1000
			boxes[i] = Box{x, y, x + r.Float64()*20, y + r.Float64()*20}
		}
		tree := NewTree(boxes)
		for range 50 {
			x, y := r.Float64()*1000, r.Float64()*1000
			q := Box{x, y, x + 50, y + 50}
			var want []int32
			for i, b := range boxes {
				if b.Meets(q) {
					want = append(want, int32(i))
				}
			}
			got := tree.Find(q, nil)
			slices.Sort(got)
			if !slices.Equal(got, want) {
				t.Fatalf("of %d boxes found %v, want %v", n, got, want)
			}
		}
	}
}

func TestDistances(t *testing.T) {
	// The 49th parallel as one edge of 200 km: a great circle would run 0.9 km north of its middle.
	l := NewLines([][]LonLat{{{-110, 49}, {-107.3, 49}}})
	if at, km := l.Near(LonLat{-108.65, 49.01}); math.Abs(km-1.112) > .01 || at.Lat != 49 {
		t.Errorf("%.3f km to %v", km, at)
	}
	square := func(south float64) []LonLat {
		return []LonLat{{-109, south}, {-108, south}, {-108, south + .5}, {-109, south + .5}}
	}
	if _, km := l.NearRing(square(49.1), math.Inf(1)); math.Abs(km-11.12) > .05 {
		t.Errorf("a square 0.1° north is %.3f km away", km)
	}
	if _, km := l.NearRing(square(48.8), math.Inf(1)); km != 0 {
		t.Errorf("a square across is %.3f km away", km)
	}
}

// FuzzRing: no list of numbers, however dirty, gives a panic, a negative overlap, or more than there is.
func FuzzRing(f *testing.F) {
	f.Add([]byte{0, 0, 10, 0, 10, 10, 0, 10})
	f.Add([]byte{128, 128, 1, 255, 255, 1, 0, 0, 128, 128})
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) > 400 {
			return
		}
		var points []LonLat
		for n := 0; n+1 < len(b); n += 2 {
			points = append(points, LonLat{float64(int8(b[n])) * 1.5, float64(int8(b[n+1])) * .7})
		}
		var c Clip
		l := NewLines([][]LonLat{{{-110, 49}, {-107, 49}}})
		other := region([]LonLat{{-100, -50}, {50, -40}, {60, 60}, {-90, 50}})
		for _, ring := range Unroll(points) {
			loops, _ := Untangle(ring)
			for _, loop := range loops {
				g := region(loop)
				if o := c.Overlap(g, other); math.IsNaN(o) || o < 0 || o > g.Area+1e-6 {
					t.Errorf("overlap %f of %f", o, g.Area)
				}
				l.NearRing(loop, math.Inf(1))
			}
		}
	})
}

// TestNearRingBounded holds the search that looks at few edges against one that looks at all of them.
func TestNearRingBounded(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	wander := func(at LonLat, n int, step float64) []LonLat {
		out := make([]LonLat, n)
		for i := range out {
			at.Lon, at.Lat = at.Lon+step*r.Float64(), at.Lat+step*(r.Float64()-.5)
			out[i] = at
		}
		return out
	}
	crossed := 0
	for range 300 {
		l := NewLines([][]LonLat{wander(LonLat{-80, 45}, 200, .05), wander(LonLat{-75, 46}, 90, .1)})
		ring := wander(LonLat{-80 + 8*r.Float64(), 44 + 3*r.Float64()}, 3+r.IntN(60), .01+.1*r.Float64())
		at, km := l.Near(ring[0])
		all := closest{at: at, from: ring[0], limit: 1.001 * math.Pow(km/Earth/rad, 2)}
		for n := range l.chunks {
			c := &l.chunks[n]
			for from := 0; from < len(ring) && all.limit > 0; from += chunk {
				box, _ := stretch(ring, from)
				all.compare(ring, from, box, 0, l.lines[c.line][c.from:c.to+1])
			}
		}
		want := Haversine(all.from, all.at)
		if want == 0 {
			crossed++
		}
		for _, enough := range []float64{math.Inf(1), want, 1.5 * want} {
			if at, km := l.NearRing(ring, enough); math.Abs(km-want) > 1e-9 || want > 0 && at != all.at {
				t.Fatalf("within %g km: %v, %g km; of all edges %v, %g km", enough, at, km, all.at, want)
			}
		}
	}
	if crossed == 0 || crossed == 300 {
		t.Errorf("%d of 300 rings cross the lines", crossed)
	}
}

func TestAtMost(t *testing.T) {
	ring := []LonLat{{0, 45}, {2, 45}, {2, 46}, {0, 46}}
	twice := append(append([]LonLat{}, ring...), ring...) // winds round its ground two times
	for _, r := range [][]LonLat{ring, twice, {{0, 45}, {2, 46}, {0, 46}}} {
		if is, most := math.Abs(NewRing(r).Area), AtMost(r); is == 0 || is > most {
			t.Errorf("%v has %g km², at most %g", r, is, most)
		}
	}
	if AtMost(nil) != 0 {
		t.Error("no ring has ground")
	}
}
