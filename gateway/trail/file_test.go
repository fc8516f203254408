package trail

import (
	"bytes"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func openFile(t *testing.T, text []byte) *os.File {
	t.Helper()
	path := filepath.Join(t.TempDir(), "checkpoints")
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

// Wherever a crash stopped the writing of the file, the next start makes it whole.
func TestMendAfterACrashAtAnyByte(t *testing.T) {
	m := write(t, few...)
	whole, s := m.file.Bytes(), m.tables()
	for cut := range len(whole) + 1 {
		f := openFile(t, whole[:cut])
		did, err := Mend(f, testKey(t).Public(), s.Checkpoints())
		if err != nil || did.Ahead != 0 {
			t.Fatalf("cut at %d: %+v, %v", cut, did, err)
		}
		if _, err := f.WriteString("next"); err != nil {
			t.Fatal(err)
		}
		if got, err := os.ReadFile(f.Name()); err != nil || string(got) != string(whole)+"next" {
			t.Fatalf("cut at %d: the file is not whole: %+v, %v", cut, did, err)
		}
	}
}

func TestMendTellsAStoreThatWasCut(t *testing.T) {
	m := write(t, groups...)
	s := m.tables()
	s.cut(3)
	did, err := Mend(openFile(t, m.file.Bytes()), testKey(t).Public(), s.Checkpoints())
	if err != nil || did.Ahead != 30 || did.Added != 0 || did.Cut != 0 {
		t.Errorf("%+v, %v", did, err)
	}
}

func TestMendPassesOnWhatTheStoreSays(t *testing.T) {
	broken := func(yield func(Stored, error) bool) { yield(Stored{}, os.ErrClosed) }
	if _, err := Mend(openFile(t, nil), testKey(t).Public(), iter.Seq2[Stored, error](broken)); err == nil {
		t.Error("an unreadable table went unnoticed")
	}
	f := openFile(t, nil)
	f.Close()
	if _, err := Mend(f, testKey(t).Public(), broken); err == nil {
		t.Error("a closed file went unnoticed")
	}
}

// A torn last block is what a crash leaves and no fault, as long as it is the beginning of what was due.
func TestATornBlockIsNoFault(t *testing.T) {
	m := write(t, groups...)
	last := len(m.file.Bytes()) - len(m.notes[len(m.notes)-1].Block())
	for cut := last; cut < len(m.file.Bytes()); cut++ {
		s := m.tables()
		s.file = s.file[:cut]
		if r := s.verify(t); len(r.Faults) != 0 || r.Behind != 1 || r.Torn != (cut > last) {
			t.Fatalf("torn at %d: %+v", cut, r)
		}
	}
}

func TestAFileReadSomeCommitsAgo(t *testing.T) {
	m := write(t, groups...)
	s := m.tables()
	old := s.file[:bytes.Index(s.file, m.notes[4].Block())]
	r, err := verified(t, s, Options{Key: testKey(t).Public(), File: fileOf(old), Live: true})
	if err != nil || len(r.Faults) != 0 || r.Behind != 5 {
		t.Errorf("on a running gateway: %+v, %v", r, err)
	}
	r, err = verified(t, s, Options{Key: testKey(t).Public(), File: fileOf(old)})
	if got := short(r); err != nil || got != "checkpoint-file-short 11" {
		t.Errorf("on a stopped one: %s, %v", got, err)
	}
}

func FuzzReadFile(f *testing.F) {
	m := write(f, few...)
	f.Add(m.file.Bytes())
	f.Add([]byte("— x\n\n— y\n\n\n\n"))
	f.Add([]byte("bordercast/test\n3\n"))
	key := testKey(f).Public()
	f.Fuzz(func(t *testing.T, text []byte) {
		read := readFile(text, key.Open)
		if !bytes.HasSuffix(text, read.torn) {
			t.Errorf("the torn end %q is not the end of the file", read.torn)
		}
		for _, c := range read.notes {
			if !bytes.Contains(m.file.Bytes(), c.Note) {
				t.Errorf("a checkpoint nobody signed: %q", c.Note)
			}
		}
	})
}

func TestKeyIsMadeOnceAndKept(t *testing.T) {
	dir := t.TempDir()
	key, created, err := LoadOrCreateKey(dir, "bordercast/nb-me", bytes.NewReader(bytes.Repeat([]byte{3}, 32)))
	if err != nil || !created {
		t.Fatal(created, err)
	}
	again, created, err := LoadOrCreateKey(dir, "bordercast/renamed", nil)
	if err != nil || created || again.Public().String() != key.Public().String() {
		t.Errorf("the second start has another key: %v, %v", created, err)
	}
	if got := again.Public().Origin(); got != "bordercast/nb-me" {
		t.Errorf("a new name of the gateway changed the origin to %q", got)
	}
	info, err := os.Stat(filepath.Join(dir, KeyFile))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	text, err := os.ReadFile(filepath.Join(dir, PublicFile))
	if err != nil {
		t.Fatal(err)
	}
	public, err := ParsePublic(string(text))
	if err != nil || public.Fingerprint() != key.Public().Fingerprint() ||
		!strings.HasPrefix(public.Fingerprint(), "SHA256:") {
		t.Errorf("the public file: %v", err)
	}
}

func TestKeyThatIsNone(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, KeyFile), []byte("PRIVATE+KEY+x"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, _, err := LoadOrCreateKey(dir, "bordercast/x", nil); err == nil || !strings.Contains(err.Error(), "damaged") {
		t.Errorf("a damaged key: %v", err)
	}
	if _, _, err := LoadOrCreateKey(t.TempDir(), "bordercast/x", bytes.NewReader(nil)); err == nil {
		t.Error("a key was made without randomness")
	}
	if _, _, err := LoadOrCreateKey(filepath.Join(dir, "absent"), "bordercast/x",
		bytes.NewReader(make([]byte, 32))); err == nil {
		t.Error("a key was made in a folder that is not there")
	}
	if _, _, err := NewKey("has space", make([]byte, 32)); err == nil {
		t.Error("an origin with a space was taken")
	}
	if _, _, err := NewKey("bordercast/x", nil); err == nil {
		t.Error("an empty seed was taken")
	}
}
