package trail

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func keyOf(t *testing.T, seed byte, before *PublicKey) *Key {
	t.Helper()
	key, _, err := NewKey("bordercast/test", bytes.Repeat([]byte{seed}, 32))
	if err != nil {
		t.Fatal(err)
	}
	key.public = key.public.After(before)
	return key
}

// A trail goes on under another key. The entry that tells of it stands between what the two signed, and whatever either
// signs out of its time is named.
func TestATrailGetsAnotherKey(t *testing.T) {
	was := keyOf(t, 7, nil)
	is := keyOf(t, 9, was.Public())
	tells := []Entry{{At: start, Kind: KeysNew, Body: Renewed("op", "s2", "s1", is.Public().Fingerprint(),
		was.Public().Fingerprint())}}
	plain := func(n int) []Entry {
		list := entries(n, 0)
		for i := range list {
			list[i].Kind = Received
		}
		return list
	}
	for name, c := range map[string]struct {
		write func(append func(by *Key, list []Entry))
		want  string
	}{
		"told by the old key": {func(add func(*Key, []Entry)) {
			add(was, plain(5))
			add(was, tells)
			add(is, plain(4))
		}, ""},
		"the old key was lost": {func(add func(*Key, []Entry)) {
			add(was, plain(5))
			add(is, tells)
			add(is, plain(4))
		}, ""},
		"the old key signs on": {func(add func(*Key, []Entry)) {
			add(was, plain(5))
			add(was, tells)
			add(is, plain(4))
			add(was, plain(2))
		}, "key-out-of-time: The checkpoint of 12 entries was signed by a key that was replaced at entry 6."},
		"the new key before its time": {func(add func(*Key, []Entry)) {
			add(is, plain(5))
			add(was, tells)
			add(is, plain(4))
		}, "key-out-of-time: The checkpoint of 5 entries was signed by a key that the trail tells of only at entry 6."},
		"nothing tells of it": {func(add func(*Key, []Entry)) {
			add(was, plain(5))
			add(is, plain(4))
		}, "key-out-of-time: The checkpoint of 9 entries was signed by a key that no entry tells of."},
	} {
		t.Run(name, func(t *testing.T) {
			m := &memory{}
			size := int64(0)
			c.write(func(by *Key, list []Entry) {
				log, err := Resume(size, m, by)
				if err != nil {
					t.Fatal(err)
				}
				if size > 0 {
					if err := log.Agrees(m.notes[len(m.notes)-1].Note); err != nil && by == is {
						t.Errorf("the new key does not take up the trail: %v", err)
					}
				}
				m.append(t, log, list)
				size = log.Size()
			})
			s := m.tables()
			r, err := verified(t, s, Options{Key: is.Public(), File: fileOf(s.file)})
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, f := range r.Faults {
				got = append(got, f.String())
			}
			if strings.Join(got, "\n") != c.want || r.Proven != size {
				t.Errorf("%d of %d entries are proven, and found was\n%s", r.Proven, size, strings.Join(got, "\n"))
			}
		})
	}
}

func TestTheKeysBeforeStandInThePublicFile(t *testing.T) {
	dir := t.TempDir()
	was := keyOf(t, 7, nil)
	made, err := Succeed(dir, "bordercast/test", was.Public(), bytes.NewReader(bytes.Repeat([]byte{9}, 32)))
	if err != nil {
		t.Fatal(err)
	}
	read, created, err := LoadOrCreateKey(dir, "bordercast/test", nil)
	if err != nil || created || read.Public().String() != made.Public().String() ||
		strings.Count(read.Public().String(), "\n") != 1 {
		t.Fatalf("%v: %s", err, read.Public())
	}
	if err := os.WriteFile(filepath.Join(dir, PublicFile), []byte(was.Public().String()+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, _, err := LoadOrCreateKey(dir, "bordercast/test", nil); err == nil {
		t.Error("another's public half is taken")
	}
}
