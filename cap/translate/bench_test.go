package translate_test

import (
	"testing"

	"bordercast/cap/translate"
)

func BenchmarkTranslate(b *testing.B) {
	for _, name := range []string{"mema-hmw", "nbemo-train-update"} {
		b.Run(name, func(b *testing.B) {
			a := fixture(b, name)
			b.ReportAllocs()
			for b.Loop() {
				if _, err := translate.Translate(request(a, side(name).Other(), true)); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
