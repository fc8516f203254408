package trouble

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"
)

// signing is a world in which Maine signs what it says, and what is not signed is held. "twin" lists Maine's sender and
// has a key of its own; "relay" does too and may end what came by Maine; "anybody" lists no sender and is not for lane
// actual, where that is refused.
func signing(t *testing.T) *world {
	t.Helper()
	w := begin(t, twoSides)
	w.key("maine")
	w.key("twin")
	config := strings.Replace(twoSides, "in: {lanes: [actual, exercise, test], unsigned: accept, unverifiable: hold}}",
		"ends_by: [relay], in: {lanes: [actual, exercise, test], trust: {keys: [keys/maine.pem]}}}\n"+
			"  - {name: twin, party: maine, side: us, kind: mqtt, senders: [duty@maine.invalid], in: {lanes: [actual, exercise], unsigned: accept, trust: {keys: [keys/twin.pem]}}}\n"+
			"  - {name: relay, party: maine, side: us, kind: mqtt, senders: [duty@maine.invalid], in: {lanes: [actual], trust: {keys: [keys/maine.pem]}}}\n"+
			"  - {name: anybody, party: maine, side: us, kind: mqtt, in: {lanes: [exercise], unsigned: accept, trust: {keys: [keys/twin.pem]}}}", 1)
	w.configure(config)
	return w
}

// allClear and past are ends that are no Cancel.
func (l letter) allClear(id string) letter {
	next := l.update(id)
	next.response = "AllClear"
	return next
}

func (l letter) past(id string) letter {
	next := l.update(id)
	next.urgency, next.response = "Past", "Monitor" // beside a call to act it would end nothing
	return next
}

// stands says whether readers on both sides find the alert with these words.
func (w *wire) stands(words string) bool {
	for _, reader := range []string{"us", "ca"} {
		found := false
		for topic, payload := range w.tree("alerts/v1/actual/" + reader + "/#") {
			found = found || strings.HasSuffix(topic, "/json") && strings.Contains(payload, words)
		}
		if !found {
			return false
		}
	}
	return true
}

// Attack: a signed alert, and somebody who can publish as its agency and has not its key.
func TestTakingTheSignatureOffEndsNothing(t *testing.T) {
	t.Parallel()
	w := signing(t)
	d := w.up("data")
	key, twin := w.key("maine"), w.key("twin")
	plume := us("PLUME").signed(key)
	plume.headline = "Plume of the first hour"
	w.post("maine", plume, "public-ca", "public-us")
	for _, end := range []letter{plume.cancel("CANCEL"), plume.allClear("CLEAR"), plume.past("PAST")} {
		unsigned, forged := end, end.signed(twin)
		unsigned.key, forged.id = nil, end.id+"-FORGED"
		for _, l := range []letter{unsigned, forged} {
			if got := stateOf(w.post("maine", l), ""); got != "quarantined unverifiable-end" {
				t.Errorf("%s: %s", l.id, got)
			}
		}
	}
	update := plume.update("UPDATE")
	update.key, update.severity = nil, "Minor"
	if got := stateOf(w.post("maine", update), ""); got != "quarantined unverifiable-update" {
		t.Errorf("an update without a signature: %s", got)
	}
	for id, want := range map[string]string{"CANCEL": "quarantined", "NEVER-SENT": "would be quarantined"} {
		end := plume.cancel(id)
		end.key = nil
		if said := w.does("explain", w.file(end), "--system", "maine", "--data", "data"); !strings.Contains(said, want) ||
			!strings.Contains(said, "unverifiable-end") {
			t.Errorf("explain %s does not say that it is or %s:\n%s", id, want, said)
		}
	}
	if !w.wire.stands("Plume of the first hour") {
		t.Error("the alert no longer stands")
	}
	if got := d.alarms(); !slices.Equal(got, []string{"unverifiable-end", "unverifiable-update"}) {
		t.Errorf("alarms: %v", got)
	}
	w.post("maine", plume.cancel("GENUINE"), "public-ca", "public-us")
	w.until("nothing stands", func() bool { return len(w.wire.public("actual", "+")) == 0 })
}

