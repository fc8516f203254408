package trouble

import (
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"bordercast/gateway/officer"

	"bordercast/gateway/trial/binary"
)

// openTo lists what other accounts may read or write under a folder, the folder itself included.
func openTo(t *testing.T, dir string) (open []string) {
	t.Helper()
	must(t, filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) { // a file of SQLite's that came and went
			return nil
		}
		must(t, err)
		info, err := e.Info()
		if err == nil && info.Mode()&fs.ModeSymlink == 0 && info.Mode().Perm()&0o077 != 0 {
			open = append(open, path+" "+info.Mode().String())
		}
		return nil
	}))
	return open
}

// A data folder that stands open to everybody is closed, and nothing that the gateway makes is anybody else's to read.
func TestTheDataFolderIsItsOwners(t *testing.T) {
	t.Parallel()
	embedded := strings.Replace(twoSides, `{url: "BROKER", open: true}`, `{embedded: {listen: "127.0.0.1:0"}, open: true}`,
		1)
	for _, config := range []string{twoSides, embedded} {
		w := begin(t, config)
		for _, made := range []string{"data", "data/keys"} {
			must(t, os.Mkdir(filepath.Join(w.dir, made), 0o755))
			must(t, os.Chmod(filepath.Join(w.dir, made), 0o755))
		}
		d := w.up("data")
		if config == twoSides {
			w.post("maine", us("PLUME"), "public-ca")
		}
		if info, err := os.Stat(filepath.Join(w.dir, "data")); err != nil || info.Mode().Perm() != 0o700 {
			t.Errorf("the data folder: %v, %v", info.Mode(), err)
		}
		for _, open := range openTo(t, filepath.Join(w.dir, "data")) {
			made := strings.HasPrefix(open, filepath.Join(w.dir, "data", "keys")+" ") // by hand, behind a closed door
			if !made && !strings.Contains(open, "keys/trouble.pem ") {                // the certificate, to be handed out
				t.Errorf("open to other accounts: %s", open)
			}
		}
		d.stop()
	}
}

// A folder that is everybody's is no data folder.
func TestAFolderOfEverybodysIsRefused(t *testing.T) {
	t.Parallel()
	w := begin(t, twoSides)
	shared := filepath.Join(w.dir, "shared")
	must(t, os.Mkdir(shared, 0o777))
	must(t, os.Chmod(shared, 0o777|os.ModeSticky))
	said, code := w.run("serve", "--config", "bordercast.yaml", "--data", shared)
	if info, err := os.Stat(shared); err != nil || code == 0 || !strings.Contains(said, "a folder for every account") ||
		info.Mode().Perm() != 0o777 {
		t.Errorf("exit code %d, %v:\n%s", code, info.Mode(), said)
	}
}

// sharing is a world whose socket is for a group, and in which names are bound to accounts. It gives the socket's path.
func sharing(t *testing.T, group, luc, mary string) (w *world, socket string) {
	t.Helper()
	w = asking(t)
	socket = filepath.Join(w.dir, "run", "socket")
	config := strings.Replace(twoSides, "lane: actual, do: forward}\n    - {name: south,",
		"lane: actual, do: hold, hold: {ask: acceptance, of: nb, deadline: 4h}}\n    - {name: south,", 1)
	for old, changed := range map[string]string{
		"operators: [operator]": "operators: [operator], socket: {path: run/socket, group: '" + group + "'}",
		"people: [luc]":         "people: [{name: luc, account: '" + luc + "'}, anne]",
		"people: [mary]":        "people: [{name: mary, account: '" + mary + "'}]",
	} {
		if !strings.Contains(config, old) {
			t.Fatalf("the configuration has no %q", old)
		}
		config = strings.Replace(config, old, changed, 1)
	}
	w.configure(config)
	return w, socket
}

