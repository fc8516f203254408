package trouble

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"bordercast/cap"
	"bordercast/certs"
	"bordercast/certs/xmldsig"
	"bordercast/gateway/api"
)

// An operator gives the gateway new keys while it serves: the fingerprints are known before the keys are in use, the
// old key signs the entry that tells of the new one, and the trail stays whole over both.
func TestTheGatewayGetsNewKeys(t *testing.T) {
	t.Parallel()
	w := begin(t, twoSides)
	d := w.up("data")
	w.post("maine", us("PLUME"), "public-ca")
	pub := filepath.Join(w.dir, "data", "keys", "trail.pub")
	old, err := os.ReadFile(pub)
	must(t, err)
	if said, code := w.run("keys", "new", "--as", "luc", "--data", "data"); code != 1 {
		t.Errorf("by luc: exit code %d\n%s", code, said)
	}
	var keys api.Keys
	must(t, json.Unmarshal([]byte(w.does("keys", "new", "--as", "operator", "--data", "data", "--json")), &keys))
	if keys.Signing == keys.SigningWas || keys.Trail == keys.TrailWas || keys.SigningWas == "" || keys.TrailWas == "" {
		t.Errorf("%+v", keys)
	}
	if now, err := os.ReadFile(pub); err != nil || string(now) != string(old) {
		t.Error("they are in use at once")
	}
	w.post("maine", us("BEFORE"), "public-ca")
	e, before := w.wire.listen("gateway/v1/trouble/status"), d.status()
	w.does("reload", "--as", "operator", "--data", "data")
	if !strings.Contains(d.words(), "the gateway has new keys") {
		t.Error("the reload was answered before they were in use")
	}
	if now := d.status(); !now.Ready || !now.Started.Equal(before.Started) {
		t.Errorf("the gateway was started anew: %s", d.words())
	}
	for _, h := range e.heard() {
		if !h.retained && !strings.Contains(string(h.payload), `"up"`) {
			t.Errorf("it said %s meanwhile", h.payload)
		}
	}
	if !strings.Contains(d.words(), keys.Signing) || !strings.Contains(d.words(), keys.Trail) {
		t.Error("the log does not have the fingerprints that were said before")
	}
	w.post("maine", us("AFTER"), "public-ca")
	signers := map[string]string{"PLUME": keys.SigningWas, "BEFORE": keys.SigningWas, "AFTER": keys.Signing}
	for _, payload := range w.wire.tree("alerts/v1/actual/ca/+/+/_/#") {
		_, doc, err := cap.Read([]byte(payload))
		if err != nil {
			continue // JSON
		}
		signed := xmldsig.Verify(doc)
		for id, want := range signers {
			if !strings.Contains(payload, ","+id+",") {
				continue
			}
			if len(signed) != 1 || signed[0].State != xmldsig.Good || certs.Fingerprint(signed[0].Key) != want {
				t.Errorf("%s is not signed by %s: %+v", id, want, signed)
			}
			delete(signers, id)
		}
	}
	if len(signers) > 0 {
		t.Errorf("not found: %v", signers)
	}
	if now, err := os.ReadFile(pub); err != nil || !strings.HasSuffix(string(now), string(old)) ||
		strings.Count(string(now), "\n") != 2 {
		t.Errorf("the public file is\n%s", now)
	}
	if said := w.does("trail", "show", "--data", "data", "--kind", "keys-new"); strings.Count(said, "keys-new") != 1 {
		t.Errorf("the trail says of it:\n%s", said)
	}
	if away, err := filepath.Glob(filepath.Join(w.dir, "data", "keys", "before-*", "trouble.key")); err != nil ||
		len(away) != 1 {
		t.Errorf("the old key is at %v", away)
	}
	w.does("trail", "verify", "--data", "data")
	backup := filepath.Join(w.dir, "backup.tar")
	w.does("backup", backup, "--as", "operator", "--data", "data")
	d.stop()
	d = w.up("data")
	w.does("trail", "verify", "--data", "data")
	d.stop()
	// Whoever knows the old key alone can check as far as it goes, and is told of the new one by nobody else.
	if said, code := w.run("trail", "verify", "--data", "data", "--key", w.write("old.pub", old)); code != 1 {
		t.Errorf("by the old key alone: exit code %d\n%s", code, said)
	}
}

// The folder of keys is lost. The gateway does not start without it, until an operator has new keys made; what stands
// stays, is ended by its originator, and the trail can still be checked to its first entry.
func TestTheKeysAreLost(t *testing.T) {
	t.Parallel()
	w := begin(t, twoSides)
	d := w.up("data")
	plume := us("PLUME")
	w.post("maine", plume, "public-ca")
	d.stop()
	must(t, os.RemoveAll(filepath.Join(w.dir, "data", "keys")))
	if said, code := w.run("serve", "--data", "data", "--config", "bordercast.yaml"); code != 1 || !strings.Contains(said,
		"bordercast keys new --as NAME") {
		t.Errorf("without keys: exit code %d\n%s", code, said)
	}
	if said, code := w.run("keys", "new", "--as", "operator", "--data", "data"); code != 1 || !strings.Contains(said,
		"--config FILE") {
		t.Errorf("without the configuration that lists operators: exit code %d\n%s", code, said)
	}
	if said, code := w.run("keys", "new", "--as", "luc", "--data", "data", "--config", "bordercast.yaml"); code != 1 {
		t.Errorf("by luc: exit code %d\n%s", code, said)
	}
	if said := w.does("keys", "new", "--as", "operator", "--data", "data", "--config",
		"bordercast.yaml"); !strings.Contains(said, "lost") {
		t.Errorf("it says\n%s", said)
	}
	d = w.up("data")
	if !standsOf(w.wire.tree("alerts/v1/actual/ca/#"), "PLUME") {
		t.Error("what stood is gone")
	}
	w.post("maine", plume.cancel("END"), "public-ca")
	w.until("its Cancel ends it", func() bool { return len(w.wire.tree("alerts/v1/actual/ca/#")) == 0 })
	w.does("trail", "verify", "--data", "data")
	if said := w.does("trail", "show", "--data", "data", "--kind", "keys-new"); !strings.Contains(said, "keys-new") {
		t.Errorf("the trail says of it:\n%s", said)
	}
	d.kill()
	w.up("data")
	w.does("trail", "verify", "--data", "data")
}
