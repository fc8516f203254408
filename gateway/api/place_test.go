package api

import (
	"context"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"go.uber.org/zap"
)

func mode(t *testing.T, path string) os.FileMode {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	return info.Mode().Perm()
}

// A socket for a group stands in a folder of its own; whoever may enter the data folder finds it there too.
func TestASocketForAGroup(t *testing.T) {
	dir := folder(t)
	at := Place{Data: filepath.Join(dir, "data"), Path: filepath.Join(dir, "run", "socket"),
		Group: strconv.Itoa(os.Getgid())}
	if err := os.Mkdir(at.Data, 0o700); err != nil {
		t.Fatal(err)
	}
	for _, old := range []string{"", "a link of an earlier start"} {
		if old != "" {
			if err := os.Symlink("/nowhere", filepath.Join(at.Data, SocketName)); err != nil {
				t.Fatal(err)
			}
		}
		server, err := Listen(at, (&fakeService{status: Status{Gateway: "shared"}}).calls(), zap.NewNop())
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- server.Serve(ctx) }()
		if m := mode(t, filepath.Dir(at.Path)); m != 0o750 {
			t.Errorf("its folder has mode %v", m)
		}
		if m := mode(t, at.Path); m != 0o660 {
			t.Errorf("it has mode %v", m)
		}
		for name, c := range map[string]*Client{"by the data folder": Dial(at.Data), "by its path": DialSocket(at.Path)} {
			if got, err := c.Status(t.Context()); err != nil || got.Gateway != "shared" {
				t.Errorf("%s: %+v, %v", name, got, err)
			}
			c.Close()
		}
		other := at
		other.Data = filepath.Join(dir, "other")
		if err := os.MkdirAll(other.Data, 0o700); err != nil {
			t.Fatal(err)
		}
		if _, err := Listen(other, (&fakeService{}).calls(), zap.NewNop()); err == nil ||
			!strings.Contains(err.Error(), "another bordercast") {
			t.Errorf("another gateway took the same socket: %v", err)
		}
		if _, err := Dial(other.Data).Status(t.Context()); err == nil {
			t.Error("its data folder leads to the first one's socket")
		}
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
		if _, err := os.Lstat(filepath.Join(at.Data, SocketName)); err == nil {
			t.Error("the link is left behind")
		}
	}
	_, err := DialSocket(at.Path).Status(t.Context())
	wantFault(t, err, NotRunning)
}

func TestAFolderThatIsNotTheSocketsOwnIsLeftAlone(t *testing.T) {
	dir := folder(t)
	shared := filepath.Join(dir, "shared")
	if err := os.Mkdir(shared, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(shared, "other"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for want, path := range map[string]string{
		"holds other things (other)": filepath.Join(shared, "socket"),
		"cannot be made":             filepath.Join(shared, "other", "run", "socket"),
		"folder of its own":          "/tmp/socket",
	} {
		_, err := Listen(Place{Data: dir, Path: path}, (&fakeService{}).calls(), zap.NewNop())
		if err == nil || !strings.Contains(err.Error(), want) &&
			!strings.Contains(err.Error(), "belongs to another account") {
			t.Errorf("%s: %v, want %q", path, err, want)
		}
	}
	if m := mode(t, shared); m != 0o755 {
		t.Errorf("the mode of somebody else's folder is now %v", m)
	}
	if _, err := Listen(Place{Data: dir, Path: filepath.Join(dir, "run", "s"), Group: "no such group"},
		(&fakeService{}).calls(),
		zap.NewNop()); err == nil {
		t.Error("a group that is not there")
	}
}
