package trouble

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// The file of checkpoints is deleted, or somebody writes into it, while the gateway is down: the next start tells
// people, the trail says so, and trail verify does from then on. A power cut does nothing of the kind.
func TestALostCheckpointFile(t *testing.T) {
	t.Parallel()
	w := begin(t, twoSides)
	path := filepath.Join(w.dir, "data", "checkpoints")
	d := w.up("data")
	w.post("maine", us("PLUME"), "public-ca")
	d.kill()
	d = w.up("data")
	if alarms := d.alarms(); len(alarms) != 0 {
		t.Errorf("after a power cut: %s", alarms)
	}
	if said := w.does("trail", "verify", "--data", "data"); strings.Contains(said, "lost") {
		t.Error(said)
	}
	for n, harm := range []func() error{
		func() error { return os.Remove(path) },
		func() error { return os.WriteFile(path, []byte("nothing\n\nto see\n\nhere\n\n"), 0o600) },
	} {
		d.stop()
		must(t, harm())
		d = w.up("data")
		w.until("people are told", func() bool { return slices.Contains(d.alarms(), "checkpoints-lost") })
		said := w.does("trail", "verify", "--data", "data")
		if !strings.Contains(said, "The trail is sound") || strings.Count(said, "checkpoint file was lost before entry") != n+
			1 {
			t.Errorf("trail verify:\n%s", said)
		}
		if shown := w.does("trail", "show", "--kind", "checkpoints-lost", "--data", "data"); strings.Count(shown,
			"checkpoints-lost") != n+1 {
			t.Errorf("the trail:\n%s", shown)
		}
		w.does("ack", alarmID(d, "checkpoints-lost"), "--as", "operator", "--data", "data")
	}
	if left, err := os.ReadFile(path + ".damaged"); err != nil || string(left) != "nothing\n\nto see\n\nhere\n\n" {
		t.Errorf("what was found is not kept: %q, %v", left, err)
	}
}
