package api

import (
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

func TestOnlyTheOwnerMayOpenTheSocket(t *testing.T) {
	dir := folder(t)
	serveService(t, dir, (&fakeService{}).calls())
	info, err := os.Stat(filepath.Join(dir, SocketName))
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v", info.Mode().Perm())
	}
	if os.Getuid() == 0 { // only root can be somebody else; the mode above is what keeps them out everywhere
		if code := asNobody(t, dir); code != NotAllowed {
			t.Errorf("another account was answered %q", code)
		}
	}
}

// asNobody asks for the status as another account and gives the fault's code. It runs this test program again, copied
// to where that account can reach it.
func asNobody(t *testing.T, dir string) string {
	t.Helper()
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	program := filepath.Join(dir, "program")
	copyProgram(t, program)
	cmd := exec.Command(program, "-test.run=^TestAskAsSomebodyElse$", "-test.v")
	cmd.Env, cmd.Dir = append(os.Environ(), "BORDERCAST_TEST_ASK="+dir), dir
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	_, code, _ := strings.Cut(string(out), "answered: ")
	code, _, _ = strings.Cut(code, "\n")
	return code
}

func copyProgram(t *testing.T, to string) {
	t.Helper()
	in, err := os.Open("/proc/self/exe")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = in.Close() }()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_WRONLY, 0o755)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(out, in); err != nil {
		t.Fatal(err)
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
}

// TestAskAsSomebodyElse is the other account's side of the test above, and nothing by itself.
func TestAskAsSomebodyElse(t *testing.T) {
	dir := os.Getenv("BORDERCAST_TEST_ASK")
	if dir == "" {
		return
	}
	_, err := Dial(dir).Status(t.Context())
	fault, ok := err.(*Fault)
	if !ok {
		t.Fatalf("answered without a fault: %v", err)
	}
	t.Logf("answered: %s", fault.Code)
}