// A name that is bound to an account is nobody else's, though they be root, and the data folder, the configuration and
// the socket's own path all lead to the gateway.
func TestANameIsItsAccounts(t *testing.T) {
	t.Parallel()
	me, err := user.Current()
	must(t, err)
	w, socket := sharing(t, me.Gid, "4294967294", me.Username)
	d := w.up("data")
	w.post("maine", us("PLUME"))
	for _, where := range [][]string{{"--data", "data"}, {"--config", "bordercast.yaml"}, {"--socket", socket},
		{"--data", "data", "--config", "bordercast.yaml"}} {
		if said, code := w.run(append([]string{"deny", "PLUME", "--as", "luc", "--reason", "no"}, where...)...); code != 1 ||
			!strings.Contains(said, "belongs to the account 4294967294") {
			t.Errorf("%v: exit code %d\n%s", where, code, said)
		}
	}
	if code, answer := d.post("/v1/approve", map[string]any{"actor": map[string]any{"as": "luc", "uid": 4294967294,
		"user": "4294967294"}, "alert": "PLUME"}); code != officer.WrongAccount {
		t.Errorf("a request that lies about its account: %s %s", code, answer)
	}
	w.does("ack", "PLUME", "--as", "mary", "--socket", socket)
	if info, err := os.Stat(socket); err != nil || info.Mode().Perm() != 0o660 {
		t.Errorf("the socket: %v %v", info, err)
	}
	if info, err := os.Stat(filepath.Dir(socket)); err != nil || info.Mode().Perm() != 0o750 {
		t.Errorf("its folder: %v %v", info, err)
	}
	if code, said := d.stop(); code != 0 {
		t.Errorf("exit code %d:\n%s", code, said)
	}
	w.configure(twoSides) // the socket is in the data folder again
	w.up("data")
	w.does("status", "--data", "data")
}

// Other accounts act through the socket of their group, each under its own name, and without the group not at all. Only
// root can start programs as other accounts; TestANameIsItsAccounts says the same of one account.
func TestAccountsOfAGroupActAsThemselves(t *testing.T) {
	t.Parallel()
	if os.Getuid() != 0 {
		return
	}
	const luc, stranger, group = 65501, 65502, 65503
	w, socket := sharing(t, strconv.Itoa(os.Getgid()), strconv.Itoa(luc), "root")
	program := filepath.Join(w.dir, "bin")
	must(t, binary.Copy(program))
	must(t, os.Chmod(w.dir, 0o711))
	as := func(uid, gid uint32, args ...string) (string, int) {
		t.Helper()
		cmd := exec.CommandContext(t.Context(), program, append(args, "--socket", socket)...)
		cmd.Env, cmd.Dir = []string{asProgram + "=1"}, "/"
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uid, Gid: gid, NoSetGroups: false}}
		out, err := cmd.CombinedOutput()
		var exit *exec.ExitError
		if err != nil && !errors.As(err, &exit) {
			t.Fatal(err)
		}
		return string(out), cmd.ProcessState.ExitCode()
	}
	w.up("data")
	w.post("maine", us("PLUME"))
	if said, code := as(stranger, group, "status"); code != 2 || !strings.Contains(said, "may not open the socket") {
		t.Errorf("an account outside the group, exit code %d:\n%s", code, said)
	}
	gid := uint32(os.Getgid())
	if said, code := as(stranger, gid, "deny", "PLUME", "--as", "luc", "--reason", "no"); code != 1 ||
		!strings.Contains(said, "you come from 65502") {
		t.Errorf("another account under Luc's name, exit code %d:\n%s", code, said)
	}
	if said, code := as(stranger, gid, "deny", "PLUME", "--as", "mary", "--reason", "no"); code != 1 {
		t.Errorf("another account under Mary's name, exit code %d:\n%s", code, said)
	}
	var said string
	w.until("Luc approves from his own account", func() bool {
		var code int
		said, code = as(luc, gid, "deny", "PLUME", "--as", "luc", "--reason", "ours covers it")
		return code == 0
	})
	if trail := w.does("trail", "show", "--data", "data"); !strings.Contains(trail, "luc (asserted by 65501)") {
		t.Errorf("%s\nthe trail does not say who:\n%s", said, trail)
	}
}
