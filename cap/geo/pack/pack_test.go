package pack

import (
	"reflect"
	"testing"
	"time"
)

func TestLayerReadsBackAsWritten(t *testing.T) {
	in := Layer{
		Arcs: [][]Grid{{{1, 2}, {3, -4}, {100000, 5}}, {{100000, 5}, {7, 8}, {1, 2}}},
		Features: []Feature{{ID: "a", Name: "é", Polygons: [][][]int32{{{0, 1}}}},
			{ID: "b", Polygons: [][][]int32{{{^1, ^0}}}}},
	}
	b, err := in.Encode()
	if err != nil {
		t.Fatal(err)
	}
	out, err := DecodeLayer(b)
	if err != nil || !reflect.DeepEqual(in, out) {
		t.Fatalf("read back %+v, %v", out, err)
	}
	forth, back := out.Ring(out.Features[0].Polygons[0][0]), out.Ring(out.Features[1].Polygons[0][0])
	if len(forth) != 4 || len(back) != 4 || forth[1] != back[3] {
		t.Errorf("the ring is %v one way and %v the other", forth, back)
	}
	if _, err := DecodeLayer(b[:len(b)/2]); err == nil {
		t.Error("half a file was read")
	}
}

func TestTablesReadBackAsWritten(t *testing.T) {
	places := []Place{{"Calais", "us/me", "029", Grid{-6727662, 4518376}}, {"Québec", "ca/qc", "", Grid{1, -1}}}
	b, err := EncodePlaces(places)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := DecodePlaces(b); err != nil || !reflect.DeepEqual(got, places) {
		t.Errorf("places read back as %v, %v", got, err)
	}
	zones := []Zone{{"MEZ030", "Coastal Washington County, ME", Grid{1, 2}, []string{"23029"}}, {"AKZ101", "", Grid{},
		[]string{}}}
	if b, err = EncodeZones(zones); err != nil {
		t.Fatal(err)
	}
	if got, err := DecodeZones(b); err != nil || !reflect.DeepEqual(got, zones) {
		t.Errorf("zones read back as %v, %v", got, err)
	}
}

func TestBaseReadsBackAsWritten(t *testing.T) {
	in := Base{
		Land:    [][][]Grid{{{{1, 2}, {3, -4}, {5, 6}}, {{2, 2}, {3, 3}, {2, 3}}}, {{{-7, 7}, {8, 8}, {9, 9}}}},
		Lakes:   [][][]Grid{{{{1, 1}, {2, 1}, {2, 2}}}},
		Borders: [][]Grid{{{0, 0}, {1, -1}}},
	}
	b, err := in.Encode()
	if err != nil {
		t.Fatal(err)
	}
	if got, err := DecodeBase(b); err != nil || !reflect.DeepEqual(got, in) {
		t.Errorf("read back %+v, %v", got, err)
	}
	if _, err := DecodeBase(b[:len(b)-9]); err == nil {
		t.Error("a file cut short was read")
	}
}

func TestSharedAreTheArcsOfTwoFeatures(t *testing.T) {
	l := Layer{
		Arcs: [][]Grid{{{0, 0}, {0, 1}}, {{0, 1}, {9, 9}, {0, 0}}, {{0, 1}, {-9, 9}, {0, 0}}},
		Features: []Feature{{ID: "a", Polygons: [][][]int32{{{0, 1}, {1, ^1}}}},
			{ID: "b", Polygons: [][][]int32{{{^0, ^2}}}}},
	}
	if got := l.Shared(); !reflect.DeepEqual(got, l.Arcs[:1]) {
		t.Errorf("shared are %v", got)
	}
}

func TestEveryFileOfThePackReads(t *testing.T) {
	began := time.Now()
	for name, count := range map[string]func() (int, error){
		"countries": func() (int, error) { l, err := Countries(); return len(l.Features), err },
		"counties":  func() (int, error) { l, err := Counties(); return len(l.Features), err },
		"provinces": func() (int, error) { l, err := Provinces(); return len(l.Features), err },
		"places":    func() (int, error) { p, err := Places(); return len(p), err },
		"zones":     func() (int, error) { z, err := Zones(); return len(z), err },
		"ports":     func() (int, error) { p, err := Ports(); return len(p), err },
		"clocks":    func() (int, error) { l, err := Clocks(); return len(l.Features), err },
		"base map":  func() (int, error) { b, err := BaseMap(); return len(b.Lakes), err },
	} {
		want := map[string]int{"countries": 2, "counties": 3231, "provinces": 13, "places": 11033, "zones": 3851, "ports": 17,
			"clocks": 51, "base map": 117}[name]
		if n, err := count(); err != nil || n != want {
			t.Errorf("%s: %d of %d, %v", name, n, want, err)
		}
	}
	t.Logf("decoded in %v", time.Since(began))
	if total := Size(); total > 1_500_000 || len(base) > 400<<10 {
		t.Errorf("the pack has grown to %d bytes", total)
	}
}

// FuzzDecode: whatever a file holds, reading it ends, in memory that the file's size bounds, and without a panic.
func FuzzDecode(f *testing.F) {
	for _, seed := range [][]byte{nil, {0}, {1, 1, 2, 2}, {1, 3, 0, 0, 2, 2, 4, 4, 1, 1, 'a', 1, 'b', 1, 1, 1, 0},
		{255, 255, 255, 255, 15}} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, plain []byte) {
		b, err := squeeze(plain)
		if err != nil {
			t.Fatal(err)
		}
		l, err := DecodeLayer(b)
		if err == nil {
			for _, feature := range l.Features {
				for _, polygon := range feature.Polygons {
					for _, ring := range polygon {
						l.Ring(ring)
					}
				}
			}
		}
		_, _ = DecodePlaces(b)
		_, _ = DecodeZones(b)
		_, _ = DecodePorts(plain)
		_, _ = DecodeBase(b)
	})
}
