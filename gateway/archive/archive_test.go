package archive_test

import (
	"archive/tar"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"bordercast/gateway/archive"
)

func write(t *testing.T, path, text string) string {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestWhatIsPackedComesBack(t *testing.T) {
	dir := t.TempDir()
	keys := filepath.Join(dir, "keys")
	write(t, filepath.Join(keys, "g.key"), "secret")
	write(t, filepath.Join(keys, "g.pem"), "public")
	files, err := archive.Keys(keys)
	if err != nil {
		t.Fatal(err)
	}
	files = append(files, archive.File{Name: "bordercast.db", Path: write(t, filepath.Join(dir, "copy"), "data")})
	to, back := filepath.Join(dir, "backup.tar"), filepath.Join(dir, "back")
	if err := archive.Write(to, files); err != nil {
		t.Fatal(err)
	}
	if err := archive.Write(to, files); err == nil || !strings.Contains(err.Error(), "there already") {
		t.Errorf("written over: %v", err)
	}
	if err := archive.Unpack(to, back); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"bordercast.db": "data", "keys/g.key": "secret", "keys/g.pem": "public"} {
		got, err := os.ReadFile(filepath.Join(back, name))
		if err != nil || string(got) != want {
			t.Errorf("%s: %q %v", name, got, err)
		}
	}
	if info, err := os.Stat(filepath.Join(back, "keys", "g.key")); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the secret key: %v %v", info, err)
	}
	if err := archive.Unpack(to, back); err == nil || !strings.Contains(err.Error(), "not empty") {
		t.Errorf("over a folder that is not empty: %v", err)
	}
}

// What is no backup leaves no file outside the folder.
func TestWhatIsNoBackup(t *testing.T) {
	for _, name := range []string{"../out", "keys/../../out", "keys/sub/x", "other", "/out"} {
		dir := t.TempDir()
		f, err := os.Create(filepath.Join(dir, "bad.tar"))
		if err != nil {
			t.Fatal(err)
		}
		w := tar.NewWriter(f)
		if err := w.WriteHeader(&tar.Header{Name: name, Mode: 0o600, Size: 1}); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte("x")); err != nil {
			t.Fatal(err)
		}
		if w.Close() != nil || f.Close() != nil {
			t.Fatal("it cannot be written")
		}
		if err := archive.Unpack(filepath.Join(dir, "bad.tar"), filepath.Join(dir, "data")); err == nil ||
			!strings.Contains(err.Error(), "no backup") {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := os.Stat(filepath.Join(dir, "out")); err == nil {
			t.Errorf("%s was written", name)
		}
	}
	if err := archive.Unpack(write(t, filepath.Join(t.TempDir(), "x"), strings.Repeat("nonsense", 200)),
		filepath.Join(t.TempDir(), "data")); err == nil {
		t.Error("nonsense was taken for a backup")
	}
}
