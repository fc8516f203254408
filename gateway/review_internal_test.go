package gateway

import (
	"strings"
	"testing"
	"time"

	"bordercast/gateway/api"
)

// An Ack says that somebody read the alert. It must not take the alert's place, whoever sends it, in whatever lane.
func TestAnAckTakesNobodysPlace(t *testing.T) {
	for _, status := range []string{"Actual", "Exercise"} {
		b := newTestGateway(t, forwarding+strings.ReplaceAll(strings.ReplaceAll(forwarding, "all", "ex"), "actual",
			"exercise"))
		a := message{id: "a"}
		b.all("mema", a.String())
		if !b.readers.stands("public", "") && !b.readers.stands("alerts/v1/actual/ca", "EXERCISE a") {
			t.Fatal("the alert did not cross")
		}
		b.all("other", message{id: "ack", typ: "Ack", refs: a.ref(), minutes: 1, status: status,
			sender: "somebody@else.invalid"}.String())
		if !b.readers.stands("alerts/v1/actual/ca", "/cap", "EXERCISE a") {
			t.Errorf("%s: an Ack took the alert off its topic: %v", status, b.readers.standing())
		}
		b.tick(2 * time.Hour)
		b.deliver()
		if len(b.readers.tree) > 0 {
			t.Errorf("%s: something stands for ever: %v", status, b.readers.standing())
		}
	}
}

// An Ack that comes before its alert does not make the alert late.
func TestAnEarlyAckDoesNotDelayTheAlert(t *testing.T) {
	b := newTestGateway(t, forwarding)
	a := message{id: "a"}
	b.all("mema", message{id: "ack", typ: "Error", refs: a.ref(), minutes: 1}.String())
	b.all("mema", a.String())
	if !b.readers.stands("alerts/v1/actual/ca", "/cap", "EXERCISE a") {
		t.Error("the alert did not cross")
	}
}

// A graver Update waits in the outbox of a cut link when the end comes: nothing of the chain may stand afterwards.
func TestACancelFindsWhatAQueuedUpdateWasToReplace(t *testing.T) {
	b := newTestGateway(t, forwarding)
	a := message{id: "a"}
	b.all("mema", a.String())
	u := message{id: "u", typ: "Update", refs: a.ref(), severity: "Extreme", minutes: 1}
	b.send("mema", u.String())
	b.send("mema", message{id: "c", typ: "Cancel", refs: a.ref() + " " + u.ref(), minutes: 2}.String())
	b.deliver()
	if len(b.readers.tree) > 0 {
		t.Errorf("a cancelled alert stands: %v", b.readers.standing())
	}
	if !b.readers.heard("/severe/", "/end", "cancelled") && !b.readers.heard("/extreme/", "/end", "cancelled") {
		t.Errorf("nobody was told that it was cancelled: %v", b.readers.topicsSaid())
	}
	if !b.readers.heard("/cap", "<msgType>Cancel</msgType>") {
		t.Error("no derived Cancel went out")
	}
}

// The same where the Update's time is up before the link is back.
func TestAnUpdateThatLapsesTakesItsPredecessorAlong(t *testing.T) {
	b := newTestGateway(t, forwarding)
	a := message{id: "a", expires: 300}
	b.all("mema", a.String())
	b.send("mema", message{id: "u", typ: "Update", refs: a.ref(),
		severity: "Extreme", minutes: 1, expires: 30}.String())
	b.tick(time.Hour)
	b.deliver()
	if len(b.readers.tree) > 0 {
		t.Errorf("a superseded alert stands: %v", b.readers.standing())
	}
	if !b.readers.heard("/severe/", "/end ", "expired") {
		t.Errorf("no end notice where it stood: %v", b.readers.topicsSaid())
	}
}

// A Cancel that names an Update comes before that Update: when the Update comes, the whole chain ends.
func TestAnEarlyCancelEndsTheChainOnceItIsKnown(t *testing.T) {
	b := newTestGateway(t, forwarding)
	a := message{id: "a"}
	u := message{id: "u", typ: "Update", refs: a.ref(), minutes: 1}
	b.all("mema", a.String())
	b.all("mema", message{id: "c", typ: "Cancel", refs: u.ref(), minutes: 2}.String())
	b.all("mema", u.String())
	if len(b.readers.tree) > 0 {
		t.Errorf("a cancelled alert stands: %v", b.readers.standing())
	}
	if !b.readers.heard("/end ", "cancelled") {
		t.Error("no end notice")
	}
}

// What a deadline dropped was not approved: the same again asks again.
func TestALapsedUpdateApprovesNothing(t *testing.T) {
	b := newTestGateway(t, holding)
	a := message{id: "a", severity: "Minor"}
	b.all("mema", a.String())
	b.rule(b.people.held()[0].Alert, api.Approve, "duty2", "")
	b.deliver()
	u := message{id: "u", typ: "Update", refs: a.ref(), severity: "Extreme", minutes: 1}
	b.all("mema", u.String())
	b.tick(11 * time.Minute)
	b.all("mema", message{id: "v", typ: "Update", refs: u.ref(), severity: "Extreme", minutes: 12}.String())
	if b.readers.stands("EXERCISE v") {
		t.Error("an Update that nobody approved crossed")
	}
	if len(b.people.held()) != 1 {
		t.Errorf("held: %+v", b.people.held())
	}
}