// Attack: other systems, with the sender's name and keys of their own.
func TestAnotherSystemEndsNothing(t *testing.T) {
	t.Parallel()
	w := signing(t)
	d := w.up("data")
	key, twin := w.key("maine"), w.key("twin")
	plume := us("PLUME").signed(key)
	plume.headline = "Plume of the first hour"
	w.post("maine", plume, "public-ca", "public-us")
	forged := plume.cancel("FORGED").signed(twin)
	got := w.post("twin", forged, "public-ca", "public-us")
	if state := stateOf(got, "public-ca"); state != "stayed not-entitled" {
		t.Errorf("a Cancel signed with another system's own key: %s", state)
	}
	drill := us("DRILL").signed(key)
	drill.status = "Exercise"
	w.post("maine", drill, "public-ca")
	if state := stateOf(w.post("anybody", drill.cancel("DRILL-END").signed(twin)),
		""); state != "quarantined sender-not-listed" {
		t.Errorf("a Cancel by a system that lists no sender: %s", state)
	}
	if !w.wire.stands("Plume of the first hour") {
		t.Error("the alert no longer stands")
	}
	if alarms := d.alarms(); !slices.Equal(alarms, []string{"not-entitled", "sender-not-listed"}) {
		t.Errorf("alarms: %v", alarms)
	}
	w.post("relay", plume.cancel("GENUINE"), "public-ca", "public-us")
	w.until("nothing stands", func() bool { return len(w.wire.public("actual", "+")) == 0 })
}

// Attack: a forged Update, one of them dated a day ahead; then the genuine one.
func TestAForgedUpdateIsInNoChain(t *testing.T) {
	t.Parallel()
	w := signing(t)
	w.up("data")
	key := w.key("maine")
	plume := us("PLUME").signed(key)
	plume.expires = 48 * time.Hour
	w.post("maine", plume, "public-ca", "public-us")
	for id, ahead := range map[string]time.Duration{"NOW": 0, "TOMORROW": 24 * time.Hour} {
		forged := plume.update("FORGED-" + id)
		forged.key, forged.severity = nil, "Minor"
		forged.sent = forged.sent.Add(ahead)
		if state := stateOf(w.post("maine", forged), ""); state != "quarantined unverifiable-update" {
			t.Errorf("%s: %s", id, state)
		}
	}
	genuine := plume.update("GENUINE")
	genuine.severity, genuine.headline = "Extreme", "Leave at once"
	got := w.post("maine", genuine, "public-ca", "public-us")
	for _, to := range []string{"public-ca", "public-us"} {
		if state := stateOf(got, to); state != "crossed" {
			t.Errorf("the genuine update at %s: %s", to, state)
		}
	}
	if !w.wire.stands("Leave at once") {
		t.Error("readers do not find the genuine update")
	}
	for _, topic := range w.wire.public("actual", "+") {
		if !strings.Contains(topic, "/extreme/") {
			t.Errorf("there stands still %s", topic)
		}
	}
}

// An end that comes before its alert waits without effect until that can be judged.
func TestAnEndThatComesFirst(t *testing.T) {
	t.Parallel()
	w := signing(t)
	d := w.up("data")
	plume, spill := us("PLUME").signed(w.key("maine")), us("SPILL").signed(w.key("maine"))
	forged := plume.cancel("FORGED")
	forged.key = nil
	w.post("maine", forged)
	w.post("maine", spill.cancel("GENUINE"))
	got := w.post("maine", plume, "public-ca", "public-us")
	if state := stateOf(got, "public-ca"); state != "crossed" {
		t.Errorf("a signed alert that an unsigned Cancel came before: %s", state)
	}
	if got := d.alarms(); !slices.Equal(got, []string{"unverifiable-end"}) {
		t.Errorf("alarms: %v", got)
	}
	got = w.post("maine", spill, "public-ca", "public-us")
	if state := stateOf(got, "public-ca"); state != "stayed already-cancelled" {
		t.Errorf("an alert that its own Cancel came before: %s", state)
	}
	var quarantined []struct{ ID, Reason string }
	must(t, json.Unmarshal([]byte(w.does("quarantine", "list", "--json", "--data", "data")), &quarantined))
	if len(quarantined) != 1 || quarantined[0].Reason != "unverifiable-end" {
		t.Fatalf("in quarantine: %v", quarantined)
	}
	w.does("quarantine", "release", quarantined[0].ID, "--as", "operator", "--reason", "confirmed by telephone", "--data",
		"data")
	w.until("the Cancel that a person let in ends the alert", func() bool {
		return len(w.wire.public("actual",
			"+")) == 0
	})
}
