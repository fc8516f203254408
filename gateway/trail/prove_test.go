package trail

import (
	"bytes"
	"testing"
)

func TestEveryEntryCanBeProved(t *testing.T) {
	m, key := write(t, groups...), testKey(t).Public()
	for _, c := range m.notes {
		for seq := int64(1); seq <= c.Size; seq++ {
			proof, err := Prove(seq, c, m)
			if err != nil {
				t.Fatal(err)
			}
			got, err := CheckProof(proof, m.rows[seq-1].Leaf(), key)
			if err != nil || got.Size != c.Size {
				t.Errorf("entry %d of %d: %v", seq, c.Size, err)
			}
			other := m.rows[seq%c.Size]
			if other.Seq != seq {
				if _, err := CheckProof(proof, other.Leaf(), key); err == nil {
					t.Errorf("the proof of entry %d proves entry %d", seq, other.Seq)
				}
			}
		}
	}
}

func TestProofThatIsNone(t *testing.T) {
	m, key := write(t, groups...), testKey(t).Public()
	c := m.notes[len(m.notes)-1]
	for _, seq := range []int64{-1, 0, c.Size + 1} {
		if _, err := Prove(seq, c, m); err == nil {
			t.Errorf("entry %d was proved", seq)
		}
	}
	proof, err := Prove(5, c, m)
	if err != nil {
		t.Fatal(err)
	}
	for i := range proof {
		bad := bytes.Clone(proof)
		bad[i] ^= 1
		// Bits of base64 that no decoder reads may change without harm in a path hash; nothing else may.
		if _, err := CheckProof(bad, m.rows[4].Leaf(), key); err == nil && !sameHashes(bad, proof) {
			t.Errorf("byte %d changed, and the proof still holds:\n%s", i, bad)
		}
	}
}

func sameHashes(a, b []byte) bool {
	head := func(p []byte) int { return bytes.Index(p, empty) }
	return head(a) == head(b) && bytes.Equal(a[head(a):], b[head(b):])
}

func FuzzCheckProof(f *testing.F) {
	m := write(f, groups...)
	proof, err := Prove(5, m.notes[3], m)
	if err != nil {
		f.Fatal(err)
	}
	key := testKey(f).Public()
	f.Add(proof, m.rows[4].Leaf())
	f.Fuzz(func(t *testing.T, p, leaf []byte) {
		if c, err := CheckProof(p, leaf, key); err == nil && !bytes.Equal(leaf, m.rows[4].Leaf()) {
			t.Errorf("a leaf nobody wrote was proved by %d entries: %q", c.Size, leaf)
		}
	})
}
