package trouble

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// An older backup is put back. What came after it stays, as foreign; what was updated after it is not rolled back; the
// trail says what was done, and the agencies can end all of it.
func TestAnOlderBackupIsPutBack(t *testing.T) {
	t.Parallel()
	w := begin(t, twoSides)
	d := w.up("data")
	updated := us("UPDATED")
	w.post("maine", updated, "public-ca", "public-us")
	backup := filepath.Join(w.dir, "backup.tar")
	if said, code := w.run("backup", backup, "--as", "luc", "--data", "data"); code != 1 {
		t.Errorf("a backup by luc: exit code %d\n%s", code, said)
	}
	w.does("backup", backup, "--as", "operator", "--data", "data")
	if said, code := w.run("backup", backup, "--as", "operator", "--data", "data"); code != 1 || !strings.Contains(said,
		"there already") {
		t.Errorf("over another: exit code %d\n%s", code, said)
	}
	worse, late := updated.update("WORSE"), us("LATE")
	worse.severity = "Extreme"
	w.post("maine", worse, "public-ca", "public-us")
	w.post("maine", late, "public-ca", "public-us")
	w.until("it stands", func() bool {
		tree := w.wire.tree("alerts/#")
		return standsOf(tree, "LATE") && standsOf(tree, "WORSE") && strings.Contains(names(tree), "extreme")
	})
	before := w.wire.tree("alerts/#")
	d.stop()

	if said, code := w.run("restore", "backup.tar", "--data", "data", "--config", "bordercast.yaml", "--as",
		"operator"); code != 1 || !strings.Contains(said, "not empty") {
		t.Errorf("over a folder that is not empty: exit code %d\n%s", code, said)
	}
	if said, code := w.run("restore", "backup.tar", "--data", "back", "--config", "bordercast.yaml", "--as",
		"luc"); code != 1 {
		t.Errorf("restored by luc: exit code %d\n%s", code, said)
	}
	w.does("restore", "backup.tar", "--data", "back", "--config", "bordercast.yaml", "--as", "operator")
	d = w.up("back")
	w.until("people are told", func() bool {
		alarms := d.alarms()
		return slices.Contains(alarms, "restored") && slices.Contains(alarms, "foreign-tree")
	})
	if after := w.wire.tree("alerts/#"); !same(before, after) || !standsOf(after, "LATE") || !standsOf(after, "WORSE") {
		t.Errorf("there stood\n%s\nand now\n%s", names(before), names(after))
	}
	if said := w.does("trail", "show", "--data", "back", "--last", "400"); !strings.Contains(said, "restored") {
		t.Error("the trail does not say that it was restored")
	}
	w.post("maine", worse.cancel("END"), "public-ca", "public-us")
	w.post("maine", late.cancel("END2"), "public-ca", "public-us")
	w.until("nothing stands", func() bool { return len(w.wire.tree("alerts/#")) == 0 })
	w.does("trail", "verify", "--data", "back")
}

// The folder is another gateway's: `serve` without a configuration, as `status` used to advise, withdrew everything.
func TestServeOnAnothersFolder(t *testing.T) {
	t.Parallel()
	w := begin(t, twoSides)
	d := w.up("data")
	w.post("maine", us("PLUME"), "public-ca", "public-us")
	before := w.wire.tree("alerts/#")
	d.stop()
	if said, _ := w.run("status", "--data", "data"); strings.Contains(said, "bordercast serve") {
		t.Errorf("status advises to start another gateway there:\n%s", said)
	}
	if said, code := w.run("serve", "--data", "data"); code != 1 || !strings.Contains(said,
		"belongs to the gateway trouble") {
		t.Errorf("serve without a configuration: exit code %d\n%s", code, said)
	}
	must(t, os.Rename(filepath.Join(w.dir, "data", "keys"), filepath.Join(w.dir, "keys-away")))
	if said, code := w.run("serve", "--data", "data", "--config", "bordercast.yaml"); code != 1 || !strings.Contains(said,
		"keys are not beside it") {
		t.Errorf("serve without the keys: exit code %d\n%s", code, said)
	}
	if _, err := os.Stat(filepath.Join(w.dir, "data", "keys", "trouble.key")); err == nil {
		t.Error("other keys were made")
	}
	must(t, os.RemoveAll(filepath.Join(w.dir, "data", "keys")))
	must(t, os.Rename(filepath.Join(w.dir, "keys-away"), filepath.Join(w.dir, "data", "keys")))
	w.up("data")
	if after := w.wire.tree("alerts/#"); names(before) != names(after) {
		t.Errorf("there stood\n%s\nand now\n%s", names(before), names(after))
	}
}
