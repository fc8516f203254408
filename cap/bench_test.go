package cap

import (
	"testing"

	"github.com/beevik/etree"

	"bordercast/cap/xmltree"
)

// BenchmarkEtree is the yardstick: etree alone, unchecked.
func BenchmarkEtree(b *testing.B) {
	in := sample().Encode()
	b.SetBytes(int64(len(in)))
	b.ReportAllocs()
	for b.Loop() {
		if err := etree.NewDocument().ReadFromBytes(in); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkTree(b *testing.B) {
	in := sample().Encode()
	b.SetBytes(int64(len(in)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := xmltree.Read(in, xmltree.DefaultLimits()); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkReadValidate(b *testing.B) {
	in := sample().Encode()
	b.SetBytes(int64(len(in)))
	b.ReportAllocs()
	for b.Loop() {
		a, doc, err := Read(in)
		if err != nil {
			b.Fatal(err)
		}
		if found := Validate(doc, a); len(found) > 0 {
			b.Fatal(found[0])
		}
	}
}

func BenchmarkEncode(b *testing.B) {
	a := sample()
	b.ReportAllocs()
	for b.Loop() {
		a.Encode()
	}
}

func BenchmarkDigest(b *testing.B) {
	a := sample()
	b.ReportAllocs()
	for b.Loop() {
		a.Digest()
	}
}

func BenchmarkPeekHeader(b *testing.B) {
	in := sample().Encode()
	b.SetBytes(int64(len(in)))
	b.ReportAllocs()
	for b.Loop() {
		PeekHeader(in)
	}
}

// TestAllocations holds the budget: at most 30 allocations per KB beyond what etree itself needs.
func TestAllocations(t *testing.T) {
	in := sample().Encode()
	if kb := len(in) >> 10; kb < 15 || kb > 20 {
		t.Fatalf("the sample has %d bytes and should have about 17 KB", len(in))
	}
	yardstick := testing.AllocsPerRun(20, func() { _ = etree.NewDocument().ReadFromBytes(in) })
	ours := testing.AllocsPerRun(20, func() {
		a, doc, _ := Read(in)
		Validate(doc, a)
	})
	if most := 30 * float64(len(in)) / 1024; ours-yardstick > most {
		t.Errorf("%.0f allocations beyond etree's %.0f, at most %.0f", ours-yardstick, yardstick, most)
	}
	if ours > yardstick/2 {
		t.Errorf("%.0f allocations, and etree has %.0f: the quick way of reading was not taken", ours, yardstick)
	}
}
