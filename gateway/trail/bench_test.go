package trail

import "testing"

// A commit of 64 entries: canonical JSON, hashes and one signature, without the database.
func BenchmarkAppend64(b *testing.B) {
	log, err := Resume(0, &memory{}, testKey(b))
	if err != nil {
		b.Fatal(err)
	}
	list := entries(64, 0)
	b.ReportAllocs()
	for b.Loop() {
		batch, err := log.Append(list)
		if err != nil {
			b.Fatal(err)
		}
		if err := log.Commit(batch); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/64, "ns/entry")
}

// The smallest commit: one entry, one signature.
func BenchmarkAppend1(b *testing.B) {
	log, err := Resume(0, &memory{}, testKey(b))
	if err != nil {
		b.Fatal(err)
	}
	list := entries(1, 0)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := log.Append(list); err != nil {
			b.Fatal(err)
		}
	}
}

// A trail of 20,000 entries in commits of 10.
func BenchmarkVerify20000(b *testing.B) {
	m := &memory{}
	log, err := Resume(0, m, testKey(b))
	if err != nil {
		b.Fatal(err)
	}
	for range 2000 {
		m.append(b, log, entries(10, int(log.Size())))
	}
	s := m.tables()
	b.ReportAllocs()
	for b.Loop() {
		if r := s.verify(b); len(r.Faults) > 0 {
			b.Fatal(r.Faults)
		}
	}
}
